"""A rule book with one fault is refused, and the message says where it is and what would be right."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from rules.load import load_rule_book, read_folder, read_rule_book
from tests.questionnaire.test_form_load import JARGON, complaint
from tests.rules.shipped import BOOK

Raw = dict[str, Any]
RAW = read_folder(BOOK)


def find(entries: list[Raw], entry_id: str) -> Raw:
    return next(entry for entry in entries if entry["id"] == entry_id)


def on_rule(rule_id: str, **changes: object) -> Callable[[Raw], None]:
    """A fault in one rule: keys set to other values, or taken away (None)."""

    def spoil(raw: Raw) -> None:
        rule = find(raw["rules"], rule_id)
        for key, value in changes.items():
            rule[key] = value
            if value is None:
                del rule[key]

    return spoil


def when(condition: object) -> Callable[[Raw], None]:
    """A fault in the condition of one rule."""
    return on_rule("age_25_29_fue", when=condition)


def on(*path: str, value: object = None) -> Callable[[Raw], None]:
    """A fault in one place of the book, an entry of a list named by its id: another value, or none."""

    def spoil(raw: Raw) -> None:
        place: Any = raw
        for step in path[:-1]:
            place = find(place, step) if isinstance(place, list) else place[step]
        place[path[-1]] = value
        if value is None:
            del place[path[-1]]

    return spoil


def repeat(name: str) -> Callable[[Raw], None]:
    return lambda raw: raw[name].append(copy.deepcopy(raw[name][0]))


def expected(name: str, value: object) -> Callable[[Raw], None]:
    """A fault in what a case expects."""

    def spoil(raw: Raw) -> None:
        find(raw["cases"], "v01")["expected"][name] = value

    return spoil


PLACE_OF_WHEN = "rules / age_25_29_fue / when"
FAULTS: dict[str, tuple[Callable[[Raw], None], str, str]] = {
    # Names that lead nowhere.
    "a rule's unknown source": (
        on_rule("nw_i", sources=["TRUE2012"]), "rules / nw_i / sources", 'no source "TRUE2012". Did you mean '
                                                                         '"TRUE2021"?',
    ),
    "a parameter's unknown source": (
        on("parameters", "adult_age", "sources", value=["NOWHERE"]), "parameters.json / adult_age / sources", 'no source "NOWHERE"',
    ),
    "a treatment's unknown source": (
        on("treatments", "fue", "cost_sources", value=["NOWHERE"]), "treatments.json / fue", 'no source "NOWHERE"',
    ),
    "a patient sentence's unknown source": (
        on("treatments", "fue", "reasons_for", value=[{"text": {"en": "x"}, "sources": ["NOWHERE"]}]),
        "treatments.json / fue", 'no source "NOWHERE"',
    ),
    # The same id twice.
    "two rules with one id": (repeat("rules"), "age_under_18", "ids are unique"),
    "two cases with one id": (repeat("cases"), "cases / ", "ids are unique"),
    "two tensions with one id": (repeat("tensions"), "tension_stable_shedding", "ids are unique"),
    "a tension with the id of a rule": (lambda raw: raw["tensions"][0].update(id="nw_i"), "nw_i", "ids are unique"),
    # What an unknown answer does.
    "a rule that excludes and does not say what unknown means": (
        on_rule("nw_i", if_unknown=None), "rules / nw_i", 'must say what an unknown answer does: "if_unknown": '
                                                          '"needs_info" or "note"',
    ),
    "a rule that defers and does not say what unknown means": (
        on_rule("rapid_progress", if_unknown=None), "rules / rapid_progress", "if_unknown",
    ),
    "if_unknown on a caution": (on_rule("nw_ii", if_unknown="note"), "rules / nw_ii", "remove it"),
    "if_unknown with another word": (on_rule("nw_i", if_unknown="ignore"), "rules / nw_i / if_unknown", "'needs_info' or 'note'"),
    # Shape.
    "a level that does not exist": (on_rule("nw_i", effects={"fue": "forbids"}), "rules / nw_i / effects / "
                                                                                 "fue", "excludes"),
    "a treatment that does not exist": (
        on_rule("nw_i", effects={"fut": "excludes"}), "rules / nw_i / effects", 'no treatment "fut". Did you mean "fue"?',
    ),
    "no effect": (on_rule("nw_i", effects={}), "rules / nw_i / effects", ""),
    "a misspelt key": (on_rule("nw_i", red_flga=True), "rules / nw_i / red_flga", "not known here; remove it "
                                                                                  "or correct its spelling"),
    "a missing key": (on_rule("nw_i", clinician=None), "rules / nw_i / clinician", "this key is missing"),
    "no source": (on_rule("nw_i", sources=[]), "rules / nw_i / sources", ""),
    "a text without English": (on_rule("nw_i", patient={"de": "Zu früh."}), "rules / nw_i / patient", "at least English"),
    "an English text that is blank": (on_rule("nw_i", patient={"en": " "}), "rules / nw_i / patient", "at least English"),
    "a date that is none": (on_rule("nw_i", reviewed="2026-13-01"), "rules / nw_i / reviewed", "date"),
    "yes as a text": (on_rule("nw_i", red_flag="yes"), "rules / nw_i / red_flag", "boolean"),
    "an id with capitals": (on_rule("nw_i", id="NW I"), "rules / NW I / id", ""),
    "a rule without an id": (on_rule("nw_i", id=None), "rules / entry", "this key is missing"),
    "a rule that is a text": (lambda raw: raw["rules"].append("nw_i"), "rules / entry 123", "object"),
    "rules that are no list": (on("rules", value={}), "rules", "this is a list"),
    "treatments that are a text": (on("treatments", value="fue"), "treatments.json", "this is a list"),
    "a missing treatment": (
        lambda raw: raw["treatments"].pop(0), "rules / nw_i / effects", 'there is no treatment "fue"',
    ),
    "two treatments with one id": (on("treatments", "fue", "id", value="exosome"), "treatments / exosome", "ids are unique"),
    "a group that does not exist": (on("treatments", "fue", "group", value="laser"), "treatments.json / fue / group", "surgery"),
    # Facts of the clinic.
    "a default that is no option": (
        on("settings", "ecm_source", "default", value="whale"), "settings.json / ecm_source", '"whale" is none of its options',
    ),
    "a setting that the book makes itself": (
        on("settings", "ecm_source", "id", value="offer_fue"), "settings.json / offer_fue", "of this name already",
    ),
    "an unknown setting": (when({"setting": {"offer_fut": "offered"}}), PLACE_OF_WHEN, 'Did you mean "offer_fue"?'),
    "a setting's unknown option": (
        when({"setting": {"offer_fue": {"in": ["offered", "sold"]}}}), PLACE_OF_WHEN, '"sold" is not an option',
    ),
    "a setting's limit": (when({"setting": {"offer_fue": {"below": 3}}}), PLACE_OF_WHEN, 'an option or {"in": [options]}'),
    "a setting that is a text": (when({"setting": "offer_fue"}), PLACE_OF_WHEN, "an object with one key"),
    "a parameter without a unit": (on("parameters", "adult_age", "unit"), "parameters.json / adult_age / "
                                                                          "unit", "this key is missing"),
    "a parameter that is a text": (
        on("parameters", "adult_age", "value", value="18"), "parameters.json / adult_age / value", "number",
    ),
    "a source graded by a word": (
        on("sources", "TRUE2021", "grade", value="good"), "sources.json / TRUE2021 / grade", "'A', 'S' or 'U'",
    ),
    "a case that expects another status": (
        expected("treatments", {"fue": {"status": "perfect"}}), "cases / v01 / expected / treatments / fue / "
                                                                "status", "not_suitable",
    ),
    "a case that expects another pathway": (expected("pathway", "surgery"), "cases / v01 / expected / pathway", "fue"),
    "no version": (on("version"), "book.json", 'a version such as "1.0.0" is missing'),
    "a version that is a number": (on("version", value=1), "book.json", "version"),
    "a misspelt key of the book": (on("titel", value="Rules"), "book.json", "titel"),
    # Conditions, in the place where a rule holds one.
    "an unknown question": (
        when({"age_year": {"below": 30}}), PLACE_OF_WHEN, 'no question or score "age_year". Did you mean "age_years"?',
    ),
    "an unknown parameter": (
        when({"age_years": {"below": "$fue_cuation_age"}}), f"{PLACE_OF_WHEN} / age_years", 'Did you mean '
                                                                                            '"$fue_caution_age"?',
    ),
    "an option that means nothing was said": (
        when({"norwood_stage": "not_sure"}), f"{PLACE_OF_WHEN} / norwood_stage", "not an option that a "
                                                                                 "condition on this question can name",
    ),
    "prefer not to say": (when({"sex_at_birth": {"in": ["female", "prefer_not_to_say"]}}), PLACE_OF_WHEN, "prefer_not_to_say"),
    "contact details": (when({"contact": {"answered": True}}), PLACE_OF_WHEN, 'no question or score "contact"'),
    "a fault deep in a tree": (
        when({"all": [{"smoking": "vape"}, {"not": {"any": [{"diabetes": "nune"}]}}]}),
        f"{PLACE_OF_WHEN} / all / 2 / not / any / 1 / diabetes", 'Did you mean "none"?',
    ),
    "a condition that is a text": (when("age_years < 30"), PLACE_OF_WHEN, "object"),
    "a fault in a tension": (
        lambda raw: raw["tensions"][0].update(when={"smoking": "pipe"}), "tension_stable_shedding / when", '"pipe"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_refused_with_place_and_remedy(form: Questionnaire, fault: str) -> None:
    spoil, place, words = FAULTS[fault]
    raw = copy.deepcopy(RAW)
    spoil(raw)
    with pytest.raises(Refused) as refused:
        read_rule_book(raw, form)
    matching = [p for p in refused.value.problems if place in p.place and (words in p.message or words in p.place)]
    assert matching, str(refused.value)


def test_the_message_is_for_people(form: Questionnaire) -> None:
    """It speaks of texts, lists and ids, not of the code that found the fault."""
    for fault, (spoil, _, _) in FAULTS.items():
        raw = copy.deepcopy(RAW)
        spoil(raw)
        message = complaint(partial(read_rule_book, raw, form))
        assert not any(word in message for word in JARGON), f"{fault}: {message}"


def test_all_faults_are_told_at_once(form: Questionnaire) -> None:
    raw = copy.deepcopy(RAW)
    for fault in (
        "a rule's unknown source",
        "if_unknown on a caution",
        "a fault in a tension",
        "a treatment's unknown source",
    ):
        FAULTS[fault][0](raw)
    with pytest.raises(Refused) as refused:
        read_rule_book(raw, form)
    assert len(refused.value.problems) == 4
    assert len(str(refused.value).splitlines()) == 4


def test_one_fault_is_told_once(form: Questionnaire) -> None:
    """A rule that cannot be read is not also told, wrongly, as a rule that its cases name and that does not exist."""
    raw = copy.deepcopy(RAW)
    FAULTS["a condition that is a text"][0](raw)
    with pytest.raises(Refused) as refused:
        read_rule_book(raw, form)
    assert [p.place for p in refused.value.problems] == [PLACE_OF_WHEN]


FILES: dict[str, tuple[str, str | None, str, str]] = {
    "a key that stands twice": ("parameters.json", '{"a": 1, "a": 2}', "parameters.json", 'the key "a" stands twice'),
    "not a number": ("parameters.json", '{"a": NaN}', "parameters.json", "NaN is not a number"),
    "a comma too many": ("rules/age.json", "[{},]", "rules/age.json", "line 1"),
    "an object where a list belongs": ("rules/age.json", "{}", "rules/age.json", "this file holds a list"),
    "a list where an object belongs": ("book.json", "[]", "book.json", "this file holds one object"),
    "nested without end": ("tensions.json", "[" * 100_000, "tensions.json", "nested too deeply"),
    "a number of thousands of digits": ("parameters.json", '{"a": ' + "9" * 5000 + "}", "parameters.json", ""),
    "a missing file": ("sources.json", None, "sources.json", "no such file"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_broken_file_is_named(form: Questionnaire, tmp_path: Path, fault: str) -> None:
    name, text, place, words = FILES[fault]
    folder = shutil.copytree(BOOK, tmp_path / "book")
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_rule_book(folder, form)
    assert [(place in p.place, words in p.message) for p in refused.value.problems] == [(True, True)], str(
        refused.value
    )


def test_a_number_too_large_to_be_held_is_refused(form: Questionnaire, tmp_path: Path) -> None:
    """JSON can write 1e999, which no computer number holds; it would be read as infinity."""
    folder = shutil.copytree(BOOK, tmp_path / "book")
    parameters = copy.deepcopy(RAW["parameters"])
    parameters["phq2_positive"]["value"] = 123456789
    (folder / "parameters.json").write_text(json.dumps(parameters).replace("123456789", "1e999"), encoding="utf-8")
    with pytest.raises(Refused, match=r"parameters\.json"):
        load_rule_book(folder, form)


def test_no_folder(form: Questionnaire, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no rule book in this folder"):
        load_rule_book(tmp_path / "nowhere", form)


def test_a_condition_as_deep_as_the_stack_is_refused_or_read(form: Questionnaire) -> None:
    """Never a crash: a book that cannot be read is refused in words."""
    condition: Raw = {"smoking": "vape"}
    for _ in range(400):
        condition = {"not": condition}
    raw = copy.deepcopy(RAW)
    when(condition)(raw)
    message = complaint(partial(read_rule_book, raw, form))
    assert not message or "age_25_29_fue" in message


def test_the_book_reads_the_same_from_its_json(form: Questionnaire) -> None:
    assert read_rule_book(json.loads(json.dumps(RAW)), form).version == load_rule_book(BOOK, form).version

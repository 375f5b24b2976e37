"""The shipped rule book: its ids and effects are contracts, its cases are its own test, its identity does not hang on
files."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from questionnaire.answers import read_answers
from questionnaire.conditions import leaves, questions_read
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.decision import leading
from rules.load import canonical, canonical_text, load_rule_book, read_folder, read_rule_book
from rules.model import Group, Level, Pathway, RuleBook, Status
from tests.generators import raw_book, rule
from tests.rules.shipped import BOOK, CONTRACT

CASES = {
    case["id"]: case
    for path in sorted((BOOK / "cases").glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
}


# --- The contract: ids and effects ------------------------------------------------------------------------------------


def test_no_rule_came_or_went(book: RuleBook) -> None:
    assert set(book.by_id) == set(CONTRACT["rules"])
    assert len(book.rules) == 122


@pytest.mark.parametrize("rule_id", CONTRACT["rules"])
def test_a_rule_does_what_was_agreed(book: RuleBook, rule_id: str) -> None:
    """Its levels, what it does when it is unknown, whether it is a red flag and whether it may pass."""
    found, agreed = book.by_id[rule_id], CONTRACT["rules"][rule_id]
    assert {name: level.value for name, level in found.effects.items()} == agreed["effects"]
    assert found.if_unknown == agreed.get("if_unknown")
    assert found.red_flag == agreed.get("red_flag", False)
    assert found.temporary == agreed.get("temporary", False)


def test_the_words_for_treatments_levels_statuses_and_pathways(book: RuleBook) -> None:
    assert list(book.treatments) == CONTRACT["treatments"]
    assert [level.value for level in Level] == CONTRACT["levels"], "the strongest first"
    assert [status.value for status in Status] == CONTRACT["statuses"], "the most restrictive first"
    assert [pathway.value for pathway in Pathway] == CONTRACT["pathways"]
    assert leading(book.treatments, Group.SURGERY) == ("fue",)
    assert leading(book.treatments, Group.REGENERATIVE) == ("prp_crp", "prp_ecm", "micrograft")


def test_exosome_and_secretome_never_may_be_suitable(book: RuleBook) -> None:
    """A caution that holds for everyone keeps an unapproved product from ever looking plainly suitable."""
    for treatment in ("exosome", "secretome"):
        cautions = [r for r in book.by_treatment[treatment] if r.effects[treatment] is Level.CAUTION]
        assert any(not list(leaves(book.conditions[r.id])) for r in cautions), treatment


def test_the_rules_read_no_price_and_no_calendar(book: RuleBook) -> None:
    read = set().union(*map(questions_read, book.conditions.values()))
    assert not read & {"budget_band", "timeline", "downtime_days"}


# --- The cases --------------------------------------------------------------------------------------------------------


def test_no_case_was_dropped_or_turned() -> None:
    """More may be added; these 48 stay, and so does what they expect."""
    assert len(CONTRACT["cases"]) == 48
    found = {name: CASES[name]["expected"]["pathway"] for name in CONTRACT["cases"] if name in CASES}
    assert found == CONTRACT["cases"]


@pytest.mark.parametrize("case_id", CASES)
def test_case(form: Questionnaire, book: RuleBook, case_id: str) -> None:
    case = CASES[case_id]
    result = assess(read_answers(case["answers"], form), book).to_json()
    treatments: Any = result["treatments"]
    expected = case["expected"]
    assert set(expected["treatments"]) == set(CONTRACT["treatments"])
    found = {
        "pathway": result["pathway"],
        "red_flags": sorted(result["red_flags"]),  # type: ignore[call-overload]
        "treatments": {
            name: {
                key: treatments[name][key]
                for key in ("status", "deciding_rules")
                if key in expected["treatments"][name]
            }
            for name in expected["treatments"]
        },
    }
    agreed = {
        "pathway": expected["pathway"],
        "red_flags": sorted(expected["red_flags"]),
        "treatments": {
            name: {key: sorted(value) if key == "deciding_rules" else value for key, value in one.items()}
            for name, one in expected["treatments"].items()
        },
    }
    assert found == agreed


def test_every_status_and_every_pathway_has_a_case() -> None:
    statuses = {t["status"] for case in CASES.values() for t in case["expected"]["treatments"].values()}
    assert statuses == set(Status)
    assert {case["expected"]["pathway"] for case in CASES.values()} == set(Pathway)


# --- The identity of a book -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    return read_folder(BOOK)


def test_the_identity_is_the_same_in_other_files_and_another_order(
    form: Questionnaire, book: RuleBook, tmp_path: Path
) -> None:
    """Rules and cases moved to other files, files renamed, keys in another order: still the same book."""
    shutil.copytree(BOOK, tmp_path / "book")
    for name in ("rules", "cases"):
        folder = tmp_path / "book" / name
        entries = [
            entry for path in sorted(folder.glob("*.json")) for entry in json.loads(path.read_text(encoding="utf-8"))
        ]
        for path in folder.glob("*.json"):
            path.unlink()
        random.Random(1).shuffle(entries)
        turned = [dict(reversed(entry.items())) for entry in entries]
        (folder / "z.json").write_text(json.dumps(turned[:20]), encoding="utf-8")
        (folder / "a.json").write_text(json.dumps(turned[20:], indent=3, ensure_ascii=False), encoding="utf-8")
    moved = load_rule_book(tmp_path / "book", form)
    assert moved.version == book.version
    assert [r.id for r in moved.rules] != [r.id for r in book.rules], "the test did move something"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(("parameters", "fue_deferral_age", "value"), id="a threshold"),
        pytest.param(("parameters", "fue_deferral_age", "note"), id="a threshold's note"),
        pytest.param(("rules", 0, "clinician"), id="a rule's wording"),
        pytest.param(("rules", 0, "effects", "fue"), id="a rule's level"),
        pytest.param(("cases", 0, "description"), id="a case"),
        pytest.param(("tensions", 0, "clinician"), id="a tension"),
        pytest.param(("treatments", 0, "cost"), id="a treatment's facts"),
        pytest.param(("version",), id="the version"),
    ],
)
def test_the_identity_changes_with_the_content(
    form: Questionnaire, book: RuleBook, raw: dict[str, Any], path: tuple[Any, ...]
) -> None:
    edited = json.loads(json.dumps(raw))
    place = edited
    for step in path[:-1]:
        place = place[step]
    value = place.get(path[-1], "")
    place[path[-1]] = (
        value + 1 if isinstance(value, int | float) else "resolve_first" if path[-1] == "fue" else value + "."
    )
    assert read_rule_book(edited, form).version.sha256 != book.version.sha256


def test_the_canonical_text_reads_back_as_the_same_book(
    form: Questionnaire, book: RuleBook, raw: dict[str, Any]
) -> None:
    """What is kept beside a submission is enough to assess it again, years later."""
    kept = json.loads(canonical_text(raw))
    assert read_rule_book(kept, form).version == book.version
    assert canonical(kept) == canonical(raw)


def test_a_moved_threshold_moves_the_rule(
    form: Questionnaire, raw: dict[str, Any], plain_man: dict[str, object]
) -> None:
    edited = json.loads(json.dumps(raw))
    edited["parameters"]["fue_deferral_age"]["value"] = 39
    edited["parameters"]["fue_caution_age"]["value"] = 40
    fue = assess(read_answers(plain_man, form), read_rule_book(edited, form)).treatments["fue"]
    assert (fue.status, fue.deciding_rules) == (Status.RESOLVE_FIRST, ("age_18_24_fue",))


def test_the_answer_classes_tell_apart_what_the_rules_can(form: Questionnaire, book: RuleBook) -> None:
    """One value of each side of each limit, and no two values that no rule can tell apart."""
    assert book.classes["age_years"] == (0, 18, 25, 30, 35, 75)
    assert book.classes["haemoglobin_g_dl"] == (2, 10)
    assert book.classes["budget_band"] == ("under_2k",)
    assert book.classes["phq2_mood"] == ("0", "1", "2", "3")
    assert set(book.classes) == {q.id for q in form.answerable if q.type != "multiple_choice"}


def test_a_limit_at_the_edge_of_a_number_makes_no_impossible_value(form: Questionnaire) -> None:
    rules = [
        rule("old", {"age_years": {"at_least": 120.5}}, {"fue": "caution"}),
        rule("any", {"age_years": {"at_least": 0}}, {"fue": "supports"}),
    ]
    classes = read_rule_book(raw_book(rules), form).classes["age_years"]
    assert all(0 <= value <= 120 for value in classes)  # type: ignore[operator]

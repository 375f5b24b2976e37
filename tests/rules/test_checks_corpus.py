"""The checks find what is wrong and nothing else, in a corpus of books with one fault each.

A file of `broken/` says, in JSON: `fault` in words; `patch`, which makes the shipped book or questionnaire faulty;
`found_by`, the check (or "load" when it cannot even be read); `severity`; `place` and the words that the message
`says`; and, where one fault truly shows in two ways, `also`, the other checks, with `why_also`. A step of a patch is a
key, the id of an entry, or a position; after "questionnaire" comes the id of a question, and what is appended there
becomes the last page.

Of the worked cases a book keeps those that the place names: there are many, and between them they notice every change
of a result. Here it counts what the other checks see. A book that cannot be read keeps them all.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from questionnaire.load import read_questionnaire
from questionnaire.problems import Refused
from rules.load import read_rule_book
from rules.review.check import CHECKS, Content, run_checks
from tests.generators import questions_in
from tests.rules.shipped import ACCEPTED, QUESTIONS, RULES, TODAY, shipped
from tests.rules.shows import SHOWS

Raw = dict[str, Any]
BROKEN = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "broken").glob("*.json"))
}


def spoilt(patch: list[Raw]) -> tuple[Raw, Raw]:
    """The shipped questionnaire and book as JSON, with a patch applied."""
    form, book = json.loads(QUESTIONS), json.loads(RULES)  # a fresh copy
    for change in patch:
        first, *steps = change["at"]
        place: Any = {q["id"]: q for q in questions_in(form)} if first == "questionnaire" else {first: book[first]}
        if change == {**change, "op": "append", "at": ["questionnaire"]}:
            page = {"id": "last_page", "title": {"en": "One more", "es": "Una más"}, "questions": [change["value"]]}
            form["sections"][-1]["pages"].append(page)
            continue
        steps = steps if first == "questionnaire" else [first, *steps]
        for step in steps[:-1]:
            place = place[key_of(place, step)]
        key = key_of(place, steps[-1], new=change["op"] == "set")
        if change["op"] == "append":
            place[key].append(change["value"])
        elif change["op"] == "remove":
            del place[key]
        else:
            assert key not in place or place[key] != change["value"], "the patch changes something"
            place[key] = change["value"]
    return form, book


def key_of(place: Any, step: str | int, new: bool = False) -> Any:
    """Where a step leads: into an object by key, into a list by position or by an entry's id."""
    if isinstance(place, list) and isinstance(step, str):
        return next(number for number, entry in enumerate(place) if entry["id"] == step)
    assert new or isinstance(place, list) or step in place, f"there is no {step}"
    return step


def read(fault: Raw) -> Content:
    """The book and questionnaire of a fault, read and ready to be checked."""
    raw_questions, raw_rules = spoilt(fault["patch"])
    raw_rules["cases"] = [
        case for case in raw_rules["cases"] if re.search(rf"cases / {case['id']}\b", " ".join(places_of(fault)))
    ]
    form = read_questionnaire(json.dumps(raw_questions))
    return Content(read_rule_book(raw_rules, form), form, TODAY)


def places_of(fault: Raw) -> list[str]:
    return [fault["place"]] if isinstance(fault["place"], str) else fault["place"]


def test_the_shipped_book_has_no_fault() -> None:
    _, findings = shipped()
    assert [f for f in findings if f.severity != "note"] == []


@pytest.mark.parametrize("name", [name for name, fault in BROKEN.items() if fault["found_by"] == "load"])
def test_what_cannot_be_read_is_refused_with_place_and_remedy(name: str) -> None:
    fault = BROKEN[name]
    form, book = spoilt(fault["patch"])
    with pytest.raises(Refused) as refused:
        read_rule_book(book, read_questionnaire(json.dumps(form)))
    problems = refused.value.problems
    assert all(any(place in p.place for place in places_of(fault)) for p in problems), str(refused.value)
    assert any(all(words in p.message for words in fault["says"]) for p in problems), str(refused.value)


@pytest.mark.parametrize("name", [name for name, fault in BROKEN.items() if fault["found_by"] != "load"])
def test_a_fault_is_found_and_nothing_else(name: str) -> None:
    """The named check says it at the named place in the telling words; no other check complains; and each example
    patient shows the fault."""
    fault = BROKEN[name]
    content = read(fault)
    known = {(f.check, f.severity, f.place) for f in shipped()[1]}
    found = [f for f in run_checks(content, ACCEPTED) if (f.check, f.severity, f.place) not in known]
    told = [f for f in found if f.check == fault["found_by"]]
    for place in places_of(fault):
        at_place = [f for f in told if place in f.place and f.severity == fault["severity"]]
        assert any(all(words in f.message for words in fault["says"]) for f in at_place), found
    complaints = [f for f in found if f.severity != "note"]
    assert {f.check for f in complaints} - {fault["found_by"]} == set(fault.get("also", [])), complaints
    assert all(any(place in f.place for place in places_of(fault)) for f in told), told
    for finding in found:
        if finding.example is not None:
            SHOWS[finding.check](finding, content)


def test_the_corpus_is_whole() -> None:
    """Every check is tried by at least two faults, reading by more, and nothing in a file is misspelt."""
    counts = Counter(fault["found_by"] for fault in BROKEN.values())
    assert set(counts) == {*CHECKS, "load"}
    assert min(counts.values()) >= 2
    for name, fault in BROKEN.items():
        assert set(fault) - {"severity", "also", "why_also"} == {"fault", "patch", "found_by", "place", "says"}, name
        assert ("severity" in fault) == (fault["found_by"] != "load"), name
        assert ("also" in fault) == ("why_also" in fault), name
        assert fault["says"], name


def test_the_examples_of_what_is_meant_show_it() -> None:
    """The shipped book's explained findings come with patients too."""
    content, findings = shipped()
    with_example = [f for f in findings if f.example is not None]
    assert {f.check for f in with_example} == {"dodged"}
    for finding in with_example:
        SHOWS[finding.check](finding, content)


# --- Explanations of what is meant ------------------------------------------------------------------------------------


def test_an_explained_warning_becomes_a_note_with_its_reason() -> None:
    content, findings = shipped()
    place = "treatments / exosome / may_be_suitable"
    (note,) = [f for f in findings if f.place == place]
    assert note.severity == "note"
    assert ACCEPTED[f"reachable: {place}"] in note.message
    (warning,) = [f for f in CHECKS["reachable"](content) if f.place == place]
    assert warning.severity == "warning"


def test_an_explanation_covers_all_that_a_check_says_of_a_place() -> None:
    content = read(BROKEN["alike_covered_by_a_stronger"])
    explained = {
        **ACCEPTED,
        "alike: rules / pork_and_collagen": "it names both",
        "decides: rules / pork_and_collagen": "it names both",
    }
    findings = [f for f in run_checks(content, explained) if f.place == "rules / pork_and_collagen"]
    assert [(f.check, f.severity) for f in findings] == [("decides", "note"), ("alike", "note"), ("alike", "note")]


def test_an_explanation_does_not_outlive_its_reason() -> None:
    content, _ = shipped()
    findings = run_checks(content, {**ACCEPTED, "alike: rules / nw_i": "it was so once"})
    (stale,) = [f for f in findings if f.severity != "note"]
    assert (stale.check, stale.severity, stale.place) == ("accepted", "warning", "accepted.json / alike: rules / nw_i")
    assert "remove the explanation" in stale.message


def test_an_error_cannot_be_explained_away() -> None:
    content = read(BROKEN["cases_wrong_status"])
    findings = run_checks(content, {**ACCEPTED, "cases: cases / v01": "never mind"})
    assert [f.severity for f in findings if f.place == "cases / v01"] == ["error"]

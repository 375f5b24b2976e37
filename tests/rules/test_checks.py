"""The checks find what is wrong and nothing else: a corpus of books with one fault each, and small books of which every patient is tried.

A file of `broken/` says, in JSON: `fault` in words; `patch`, which makes the shipped book or questionnaire faulty; `found_by`, the check (or
"load" when it cannot even be read); `severity`; `place` and the words that the message `says`; and, where one fault truly shows in two ways,
`also`, the other checks, with `why_also`. A step of a patch is a key, the id of an entry, or a position; after "questionnaire" comes the
id of a question, and what is appended there becomes the last page.

Of the worked cases a book keeps those that the place names: there are many, and between them they notice every change of a result. Here it
counts what the other checks see. A book that cannot be read keeps them all.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import State, read_answers
from questionnaire.conditions import evaluate, leaves
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from questionnaire.words import glossary
from rules import search
from rules.assess import assess
from rules.assessment import Assessment
from rules.check import CHECKS, Content, Finding, load_accepted, run_checks
from rules.check.left_out import Without, can_be_met
from rules.check.wording import read_by_patients
from rules.load import read_folder, read_rule_book
from rules.model import RuleBook, Status
from rules.search import Patients, TooHard
from tests.generators import (
    book_of,
    boolean,
    choice,
    conditions,
    en,
    form_of,
    integer,
    multi,
    questions_in,
    raw_book,
    raw_form,
    rule,
    rule_leaves,
    thorough,
)
from tests.rules import slow
from tests.rules.test_shipped_book import BOOK

Raw = dict[str, Any]
BROKEN = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((Path(__file__).parent / "broken").glob("*.json"))
}
RAW = read_folder(BOOK)
RULES = json.dumps(RAW)
QUESTIONS = (BOOK.parents[1] / "questions.json").read_text(encoding="utf-8")
ACCEPTED = load_accepted(BOOK)
TODAY = max(
    date.fromisoformat(entry["reviewed"]) for entry in (*RAW["rules"], *RAW["parameters"].values(), *RAW["treatments"].values())
)
"""The day of the latest review in the book, so that these tests do not age."""
FITS = {Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION}


@cache
def shipped() -> tuple[Content, tuple[Finding, ...]]:
    """The shipped book and questionnaire, and what the checks say of them."""
    form = read_questionnaire(QUESTIONS)
    content = Content(read_rule_book(RAW, form), form, TODAY)
    return content, tuple(run_checks(content, ACCEPTED))


# --- The corpus -------------------------------------------------------------------------------------------------------------------------


def spoilt(patch: list[Raw]) -> tuple[Raw, Raw]:
    """The shipped questionnaire and book as JSON, with a patch applied."""
    form, book = json.loads(QUESTIONS), json.loads(RULES)  # a fresh copy
    for change in patch:
        first, *steps = change["at"]
        place: Any = {q["id"]: q for q in questions_in(form)} if first == "questionnaire" else {first: book[first]}
        if change == {**change, "op": "append", "at": ["questionnaire"]}:
            page = {"id": "last_page", "title": {"en": "One more"}, "questions": [change["value"]]}
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
    """The named check says it at the named place in the telling words; no other check complains; and each example patient shows the fault."""
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


# --- What an example patient shows ------------------------------------------------------------------------------------------------------


def assessed(finding: Finding, content: Content) -> Assessment:
    return assess(read_answers(finding.example, content.questionnaire), content.book)


def fired(assessment: Assessment) -> set[str]:
    return {f.rule.id for f in assessment.findings if f.truth} | {tension.id for tension in assessment.tensions}


def last_name(finding: Finding) -> str:
    return finding.place.rsplit(" / ", 1)[-1]


def statuses(assessment: Assessment) -> dict[str, Status]:
    return {name: result.status for name, result in assessment.treatments.items()}


def without_rule(name: str, finding: Finding, content: Content) -> Assessment:
    """The example patient under the book without one rule."""
    rest = dataclasses.replace(content.book, rules=tuple(r for r in content.book.rules if r.id != name))
    return assess(read_answers(finding.example, content.questionnaire), rest)


def shows_another_result(finding: Finding, content: Content) -> None:
    """The case's patient gets something else than the case expects."""
    expected = next(case for case in content.book.cases if case.id == last_name(finding)).expected
    assessment = assessed(finding, content)
    assert (
        assessment.pathway is not expected.pathway
        or set(assessment.red_flags) != set(expected.red_flags)
        or any(
            assessment.treatments[name].status is not wanted.status
            or set(assessment.treatments[name].deciding_rules) != set(wanted.deciding_rules or ())
            for name, wanted in expected.treatments.items()
        )
    )


def shows_it_fires(finding: Finding, content: Content) -> None:
    """A patient who answers everything meets the condition (the check says that every one does)."""
    assessment = assessed(finding, content)
    assert last_name(finding) in fired(assessment)
    assert set(assessment.answers.states.values()) <= {State.GIVEN, State.NOT_APPLICABLE}


def shows_no_difference(finding: Finding, content: Content) -> None:
    """The rule fires, and without it every status is the same."""
    assessment = assessed(finding, content)
    assert last_name(finding) in fired(assessment)
    assert statuses(without_rule(last_name(finding), finding, content)) == statuses(assessment)


def shows_both_fire(finding: Finding, content: Content) -> None:
    """The rule fires and so does the other one; without it every status is the same."""
    other = re.findall(r'"(\w+)"', finding.message)[0]
    assert {last_name(finding), other} <= fired(assessed(finding, content))
    shows_no_difference(finding, content)


def shows_a_way_round(finding: Finding, content: Content) -> None:
    """The treatment seems to fit. With one answer more, and answers to the questions that only then are shown, the rule excludes it."""
    _, rule_id, treatment = finding.place.split(" / ")
    assessment = assessed(finding, content)
    assert assessment.treatments[treatment].status in FITS
    assert finding.example is not None
    assert set(finding.example) <= set(assessment.answers.visible), "the form would not ask this"
    full = Patients(assessment.answers, content.book).find(content.book.conditions[rule_id])
    assert full is not None
    assert {name: full[name] for name in finding.example} == finding.example
    result = assess(read_answers(full, content.questionnaire), content.book).treatments[treatment]
    assert (result.status, rule_id in result.deciding_rules) == (Status.NOT_SUITABLE, True)
    added = set(full) - set(finding.example)
    show_if = content.questionnaire.conditions
    follow_ups = {name for name in added & set(show_if) if any(leaf.question in added for leaf in leaves(show_if[name]))}
    assert len(added - follow_ups) == 1, "one answer was left out"


SHOWS: dict[str, Callable[[Finding, Content], None]] = {
    "cases": shows_another_result,
    "holds": shows_it_fires,
    "decides": shows_no_difference,
    "alike": shows_both_fire,
    "dodged": shows_a_way_round,
}


def test_the_examples_of_what_is_meant_show_it() -> None:
    """The shipped book's explained findings come with patients too."""
    content, findings = shipped()
    with_example = [f for f in findings if f.example is not None]
    assert {f.check for f in with_example} == {"dodged"}
    for finding in with_example:
        SHOWS[finding.check](finding, content)


# --- Explanations of what is meant ------------------------------------------------------------------------------------------------------


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


# --- Small books, every patient tried ---------------------------------------------------------------------------------------------------

SMALL = raw_form(
    choice("parent", "yes no not_sure?"),
    choice("child", "x y", {"parent": {"in": ["yes", "not_sure"]}}),
    multi("ticks", "none! a b not_sure?"),
    choice("item", "low=0 high=2 rather_not~"),
    choice("refused", "x y", {"item": "rather_not"}),
    scores={"total": ["item"]},
)
SMALL_FORM = read_questionnaire(json.dumps(SMALL))


def every_answer(q: Raw) -> list[Any]:
    """Every answer to a question: left out, definite, not sure or declined, and ticks beside "not sure"."""
    means = [o["id"] for o in q.get("options", ()) if "means" in o]
    if q["type"] != "multiple_choice":
        return [None, *slow.definite_answers(q), *means]
    exclusive = {o["id"] for o in q["options"] if o.get("exclusive")}
    definite = slow.definite_answers(q)
    beside = [[*ticks, option] for ticks in definite if not exclusive & set(ticks) for option in means]
    return [None, *definite, *([option] for option in means), *beside]


def everybody(form: Raw) -> Iterator[slow.Patient]:
    """Every patient there can be, also those who leave questions out or are not sure; nobody answers a question that is not shown."""
    names = [q["id"] for q in questions_in(form)]
    for combination in product(*map(every_answer, questions_in(form))):
        patient = slow.Patient(form, dict(zip(names, combination, strict=True)))
        if all(patient.shown(name) is True for name in patient.answers):
            yield patient


def is_complete(patient: slow.Patient) -> bool:
    return all(patient.state(name) in ("given", "not_applicable") for name in patient.questions)


EVERYBODY = list(everybody(SMALL))
COMPLETE = [p for p in EVERYBODY if is_complete(p)]
LEVELS = ("excludes", "resolve_first", "needs_info", "caution", "supports", "supports", "notice")


CONDITIONS = conditions(rule_leaves(SMALL))
EFFECTS = st.dictionaries(st.sampled_from(("fue", "exosome")), st.sampled_from(LEVELS), min_size=1, max_size=2)


@st.composite
def small_rules(draw: st.DrawFn) -> list[Raw]:
    """Two to five rules on two treatments over the small form."""
    found = []
    for number in range(draw(st.integers(2, 5))):
        when, effects = draw(CONDITIONS), draw(EFFECTS)
        note = draw(st.sampled_from((None, "note"))) if {"excludes", "resolve_first"} & set(effects.values()) else None
        found.append(rule(f"r{number}", when, effects, note, red_flag=draw(st.integers(0, 9)) == 9))
    return found


def told(check: str, rules: list[Raw]) -> set[tuple[str, str]]:
    """What a check says of a small book: the severity and the place without its first word."""
    content = Content(read_rule_book(raw_book(rules), SMALL_FORM), SMALL_FORM, TODAY)
    findings = list(CHECKS[check](content))
    for finding in findings:
        if finding.example is not None:
            SHOWS[check](finding, content)
    return {(f.severity, f.place.split(" / ", 1)[1]) for f in findings}


def asks_whether_answered(r: Raw) -> bool:
    return '"answered"' in json.dumps(r["when"])


def is_always(r: Raw) -> bool:
    return bool(r["when"] == {"all": []})


def fires_for_all(r: Raw) -> bool:
    return all(p.truth(r["when"]) for p in COMPLETE)


def truths(rules: list[Raw], patient: slow.Patient) -> dict[str, bool | None]:
    return {r["id"]: patient.truth(r["when"]) for r in rules}


@thorough(200)
@given(small_rules())
def test_holds_equals_trying_everybody(rules: list[Raw]) -> None:
    expected = set()
    for r in rules:
        if is_always(r):
            continue
        if not any(p.truth(r["when"]) for p in EVERYBODY):
            expected.add(("error", r["id"]))
        elif not asks_whether_answered(r) and fires_for_all(r):
            expected.add(("warning", r["id"]))
    assert told("holds", rules) == expected


@thorough(200)
@given(small_rules())
def test_contradiction_equals_trying_everybody(rules: list[Raw]) -> None:
    """A part is told when nobody meets it, while somebody meets the whole."""

    def dead_part(condition: Raw) -> bool:
        ((key, body),) = condition.items()
        parts = body if key in ("all", "any") else [body] if key == "not" else []
        return any(not any(p.truth(part) for p in EVERYBODY) or dead_part(part) for part in parts)

    possible = [r for r in rules if not is_always(r) and any(p.truth(r["when"]) for p in EVERYBODY)]
    assert told("contradiction", rules) == {("error", r["id"]) for r in possible if dead_part(r["when"])}


@thorough(200)
@given(small_rules())
def test_reachable_equals_trying_everybody(rules: list[Raw]) -> None:
    reached = {f"{name} / {slow.status(name, rules, truths(rules, p))[0]}" for p in COMPLETE for name in ("fue", "exosome")}
    wanted = {f"{name} / {status.value}" for name in ("fue", "exosome") for status in Status if status is not Status.NEEDS_INFO}
    found = {place for _, place in told("reachable", rules) if place.startswith(("fue", "exosome"))}
    assert found == wanted - reached


@thorough(200)
@given(small_rules())
def test_decides_equals_trying_everybody(rules: list[Raw]) -> None:
    """A rule makes a difference to a patient when it is among those that decide; a support must be the only one. A red flag always does."""

    def matters(r: Raw, p: slow.Patient) -> bool:
        everything = truths(rules, p)
        return any(
            r["id"] in slow.status(name, rules, everything)[1]
            or (level == "supports" and slow.status(name, rules, everything)[0] == "consider_with_caution")
            for name, level in r["effects"].items()
            if level != "supports"
            or not any(o is not r and o["effects"].get(name) == level and everything[o["id"]] for o in rules)
        )

    expected = set()
    for r in rules:
        firing = [p for p in COMPLETE if p.truth(r["when"])]
        silent = asks_whether_answered(r) or r["red_flag"] or set(r["effects"].values()) == {"notice"}
        if firing and not silent and not any(matters(r, p) for p in firing):
            expected.add(("warning", r["id"]))
    assert told("decides", rules) == expected


@thorough(200)
@given(small_rules())
def test_alike_equals_trying_everybody(rules: list[Raw]) -> None:
    """Of two rules that always fire together and do the same, either may be told. Rules for everyone, and rules that ask whether something was
    answered, are left alone. A rule that holds a treatment open when it is unknown is not covered by one that only notes it."""

    def adds_nothing(one: Raw, other: Raw) -> bool:
        levels = [(level, other["effects"].get(name)) for name, level in one["effects"].items()]
        order = ("excludes", "resolve_first", "needs_info", "caution")
        outdone = all(a == b or (a in order and b in order and order.index(b) < order.index(a)) for a, b in levels)
        flagged = other["red_flag"] or not one["red_flag"]
        as_open = one.get("if_unknown") != "needs_info" or other.get("if_unknown") == "needs_info"
        firing = [p for p in COMPLETE if p.truth(one["when"])]
        return (
            outdone
            and flagged
            and as_open
            and bool(firing)
            and all(p.truth(other["when"]) for p in firing)
            and not fires_for_all(other)
        )

    candidates = [r for r in rules if not asks_whether_answered(r)]
    expected = {frozenset((a["id"], b["id"])) for a, b in combinations(candidates, 2) if adds_nothing(a, b) or adds_nothing(b, a)}
    content = Content(read_rule_book(raw_book(rules), SMALL_FORM), SMALL_FORM, TODAY)
    findings = list(CHECKS["alike"](content))
    for finding in findings:
        SHOWS["alike"](finding, content)
    assert {frozenset((last_name(f), re.findall(r'"(\w+)"', f.message)[0])) for f in findings} == expected


@st.composite
def rules_to_get_round(draw: st.DrawFn) -> list[Raw]:
    """One rule that excludes, as a rule without asking when it is unknown, up to two more that speak against the treatment, and two for it."""
    levels = st.sampled_from(("excludes", "resolve_first", "needs_info"))
    effects = ["excludes", *draw(st.lists(levels, max_size=2)), "supports", "supports"]
    found = []
    for number, level in enumerate(effects):
        asks = st.sampled_from(("note", "needs_info") if number else ("note", "note", "needs_info"))
        note = draw(asks) if level in ("excludes", "resolve_first") else None
        when = draw(CONDITIONS | st.just({"all": []}) if level == "supports" else CONDITIONS)
        found.append(rule(f"r{number}", when, {"fue": level}, note))
    return found


@thorough(300)
@given(rules_to_get_round())
def test_dodged_equals_trying_everybody(rules: list[Raw]) -> None:
    """Whoever leaves a question out does not see the questions that hang on it either."""
    expected = set()
    for r in rules:
        for treatment, level in r["effects"].items():
            if level == "excludes" and any(dodges(r, treatment, rules, p) for p in COMPLETE):
                expected.add(("warning", f"{r['id']} / {treatment}"))
    assert told("dodged", rules) == expected


HANGS_ON = {"child": {"child", "parent"}, "refused": {"refused", "item"}, "total": {"item"}}


def dodges(r: Raw, treatment: str, rules: list[Raw], patient: slow.Patient) -> bool:
    """Whether a patient whom a rule excludes seems to fit once one answer is left out that the rule reads or that shows such a question."""
    if not patient.truth(r["when"]):
        return False
    for name in {
        n
        for read in re.findall(r'"(parent|child|ticks|item|refused|total)"', json.dumps(r["when"]))
        for n in HANGS_ON.get(read, {read})
    }:
        if name not in patient.answers:
            continue
        seen = seen_without(patient, {name}, SMALL)
        if slow.status(treatment, rules, truths(rules, seen))[0] in slow.FITS:
            return True
    return False


# --- Patients who leave questions out ---------------------------------------------------------------------------------------------------

HANGING = raw_form(
    choice("gate", "yes no rather_not~"),
    choice("item", "no=0 some=1 much=3", {"gate": "yes"}),
    choice("other_item", "no=0 yes=2 rather_not~", {"gate": "yes"}),
    multi("ticks", "none! a b not_sure?"),
    choice("instead", "x y", {"gate": "no"}),
    choice("after", "x y", {"ticks": {"has_any": ["none", "not_sure"]}}),
    choice("later", "x y", {"after": "x"}),
    scores={"total": ["item", "other_item"]},
)
"""Questions that hang on others, by a "not sure" too; items of a score; ticks that may stand beside "not sure"."""
LEAVES = [
    *rule_leaves(HANGING),
    *({"total": test} for test in ({"at_least": 3}, {"between": [2, 5]}, {"below": 6}, {"at_least": 6})),
]


def test_two_tests_can_be_met_together_exactly_when_somebody_meets_both() -> None:
    """Every test on every question, and its opposite, with every other: among everybody are those who skip questions, tick something beside
    "not sure", and see what is shown for "not sure" only."""
    form = read_questionnaire(json.dumps(HANGING))
    literals = [*LEAVES, *({"not": leaf} for leaf in LEAVES)]
    pairs = list(combinations(range(len(literals)), 2))
    book = book_of(form, *(rule(f"r{i}", literal, ASKS) for i, literal in enumerate(literals)))
    content, patients = Content(book, form, TODAY), list(everybody(HANGING))
    met = [{n for n, patient in enumerate(patients) if patient.truth(literal)} for literal in literals]
    wrong = [
        (literals[i], literals[j])
        for i, j in pairs
        if can_be_met(search.every([book.conditions[f"r{i}"], book.conditions[f"r{j}"]]), content) != bool(met[i] & met[j])
    ]
    assert wrong == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_surely_holds_once_answers_are_left_out(size: int) -> None:
    """Told of the full answers: for every test, every patient who answers everything, and any one, two or three questions."""
    form = read_questionnaire(json.dumps(HANGING))
    book = book_of(form, *(rule(f"r{i}", leaf, ASKS) for i, leaf in enumerate(LEAVES)))
    everyone = list(slow.completions(HANGING, {}))
    for left_out in combinations([q["id"] for q in questions_in(HANGING)], size):
        without = Without(dict.fromkeys(left_out), form)
        told = [(without.holds(book.conditions[f"r{i}"]), without.fails(book.conditions[f"r{i}"])) for i in range(len(LEAVES))]
        for patient in everyone:
            full, seen = read_answers(patient.answers, form), seen_without(patient, set(left_out), HANGING)
            for leaf, (holds, fails) in zip(LEAVES, told, strict=True):
                truth = seen.truth(leaf)
                assert (evaluate(holds, full.truth), evaluate(fails, full.truth)) == (truth is True, truth is False), leaf


def seen_without(patient: slow.Patient, left_out: set[str], form: Raw) -> slow.Patient:
    """A patient who leaves questions out, and so does not see those that hang on them."""
    seen = slow.Patient(form, {n: v for n, v in patient.answers.items() if n not in left_out})
    while hanging := {n for n in seen.answers if seen.shown(n) is not True}:
        seen = slow.Patient(form, {n: v for n, v in seen.answers.items() if n not in hanging})
    return seen


# --- Written by hand --------------------------------------------------------------------------------------------------------------------

EXCLUDES, SUPPORTS, ASKS = {"fue": "excludes"}, {"fue": "supports"}, {"fue": "needs_info"}
EVERYONE: Raw = {"all": []}
A_TICKED: Raw = {"ticks": {"has_any": ["a"]}}
EXCLUDES_A = rule("e", A_TICKED, EXCLUDES, "note")


@pytest.mark.parametrize(
    ("check", "rules", "expected"),
    [
        pytest.param(
            "holds",
            [rule("r", {"not": {"ticks": {"answered": True}}}, ASKS)],
            set(),
            id="not answered, said the other way round, can hold",
        ),
        pytest.param(
            "holds",
            [
                rule(
                    "r",
                    {"all": [{"ticks": {"answered": False}}, {"parent": "no"}, {"not": {"parent": {"answered": False}}}]},
                    ASKS,
                )
            ],
            set(),
            id="one question left out and another answered can hold",
        ),
        pytest.param("holds", [rule("r", {"refused": "x"}, ASKS)], set(), id="what only those who decline are asked can hold"),
        pytest.param(
            "holds",
            [rule("r", {"all": [{"ticks": {"has_any": ["a"]}}, {"ticks": {"answered": False}}]}, ASKS)],
            set(),
            id="a tick beside not sure can hold",
        ),
        pytest.param(
            "contradiction",
            [
                rule(
                    "r",
                    {"any": [{"ticks": {"answered": False}}, {"all": [{"parent": "no"}, {"child": {"answered": False}}]}]},
                    ASKS,
                )
            ],
            {("error", "r")},
            id="who is not asked has not left it out",
        ),
        pytest.param(
            "decides",
            [rule("r", A_TICKED, {"fue": "caution"}, red_flag=True), rule("f", A_TICKED, {"exosome": "caution"}, act_first=True)],
            set(),
            id="a red flag and what to act on first make a difference beyond the status",
        ),
        pytest.param(
            "alike",
            [
                rule("f", A_TICKED, {"fue": "caution"}, act_first=True),
                rule("r", {"ticks": {"has_any": ["a", "b"]}}, {"fue": "caution"}),
            ],
            set(),
            id="what to act on first is not covered by what is not",
        ),
        pytest.param(
            "dodged",
            [EXCLUDES_A, rule("s", {"any": [A_TICKED, {"item": "high"}]}, SUPPORTS)],
            {("warning", "e / fue")},
            id="the way round needs a support of its own",
        ),
        pytest.param(
            "dodged",
            [
                EXCLUDES_A,
                rule("d", {"ticks": {"has_any": ["a", "b"]}}, {"fue": "resolve_first"}, "note"),
                rule("s", EVERYONE, SUPPORTS),
            ],
            {("warning", "e / fue")},
            id="two rules got round by one answer left out",
        ),
        pytest.param(
            "dodged",
            [
                rule("e", {"parent": "yes"}, EXCLUDES, "note"),
                rule("d", {"child": "x"}, {"fue": "resolve_first"}),
                rule("s", EVERYONE, SUPPORTS),
            ],
            set(),
            id="who leaves a question out does not answer its follow-up",
        ),
        pytest.param(
            "dodged",
            [
                rule("e", {"child": "x"}, EXCLUDES, "note"),
                rule("d", {"parent": "yes"}, {"fue": "resolve_first"}, "note"),
                rule("s", EVERYONE, SUPPORTS),
            ],
            {("warning", "e / fue")},
            id="a question can be got round by leaving out the one that shows it",
        ),
        *(
            pytest.param(
                "dodged",
                [
                    EXCLUDES_A,
                    rule("d", {"all": [{"ticks": {"has_any": ["b"]}}, {"item": item}]}, {"fue": "resolve_first"}),
                    rule("s", EVERYONE, SUPPORTS),
                    rule("n", {"item": other}, {"fue": "notice"}),
                ],
                {("warning", "e / fue")},
                id=f"a rule that asks stands in the way of some only: {item}",
            )
            for item, other in (("low", "high"), ("high", "low"))
        ),
        pytest.param(
            "dodged",
            [
                rule("e", {"all": [A_TICKED, {"not": {"item": {"answered": False}}}]}, EXCLUDES),
                rule("s", EVERYONE, SUPPORTS),
            ],
            {("warning", "e / fue")},
            id="a rule that wants something answered does not fire on who leaves it out",
        ),
        pytest.param(
            "alike",
            [rule("a", {"parent": "yes"}, {"fue": "caution"}), rule("b", {"child": "x"}, {"fue": "caution"})],
            {("warning", "b")},
            id="a follow-up is only answered by those who were asked",
        ),
    ],
)
def test_a_check_by_hand(check: str, rules: list[Raw], expected: set[tuple[str, str]]) -> None:
    assert told(check, rules) == expected


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ({"at_least": 18}, {"18"}),
        ({"at_least": 19}, set()),
        ({"at_least": 90}, set()),
        ({"at_least": 91}, {"91"}),
        ({"below": 18}, {"18"}),
        ({"below": 90}, set()),
        ({"between": [17, 91]}, {"17", "91"}),
    ],
)
def test_a_limit_tells_two_patients_apart(test: Raw, told: set[str]) -> None:
    form = form_of(integer("age", 18, 90))
    content = Content(book_of(form, rule("r", {"age": test}, ASKS)), form, TODAY)
    findings = list(CHECKS["threshold"](content))
    assert {re.findall(r"the limit (\d+) tells", f.message)[0] for f in findings} == told


@pytest.mark.parametrize(
    ("rules", "place", "says"),
    [
        ([rule("a", A_TICKED, EXCLUDES), rule("b", A_TICKED, EXCLUDES)], "a", '"b" fire for the same patients and do the same'),
        ([rule("a", A_TICKED, EXCLUDES), rule("b", A_TICKED, EXCLUDES, "note")], "b", '"a" fires too and is at least as strong'),
        (
            [rule("a", A_TICKED, EXCLUDES), rule("b", A_TICKED, {"fue": "caution"})],
            "b",
            '"a" fires too and is at least as strong',
        ),
    ],
)
def test_of_two_rules_alike_the_weaker_is_named(rules: list[Raw], place: str, says: str) -> None:
    content = Content(book_of(SMALL_FORM, *rules), SMALL_FORM, TODAY)
    (finding,) = CHECKS["alike"](content)
    assert finding.place == f"rules / {place}"
    assert says in finding.message


def test_a_way_round_is_told_by_the_question_that_the_rule_reads() -> None:
    """Though to leave out the question that shows it would do as well."""
    form = form_of(choice("a_gate", "yes no"), choice("b_state", "good bad", {"a_gate": "yes"}))
    book = book_of(form, rule("e", {"b_state": "bad"}, EXCLUDES, "note"), rule("s", EVERYONE, SUPPORTS))
    (finding,) = CHECKS["dodged"](Content(book, form, TODAY))
    assert "when B_state is left out" in finding.message


def test_no_way_round_is_told_that_is_none() -> None:
    """Who leaves the gate out has an open sum that asks to be settled first; with the gate answered "no" there is no sum."""
    form = form_of(
        choice("gate", "yes no"),
        choice("item", "no=0 yes=1"),
        choice("gated", "no=0 yes=1", {"gate": "yes"}),
        scores={"sum": ["item", "gated"]},
    )
    book = book_of(
        form,
        rule("e", {"gate": "no"}, EXCLUDES, "note"),
        rule("d", {"sum": {"at_least": 0}}, {"fue": "resolve_first"}, "note"),
        rule("s", EVERYONE, SUPPORTS),
    )
    assert list(CHECKS["dodged"](Content(book, form, TODAY))) == []


def test_the_only_option_of_a_question_is_ticked_by_everyone_who_answers_it() -> None:
    form = form_of(multi("agreed", "yes not_sure?"))
    (finding,) = CHECKS["holds"](Content(book_of(form, rule("r", {"agreed": {"has_any": ["yes"]}}, ASKS)), form, TODAY))
    assert finding.severity == "warning"


def test_an_item_of_a_score_is_read_where_the_score_is() -> None:
    """A yes/no question and a number are read by any rule that tests them, a choice option by option."""
    raw = raw_form(
        choice("low_mood", "no=0 yes=2", safety=True),
        choice("heart", "well ill", safety=True),
        boolean("faints", safety=True),
        integer("weight", 20, 300, safety=True),
        scores={"mood": ["low_mood"]},
    )
    form = read_questionnaire(json.dumps(raw))

    def unread(*rules: Raw) -> set[str]:
        return {f.place.removeprefix("questions.json / ") for f in CHECKS["safety"](Content(book_of(form, *rules), form, TODAY))}

    items, hearts = {"low_mood / no", "low_mood / yes"}, {"heart / well", "heart / ill"}
    whether_answered = {"all": [{name: {"answered": True}} for name in ("heart", "faints", "weight")]}
    tests = [{"mood": {"at_least": 1}}, {"faints": True}, {"weight": {"below": 40}}]
    assert unread(rule("r", whether_answered, ASKS)) == {*items, *hearts, "faints", "weight"}
    assert unread(*(rule(f"r{i}", test, ASKS) for i, test in enumerate(tests))) == hearts
    assert unread(rule("r", {"heart": "ill"}, ASKS)) == {*items, "heart / well", "faints", "weight"}


@pytest.mark.parametrize(
    ("sentence", "forbidden"),
    [
        ("Please stop aspirin a week before.", True),
        ("Come off your tablets first.", True),
        ("Please pause minoxidil.", True),
        ("Your tablets should be paused.", True),
        ("You did not ask, but stop taking it.", True),
        ("Please keep taking it; do not stop it yourself.", False),
        ("Never stop a medicine because of this form.", False),
        ("It does not stop hair loss.", False),
        ("Ask for help to stop smoking.", False),
        ("Smoking must be stopped first.", False),
        ("It may slow or stop further hair loss.", False),
        ("Hair will regrow in six months.", True),
        ("There is no scar, and the result is permanent.", True),
        ("Nobody can guarantee a result.", False),
        ("It isn’t a permanent change.", False),
    ],
)
def test_what_may_not_be_told_to_a_patient(sentence: str, forbidden: bool) -> None:
    assert bool(wording_of(rule("r", A_TICKED, ASKS, patient=en(sentence)))) == forbidden


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Under 25", {"young"}),
        ("Aged 25-29", {"young"}),
        ("A 25-year wait.", {"young"}),
        ("Over 2,500 grafts, from 25", {"young", "many"}),
        ("Under $young", set()),
        ("Screen PHQ-25 done in 2025, 12.25 or 25.5 points, 125", set()),
    ],
)
def test_a_parameter_typed_as_a_number(title: str, typed: set[str]) -> None:
    """Only a rule's own parameters: another may happen to have the same number."""
    form = form_of(integer("age", 0, 120), integer("grafts", 0, 9999))
    when = {"all": [{"age": {"below": "$young"}}, {"grafts": {"at_least": "$many"}}]}
    other = rule("other", {"age": {"at_least": 3}}, ASKS, title="At 25 or 2,500")
    book = book_of(form, rule("r", when, ASKS, title=title), other, parameters={"young": 25, "many": 2500})
    findings = [f for f in CHECKS["wording"](Content(book, form, TODAY)) if "parameter" in f.message]
    assert {re.findall(r"\$(\w+)", f.message)[0] for f in findings} == typed
    assert {f.place for f in findings} <= {"rules / r / title"}


def test_every_sentence_for_patients_is_plain(book: RuleBook, form: Questionnaire) -> None:
    """At or under the reading grade, and each name of the glossary with its plain words; one note tells what the names are worth."""
    findings = list(CHECKS["wording"](Content(book, form, TODAY)))
    assert [f.place for f in findings] == ["locales/glossary.json"], findings
    assert re.match(r"0 of 1\d{3} sentences read above grade 8; \d\d more would", findings[0].message)


def test_a_name_of_the_glossary_counts_as_one_short_word() -> None:
    """The rest of its sentence still counts, and so does a name that the glossary does not have."""

    def hard(sentence: str) -> bool:
        return any(
            "at grade" in f.message for f in wording_of(rule("r", A_TICKED, ASKS, patient=en(sentence)), "rules / r / patient")
        )

    assert not hard("The blood thinner may be rivaroxaban or dabigatran or apixaban.")
    assert hard("The blood thinner may be fondaparinux or bivalirudin or argatroban.")
    assert hard("Rivaroxaban, a blood thinner, necessitates interdisciplinary deliberation.")


def test_every_name_of_the_glossary_is_used(form: Questionnaire, book: RuleBook) -> None:
    """None outlives the text it was put in for."""
    read = " ".join(text for _, text, _ in read_by_patients(Content(book, form, TODAY))).lower()
    assert [name for name in glossary() if name.lower() not in read] == []


def wording_of(raw_rule: Raw, place: str = "") -> list[Finding]:
    """The errors that the wording of a rule gives; or everything said of a place."""
    content = Content(book_of(SMALL_FORM, raw_rule), SMALL_FORM, TODAY)
    return [f for f in CHECKS["wording"](content) if (f.place == place if place else f.severity == "error")]


# --- Too hard to decide -----------------------------------------------------------------------------------------------------------------


def pigeons(number: int, holes: int) -> tuple[Questionnaire, RuleBook]:
    """A rule that fires when so many pigeons all sit in different holes: with a hole too few no patient meets it, which takes every way of
    sitting to see. One rule more has a plain fault."""
    names = [f"h{i}" for i in range(holes)]
    apart: list[Raw] = [
        {"not": {"all": [{f"pigeon{i}": hole}, {f"pigeon{j}": hole}]}}
        for i, j in combinations(range(number), 2)
        for hole in names
    ]
    form = form_of(*(choice(f"pigeon{i}", " ".join(names)) for i in range(number)), choice("smoking", "yes no"))
    faulty = rule(
        "faulty", {"all": [{"smoking": "yes"}, {"smoking": "no"}]}, {"exosome": "caution"}, patient={"en": "We cure it."}
    )
    return form, book_of(form, rule("all_apart", {"all": apart}, EXCLUDES, "note"), faulty, rule("s", EVERYONE, SUPPORTS))


def test_one_search_does_not_disturb_the_next() -> None:
    """What was found for a part of one condition is not taken for an answer where more is known."""
    any_ticked: Raw = {"ticks": {"has_any": ["a", "b"]}}
    only_without_a: Raw = {
        "all": [
            {"any": [{"not": A_TICKED}, {"parent": "yes"}]},
            {"any": [{"not": A_TICKED}, {"item": "high"}]},
            any_ticked,
            {"item": "low"},
        ]
    }
    book = book_of(SMALL_FORM, rule("r1", {"all": [any_ticked, {"item": "high"}]}, ASKS), rule("r2", only_without_a, ASKS))
    patients = Patients(read_answers({}, SMALL_FORM), book)
    for name in ("r1", "r2", "r1"):
        full = patients.find(book.conditions[name])
        assert evaluate(book.conditions[name], read_answers(full, SMALL_FORM).truth) is True


@pytest.mark.parametrize(("number", "holes"), [(4, 4), (5, 4), (6, 6), (6, 5)])
def test_a_nasty_condition_is_decided_while_it_is_small(number: int, holes: int) -> None:
    form, book = pigeons(number, holes)
    found = Patients(read_answers({}, form), book).find(book.conditions["all_apart"])
    assert (found is not None) == (number <= holes)
    if found is not None:
        assert len({found[f"pigeon{i}"] for i in range(number)}) == number


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """The true budget takes seconds to run out."""
    monkeypatch.setattr(search, "BUDGET", 200)


@pytest.mark.usefixtures("small_budget")
def test_a_search_out_of_its_budget_says_so_and_can_be_used_again() -> None:
    form, book = pigeons(9, 8)
    patients = Patients(read_answers({}, form), book)
    with pytest.raises(TooHard):
        patients.some(book.conditions["all_apart"])
    assert not patients.some(book.conditions["faulty"])
    assert patients.find(search.every([])) is not None


@pytest.mark.usefixtures("small_budget")
def test_what_is_too_hard_is_a_warning_and_the_other_checks_go_on() -> None:
    form, book = pigeons(9, 8)
    findings = run_checks(Content(book, form, TODAY))
    undecided = [f for f in findings if "not decided" in f.message]
    assert {f.severity for f in undecided} == {"warning"}
    assert (
        {"holds", "contradiction", "reachable"}
        <= {f.check for f in undecided}
        <= {"holds", "contradiction", "decides", "alike", "reachable", "dodged"}
    )
    assert {f.place for f in undecided if f.check in ("holds", "contradiction")} == {"rules / all_apart"}
    assert ("wording", "rules / faulty / patient") in {(f.check, f.place) for f in findings}


@pytest.mark.usefixtures("small_budget")
def test_a_status_too_hard_to_rule_out_stays_possible() -> None:
    form, book = pigeons(9, 8)
    fue = assess(read_answers({"smoking": "no"}, form), book).treatments["fue"]
    assert {Status.NOT_SUITABLE, Status.MAY_BE_SUITABLE} <= set(fue.possible)


@pytest.mark.usefixtures("small_budget")
def test_an_explanation_is_not_called_outdated_by_a_check_that_decided_nothing() -> None:
    form, book = pigeons(9, 8)
    explained = {"reachable: treatments / exosome / not_suitable": "it is so", "review: rules / all_apart": "it was so once"}
    findings = run_checks(Content(book, form, TODAY), explained)
    assert "reachable" in {f.check for f in findings if "not decided" in f.message}
    assert [f.place for f in findings if f.check == "accepted"] == ["accepted.json / review: rules / all_apart"]

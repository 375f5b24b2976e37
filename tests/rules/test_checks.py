"""The checks find what is wrong and nothing else: a corpus of books with one fault each, and small books of which every patient is tried.

A file of `broken/` says, in JSON: `fault` in words; `patch`, which makes the shipped book or questionnaire faulty; `found_by`, the check (or
"load" when it cannot even be read); `severity`; `place` and the words that the message `says`; and, where one fault truly shows in two ways,
`also`, the other checks, with `why_also`. A step of a patch is a key, the id of an entry, or a position; after "questionnaire" comes the
id of a question, and what is appended there becomes the last page.

Of the worked cases a book keeps those that the place names: there are many, and between them they notice every change of a result. Here it
counts what the other checks see. A book that cannot be read keeps them all.
"""

from __future__ import annotations

import copy
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
from questionnaire.conditions import leaves
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from rules import search
from rules.assess import assess
from rules.assessment import Assessment
from rules.check import CHECKS, Content, Finding, load_accepted, run_checks
from rules.load import read_folder, read_rule_book
from rules.model import RuleBook, Status
from rules.search import Patients, TooHard
from tests.generators import (
    book_of,
    choice,
    conditions,
    form_of,
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
RAW_FORM: Raw = json.loads((BOOK.parents[1] / "questions.json").read_text(encoding="utf-8"))
ACCEPTED = load_accepted(BOOK)
TODAY = max(
    date.fromisoformat(entry["reviewed"]) for entry in (*RAW["rules"], *RAW["parameters"].values(), *RAW["treatments"].values())
)
"""The day of the latest review in the book, so that these tests do not age."""
FITS = {Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION}


@cache
def shipped() -> tuple[Content, tuple[Finding, ...]]:
    """The shipped book and questionnaire, and what the checks say of them."""
    form = read_questionnaire(json.dumps(RAW_FORM))
    content = Content(read_rule_book(RAW, form), form, TODAY)
    return content, tuple(run_checks(content, ACCEPTED))


# --- The corpus -------------------------------------------------------------------------------------------------------------------------


def spoilt(patch: list[Raw]) -> tuple[Raw, Raw]:
    """The shipped questionnaire and book as JSON, with a patch applied."""
    form, book = copy.deepcopy(RAW_FORM), copy.deepcopy(RAW)
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
    choice("child", "x y", {"parent": "yes"}),
    multi("ticks", "none! a b"),
    choice("item", "low=0 high=2 rather_not~"),
    scores={"total": ["item"]},
)
SMALL_FORM = read_questionnaire(json.dumps(SMALL))


def everybody() -> Iterator[slow.Patient]:
    """Every patient there can be, also those who leave questions out or are not sure; nobody answers a question that is not shown."""
    values = [
        [None, *([o["id"] for o in q["options"]] if q["type"] == "choice" else slow.definite_answers(q))]
        for q in questions_in(SMALL)
    ]
    names = [q["id"] for q in questions_in(SMALL)]
    for combination in product(*values):
        patient = slow.Patient(SMALL, dict(zip(names, combination, strict=True)))
        if all(patient.shown(name) is True for name in patient.answers):
            yield patient


EVERYBODY = list(everybody())
COMPLETE = [p for p in EVERYBODY if all(p.state(name) in ("given", "not_applicable") for name in p.questions)]
LEVELS = ("excludes", "resolve_first", "needs_info", "caution", "supports", "supports", "notice")


@st.composite
def small_rules(draw: st.DrawFn) -> list[Raw]:
    """Two to five rules on two treatments over the small form."""
    found = []
    for number in range(draw(st.integers(2, 5))):
        when = draw(conditions(rule_leaves(SMALL)))
        effects = draw(st.dictionaries(st.sampled_from(("fue", "exosome")), st.sampled_from(LEVELS), min_size=1, max_size=2))
        note = draw(st.sampled_from((None, "note"))) if {"excludes", "resolve_first"} & set(effects.values()) else None
        found.append(rule(f"r{number}", when, effects, note))
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


def truths(rules: list[Raw], patient: slow.Patient) -> dict[str, bool | None]:
    return {r["id"]: patient.truth(r["when"]) for r in rules}


@thorough(100)
@given(small_rules())
def test_holds_equals_trying_everybody(rules: list[Raw]) -> None:
    expected = set()
    for r in rules:
        if is_always(r):
            continue
        if not any(p.truth(r["when"]) for p in EVERYBODY):
            expected.add(("error", r["id"]))
        elif not asks_whether_answered(r) and all(p.truth(r["when"]) for p in COMPLETE):
            expected.add(("warning", r["id"]))
    assert told("holds", rules) == expected


@thorough(100)
@given(small_rules())
def test_contradiction_equals_trying_everybody(rules: list[Raw]) -> None:
    """A part is told when nobody meets it, while somebody meets the whole."""

    def dead_part(condition: Raw) -> bool:
        ((key, body),) = condition.items()
        parts = body if key in ("all", "any") else [body] if key == "not" else []
        return any(not any(p.truth(part) for p in EVERYBODY) or dead_part(part) for part in parts)

    possible = [r for r in rules if not is_always(r) and any(p.truth(r["when"]) for p in EVERYBODY)]
    assert told("contradiction", rules) == {("error", r["id"]) for r in possible if dead_part(r["when"])}


@thorough(100)
@given(small_rules())
def test_reachable_equals_trying_everybody(rules: list[Raw]) -> None:
    reached = {f"{name} / {slow.status(name, rules, truths(rules, p))[0]}" for p in COMPLETE for name in ("fue", "exosome")}
    wanted = {f"{name} / {status.value}" for name in ("fue", "exosome") for status in Status if status is not Status.NEEDS_INFO}
    found = {place for _, place in told("reachable", rules) if place.startswith(("fue", "exosome"))}
    assert found == wanted - reached


@thorough(100)
@given(small_rules())
def test_decides_equals_trying_everybody(rules: list[Raw]) -> None:
    """A rule makes a difference to a patient when it is among those that decide; a support must be the only one."""

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
        silent = asks_whether_answered(r) or set(r["effects"].values()) == {"notice"}
        if firing and not silent and not any(matters(r, p) for p in firing):
            expected.add(("warning", r["id"]))
    assert told("decides", rules) == expected


@thorough(100)
@given(small_rules())
def test_alike_equals_trying_everybody(rules: list[Raw]) -> None:
    """Of two rules that always fire together and do the same, either may be told. Rules for everyone, and rules that ask whether something was
    answered, are left alone."""

    def adds_nothing(one: Raw, other: Raw) -> bool:
        levels = [(level, other["effects"].get(name)) for name, level in one["effects"].items()]
        order = ("excludes", "resolve_first", "needs_info", "caution")
        outdone = all(a == b or (a in order and b in order and order.index(b) < order.index(a)) for a, b in levels)
        firing = [p for p in COMPLETE if p.truth(one["when"])]
        return outdone and bool(firing) and all(p.truth(other["when"]) for p in firing)

    candidates = [r for r in rules if not is_always(r) and not asks_whether_answered(r)]
    expected = {frozenset((a["id"], b["id"])) for a, b in combinations(candidates, 2) if adds_nothing(a, b) or adds_nothing(b, a)}
    content = Content(read_rule_book(raw_book(rules), SMALL_FORM), SMALL_FORM, TODAY)
    findings = list(CHECKS["alike"](content))
    for finding in findings:
        SHOWS["alike"](finding, content)
    assert {frozenset((last_name(f), re.findall(r'"(\w+)"', f.message)[0])) for f in findings} == expected


@thorough(100)
@given(small_rules())
def test_dodged_equals_trying_everybody(rules: list[Raw]) -> None:
    """Whoever leaves a question out does not see the questions that hang on it either. Rules that ask whether something was answered ask for
    information here, as they do in a sane book."""
    rules = [{**r, "effects": {"fue": "needs_info"}, "if_unknown": None} if asks_whether_answered(r) else r for r in rules]
    expected = set()
    for r in rules:
        for treatment, level in r["effects"].items():
            if level == "excludes" and any(dodges(r, treatment, rules, p) for p in COMPLETE):
                expected.add(("warning", f"{r['id']} / {treatment}"))
    assert told("dodged", rules) == expected


def dodges(r: Raw, treatment: str, rules: list[Raw], patient: slow.Patient) -> bool:
    """Whether a patient whom a rule excludes seems to fit once one answer that the rule reads is left out."""
    if not patient.truth(r["when"]):
        return False
    for name in ("parent", "child", "ticks", "item"):
        if name not in patient.answers or f'"{name}"' not in json.dumps(r["when"]).replace('"total"', '"item"'):
            continue
        rest = slow.Patient(SMALL, {n: v for n, v in patient.answers.items() if n != name})
        seen = slow.Patient(SMALL, {n: v for n, v in rest.answers.items() if rest.shown(n)})
        if slow.status(treatment, rules, truths(rules, seen))[0] in slow.FITS:
            return True
    return False


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
            "alike",
            [rule("a", {"parent": "yes"}, {"fue": "caution"}), rule("b", {"child": "x"}, {"fue": "caution"})],
            {("warning", "b")},
            id="a follow-up is only answered by those who were asked",
        ),
    ],
)
def test_a_check_by_hand(check: str, rules: list[Raw], expected: set[tuple[str, str]]) -> None:
    assert told(check, rules) == expected


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
    assert ("wording", "rules / faulty / patient") in {(f.check, f.place) for f in findings}


@pytest.mark.usefixtures("small_budget")
def test_a_status_too_hard_to_rule_out_stays_possible() -> None:
    form, book = pigeons(9, 8)
    fue = assess(read_answers({"smoking": "no"}, form), book).treatments["fue"]
    assert {Status.NOT_SUITABLE, Status.MAY_BE_SUITABLE} <= set(fue.possible)


@pytest.mark.usefixtures("small_budget")
def test_an_explanation_is_not_called_outdated_by_a_check_that_decided_nothing() -> None:
    form, book = pigeons(9, 8)
    findings = run_checks(Content(book, form, TODAY), {"reachable: treatments / exosome / not_suitable": "it is so"})
    assert "reachable" in {f.check for f in findings if "not decided" in f.message}
    assert [f for f in findings if f.check == "accepted"] == []

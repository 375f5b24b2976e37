"""What the checks say of small books is what trying every patient says."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.conditions import evaluate
from questionnaire.load import read_questionnaire
from rules.load import read_rule_book
from rules.model import Status
from rules.reasoning import search
from rules.review.check import CHECKS, Content
from rules.review.check.left_out import Without, can_be_met
from tests.generators import (
    book_of,
    choice,
    conditions,
    multi,
    questions_in,
    raw_book,
    raw_form,
    rule,
    rule_leaves,
    thorough,
)
from tests.rules import slow
from tests.rules.shipped import TODAY
from tests.rules.shows import SHOWS, last_name
from tests.rules.small import ASKS, COMPLETE, EVERYBODY, SMALL, SMALL_FORM, everybody, seen_without, told

Raw = dict[str, Any]
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
    reached = {
        f"{name} / {slow.status(name, rules, truths(rules, p))[0]}" for p in COMPLETE for name in ("fue", "exosome")
    }
    wanted = {
        f"{name} / {status.value}"
        for name in ("fue", "exosome")
        for status in Status
        if status is not Status.NEEDS_INFO
    }
    found = {place for _, place in told("reachable", rules) if place.startswith(("fue", "exosome"))}
    assert found == wanted - reached


@thorough(200)
@given(small_rules())
def test_decides_equals_trying_everybody(rules: list[Raw]) -> None:
    """A rule makes a difference to a patient when it is among those that decide; a support must be the only one. A red
    flag always does."""

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
    """Of two rules that always fire together and do the same, either may be told. Rules for everyone, and rules that
    ask whether something was answered, are left alone. A rule that holds a treatment open when it is unknown is not
    covered by one that only notes it."""

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
    expected = {
        frozenset((a["id"], b["id"]))
        for a, b in combinations(candidates, 2)
        if adds_nothing(a, b) or adds_nothing(b, a)
    }
    content = Content(read_rule_book(raw_book(rules), SMALL_FORM), SMALL_FORM, TODAY)
    findings = list(CHECKS["alike"](content))
    for finding in findings:
        SHOWS["alike"](finding, content)
    assert {frozenset((last_name(f), re.findall(r'"(\w+)"', f.message)[0])) for f in findings} == expected


@st.composite
def rules_to_get_round(draw: st.DrawFn) -> list[Raw]:
    """One rule that excludes, as a rule without asking when it is unknown, up to two more that speak against the
    treatment, and two for it."""
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
    """Whether a patient whom a rule excludes seems to fit once one answer is left out that the rule reads or that shows
    such a question."""
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


# --- Patients who leave questions out ---------------------------------------------------------------------------------


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
    """Every test on every question, and its opposite, with every other: among everybody are those who skip questions,
    tick something beside "not sure", and see what is shown for "not sure" only."""
    form = read_questionnaire(json.dumps(HANGING))
    literals = [*LEAVES, *({"not": leaf} for leaf in LEAVES)]
    pairs = list(combinations(range(len(literals)), 2))
    book = book_of(form, *(rule(f"r{i}", literal, ASKS) for i, literal in enumerate(literals)))
    content, patients = Content(book, form, TODAY), list(everybody(HANGING))
    met = [{n for n, patient in enumerate(patients) if patient.truth(literal)} for literal in literals]
    wrong = [
        (literals[i], literals[j])
        for i, j in pairs
        if can_be_met(search.every([book.conditions[f"r{i}"], book.conditions[f"r{j}"]]), content)
        != bool(met[i] & met[j])
    ]
    assert wrong == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_surely_holds_once_answers_are_left_out(size: int) -> None:
    """Told of the full answers: for every test, every patient who answers everything, and any one, two or three
    questions."""
    form = read_questionnaire(json.dumps(HANGING))
    book = book_of(form, *(rule(f"r{i}", leaf, ASKS) for i, leaf in enumerate(LEAVES)))
    everyone = list(slow.completions(HANGING, {}))
    for left_out in combinations([q["id"] for q in questions_in(HANGING)], size):
        without = Without(dict.fromkeys(left_out), form)
        told = [
            (without.holds(book.conditions[f"r{i}"]), without.fails(book.conditions[f"r{i}"]))
            for i in range(len(LEAVES))
        ]
        for patient in everyone:
            full, seen = read_answers(patient.answers, form), seen_without(patient, set(left_out), HANGING)
            for leaf, (holds, fails) in zip(LEAVES, told, strict=True):
                truth = seen.truth(leaf)
                assert (evaluate(holds, full.truth), evaluate(fails, full.truth)) == (truth is True, truth is False), (
                    leaf
                )

"""The checks on small books with one thing in them, written by hand."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from questionnaire.load import read_questionnaire
from rules.review.check import CHECKS, Content
from tests.generators import book_of, boolean, choice, form_of, integer, multi, raw_form, rule
from tests.rules.shipped import TODAY
from tests.rules.small import A_TICKED, ASKS, EVERYONE, EXCLUDES, EXCLUDES_A, SMALL_FORM, SUPPORTS, told

Raw = dict[str, Any]


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
                    {
                        "all": [
                            {"ticks": {"answered": False}},
                            {"parent": "no"},
                            {"not": {"parent": {"answered": False}}},
                        ]
                    },
                    ASKS,
                )
            ],
            set(),
            id="one question left out and another answered can hold",
        ),
        pytest.param(
            "holds", [rule("r", {"refused": "x"}, ASKS)], set(), id="what only those who decline are asked can hold"
        ),
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
                    {
                        "any": [
                            {"ticks": {"answered": False}},
                            {"all": [{"parent": "no"}, {"child": {"answered": False}}]},
                        ]
                    },
                    ASKS,
                )
            ],
            {("error", "r")},
            id="who is not asked has not left it out",
        ),
        pytest.param(
            "decides",
            [
                rule("r", A_TICKED, {"fue": "caution"}, red_flag=True),
                rule("f", A_TICKED, {"exosome": "caution"}, act_first=True),
            ],
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
        (
            [rule("a", A_TICKED, EXCLUDES), rule("b", A_TICKED, EXCLUDES)],
            "a",
            '"b" fire for the same patients and do the same',
        ),
        (
            [rule("a", A_TICKED, EXCLUDES), rule("b", A_TICKED, EXCLUDES, "note")],
            "b",
            '"a" fires too and is at least as strong',
        ),
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
    """Who leaves the gate out has an open sum that asks to be settled first; with the gate answered "no" there is no
    sum."""
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
        return {
            f.place.removeprefix("questions.json / ")
            for f in CHECKS["safety"](Content(book_of(form, *rules), form, TODAY))
        }

    items, hearts = {"low_mood / no", "low_mood / yes"}, {"heart / well", "heart / ill"}
    whether_answered = {"all": [{name: {"answered": True}} for name in ("heart", "faints", "weight")]}
    tests = [{"mood": {"at_least": 1}}, {"faints": True}, {"weight": {"below": 40}}]
    assert unread(rule("r", whether_answered, ASKS)) == {*items, *hearts, "faints", "weight"}
    assert unread(*(rule(f"r{i}", test, ASKS) for i, test in enumerate(tests))) == hearts
    assert unread(rule("r", {"heart": "ill"}, ASKS)) == {*items, "heart / well", "faints", "weight"}

"""Conditions: what each leaf is worth for each state of an answer, strong Kleene logic, and what is refused."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import read_answers, within
from questionnaire.conditions import (
    ALWAYS,
    Among,
    Condition,
    Leaf,
    Limit,
    Truth,
    Within,
    evaluate,
    leaves,
    parse,
    questions_of,
)
from questionnaire.conditions import All as AllOf
from questionnaire.conditions import Any as AnyOf
from questionnaire.conditions import Not as NotOf
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from tests.generators import (
    answers_to,
    boolean,
    choice,
    conditions,
    decimal,
    form_of,
    forms,
    integer,
    multi,
    rule_leaves,
    thorough,
)
from tests.rules.slow import Patient

Raw = dict[str, Any]
SHOWN: Raw = {"gate": "open"}
FORM = form_of(
    choice("gate", "open shut"),
    choice("pick", "a b c not_sure? rather_not~", SHOWN),
    multi("ticks", "none! a b c not_sure? rather_not~", SHOWN),
    integer("whole", 0, 100, "not_sure? rather_not~", SHOWN),
    decimal("part", 0.5, 99.5, SHOWN),
    boolean("truly", SHOWN),
    choice("item0", "none=0 some=1 much=3 rather_not~", SHOWN),
    choice("item1", "none=0 some=1 much=3 rather_not~", SHOWN),
    scores={"total": ["item0", "item1"]},
)
LIMITS = {"adult": 18.0, "old": 75.0}


def truth(condition: Raw, answers: Raw) -> Truth:
    parsed = parse(condition, "here", FORM.subjects(), LIMITS)
    return evaluate(parsed, read_answers(answers, FORM).truth)


# One row: a condition, the answer to the question it names, and what it is worth. An answer of `hidden` is given, to a
# question that is not shown; null is no answer. The answer to a sum is the list of its items.
LEAVES = """
{"pick": "a"}                            | "a"                  | true
{"pick": "a"}                            | "b"                  | false
{"pick": "a"}                            | "not_sure"           | unknown
{"pick": "a"}                            | "rather_not"         | unknown
{"pick": "a"}                            | null                 | unknown
{"pick": "a"}                            | hidden "a"           | false
{"pick": {"in": ["a", "b"]}}             | "b"                  | true
{"pick": {"in": ["a", "b"]}}             | "c"                  | false
{"pick": {"in": ["a", "b"]}}             | "not_sure"           | unknown
{"pick": {"in": ["a", "b"]}}             | "rather_not"         | unknown
{"pick": {"in": ["a", "b"]}}             | null                 | unknown
{"pick": {"in": ["a", "b"]}}             | hidden "a"           | false
{"pick": {"in": ["a", "b", "c"]}}        | "not_sure"           | unknown
{"pick": {"answered": true}}             | "a"                  | true
{"pick": {"answered": true}}             | "not_sure"           | false
{"pick": {"answered": true}}             | "rather_not"         | false
{"pick": {"answered": true}}             | null                 | false
{"pick": {"answered": true}}             | hidden "a"           | false
{"pick": {"answered": false}}            | "a"                  | false
{"pick": {"answered": false}}            | "not_sure"           | true
{"pick": {"answered": false}}            | "rather_not"         | true
{"pick": {"answered": false}}            | null                 | true
{"pick": {"answered": false}}            | hidden null          | false
{"ticks": {"has_any": ["a", "b"]}}       | ["b", "c"]           | true
{"ticks": {"has_any": ["a", "b"]}}       | ["c"]                | false
{"ticks": {"has_any": ["a", "b"]}}       | ["none"]             | false
{"ticks": {"has_any": ["a", "b"]}}       | ["not_sure"]         | unknown
{"ticks": {"has_any": ["a", "b"]}}       | ["rather_not"]       | unknown
{"ticks": {"has_any": ["a", "b"]}}       | []                   | unknown
{"ticks": {"has_any": ["a", "b"]}}       | null                 | unknown
{"ticks": {"has_any": ["a", "b"]}}       | ["a", "not_sure"]    | true
{"ticks": {"has_any": ["a", "b"]}}       | ["c", "not_sure"]    | unknown
{"ticks": {"has_any": ["a", "b"]}}       | ["c", "rather_not"]  | unknown
{"ticks": {"has_any": ["a", "b"]}}       | hidden ["a"]         | false
{"ticks": {"has_any": ["none"]}}         | ["none"]             | true
{"ticks": {"has_all": ["a", "b"]}}       | ["a", "b", "c"]      | true
{"ticks": {"has_all": ["a", "b"]}}       | ["a"]                | false
{"ticks": {"has_all": ["a", "b"]}}       | ["not_sure"]         | unknown
{"ticks": {"has_all": ["a", "b"]}}       | ["a", "not_sure"]    | unknown
{"ticks": {"has_all": ["a", "b"]}}       | ["a", "b", "not_sure"] | true
{"ticks": {"has_all": ["a", "b"]}}       | ["a", "rather_not"]  | unknown
{"ticks": {"has_all": ["a", "b"]}}       | null                 | unknown
{"ticks": {"has_all": ["a", "b"]}}       | hidden ["a", "b"]    | false
{"ticks": {"answered": true}}            | ["a"]                | true
{"ticks": {"answered": true}}            | ["none"]             | true
{"ticks": {"answered": true}}            | ["a", "not_sure"]    | false
{"ticks": {"answered": true}}            | []                   | false
{"ticks": {"answered": false}}           | null                 | true
{"ticks": {"answered": false}}           | hidden null          | false
{"whole": {"below": 18}}                 | 17                   | true
{"whole": {"below": 18}}                 | 18                   | false
{"whole": {"below": "$adult"}}           | 17                   | true
{"whole": {"below": "$adult"}}           | 18                   | false
{"whole": {"below": 18}}                 | "not_sure"           | unknown
{"whole": {"below": 18}}                 | "rather_not"         | unknown
{"whole": {"below": 18}}                 | null                 | unknown
{"whole": {"below": 18}}                 | hidden 17            | false
{"whole": {"at_least": 18}}              | 18                   | true
{"whole": {"at_least": 18}}              | 17                   | false
{"whole": {"at_least": 0}}               | null                 | unknown
{"whole": {"at_least": 18}}              | hidden 18            | false
{"whole": {"between": ["$adult", 25]}}   | 17                   | false
{"whole": {"between": ["$adult", 25]}}   | 18                   | true
{"whole": {"between": ["$adult", 25]}}   | 24                   | true
{"whole": {"between": ["$adult", 25]}}   | 25                   | false
{"whole": {"between": ["$adult", 25]}}   | null                 | unknown
{"whole": {"between": ["$adult", 25]}}   | hidden 20            | false
{"whole": {"answered": true}}            | 0                    | true
{"whole": {"answered": true}}            | "not_sure"           | false
{"whole": {"answered": false}}           | "not_sure"           | true
{"part": {"below": 10.5}}                | 10.4                 | true
{"part": {"below": 10.5}}                | 10.5                 | false
{"part": {"below": 10.5}}                | 10                   | true
{"part": {"at_least": 10.5}}             | null                 | unknown
{"part": {"answered": false}}            | null                 | true
{"part": {"answered": false}}            | hidden null          | false
{"truly": true}                          | true                 | true
{"truly": true}                          | false                | false
{"truly": false}                         | false                | true
{"truly": false}                         | true                 | false
{"truly": true}                          | null                 | unknown
{"truly": false}                         | null                 | unknown
{"truly": true}                          | hidden true          | false
{"truly": false}                         | hidden false         | false
{"truly": {"answered": true}}            | false                | true
{"total": {"at_least": 3}}               | ["some", "some"]     | false
{"total": {"at_least": 3}}               | ["much", "none"]     | true
{"total": {"at_least": 3}}               | ["much", null]       | true
{"total": {"at_least": 3}}               | ["some", null]       | unknown
{"total": {"at_least": 3}}               | [null, null]         | unknown
{"total": {"at_least": 3}}               | ["much", "rather_not"] | true
{"total": {"at_least": 3}}               | ["some", "rather_not"] | unknown
{"total": {"at_least": 5}}               | ["some", null]       | false
{"total": {"below": 3}}                  | ["much", null]       | false
{"total": {"below": 3}}                  | ["none", null]       | unknown
{"total": {"below": 5}}                  | ["some", null]       | true
{"total": {"between": [3, 5]}}           | ["much", null]       | unknown
{"total": {"between": [3, 7]}}           | ["much", null]       | true
{"total": {"between": [1, 2]}}           | ["much", null]       | false
{"total": {"at_least": 3}}               | hidden ["much", "much"] | false
{"total": {"below": 3}}                  | hidden [null, null]  | false
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in LEAVES.strip().splitlines()]
WORTH: dict[str, Truth] = {"true": True, "false": False, "unknown": None}


@pytest.mark.parametrize(("condition", "answer", "expected"), ROWS, ids=[" | ".join(row[:2]) for row in ROWS])
def test_leaf(condition: str, answer: str, expected: str) -> None:
    hidden = answer.startswith("hidden ")
    value = json.loads(answer.removeprefix("hidden "))
    parsed = json.loads(condition)
    (name,) = parsed
    told = dict(zip(("item0", "item1"), value, strict=True)) if name == "total" else {name: value}
    assert truth(parsed, {**told, "gate": "shut" if hidden else "open"}) is WORTH[expected]


@pytest.mark.parametrize(("condition", "answer", "expected"), ROWS, ids=[" | ".join(row[:2]) for row in ROWS])
def test_not_turns_a_leaf_round(condition: str, answer: str, expected: str) -> None:
    """Also over a question that does not apply: its leaf is false, so its negation is true."""
    worth = WORTH[expected]
    parsed = parse({"not": json.loads(condition)}, "here", FORM.subjects(), LIMITS)
    assert evaluate(parsed, lambda _: worth) is (None if worth is None else not worth)


def test_a_follow_up_whose_question_is_unanswered_is_unknown_not_false() -> None:
    assert truth({"pick": "a"}, {}) is None
    assert truth({"pick": "a"}, {"gate": "shut"}) is False


# --- Kleene -----------------------------------------------------------------------------------------------------------

RANK = {False: 0, None: 1, True: 2}
"""Strong Kleene logic is the order false < unknown < true: `all` is the least, `any` the greatest, `not` the mirror."""
TRUTHS: tuple[Truth, ...] = (False, None, True)


@pytest.mark.parametrize("worths", [w for size in range(4) for w in product(TRUTHS, repeat=size)], ids=str)
def test_all_any_not(worths: tuple[Truth, ...]) -> None:
    parts = tuple(Among(f"q{i}", ("x",)) for i in range(len(worths)))
    by_leaf: dict[Leaf, Truth] = dict(zip(parts, worths, strict=True))

    def worth(condition: Condition) -> Truth:
        return evaluate(condition, lambda leaf: by_leaf[leaf])

    assert RANK[worth(AllOf(parts))] == min((RANK[w] for w in worths), default=2)
    assert RANK[worth(AnyOf(parts))] == max((RANK[w] for w in worths), default=0)
    assert RANK[worth(NotOf(AllOf(parts)))] == 2 - RANK[worth(AllOf(parts))]
    assert worth(NotOf(AllOf(parts))) is worth(AnyOf(tuple(NotOf(part) for part in parts))), "De Morgan"


def test_an_empty_all_is_always_true() -> None:
    assert truth({"all": []}, {}) is True
    assert evaluate(ALWAYS, lambda _: None) is True


@thorough(200)
@given(st.data())
def test_equals_the_slow_definition(data: st.DataObject) -> None:
    """Any small questionnaire, any answers, any tree: states, what is shown and what a condition is worth."""
    raw = data.draw(forms())
    form = read_questionnaire(json.dumps(raw))
    told = data.draw(answers_to(form))
    answers, patient = read_answers(told, form), Patient(raw, told)
    assert {name: state.value for name, state in answers.states.items()} == {
        name: patient.state(name) for name in patient.questions
    }
    assert answers.visible == tuple(name for name in patient.questions if patient.shown(name) is True)
    for condition in data.draw(st.lists(conditions(rule_leaves(raw)), min_size=1, max_size=4)):
        parsed = parse(condition, "here", form.subjects())
        assert evaluate(parsed, answers.truth) is patient.truth(condition), condition


@thorough(150)
@given(
    low=st.integers(0, 6),
    width=st.integers(0, 6),
    start=st.none() | st.integers(-1, 8),
    end=st.none() | st.integers(-1, 8),
)
def test_a_range_is_settled_when_every_number_in_it_agrees(
    low: int, width: int, start: int | None, end: int | None
) -> None:
    assume(start is None or end is None or start < end)  # `parse` refuses any other band
    leaf = Within("q", None if start is None else Limit(start), None if end is None else Limit(end))
    outcomes = {(start is None or start <= n) and (end is None or n < end) for n in range(low, low + width + 1)}
    assert within(leaf, low, low + width) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_leaves_come_left_to_right() -> None:
    parsed = parse(
        {"all": [{"pick": "a"}, {"not": {"any": [{"whole": {"below": 3}}, {"truly": True}]}}, {"all": []}]},
        "here",
        FORM.subjects(),
    )
    assert [name for leaf in leaves(parsed) for name in questions_of(leaf)] == ["pick", "whole", "truly"]


def test_a_limit_remembers_its_parameter() -> None:
    parsed = parse({"whole": {"between": ["$adult", 30]}}, "here", FORM.subjects(), LIMITS)
    assert parsed == Within("whole", Limit(18, "adult"), Limit(30))


# --- What is refused --------------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[object, str, str]] = {
    "an unknown question": ({"pik": "a"}, "here", 'there is no question or score "pik". Did you mean "pick"?'),
    "a question like no other": ({"zzzzzz": "a"}, "here", 'there is no question or score "zzzzzz".'),
    "an unknown option": ({"pick": "d"}, "here / pick", '"d" is not an option'),
    "a misspelt option": ({"ticks": {"has_any": ["nome"]}}, "here / ticks", 'Did you mean "none"?'),
    "an option among known ones": ({"pick": {"in": ["a", "z"]}}, "here / pick", '"z" is not an option'),
    "an option that is a number": ({"pick": {"in": ["a", 1]}}, "here / pick", '"1" is not an option'),
    "an option that is a list": ({"pick": {"in": [["a"]]}}, "here / pick", "is not an option"),
    "not sure": ({"pick": "not_sure"}, "here / pick", "not an option that a condition on this question can name"),
    "not sure in a list": ({"ticks": {"has_any": ["a", "not_sure"]}}, "here / ticks", '"not_sure" is not an '
                                                                                      'option that a condition'),
    "prefer not to say": ({"pick": "rather_not"}, "here / pick", '"rather_not"'),
    "a choice tested as a number": ({"pick": {"below": 3}}, "here / pick", 'this is a choice; its test is an '
                                                                           'option, {"in": [options]}'),
    "a choice tested as a multiple choice": ({"pick": {"has_any": ["a"]}}, "here / pick", "this is a choice"),
    "a choice tested as yes or no": ({"pick": True}, "here / pick", "this is a choice"),
    "a multiple choice tested by one option": ({"ticks": "a"}, "here / ticks", 'this is a multiple choice; its '
                                                                               'test is {"has_any": [options]}'),
    "a multiple choice tested with in": ({"ticks": {"in": ["a"]}}, "here / ticks", "this is a multiple choice"),
    "a number tested by a number": ({"whole": 18}, "here / whole", 'this is a number; its test is {"below": n}'),
    "a number tested by an option": ({"whole": "not_sure"}, "here / whole", "this is a number"),
    "a number tested with above": ({"whole": {"above": 3}}, "here / whole", "this is a number"),
    "a number tested twice": ({"whole": {"below": 3, "at_least": 1}}, "here / whole", "this is a number"),
    "a yes-or-no question tested by a word": ({"truly": "true"}, "here / truly", "this is a boolean; its test "
                                                                                 "is true or false"),
    "a sum tested for an answer": ({"total": {"answered": True}}, "here / total", 'this is a score; its test '
                                                                                  'is {"below": n}'),
    "a sum tested by a number": ({"total": 3}, "here / total", "this is a score"),
    "an unknown parameter": ({"whole": {"below": "$adlut"}}, "here / whole", 'there is no parameter "$adlut". '
                                                                             'Did you mean "$adult"?'),
    "a parameter without its sign": ({"whole": {"below": "adult"}}, "here / whole", 'Did you mean "$adult"?'),
    "a limit that is true": ({"whole": {"below": True}}, "here / whole", "a limit is a number or a parameter"),
    "a limit that is nothing": ({"whole": {"at_least": None}}, "here / whole", "a limit is a number or a parameter"),
    "a limit that is no number": ({"whole": {"at_least": float("nan")}}, "here / whole", "a limit is a number "
                                                                                         "or a parameter"),
    "a band turned round": ({"whole": {"between": [25, 18]}}, "here / whole", "nothing is at least 25 and below 18"),
    "a band of parameters turned round": ({"whole": {"between": ["$old", "$adult"]}}, "here / whole", "nothing is at least 75 and below 18"),
    "a band of no width": ({"whole": {"between": [18, 18]}}, "here / whole", "nothing is at least 18 and below 18"),
    "a band with one end": ({"whole": {"between": [18]}}, "here / whole", "this is a number"),
    "answered by a word": ({"pick": {"answered": "yes"}}, "here / pick", '"answered" is true or false'),
    "an empty list of options": ({"pick": {"in": []}}, "here / pick", "a list with at least one option"),
    "an option where a list belongs": ({"ticks": {"has_any": "a"}}, "here / ticks", "a list with at least one option"),
    "an empty any": ({"any": []}, "here / any", '"any" takes a list of conditions'),
    "an all that is no list": ({"all": {"pick": "a"}}, "here / all", '"all" takes a list of conditions'),
    "two keys": ({"pick": "a", "truly": True}, "here", "an object with exactly one key"),
    "no key": ({}, "here", "an object with exactly one key"),
    "a text": ("pick = a", "here", "an object with exactly one key"),
    "nothing": (None, "here", "an object with exactly one key"),
    "a list": ([{"pick": "a"}], "here", "an object with exactly one key"),
    "a part that is a text": ({"all": [{"pick": "a"}, "truly"]}, "here / all / 2", "an object with exactly one key"),
    "a fault deep inside": ({"any": [{"pick": "a"}, {"not": {"all": [{"truly": 1}]}}]}, "here / any / 2 / not "
                                                                                        "/ all / 1 / truly", "boolean"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_refused_with_place_and_remedy(fault: str) -> None:
    condition, place, words = REFUSED[fault]
    with pytest.raises(Refused) as refused:
        parse(condition, "here", FORM.subjects(), LIMITS)
    (problem,) = refused.value.problems
    assert problem.place == place
    assert words in problem.message


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        parse(
            {"all": [{"pik": "a"}, {"pick": {"in": ["x", "y"]}}, {"whole": {"between": ["$a", "$b"]}}]},
            "here",
            FORM.subjects(),
            LIMITS,
        )
    assert [problem.place for problem in refused.value.problems] == [
        "here / all / 1", "here / all / 2 / pick", "here / all / 2 / pick", "here / all / 3 / whole", "here / all / 3 / whole",
    ]  # fmt: skip


def test_a_rule_may_not_name_what_a_show_if_may(form: Questionnaire) -> None:
    """The shipped form shows the pregnancy question to someone who prefers not to say; a rule cannot rest on that."""
    assert form.by_id["pregnancy_status"].show_if == {
        "sex_at_birth": {"in": ["female", "intersex", "prefer_not_to_say"]}
    }
    with pytest.raises(Refused, match="prefer_not_to_say"):
        parse({"sex_at_birth": "prefer_not_to_say"}, "here", form.subjects())

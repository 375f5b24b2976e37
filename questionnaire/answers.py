"""A patient's answers: read once at the door, typed and immutable from there on.

Every question has a *state*: given, unsure, declined, unanswered or not applicable. What was skipped or answered "not
sure" is unknown to every condition, never "no"; a question that surely does not apply is false.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import assert_never

from questionnaire.conditions import (
    Among,
    Answered,
    Leaf,
    QuestionLeaf,
    Setting,
    SumWithin,
    Ticked,
    Truth,
    Within,
    evaluate,
)
from questionnaire.model import Page, Question, Questionnaire
from questionnaire.problems import Problem, Refused, did_you_mean

Value = str | tuple[str, ...] | int | float | bool
"""An option id, the ids ticked (in the questionnaire's order), a number, or yes/no."""


class State(StrEnum):
    """What became of one question."""

    GIVEN = "given"
    UNSURE = "unsure"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Answers:
    """One patient's answers to one questionnaire. Made by `read_answers`; `values` holds what was typed, by question
    id."""

    questionnaire: Questionnaire
    values: Mapping[str, Value]

    @cached_property
    def _standing(self) -> tuple[dict[str, State], dict[str, Truth]]:
        """Each question's state and whether it is shown. Conditions name earlier questions only, so one pass settles
        all."""
        states: dict[str, State] = {}
        shown: dict[str, Truth] = {}
        conditions = self.questionnaire.conditions
        for question in self.questionnaire.answerable:
            condition = conditions.get(question.id)
            holds = (
                True if condition is None else evaluate(condition, lambda leaf: self._visibility_truth(leaf, states))
            )
            shown[question.id] = holds
            states[question.id] = (
                State.NOT_APPLICABLE if holds is False else _state(question, self.values.get(question.id))
            )
        return states, shown

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The state of every question whose answer rules may read, by id."""
        return self._standing[0]

    def with_value(self, question: str, value: Value) -> Answers:
        """These answers with one of them changed."""
        other = Answers(self.questionnaire, MappingProxyType({**self.values, question: value}))
        if question not in self.questionnaire.shows_others and self.states[question] is not State.NOT_APPLICABLE:
            state = _state(self.questionnaire.by_id[question], value)
            other.__dict__["_standing"] = (
                {**self._standing[0], question: state},
                self._standing[1],
            )  # spares working it all out anew
        return other

    def shown(self, question: str) -> bool:
        """Whether the form shows this question: its condition surely holds."""
        return self._standing[1][question] is True

    def applies(self, question: str) -> bool:
        """Whether a question may apply to this patient: not surely hidden. One that hangs on an unknown answer still
        does, although the form did not show it."""
        return self.states[question] is not State.NOT_APPLICABLE

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the form with something to ask, in order; the contact question is always asked."""
        return tuple(
            p for p in self.questionnaire.pages if any(q.type == "contact" or self.shown(q.id) for q in p.questions)
        )

    @property
    def visible(self) -> tuple[str, ...]:
        """The ids of the questions the form shows for these answers, in order."""
        return tuple(question.id for question in self.questionnaire.answerable if self.shown(question.id))

    def truth(self, leaf: Leaf) -> Truth:
        """What a leaf of a rule's condition is worth for this patient."""
        match leaf:
            case Setting():
                return leaf.holds
            case SumWithin():
                return self._sum_truth(leaf)
            case _:
                return leaf_truth(leaf, self.states[leaf.question], self.values.get(leaf.question))

    def _visibility_truth(self, leaf: Leaf, states: Mapping[str, State]) -> Truth:
        """As `truth`, but a leaf that names "prefer not to say" itself holds when that was chosen."""
        assert not isinstance(leaf, SumWithin | Setting), "the loader refuses them"
        state, value = states[leaf.question], self.values.get(leaf.question)
        if state in (State.UNSURE, State.DECLINED) and isinstance(leaf, Among) and value in leaf.options:
            return True
        return leaf_truth(leaf, state, value)

    def _sum_truth(self, leaf: SumWithin) -> Truth:
        """A sum with unknown items lies in a range; the leaf is settled when the whole range is on one side."""
        low = high = 0
        for item in leaf.items:
            if self.states[item] is State.NOT_APPLICABLE:
                return False
            question = self.questionnaire.by_id[item]
            value = self.values.get(item)
            option = question.by_option.get(value) if isinstance(value, str) else None
            points = option.score if option is not None else None
            scores = [o.score for o in question.options if o.score is not None] if points is None else [points]
            low, high = low + min(scores), high + max(scores)
        return within(leaf, low, high)


def leaf_truth(leaf: QuestionLeaf, state: State, value: Value | None) -> Truth:
    """What a leaf on one question is worth, given the question's state and what was answered: what each form means."""
    if state is State.NOT_APPLICABLE:
        return False
    given = state is State.GIVEN
    match leaf:
        case Answered():
            return given is leaf.expected
        case Ticked():
            ticked = value if isinstance(value, tuple) else ()
            holds = leaf.asked.issubset(ticked) if leaf.every else not leaf.asked.isdisjoint(ticked)
            return True if holds else False if given else None
        case Among():
            return named(value) in leaf.options if given else None
        case Within():
            return within(leaf, value, value) if given and isinstance(value, int | float) else None
        case _:
            assert_never(leaf)


def named(value: Value | None) -> Value | None:
    """A value as a condition names it: yes/no has the options "true" and "false"."""
    return ("true" if value else "false") if isinstance(value, bool) else value


def within(leaf: Within | SumWithin, low: float, high: float) -> Truth:
    """Whether a number known to lie from `low` to `high` is within the leaf's limits."""
    above = (
        True
        if leaf.low is None
        else (low >= leaf.low.value if (low >= leaf.low.value) == (high >= leaf.low.value) else None)
    )
    below = (
        True
        if leaf.high is None
        else (high < leaf.high.value if (high < leaf.high.value) == (low < leaf.high.value) else None)
    )
    if above is False or below is False:
        return False
    return True if above and below else None


def _state(question: Question, value: Value | None) -> State:
    if value is None or value == ():
        return State.UNANSWERED
    for option in value if isinstance(value, tuple) else (value,):
        meaning = question.means.get(option) if isinstance(option, str) else None
        if meaning:
            return State(meaning)
    return State.GIVEN


def read_answers(raw: object, questionnaire: Questionnaire, place: str = "answers") -> Answers:
    """Answers from an object such as `{"age_years": 38, "diagnoses": ["none"]}`; a missing id or null is unanswered.

    Raises `Refused` naming every unknown question, unknown option, wrong type, number out of range and exclusive option
    combined.
    """
    if not isinstance(raw, Mapping):
        raise Refused([Problem(place, 'one answers object is expected, such as {"age_years": 38}')])
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    for question in questionnaire.answerable:
        value = raw.get(question.id)
        if value is None:
            continue
        read = read_value(question, value)
        if isinstance(read, Fault):
            problems.append(Problem(f"{place}: {question.id}", read.message))
        elif read != ():
            values[question.id] = read
    known = {question.id for question in questionnaire.answerable}
    for name in raw:
        if name in known:
            continue
        asked = questionnaire.by_id.get(name) if isinstance(name, str) else None
        message = (
            "contact details are kept apart from the answers; give them with --name, --born and --reference"
            if asked is not None
            else f"there is no such question.{did_you_mean(name, known)}"
        )
        problems.append(Problem(f"{place}: {name}", message))
    if problems:
        raise Refused(problems)
    return Answers(questionnaire, MappingProxyType(values))


@dataclass(frozen=True)
class Fault:
    """Why one value cannot be an answer: `cause` is the key of the question's own error words, `message` is for a
    file's author."""

    cause: str
    message: str


def read_value(question: Question, raw: object) -> Value | Fault:
    """One question's value, typed, or what is wrong with it. An empty list is unanswered."""
    if question.type == "choice":
        return _read_choice(question, raw)
    if question.type == "multiple_choice":
        return _read_multiple(question, raw)
    if question.type == "boolean":
        return raw if isinstance(raw, bool) else Fault("missing", f"this is true or false, not {_shown(raw)}")
    return _read_number(question, raw)


def _shown(raw: object) -> str:
    if isinstance(raw, int) and abs(raw) > 10**15:
        return "a number that long"
    text = f'"{raw}"' if isinstance(raw, str) else repr(raw)
    return text if len(text) <= 60 else text[:57] + "..."


def _read_choice(question: Question, raw: object) -> Value | Fault:
    if isinstance(raw, int) and not isinstance(raw, bool):
        by_score = [option.id for option in question.options if option.score is not None and option.score == raw]
        if by_score:
            return by_score[0]
    if not isinstance(raw, str):
        return Fault(
            "missing", f"this is one option, not {_shown(raw)}; the options are {', '.join(question.by_option)}"
        )
    if raw not in question.by_option:
        return Fault("missing", f"{_shown(raw)} is not one of its options, which are {', '.join(question.by_option)}")
    return raw


def _read_multiple(question: Question, raw: object) -> Value | Fault:
    if not isinstance(raw, list | tuple):
        return Fault("missing", f"this is a list of options, not {_shown(raw)}")
    for item in raw:
        if not isinstance(item, str) or item not in question.by_option:
            return Fault(
                "missing", f"{_shown(item)} is not one of its options, which are {', '.join(question.by_option)}"
            )
    ticked = tuple(option.id for option in question.options if option.id in raw)
    exclusive = [option.id for option in question.options if option.id in ticked and option.exclusive]
    if exclusive and len(ticked) > 1:
        other = next(option for option in ticked if option != exclusive[0])
        return Fault("exclusive", f'"{exclusive[0]}" cannot be combined with "{other}"')
    return ticked


def _read_number(question: Question, raw: object) -> Value | Fault:
    if isinstance(raw, str) and raw in question.by_option:
        return raw
    whole = question.type == "integer"
    if isinstance(raw, bool) or not isinstance(raw, int if whole else int | float):
        return Fault("not_a_number", f"this is a {'whole ' if whole else ''}number, not {_shown(raw)}")
    if isinstance(raw, float) and not math.isfinite(raw):
        return Fault("not_a_number", f"this is a number, not {_shown(raw)}")
    assert question.minimum is not None
    assert question.maximum is not None
    if not question.minimum <= raw <= question.maximum:
        return Fault(
            "out_of_range", f"{_shown(raw)} is out of range: this is from {question.minimum:g} to {question.maximum:g}"
        )
    return raw

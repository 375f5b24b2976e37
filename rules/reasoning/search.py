"""Finding a patient for whom a condition holds, among all those who agree with some answers. No solver is needed: a
condition can tell only finitely many kinds of answer apart, and most of it falls away with each answer chosen.

What the form lets a patient answer is respected: a question is answered exactly when it is shown, an exclusive option
stands alone, and at least one option of a multiple choice is ticked. The search is exact; where it would take too long
it says so (`TooHard`) instead of guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from questionnaire.answers import Answers, State, Value, leaf_truth, within
from questionnaire.conditions import (
    ALWAYS,
    All,
    Among,
    Answered,
    Any,
    Condition,
    Leaf,
    Not,
    QuestionLeaf,
    Setting,
    SumWithin,
    Ticked,
    Truth,
    Within,
    evaluate,
    leaves,
    questions_of,
    questions_read,
)
from questionnaire.model import Question
from rules.model import RuleBook

Variable = str | tuple[str, str]
"""What a completion chooses: a question's answer, or whether one option of a multiple choice is ticked."""
Choices = dict[Variable, Value]

BUDGET = 20_000
"""How many choices one search may try. Searches of the shipped book need a few dozen."""

_UNKNOWN = (State.UNANSWERED, State.UNSURE, State.DECLINED)


class TooHard(Exception):
    """A search ran out of its budget: nothing is known about the answer."""


class Patients:
    """All the patients who agree with some answers: each unknown question that is shown gets some definite answer.

    Made from `answers` (empty for "every patient there can be") and the book whose conditions are searched.
    """

    def __init__(self, answers: Answers, book: RuleBook) -> None:
        self._answers = answers
        self._form = answers.questionnaire
        self._book = book
        self._chosen: Choices = {}
        self._steps = 0
        self._solved: dict[Condition, Choices | None] = {}

    def find(self, condition: Condition) -> dict[str, object] | None:
        """The full answers of a patient for whom the condition holds, or None when there is none. Raises `TooHard`."""
        choices = self._solution(condition)
        return None if choices is None else self._complete(choices)

    def some(self, condition: Condition) -> bool:
        """Whether there is a patient for whom the condition holds. Raises `TooHard`."""
        return self._solution(condition) is not None

    def residue(self, condition: Condition) -> bool | Condition:
        """What is left of a condition once everything known is put in: true, false, or a smaller condition."""
        return self._residue(condition)

    # --- the search ---------------------------------------------------------------------------------------------------

    def _solution(self, condition: Condition) -> Choices | None:
        self._steps = 0
        self._chosen = {}
        rest = self._residue(condition)
        try:
            return self._solve(rest)
        finally:
            self._chosen = {}

    def _solve(self, rest: bool | Condition) -> Choices | None:
        """The choices, on top of those made, that make what is left true."""
        rest = _propagated(rest)
        if isinstance(rest, bool):
            return {} if rest else None
        parts = self._independent_parts(rest)
        if len(parts) > 1:
            # Parts that share no question are solved one by one: a dead end in one never makes another be tried again.
            found: Choices = {}
            for part in parts:
                solved = self._solve(part) if self._chosen else self._solve_anew(part)
                if solved is None:
                    return None
                found |= solved
            return found
        self._steps += 1
        if self._steps > BUDGET:
            raise TooHard
        leaf, wanted = _first_leaf(rest, True)
        variable = self._variable(leaf)
        for value in self._by_promise(variable, leaf, wanted):
            self._chosen[variable] = value
            solved = self._solve(self._residue(rest))
            del self._chosen[variable]
            if solved is not None:
                return {variable: value, **solved}
        return None

    def _solve_anew(self, part: Condition) -> Choices | None:
        """As `_solve` with nothing chosen yet, remembered: one search after the other comes to the same parts."""
        if part not in self._solved:
            self._solved[part] = self._solve(part)
        return self._solved[part]

    def _independent_parts(self, rest: Condition) -> list[Condition]:
        """The parts of an `all` grouped so that two groups share no question."""
        if not isinstance(rest, All):
            return [rest]
        groups: list[tuple[set[str], list[Condition]]] = []
        for part in rest.parts:
            names = set(self._depends_on(part))
            touching = [group for group in groups if group[0] & names]
            merged = (
                names.union(*(group[0] for group in touching)),
                [*(p for group in touching for p in group[1]), part],
            )
            groups = [group for group in groups if group not in touching] + [merged]
        return [parts[0] if len(parts) == 1 else All(tuple(parts)) for _, parts in groups]

    def _depends_on(self, condition: Condition) -> Iterator[str]:
        for name in questions_read(condition):
            yield name
            yield from self._depends_on(self._form.conditions.get(name, ALWAYS))

    def _by_promise(self, variable: Variable, leaf: Leaf, wanted: bool) -> list[Value]:
        """The values of a variable, those that bring the leaf where it is wanted first."""

        def distance(value: Value) -> int:
            self._chosen[variable] = value
            truth = self._truth(leaf)
            del self._chosen[variable]
            return 0 if truth is wanted else 1 if truth is None else 2

        domain = self._book.classes[variable] if isinstance(variable, str) else (False, True)
        return sorted(domain, key=distance)

    def _variable(self, leaf: Leaf) -> Variable:
        """A variable on which an unknown leaf still depends."""
        for name in questions_of(leaf):
            if self._shown(name) is None:
                unknown = next(part for part in leaves(self._form.conditions[name]) if self._truth(part) is None)
                return self._variable(unknown)
            if isinstance(leaf, Ticked):
                question = self._form.by_id[name]
                return name, next(option for option in leaf.options if self._ticked(question, option) is None)
            if self._value(name) is None:
                return name
        raise AssertionError("an unknown leaf depends on something unknown")

    def _residue(self, condition: Condition) -> bool | Condition:
        if isinstance(condition, All | Any):
            settling = isinstance(condition, Any)
            rest = []
            for part in condition.parts:
                left = self._residue(part)
                if left is settling:
                    return settling
                if not isinstance(left, bool):
                    rest.append(left)
            if not rest:
                return not settling
            if len(rest) == 1:
                return rest[0]
            return Any(tuple(rest)) if settling else All(_flat(rest))
        if isinstance(condition, Not):
            left = self._residue(condition.part)
            return (not left) if isinstance(left, bool) else _negated(left)
        truth = self._truth(condition)
        return condition if truth is None else truth

    # --- what a leaf is worth -----------------------------------------------------------------------------------------

    def _value(self, name: str) -> Value | None:
        return self._chosen.get(name) if self._answers.states[name] in _UNKNOWN else self._answers.values.get(name)

    def _shown(self, name: str) -> Truth:
        """Whether a question is shown; what the form shows now stays shown."""
        if self._answers.states[name] is State.NOT_APPLICABLE:
            return False
        condition = self._form.conditions.get(name)
        if condition is None or self._answers.shown(name):
            return True
        return evaluate(condition, self._truth)

    def _truth(self, leaf: Leaf) -> Truth:
        match leaf:
            case Setting():
                return leaf.holds
            case SumWithin():
                return self._sum_truth(leaf)
        shown = self._shown(leaf.question)
        if shown is False:
            return False
        truth = self._shown_truth(leaf)
        return truth if shown or truth is False else None

    def _shown_truth(self, leaf: QuestionLeaf) -> Truth:
        """A leaf's truth given that its question is shown, and so will be answered."""
        match leaf:
            case Answered():
                return leaf.expected
            case Ticked():
                question = self._form.by_id[leaf.question]
                ticks = [self._ticked(question, option) for option in leaf.options]
                settling = not leaf.every
                return settling if settling in ticks else (None if None in ticks else not settling)
            case Among() | Within():
                value = self._value(leaf.question)
                return None if value is None else leaf_truth(leaf, State.GIVEN, value)
            case _:
                assert_never(leaf)

    def _ticked(self, question: Question, option: str) -> Truth:
        """Whether an option of a multiple choice is ticked. An exclusive one is ticked exactly when no other is."""
        given = self._answers.values.get(question.id)
        ticked = given if isinstance(given, tuple) else ()
        if option in ticked:
            return True
        if self._answers.states[question.id] is State.GIVEN or option not in question.definite:
            return False
        chosen = self._chosen.get((question.id, option))
        if chosen is not None:
            return bool(chosen)
        if not self._chosen and not ticked and len(question.definite) > 1:
            return None  # most questions, most of the time: nothing is known of any option
        others = {o: self._chosen.get((question.id, o), o in ticked or None) for o in question.definite if o != option}
        if question.by_option[option].exclusive:
            return False if True in others.values() else (None if None in others.values() else True)
        if any(others[o] for o in others if question.by_option[o].exclusive):
            return False
        return True if all(value is False for value in others.values()) else None

    def _sum_truth(self, leaf: SumWithin) -> Truth:
        low = high = 0
        surely_asked = True
        for item in leaf.items:
            shown = self._shown(item)
            if shown is False:
                return False
            surely_asked = surely_asked and shown is True
            question = self._form.by_id[item]
            value = self._value(item)
            options = question.options if value is None else (question.by_option[str(value)],)
            scores = [option.score for option in options if option.score is not None]
            low, high = low + min(scores), high + max(scores)
        truth = within(leaf, low, high)
        return truth if surely_asked or truth is False else None

    # --- a whole patient ----------------------------------------------------------------------------------------------

    def _complete(self, choices: Choices) -> dict[str, object]:
        """Full answers with these choices: what they leave open is filled with the plainest answer."""
        self._chosen = choices
        try:
            full: dict[str, object] = {}
            for question in self._form.answerable:
                if self._answers.states[question.id] is State.GIVEN:
                    value: Value = self._answers.values[question.id]
                elif self._shown(question.id) is not True:
                    # What does not decide anything is left open by the choices; settle it now, so that later questions
                    # see it.
                    continue
                else:
                    value = self._plainest(question)
                    self._choose(question, value)
                full[question.id] = list(value) if isinstance(value, tuple) else value
            return full
        finally:
            self._chosen = {}

    def _choose(self, question: Question, value: Value) -> None:
        if isinstance(value, tuple):
            self._chosen |= {(question.id, option): option in value for option in question.definite}
        else:
            self._chosen[question.id] = value

    def _plainest(self, question: Question) -> Value:
        if question.type != "multiple_choice":
            chosen = self._value(question.id)
            return chosen if chosen is not None else self._book.plain[question.id]
        ticks = {option: self._ticked(question, option) for option in question.definite}
        ticked = tuple(option for option in question.definite if ticks[option])
        if ticked:
            return ticked
        plain = self._book.plain[question.id]
        assert isinstance(plain, tuple)
        if ticks[plain[0]] is None:
            return plain
        return (next(option for option in question.definite if ticks[option] is None),)


def _flat(parts: list[Condition]) -> tuple[Condition, ...]:
    """The parts of an `all`, with those of an `all` inside it pulled up."""
    return tuple(inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,)))


def _negated(condition: Condition) -> Condition:
    """A condition's opposite, with the negation pushed down to the leaves."""
    if isinstance(condition, Not):
        return condition.part
    if isinstance(condition, All):
        return Any(tuple(_negated(part) for part in condition.parts))
    if isinstance(condition, Any):
        return All(_flat([_negated(part) for part in condition.parts]))
    return Not(condition)


def _propagated(rest: bool | Condition) -> bool | Condition:
    """What is left with the parts of an `all` taken as known inside its other parts: a way that one of them forbids is
    no way."""
    if not isinstance(rest, All):
        return rest
    known = set(rest.parts)
    parts: list[Condition] = []
    for part in rest.parts:
        if not isinstance(part, Any):
            if _negated(part) in known:
                return False
            parts.append(part)
            continue
        ways = tuple(way for way in part.parts if not _forbidden(way, known))
        if not ways:
            return False
        parts.append(ways[0] if len(ways) == 1 else Any(ways))
    smaller = All(_flat(parts))
    # A part with one way left is known too, and may forbid more.
    return smaller if set(smaller.parts) == known else _propagated(smaller)


def _forbidden(way: Condition, known: set[Condition]) -> bool:
    if _negated(way) in known:
        return True
    return isinstance(way, All) and any(_negated(part) in known for part in way.parts)


def _first_leaf(condition: Condition, wanted: bool) -> tuple[Leaf, bool]:
    """The first leaf of a condition and what it would have to be for the condition to come out as wanted."""
    while isinstance(condition, All | Any | Not):
        if isinstance(condition, Not):
            condition, wanted = condition.part, not wanted
        else:
            condition = condition.parts[0]
    return condition, wanted


def every(conditions: Iterable[Condition]) -> Condition:
    """All of these hold."""
    return All(tuple(conditions))


def either(conditions: Iterable[Condition]) -> Condition:
    """At least one of these holds; none at all for no conditions."""
    return Any(tuple(conditions))


def none(conditions: Iterable[Condition]) -> Condition:
    """None of these holds."""
    return All(tuple(Not(condition) for condition in conditions))

"""Patients who leave questions out: for whom a condition surely holds all the same, told as a condition on full
answers.

A search (`rules.reasoning.search`) knows only patients who answer everything. One who leaves a question out is such a
patient with that answer taken away, and with it the answers to the questions that then are not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from math import prod
from typing import assert_never

from questionnaire.answers import read_answers, within
from questionnaire.conditions import (
    ALWAYS,
    All,
    Among,
    Answered,
    Any,
    Condition,
    Leaf,
    Limit,
    Not,
    Setting,
    SumWithin,
    Ticked,
    Within,
    leaves,
    named_options,
    questions_of,
    questions_read,
)
from questionnaire.model import Questionnaire
from rules.reasoning.search import Patients, TooHard
from rules.review.check.finding import Content

LeftOut = Mapping[str, str | None]
"""The questions that are left out: each with the option by which it is, such as "prefer not to say", or None where it
is skipped."""

NEVER = Any(())
_MOST = 1000
"""How many ways of leaving out, or of adding up, are tried before it counts as too hard."""


def can_be_met(condition: Condition, content: Content) -> bool:
    """Whether there is a patient for whom a condition surely holds, be it one who leaves questions out. Raises
    `TooHard`."""
    form = content.questionnaire
    for left_out in _ways(condition, form):
        chosen = {
            name: [option] if form.by_id[name].type == "multiple_choice" else option
            for name, option in left_out.items()
            if option
        }
        patients = Patients(read_answers(chosen, form), content.book) if chosen else content.everyone
        if patients.some(Without(left_out, form).holds(condition)):
            return True
    return False


def take_away(full: Mapping[str, object], question: str, form: Questionnaire) -> dict[str, object]:
    """Full answers without one of them and without those to questions that then are not shown."""
    rest = {name: value for name, value in full.items() if name != question}
    while True:
        shown = set(read_answers(rest, form).visible)
        if shown.issuperset(rest):
            return rest
        rest = {name: value for name, value in rest.items() if name in shown}


def asks_whether_answered(condition: Condition) -> bool:
    """Whether a condition asks if something was answered, so that who leaves it out may meet it for that."""
    return any(isinstance(leaf, Answered) for leaf in leaves(condition))


def depends_on(names: Iterable[str], form: Questionnaire) -> set[str]:
    """These questions and all on whose answers it hangs whether they are shown."""
    found: set[str] = set()
    for name in names:
        found |= {name} | depends_on(questions_read(form.conditions.get(name, ALWAYS)), form)
    return found


def _ways(condition: Condition, form: Questionnaire) -> Iterator[LeftOut]:
    """The ways of leaving out that may help a condition to hold, none at all first: leaving out what it wants left out,
    or what that hangs on, and choosing the "prefer not to say" that shows a question. To answer everything else never
    hurts. Raises `TooHard`."""
    ways: dict[str, list[str | None]] = {}
    for name in sorted(depends_on(_wanted_left_out(condition, True), form)):
        question = form.by_id[name]
        # Ticks stand beside "not sure": such an answer counts as left out although something is known of it.
        ways[name] = [None, *list(question.means)[:1]] if question.type == "multiple_choice" else [None]
    for name in sorted(depends_on(questions_read(condition), form)):
        for leaf in leaves(form.conditions.get(name, ALWAYS)):
            for shows in questions_of(leaf):
                if telling := [option for option in form.by_id[shows].means if option in named_options(leaf)]:
                    ways.setdefault(shows, []).extend(telling)
    if prod(1 + len(options) for options in ways.values()) > _MOST:
        raise TooHard
    for count in range(len(ways) + 1):
        for names in combinations(ways, count):
            for options in product(*(dict.fromkeys(ways[name]) for name in names)):
                yield dict(zip(names, options, strict=True))


def _wanted_left_out(condition: Condition, wanted: bool) -> Iterator[str]:
    """The questions that would have to be left out for some leaf of a condition to come out as wanted."""
    if isinstance(condition, Not):
        yield from _wanted_left_out(condition.part, not wanted)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _wanted_left_out(part, wanted)
    elif isinstance(condition, Answered) and condition.expected is not wanted:
        yield condition.question


class Without:
    """The patients who leave some questions out, seen from the full answers they might have given."""

    def __init__(self, left_out: LeftOut, form: Questionnaire) -> None:
        self._left_out = left_out
        self._form = form
        touched = set(left_out)
        for name, condition in form.conditions.items():  # a question hangs on earlier ones only
            if not touched.isdisjoint(questions_read(condition)):
                touched.add(name)
        self._touched = touched

    def holds(self, condition: Condition) -> Condition:
        """When a condition surely holds for them."""
        if isinstance(condition, All):
            return All(tuple(self.holds(part) for part in condition.parts))
        if isinstance(condition, Any):
            return Any(tuple(self.holds(part) for part in condition.parts))
        return self.fails(condition.part) if isinstance(condition, Not) else self._leaf(condition)[0]

    def fails(self, condition: Condition) -> Condition:
        """When a condition surely does not hold for them. Where neither is so, it is unknown."""
        if isinstance(condition, All):
            return Any(tuple(self.fails(part) for part in condition.parts))
        if isinstance(condition, Any):
            return All(tuple(self.fails(part) for part in condition.parts))
        return self.holds(condition.part) if isinstance(condition, Not) else self._leaf(condition)[1]

    def _shown(self, name: str) -> Condition:
        return self.holds(self._form.conditions.get(name, ALWAYS))

    def _hidden(self, name: str) -> Condition:
        return self.fails(self._form.conditions.get(name, ALWAYS))

    def _leaf(self, leaf: Leaf) -> tuple[Condition, Condition]:
        """When a leaf surely holds and when it surely does not."""
        match leaf:
            case Setting():
                return leaf, Not(leaf)
            case SumWithin():
                return self._sum(leaf)
        name = leaf.question
        if name not in self._touched:
            return leaf, Not(leaf)
        shown, hidden = self._shown(name), self._hidden(name)
        if isinstance(leaf, Answered):
            answered = NEVER if name in self._left_out else shown
            open_still = All((Not(answered), Not(hidden)))
            return (answered, Not(answered)) if leaf.expected else (open_still, Not(open_still))
        if name in self._left_out:
            return All((shown, self._beside(leaf, self._left_out[name]))), hidden
        return All((shown, leaf)), Any((hidden, All((shown, Not(leaf)))))

    def _beside(self, leaf: Among | Ticked | Within, option: str | None) -> Condition:
        """When a leaf holds for what is known of a question that is left out: the option by which it is, and what is
        ticked beside it."""
        if option is None:
            return NEVER
        match leaf:
            case Within():
                return NEVER
            case Among():
                return ALWAYS if option in leaf.options else NEVER
            case Ticked():
                question = self._form.by_id[leaf.question]
                others = tuple(
                    o for o in leaf.options if o in question.definite and not question.by_option[o].exclusive
                )
                asked = Ticked(leaf.question, others, leaf.every)
                if leaf.every:
                    within_reach = {*others, option}.issuperset(leaf.options)
                    return NEVER if not within_reach else asked if others else ALWAYS
                return ALWAYS if option in leaf.options else asked if others else NEVER
            case _:
                assert_never(leaf)

    def _sum(self, leaf: SumWithin) -> tuple[Condition, Condition]:
        """A sum of which some items are unknown lies in a range. The full sum, less what the unknown items are in it,
        is the known rest.

        Where the full answers hide an unknown item that would still be open, the sum cannot be told and is taken to be
        unknown.
        """
        touched = [item for item in leaf.items if item in self._touched]
        if not touched:
            return leaf, Not(leaf)
        holds: list[Condition] = []
        fails: list[Condition] = [self._hidden(item) for item in leaf.items]
        for count in range(len(touched) + 1):
            for unknown in combinations(touched, count):
                standing = [self._leaf(Answered(item, item not in unknown))[0] for item in touched]
                above, below = self._sums(leaf, unknown)
                holds.append(All((*standing, above)))
                fails.append(All((*standing, below)))
        return Any(tuple(holds)), Any(tuple(fails))

    def _sums(self, leaf: SumWithin, unknown: tuple[str, ...]) -> tuple[Condition, Condition]:
        """When a sum is surely within a leaf's limits, and when surely not, whatever the unknown items are."""
        points = [self._points(item) for item in unknown]
        low, high = sum(min(by) for by in points), sum(max(by) for by in points)
        if len(unknown) == len(leaf.items):
            truth = within(leaf, low, high)
            return ALWAYS if truth else NEVER, ALWAYS if truth is False else NEVER
        if prod(len(by) for by in points) > _MOST:
            raise TooHard
        holds: list[Condition] = []
        fails: list[Condition] = []
        for values in product(*points):
            these = [Among(item, by[value]) for item, by, value in zip(unknown, points, values, strict=True)]
            least, most = sum(values) - low, sum(values) - high
            inside = replace(leaf, low=_moved(leaf.low, least), high=_moved(leaf.high, most))
            outside = [replace(leaf, low=None, high=_moved(leaf.low, most))] if leaf.low else []
            outside += [replace(leaf, low=_moved(leaf.high, least), high=None)] if leaf.high else []
            holds.append(All((*these, inside)))
            fails.append(All((*these, Any(tuple(outside)))))
        return Any(tuple(holds)), Any(tuple(fails))

    def _points(self, item: str) -> dict[int, tuple[str, ...]]:
        """The options of an item by what they score."""
        found: dict[int, tuple[str, ...]] = {}
        for option in self._form.by_id[item].options:
            if option.score is not None:
                found[option.score] = (*found.get(option.score, ()), option.id)
        return found


def _moved(limit: Limit | None, by: int) -> Limit | None:
    return None if limit is None else Limit(limit.value + by)

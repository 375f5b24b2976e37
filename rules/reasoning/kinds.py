"""The kinds of answer to each question that a rule book can tell apart, as the bits of a whole number.

A set of kinds is a *mask*: a number with one bit for each kind. Bit 0 always stands for "not shown", the other bits for
what a patient may answer. A leaf of a condition then is the mask of the kinds for which it holds, and "both hold" is
the `&` of two masks. All this depends on the book alone, so it is worked out once, question by question as the need
arises, and serves every patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import assert_never

from questionnaire.answers import Value, named, within
from questionnaire.conditions import Among, Answered, Condition, QuestionLeaf, Ticked, Within, leaves
from questionnaire.model import Question, Questionnaire

HIDDEN = 1
"""The mask of the one kind "not shown"."""
MOST_GROUPS = 16
"""A multiple choice with more groups of options than this has too many kinds of answer: each group doubles the bits of
a mask."""


class TooMany(Exception):
    """There are too many kinds of answer to list them all."""


@dataclass(frozen=True)
class _Ticks:
    """The kinds of answer to a multiple choice: `every` one, and those in which an option is ticked, by option id."""

    every: int
    ticked: Mapping[str, int]


class Kinds:
    """The kinds of answer to the questions of one questionnaire. `classes` are one value of each kind, for all but the
    multiple choices."""

    def __init__(
        self, questionnaire: Questionnaire, conditions: Iterable[Condition], classes: Mapping[str, tuple[Value, ...]]
    ) -> None:
        self._form = questionnaire
        self._conditions = tuple(conditions)
        self._classes = classes
        self._ticks: dict[str, _Ticks] = {}
        self._of_leaf: dict[QuestionLeaf, int] = {}

    def every(self, question: str) -> int:
        """The mask of every answer that gives information. Raises `TooMany`."""
        if question in self._classes:
            return (2 << len(self._classes[question])) - 1 - HIDDEN
        return self._ticks_of(question).every

    def keeping(self, question: str, ticked: Iterable[str]) -> int:
        """The mask of the answers to a multiple choice in which these options are ticked. Raises `TooMany`."""
        ticks = self._ticks_of(question)
        mask = ticks.every
        for option in ticked:
            mask &= ticks.ticked.get(option, mask)  # "I am not sure" beside a tick says nothing
        return mask

    def of(self, leaf: QuestionLeaf) -> int:
        """The mask of the answers for which a leaf on one question holds. Raises `TooMany`."""
        mask = self._of_leaf.get(leaf)
        if mask is None:
            mask = self._of_leaf[leaf] = self._holding(leaf)
        return mask

    def by_points(self, item: str) -> dict[int, int]:
        """The mask of the answers to an item of a score that bring so many points, by the points."""
        options = self._form.by_id[item].by_option
        masks: dict[int, int] = {}
        for kind, value in self._numbered(item):
            points = options[str(value)].score
            assert points is not None, (
                "the questionnaire was checked: every option of an item that gives information has points"
            )
            masks[points] = masks.get(points, 0) | kind
        return masks

    def _holding(self, leaf: QuestionLeaf) -> int:
        match leaf:
            case Answered():
                return self.every(leaf.question) if leaf.expected else 0
            case Ticked():
                every, ticked = self.every(leaf.question), self._ticks_of(leaf.question).ticked
                masks = (ticked.get(option, 0) for option in leaf.options)
                return reduce(and_, masks, every) if leaf.every else reduce(or_, masks, 0)
            case Among():
                return sum(kind for kind, value in self._numbered(leaf.question) if named(value) in leaf.options)
            case Within():
                return sum(
                    kind
                    for kind, value in self._numbered(leaf.question)
                    if isinstance(value, int | float) and within(leaf, value, value)
                )
            case _:
                assert_never(leaf)

    def _numbered(self, question: str) -> Iterator[tuple[int, Value]]:
        """The kinds of answer to a question that is no multiple choice: the bit of each, and one such answer."""
        for number, value in enumerate(self._classes[question], 1):
            yield 1 << number, value

    def _ticks_of(self, question: str) -> _Ticks:
        if question not in self._ticks:
            self._ticks[question] = _ticks(self._form.by_id[question], list(self._tests(question)))
        return self._ticks[question]

    def _tests(self, question: str) -> Iterator[Ticked]:
        """Everything that is asked of a multiple choice, by a rule or to show another question."""
        for condition in (*self._conditions, *self._form.conditions.values()):
            for leaf in leaves(condition):
                if isinstance(leaf, Ticked) and leaf.question == question:
                    yield leaf


def _ticks(question: Question, tests: list[Ticked]) -> _Ticks:
    """The kinds of answer to a multiple choice. What may be ticked together comes in groups that conditions tell apart;
    bit s stands for the set of groups whose numbers are the ones in s written in binary. The empty set is no answer, so
    its bit 0 is free for "not shown". An exclusive option stands alone: each has a bit of its own above these."""
    groups = _groups(question, tests)
    if len(groups) > MOST_GROUPS:
        raise TooMany
    sets = 1 << len(groups)
    ticked = {option: _sets_with(number, sets) for number, group in enumerate(groups) for option in group}
    alone = [option for option in question.definite if question.by_option[option].exclusive]
    ticked |= {option: 1 << number for number, option in enumerate(alone, sets)}
    return _Ticks((1 << (sets + len(alone))) - 1 - HIDDEN, ticked)


def _groups(question: Question, tests: list[Ticked]) -> list[list[str]]:
    """The options that may be ticked together, those that no test tells apart in one group: a group is ticked when one
    of its options is. An option that is asked for together with others (`has_all`) is a group of its own."""
    groups: dict[object, list[str]] = {}
    for option in question.definite:
        if question.by_option[option].exclusive:
            continue
        naming = tuple(number for number, test in enumerate(tests) if option in test.options)
        together = any(tests[number].every for number in naming)
        groups.setdefault((naming, option if together else None), []).append(option)
    return list(groups.values())


def _sets_with(group: int, sets: int) -> int:
    """The mask of the sets (of `sets` in all) that hold a group: runs of 2**group bits off, then as many on, over and
    over."""
    run = 1 << group
    off = ((1 << sets) - 1) // ((1 << run) + 1)
    return off << run

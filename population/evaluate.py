"""A rule book over a whole population: `rules.assess` for every row at once, told from it by nothing but speed.

A condition is two planes, one bit for each patient: where it is surely true and where it may be true. Strong Kleene
logic is then `&`, `|` and `~` on planes, and an answer that is missing is a bit in the second plane only, so it is
never mistaken for "no".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any as Anything
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from population.encode import Codes, Encoded, encode, option_order, unanswered_code
from questionnaire.conditions import (
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
    Within,
)
from questionnaire.model import Question, Questionnaire
from rules.decision import GOALS, LINES, PATHWAY_LINES, Goal, Kind, Some, Test, leading, line_holds
from rules.model import Level, Pathway, Rule, RuleBook, Status

STATUSES = tuple(Status)
PATHWAYS = tuple(Pathway)
BLOCK = 1 << 17
"""How many patients are assessed at a time: a plane is 16 KiB, and what is worked with does not grow with the
population."""


@dataclass(frozen=True, eq=False)
class PopulationResult:
    """What a rule book says about every patient of a population; all arrays have one entry a row.

    `status` holds, for each treatment, the position of the status in `STATUSES`, and `pathway` that in `PATHWAYS`.
    `red_flags` counts the red flags that fire. `truths`, if asked for, holds each rule's truth by id: 1 true, 0 false,
    -1 unknown.

    `possible` holds, for each treatment, one bit for each status (bit i is `STATUSES[i]`) that completions of the
    unknown answers may bring. It never leaves out a status that `assess` calls possible but may hold more: it looks at
    each rule by itself, and not at which answers can stand together.
    """

    rows: int
    status: Mapping[str, NDArray[np.int8]]
    pathway: NDArray[np.int8]
    red_flags: NDArray[np.int16]
    possible: Mapping[str, NDArray[np.uint8]]
    truths: Mapping[str, NDArray[np.int8]]

    def counts(self) -> dict[str, dict[Status, int]]:
        """How many patients have each status, for each treatment."""
        tallies = {name: np.bincount(codes, minlength=len(STATUSES)) for name, codes in self.status.items()}
        return {name: dict(zip(STATUSES, tally.tolist(), strict=True)) for name, tally in tallies.items()}


def assess_many(
    columns: Anything, book: RuleBook, questionnaire: Questionnaire, keep: Iterable[str] = (), truths: bool = False
) -> PopulationResult:
    """Assess a population: a pandas DataFrame or a mapping from question id to a sequence of answers, as `encode` reads
    them.

    `keep` names columns that are no answers; `truths` asks for each rule's truth on each row. Raises `Refused` for a
    table that cannot be read, naming each column at fault, its first bad row and how many there are.
    """
    return evaluate(encode(columns, questionnaire, keep), book, truths)


def evaluate(encoded: Encoded, book: RuleBook, truths: bool = False) -> PopulationResult:
    """Assess a population that was read already."""
    rows = encoded.rows
    result = PopulationResult(
        rows=rows,
        status={name: np.empty(rows, np.int8) for name in book.treatments},
        pathway=np.empty(rows, np.int8),
        red_flags=np.empty(rows, np.int16),
        possible={name: np.empty(rows, np.uint8) for name in book.treatments},
        truths={rule.id: np.empty(rows, np.int8) for rule in book.rules} if truths else {},
    )
    for start in range(0, rows, BLOCK):
        part = slice(start, min(start + BLOCK, rows))
        columns = {name: column[part] for name, column in encoded.columns.items()}
        _assess_block(_Block(encoded.questionnaire, columns, part.stop - start), book, result, part)
    return result


# --- Conditions -------------------------------------------------------------------------------------------------------

Plane = NDArray[np.uint8]
"""One bit for each patient, eight to a byte; the bits past the last patient mean nothing."""


class Kleene(NamedTuple):
    """Where something is surely true and where it may be true. What is surely true may be true."""

    sure: Plane
    may: Plane


def _any_of(planes: Iterable[Plane]) -> Plane:
    return reduce(np.bitwise_or, planes)


def _all_of(planes: Iterable[Plane]) -> Plane:
    return reduce(np.bitwise_and, planes)


class _Block:
    """The answers of some patients, and the truth of conditions over them."""

    def __init__(self, questionnaire: Questionnaire, columns: Mapping[str, Codes], rows: int) -> None:
        self.rows = rows
        self.none: Plane = np.zeros((rows + 7) // 8, np.uint8)
        self.everyone: Plane = ~self.none
        self.questionnaire = questionnaire
        self._columns = columns
        self._leaves: dict[Leaf, Kleene] = {}
        self._options: dict[tuple[str, str], Plane] = {}
        self._given: dict[str, Plane] = {}
        self._shown: dict[str, Kleene] = {}
        self._sums: dict[tuple[str, ...], tuple[NDArray[np.int32], NDArray[np.int32]]] = {}

    def unpacked(self, plane: Plane) -> NDArray[np.int8]:
        """A plane as one number for each patient, 0 or 1."""
        return np.unpackbits(plane, count=self.rows).view(np.int8)

    def truth(self, condition: Condition) -> Kleene:
        """The truth of a condition as the answers stand."""
        return self._truth(condition, self._leaf)

    def completed_truth(self, condition: Condition) -> Kleene:
        """What the truth of a condition may become when everyone answers every question that is shown."""
        return self._truth(condition, self._completed_leaf)

    def _truth(self, condition: Condition, leaf: Callable[[Leaf], Kleene]) -> Kleene:
        if isinstance(condition, All | Any):
            join, start = (np.bitwise_and, self.everyone) if isinstance(condition, All) else (np.bitwise_or, self.none)
            parts = [self._truth(part, leaf) for part in condition.parts]
            return Kleene(reduce(join, (p.sure for p in parts), start), reduce(join, (p.may for p in parts), start))
        if isinstance(condition, Not):
            part = self._truth(condition.part, leaf)
            return Kleene(~part.may, ~part.sure)
        return leaf(condition)

    # --- leaves -------------------------------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf) -> Kleene:
        if leaf not in self._leaves:
            match leaf:
                case Setting():
                    everywhere = self.everyone if leaf.holds else self.none
                    self._leaves[leaf] = Kleene(everywhere, everywhere)
                case SumWithin():
                    self._leaves[leaf] = self._sum_leaf(leaf)
                case _:
                    self._leaves[leaf] = self._question_leaf(leaf)
        return self._leaves[leaf]

    def _question_leaf(self, leaf: QuestionLeaf) -> Kleene:
        """Surely true where the answer says so; it may be true where there is no definite answer; false where the
        question does not apply."""
        question = self.questionnaire.by_id[leaf.question]
        applies = self._shows(question).may
        given = self._definite(question)
        match leaf:
            case Answered():
                sure = applies & (given if leaf.expected else ~given)
                return Kleene(sure, sure)
            case Within():
                holds = self._within(leaf, question)
            case Among() | Ticked():
                chosen = (self._chose(question, option) for option in leaf.options)
                holds = _all_of(chosen) if isinstance(leaf, Ticked) and leaf.every else _any_of(chosen)
            case _:
                assert_never(leaf)
        return Kleene(holds & applies, (holds | ~given) & applies)

    def _completed_leaf(self, leaf: Leaf) -> Kleene:
        """Nothing is sure of a question that may yet be hidden, and every question that is shown will be answered."""
        now = self._leaf(leaf)
        match leaf:
            case Setting():
                return now
            case SumWithin():
                items = [self.questionnaire.by_id[item] for item in leaf.items]
                known = _all_of(self._definite(item) for item in items)
                return Kleene(now.sure & known, (now.may | ~known) & _all_of(self._shows(item).may for item in items))
        shown = self._shows(self.questionnaire.by_id[leaf.question])
        if isinstance(leaf, Answered):
            return shown if leaf.expected else Kleene(self.none, self.none)
        return Kleene(now.sure & shown.sure, now.may)

    def _shows(self, question: Question) -> Kleene:
        """Where the form shows a question: conditions name earlier questions only, so this comes to an end."""
        if question.id not in self._shown:
            condition = self.questionnaire.conditions.get(question.id)
            self._shown[question.id] = (
                Kleene(self.everyone, self.everyone) if condition is None else self.truth(condition)
            )
        return self._shown[question.id]

    def _sum_leaf(self, leaf: SumWithin) -> Kleene:
        """A sum with unknown items lies in a range; the leaf is settled when the whole range is on one side."""
        items = [self.questionnaire.by_id[item] for item in leaf.items]
        if leaf.items not in self._sums:
            lows, highs = zip(*(self._points(item) for item in items), strict=True)
            self._sums[leaf.items] = reduce(np.add, lows), reduce(np.add, highs)
        low, high = self._sums[leaf.items]
        applies = _all_of(self._shows(item).may for item in items)
        sure, may = self.everyone, self.everyone
        if leaf.low is not None:
            sure, may = np.packbits(low >= leaf.low.value), np.packbits(high >= leaf.low.value)
        if leaf.high is not None:
            sure, may = sure & np.packbits(high < leaf.high.value), may & np.packbits(low < leaf.high.value)
        return Kleene(sure & applies, may & applies)

    # --- answers ------------------------------------------------------------------------------------------------------

    def _chose(self, question: Question, option: str) -> Plane:
        """Who chose an option, whether or not the question applies to them."""
        key = (question.id, option)
        if key not in self._options:
            column = self._columns.get(question.id)
            position = option_order(question).index(option)
            if column is None:
                self._options[key] = self.none
            elif question.type == "multiple_choice":
                self._options[key] = np.packbits((column & column.dtype.type(1 << position)) != 0)
            else:
                self._options[key] = np.packbits(column == position)
        return self._options[key]

    def _definite(self, question: Question) -> Plane:
        """Who gave a definite answer, whether or not the question applies to them."""
        if question.id not in self._given:
            self._given[question.id] = self._read_definite(question)
        return self._given[question.id]

    def _read_definite(self, question: Question) -> Plane:
        column = self._columns.get(question.id)
        if column is None:
            return self.none
        if question.type in ("integer", "decimal"):
            return np.packbits(column == column)  # a missing number is NaN, the one value that differs from itself
        nothing = 0 if question.type == "multiple_choice" else unanswered_code(question)
        return reduce(
            lambda plane, option: plane & ~self._chose(question, option), question.means, np.packbits(column != nothing)
        )

    def _within(self, leaf: Within, question: Question) -> Plane:
        """Who gave a number within the limits; a missing number is within none."""
        column = self._columns.get(question.id)
        if column is None:
            return self.none
        above = self.everyone if leaf.low is None else np.packbits(column >= leaf.low.value)
        return above if leaf.high is None else above & np.packbits(column < leaf.high.value)

    def _points(self, item: Question) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The lowest and highest points of an item, for each patient: an option without points may stand for any of
        them."""
        points = [option.score for option in item.options]
        scores = [score for score in points if score is not None]
        column = self._columns.get(item.id)
        if column is None or item.type != "choice":
            return np.full(self.rows, min(scores), np.int32), np.full(self.rows, max(scores), np.int32)
        low = np.full(unanswered_code(item) + 1, min(scores), np.int32)
        high = np.full(unanswered_code(item) + 1, max(scores), np.int32)
        for position, score in enumerate(points):
            if score is not None:
                low[position] = high[position] = score
        return low[column], high[column]


# --- From rules to a status -------------------------------------------------------------------------------------------


def _assess_block(block: _Block, book: RuleBook, result: PopulationResult, part: slice) -> None:
    """Assess the patients of one block into their part of the result."""
    now = {rule.id: block.truth(book.conditions[rule.id]) for rule in book.rules}
    # A settled rule may change when a question turns out to be hidden, or to be answered where that is what it asks;
    # any other stays.
    later = now | {
        name: block.completed_truth(book.conditions[name]) for name in _may_change(book, block.questionnaire)
    }
    held: dict[str, list[Plane]] = {}
    for name, rules in book.by_treatment.items():
        lines = _lines(block, [(rule.effects[name], rule, now[rule.id]) for rule in rules])
        held[name] = _first_that_holds(lines, block)
        result.status[name][part] = _position(held[name], block)
        possible = _possible(block, [(rule.effects[name], later[rule.id]) for rule in rules])
        result.possible[name][part] = _bits(possible, block)
    flags = [now[rule.id].sure for rule in book.rules if rule.red_flag]
    result.red_flags[part] = sum((block.unpacked(flag) for flag in flags), np.zeros(block.rows, np.int16))
    flagged = _any_of([block.none, *flags])
    pathway = _first_that_holds(_pathway_lines(block, flagged, held, book), block)
    result.pathway[part] = _position(pathway, block)
    for name, truth in now.items() if result.truths else ():
        result.truths[name][part] = block.unpacked(truth.sure) - block.unpacked(truth.may & ~truth.sure)


def _may_change(book: RuleBook, questionnaire: Questionnaire) -> list[str]:
    """The rules of which even a settled one may change when the open questions are answered."""
    may_be_hidden = questionnaire.conditions.keys()
    return [
        r.id for r in book.rules if r.id in book.asks_whether_answered or not may_be_hidden.isdisjoint(book.reads[r.id])
    ]


def _levels(block: _Block, effects: Iterable[tuple[Level, Kleene]]) -> dict[Level, Kleene]:
    """Where a rule of each level fires, and where one may."""
    levels = {level: (block.none.copy(), block.none.copy()) for level in Level}
    for level, truth in effects:
        sure, may = levels[level]
        sure |= truth.sure
        may |= truth.may
    return {level: Kleene(*planes) for level, planes in levels.items()}


def _lines(block: _Block, effects: Sequence[tuple[Level, Rule, Kleene]]) -> list[Plane]:
    """Where each line of the table of decisions holds, but for the last, which always does."""
    levels = _levels(block, ((level, truth) for level, _, truth in effects))

    def holds(test: Test) -> Plane:
        match test.kind:
            case Kind.FIRES:
                return _any_of(levels[level].sure for level in test.levels)
            case Kind.WAITS:
                waiting = (
                    truth.may & ~truth.sure
                    for level, rule, truth in effects
                    if level in test.levels and rule.if_unknown == "needs_info"
                )
                return _any_of([block.none, *waiting])
            case Kind.UNSURE:
                return _any_of(levels[level].may & ~levels[level].sure for level in test.levels)
            case _:
                assert_never(test.kind)

    return [line_holds(line, holds, _any_of, np.bitwise_and) for line in LINES if line.tests]


def _pathway_lines(block: _Block, flagged: Plane, held: Mapping[str, Sequence[Plane]], book: RuleBook) -> list[Plane]:
    """Where each line of the pathway holds, but for the last. `held` has each treatment's planes in the order of
    `STATUSES`."""

    def some(wanted: Some) -> Plane:
        names = leading(book.treatments, wanted.group)
        return _any_of([block.none, *(held[name][STATUSES.index(s)] for name in names for s in wanted.statuses)])

    return [
        _all_of([flagged if line.red_flag else block.everyone, *map(some, line.some)])
        for line in PATHWAY_LINES
        if line.red_flag or line.some
    ]


def _first_that_holds(lines: Sequence[Plane], block: _Block) -> list[Plane]:
    """Where each line is the first that holds, and at last where none does."""
    first = []
    rest = block.everyone
    for line in lines:
        first.append(line & rest)
        rest = rest & ~line
    return [*first, rest]


def _position(planes: Sequence[Plane], block: _Block) -> NDArray[np.int8]:
    """For each patient the position of the one plane that holds, from its binary digits."""
    position = np.zeros(block.rows, np.int8)
    for digit in range((len(planes) - 1).bit_length()):
        position |= block.unpacked(_any_of(plane for i, plane in enumerate(planes) if i >> digit & 1)) << np.int8(digit)
    return position


def _possible(block: _Block, effects: Iterable[tuple[Level, Kleene]]) -> list[Plane]:
    """Where each status is within reach: the levels that it takes may fire, and none surely does that must be quiet."""
    levels = _levels(block, effects)

    def reached(goal: Goal) -> Plane:
        fires = (levels[level].may for level in goal.fires)
        return _all_of([block.everyone, *fires, *(~levels[level].sure for level in goal.quiet)])

    return [reached(goal) for goal in GOALS.values()]


def _bits(planes: Sequence[Plane], block: _Block) -> NDArray[np.uint8]:
    """For each patient one bit for each plane."""
    bits = np.zeros(block.rows, np.uint8)
    for i, plane in enumerate(planes):
        bits |= block.unpacked(plane).view(np.uint8) << np.uint8(i)
    return bits

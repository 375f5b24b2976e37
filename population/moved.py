"""Two rule books over a population: how many patients get another status, from which to which, and who shows it
best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from population.encode import Encoded, answers_at
from population.evaluate import STATUSES, evaluate
from population.files.reading import Piece, open_patients
from population.rescreen import aligned
from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from questionnaire.wording import answer_of
from rules.model import RuleBook, Status
from rules.review.compare import read_by_edited

NEAREST = 3
"""How many patients are shown for each way in which a treatment moves."""
Way = tuple[str, Status, Status]
"""A treatment, and the two statuses between which it moves."""


@dataclass(frozen=True)
class Example:
    """A patient who is moved: who it is, how many rules fire or may fire under both books together, the answers, and
    which of them the edited rules read."""

    who: str
    rules: int
    answers: Mapping[str, object]
    read: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Moves:
    """What a new rule book changes for a population.

    `patients`: how many there are; `moved`: how many of them have another status for at least one treatment. `counts`
    holds, for each treatment, how many patients go from one status (first axis, by position in `STATUSES`) to another
    (second axis). `nearest` holds, for each way in which someone moves, the patients nearest to the edit: those of whom
    the two books have the least else to say, which is to say for whom the fewest rules fire or may fire; of equals, the
    first.
    """

    patients: int
    moved: int
    counts: Mapping[str, NDArray[np.int64]]
    nearest: Mapping[Way, tuple[Example, ...]]

    def __add__(self, other: Moves) -> Moves:
        """Both populations as one, these patients first."""
        ways = {**self.nearest, **other.nearest}
        both = {way: (*self.nearest.get(way, ()), *other.nearest.get(way, ())) for way in ways}
        return Moves(
            self.patients + other.patients,
            self.moved + other.moved,
            {name: count + other.counts[name] for name, count in self.counts.items()},
            {way: tuple(sorted(found, key=lambda example: example.rules)[:NEAREST]) for way, found in both.items()},
        )


def moves(
    encoded: Encoded, old: RuleBook, new: RuleBook, who: Callable[[int], str] = lambda row: f"row {row + 1}"
) -> Moves:
    """What becomes of a population that was read already when `new` takes the place of `old`. `who` names a patient by
    position, from 0."""
    before, after = (evaluate(encoded, book).status for book in (old, new))
    both = [name for name in after if name in before]  # a treatment that only one book has moves nobody
    rows = np.flatnonzero(np.any([before[name] != after[name] for name in both], axis=0))
    rules = _rules_that_speak(encoded, rows, (old, new))
    nearest = {}
    for name in both:
        edited = read_by_edited(old, new, name)
        read = tuple(question.id for question in encoded.questionnaire.answerable if question.id in edited)
        for was, becomes in _ways(before[name][rows], after[name][rows]):
            here = np.flatnonzero((before[name][rows] == was) & (after[name][rows] == becomes))
            nearest[name, STATUSES[was], STATUSES[becomes]] = tuple(
                Example(who(int(rows[i])), int(rules[i]), answers_at(encoded, int(rows[i])), read)
                for i in here[np.argsort(rules[here], kind="stable")[:NEAREST]]
            )
    return Moves(encoded.rows, len(rows), {name: _table(before[name], after[name]) for name in both}, nearest)


def _ways(before: NDArray[np.int8], after: NDArray[np.int8]) -> list[tuple[int, int]]:
    """The pairs of different statuses that occur, by position."""
    found = zip(before.tolist(), after.tolist(), strict=True)
    return sorted({(was, becomes) for was, becomes in found if was != becomes})


def _table(before: NDArray[np.int8], after: NDArray[np.int8]) -> NDArray[np.int64]:
    size = len(STATUSES)
    return np.bincount(before.astype(np.int64) * size + after, minlength=size * size).reshape(size, size)


def _rules_that_speak(encoded: Encoded, rows: NDArray[np.intp], books: Sequence[RuleBook]) -> NDArray[np.int64]:
    """For each of these patients, how many rules fire or may fire, in all books together."""
    some = Encoded(encoded.questionnaire, len(rows), {name: column[rows] for name, column in encoded.columns.items()})
    spoken = np.zeros(len(rows), np.int64)
    for book in books:
        for truth in evaluate(some, book, truths=True).truths.values():
            spoken += truth != 0
    return spoken


def moves_in_file(
    source: Path, ids: Sequence[str], old: RuleBook, new: RuleBook, questionnaire: Questionnaire, messages: TextIO
) -> Moves:
    """What becomes of the patients of a file (.parquet or .csv), read as `rescreen` reads it; its columns `ids` name a
    patient, else the number of the row does. Raises `Refused` for a file that cannot be read."""
    with open_patients(source, ids, questionnaire, messages) as patients:
        found = moves(Encoded(questionnaire, 0, {}), old, new)
        for piece in patients.pieces():
            found += moves(piece.encoded, old, new, lambda row, piece=piece: _name(piece, row))  # type: ignore[misc]
    return found


def _name(piece: Piece, row: int) -> str:
    names = [f"{column} {piece.names.column(column)[row].as_py()}" for column in piece.names.schema.names]
    return " ".join(names) or f"row {piece.first + row}"


def told(found: Moves, questionnaire: Questionnaire) -> Iterator[str]:
    """The moves as lines of a terminal: a sentence, and for each treatment that moves a table and the patients nearest
    to the edit."""
    yield f"Another status for at least one treatment: {found.moved:,} of {found.patients:,} patients."
    still = [name for name in found.counts if not any(way[0] == name for way in found.nearest)]
    if still:
        yield f"Nobody moves for {', '.join(still)}."
    for name in found.counts:
        if name in still:
            continue
        yield ""
        counts = found.counts[name]
        befores, afters = (np.flatnonzero(counts.sum(axis=axis)) for axis in (1, 0))
        rows = [[STATUSES[was], *(f"{counts[was, becomes]:,}" for becomes in afters)] for was in befores]
        yield from aligned([[f"{name}: old \\ new", *(STATUSES[becomes] for becomes in afters)], *rows])
        for (treatment, was, becomes), examples in found.nearest.items():
            if treatment == name:
                number = counts[STATUSES.index(was), STATUSES.index(becomes)]
                shown = "; ".join(f"{example.who} ({_answers(example, questionnaire)})" for example in examples)
                yield f"{was} becomes {becomes} for {number:,}; nearest to the edit: {shown}."


def _answers(example: Example, questionnaire: Questionnaire) -> str:
    answers = read_answers(example.answers, questionnaire)
    return ", ".join(f"{questionnaire.by_id[name].label}: {answer_of(answers, name, 'label')}" for name in example.read)

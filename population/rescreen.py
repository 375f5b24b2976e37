"""A file of patients through the rule book, and the result as another file.

Nothing is written unless every row can be read: the result takes its name when it is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from population.evaluate import PATHWAYS, STATUSES, PopulationResult, evaluate
from population.files.reading import check_suffix, open_patients
from population.files.writing import written_in_pieces
from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused
from rules.model import Pathway, RuleBook, Status


def results(book: RuleBook) -> tuple[str, ...]:
    """The columns that are added to those which name the patient."""
    return (*book.treatments, "pathway", "red_flags")


@dataclass
class Tally:
    """How many patients there were, and how many of them have what."""

    patients: int = 0
    red_flagged: int = 0
    statuses: dict[str, Counter[Status]] = field(default_factory=dict)
    pathways: Counter[Pathway] = field(default_factory=Counter)

    def add(self, result: PopulationResult) -> None:
        """Count one piece more."""
        self.patients += result.rows
        self.red_flagged += int(np.count_nonzero(result.red_flags))
        for name, counts in result.counts().items():
            self.statuses.setdefault(name, Counter()).update(counts)
        self.pathways.update(
            dict(zip(PATHWAYS, np.bincount(result.pathway, minlength=len(PATHWAYS)).tolist(), strict=True))
        )

    def text(self) -> str:
        """The tables for a terminal."""
        by_treatment = [[name, *(f"{found[status]:,}" for status in STATUSES)] for name, found in self.statuses.items()]
        by_pathway = [[pathway, f"{self.pathways[pathway]:,}"] for pathway in PATHWAYS]
        return "\n".join(
            [
                f"{self.patients:,} patients; a red flag fires for {self.red_flagged:,} of them.",
                "",
                *aligned([["treatment", *STATUSES], *by_treatment]),
                "",
                *aligned([["pathway", "patients"], *by_pathway]),
            ]
        )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of words as lines of a table for a terminal: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def rescreen(
    source: Path, target: Path, ids: Sequence[str], book: RuleBook, questionnaire: Questionnaire, messages: TextIO
) -> Tally:
    """Assess every row of `source` (.parquet or .csv) and write `target` (either): the columns `ids` as they are, then
    `results`.

    The columns of `source` are question ids and `ids`, and hold what `population.encode` reads. How far it has come is
    told on `messages`. Raises `Refused`, with nothing written, for a file that cannot be read or written and for bad
    values, after the last row: each column at fault with its first bad row and how many there are.
    """
    check_suffix(target)
    if target.exists() and source.exists() and target.samefile(source):
        raise Refused([Problem(str(target), "this is the file that is read; choose another name for the result")])
    taken = {name.casefold() for name in results(book)}  # databases tell no capitals apart
    if problems := [
        Problem(f"--id {name}", "a column of the result has this name; give yours another")
        for name in ids
        if name.casefold() in taken
    ]:
        raise Refused(problems)
    tally = Tally()
    with (
        open_patients(source, ids, questionnaire, messages) as patients,
        written_in_pieces(target, _schema(patients.names, book)) as write,
    ):
        for piece in patients.pieces():
            result = evaluate(piece.encoded, book)
            tally.add(result)
            write(_output(piece.names, result))
    return tally


def _schema(names: Any, book: RuleBook) -> Any:
    words = pa.dictionary(pa.int8(), pa.string())
    added = [pa.field(name, pa.int16() if name == "red_flags" else words) for name in results(book)]
    return pa.schema([*names, *added])


def _output(names: Any, result: PopulationResult) -> Any:
    columns = {name: names.column(name) for name in names.schema.names}
    for name, statuses in result.status.items():
        columns[name] = pa.DictionaryArray.from_arrays(statuses, pa.array(list(map(str, STATUSES))))
    columns["pathway"] = pa.DictionaryArray.from_arrays(result.pathway, pa.array(list(map(str, PATHWAYS))))
    columns["red_flags"] = pa.array(result.red_flags)
    return pa.table(columns)

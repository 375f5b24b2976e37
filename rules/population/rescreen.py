"""A file of patients through the rule book, a piece at a time, so that memory does not grow with the file.

The only part of this package that touches files. Nothing is written unless every row can be read: the result takes its name when it is whole.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused, did_you_mean
from rules.model import TREATMENTS, Pathway, RuleBook, Status
from rules.population.encode import Coded, ColumnFault, RowsRefused, check_columns, encode
from rules.population.evaluate import PATHWAYS, STATUSES, PopulationResult, evaluate

RESULTS = (*TREATMENTS, "pathway", "red_flags")
"""The columns that are added to those which name the patient."""
ROWS_A_PIECE = 1 << 16
BYTES_A_PIECE = 1 << 22
"""How large a piece is: of a Parquet file in rows, of a CSV file in bytes, of which Arrow reads some dozens of pieces ahead."""
_SUFFIXES = (".parquet", ".csv")


@dataclass
class Tally:
    """How many patients there were, and how many of them have what."""

    patients: int = 0
    red_flagged: int = 0
    statuses: dict[str, Counter[Status]] = field(default_factory=lambda: {name: Counter() for name in TREATMENTS})
    pathways: Counter[Pathway] = field(default_factory=Counter)

    def add(self, result: PopulationResult) -> None:
        """Count one piece more."""
        self.patients += result.rows
        self.red_flagged += int(np.count_nonzero(result.red_flags))
        for name, counts in result.counts().items():
            self.statuses[name].update(counts)
        self.pathways.update(dict(zip(PATHWAYS, np.bincount(result.pathway, minlength=len(PATHWAYS)).tolist(), strict=True)))

    def text(self) -> str:
        """The tables for a terminal."""
        by_treatment = [[name, *(f"{self.statuses[name][status]:,}" for status in STATUSES)] for name in TREATMENTS]
        by_pathway = [[pathway, f"{self.pathways[pathway]:,}"] for pathway in PATHWAYS]
        return "\n".join(
            [
                f"{self.patients:,} patients; a red flag fires for {self.red_flagged:,} of them.",
                "",
                *_aligned([["treatment", *STATUSES], *by_treatment]),
                "",
                *_aligned([["pathway", "patients"], *by_pathway]),
            ]
        )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]


def rescreen(
    source: Path, target: Path, ids: Sequence[str], book: RuleBook, questionnaire: Questionnaire, messages: TextIO
) -> Tally:
    """Assess every row of `source` (.parquet or .csv) and write `target` (either): the columns `ids` as they are, then `RESULTS`.

    The columns of `source` are question ids and `ids`, and hold what `rules.population.encode` reads. How far it has come is told on `messages`.
    Raises `Refused`, with nothing written, for a file that cannot be read or written and for bad values, after the last row: each column at
    fault with its first bad row and how many there are.
    """
    for path in (source, target):
        if path.suffix not in _SUFFIXES:
            raise Refused([Problem(str(path), f"the name of this file must end in {' or '.join(_SUFFIXES)}")])
    if target.exists() and source.exists() and target.samefile(source):
        raise Refused([Problem(str(target), "this is the file that is read; choose another name for the result")])
    tally, faults, progress = Tally(), _Faults(), Progress(messages)
    answers = {question.id for question in questionnaire.answerable}
    try:
        with _opened(source, [*answers, *ids]) as file:
            _check_schema(file.schema.names, questionnaire, ids)
            with _whole_or_not_at_all(target) as unfinished, _writer(unfinished, target.suffix, file.schema, ids) as writer:
                for share, piece in file.pieces():
                    rows = range(len(piece))
                    columns = {name: _column(piece.column(name)) if name in answers else rows for name in piece.schema.names}
                    try:
                        encoded = encode(columns, questionnaire, ids, first_row=tally.patients + faults.rows + 1)
                    except RowsRefused as refused:
                        faults.add(refused.faults)
                    if faults.found:
                        faults.rows += len(piece)  # nothing will be written: the rest is only read for its faults
                    else:
                        result = evaluate(encoded, book)
                        tally.add(result)
                        writer.write(_output(piece, ids, result))
                    progress.show(share, tally.patients + faults.rows)
                faults.refuse()
    finally:
        progress.end()
    return tally


class _Faults:
    """The faults of all pieces together: each column's first, and how many. `rows` counts the rows since the first piece with a fault."""

    def __init__(self) -> None:
        self.rows = 0
        self.found: dict[str, ColumnFault] = {}

    def add(self, faults: Iterable[ColumnFault]) -> None:
        """Take in the faults of one piece more."""
        for fault in faults:
            first = self.found.get(fault.column)
            self.found[fault.column] = fault if first is None else replace(first, count=first.count + fault.count)

    def refuse(self) -> None:
        """Raise `RowsRefused` if there were any."""
        if self.found:
            raise RowsRefused(self.found.values())


# --- How far it has come ------------------------------------------------------------------------------------------------------------------


class Progress:
    """A bar on a terminal, a plain line for every tenth elsewhere."""

    _WIDTH = 40

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._tenths = 0
        self._open = False

    def show(self, share: float, patients: int) -> None:
        """Say that this share (0 to 1) of the file is done."""
        text = f"{share:4.0%}  {patients:,} patients"
        if self._terminal:
            bar = ("#" * round(share * self._WIDTH)).ljust(self._WIDTH, ".")
            self._stream.write(f"\r[{bar}] {text}")
            self._open = True
        elif int(share * 10) > self._tenths:
            self._tenths = int(share * 10)
            self._stream.write(text.strip() + "\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._open:
            self._stream.write("\n")


# --- Reading ------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Table:
    """An open file: its columns, and its rows in pieces. `share` says how much of the file so many pieces with so many rows are."""

    path: Path
    schema: Any
    batches: Iterator[Any]
    share: Callable[[int, int], float]

    def pieces(self) -> Iterator[tuple[float, Any]]:
        """The pieces, each with the share of the file that is read by then."""
        rows = 0
        for count in itertools.count(1):
            with _reading(self.path):
                piece = next(self.batches, None)
            if piece is None:
                return
            rows += len(piece)
            yield min(self.share(count, rows), 1), piece


@contextmanager
def _opened(path: Path, text: Iterable[str]) -> Iterator[_Table]:
    """An open file. Of a CSV file the columns `text` are read as text: what it means is for `encode` to say, and an id keeps its zeros."""
    with ExitStack() as open_files:
        with _reading(path):
            # Arrow reads ahead in threads of its own, which must not come back to Python when it ends: the file is Arrow's, too.
            file = open_files.enter_context(pa.OSFile(str(path)))
            if path.suffix == ".parquet":
                parquet = pyarrow.parquet.ParquetFile(file)
                total = max(parquet.metadata.num_rows, 1)
                table = _Table(path, parquet.schema_arrow, parquet.iter_batches(ROWS_A_PIECE), lambda _, rows: rows / total)
            else:
                size = max(file.size(), 1)
                reader = pyarrow.csv.open_csv(
                    file,
                    pyarrow.csv.ReadOptions(block_size=BYTES_A_PIECE),
                    pyarrow.csv.ParseOptions(newlines_in_values=True),
                    pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(text, pa.string()), strings_can_be_null=False),
                )
                table = _Table(path, reader.schema, iter(reader), lambda count, _: count * BYTES_A_PIECE / size)
        yield table


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say in words why a file cannot be read."""
    try:
        yield
    except FileNotFoundError:
        raise Refused([Problem(str(path), "there is no such file")]) from None
    except OSError as error:
        raise Refused([Problem(str(path), f"this file cannot be read: {error.strerror or error}")]) from None
    except pa.ArrowException as error:
        raise Refused([Problem(str(path), f"this file cannot be read: {str(error).splitlines()[0]}")]) from None


def _check_schema(names: Sequence[str], questionnaire: Questionnaire, ids: Sequence[str]) -> None:
    """Whether the columns are those of questions, and of ids that are there and mean nothing else."""
    taken = {name.casefold() for name in RESULTS}  # databases tell no capitals apart
    problems = []
    for name, count in Counter(ids).items():
        if name not in names:
            problems.append(Problem(f"--id {name}", f"there is no such column.{did_you_mean(name, names)}"))
        elif name.casefold() in taken:
            problems.append(Problem(f"--id {name}", "a column of the result has this name; give yours another"))
        elif count > 1:
            problems.append(Problem(f"--id {name}", "this column is named twice"))
    if problems:
        raise Refused(problems)
    check_columns(names, questionnaire, ids)


def _column(array: Any) -> Any:
    """An Arrow array as `encode` reads it, with equal texts coded alike already."""
    kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        ticks = array.flatten()
        text = pa.types.is_string(ticks.type) or pa.types.is_large_string(ticks.type)
        if not text or ticks.null_count or pc.any(pc.match_substring_regex(ticks, "[;|]")).as_py():
            return array.to_pylist()
        array = pc.binary_join(array, ";")
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type) or pa.types.is_boolean(kind):
        array = array.dictionary_encode()
    if pa.types.is_dictionary(array.type):
        return Coded(array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False), array.dictionary.to_pylist())
    return array.to_pylist()


# --- Writing ------------------------------------------------------------------------------------------------------------------------------


@contextmanager
def _whole_or_not_at_all(target: Path) -> Iterator[str]:
    """The name of a file beside `target` that takes its place when all went well, and is gone when not."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise Refused([Problem(str(target), f"this file cannot be written: {error.strerror}")]) from None
    os.close(handle)  # as made here, only its owner may read it
    try:
        yield name
        os.replace(name, target)
    except (OSError, pa.ArrowException) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Refused([Problem(str(target), f"this file cannot be written: {why.splitlines()[0]}")]) from None
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def _writer(name: str, suffix: str, schema: Any, ids: Sequence[str]) -> Iterator[Any]:
    fields = [schema.field(name) for name in ids]
    words = pa.dictionary(pa.int8(), pa.string())
    fields += [pa.field(name, pa.int16() if name == "red_flags" else words) for name in RESULTS]
    make = pyarrow.parquet.ParquetWriter if suffix == ".parquet" else pyarrow.csv.CSVWriter
    with make(name, pa.schema(fields)) as writer:
        yield writer


def _output(piece: Any, ids: Sequence[str], result: PopulationResult) -> Any:
    columns = {name: piece.column(name) for name in ids}
    for name in TREATMENTS:
        columns[name] = pa.DictionaryArray.from_arrays(result.status[name], pa.array(list(map(str, STATUSES))))
    columns["pathway"] = pa.DictionaryArray.from_arrays(result.pathway, pa.array(list(map(str, PATHWAYS))))
    columns["red_flags"] = pa.array(result.red_flags)
    return pa.table(columns)

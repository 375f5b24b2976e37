"""A file of patients, read a piece at a time, so that memory does not grow with the file."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]

from population.encode import ColumnFault, Encoded, RowsRefused, check_columns, encode, words_of_arrow
from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused, did_you_mean

SUFFIXES = (".parquet", ".csv")
ROWS_A_PIECE = 1 << 16
BYTES_A_PIECE = 1 << 22
"""How large a piece is: of a Parquet file in rows, of a CSV file in bytes, of which Arrow reads some dozens of pieces
ahead."""


def check_suffix(path: Path) -> None:
    """Raise `Refused` for a file that is neither Parquet nor CSV by its name."""
    if path.suffix not in SUFFIXES:
        raise Refused([Problem(str(path), f"the name of this file must end in {' or '.join(SUFFIXES)}")])


@dataclass(frozen=True, eq=False)
class Piece:
    """Some patients of a file: their answers, and the columns that name them as an Arrow table. The first is number
    `first` of the file, counted from 1."""

    first: int
    names: Any
    encoded: Encoded


class PatientFile:
    """An open file of patients. `names` is the Arrow schema of the columns that name a patient."""

    def __init__(self, table: _Table, ids: Sequence[str], questionnaire: Questionnaire, messages: TextIO) -> None:
        self._table, self._ids, self._form, self._messages = table, ids, questionnaire, messages
        self.names = pa.schema([table.schema.field(name) for name in ids])

    def pieces(self) -> Iterator[Piece]:
        """Its patients in order. How far it has come is told on the stream of messages.

        Raises `Refused` for a file that breaks off, and `RowsRefused` for values that cannot be read: no piece comes
        after such a value, and it is raised after the last row, with each column at fault, its first bad row and how
        many there are.
        """
        faults: dict[str, ColumnFault] = {}
        answers = {question.id for question in self._form.answerable}
        rows = 0
        progress = Progress(self._messages)
        try:
            for share, table in self._table.pieces():
                count = range(len(table))
                columns = {
                    name: _column(table.column(name)) if name in answers else count for name in table.schema.names
                }
                try:
                    encoded = encode(columns, self._form, self._ids, first_row=rows + 1)
                except RowsRefused as refused:
                    for fault in refused.faults:
                        first = faults.get(fault.column)
                        faults[fault.column] = (
                            fault if first is None else replace(first, count=first.count + fault.count)
                        )
                if not faults:  # after one, the rest is only read for its faults
                    yield Piece(
                        rows + 1, pa.table([table.column(name) for name in self._ids], schema=self.names), encoded
                    )
                rows += len(table)
                progress.show(share, rows)
        finally:
            progress.end()
        if faults:
            raise RowsRefused(faults.values())


@contextmanager
def open_patients(
    path: Path, ids: Sequence[str], questionnaire: Questionnaire, messages: TextIO
) -> Iterator[PatientFile]:
    """Open a file of patients (.parquet or .csv), whose columns are question ids, which hold what `encode` reads, and
    `ids`, which name the patient. Raises `Refused` for a file that cannot be read and for columns that are neither."""
    check_suffix(path)
    text = [*(question.id for question in questionnaire.answerable), *ids]
    with _opened(path, text) as table:
        _check_names(table.schema.names, questionnaire, ids)
        yield PatientFile(table, ids, questionnaire, messages)


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


@dataclass(frozen=True)
class _Table:
    """An open file: its columns, and its rows in pieces. `share` says how much of the file so many pieces with so many
    rows are."""

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
    """An open file. Of a CSV file the columns `text` are read as text: what it means is for `encode` to say, and an id
    keeps its zeros."""
    with ExitStack() as open_files:
        with _reading(path):
            # Arrow reads ahead in threads of its own, which must not come back to Python when it ends: the file is
            # Arrow's, too.
            file = open_files.enter_context(pa.OSFile(str(path)))
            if path.suffix == ".parquet":
                parquet = pyarrow.parquet.ParquetFile(file)
                total = max(parquet.metadata.num_rows, 1)
                table = _Table(
                    path, parquet.schema_arrow, parquet.iter_batches(ROWS_A_PIECE), lambda _, rows: rows / total
                )
            else:
                size = max(file.size(), 1)
                reader = pyarrow.csv.open_csv(
                    file,
                    pyarrow.csv.ReadOptions(block_size=BYTES_A_PIECE),
                    pyarrow.csv.ParseOptions(newlines_in_values=True),
                    pyarrow.csv.ConvertOptions(
                        column_types=dict.fromkeys(text, pa.string()), strings_can_be_null=False
                    ),
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


def _check_names(names: Sequence[str], questionnaire: Questionnaire, ids: Sequence[str]) -> None:
    """Whether the columns are those of questions, and of ids that are there."""
    problems = []
    for name, count in Counter(ids).items():
        if name not in names:
            problems.append(Problem(f"--id {name}", f"there is no such column.{did_you_mean(name, names)}"))
        elif count > 1:
            problems.append(Problem(f"--id {name}", "this column is named twice"))
    if problems:
        raise Refused(problems)
    check_columns(names, questionnaire, ids)


def _column(array: Any) -> Any:
    """An Arrow array as `encode` reads it, with equal texts coded alike already."""
    kind = array.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return array.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    words = words_of_arrow(array)
    return array.to_pylist() if words is None else words

"""From a table of answers, one column a question and one row a patient, to small NumPy arrays: the population's door.

What a value means is asked of `questionnaire.answers.read_value`, once for each distinct value of a column, so that a
table is read by the same words as one patient's answers. A fault refuses the whole table; every column at fault is
named.

    choice, yes/no     uint8   the option's position in `option_order`, the dtype's maximum where nothing was chosen
    multiple choice    uint8 to uint64, one bit for each option of `option_order`; 0 where nothing was ticked
    number             float64, NaN where there is no definite number
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from questionnaire.answers import Fault, Value, read_value
from questionnaire.model import Question, Questionnaire
from questionnaire.problems import Problem, Refused, did_you_mean

Codes = NDArray[Any]
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?")
_BETWEEN_TICKS = re.compile(r"[;|]")
_NOTHING = ("", "NA", "NaN", "nan")
"""What programs write into a text file where there is no value."""


@dataclass(frozen=True, eq=False)
class Coded:
    """A column in which equal values share a code: row i holds `values[codes[i]]`, and nothing where `codes[i]` is
    -1."""

    codes: NDArray[np.integer[Any]]
    values: Sequence[object]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Encoded:
    """The answers of `rows` patients, an array for each question that had a column (see the module); a question without
    one was not answered by anyone. It belongs to a questionnaire, not to a rule book: encode once, evaluate under many
    books."""

    questionnaire: Questionnaire
    rows: int
    columns: Mapping[str, Codes]


@dataclass(frozen=True)
class ColumnFault:
    """What is wrong in one column: the number of the first row that cannot be read, why, and how many rows cannot
    be."""

    column: str
    row: int
    message: str
    count: int

    def problem(self) -> Problem:
        """The fault in words."""
        rows = "1 row" if self.count == 1 else f"{self.count} rows"
        return Problem(self.column, f"row {self.row}: {self.message} ({rows} of this column cannot be read)")


class RowsRefused(Refused):
    """A table was refused for what its rows hold. `faults` has one entry for each column at fault."""

    def __init__(self, faults: Iterable[ColumnFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(fault.problem() for fault in self.faults)


def encode(columns: Any, questionnaire: Questionnaire, keep: Iterable[str] = (), first_row: int = 1) -> Encoded:
    """Read a pandas DataFrame, or a mapping from column name to a sequence (list, NumPy array, Series or `Coded`), of
    answers.

    Columns are named by question id; `keep` names others that may be there, such as the patient's id. None, NaN, an
    empty text and a missing column are unanswered. A multiple choice holds lists, or texts of option ids separated by
    ";" or "|". Text that spells a number or yes/no is read as such, and 38.0 is a whole number. Rows are counted from
    `first_row`.

    Raises `Refused` for columns that are no question, stand twice or differ in length, and `RowsRefused` for values
    that cannot be read.
    """
    named = list(columns.items())
    check_columns([name for name, _ in named], questionnaire, keep)
    lengths = {name: len(column) for name, column in named}
    rows = len(columns) if hasattr(columns, "columns") else next(iter(lengths.values()), 0)
    problems = [
        Problem(str(name), f"this column has {length} rows where others have {rows}")
        for name, length in lengths.items()
        if length != rows
    ]
    if problems:
        raise Refused(problems)
    read = {
        name: read_column(questionnaire.by_id[name], column)
        for name, column in named
        if _is_answer(name, questionnaire)
    }
    faults = [_numbered(fault, first_row) for fault in read.values() if isinstance(fault, ColumnFault)]
    if faults:
        raise RowsRefused(faults)
    return Encoded(
        questionnaire, rows, {name: column for name, column in read.items() if not isinstance(column, ColumnFault)}
    )


def _numbered(fault: ColumnFault, first_row: int) -> ColumnFault:
    return ColumnFault(fault.column, fault.row + first_row, fault.message, fault.count)


def _is_answer(name: str, questionnaire: Questionnaire) -> bool:
    question = questionnaire.by_id.get(name)
    return question is not None and question.type != "contact"


def check_columns(names: Sequence[object], questionnaire: Questionnaire, keep: Iterable[str] = ()) -> None:
    """Raise `Refused` with every column that stands twice or is neither a question rules may read nor one to `keep`."""
    kept = set(keep)
    known = [question.id for question in questionnaire.answerable]
    problems = []
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            problems.append(Problem(str(name), "two columns have this name"))
        elif name not in kept and name not in known:
            hint = did_you_mean(name, known)
            problems.append(
                Problem(str(name), f"there is no such question; keep the column if it is the patient's id.{hint}")
            )
    if problems:
        raise Refused(problems)


def option_order(question: Question) -> tuple[str, ...]:
    """The options of a question in the order of their codes: yes/no has "false" and "true"."""
    return ("false", "true") if question.type == "boolean" else tuple(question.by_option)


def unanswered_code(question: Question) -> int:
    """The code of a choice or yes/no that was not answered."""
    return int(np.iinfo(_choice_type(question)).max)


def _choice_type(question: Question) -> type[np.uint8 | np.uint16]:
    return np.uint8 if len(option_order(question)) < np.iinfo(np.uint8).max else np.uint16


def answers_at(encoded: Encoded, row: int) -> dict[str, object]:
    """One patient's answers (counted from 0) as `read_answers` takes them. A number's "not sure" comes back as no
    answer."""
    found: dict[str, object] = {}
    for name, column in encoded.columns.items():
        question, code = encoded.questionnaire.by_id[name], column[row].item()
        order = option_order(question)
        if question.type == "multiple_choice":
            found[name] = [option for bit, option in enumerate(order) if code >> bit & 1]
        elif question.type in ("integer", "decimal"):
            found[name] = None if math.isnan(code) else int(code) if question.type == "integer" else code
        else:
            found[name] = None if code >= len(order) else code == 1 if question.type == "boolean" else order[code]
    return {name: value for name, value in found.items() if value not in (None, [])}


def read_column(question: Question, column: Any) -> Codes | ColumnFault:
    """One question's column as an array, or what is wrong with it; the fault's row is counted from 0."""
    coded = _coded(column)
    if isinstance(coded, np.ndarray):
        if question.type in ("integer", "decimal"):
            return _read_numbers(question, coded)
        coded = _distinct(coded)
    answers = [_answer(question, value) for value in coded.values]
    bad = [code for code, answer in enumerate(answers) if isinstance(answer, Fault)]
    wrong = np.isin(coded.codes, bad) if bad else np.zeros(0, bool)
    if wrong.any():
        row = int(wrong.argmax())
        fault = answers[coded.codes[row]]
        assert isinstance(fault, Fault)
        return ColumnFault(question.id, row, fault.message, int(wrong.sum()))
    table = _table(question, [None if isinstance(answer, Fault) else answer for answer in answers])
    return np.take(table, coded.codes)


def _table(question: Question, answers: Sequence[Value | None]) -> Codes:
    """What stands for each of these answers; what stands for none comes last, where the code -1 finds it."""
    order = {option: position for position, option in enumerate(option_order(question))}
    if question.type in ("integer", "decimal"):
        return np.array([np.nan if a is None or isinstance(a, str) else a for a in (*answers, None)], np.float64)
    if question.type == "multiple_choice":
        if len(order) > 64:
            raise Refused(
                [Problem(question.id, "a multiple choice of more than 64 options cannot be assessed for a population")]
            )
        bits = [sum(1 << order[option] for option in answer) if isinstance(answer, tuple) else 0 for answer in answers]
        return np.array([*bits, 0], np.min_scalar_type((1 << len(order)) - 1))
    nothing = unanswered_code(question)
    spelt = [{True: "true", False: "false"}[a] if isinstance(a, bool) else a for a in answers]
    return np.array([*(nothing if a is None else order[str(a)] for a in spelt), nothing], _choice_type(question))


def _read_numbers(question: Question, numbers: NDArray[np.float64]) -> Codes | ColumnFault:
    assert question.minimum is not None
    assert question.maximum is not None
    fits = (numbers >= question.minimum) & (numbers <= question.maximum)
    if question.type == "integer":
        fits &= numbers == np.floor(numbers)
    wrong = ~(fits | np.isnan(numbers))
    if not wrong.any():
        return numbers
    row = int(wrong.argmax())
    fault = _answer(question, numbers[row])
    assert isinstance(fault, Fault)
    return ColumnFault(question.id, row, fault.message, int(wrong.sum()))


def _answer(question: Question, value: object) -> Value | Fault | None:
    """One value of a table as an answer. A table spells some things otherwise than JSON does: it has no lists, no whole
    numbers with gaps."""
    if isinstance(value, np.ndarray | set | frozenset):
        value = list(value)
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        value = value.strip()
        if value in _NOTHING and value not in question.by_option:
            return None
        value = _spelt(question, value)
    if isinstance(value, float) and value.is_integer() and question.type != "decimal":
        value = int(value)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    read = read_value(question, value)
    if isinstance(read, Fault) and type(value) is int and str(value) in question.by_option:
        return str(value)  # stages are called 1, 2, 3, and programs make numbers of them
    return None if isinstance(read, tuple) and not read else read


def _spelt(question: Question, text: str) -> object:
    if question.type == "multiple_choice":
        return [option.strip() for option in _BETWEEN_TICKS.split(text) if option.strip()]
    if question.type == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if question.type in ("integer", "decimal") and _NUMBER.fullmatch(text):
        return float(text)
    return text


def _coded(column: Any) -> Coded | NDArray[np.float64]:
    """A column as numbers, or with its distinct values apart."""
    if isinstance(column, Coded):
        return column
    series = hasattr(column, "isna")
    if getattr(getattr(column, "dtype", None), "kind", "O") in "iuf":
        return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan) if series else column, np.float64)
    if hasattr(column, "cat"):
        return Coded(column.cat.codes.to_numpy(), list(column.cat.categories))
    try:
        coded = words_of_arrow(pa.array(column, from_pandas=True))
    except (pa.ArrowException, OverflowError):  # values of several types
        coded = None
    if coded is not None:
        return coded
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return _told_apart(
        [None if gap else value for value, gap in zip(values, column.isna(), strict=True)] if series else values
    )


def words_of_arrow(array: Any) -> Coded | None:
    """An Arrow array of texts, of lists of texts or of yes/no, or None for one of anything else. Ticks come as one
    text."""
    kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        ticks = array.flatten()
        if not _is_text(ticks.type) or ticks.null_count or pc.any(pc.match_substring_regex(ticks, "[;|]")).as_py():
            return None
        array = pc.binary_join(array, ";")
    if _is_text(array.type) or pa.types.is_boolean(kind):
        array = array.dictionary_encode()
    if not pa.types.is_dictionary(array.type):
        return None
    return Coded(
        array.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False), array.dictionary.to_pylist()
    )


def _is_text(kind: Any) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _told_apart(values: Sequence[object]) -> Coded:
    known: dict[object, int] = {}
    found: list[object] = []
    codes = np.full(len(values), -1, np.int32)
    for row, value in enumerate(values):
        if value is None:
            continue
        key = (
            value
            if type(value) is str
            else (type(value), tuple(value) if isinstance(value, list | np.ndarray) else value)
        )
        try:
            code = known.setdefault(key, len(found))
        except TypeError:  # a value within a value: its own entry, to be refused by name
            code = len(found)
        if code == len(found):
            found.append(value)
        codes[row] = code
    return Coded(codes, found)


def _distinct(numbers: NDArray[np.float64]) -> Coded:
    values, codes = np.unique(numbers, return_inverse=True)
    return Coded(codes, values.tolist())

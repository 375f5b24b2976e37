"""A population under the shipped rule book, beside Polars expressions written for it and beside the product's own SQL
on DuckDB.

    python benchmarks/population.py

100,000 invented patients, with 8 of every 100 answers lost at random. Each engine holds the answers in memory in its
own form before the clock starts, and gives each patient's seven statuses, the pathway and the number of red flags; the
product works out which statuses are still possible as well. That all three agree on every patient is checked first.
Then a process of its own takes a Parquet file with ten times as many patients through `screening_cli.py rescreen`, and
says how much memory that took at the most.

The Polars expressions are what someone writes who knows that its booleans have three values as the rules have: each
answer cleaned once, each rule a column, `when` and `then` for the statuses, all in one lazy query that Polars optimises
and runs on every core.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial, reduce
from operator import add, and_, or_
from pathlib import Path
from typing import Any as Anything
from typing import assert_never

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from benchmarks.common import ROOT, machine, median_ms, needed, table
from desk.demo import invent
from population.encode import Encoded, encode, option_order
from population.evaluate import PATHWAYS, STATUSES, assess_many, evaluate
from population.sql import to_sql
from questionnaire.conditions import (
    All,
    Among,
    Answered,
    Any,
    Condition,
    Leaf,
    Not,
    Setting,
    SumWithin,
    Ticked,
    Within,
    questions_of,
)
from questionnaire.load import load_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.decision import LINES, PATHWAY_LINES, Kind, PathwayLine, Some, Test, leading, line_holds
from rules.load import load_rule_book
from rules.model import RuleBook

pl = needed("polars")
duckdb = needed("duckdb")

PATIENTS = 100_000
LOST = 0.08
TIMES_AS_MANY = 10
ROUNDS = 9
Expression = Anything  # a Polars expression


def invented(count: int) -> list[dict[str, Anything]]:
    """Patients who answer as real ones would, and then lost a share of their answers."""
    chance, day = random.Random(1), date(2026, 11, 23)
    whole = (invent(chance, day)[1] for _ in range(count))
    return [{name: value for name, value in answers.items() if chance.random() >= LOST} for answers in whole]


def arrow_table(patients: Sequence[Mapping[str, Anything]], form: Questionnaire) -> pa.Table:
    """The patients with a column for each question: texts, lists of texts, numbers, yes/no; a number's "not sure" is
    lost as well."""
    kinds = {
        "choice": pa.string(),
        "multiple_choice": pa.list_(pa.string()),
        "integer": pa.int32(),
        "decimal": pa.float64(),
    }

    def cell(question: Question, value: Anything) -> Anything:
        return None if question.type in ("integer", "decimal") and isinstance(value, str) else value

    return pa.table(
        {
            q.id: pa.array([cell(q, patient.get(q.id)) for patient in patients], kinds.get(q.type, pa.bool_()))
            for q in form.answerable
        }
    )


# --- Polars -----------------------------------------------------------------------------------------------------------


def polars_frame(encoded: Encoded, form: Questionnaire) -> Anything:
    """The answers as Polars likes them best: an Enum for a choice, a whole number with a bit for each tick, null where
    nothing was answered."""
    columns = {}
    for question in form.answerable:
        column, order = encoded.columns[question.id], option_order(question)
        if question.type == "choice":
            columns[question.id] = pl.Series(
                [order[code] if code < len(order) else None for code in column], dtype=pl.Enum(order)
            )
        elif question.type == "boolean":
            columns[question.id] = pl.Series(
                [code == 1 if code < len(order) else None for code in column], dtype=pl.Boolean
            )
        else:
            nothing = column == 0 if question.type == "multiple_choice" else np.isnan(column)
            columns[question.id] = pl.Series(column).set(pl.Series(nothing), None)
    return pl.DataFrame(columns)


class Query:
    """The rule book as one lazy Polars query."""

    def __init__(self, book: RuleBook, form: Questionnaire) -> None:
        self._book, self._form = book, form

    def over(self, frame: Anything) -> Anything:
        """Every status, the pathway (both by position) and the number of red flags."""
        form, rules = self._form, self._book.rules
        query = frame.lazy().with_columns(self._open(q).alias(f"open {q.id}") for q in form.answerable)
        for name, condition in form.conditions.items():  # a question's condition reads earlier ones
            query = query.with_columns(self._truth(condition).fill_null(True).alias(f"applies {name}"))
        query = query.select(self._truth(self._book.conditions[rule.id]).alias(rule.id) for rule in rules)
        flags = pl.sum_horizontal(pl.col(rule.id).fill_null(False) for rule in rules if rule.red_flag)
        query = query.select(
            *(self._status(name).alias(name) for name in self._book.treatments), flags.alias("red_flags")
        )
        return query.with_columns(_pathway(self._book).alias("pathway"))

    def _open(self, question: Question) -> Expression:
        """False where there is a definite answer, else null: `test | open` is then what a test is worth."""
        column = pl.col(question.id)
        if question.type == "multiple_choice":
            lacking = column & _bits(question, question.means) != 0
        else:
            lacking = (
                column.is_in(list(question.means)) if question.type == "choice" and question.means else pl.lit(False)
            )
        return pl.when(column.is_not_null() & ~lacking).then(False)

    def _truth(self, condition: Condition) -> Expression:
        if isinstance(condition, All):
            return reduce(and_, map(self._truth, condition.parts), pl.lit(True))
        if isinstance(condition, Any):
            return reduce(or_, map(self._truth, condition.parts), pl.lit(False))
        if isinstance(condition, Not):
            return ~self._truth(condition.part)
        applies = [pl.col(f"applies {item}") for item in questions_of(condition) if item in self._form.conditions]
        return reduce(and_, applies, self._leaf(condition))

    def _leaf(self, leaf: Leaf) -> Expression:
        if isinstance(leaf, Setting):
            return pl.lit(leaf.holds)
        if isinstance(leaf, SumWithin):
            return self._sum(leaf)
        question, column, lacking = (
            self._form.by_id[leaf.question],
            pl.col(leaf.question),
            pl.col(f"open {leaf.question}"),
        )
        match leaf:
            case Answered():
                return lacking.is_not_null() if leaf.expected else lacking.is_null()
            case Within():
                return _within(leaf, column, column)
            case Ticked():
                bits = _bits(question, leaf.options)
                return (column & bits == bits if leaf.every else column & bits != 0) | lacking
            case Among() if question.type == "boolean":
                return column.is_in([option == "true" for option in leaf.options])
            case Among():
                return column.is_in(list(leaf.options)) | lacking
            case _:
                assert_never(leaf)

    def _sum(self, leaf: SumWithin) -> Expression:
        """A sum with unknown items lies between two numbers, and a test of it is settled where both come to the
        same."""
        low, high = (
            reduce(add, (_points(self._form.by_id[item], bound) for item in leaf.items)) for bound in (min, max)
        )
        return pl.when(_within(leaf, low, high)).then(True).when(~_within(leaf, high, low)).then(False)

    def _status(self, treatment: str) -> Expression:
        rules = self._book.by_treatment[treatment]

        def worth(test: Test) -> Expression:
            waiting = test.kind is Kind.WAITS
            at = [
                r
                for r in rules
                if r.effects[treatment] in test.levels and (not waiting or r.if_unknown == "needs_info")
            ]
            some = reduce(or_, (pl.col(r.id) for r in at), pl.lit(False))
            return some.fill_null(False) if test.kind is Kind.FIRES else some.is_null()

        return _first_that_holds([line_holds(line, worth, partial(reduce, or_), and_) for line in LINES[:-1]])


def _bits(question: Question, options: Iterable[str]) -> int:
    return sum(1 << option_order(question).index(option) for option in options)


def _points(item: Question, bound: Callable[[Iterable[int]], int]) -> Expression:
    points = {option.id: option.score for option in item.options if option.score is not None}
    chain = reduce(
        lambda chain, name: chain.when(pl.col(item.id) == name).then(pl.lit(points[name], pl.Int8)), points, pl
    )
    return chain.otherwise(pl.lit(bound(points.values()), pl.Int8))


def _within(leaf: Within | SumWithin, low: Expression, high: Expression) -> Expression:
    above = low >= leaf.low.value if leaf.low else pl.lit(True)
    return above & (high < leaf.high.value) if leaf.high else above


def _first_that_holds(lines: Sequence[Expression]) -> Expression:
    """The position of the first line that holds; null, as false, is not one."""
    chain = pl.when(lines[0]).then(pl.lit(0, pl.Int8))
    for position, line in enumerate(lines[1:], 1):
        chain = chain.when(line).then(pl.lit(position, pl.Int8))
    return chain.otherwise(pl.lit(len(lines), pl.Int8))


def _pathway(book: RuleBook) -> Expression:
    def one_of(some: Some) -> Expression:
        wanted = [STATUSES.index(status) for status in some.statuses]
        return reduce(or_, (pl.col(name).is_in(wanted) for name in leading(book.treatments, some.group)), pl.lit(False))

    def holds(line: PathwayLine) -> Expression:
        return reduce(and_, map(one_of, line.some), pl.col("red_flags") > 0 if line.red_flag else pl.lit(True))

    return _first_that_holds([holds(line) for line in PATHWAY_LINES[:-1]])


# --- Memory -----------------------------------------------------------------------------------------------------------

_RESCREEN = """
import sys
from screening_cli import main
if main(["rescreen", *sys.argv[1:]]):
    sys.exit(1)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def from_file_to_file(rows: pa.Table) -> tuple[float, int]:
    """How long it takes, in seconds, to take these patients, many times over, from one Parquet file to another, and the
    memory in KiB that the process takes at the most."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "patients.parquet"), Path(folder, "statuses.parquet")
        with pyarrow.parquet.ParquetWriter(source, rows.schema) as writer:
            for _ in range(TIMES_AS_MANY):
                writer.write_table(rows)
        command = [sys.executable, "-c", _RESCREEN, source, "-o", target]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return time.perf_counter() - start, int(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure and print."""
    form = load_questionnaire(ROOT / "questions.json")
    book = load_rule_book(ROOT / "rules" / "book", form)
    rows = arrow_table(invented(PATIENTS), form)
    encoded = encode(rows.to_pydict(), form)
    query = Query(book, form).over(polars_frame(encoded, form))
    database = duckdb.connect()
    database.register("arrow", rows)
    database.execute("CREATE TABLE patients AS SELECT * FROM arrow")
    sql = to_sql(book, form)

    result = evaluate(encoded, book)
    ours = {**result.status, "pathway": result.pathway, "red_flags": result.red_flags}
    polars, duck = query.collect(), database.sql(sql).fetchnumpy()
    for name, codes in ours.items():
        words = {"pathway": PATHWAYS, "red_flags": None}.get(name, STATUSES)
        named = codes if words is None else np.array(list(map(str, words)))[codes]
        if not (np.array_equal(polars[name].to_numpy(), codes) and np.array_equal(duck[name], named)):
            sys.exit(f"The engines do not agree on {name}. The figures would not compare.")

    frame = rows.to_pandas()
    measured = {
        "the product": median_ms(lambda: evaluate(encoded, book), ROUNDS),
        "the product, from a pandas DataFrame of texts": median_ms(lambda: assess_many(frame, book, form), ROUNDS),
        "Polars": median_ms(query.collect, ROUNDS),
        "the product's SQL on DuckDB": median_ms(lambda: database.sql(sql).to_arrow_table(), ROUNDS),
    }
    lines = [[name, f"{ms:.0f}", f"{ms / measured['the product']:.1f}"] for name, ms in measured.items()]
    print(f"{PATIENTS:,} patients, {LOST:.0%} of the answers lost, {len(book.rules)} rules. {machine()}\n")
    print(table(["", "median ms", "to the product"], lines))
    seconds, kib = from_file_to_file(rows)
    print(
        f"\n{TIMES_AS_MANY * PATIENTS:,} patients from file to file: {seconds:.0f} s, {kib / 1024:.0f} MiB at "
        f"the most. {machine()}"
    )


if __name__ == "__main__":
    main()

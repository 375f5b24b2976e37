"""The SELECT for DuckDB gives every patient what `assess` gives: by hand, and on generated books and answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from population.sql import to_sql
from questionnaire.answers import read_answers
from questionnaire.load import read_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.assess import assess
from rules.load import read_rule_book
from rules.model import RuleBook
from tests.generators import (
    TREATMENT_IDS,
    answers_to,
    book_of,
    boolean,
    choice,
    decimal,
    form_of,
    forms,
    integer,
    multi,
    raw_book,
    rule,
    rules_over,
    thorough,
)

Raw = dict[str, Any]


TYPES = {
    "choice": pa.string(),
    "multiple_choice": pa.list_(pa.string()),
    "integer": pa.int32(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
}


def _cell(question: Question, patient: Mapping[str, Any]) -> Any:
    """An answer as the table holds it: "not sure" in place of a number is NULL, and an empty list stays one."""
    value = patient.get(question.id)
    if question.type == "choice" and isinstance(value, int):
        return str(value)  # the points of a score are spelt as numbers in some cases
    return None if question.type in ("integer", "decimal") and isinstance(value, str) else value


def selected(
    patients: Sequence[Mapping[str, Any]], form: Questionnaire, book: RuleBook, table: str = "patients"
) -> list[Raw]:
    """What the SELECT says about these patients, in their order."""
    quoted = '"' + table.replace('"', '""') + '"'
    columns = {q.id: pa.array([_cell(q, patient) for patient in patients], TYPES[q.type]) for q in form.answerable}
    with duckdb.connect() as database:
        database.register("arrow", pa.table({"row_number": pa.array(range(len(patients)), pa.int32()), **columns}))
        database.execute(f"CREATE TABLE {quoted} AS SELECT * FROM arrow")
        result = database.execute(to_sql(book, form, table, keep=["row_number"]) + "\nORDER BY row_number")
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def assessed(patients: Sequence[Mapping[str, Any]], form: Questionnaire, book: RuleBook) -> list[Raw]:
    """The same from `assess`, one by one."""
    rows = []
    for number, patient in enumerate(patients):
        result = assess(read_answers(patient, form), book)
        statuses = {name: result.treatments[name].status.value for name in TREATMENT_IDS}
        rows.append(
            {"row_number": number, **statuses, "pathway": result.pathway.value, "red_flags": len(result.red_flags)}
        )
    return rows


@thorough(40)
@given(st.data())
def test_it_equals_assess_on_generated_books(data: st.DataObject) -> None:
    raw = data.draw(forms())
    form = read_questionnaire(json.dumps(raw))
    book = read_rule_book(raw_book(data.draw(rules_over(raw))), form)
    patients = data.draw(st.lists(answers_to(form), min_size=1, max_size=12))
    assert selected(patients, form, book) == assessed(patients, form, book)


@thorough(4)
@given(st.data())
def test_it_equals_assess_on_the_shipped_book(form: Questionnaire, book: RuleBook, data: st.DataObject) -> None:
    patients = data.draw(st.lists(answers_to(form), min_size=15, max_size=15))
    assert selected(patients, form, book) == assessed(patients, form, book)


def test_it_equals_assess_on_the_cases_and_the_cases_with_an_answer_missing(
    form: Questionnaire, book: RuleBook
) -> None:
    patients: list[Raw] = [dict(case.answers) for case in book.cases]
    patients += [
        {n: v for n, v in case.answers.items() if n != name} for case in book.cases[::90] for name in case.answers
    ]
    assert selected(patients, form, book) == assessed(patients, form, book)


FORM = form_of(
    choice("sex", "male female rather_not~"),
    choice("pregnant", "yes no", show_if={"sex": {"in": ["female", "rather_not"]}}),
    choice("weeks", "few many", show_if={"pregnant": "yes"}),
    multi("illnesses", "none! heart liver not_sure?"),
    integer("grafts", 1, 5000, "not_sure?"),
    decimal("platelets", 1, 2000),
    boolean("smokes"),
    choice("low", "no=0 some=1 much=3"),
    choice("sad", "no=0 some=1 much=3 rather_not~"),
    scores={"mood": ["low", "sad"]},
)


def _one(condition: Raw, **answers: Any) -> str:
    """The status of a treatment that everything speaks for but a rule with this condition, which excludes it."""
    book = book_of(FORM, rule("good", {"all": []}, {"fue": "supports"}), rule("bad", condition, {"fue": "excludes"}))
    status = selected([answers], FORM, book)[0]["fue"]
    return {"not_suitable": "true", "needs_info": "unknown", "may_be_suitable": "false"}[status]


@pytest.mark.parametrize(
    ("condition", "answers", "truth"),
    [
        pytest.param({"pregnant": "yes"}, {"sex": "female", "pregnant": "yes"}, "true", id="an answer"),
        pytest.param({"pregnant": "yes"}, {"sex": "female"}, "unknown", id="no answer is not no"),
        pytest.param({"not": {"pregnant": "yes"}}, {"sex": "female"}, "unknown", id="and not yes either"),
        pytest.param({"pregnant": "yes"}, {"sex": "male"}, "false", id="what does not apply is false"),
        pytest.param(
            {"pregnant": "yes"}, {"sex": "male", "pregnant": "yes"}, "false", id="even with an answer from before"
        ),
        pytest.param({"pregnant": "yes"}, {"sex": "rather_not"}, "unknown", id="declining may show a question"),
        pytest.param(
            {"weeks": "few"},
            {"sex": "male", "pregnant": "yes", "weeks": "few"},
            "false",
            id="hidden by a hidden question",
        ),
        pytest.param({"sex": "male"}, {"sex": "rather_not"}, "unknown", id="declined is unknown to a rule"),
        pytest.param({"sex": "male"}, {"sex": "men"}, "unknown", id="an unknown option is no answer"),
        pytest.param({"sex": {"answered": False}}, {"sex": "rather_not"}, "true", id="declined is not answered"),
        pytest.param(
            {"illnesses": {"has_any": ["heart"]}},
            {"illnesses": ["heart", "not_sure"]},
            "true",
            id="ticked beside not sure",
        ),
        pytest.param(
            {"illnesses": {"has_any": ["liver"]}},
            {"illnesses": ["heart", "not_sure"]},
            "unknown",
            id="the rest is unknown",
        ),
        pytest.param(
            {"illnesses": {"has_all": ["heart", "liver"]}}, {"illnesses": ["heart"]}, "false", id="not all are ticked"
        ),
        pytest.param({"illnesses": {"has_any": ["liver"]}}, {"illnesses": []}, "unknown", id="nothing ticked"),
        pytest.param(
            {"illnesses": {"has_any": ["liver"]}},
            {"illnesses": ["heart", None]},
            "unknown",
            id="a hole among the ticks",
        ),
        pytest.param({"grafts": {"at_least": 2000}}, {"grafts": 2000}, "true", id="at least includes"),
        pytest.param({"grafts": {"below": 2000}}, {"grafts": 2000}, "false", id="below does not"),
        pytest.param({"grafts": {"below": 2000}}, {}, "unknown", id="no number"),
        pytest.param({"grafts": {"below": 2000}}, {"grafts": -1}, "unknown", id="a number out of range"),
        pytest.param(
            {"platelets": {"at_least": 100}}, {"platelets": float("nan")}, "unknown", id="NaN is not a large number"
        ),
        pytest.param({"platelets": {"at_least": 0.1 + 0.2}}, {"platelets": 1}, "true", id="a limit with many digits"),
        pytest.param({"smokes": True}, {"smokes": True}, "true", id="yes"),
        pytest.param({"smokes": True}, {}, "unknown", id="neither yes nor no"),
        pytest.param({"mood": {"at_least": 3}}, {"low": "much"}, "true", id="a sum that has enough already"),
        pytest.param(
            {"mood": {"at_least": 4}}, {"low": "much", "sad": "rather_not"}, "unknown", id="a sum that may get there"
        ),
        pytest.param({"mood": {"at_least": 5}}, {"low": "some"}, "false", id="a sum that cannot"),
    ],
)
def test_a_condition(condition: Raw, answers: Raw, truth: str) -> None:
    assert _one(condition, **answers) == truth


@pytest.mark.parametrize("table", ['Robert"); DROP TABLE patients; --', "with space", "select", "it's", "sub.table"])
def test_names_are_quoted(table: str) -> None:
    book = book_of(FORM, rule("bad", {"sex": "male"}, {"fue": "excludes"}))
    assert selected([{"sex": "male"}], FORM, book, table)[0]["fue"] == "not_suitable"


def test_it_reads_only_the_columns_that_matter() -> None:
    sql = to_sql(book_of(FORM, rule("bad", {"pregnant": "yes"}, {"fue": "excludes"})), FORM)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE patients AS SELECT 'female' AS sex, 'yes' AS pregnant, 7 AS other")
        names = [column[0] for column in database.execute(sql).description]
    assert names == [*TREATMENT_IDS, "pathway", "red_flags"]


def test_a_book_without_rules_says_not_indicated_of_everyone() -> None:
    with duckdb.connect() as database:
        database.execute("CREATE TABLE patients AS SELECT 7 AS other FROM range(2)")
        rows = database.execute(to_sql(book_of(FORM), FORM)).fetchall()
    assert rows == [(*["not_indicated"] * 7, "none_suitable", 0)] * 2

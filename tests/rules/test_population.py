"""A whole population is assessed as each patient alone: by hand, on generated books and answers, and through the
terminal."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from population.encode import Coded, Encoded, RowsRefused, encode, option_order
from population.evaluate import PATHWAYS, STATUSES, assess_many, evaluate
from population.files.reading import Progress
from population.sql import to_sql
from questionnaire.answers import read_answers
from questionnaire.load import read_questionnaire
from questionnaire.model import Question, Questionnaire
from questionnaire.problems import Refused
from rules.assess import assess
from rules.load import read_rule_book
from rules.model import RuleBook, Status
from screening_cli import main
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
ROOT = Path(__file__).parent.parent.parent


def table(patients: Sequence[Mapping[str, Any]], form: Questionnaire) -> dict[str, list[Any]]:
    """The patients as columns of plain Python values; None is unanswered."""
    return {question.id: [patient.get(question.id) for patient in patients] for question in form.answerable}


def agrees(columns: Any, patients: Sequence[Mapping[str, Any]], form: Questionnaire, book: RuleBook) -> None:
    """Whether the population's result is that of `assess` for each of these patients."""
    result = assess_many(columns, book, form, truths=True)
    assert result.rows == len(patients)
    truths = {True: 1, False: 0, None: -1}
    for row, patient in enumerate(patients):
        one = assess(read_answers(patient, form), book)
        assert {n: STATUSES[result.status[n][row]] for n in TREATMENT_IDS} == {
            n: one.treatments[n].status for n in TREATMENT_IDS
        }, patient
        assert PATHWAYS[result.pathway[row]] == one.pathway
        assert result.red_flags[row] == len(one.red_flags)
        found = {finding.rule.id: finding.truth for finding in one.findings}
        assert {n: result.truths[n][row] for n in result.truths} == {
            r.id: truths[found.get(r.id, False)] for r in book.rules
        }
        for name in TREATMENT_IDS:
            bound = {status for bit, status in enumerate(STATUSES) if result.possible[name][row] >> bit & 1}
            assert bound >= set(one.treatments[name].possible), (name, patient)


@thorough(80)
@given(st.data())
def test_it_equals_assess_on_generated_books(data: st.DataObject) -> None:
    raw = data.draw(forms())
    form = read_questionnaire(json.dumps(raw))
    book = read_rule_book(raw_book(data.draw(rules_over(raw))), form)
    patients = data.draw(st.lists(answers_to(form), max_size=20))
    agrees(table(patients, form), patients, form, book)


@thorough(8)
@given(st.data())
def test_it_equals_assess_on_the_shipped_book(form: Questionnaire, book: RuleBook, data: st.DataObject) -> None:
    patients = data.draw(st.lists(answers_to(form), min_size=10, max_size=10))
    agrees(table(patients, form), patients, form, book)


def test_it_equals_assess_on_the_cases_and_the_cases_with_answers_missing(form: Questionnaire, book: RuleBook) -> None:
    chance = random.Random(1)
    patients: list[Raw] = [dict(case.answers) for case in book.cases]
    patients += [{n: v for n, v in case.answers.items() if chance.random() > 0.08} for case in book.cases]
    agrees(table(patients, form), patients, form, book)


def test_where_nothing_is_missing_the_possible_statuses_are_the_status(
    plain_man: Raw, form: Questionnaire, book: RuleBook
) -> None:
    everything = {question.id: book.plain[question.id] for question in form.answerable} | plain_man
    result = assess_many(table([everything], form), book, form)
    assert {name: 1 << result.status[name][0] for name in TREATMENT_IDS} == {
        name: result.possible[name][0] for name in TREATMENT_IDS
    }


def test_what_an_answer_to_a_question_that_may_yet_be_hidden_leaves_possible() -> None:
    form = form_of(choice("sex", "male female"), choice("pregnant", "yes no", show_if={"sex": "female"}))
    book = book_of(form, rule("bad", {"pregnant": "yes"}, {"fue": "excludes"}))
    patients: list[Raw] = [{"pregnant": "yes"}, {"sex": "female", "pregnant": "yes"}]
    agrees(table(patients, form), patients, form, book)
    bits = [1 << STATUSES.index(status) for status in (Status.NOT_SUITABLE, Status.NOT_INDICATED)]
    assert assess_many(table(patients, form), book, form).possible["fue"].tolist() == [sum(bits), bits[0]]


def test_a_population_larger_than_a_block(form: Questionnaire, book: RuleBook, monkeypatch: pytest.MonkeyPatch) -> None:
    patients = [dict(case.answers) for case in book.cases]
    whole = assess_many(table(patients, form), book, form, truths=True)
    monkeypatch.setattr("population.evaluate.BLOCK", 7)
    parts = assess_many(table(patients, form), book, form, truths=True)
    for one, other in [(whole.status, parts.status), (whole.possible, parts.possible), (whole.truths, parts.truths)]:
        assert all(np.array_equal(one[name], other[name]) for name in one)  # type: ignore[arg-type,index]
    assert np.array_equal(whole.pathway, parts.pathway)
    assert np.array_equal(whole.red_flags, parts.red_flags)


def test_counts(form: Questionnaire, book: RuleBook, plain_man: Raw) -> None:
    patients = [{**plain_man, "age_years": age} for age in (38, 39, 24, 17)]
    counts = assess_many(table(patients, form), book, form).counts()["fue"]
    assert {status: count for status, count in counts.items() if count} == {
        Status.MAY_BE_SUITABLE: 2,
        Status.RESOLVE_FIRST: 1,
        Status.NOT_SUITABLE: 1,
    }


def test_nobody_at_all(form: Questionnaire, book: RuleBook) -> None:
    result = assess_many({}, book, form)
    assert (result.rows, result.counts()["fue"][Status.NEEDS_INFO]) == (0, 0)


def test_questions_without_a_column_are_unanswered(form: Questionnaire, book: RuleBook) -> None:
    frame = pd.DataFrame({"patient": ["a", "b"]})
    result = assess_many(frame, book, form, keep=["patient"])
    one = assess(read_answers({}, form), book)
    assert [STATUSES[code] for code in result.status["fue"]] == [one.treatments["fue"].status] * 2


# --- The door: how a table may spell an answer ------------------------------------------------------------------------

FORM = form_of(
    choice("sex", "male female rather_not~"),
    choice("stage", "1 2 3 not_sure?"),
    multi("illnesses", "none! heart liver not_sure?"),
    integer("grafts", 1, 5000, "not_sure?"),
    decimal("platelets", 1, 2000),
    boolean("smokes"),
    choice("low", "no=0 some=1 much=3"),
    scores={"mood": ["low"]},
)


def answers_in(encoded: Encoded, name: str) -> list[Any]:
    """An encoded column as the answers it stands for."""
    question: Question = FORM.by_id[name]
    order, column = option_order(question), encoded.columns[name].tolist()
    if question.type in ("integer", "decimal"):
        return [None if number != number else number for number in column]
    if question.type == "multiple_choice":
        return [[option for bit, option in enumerate(order) if bits >> bit & 1] for bits in column]
    return [order[code] if code < len(order) else None for code in column]


NAN = float("nan")
SPELT = {
    "texts": ("sex", ["male", None, "rather_not", NAN, ""], ["male", None, "rather_not", None, None]),
    "texts with blanks": ("sex", [" male", "female "], ["male", "female"]),
    "a pandas column of texts": ("sex", pd.Series(["male", None]), ["male", None]),
    "a pandas column of categories": (
        "sex",
        pd.Series(["male", None, "female"], dtype="category"),
        ["male", None, "female"],
    ),
    "a category that nobody has": ("sex", pd.Series(pd.Categorical(["male"], categories=["male", "men"])), ["male"]),
    "a NumPy column of texts": ("sex", np.array(["male", "female"]), ["male", "female"]),
    "coded already": ("sex", Coded(np.array([1, -1, 0]), ["male", "female"]), ["female", None, "male"]),
    "stages that became numbers": ("stage", pd.Series([1, None, 3]), ["1", None, "3"]),
    "points of a score": ("low", [3, 0, None], ["much", "no", None]),
    "lists": ("illnesses", [["heart", "liver"], [], None, ["none"]], [["heart", "liver"], [], [], ["none"]]),
    "lists in pandas": (
        "illnesses",
        pd.Series([["heart"], None, ["heart", "not_sure"]]),
        [["heart"], [], ["heart", "not_sure"]],
    ),
    "arrays": ("illnesses", [np.array(["heart"], object), np.array([], object)], [["heart"], []]),
    "lists in Arrow": (
        "illnesses",
        pd.Series([["heart"], None], dtype=pd.ArrowDtype(pa.list_(pa.string()))),
        [["heart"], []],
    ),
    "ticks with semicolons": ("illnesses", ["heart;liver", "none", "", NAN], [["heart", "liver"], ["none"], [], []]),
    "ticks with bars": ("illnesses", ["heart | not_sure", "liver|"], [["heart", "not_sure"], ["liver"]]),
    "whole numbers": ("grafts", [100, None, "not_sure"], [100, None, None]),
    "whole numbers with gaps": ("grafts", pd.Series([100, None]), [100, None]),
    "nullable whole numbers": ("grafts", pd.Series([100, None], dtype="Int64"), [100, None]),
    "numbers in Arrow": ("grafts", pd.Series([100, None], dtype=pd.ArrowDtype(pa.int32())), [100, None]),
    "numbers as text": ("grafts", pd.Series(["100", "250.0", "not_sure", None, "NA"]), [100, 250, None, None, None]),
    "decimals": ("platelets", np.array([1.5, NAN], np.float32), [1.5, None]),
    "decimals as text": ("platelets", ["1.5", "1e2"], [1.5, 100]),
    "yes and no": ("smokes", [True, None, False], ["true", None, "false"]),
    "yes and no in NumPy": ("smokes", np.array([True, False]), ["true", "false"]),
    "yes and no with gaps": ("smokes", pd.Series([True, None, False]), ["true", None, "false"]),
    "nullable yes and no": ("smokes", pd.Series([True, None], dtype="boolean"), ["true", None]),
    "yes and no as text": ("smokes", ["true", "False", "TRUE", ""], ["true", "false", "true", None]),
}


@pytest.mark.parametrize("name", SPELT)
def test_how_a_table_may_spell_an_answer(name: str) -> None:
    question, column, expected = SPELT[name]
    assert answers_in(encode({question: column}, FORM), question) == expected
    if isinstance(column, pd.Series):
        assert answers_in(encode(pd.DataFrame({question: column}), FORM), question) == expected


BAD: dict[str, tuple[str, Any, str]] = {
    "an unknown option": (
        "sex",
        ["male", "men", None, "men", "cis"],
        'sex: row 2: "men" is not one of its options, which are male',
    ),
    "of a category": ("sex", pd.Series(["male", "men", None, "men", "cis"], dtype="category"), 'sex: row 2: "men"'),
    "a number for an option": ("sex", [None, 1, 2, 3], "sex: row 2: this is one option, not 1"),
    "an unknown tick": (
        "illnesses",
        [None, "heart;lung", ["lung"], [None]],
        'illnesses: row 2: "lung" is not one of its options',
    ),
    "ticks within ticks": ("illnesses", [[], [["heart"]], {"heart": 1}, [7]], "illnesses: row 2: "),
    "a hole among ticks": ("illnesses", [["heart"], ["heart", None], [None], ["liver", None]], "illnesses: row 2: "),
    "ticks in a tick": (
        "illnesses",
        [["heart"], ["heart;liver"], ["none|liver"], ["heart|"]],
        'row 2: "heart;liver" is not one',
    ),
    "an exclusive tick": (
        "illnesses",
        [None, ["none", "heart"], "heart;none", "none|liver"],
        'row 2: "none" cannot be combined',
    ),
    "a number out of range": (
        "grafts",
        [5000, 5001, 0, -1],
        "grafts: row 2: 5001 is out of range: this is from 1 to 5000",
    ),
    "half a graft": ("grafts", pd.Series([NAN, 0.5, 1.5, 2.5]), "grafts: row 2: this is a whole number, not 0.5"),
    "a float out of range": ("platelets", pd.Series([NAN, 0.5, 2000.5, -1]), "platelets: row 2: 0.5 is out of range"),
    "infinity": (
        "platelets",
        [1.0, float("inf"), -float("inf"), "1e999"],
        "platelets: row 2: this is a number, not inf",
    ),
    "text for a number": (
        "grafts",
        ["12", "twelve", "1_0", "0x1"],
        'grafts: row 2: this is a whole number, not "twelve"',
    ),
    "yes for a number": ("grafts", [1, True, True, False], "grafts: row 2: this is a whole number, not True"),
    "yes among decimals": ("platelets", [1.5, True, True, True], "platelets: row 2: this is a number, not True"),
    "a number for yes": ("smokes", [True, 1, 0, 1.0], "smokes: row 2: this is true or false, not 1"),
    "a word for yes": ("smokes", ["true", "yes", "no", "y"], 'smokes: row 2: this is true or false, not "yes"'),
    "a moment": (
        "grafts",
        pd.to_datetime(pd.Series([None, "2026-01-01", "2026-01-02", "2026-01-03"])),
        "grafts: row 2: this is",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_refuses_the_whole_table(name: str) -> None:
    question, column, telling = BAD[name]
    with pytest.raises(RowsRefused) as refused:
        encode({question: column}, FORM)
    (fault,) = refused.value.faults
    assert (fault.column, fault.row, fault.count) == (question, 2, 3)
    assert telling in str(refused.value)
    assert "3 rows of this column" in str(refused.value)


def test_every_column_at_fault_is_named() -> None:
    with pytest.raises(Refused) as refused:
        encode({"sex": ["men"], "smokes": [None], "grafts": [0]}, FORM)
    assert [problem.place for problem in refused.value.problems] == ["sex", "grafts"]
    assert "(1 row of this column cannot be read)" in str(refused.value)


def test_columns_that_are_no_questions() -> None:
    assert encode({"name": ["A", "B"], "sex": ["male", None]}, FORM, keep=["name"]).rows == 2
    with pytest.raises(Refused, match=r'there is no such question.* Did you mean "grafts"'):
        encode({"graft": [1]}, FORM)
    with pytest.raises(Refused, match="two columns have this name"):
        encode(pd.DataFrame([["male", "male"]], columns=["sex", "sex"]), FORM)
    with pytest.raises(Refused, match="1 rows where others have 2"):
        encode({"sex": ["male", "female"], "grafts": [1]}, FORM)


def test_a_kept_question_is_still_read() -> None:
    with pytest.raises(Refused, match="men"):
        encode({"sex": ["men"]}, FORM, keep=["sex"])


def test_contact_details_are_no_answers(form: Questionnaire) -> None:
    with pytest.raises(Refused, match="contact"):
        encode({"contact": ["a"]}, form)


@pytest.mark.parametrize("options", [300, 40, 8])
def test_questions_with_many_options(options: int) -> None:
    names = [f"o{number}" for number in range(options)]
    form = form_of(choice("one", " ".join(names) + " not_sure?"), multi("some", " ".join(names[:63])))
    book = book_of(
        form,
        rule("good", {"all": []}, {"fue": "supports"}),
        rule("last", {"one": names[-1]}, {"fue": "excludes"}),
        rule("both", {"some": {"has_all": [names[0], names[:63][-1]]}}, {"fue": "resolve_first"}),
    )
    patients: list[Raw] = [{"one": name, "some": [name]} for name in names[:63]]
    patients += [{"one": names[-1], "some": names[:1]}, {"one": "not_sure", "some": names[:63]}, {"one": names[0]}, {}]
    agrees(table(patients, form), patients, form, book)


def test_more_ticks_than_bits() -> None:
    form = form_of(multi("some", " ".join(f"o{number}" for number in range(65))))
    with pytest.raises(Refused, match="more than 64 options"):
        encode({"some": ["o1"]}, form)


def test_one_reading_serves_many_books() -> None:
    encoded = encode({"sex": ["male", "female", None]}, FORM)
    for option, expected in (("male", [0, 5, 2]), ("female", [5, 0, 2])):
        result = evaluate(encoded, book_of(FORM, rule("bad", {"sex": option}, {"fue": "excludes"})))
        assert result.status["fue"].tolist() == expected


# --- The terminal -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def rescreen(capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """`screening_cli.py rescreen` with these arguments, without the second that a process of its own takes to start."""

    def run(*arguments: str | Path) -> Done:
        code = main(["rescreen", *map(str, arguments)])
        return Done(code, *capsys.readouterr())

    return run


def patients_of(book: RuleBook, form: Questionnaire) -> list[Raw]:
    """The cases' patients, each with a number that begins with zeros."""
    values = [read_answers(case.answers, form).values for case in book.cases]
    return [
        {"number": f"{number:04}", **{name: list(v) if isinstance(v, tuple) else v for name, v in one.items()}}
        for number, one in enumerate(values)
    ]


def write(path: Path, patients: Sequence[Mapping[str, Any]], form: Questionnaire) -> Path:
    """The patients as a file: lists in Parquet are lists."""
    columns = {"number": [patient["number"] for patient in patients], **table(patients, form)}
    if path.suffix == ".parquet":
        mixed = {q.id for q in form.answerable if q.type == "integer" and q.options}
        texts = {name: [None if v is None else str(v) for v in columns[name]] for name in mixed}
        pq.write_table(pa.table({**columns, **texts}), path)
    else:
        lists = {q.id for q in form.answerable if q.type == "multiple_choice"}
        joined = {name: [";".join(value) if value else None for value in columns[name]] for name in lists}
        pd.DataFrame({**columns, **joined}).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_a_file_of_patients(tmp_path: Path, form: Questionnaire, book: RuleBook, suffix: str) -> None:
    patients = patients_of(book, form)
    source, target = write(tmp_path / f"in.{suffix}", patients, form), tmp_path / f"out.{suffix}"
    command = [sys.executable, "screening_cli.py", "rescreen", source, "-o", target, "--id", "number"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert (done.returncode, done.stderr) == (0, f"100%  {len(patients)} patients\n")
    result = pd.read_parquet(target) if suffix == "parquet" else pd.read_csv(target, dtype={"number": str})
    assert list(result.columns) == ["number", *TREATMENT_IDS, "pathway", "red_flags"]
    assert result["number"].tolist() == [patient["number"] for patient in patients]
    for patient, row in zip(patients, result.to_dict("records"), strict=True):
        one = assess(read_answers({n: v for n, v in patient.items() if n != "number"}, form), book)
        assert [row[name] for name in TREATMENT_IDS] == [one.treatments[name].status for name in TREATMENT_IDS]
        assert (row["pathway"], row["red_flags"]) == (one.pathway, len(one.red_flags))
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{len(patients)} patients; a red flag fires for ")
    fue = dict(
        zip(
            lines[2].split()[1:],
            map(int, next(line for line in lines if line.startswith("fue ")).split()[1:]),
            strict=True,
        )
    )
    assert fue == {status.value: int((result["fue"] == status).sum()) for status in STATUSES}


def test_a_file_is_read_in_pieces(
    tmp_path: Path, form: Questionnaire, book: RuleBook, monkeypatch: pytest.MonkeyPatch, rescreen: Callable[..., Done]
) -> None:
    patients = patients_of(book, form)
    for suffix, size in (("parquet", 30), ("csv", 20_000)):
        source = write(tmp_path / f"in.{suffix}", patients, form)
        targets = [tmp_path / f"{name}.{suffix}" for name in ("whole", "pieces")]
        whole = rescreen(source, "-o", targets[0], "--id", "number")
        with monkeypatch.context() as patch:
            patch.setattr("population.files.reading.ROWS_A_PIECE", size)
            patch.setattr("population.files.reading.BYTES_A_PIECE", size)
            pieces = rescreen(source, "-o", targets[1], "--id", "number")
        assert (whole.returncode, pieces.returncode) == (0, 0)
        assert pieces.stdout == whole.stdout
        assert len(pieces.stderr.splitlines()) > 3
        read = pd.read_parquet if suffix == "parquet" else pd.read_csv
        pd.testing.assert_frame_equal(read(targets[0]), read(targets[1]))

        broken = [
            {**p, "smoking": "cigars"} if n in (30, 60, 61) else {**p, "age_years": 140} if n == 50 else p
            for n, p in enumerate(patients)
        ]
        source = write(tmp_path / f"broken.{suffix}", broken, form)
        with monkeypatch.context() as patch:
            patch.setattr("population.files.reading.ROWS_A_PIECE", size)
            patch.setattr("population.files.reading.BYTES_A_PIECE", size)
            refused = rescreen(source, "-o", tmp_path / f"no.{suffix}", "--id", "number")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert 'smoking: row 31: "cigars" is not one of its options' in refused.stderr
        assert "(3 rows of this column cannot be read)" in refused.stderr
        assert "age_years: row 51: 140 is out of range" in refused.stderr
        assert not list(tmp_path.glob("no.*"))
        assert not list(tmp_path.glob(".*"))


REFUSED = {
    "an unknown column": ("in.csv", "smokin\nvape\n", (), 'Did you mean "smoking"'),
    "an unknown option": ("in.csv", "smoking\nvape\ncigars\n", (), 'smoking: row 2: "cigars"'),
    "a missing id": ("in.csv", "number,smoking\n1,vape\n", ("--id", "numbr"), 'Did you mean "number"'),
    "an id of the result": ("in.csv", "FUE,smoking\n1,vape\n", ("--id", "FUE"), "give yours another"),
    "one id twice": ("in.csv", "number,smoking\n1,vape\n", ("--id", "number", "--id", "number"), "named twice"),
    "one column twice": ("in.csv", "smoking,smoking\nvape,vape\n", (), "two columns have this name"),
    "a short row": ("in.csv", "age_years,smoking\n1\n", (), "cannot be read"),
    "nothing": ("in.csv", "", (), "cannot be read"),
    "no Parquet": ("in.parquet", "smoking\nvape\n", (), "cannot be read"),
    "neither": ("in.xlsx", "smoking\nvape\n", (), "must end in .parquet or .csv"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_nothing_written(tmp_path: Path, name: str, rescreen: Callable[..., Done]) -> None:
    file, text, more, telling = REFUSED[name]
    source, target = tmp_path / file, tmp_path / "out.csv"
    source.write_text(text)
    done = rescreen(source, "-o", target, *more)
    assert (done.returncode, done.stdout) == (2, "")
    assert telling in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == [source]


def test_files_that_cannot_be(tmp_path: Path, rescreen: Callable[..., Done]) -> None:
    source = tmp_path / "in.csv"
    source.write_text("smoking\nvape\n")
    for arguments, telling in [
        ((source, "-o", source), "this is the file that is read"),
        ((source, "-o", tmp_path / "no" / "out.csv"), "cannot be written"),
        ((source, "-o", tmp_path / "out.txt"), "must end in"),
        ((tmp_path / "none.csv", "-o", tmp_path / "out.csv"), "there is no such file"),
        ((source,), "-o OUT"),
        ((), "FILE"),
    ]:
        done = rescreen(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert telling in done.stderr
    assert source.read_text() == "smoking\nvape\n"
    assert list(tmp_path.iterdir()) == [source]


def test_a_file_without_a_row(tmp_path: Path, rescreen: Callable[..., Done]) -> None:
    source = tmp_path / "in.csv"
    source.write_text("number,smoking\n")
    done = rescreen(source, "-o", tmp_path / "out.csv", "--id", "number")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 patients")
    assert list(pd.read_csv(tmp_path / "out.csv").columns) == ["number", *TREATMENT_IDS, "pathway", "red_flags"]


def test_sql_is_printed(form: Questionnaire, book: RuleBook, rescreen: Callable[..., Done]) -> None:
    done = rescreen("--sql", "--id", "number")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == to_sql(book, form, keep=["number"]) + "\n"


def test_the_bar_on_a_terminal() -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    progress = Progress(stream)
    progress.show(0.5, 500)
    progress.show(1, 1000)
    progress.end()
    bars = stream.getvalue().split("\r")[1:]
    assert bars == [f"[{'#' * 20}{'.' * 20}]  50%  500 patients", f"[{'#' * 40}] 100%  1,000 patients\n"]

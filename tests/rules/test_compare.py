"""Two books side by side: what was edited, whom it moves, and what is proved unchanged."""

from __future__ import annotations

import copy
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from population.encode import encode
from population.evaluate import STATUSES
from population.moved import moves, moves_in_file
from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.load import read_folder, read_rule_book
from rules.model import RuleBook, Status
from rules.review.compare import compare
from screening_cli import main
from tests.generators import TREATMENT_IDS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    """The shipped book as plain JSON values."""
    return read_folder(ROOT / "rules" / "book")


def edited(raw: dict[str, Any], form: Questionnaire, edit: Any) -> RuleBook:
    """The shipped book with an edit."""
    other = copy.deepcopy(raw)
    edit(other)
    return read_rule_book(other, form)


def rule(raw: dict[str, Any], rule_id: str) -> dict[str, Any]:
    """One rule of a raw book."""
    return next(r for r in raw["rules"] if r["id"] == rule_id)


def test_a_moved_threshold_shows_someone_in_between_and_proves_the_rest(
    book: RuleBook, form: Questionnaire, raw: dict[str, Any]
) -> None:
    new = edited(raw, form, lambda b: b["parameters"]["fue_deferral_age"].update(value=23))
    found = compare(book, new, form)
    assert found.unchanged == ("prp_crp", "prp_ecm", "micrograft", "secretome", "exosome", "banking")
    (moved,) = found.moved
    assert (moved.treatment, moved.before) == ("fue", "resolve_first")
    assert moved.example["age_years"] == 23
    assert "Age below which FUE is deferred: 25 years becomes 23 years" in [
        line for edit in found.edits for line in edit.says
    ]


EDITS = {
    "a level weakened": lambda b: rule(b, "smoking_heavy")["effects"].update(fue="caution", prp_crp="excludes"),
    "a rule removed": lambda b: (b["rules"].remove(rule(b, "rf_patches")), b.update(cases=[])),
    "an option dropped": lambda b: rule(b, "rf_scarring_signs")["when"]["scalp_symptoms"]["has_any"].remove("sores"),
    "a support added": lambda b: rule(b, "goal_scar")["effects"].update(prp_crp="supports"),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_example_is_real(name: str, book: RuleBook, form: Questionnaire, raw: dict[str, Any]) -> None:
    new = edited(raw, form, EDITS[name])
    found = compare(book, new, form)
    assert found.edits
    assert found.moved
    assert not found.undecided
    for moved in found.moved:
        answers = read_answers(moved.example, form)
        statuses = [assess(answers, which).treatments[moved.treatment].status for which in (book, new)]
        assert statuses == [moved.before, moved.after]
    named = {m.treatment for m in found.moved} | set(found.unchanged) | set(found.unchanged_if_answered)
    assert named == set(TREATMENT_IDS)


def test_what_only_moves_those_who_leave_something_out_is_found(
    book: RuleBook, form: Questionnaire, raw: dict[str, Any]
) -> None:
    new = edited(raw, form, lambda b: rule(b, "keloid").update(if_unknown="needs_info"))
    (moved,) = compare(book, new, form).moved
    assert (moved.treatment, moved.after) == ("fue", "needs_info")
    assert "keloid_history" not in moved.example


def test_wording_and_order_change_no_status(book: RuleBook, form: Questionnaire, raw: dict[str, Any]) -> None:
    def reword(b: dict[str, Any]) -> None:
        b["rules"].reverse()
        rule(b, "keloid")["clinician"] = "Examine the scars."
        del rule(b, "keloid")["patient"]["es"]

    found = compare(book, edited(raw, form, reword), form)
    assert found.unchanged == TREATMENT_IDS
    before = book.by_id["keloid"]
    ((name, says),) = [(edit.name, edit.says) for edit in found.edits]
    assert name == "rule keloid"
    assert says == (
        f"Its clinician: “{before.clinician}” becomes “Examine the scars.”",
        f"Its patient / es: “{before.patient['es']}” becomes “”",
    )


# --- What becomes of a population -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def patients(book: RuleBook, form: Questionnaire) -> list[dict[str, Any]]:
    """The patients of every other case, and each of them at 23."""
    some = [{**case.answers} for case in book.cases[::2]]
    typed = [read_answers(raw, form).values for raw in [*some, *({**raw, "age_years": 23} for raw in some)]]
    return [{name: list(value) if isinstance(value, tuple) else value for name, value in one.items()} for one in typed]


def columns(patients: Sequence[Mapping[str, Any]], form: Questionnaire) -> dict[str, list[Any]]:
    """The patients as a table."""
    return {question.id: [patient.get(question.id) for patient in patients] for question in form.answerable}


@pytest.fixture(scope="module")
def younger(raw: dict[str, Any], form: Questionnaire) -> RuleBook:
    """The shipped book with surgery from 23 on."""
    return edited(raw, form, lambda b: b["parameters"]["fue_deferral_age"].update(value=23))


def test_the_table_counts_each_patient_as_assess_does(
    book: RuleBook, younger: RuleBook, form: Questionnaire, patients: list[dict[str, Any]]
) -> None:
    found = moves(encode(columns(patients, form), form), book, younger)
    alone = [[assess(read_answers(patient, form), which) for which in (book, younger)] for patient in patients]
    assert (found.patients, found.moved) == (
        len(patients),
        sum(any(a.treatments[n].status is not b.treatments[n].status for n in TREATMENT_IDS) for a, b in alone),
    )
    for name in TREATMENT_IDS:
        pairs = Counter((a.treatments[name].status, b.treatments[name].status) for a, b in alone)
        assert {
            (x, y): n
            for x, row in zip(STATUSES, found.counts[name], strict=True)
            for y, n in zip(STATUSES, row, strict=True)
            if n
        } == pairs
    ways = {(was, becomes) for was, becomes in pairs_of(alone, "fue") if was is not becomes}
    assert {way[1:] for way in found.nearest} == ways
    assert {way[0] for way in found.nearest} == {"fue"}


def pairs_of(alone: list[list[Any]], name: str) -> list[tuple[Status, Status]]:
    """One treatment's old and new status of each patient."""
    return [(old.treatments[name].status, new.treatments[name].status) for old, new in alone]


def test_the_nearest_are_those_for_whom_the_fewest_rules_speak(
    book: RuleBook, younger: RuleBook, form: Questionnaire, patients: list[dict[str, Any]]
) -> None:
    found = moves(encode(columns(patients, form), form), book, younger)
    alone = [[assess(read_answers(patient, form), which) for which in (book, younger)] for patient in patients]
    for (treatment, was, becomes), examples in found.nearest.items():
        here = [row for row, pair in enumerate(pairs_of(alone, treatment)) if pair == (was, becomes)]
        speaking = {row: sum(len(one.findings) for one in alone[row]) for row in here}
        nearest = sorted(here, key=lambda row: (speaking[row], row))[:3]
        assert [(example.who, example.rules) for example in examples] == [
            (f"row {row + 1}", speaking[row]) for row in nearest
        ]
        for example, row in zip(examples, nearest, strict=True):
            assert read_answers(example.answers, form) == read_answers(patients[row], form)
            assert example.read == ("age_years",)


@pytest.fixture
def population(tmp_path: Path, form: Questionnaire, patients: list[dict[str, Any]]) -> Path:
    """The patients as a CSV file, with a name for each."""
    joined = {
        name: [";".join(v) if isinstance(v, list) else v for v in column]
        for name, column in columns(patients, form).items()
    }
    path = tmp_path / "patients.csv"
    pd.DataFrame({"name": [f"P{number}" for number in range(len(patients))], **joined}).to_csv(path, index=False)
    return path


def test_a_file_read_in_pieces_moves_as_one(
    population: Path, book: RuleBook, younger: RuleBook, form: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = moves_in_file(population, ["name"], book, younger, form, StringIO())
    monkeypatch.setattr("population.files.reading.BYTES_A_PIECE", 10_000)
    told = StringIO()
    pieces = moves_in_file(population, ["name"], book, younger, form, told)
    assert len(told.getvalue().splitlines()) > 3
    assert (pieces.patients, pieces.moved, pieces.nearest) == (whole.patients, whole.moved, whole.nearest)
    assert all((pieces.counts[name] == whole.counts[name]).all() for name in TREATMENT_IDS)


@pytest.fixture
def younger_folder(tmp_path: Path) -> Path:
    """The shipped book's folder with surgery from 23 on."""
    folder = tmp_path / "younger"
    shutil.copytree(ROOT / "rules" / "book", folder)
    parameters = json.loads((folder / "parameters.json").read_text())
    parameters["fue_deferral_age"]["value"] = 23
    (folder / "parameters.json").write_text(json.dumps(parameters))
    return folder


def test_the_terminal_shows_the_example_the_table_and_the_proof(
    younger_folder: Path, population: Path, form: Questionnaire, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = str(ROOT / "rules" / "book")
    assert main(["compare", shipped, str(younger_folder), "--population", str(population), "--id", "name"]) == 0
    lines = capsys.readouterr().out.splitlines()
    proof = "Proved unchanged for every possible patient: prp_crp, prp_ecm, micrograft, secretome, exosome, banking"
    assert proof in lines
    assert "    Age below which FUE is deferred: 25 years becomes 23 years" in lines
    example = json.loads(
        lines[lines.index("fue: resolve_first becomes consider_with_caution, for example for this patient:") + 1]
    )
    assert example["age_years"] == 23
    assert "Nobody moves for prp_crp, prp_ecm, micrograft, secretome, exosome, banking." in lines
    table = [line.split() for line in lines[next(i for i, line in enumerate(lines) if line.startswith("fue: old")) :]]
    head, row = table[0][4:], next(row for row in table if row[0] == "resolve_first")
    moved = dict(zip(head, row[1:], strict=True))
    line = next(line for line in lines if line.startswith("resolve_first becomes consider_with_caution for "))
    assert line.startswith(
        f"resolve_first becomes consider_with_caution for {moved['consider_with_caution']}; nearest to the edit: name P"
    )
    assert "(Age: 23 years)" in line


def test_a_population_that_cannot_be_read_is_refused_before_anything_is_said(
    tmp_path: Path, younger_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("age_years\n23\n230\n")
    shipped = str(ROOT / "rules" / "book")
    for arguments, telling in (
        (["--population", str(bad)], "age_years: row 2: 230 is out of range"),
        (["--id", "name"], "--population"),
    ):
        assert main(["compare", shipped, str(younger_folder), *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert telling in printed.err

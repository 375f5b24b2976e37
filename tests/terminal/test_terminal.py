"""The terminal's contract: what each command does, and how bad input is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from pypdfium2 import PdfDocument, PdfiumError

ROOT = Path(__file__).parent.parent.parent


def run(*arguments: str | Path, store: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command, as a person types it."""
    environment = {**os.environ, **({"SCREENING_DATABASE": f"sqlite:///{store}"} if store else {})}
    return subprocess.run(
        [sys.executable, "screening_cli.py", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def answers(tmp_path: Path, plain_man: dict[str, object]) -> Path:
    """The straightforward man's answers in a file."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(plain_man))
    return path


def test_assess_prints_one_assessment(answers: Path) -> None:
    done = run("assess", answers)
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert result["pathway"] == "fue_and_regenerative"
    assert result["red_flags"] == []
    assert set(result["treatments"]) == {"fue", "prp_crp", "prp_ecm", "micrograft", "secretome", "exosome", "banking"}
    fue = result["treatments"]["fue"]
    assert (fue["status"], fue["deciding_rules"]) == ("may_be_suitable", ["donor_thick", "nw_iia_va_fue", "stable_ok"])
    assert {"id": "nw_iia_va_fue", "level": "supports", "truth": "true", "because": "Norwood stage: III vertex"} in fue[
        "rules"
    ]
    assert all(len(result[part]["sha256"]) == 64 for part in ("rule_book", "questionnaire"))


def test_assess_takes_a_patient_a_line_and_keeps_their_order(tmp_path: Path, plain_man: dict[str, object]) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text("\n".join(json.dumps({**plain_man, "age_years": age}) for age in (38, 24, 17)) + "\n")
    done = run("assess", path)
    statuses = [json.loads(line)["treatments"]["fue"]["status"] for line in done.stdout.splitlines()]
    assert statuses == ["may_be_suitable", "resolve_first", "not_suitable"]


REFUSED = {
    "an unknown question": ('{"age": 38}', "age"),
    "an unknown option": ('{"smoking": "cigars"}', "smoking"),
    "a wrong type": ('{"age_years": "38"}', "age_years"),
    "yes for a number": ('{"age_years": true}', "age_years"),
    "NaN": ('{"age_years": NaN}', "NaN"),
    "infinity": ('{"platelet_count_10e9_l": Infinity}', "Infinity"),
    "an age out of range": ('{"age_years": 140}', "age_years"),
    "a huge number": ('{"age_years": 1' + "0" * 400 + "}", "age_years"),
    "two exclusive options": ('{"medicines_now": ["none", "anticoagulant"]}', "medicines_now"),
    "malformed JSON": ('{"age_years": 38', "line 1"),
    "a list": ("[]", "answers object"),
    "one key twice": ('{"age_years": 38, "age_years": 39}', "age_years"),
    "nesting without end": ("[" * 100_000, "nested"),
}


@pytest.mark.parametrize("command", ["assess", "summary", "visible"])
@pytest.mark.parametrize("name", REFUSED)
def test_bad_answers_are_refused_in_one_line_with_nothing_written(tmp_path: Path, command: str, name: str) -> None:
    text, telling = REFUSED[name]
    path, output = tmp_path / "bad.json", tmp_path / "out.pdf"
    path.write_text(text)
    done = run(command, path, *(["-o", output] if command == "summary" else []))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert telling in done.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.json"]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    done = run("assess", tmp_path / "none.json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "there is no such file" in done.stderr


def test_one_bad_line_refuses_the_whole_batch(tmp_path: Path, plain_man: dict[str, object]) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text(json.dumps(plain_man) + '\n{"smoking": "cigars"}\n')
    done = run("assess", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 2" in done.stderr


def test_an_unknown_command_is_refused_in_one_line() -> None:
    done = run("advise")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def pdf_text(path: Path) -> str:
    """A PDF's text layer, with line breaks as spaces."""
    document = PdfDocument(path)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_summary_holds_the_banner_the_statuses_and_hostile_text_literally(answers: Path, tmp_path: Path) -> None:
    output = tmp_path / "summary.pdf"
    name = 'I take <finasteride> daily & "rest"'
    done = run("summary", answers, "-o", output, "--name", name, "--born", "1988-02-29", "--reference", "HS-TEST-0001")
    assert (done.returncode, done.stderr) == (0, "")
    text = pdf_text(output)
    for expected in (name, "29 Feb 1988", "HS-TEST-0001", "May be suitable", "III vertex"):
        assert expected in text, expected


def test_the_patients_copy_shows_no_status(answers: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.pdf"
    assert run("summary", answers, "-o", output, "--for", "patient", "--name", "Marta Reyes").returncode == 0
    text = pdf_text(output)
    assert "Marta" in text
    assert not any(words in text for words in ("May be suitable", "Not suitable", "Settle first", "nw_iia_va_fue"))


def test_the_same_summary_is_the_same_file(answers: Path, tmp_path: Path) -> None:
    files = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for file in files:
        assert run("summary", answers, "-o", file, "--name", "Ana", "--made", "2026-11-23T09:12").returncode == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_summary_refuses_a_bad_date_and_a_folder_that_is_not_there(answers: Path, tmp_path: Path) -> None:
    of_the_future = ["-o", tmp_path / "a.pdf", "--born", "2031-05-04"]
    for extra in (
        ["-o", tmp_path / "a.pdf", "--born", "31 2 1990"],
        of_the_future,
        ["-o", tmp_path / "none" / "a.pdf"],
    ):
        done = run("summary", answers, *extra)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["answers.json"]


def test_visible_follows_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"pattern_chart": "female_chart", "prior_transplants": "one", "sex_at_birth": "male"}')
    shown = json.loads(run("visible", path).stdout)
    assert {"ludwig_stage", "sinclair_stage", "prior_grafts_total", "last_transplant"} <= set(shown)
    assert not {"norwood_stage", "pregnancy_status", "scarring_quiet_months"} & set(shown)


def test_the_shipped_content_checks_clean() -> None:
    done = run("check")
    assert done.returncode == 0, done.stdout
    assert "0 errors" in done.stdout


def test_check_finds_a_broken_case_with_an_example(tmp_path: Path) -> None:
    book = tmp_path / "book"
    subprocess.run(["cp", "-r", ROOT / "rules" / "book", book], check=True)
    parameters = json.loads((book / "parameters.json").read_text())
    parameters["fue_deferral_age"]["value"] = 24
    (book / "parameters.json").write_text(json.dumps(parameters))
    done = run("--book", book, "check")
    assert done.returncode == 1
    assert "cases / v08: fue is" in done.stdout
    assert '"age_years": 24' in done.stdout


def test_check_names_the_place_of_a_fault(tmp_path: Path) -> None:
    book = tmp_path / "book"
    subprocess.run(["cp", "-r", ROOT / "rules" / "book", book], check=True)
    path = book / "rules" / "age.json"
    path.write_text(path.read_text().replace('"age_years"', '"age_yeers"', 1))
    done = run("--book", book, "check")
    assert done.returncode == 1
    assert 'Did you mean "age_years"?' in done.stdout


def test_demo_fills_an_empty_store_once_and_the_accounts_work(tmp_path: Path) -> None:
    store = tmp_path / "records" / "demo.db"
    done = run("demo", "--patients", "12", store=store)
    assert done.returncode == 0, done.stderr
    assert "surgeon" in done.stdout
    again = run("demo", "--patients", "12", store=store)
    assert again.returncode == 2
    assert "Nothing was changed" in again.stderr


def test_account_add_makes_an_account_once_and_refuses_a_weak_password(tmp_path: Path) -> None:
    store = tmp_path / "records" / "a.db"
    weak = run("account", "add", "ana", "--password-stdin", store=store, stdin="short\n")
    assert weak.returncode == 2
    made = run("account", "add", "ana", "--password-stdin", store=store, stdin="a long enough phrase\n")
    assert made.returncode == 0, made.stderr
    again = run("account", "add", "ana", "--password-stdin", store=store, stdin="a long enough phrase\n")
    assert again.returncode == 2


def test_accounts_are_listed_given_new_passwords_and_disabled(tmp_path: Path) -> None:
    store = tmp_path / "records" / "a.db"
    assert (
        run(
            "account", "add", "ana", "--role", "staff", "--password-stdin", store=store, stdin="a long enough phrase\n"
        ).returncode
        == 0
    )
    assert (
        run("account", "password", "ana", "--password-stdin", store=store, stdin="another long phrase\n").returncode
        == 0
    )
    assert run("account", "disable", "ana", store=store).returncode == 0
    assert run("account", "list", store=store).stdout == "ana  staff  ana  (disabled)\n"
    gone = run("account", "password", "ana", "--password-stdin", store=store, stdin="a third long phrase\n")
    assert gone.returncode == 2
    assert "no account of this name that may sign in" in gone.stderr


def test_the_schema_for_editors_is_current(tmp_path: Path) -> None:
    written = tmp_path / "schema.json"
    assert run("schema", "-o", written).returncode == 0
    assert written.read_text() == (ROOT / "questions.schema.json").read_text()


def test_a_mailed_copy_opens_with_its_password_only(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    done = run("summary", answers, "-o", out, "--for", "patient", "--password-stdin", stdin="correct horse battery\n")
    assert (done.returncode, done.stderr) == (0, "")
    with pytest.raises(PdfiumError):
        PdfDocument(out)
    assert len(PdfDocument(out, password="correct horse battery")) >= 4
    with pikepdf.open(out, password="correct horse battery") as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)


def test_a_short_password_locks_nothing(answers: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    done = run("summary", answers, "-o", out, "--password-stdin", stdin="hair\n")
    assert done.returncode == 2
    assert "12 characters" in done.stderr
    assert not out.exists()

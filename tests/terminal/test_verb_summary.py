"""`summary`: the two documents, their banner, and a lock for mailing."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pypdfium2 import PdfDocument, PdfiumError

from tests.terminal.command import run


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

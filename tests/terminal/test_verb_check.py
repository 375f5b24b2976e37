"""`check`: what is wrong with the content, where, and for whom."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.terminal.command import ROOT, run


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


def test_explanations_that_cannot_be_read_are_told_like_other_faults(tmp_path: Path) -> None:
    book = tmp_path / "book"
    subprocess.run(["cp", "-r", ROOT / "rules" / "book", book], check=True)
    (book / "accepted.json").write_text('{"reachable: x": ')
    done = run("--book", book, "check")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("error: accepted.json: this is not valid JSON")

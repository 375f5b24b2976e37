"""`assess`: one patient or one a line, and how bad answers are refused."""

from __future__ import annotations

import json
from pathlib import Path

from tests.terminal.command import run


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


def test_a_fact_of_the_clinic_is_given_or_refused(answers: Path) -> None:
    plain = run("assess", answers)
    told = run("assess", answers, "--setting", "ecm_source=porcine", "--setting", "offer_exosome=trial_only")
    assert (told.returncode, told.stdout) == (0, plain.stdout), "no rule of this book reads them yet"
    for given, words in (
        ("ecm_sorce=porcine", 'no such setting. Did you mean "ecm_source"?'),
        ("ecm_source=whale", '"whale" is not one of its options'),
        ("ecm_source", "write it as NAME=VALUE"),
    ):
        refused = run("assess", answers, "--setting", given)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert words in refused.stderr


def test_one_bad_line_refuses_the_whole_batch(tmp_path: Path, plain_man: dict[str, object]) -> None:
    path = tmp_path / "patients.jsonl"
    path.write_text(json.dumps(plain_man) + '\n{"smoking": "cigars"}\n')
    done = run("assess", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "line 2" in done.stderr


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    done = run("assess", tmp_path / "none.json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "there is no such file" in done.stderr

"""Bad input is refused in one line, by every verb alike, with nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.command import run

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


def test_an_unknown_command_is_refused_in_one_line() -> None:
    done = run("advise")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1

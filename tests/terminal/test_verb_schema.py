"""`schema`: what editors use to help."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.command import ROOT, run


def test_the_schema_for_editors_is_current(tmp_path: Path) -> None:
    written = tmp_path / "schema.json"
    assert run("schema", "-o", written).returncode == 0
    assert written.read_text() == (ROOT / "questions.schema.json").read_text()

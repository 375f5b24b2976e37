"""`visible`: what the form shows."""

from __future__ import annotations

import json
from pathlib import Path

from tests.terminal.command import run


def test_visible_follows_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"pattern_chart": "female_chart", "prior_transplants": "one", "sex_at_birth": "male"}')
    shown = json.loads(run("visible", path).stdout)
    assert {"ludwig_stage", "sinclair_stage", "prior_grafts_total", "last_transplant"} <= set(shown)
    assert not {"norwood_stage", "pregnancy_status", "scarring_quiet_months"} & set(shown)

"""What the tests of several verbs need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def answers(tmp_path: Path, plain_man: dict[str, object]) -> Path:
    """The straightforward man's answers in a file."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(plain_man))
    return path

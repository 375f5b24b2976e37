"""A content folder of a clinic's own: a copy of what ships, with an edit in each part."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PARTS = ("questions.json", "clinic.json", "locales", "rules/book")


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    change(raw)
    path.write_text(json.dumps(raw), encoding="utf-8")


def copied_content(folder: Path) -> Path:
    """What ships, copied to a folder as docs/running.md says."""
    (folder / "rules").mkdir(parents=True)
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    return folder


def edited_content(folder: Path) -> Path:
    """A copy with an edit in each part: surgery from 23 on, another version of the questions, another clinic, another
    heading of the patient's copy."""
    copied_content(folder)
    edit(folder / "rules/book/parameters.json", lambda raw: raw["fue_deferral_age"].update(value=23))
    edit(folder / "questions.json", lambda raw: raw.update(version="77.7.7"))
    edit(folder / "clinic.json", lambda raw: raw.update(name="Clinic of the Folder"))
    edit(folder / "locales/en.json", lambda raw: raw.update({"copy.heading": "Heading of the folder"}))
    return folder

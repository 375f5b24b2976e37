"""One command, as a person types it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def run(
    *arguments: str | Path, store: Path | None = None, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run one command; `environment` is added to that of the tests."""
    if store:
        environment["SCREENING_DATABASE"] = f"sqlite:///{store}"
    return subprocess.run(
        [sys.executable, "screening_cli.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )

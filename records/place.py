"""Where the records are kept."""

from __future__ import annotations

import os
from pathlib import Path

DATABASE_VARIABLE = "SCREENING_DATABASE"


def database_url() -> str:
    """`SCREENING_DATABASE`, else an SQLite file in the project's `data/`."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{Path(__file__).parent.parent / 'data' / 'screening.db'}"

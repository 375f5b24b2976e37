"""What a check says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing a check found: how bad it is, where, what, and an example patient that shows it (None where none is needed)."""

    severity: Literal["error", "warning", "note"]
    place: str
    message: str
    example: Mapping[str, object] | None = None

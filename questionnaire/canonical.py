"""One way to write a value as JSON, so that the same content always has the same SHA-256."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> str:
    """`value` as JSON with sorted keys, no spaces and no escapes for letters. Raises `ValueError` for NaN or
    infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(value: object) -> str:
    """The SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()

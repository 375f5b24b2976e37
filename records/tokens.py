"""Secrets that open a draft or a clinic session. The browser holds the token; the database only ever holds its
SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A fresh token of 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The SHA-256 of a text, in hexadecimal: what is stored and searched for in place of the text itself."""
    # A token comes from a browser: whatever bytes it sends must end in "unknown", never in an encoding error.
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()

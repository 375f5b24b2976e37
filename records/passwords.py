"""Passwords, hashed with Argon2id."""

from __future__ import annotations

import threading
import unicodedata
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 46 MiB, 3 passes: the strongest of the settings that OWASP counts as equal, still well under a second on a small
# server.
hasher = PasswordHasher(time_cost=3, memory_cost=47104, parallelism=1)

_AT_ONCE = threading.Semaphore(2)  # else a flood of sign-ins takes all memory and both cores from the patients


def hash_password(password: str) -> str:
    """The text to store for a password: algorithm, cost, salt and hash."""
    with _AT_ONCE:
        return hasher.hash(_normal(password))


def password_fits(stored: str | None, password: str) -> bool:
    """Whether this is the password. Without a stored hash (no such account) it takes as long and the answer is no."""
    with _AT_ONCE:
        try:
            return hasher.verify(stored or _nobody(), _normal(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """Keyboards send an accented letter as one character or as two; both are the same password."""
    return unicodedata.normalize("NFKC", password)


def _nobody() -> str:
    """A well-formed hash of today's cost that no password has."""
    salt, empty = (b64encode(bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${empty}"

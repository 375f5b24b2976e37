"""What can go wrong here, in words for people. No message ever holds an answer, a name of a patient, a password or a
token."""

from __future__ import annotations

from datetime import datetime


class RecordsError(Exception):
    """The common ground of every error this room raises on purpose."""


class StoreUnavailable(RecordsError):
    """The database cannot be read or written just now (disk full, locked, read-only, gone). Nothing was saved."""


class StoreTooNew(RecordsError):
    """The database was written by a newer version of this software."""


class DraftGone(RecordsError):
    """There is no open draft behind this token: unknown, expired, discarded or, when saving, already sent."""


class DraftChanged(RecordsError):
    """The draft was saved elsewhere since it was read, in another tab as a rule: what was worked out from it no longer
    holds."""


class SubmissionUnknown(RecordsError):
    """No submission has this reference."""


class AccountRefused(RecordsError):
    """An account cannot be added or changed as asked; the text says why and what would be right."""


class TooManyTries(RecordsError):
    """Too many wrong passwords in a row for one name. `retry_at` is when the next try counts (aware, UTC)."""

    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(f"Too many tries. Please try again after {retry_at:%H:%M:%S} UTC.")

"""Slows down the guessing of passwords: after five wrong ones in a row for a name from one address, and after twenty
for any names, each further try must wait longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from records.errors import TooManyTries
from records.tables import failed_sign_in
from records.tokens import digest

FREE_TRIES = 5
FREE_TRIES_OF_ALL = 20  # of whatever names, from one address: a whole team may share it
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)  # a wait, never a lock-out: else anyone could shut a clinician out for good
FORGET_AFTER = timedelta(days=1)


def count_try(connection: Connection, tried: str, now: datetime, free: int = FREE_TRIES) -> datetime | None:
    """Count a try, of a name from an address, as failed *before* its password is checked, so that many at once do not
    slip through together.

    Returns when the next one counts if that means waiting. Raises `TooManyTries` if the wait from the last one is not
    over.
    """
    connection.execute(delete(failed_sign_in).where(failed_sign_in.c.last_at <= now - FORGET_AFTER))
    same = failed_sign_in.c.name_sha256 == digest(tried)
    row = connection.execute(select(failed_sign_in).where(same)).one_or_none()
    if row is None:
        connection.execute(
            insert(failed_sign_in).values(name_sha256=digest(tried), failures=1, last_at=now, retry_at=now)
        )
        return None
    if now < row.retry_at:
        raise TooManyTries(row.retry_at)
    failures = row.failures + 1
    retry_at = now + wait_after(failures, free)
    connection.execute(update(failed_sign_in).where(same).values(failures=failures, last_at=now, retry_at=retry_at))
    return retry_at if retry_at > now else None


def forget_failures(connection: Connection, tried: str) -> None:
    """The right password was given: count from zero again."""
    connection.execute(delete(failed_sign_in).where(failed_sign_in.c.name_sha256 == digest(tried)))


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """How long to wait after this many wrong passwords in a row, of which some are `free`: none, then 15 s, doubled
    each time, up to 15 min."""
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)

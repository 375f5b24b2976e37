"""How an SQLite file is created, opened and written: private, durable, one writer at a time."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.errors import StoreUnavailable

_log = logging.getLogger("records")

BUSY_MS = 5000
"""How long a write waits for another one, in milliseconds."""

WAL_RESET_FIXED = (3, 51, 3)

SETTINGS: dict[str, str | int] = {
    "journal_mode": "wal",
    # FULL: a commit is on the disk before it is acknowledged; NORMAL loses acknowledged commits in a power cut.
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,  # else INSERT OR REPLACE would slip past the triggers that forbid deletion
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,  # what a patient discards is overwritten, not just unlinked
    "mmap_size": 0,
    "temp_store": 2,  # in memory, never in a temporary file
}


def prepare(path: Path) -> None:
    """Make the file, and its directory, readable by this account only. SQLite gives its side files the same mode.

    The file is made here and nowhere else, so that a database which disappears is never silently replaced by an empty
    one.
    """
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _sync_directory(path.parent)
    mode = path.stat().st_mode
    if mode & 0o077:
        path.chmod(mode & 0o700)
    if not os.access(path, os.W_OK):  # SQLite itself would only notice at the first patient's first save
        raise StoreUnavailable(READ_ONLY)


def _sync_directory(directory: Path) -> None:
    """Put a new file's name on the disk as well; without it a power cut may leave the content and lose the name."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def configure(connection: sqlite3.Connection) -> None:
    """Set a new connection up and read every setting back; raises `StoreUnavailable` if one did not take."""
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    for name, wanted in SETTINGS.items():
        connection.execute(f"PRAGMA {name}={wanted}").close()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or row[0] != wanted:
            raise StoreUnavailable(
                f"SQLite did not accept the setting {name}={wanted}, without which records are not safe."
            )


def warn_if_old() -> None:
    """One line in the log if this SQLite has the WAL-reset bug, which `OneWriter` keeps from happening."""
    if sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        _log.warning(
            "SQLite %s can damage a database when two connections write at the same moment (fixed in 3.51.3). "
            "Records are therefore written one at a time; a newer SQLite is recommended.",
            sqlite3.sqlite_version,
        )


READ_ONLY = "The database can be read but not written: check who owns the file and its directory."


class OneWriter:
    """Lets one write through at a time: threads queue at a lock, other processes at a lock on a file beside the
    database.

    `BEGIN IMMEDIATE` alone is not enough on an old SQLite: the checkpoint after a commit runs outside the transaction.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file = database.with_name(database.name + ".lock")
        self._threads = threading.Lock()
        self._inode = database.stat().st_ino

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the right to write. Raises `StoreUnavailable` after `BUSY_MS`, or if the database file is no longer
        there."""
        deadline = time.monotonic() + BUSY_MS / 1000
        if not self._threads.acquire(timeout=BUSY_MS / 1000):
            raise _busy()
        try:
            handle = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                while not _locked(handle):
                    if time.monotonic() > deadline:
                        raise _busy()
                    time.sleep(0.005)
                self._check_still_there()
                yield
            finally:
                os.close(handle)  # gives the lock back, as does the end of the process
        finally:
            self._threads.release()

    def _check_still_there(self) -> None:
        """An open SQLite connection goes on writing into a deleted file, and all that it writes is lost."""
        try:
            same = self._database.stat().st_ino == self._inode
        except FileNotFoundError:
            same = False
        if not same:
            raise StoreUnavailable(
                "The database file was moved, replaced or deleted while in use. Put it back and start again."
            )


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _busy() -> StoreUnavailable:
    return StoreUnavailable("The database is busy with another write. Nothing was saved; please try again in a moment.")

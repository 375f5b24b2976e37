"""The store: one database, its transactions, and its failures in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import QueuePool

from records import sqlite_file
from records.errors import StoreUnavailable
from records.upgrade import upgrade

_ONE_WRITER_KEY = 7205759403  # any number; every replica asks PostgreSQL for the same one


class Store:
    """An open database, safe to use from many threads. Made by `open_store`; passed to every other function of this
    room."""

    def __init__(self, engine: Engine, one_writer: Callable[[], AbstractContextManager[None]]) -> None:
        self._readers = engine
        self._writers = engine.execution_options(writes=True)
        self._one_writer = one_writer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: everything read in it belongs to one moment. For the functions of this room only."""
        with _plain_words(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction, alone in the database: committed when the block ends, undone if it raises. For this room
        only.

        When it has ended without an error, the change is on the disk. Raises `StoreUnavailable`.
        """
        with _plain_words(), self._one_writer(), self._writers.begin() as connection:
            yield connection

    def empty_log(self) -> None:
        """After a deletion: SQLite's write-ahead log still holds the deleted text; write it back and empty it. Room
        only."""
        if self._readers.dialect.name == "sqlite":
            with _plain_words(), self._one_writer():
                connection = self._readers.raw_connection()
                try:
                    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    connection.close()

    def close(self) -> None:
        """Close every connection. The store must not be used afterwards."""
        self._readers.dispose()


def open_store(url: str) -> Store:
    """Open the database and bring its tables up to date; an SQLite file that is not there yet is made.

    `url`: `sqlite:///data/records.db` (a path relative to the working directory; four slashes for an absolute one) or
    `postgresql://user:password@host/name`. Raises `StoreUnavailable`, or `StoreTooNew` for a database of a newer
    version.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The address may hold a password: it is never repeated in a message.
        raise StoreUnavailable(
            "The database address cannot be read; write for example sqlite:///data/records.db."
        ) from None
    if parsed.get_backend_name() == "sqlite":
        store = _sqlite(parsed)
    elif parsed.get_backend_name() == "postgresql":
        store = _postgresql(parsed)
    else:
        raise StoreUnavailable("The database address must begin with sqlite:/// or postgresql://.")
    try:
        with store.writing() as connection:
            upgrade(connection)
    except BaseException:
        store.close()
        raise
    return store


def _sqlite(url: URL) -> Store:
    if not url.database or url.database == ":memory:":
        raise StoreUnavailable("Records need a file; write for example sqlite:///data/records.db.")
    path = Path(url.database).absolute()
    with _plain_words():
        sqlite_file.prepare(path)
        writer = sqlite_file.OneWriter(path)
    sqlite_file.warn_if_old()
    engine = create_engine(
        URL.create("sqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"}),
        connect_args={"isolation_level": None},  # transactions begin where `_begin` says, not where the driver guesses
        poolclass=QueuePool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", lambda connection, _: sqlite_file.configure(connection))
    event.listen(engine, "begin", _begin_sqlite)
    return Store(engine, writer.hold)


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once: what a write transaction reads first can then not change under it.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Store:
    try:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreUnavailable("PostgreSQL needs its driver: install the package psycopg[binary].") from None
    event.listen(engine, "begin", _begin_postgresql)
    return Store(engine, nullcontext)


def _begin_postgresql(connection: Connection) -> None:
    # The same promise as on SQLite, one writer at a time, so that no function of this room needs to think of races.
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER_KEY})")


@contextmanager
def _plain_words() -> Iterator[None]:
    """The one place where a failure of the database, or of its file, becomes words."""
    try:
        yield
    except (OperationalError, NoFreeConnection, OSError) as error:
        raise StoreUnavailable(_words(str(error))) from error
    except DatabaseError as error:
        if (
            type(error) is not DatabaseError
        ):  # a broken constraint or a wrong statement is our mistake, not the database's state
            raise
        raise StoreUnavailable(_words(str(error))) from error


_WORDS = (
    ("disk is full", "The disk is full."),
    ("no space left", "The disk is full."),
    ("i/o error", "The disk refuses to read or write."),
    ("locked", "The database is busy with another write; please try again in a moment."),
    ("readonly", sqlite_file.READ_ONLY),
    (
        "permission denied",
        "This account may not read or write the database: check who owns the file and its directory.",
    ),
    ("malformed", "The database file is damaged. Stop, keep the file, and restore the last backup."),
    ("not a database", "The file is not a database of this software, or it is damaged."),
    ("unable to open", "The database file cannot be opened: check that it is there and who owns it."),
)


def _words(message: str) -> str:
    low = message.lower()
    reason = next((words for sign, words in _WORDS if sign in low), "The database does not answer as it should.")
    return f"{reason} Nothing was saved."

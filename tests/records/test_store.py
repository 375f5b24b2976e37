"""The store opens safely, says in plain words when it cannot, and tells nobody's answers while doing so."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import shutil
import sqlite3
import stat
import tempfile
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from records import sqlite_file
from records.audit import list_audit, record
from records.drafts import find_draft, save_draft, start_draft
from records.errors import StoreUnavailable
from records.store import Store, open_store
from records.versions import find_version, keep_version

ANYBODY = 65534


def in_a_process(job: Callable[[], None]) -> None:
    """Run a job in a process of its own, without root's right to ignore file modes; its failure is this test's."""

    def run() -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(ANYBODY)
            os.setuid(ANYBODY)
        job()

    with tempfile.TemporaryDirectory() as elsewhere:  # loads now what the other account may not be allowed to read
        open_store(f"sqlite:///{elsewhere}/records.db").close()
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=60)
    assert process.exitcode == 0


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that another account can reach, unlike `tmp_path`."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


def test_files_are_for_this_account_only(store: Store, database: Path, now: datetime) -> None:
    start_draft(store, "a" * 64, now)
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in database.parent.iterdir()} == dict.fromkeys(
        ("records.db", "records.db-wal", "records.db-shm", "records.db.lock"), 384
    )


def test_a_file_that_others_could_read_is_closed_to_them(store: Store, database: Path) -> None:
    store.close()
    database.chmod(0o644)
    open_store(f"sqlite:///{database}").close()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_every_connection_is_durable_and_strict(store: Store) -> None:
    with store.reading() as first, store.reading() as second, store.writing() as third:
        for connection in (first, second, third):
            for name, wanted in (sqlite_file.SETTINGS | {"busy_timeout": 5000}).items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == wanted, name
        assert (
            third.exec_driver_sql("SELECT count(*) FROM pragma_table_list WHERE strict AND schema = 'main'").scalar()
            == 10
        )


def test_a_setting_that_does_not_take_keeps_the_store_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite_file.SETTINGS, "synchronous", 7)
    with pytest.raises(StoreUnavailable, match="synchronous"):
        open_store(f"sqlite:///{tmp_path}/records.db")


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 51, 3), (3, 54, 0)])
def test_an_sqlite_with_the_wal_reset_bug_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    open_store(f"sqlite:///{tmp_path}/records.db").close()
    warnings = [entry for entry in caplog.records if entry.name == "records"]
    assert len(warnings) == (1 if version < (3, 51, 3) else 0)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "records.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://me:secret@host/db",
        "postgresql+nodriver://me:secret@host/db",
    ],
)
def test_an_address_that_cannot_work_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StoreUnavailable) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)


def test_a_read_only_file_is_said_to_be_read_only(open_directory: Path, now: datetime) -> None:
    database = open_directory / "records.db"
    open_directory.chmod(0o777)

    def job() -> None:
        store = open_store(f"sqlite:///{database}")
        database.chmod(0o444)
        store.close()  # so that its next connection finds the file read-only
        with pytest.raises(StoreUnavailable, match="read but not written"):
            start_draft(store, "a" * 64, now)
        with pytest.raises(StoreUnavailable, match="read but not written"):
            open_store(f"sqlite:///{database}")

    in_a_process(job)


def test_a_directory_without_the_right_to_write_is_said_to_be_so(open_directory: Path) -> None:
    open_directory.chmod(0o555)

    def job() -> None:
        with pytest.raises(StoreUnavailable, match="may not read or write"):
            open_store(f"sqlite:///{open_directory}/data/records.db")

    in_a_process(job)


def test_a_full_disk_loses_nothing_and_heals(open_directory: Path, now: datetime) -> None:
    open_directory.chmod(0o777)

    def job() -> None:
        store = open_store(f"sqlite:///{open_directory}/records.db")
        token, _ = start_draft(store, "a" * 64, now)
        save_draft(store, token, answers={"age_years": 34}, contact={}, page="goals", passed=(), seen=1, now=now)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        size = (open_directory / "records.db-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1000, hard))
        with pytest.raises(StoreUnavailable, match="Nothing was saved"):
            save_draft(
                store, token, answers={"other": "x" * 50_000}, contact={}, page="goals", passed=(), seen=2, now=now
            )
        draft = find_draft(store, token, now)
        assert draft is not None
        assert (draft.answers, draft.version) == ({"age_years": 34}, 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert (
            save_draft(
                store, token, answers={"age_years": 35}, contact={}, page="goals", passed=(), seen=2, now=now
            ).version
            == 3
        )

    in_a_process(job)


def test_a_locked_database_is_said_to_be_busy_and_recovers(
    database: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_MS", 50)
    store = open_store(f"sqlite:///{database}")
    token, _ = start_draft(store, "a" * 64, now)
    stranger = sqlite3.connect(database, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="busy"):
        save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=now)
    assert find_draft(store, token, now) is not None  # reading goes on
    stranger.execute("ROLLBACK")
    stranger.close()
    assert save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=now).version == 2
    store.close()


def test_writers_wait_for_one_another_but_not_for_ever(
    store: Store, database: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_MS", 50)
    with store.writing(), pytest.raises(StoreUnavailable, match="busy"):
        start_draft(store, "a" * 64, now)
    with store.writing(), pytest.raises(StoreUnavailable, match="busy"):
        open_store(f"sqlite:///{database}")  # a second store, as another process would have
    start_draft(store, "a" * 64, now)


@pytest.mark.parametrize("replace", [False, True])
def test_a_database_that_disappears_is_noticed_and_not_made_anew(
    store: Store, database: Path, now: datetime, replace: bool
) -> None:
    database.unlink()
    if replace:
        other = database.with_name("other.db")
        other.touch()
        other.rename(database)
    with pytest.raises(StoreUnavailable, match="moved, replaced or deleted"):
        start_draft(store, "a" * 64, now)
    assert database.exists() is replace


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be looked at " * 100, b"SQLite format 3\x00" + b"\xff" * 8000]
)
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "records.db"
    file.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == content


def test_no_error_carries_an_answer(database: Path, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_MS", 50)
    store = open_store(f"sqlite:///{database}")
    token, _ = start_draft(store, "a" * 64, now)
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE UPDATE ON draft BEGIN SELECT RAISE(ABORT, 'stop'); END")
    canary = "ZZ" + "CANARY"  # in two halves, else the traceback finds it in this very line
    for contact in ({"name": canary}, {"name": canary, "height": float("nan")}):
        with pytest.raises(Exception) as error:
            save_draft(store, token, answers={"other": canary}, contact=contact, page=None, passed=(), seen=1, now=now)
        told = "".join(traceback.format_exception(error.value))
        assert canary not in told
        assert token not in told
    store.close()


def test_a_time_without_a_zone_is_refused(store: Store, now: datetime) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        start_draft(store, "a" * 64, now.replace(tzinfo=None))


def test_the_audit_keeps_order_and_limit(store: Store, now: datetime) -> None:
    for step in range(5):
        record(store, "dr.lee", "summary opened", f"HS-{step}", now, detail="pdf")
    newest = list_audit(store, limit=2)
    assert [entry.entity for entry in newest] == ["HS-4", "HS-3"]
    assert (newest[0].actor, newest[0].action, newest[0].at, newest[0].detail) == (
        "dr.lee",
        "summary opened",
        now,
        "pdf",
    )


def test_a_kept_version_is_found_word_for_word_however_often_it_is_kept(store: Store, now: datetime) -> None:
    text = '{"title":"Haarausfall ✓"}'
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with pytest.raises(ValueError, match="SHA-256"):
        keep_version(store, "rule_book", "1.0.0", "0" * 64, text, now)
    for _ in range(3):
        keep_version(store, "rule_book", "1.0.0", sha256, text, now)
    keep_version(store, "questionnaire", "1.0.0", sha256, text, now)
    assert find_version(store, "rule_book", sha256) == text
    assert find_version(store, "rule_book", "0" * 64) is None

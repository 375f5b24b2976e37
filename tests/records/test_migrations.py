"""The tables come from migrations, all or none, and never from the future."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from records.drafts import find_draft, start_draft
from records.errors import StoreTooNew
from records.store import Store, open_store
from records.tables import metadata


def test_opening_a_second_time_changes_nothing(store: Store, database: Path, now: datetime) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    again = open_store(f"sqlite:///{database}")
    assert find_draft(again, token, now) is not None
    again.close()


def test_the_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store: Store, database: Path) -> None:
    store.close()
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = database.read_bytes()
    with pytest.raises(StoreTooNew, match="newer version of this software") as refusal:
        open_store(f"sqlite:///{database}")
    assert "9999" in str(refusal.value)
    assert database.read_bytes() == before


def test_a_migration_that_stops_half_way_leaves_nothing_behind(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def stops(*arguments: Any) -> None:
        real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "upgrade", stops)
    with pytest.raises(KeyboardInterrupt):
        open_store(f"sqlite:///{database}")
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    monkeypatch.undo()
    open_store(f"sqlite:///{database}").close()

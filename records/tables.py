"""The tables as they are now. `migrations/` makes them; a test holds the two equal.

All columns are text, integers or bytes, so that SQLite can check them (STRICT) and PostgreSQL stores the same.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Utc(TypeDecorator[datetime]):
    """A moment, as text of one width (`2026-11-23T08:30:00.000000Z`), so that text order is time order in every
    database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored; give an aware datetime in UTC")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A JSON value as text, in the order given. Letters outside ASCII are escaped, so that any text at all can be
    stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else json.loads(value)


metadata = MetaData()


def _table(name: str, *columns: Column[Any] | UniqueConstraint) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True)


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **more)


draft = _table(
    "draft",
    _text("id", primary_key=True),
    _text("token_sha256", unique=True),
    Column("version", Integer, nullable=False),
    _text("questionnaire_sha256"),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Column("page", Text),
    Column("passed", Json, nullable=False),
    Column("reference", Text),
    Column("contact", Json, nullable=False),
    Column("answers", Json, nullable=False),
    Column("language", Text),
    Column("code_sha256", Text, index=True, unique=True),
)

# Small columns come first: the clinic's list then never reads the long texts, which SQLite keeps on pages of their own.
submission = _table(
    "submission",
    Column("id", Integer, primary_key=True),
    # No foreign key: a draft is deleted when it expires, the submission stays. Unique: one draft is sent once.
    _text("draft_id", unique=True),
    _text("reference", unique=True),
    Column("sent_at", Utc, nullable=False),
    _text("name"),
    _text("name_folded"),
    _text("born"),
    _text("pathway"),
    Column("red_flags", Json, nullable=False),
    _text("language"),
    _text("app_version"),
    _text("questionnaire_version"),
    _text("questionnaire_sha256"),
    _text("rule_book_version"),
    _text("rule_book_sha256"),
    Column("contact", Json, nullable=False),
    Column("answers", Json, nullable=False),
    _text("consent_text"),
    Column("assessment", Json, nullable=False),
)

review = _table(
    "review",
    Column("submission_id", Integer, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    _text("account"),
    Column("at", Utc, nullable=False),
)


def _photo_columns() -> list[Column[Any]]:
    return [
        _text("view", primary_key=True),
        _text("sha256"),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("content", LargeBinary, nullable=False),
    ]


# Whatever deletes a draft deletes its photos.
draft_photo = _table(
    "draft_photo",
    Column("draft_id", Text, ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    *_photo_columns(),
)

photo = _table(
    "photo",
    Column("submission_id", Integer, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    *_photo_columns(),
)

version = _table(
    "version",
    _text("kind", primary_key=True),
    _text("sha256", primary_key=True),
    _text("version"),
    Column("kept_at", Utc, nullable=False),
    _text("canonical_json"),
)

account = _table(
    "account",
    _text("name", primary_key=True),
    _text("full_name"),
    _text("role"),
    _text("password_hash"),
    Column("created_at", Utc, nullable=False),
    Column("disabled_at", Utc),
)

# Keyed by a hash: people type passwords into the name field, and names that do not exist are counted as well.
failed_sign_in = _table(
    "failed_sign_in",
    _text("name_sha256", primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Utc, nullable=False),
    Column("retry_at", Utc, nullable=False),
)

clinic_session = _table(
    "clinic_session",
    _text("token_sha256", primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("last_seen_at", Utc, nullable=False),
)

audit = _table(
    "audit",
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    _text("actor"),
    _text("action"),
    _text("entity"),
    _text("detail"),
)

"""The questionnaires and rule books that submissions were given under, kept word for word so that each can be read as
it was."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select

from records.store import Store
from records.tables import version as version_table
from records.tokens import digest

Kind = Literal["questionnaire", "rule_book"]


def keep_version(store: Store, kind: Kind, version: str, sha256: str, canonical_json: str, now: datetime) -> None:
    """Keep one version for good; keeping it again changes nothing. Raises `ValueError` if the text does not have this
    SHA-256."""
    if digest(canonical_json) != sha256:
        raise ValueError(f"The text of {kind} {version} does not have the SHA-256 {sha256}.")
    if find_version(store, kind, sha256) is not None:
        return
    with store.writing() as connection:
        wanted = (version_table.c.kind == kind, version_table.c.sha256 == sha256)
        if connection.execute(select(version_table.c.sha256).where(*wanted)).first() is None:
            connection.execute(
                insert(version_table).values(
                    kind=kind, sha256=sha256, version=version, kept_at=now, canonical_json=canonical_json
                )
            )


def find_version(store: Store, kind: Kind, sha256: str) -> str | None:
    """The canonical JSON of one version, or None if it was never kept."""
    wanted = (version_table.c.kind == kind, version_table.c.sha256 == sha256)
    with store.reading() as connection:
        return connection.execute(select(version_table.c.canonical_json).where(*wanted)).scalar()

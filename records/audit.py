"""Who did what, when: rows are only ever added. They name accounts and references, never a patient, an answer or a
token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from records.store import Store
from records.tables import audit


@dataclass(frozen=True)
class AuditRow:
    """One entry. `actor`: an account's name, `patient` or `system`; `entity`: what it was done to, such as a
    reference."""

    id: int
    at: datetime
    actor: str
    action: str
    entity: str
    detail: str


def record(store: Store, actor: str, action: str, entity: str, now: datetime, detail: str = "") -> None:
    """Add one entry, in a transaction of its own. `now` is aware, UTC. Never pass answers or a patient's name."""
    with store.writing() as connection:
        add_entry(connection, actor, action, entity, now, detail)


def add_entry(connection: Connection, actor: str, action: str, entity: str, now: datetime, detail: str = "") -> None:
    """Add one entry within the transaction of the change it tells of, so that neither exists without the other. Room
    only."""
    connection.execute(insert(audit).values(at=now, actor=actor, action=action, entity=entity, detail=detail))


def list_audit(store: Store, limit: int = 200) -> tuple[AuditRow, ...]:
    """The last `limit` entries, newest first."""
    with store.reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(limit)).all()
    return tuple(AuditRow(row.id, row.at, row.actor, row.action, row.entity, row.detail) for row in rows)

"""Drafts: what a patient has filled in so far, kept until it is sent, discarded or 30 days old."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from records import throttle
from records.audit import add_entry
from records.errors import DraftChanged, DraftGone
from records.store import Store
from records.tables import draft
from records.tokens import digest, new_token

LIFETIME = timedelta(days=30)
"""How long a draft is kept after it was last saved, and the trace of a sent one after sending."""
READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be mistaken for one another, read aloud or on paper: no 0, O, 1, I, L."""
EMPTY_LIFETIME = timedelta(days=1)
"""How long a draft is kept in which nothing was saved: anyone can begin one."""

# The two statements of every step of the form, made once: to build them anew each time takes longer than to run them.
_LIVE = select(draft).where(draft.c.token_sha256 == bindparam("token"), draft.c.expires_at > bindparam("moment"))
_SAVE = (
    update(draft)
    .where(
        draft.c.token_sha256 == bindparam("token"),
        draft.c.expires_at > bindparam("moment"),
        draft.c.reference.is_(None),
        draft.c.version == bindparam("seen"),
    )
    .values(version=draft.c.version + 1)
    .returning(draft)
)


@dataclass(frozen=True)
class Draft:
    """One patient's form in progress.

    `page` is where the patient stands, `passed` the ids of the pages left with Continue. `reference` is set once it was
    sent; all the others are empty from then on.
    """

    id: str
    answers: dict[str, object]
    contact: dict[str, object]
    page: str | None
    passed: tuple[str, ...]
    version: int
    questionnaire_sha256: str
    created_at: datetime
    updated_at: datetime
    reference: str | None
    language: str | None


def start_draft(
    store: Store, questionnaire_sha256: str, now: datetime, language: str | None = None
) -> tuple[str, Draft]:
    """A new, empty draft and the token that opens it. The token cannot be found again: only its SHA-256 is stored."""
    token = new_token()
    with store.writing() as connection:
        connection.execute(
            insert(draft).values(
                id=secrets.token_hex(16),
                token_sha256=digest(token),
                version=1,
                questionnaire_sha256=questionnaire_sha256,
                created_at=now,
                updated_at=now,
                expires_at=now + LIFETIME,
                page=None,
                passed=[],
                reference=None,
                contact={},
                answers={},
                language=language,
            )
        )
        return token, _to_draft(live_draft(connection, token, now))


def find_draft(store: Store, token: str, now: datetime) -> Draft | None:
    """The draft behind a token, or None if it is unknown, expired or discarded."""
    with store.reading() as connection:
        try:
            return _to_draft(live_draft(connection, token, now))
        except DraftGone:
            return None


def save_draft(
    store: Store,
    token: str,
    *,
    answers: Mapping[str, object],
    contact: Mapping[str, object],
    page: str | None,
    passed: Sequence[str],
    seen: int,
    now: datetime,
) -> Draft:
    """Keep what the patient has filled in; `version` goes up by one and the 30 days start anew. `seen` is the version
    that the answers were worked out from.

    Raises `DraftGone` if the draft is unknown, expired, discarded or already sent, `DraftChanged` if another version is
    there by now, `StoreUnavailable` if it could not be saved. Nothing is saved then.
    """
    with store.writing() as connection:
        row = connection.execute(
            _SAVE,
            {
                "token": digest(token),
                "moment": now,
                "seen": seen,
                "answers": dict(answers),
                "contact": dict(contact),
                "page": page,
                "passed": list(passed),
                "updated_at": now,
                "expires_at": now + LIFETIME,
            },
        ).one_or_none()
        if row is None:
            live_draft(connection, token, now, seen)  # raises why, unless the draft is there and was sent
            raise DraftGone("These answers have already been sent and can no longer be changed here.")
        return _to_draft(row)


def set_language(store: Store, token: str, language: str, now: datetime) -> None:
    """Remember the language (two-letter code) in which the patient goes on. Raises `DraftGone`."""
    with store.writing() as connection:
        row = live_draft(connection, token, now)
        connection.execute(update(draft).where(draft.c.id == row.id).values(language=language))


def make_code(store: Store, token: str, now: datetime) -> str:
    """A new code, such as `K7QM-92PF-3XWT`, that opens this draft on another device until it is sent; an earlier one no
    longer does. Only its SHA-256 is stored. Raises `DraftGone`."""
    with store.writing() as connection:
        row = live_draft(connection, token, now)
        if row.reference is not None:
            raise DraftGone("These answers have already been sent.")
        code = "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
        connection.execute(update(draft).where(draft.c.id == row.id).values(code_sha256=digest(code)))
        return code


def open_by_code(store: Store, code: str, now: datetime, *, address: str = "") -> str | None:
    """A new token for the draft that a code opens, as typed: capitals, spaces and hyphens do not matter. None if it
    opens nothing. It opens once, and the device that had the draft before is let go of: what the patient took along is
    in one place.

    Raises `TooManyTries` after five wrong ones in a row from one network `address`, until the wait is over.
    """
    letters = "".join(letter for letter in code.upper() if letter in READABLE)
    written = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    token = new_token()
    with store.writing() as connection:
        tried = f"draft code\n{address}"
        throttle.count_try(connection, tried, now)
        found = (draft.c.code_sha256 == digest(written)) & draft.c.reference.is_(None) & (draft.c.expires_at > now)
        opened = connection.execute(
            update(draft).where(found).values(token_sha256=digest(token), code_sha256=None, updated_at=now)
        )
        if opened.rowcount:
            throttle.forget_failures(connection, tried)
    return token if opened.rowcount else None


def discard_draft(store: Store, token: str, now: datetime) -> None:
    """The patient starts over or leaves: the draft is deleted and what it held is overwritten. What was sent stays
    sent."""
    with store.writing() as connection:
        found = connection.execute(
            delete(draft).where(draft.c.token_sha256 == digest(token)).returning(draft.c.id)
        ).scalar()
        if found is not None:
            add_entry(connection, "patient", "draft discarded", f"draft {found}", now)
    store.empty_log()


def delete_expired_drafts(store: Store, now: datetime) -> int:
    """Delete every draft past its time, and those begun a day ago in which nothing was ever saved; how many there
    were."""
    with store.writing() as connection:
        never_used = (draft.c.version == 1) & (draft.c.created_at <= now - EMPTY_LIFETIME) & draft.c.reference.is_(None)
        count = connection.execute(delete(draft).where((draft.c.expires_at <= now) | never_used)).rowcount
        if count:
            add_entry(connection, "system", "expired drafts deleted", "drafts", now, str(count))
    if count:
        store.empty_log()
    return count


def live_draft(connection: Connection, token: str, now: datetime, seen: int | None = None) -> Row[Any]:
    """The row behind a token, sent or not. Raises `DraftGone` if there is none or it has expired, and `DraftChanged` if
    it was not sent but has another version than the one `seen`. For this room only."""
    row = connection.execute(_LIVE, {"token": digest(token), "moment": now}).one_or_none()
    if row is None:
        raise DraftGone("These answers are no longer here: they were discarded, or not touched for 30 days.")
    if seen is not None and row.reference is None and row.version != seen:
        raise DraftChanged("The form was changed in another tab meanwhile. What you see now is what was saved.")
    return row


def mark_sent(connection: Connection, draft_id: str, reference: str, now: datetime) -> None:
    """Note the reference and wipe what the submission now holds. For this room only."""
    connection.execute(
        update(draft)
        .where(draft.c.id == draft_id)
        .values(
            reference=reference, answers={}, contact={}, page=None, passed=[], updated_at=now, expires_at=now + LIFETIME
        )
    )


def _to_draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        answers=row.answers,
        contact=row.contact,
        page=row.page,
        passed=tuple(row.passed),
        version=row.version,
        questionnaire_sha256=row.questionnaire_sha256,
        created_at=row.created_at,
        updated_at=row.updated_at,
        reference=row.reference,
        language=row.language,
    )

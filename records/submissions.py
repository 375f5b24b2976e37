"""Submissions: the answers as sent, with everything they were given under.

A submission is never changed afterwards: the database refuses it. That somebody has looked at it is a row of its own.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, insert, or_, select

from questionnaire.contact import read_date
from records.audit import add_entry
from records.drafts import READABLE, live_draft, mark_sent
from records.errors import StoreUnavailable, SubmissionUnknown
from records.photos import hand_over
from records.store import Store
from records.tables import review, submission


@dataclass(frozen=True)
class NewSubmission:
    """What is sent. `contact` holds at least `name` and `born` (an ISO date) as texts, by which the clinic finds it
    again; `assessment` is the JSON object made at sending; `consent_text` is the wording the patient agreed to."""

    answers: dict[str, object]
    contact: dict[str, object]
    questionnaire_version: str
    questionnaire_sha256: str
    rule_book_version: str
    rule_book_sha256: str
    app_version: str
    language: str
    assessment: dict[str, object]
    pathway: str
    red_flags: tuple[str, ...]
    consent_text: str


@dataclass(frozen=True)
class Submission(NewSubmission):
    """What was sent, when, and who has looked at it. `id` only goes up: it is the order of sending, whatever the clock
    said."""

    id: int
    reference: str
    sent_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None


@dataclass(frozen=True)
class SubmissionRow:
    """One line of the clinic's list."""

    reference: str
    sent_at: datetime
    name: str
    born: str
    pathway: str
    red_flags: tuple[str, ...]
    reviewed_at: datetime | None


def send(store: Store, token: str, new: NewSubmission, seen: int, now: datetime) -> Submission:
    """Turn a draft into a submission, once: sending it again, even at the same moment, returns what the first one
    stored.

    `seen` is the version of the draft that was assessed. When this returns, the submission is on the disk and has been
    read back. Raises `DraftGone` if there is no draft behind the token, `DraftChanged` if it is another version by now,
    `StoreUnavailable` if it could not be saved.
    """
    with store.writing() as connection:
        draft = live_draft(connection, token, now, seen)
        reference = connection.execute(select(submission.c.reference).where(submission.c.draft_id == draft.id)).scalar()
        if reference is None:
            reference = _free_reference(connection)
            submission_id = connection.execute(
                insert(submission)
                .values(
                    **{field.name: getattr(new, field.name) for field in fields(NewSubmission)},
                    draft_id=draft.id,
                    reference=reference,
                    sent_at=now,
                    name=_contact_text(new, "name"),
                    name_folded=_fold(_contact_text(new, "name")),
                    born=_contact_text(new, "born"),
                )
                .returning(submission.c.id)
            ).scalar_one()
            hand_over(connection, draft.id, submission_id)
            mark_sent(connection, draft.id, reference, now)
            add_entry(connection, "patient", "submission sent", reference, now)
    kept = find_submission(store, reference)
    if kept is None:
        raise StoreUnavailable("What was sent could not be read back. Please try again.")
    return kept


def list_submissions(
    store: Store, *, search: str = "", only_open: bool = False, limit: int = 50, offset: int = 0
) -> tuple[tuple[SubmissionRow, ...], int]:
    """A part of the clinic's list, newest first, and how many there are in all.

    `search`: parts of a name in any order (capitals and accents do not matter), a date of birth as people write it, or
    four or more characters of a reference, with or without its hyphens. `only_open`: leave out what has been reviewed.
    """
    wanted = _matching(search)
    if only_open:
        wanted.append(review.c.submission_id.is_(None))
    columns = submission.c
    rows = (
        _with_review(columns.reference, columns.sent_at, columns.name, columns.born, columns.pathway, columns.red_flags)
        .where(*wanted)
        .order_by(columns.id.desc())
        .limit(limit)
        .offset(offset)
    )
    with store.reading() as connection:
        total = connection.execute(select(func.count()).select_from(_BOTH).where(*wanted)).scalar_one()
        found = connection.execute(rows).all()
    return tuple(_to_row(row) for row in found), total


def find_submission(store: Store, reference: str) -> Submission | None:
    """The submission with this reference (capitals and outer spaces do not matter), or None."""
    with store.reading() as connection:
        wanted = submission.c.reference == reference.strip().upper()
        row = connection.execute(_with_review(submission).where(wanted)).one_or_none()
    return None if row is None else _to_submission(row)


def mark_reviewed(store: Store, reference: str, account_name: str, now: datetime) -> Submission:
    """Note that a clinician has looked at it. A second review changes nothing: the first one counts.

    Raises `SubmissionUnknown`.
    """
    found = find_submission(store, reference)
    if found is None:
        raise SubmissionUnknown(f"There is no submission {reference}.")
    with store.writing() as connection:
        if connection.execute(select(review).where(review.c.submission_id == found.id)).one_or_none() is None:
            connection.execute(insert(review).values(submission_id=found.id, account=account_name, at=now))
            add_entry(connection, account_name, "submission reviewed", found.reference, now)
    reviewed = find_submission(store, found.reference)
    if reviewed is None or reviewed.reviewed_at is None:
        raise StoreUnavailable("The review could not be read back. Please try again.")
    return reviewed


_BOTH = submission.outerjoin(review, review.c.submission_id == submission.c.id)


def _with_review(*columns: Any) -> Select[Any]:
    """A selection over submissions, with the review of each where there is one."""
    return select(*columns, review.c.at.label("reviewed_at"), review.c.account.label("reviewed_by")).select_from(_BOTH)


def _matching(search: str) -> list[ColumnElement[bool]]:
    text = search.strip()
    if not text:
        return []
    words = _fold(text.replace(",", " ")).split() or [text]
    found = [and_(*(submission.c.name_folded.contains(word, autoescape=True) for word in words))]
    born = read_date(text)
    if born is not None:
        found.append(submission.c.born == born.isoformat())
    spoken = "".join(letter for letter in text.upper() if letter.isalnum())
    if len(spoken) >= 4:
        found.append(func.replace(submission.c.reference, "-", "").contains(spoken, autoescape=True))
    return [or_(*found)]


def _fold(text: str) -> str:
    """A name as it is searched for: no capitals, no accents, single spaces."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().split())


def _contact_text(new: NewSubmission, key: str) -> str:
    """One line of contact for the list: what cannot be seen (line ends, direction marks, NUL) becomes a space."""
    value = new.contact.get(key)
    return (
        "".join(letter if letter.isprintable() else " " for letter in value).strip() if isinstance(value, str) else ""
    )


def _free_reference(connection: Connection) -> str:
    """A reference nobody has yet, such as `HS-7K3M-92QF`."""
    while True:
        letters = "".join(secrets.choice(READABLE) for _ in range(8))
        reference = f"HS-{letters[:4]}-{letters[4:]}"
        if connection.execute(select(submission.c.id).where(submission.c.reference == reference)).first() is None:
            return reference


def _to_submission(row: Row[Any]) -> Submission:
    values = {field.name: getattr(row, field.name) for field in fields(Submission)}
    return Submission(**values | {"red_flags": tuple(row.red_flags)})


def _to_row(row: Row[Any]) -> SubmissionRow:
    values = {field.name: getattr(row, field.name) for field in fields(SubmissionRow)}
    return SubmissionRow(**values | {"red_flags": tuple(row.red_flags)})

"""Photos: four at most with a draft, replaceable and gone with it; with a submission, as they were sent, for good.

They are two tables. A draft's photos are deleted with the draft by the database itself, whichever way it goes; a
submission's are under the same triggers as the submission. Sending moves them from the one to the other, in its own
transaction.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, literal, select, update

from photos import VIEWS
from photos.clean import Cleaned
from records.drafts import LIFETIME, live_draft
from records.errors import DraftGone
from records.store import Store
from records.tables import draft, draft_photo, photo, submission


@dataclass(frozen=True)
class PhotoRow:
    """What is known of a photo without reading it. `view` is one of `photos.VIEWS`; `width` and `height` are pixels."""

    view: str
    sha256: str
    width: int
    height: int

    @property
    def mark(self) -> str:
        """The first characters of its SHA-256: no two different photos share them."""
        return self.sha256[:16]


@dataclass(frozen=True)
class Photo(PhotoRow):
    """A photo, with its JPEG file."""

    content: bytes


def keep_photo(store: Store, token: str, view: str, cleaned: Cleaned, now: datetime) -> None:
    """Keep a photo of a view with a draft, in place of an earlier one of that view; the draft's 30 days start anew.

    Raises `DraftGone` if the draft is unknown, expired, discarded or already sent, `ValueError` for a view that is
    none, and `StoreUnavailable`. Nothing is kept then.
    """
    if view not in VIEWS:
        raise ValueError(f'there is no view "{view}"; there are {", ".join(VIEWS)}')
    with store.writing() as connection:
        draft_id = _open_draft(connection, token, now)
        replaced = _forget(connection, draft_id, view)
        connection.execute(
            insert(draft_photo).values(
                draft_id=draft_id,
                view=view,
                sha256=hashlib.sha256(cleaned.content).hexdigest(),
                width=cleaned.width,
                height=cleaned.height,
                content=cleaned.content,
            )
        )
    if replaced:
        store.empty_log()


def remove_photo(store: Store, token: str, view: str, now: datetime) -> None:
    """Delete a draft's photo of a view, if there is one; what it held is overwritten. Raises as `keep_photo` does."""
    with store.writing() as connection:
        removed = _forget(connection, _open_draft(connection, token, now), view)
    if removed:
        store.empty_log()


def list_draft_photos(store: Store, draft_id: str) -> tuple[PhotoRow, ...]:
    """The photos of a draft that was not sent, in the order of `photos.VIEWS`."""
    with store.reading() as connection:
        return _rows(connection, draft_photo, draft_photo.c.draft_id == draft_id)


def find_draft_photo(store: Store, token: str, view: str, now: datetime) -> Photo | None:
    """The photo of a view in the draft behind a token, or None. A draft that was sent has none: its photos are the
    submission's."""
    with store.reading() as connection:
        try:
            mine = draft_photo.c.draft_id == live_draft(connection, token, now).id
        except DraftGone:
            return None
        return _photo(connection, draft_photo, mine, view)


def list_photos(store: Store, submission_id: int) -> tuple[PhotoRow, ...]:
    """The photos sent with a submission, in the order of `photos.VIEWS`."""
    with store.reading() as connection:
        return _rows(connection, photo, photo.c.submission_id == submission_id)


def find_photo(store: Store, reference: str, view: str) -> Photo | None:
    """The photo of a view sent with the submission of this reference, or None."""
    wanted = select(submission.c.id).where(submission.c.reference == reference.strip().upper()).scalar_subquery()
    with store.reading() as connection:
        return _photo(connection, photo, photo.c.submission_id == wanted, view)


def read_photos(store: Store, submission_id: int) -> tuple[Photo, ...]:
    """The photos sent with a submission with their files, in the order of `photos.VIEWS`."""
    with store.reading() as connection:
        rows = connection.execute(select(photo).where(photo.c.submission_id == submission_id)).all()
    return tuple(sorted(map(_to_photo, rows), key=_place))


def hand_over(connection: Connection, draft_id: str, submission_id: int) -> None:
    """The draft was sent: its photos are the submission's from now on. Within the transaction of sending. Room only."""
    columns = ("view", "sha256", "width", "height", "content")
    mine = draft_photo.c.draft_id == draft_id
    taken = select(literal(submission_id), *(draft_photo.c[name] for name in columns)).where(mine)
    connection.execute(insert(photo).from_select(["submission_id", *columns], taken))
    connection.execute(delete(draft_photo).where(mine))


def _open_draft(connection: Connection, token: str, now: datetime) -> str:
    """The id of a draft that can still be changed, noting that it was: what was looked over before is another
    version."""
    row = live_draft(connection, token, now)
    if row.reference is not None:
        raise DraftGone("These answers have already been sent and can no longer be changed here.")
    connection.execute(
        update(draft)
        .where(draft.c.id == row.id)
        .values(version=draft.c.version + 1, updated_at=now, expires_at=now + LIFETIME)
    )
    return str(row.id)


def _forget(connection: Connection, draft_id: str, view: str) -> bool:
    """Delete a draft's photo of a view. Whether there was one."""
    wanted = (draft_photo.c.draft_id == draft_id) & (draft_photo.c.view == view)
    return connection.execute(delete(draft_photo).where(wanted)).rowcount > 0


def _rows(connection: Connection, table: Table, whose: ColumnElement[bool]) -> tuple[PhotoRow, ...]:
    columns = table.c
    found = connection.execute(select(columns.view, columns.sha256, columns.width, columns.height).where(whose)).all()
    return tuple(sorted((PhotoRow(row.view, row.sha256, row.width, row.height) for row in found), key=_place))


def _photo(connection: Connection, table: Table, whose: ColumnElement[bool], view: str) -> Photo | None:
    row = connection.execute(select(table).where(whose, table.c.view == view)).one_or_none()
    return None if row is None else _to_photo(row)


def _to_photo(row: Row[Any]) -> Photo:
    return Photo(row.view, row.sha256, row.width, row.height, row.content)


def _place(photo: PhotoRow) -> int:
    return VIEWS.index(photo.view)

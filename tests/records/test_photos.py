"""Photos go with their draft, become the submission's when it is sent, and then never change."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from photos.clean import Cleaned
from records.drafts import LIFETIME, delete_expired_drafts, discard_draft, find_draft, start_draft
from records.errors import DraftGone, StoreUnavailable
from records.photos import (
    find_draft_photo,
    find_photo,
    keep_photo,
    list_draft_photos,
    list_photos,
    read_photos,
    remove_photo,
)
from records.store import Store, open_store
from records.submissions import NewSubmission, send

DAY = timedelta(days=1)
CANARY = b"ZZCANARY"
FIRST = Cleaned(b"\xff\xd8" + CANARY * 4000, 1500, 2000)  # long enough to spill over pages
SECOND = Cleaned(b"\xff\xd8another one", 800, 600)


def begun(store: Store, now: datetime) -> tuple[str, str]:
    """A new draft: its token and its id."""
    token, draft = start_draft(store, "a" * 64, now)
    return token, draft.id


def on_disk(database: Path) -> bool:
    """Whether anything of the first photo stands in the database or the files beside it."""
    return any(CANARY in file.read_bytes() for file in database.parent.iterdir())


def test_a_photo_comes_back_as_it_was_and_in_the_order_of_the_views(store: Store, now: datetime) -> None:
    token, draft_id = begun(store, now)
    for view, cleaned in (("donor", SECOND), ("front", FIRST)):
        keep_photo(store, token, view, cleaned, now)
    rows = list_draft_photos(store, draft_id)
    assert [(row.view, row.width, row.height) for row in rows] == [("front", 1500, 2000), ("donor", 800, 600)]
    found = find_draft_photo(store, token, "front", now)
    assert found is not None
    assert (found.content, found.mark) == (FIRST.content, rows[0].mark)
    assert rows[0].mark != rows[1].mark
    assert find_draft_photo(store, token, "crown", now) is None


def test_a_photo_of_one_draft_is_out_of_reach_of_another(store: Store, now: datetime) -> None:
    mine, _ = begun(store, now)
    other, other_id = begun(store, now)
    keep_photo(store, mine, "front", FIRST, now)
    assert find_draft_photo(store, other, "front", now) is None
    assert list_draft_photos(store, other_id) == ()
    remove_photo(store, other, "front", now)
    assert find_draft_photo(store, mine, "front", now) is not None


def test_a_second_photo_of_a_view_takes_the_place_of_the_first_which_is_overwritten(
    store: Store, database: Path, now: datetime
) -> None:
    token, draft_id = begun(store, now)
    keep_photo(store, token, "top", FIRST, now)
    keep_photo(store, token, "top", SECOND, now)
    assert len(list_draft_photos(store, draft_id)) == 1
    found = find_draft_photo(store, token, "top", now)
    assert found is not None
    assert found.content == SECOND.content
    assert not on_disk(database)


def test_a_removed_photo_leaves_nothing_in_any_file(store: Store, database: Path, now: datetime) -> None:
    token, draft_id = begun(store, now)
    keep_photo(store, token, "top", FIRST, now)
    assert on_disk(database)
    remove_photo(store, token, "top", now)
    remove_photo(store, token, "top", now)  # twice does no harm
    assert list_draft_photos(store, draft_id) == ()
    assert not on_disk(database)


def test_photos_go_when_their_draft_is_discarded_or_expires(store: Store, database: Path, now: datetime) -> None:
    discarded, discarded_id = begun(store, now)
    keep_photo(store, discarded, "top", FIRST, now)
    discard_draft(store, discarded, now)
    assert list_draft_photos(store, discarded_id) == ()
    assert not on_disk(database)

    expired, expired_id = begun(store, now)
    keep_photo(store, expired, "top", FIRST, now)
    assert delete_expired_drafts(store, now + LIFETIME) == 1
    assert list_draft_photos(store, expired_id) == ()
    assert not on_disk(database)


def version(store: Store, token: str, now: datetime) -> int:
    """Of the draft as it is."""
    draft = find_draft(store, token, now)
    assert draft is not None
    return draft.version


def test_adding_or_removing_a_photo_keeps_the_draft_awake_and_makes_it_another_version(
    store: Store, now: datetime
) -> None:
    """What was looked over before is not what would be sent."""
    token, draft_id = begun(store, now)
    keep_photo(store, token, "top", FIRST, now + DAY / 2)
    draft = find_draft(store, token, now + DAY / 2 + LIFETIME - DAY)
    assert draft is not None
    assert (draft.id, draft.version, draft.updated_at) == (draft_id, 2, now + DAY / 2)
    remove_photo(store, token, "top", now + DAY)
    draft = find_draft(store, token, now + DAY)
    assert draft is not None
    assert (draft.version, draft.updated_at) == (3, now + DAY)


def test_sending_hands_the_photos_over(store: Store, now: datetime, new: NewSubmission) -> None:
    token, draft_id = begun(store, now)
    keep_photo(store, token, "crown", FIRST, now)
    keep_photo(store, token, "front", SECOND, now)
    sent = send(store, token, new, version(store, token, now), now)
    assert [photo.view for photo in list_photos(store, sent.id)] == ["front", "crown"]
    assert [photo.content for photo in read_photos(store, sent.id)] == [SECOND.content, FIRST.content]
    found = find_photo(store, f" {sent.reference.lower()} ", "crown")
    assert found is not None
    assert found.content == FIRST.content
    assert find_photo(store, sent.reference, "top") is None
    assert find_photo(store, "HS-AAAA-AAAA", "crown") is None

    # The draft's own way to them is closed, and so is any change.
    assert list_draft_photos(store, draft_id) == ()
    assert find_draft_photo(store, token, "crown", now) is None
    for attempt in (
        lambda: keep_photo(store, token, "crown", SECOND, now),
        lambda: remove_photo(store, token, "crown", now),
    ):
        with pytest.raises(DraftGone):
            attempt()


def test_sending_twice_and_discarding_leave_the_photos_sent(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = begun(store, now)
    keep_photo(store, token, "crown", FIRST, now)
    sent = send(store, token, new, version(store, token, now), now)
    assert send(store, token, new, version(store, token, now), now) == sent
    discard_draft(store, token, now)
    assert [photo.content for photo in read_photos(store, sent.id)] == [FIRST.content]


def test_a_submission_without_photos_has_none(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = begun(store, now)
    other, _ = begun(store, now)
    keep_photo(store, other, "crown", FIRST, now)
    sent = send(store, token, new, version(store, token, now), now)
    assert read_photos(store, sent.id) == ()
    assert list_photos(store, sent.id) == ()


@pytest.mark.parametrize("change", ["UPDATE photo SET content = x'00'", "DELETE FROM photo"])
def test_the_database_refuses_to_change_a_photo_that_was_sent(
    store: Store, database: Path, now: datetime, new: NewSubmission, change: str
) -> None:
    token, _ = begun(store, now)
    keep_photo(store, token, "crown", FIRST, now)
    sent = send(store, token, new, version(store, token, now), now)
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(change)
    connection.close()
    assert [photo.content for photo in read_photos(store, sent.id)] == [FIRST.content]


def test_a_send_that_fails_leaves_the_photos_with_the_draft(
    store: Store, now: datetime, new: NewSubmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    token, draft_id = begun(store, now)
    keep_photo(store, token, "crown", FIRST, now)
    monkeypatch.setattr("records.submissions.mark_sent", fails)
    with pytest.raises(StoreUnavailable):
        send(store, token, new, version(store, token, now), now)
    assert [photo.view for photo in list_draft_photos(store, draft_id)] == ["crown"]


def test_what_is_no_view_or_no_draft_keeps_nothing(store: Store, now: datetime) -> None:
    token, draft_id = begun(store, now)
    with pytest.raises(ValueError, match="front, top, crown, donor"):
        keep_photo(store, token, "passport", FIRST, now)
    for gone in ("guess", ""):
        with pytest.raises(DraftGone):
            keep_photo(store, gone, "front", FIRST, now)
    with pytest.raises(DraftGone):
        keep_photo(store, token, "front", FIRST, now + LIFETIME)
    assert list_draft_photos(store, draft_id) == ()


def test_a_database_from_before_photos_is_brought_up_to_date(
    store: Store, database: Path, now: datetime, new: NewSubmission
) -> None:
    token, _ = begun(store, now)
    sent = send(store, begun(store, now)[0], new, 1, now)
    store.close()
    with sqlite3.connect(database) as connection:
        for table in ("photo", "draft_photo"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    connection.close()
    again = open_store(f"sqlite:///{database}")
    keep_photo(again, token, "front", FIRST, now)
    assert find_draft_photo(again, token, "front", now) is not None
    assert read_photos(again, sent.id) == ()
    again.close()

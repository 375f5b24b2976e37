"""The stand-in for the store does what the store does: one table of cases, played to both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.records import PatientRecords, StoreRecords
from photos.clean import Cleaned
from records.drafts import Draft
from records.errors import DraftChanged, DraftGone
from records.store import open_store
from records.submissions import NewSubmission
from tests.desk.memory import MemoryRecords

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
NEW = NewSubmission(
    answers={"age_years": 34, "goals": ["fill_crown"]},
    contact={"name": "Ana", "born": "1992-03-04"},
    questionnaire_version="1.0.0",
    questionnaire_sha256="a" * 64,
    rule_book_version="1.0.0",
    rule_book_sha256="b" * 64,
    app_version="0.1.0",
    language="en",
    assessment={"pathway": "fue"},
    pathway="fue",
    red_flags=("scalp_infection",),
    consent_text="I agree.",
)
PHOTO = Cleaned(b"jpeg", 900, 700)


@pytest.fixture(params=["memory", "store"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PatientRecords]:
    if request.param == "memory":
        yield MemoryRecords()
        return
    store = open_store(f"sqlite:///{tmp_path / 'records.db'}")
    yield StoreRecords(store)
    store.close()


def save(records: PatientRecords, token: str, seen: int, now: datetime = NOW) -> Draft:
    """Save something to a draft of this version."""
    return records.save_draft(
        token, answers={"goals": ["none"]}, contact={"name": "Ana"}, page="you", passed=["welcome"], seen=seen, now=now
    )


def begun(records: PatientRecords) -> str:
    """The token of a new draft."""
    return records.start_draft("a" * 64, NOW, "es")[0]


def facts(draft: Draft | None) -> Any:
    """What is to be seen of a draft, without what is made by chance."""
    return draft and (
        draft.answers,
        draft.contact,
        draft.page,
        draft.passed,
        draft.version,
        draft.reference,
        draft.language,
    )


def a_new_draft(records: PatientRecords) -> object:
    token = begun(records)
    return facts(records.find_draft(token, NOW)), records.find_draft("unknown", NOW)


def what_was_saved(records: PatientRecords) -> object:
    token = begun(records)
    later = NOW + timedelta(days=29)
    returned = save(records, token, 1, later)
    found = records.find_draft(token, later + timedelta(days=29))
    return facts(returned), facts(found), found and found.updated_at == later


def a_draft_expires(records: PatientRecords) -> object:
    token = begun(records)
    return facts(records.find_draft(token, NOW + timedelta(days=30)))


def another_version(records: PatientRecords) -> object:
    token = begun(records)
    save(records, token, 1)
    return save(records, token, 1)


def a_save_to_nothing(records: PatientRecords) -> object:
    return save(records, "unknown", 1)


def a_language(records: PatientRecords) -> object:
    token = begun(records)
    records.set_language(token, "en", NOW)
    return facts(records.find_draft(token, NOW))


def a_code_opens_once(records: PatientRecords) -> object:
    token = begun(records)
    code = records.make_code(token, NOW)
    opened = records.open_by_code(code, NOW)
    assert opened is not None
    again = records.open_by_code(code, NOW)
    return facts(records.find_draft(opened, NOW)), records.find_draft(token, NOW), again


def discarded(records: PatientRecords) -> object:
    token = begun(records)
    records.discard_draft(token, NOW)
    return records.find_draft(token, NOW)


def photos(records: PatientRecords) -> object:
    token = begun(records)
    draft = records.find_draft(token, NOW)
    assert draft is not None
    for view in ("donor", "front", "front"):
        records.keep_photo(token, view, PHOTO, NOW)
    both = records.list_draft_photos(draft.id)
    records.remove_photo(token, "front", NOW)
    found = records.find_draft(token, NOW)
    return both, records.list_draft_photos(draft.id), records.find_draft_photo(token, "donor", NOW), facts(found)


def a_photo_of_nothing(records: PatientRecords) -> object:
    return records.keep_photo(begun(records), "passport", PHOTO, NOW)


def sent(records: PatientRecords) -> object:
    token = begun(records)
    records.keep_photo(token, "front", PHOTO, NOW)
    first = records.send(token, NEW, 2, NOW)
    again = records.send(token, NEW, 2, NOW + timedelta(days=1))
    draft = records.find_draft(token, NOW)
    assert draft is not None
    assert draft.reference == first.reference
    kept = records.find_submission(first.reference.lower())
    return first == again == kept, first.answers, first.red_flags, first.sent_at, draft.answers, draft.version


def sent_of_another_version(records: PatientRecords) -> object:
    return records.send(begun(records), NEW, 7, NOW)


def sent_of_nothing(records: PatientRecords) -> object:
    return records.send("unknown", NEW, 1, NOW)


def saved_after_sending(records: PatientRecords) -> object:
    token = begun(records)
    records.send(token, NEW, 1, NOW)
    return save(records, token, 1)


def a_code_after_sending(records: PatientRecords) -> object:
    token = begun(records)
    records.send(token, NEW, 1, NOW)
    return records.make_code(token, NOW)


EMPTY = ({}, {}, None, (), 1, None, "es")
SAVED = ({"goals": ["none"]}, {"name": "Ana"}, "you", ("welcome",), 2, None, "es")
CASES: list[tuple[Callable[[PatientRecords], object], object]] = [
    (a_new_draft, (EMPTY, None)),
    (what_was_saved, (SAVED, SAVED, True)),
    (a_draft_expires, None),
    (another_version, DraftChanged),
    (a_save_to_nothing, DraftGone),
    (a_language, (*EMPTY[:-1], "en")),
    (a_code_opens_once, (EMPTY, None, None)),
    (discarded, None),
    (a_photo_of_nothing, ValueError),
    (sent, (True, NEW.answers, NEW.red_flags, NOW, {}, 2)),
    (sent_of_another_version, DraftChanged),
    (sent_of_nothing, DraftGone),
    (saved_after_sending, DraftGone),
    (a_code_after_sending, DraftGone),
]


@pytest.mark.parametrize(("play", "expected"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_both_do_the_same(records: PatientRecords, play: Callable[[PatientRecords], object], expected: Any) -> None:
    if isinstance(expected, type):
        with pytest.raises(expected):
            play(records)
    else:
        assert play(records) == expected


def test_photos_are_kept_in_order_and_make_another_version(records: PatientRecords) -> None:
    both, one, photo, draft = photos(records)  # type: ignore[misc]
    assert [row.view for row in both] == ["front", "donor"]
    assert [row.view for row in one] == ["donor"]
    assert photo.content == PHOTO.content
    assert draft[4] == 5

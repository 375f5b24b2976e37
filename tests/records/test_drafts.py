"""A patient can leave and come back; nobody else can; and what is discarded is gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from records.audit import list_audit
from records.drafts import (
    LIFETIME,
    delete_expired_drafts,
    discard_draft,
    find_draft,
    make_code,
    open_by_code,
    save_draft,
    set_language,
    start_draft,
)
from records.errors import DraftChanged, DraftGone, TooManyTries
from records.store import Store
from records.submissions import NewSubmission, send
from records.throttle import FREE_TRIES

SECOND = timedelta(seconds=1)


def test_a_saved_draft_comes_back_as_it_was(store: Store, now: datetime) -> None:
    token, started = start_draft(store, "a" * 64, now)
    answers = {
        "age_years": 34,
        "goals": ["density", "hairline"],
        "weight_kg": 81.5,
        "consent_data": True,
        "other": "naïve 🙂",
    }
    passed = ["about_you", "pattern"]
    save_draft(
        store, token, answers=answers, contact={"name": "Ana"}, page="history", passed=passed, seen=1, now=now + SECOND
    )

    found = find_draft(store, token, now + 2 * SECOND)
    assert found is not None
    assert (found.id, found.questionnaire_sha256, found.page, found.reference) == (
        started.id,
        "a" * 64,
        "history",
        None,
    )
    assert (found.answers, found.contact, found.passed) == (answers, {"name": "Ana"}, ("about_you", "pattern"))
    assert (found.created_at, found.updated_at) == (now, now + SECOND)


def test_each_save_counts_up_so_that_a_second_tab_can_be_noticed(store: Store, now: datetime) -> None:
    token, draft = start_draft(store, "a" * 64, now)
    assert draft.version == 1
    assert save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=now).version == 2
    assert save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=2, now=now).version == 3


def test_the_token_is_long_and_never_stored(store: Store, database: Path, now: datetime) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    assert len(token) >= 43  # 256 bits
    store.close()  # everything now stands in the one file
    assert token.encode() not in database.read_bytes()


@pytest.mark.parametrize("token", ["", "guess", "\udc80", "x" * 100_000])
def test_a_wrong_token_opens_nothing(store: Store, now: datetime, token: str) -> None:
    start_draft(store, "a" * 64, now)
    assert find_draft(store, token, now) is None
    with pytest.raises(DraftGone):
        save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=now)


def test_a_draft_lives_for_thirty_days_after_it_was_last_saved(store: Store, now: datetime) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    saved = now + timedelta(days=20)
    save_draft(store, token, answers={"age_years": 34}, contact={}, page=None, passed=(), seen=1, now=saved)
    assert find_draft(store, token, saved + LIFETIME - SECOND) is not None
    assert find_draft(store, token, saved + LIFETIME) is None
    with pytest.raises(DraftGone):
        save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=saved + LIFETIME)


def test_what_was_worked_out_from_an_older_version_is_not_saved(
    store: Store, now: datetime, new: NewSubmission
) -> None:
    """Two tabs: the second saves what the first has not seen, so neither the first's save nor its send may go
    through."""
    token, _ = start_draft(store, "a" * 64, now)
    save_draft(store, token, answers={"smoking": "ten_plus_day"}, contact={}, page=None, passed=(), seen=1, now=now)
    with pytest.raises(DraftChanged):
        save_draft(store, token, answers={"smoking": "never"}, contact={}, page=None, passed=(), seen=1, now=now)
    with pytest.raises(DraftChanged):
        send(store, token, new, 1, now)
    draft = find_draft(store, token, now)
    assert draft is not None
    assert (draft.answers, draft.reference) == ({"smoking": "ten_plus_day"}, None)


def test_a_draft_in_which_nothing_was_saved_goes_after_a_day(store: Store, now: datetime) -> None:
    empty, _ = start_draft(store, "a" * 64, now)
    used, _ = start_draft(store, "a" * 64, now)
    save_draft(store, used, answers={}, contact={}, page="you", passed=(), seen=1, now=now)
    assert delete_expired_drafts(store, now + timedelta(hours=23)) == 0
    assert delete_expired_drafts(store, now + timedelta(days=1)) == 1
    assert find_draft(store, empty, now) is None
    assert find_draft(store, used, now) is not None


def test_expired_drafts_are_deleted_and_others_kept(store: Store, now: datetime) -> None:
    old, _ = start_draft(store, "a" * 64, now)
    young, _ = start_draft(store, "a" * 64, now + timedelta(days=10))
    for token, day in ((old, now), (young, now + timedelta(days=10))):
        save_draft(store, token, answers={}, contact={}, page=None, passed=(), seen=1, now=day)
    assert delete_expired_drafts(store, now + LIFETIME) == 1
    assert find_draft(store, old, now) is None
    assert find_draft(store, young, now + LIFETIME) is not None
    assert delete_expired_drafts(store, now + LIFETIME) == 0


def test_a_discarded_draft_leaves_no_answer_in_any_file(store: Store, database: Path, now: datetime) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    canary = "ZZCANARY" * 1000  # long enough to spill over pages
    save_draft(
        store,
        token,
        answers={"other": canary},
        contact={"name": "ZZCANARY"},
        page="history",
        passed=(),
        seen=1,
        now=now,
    )
    discard_draft(store, token, now)
    discard_draft(store, token, now)  # twice does no harm

    assert find_draft(store, token, now) is None
    assert all(b"ZZCANARY" not in file.read_bytes() for file in database.parent.iterdir())
    assert [entry.action for entry in list_audit(store)] == ["draft discarded"]


def test_a_sent_draft_shows_its_reference_and_nothing_else(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    save_draft(
        store, token, answers=new.answers, contact=new.contact, page="review", passed=["pattern"], seen=1, now=now
    )
    sent = send(store, token, new, 2, now)

    draft = find_draft(store, token, now)
    assert draft is not None
    assert draft.reference == sent.reference
    assert (draft.answers, draft.contact, draft.page, draft.passed) == ({}, {}, None, ())
    with pytest.raises(DraftGone):
        save_draft(store, token, answers=new.answers, contact={}, page=None, passed=(), seen=1, now=now)


def test_a_code_takes_a_draft_to_another_device_once(store: Store, now: datetime) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    save_draft(store, token, answers={"age_years": 34}, contact={}, page="you", passed=("consent",), seen=1, now=now)
    first, code = make_code(store, token, now), make_code(store, token, now)
    assert open_by_code(store, first, now, address="a") is None, "only the last code counts"
    typed = f" {code.lower().replace('-', ' ')}"
    there = open_by_code(store, typed, now + SECOND, address="b")
    assert there is not None
    draft = find_draft(store, there, now)
    assert draft is not None
    assert (draft.answers, draft.page, draft.passed) == ({"age_years": 34}, "you", ("consent",))
    assert find_draft(store, token, now) is None, "the first device lets go of it"
    assert open_by_code(store, code, now, address="b") is None, "it works once"


def test_codes_cannot_be_guessed_fast_and_open_nothing_that_was_sent(
    store: Store, now: datetime, new: NewSubmission
) -> None:
    token, _ = start_draft(store, "a" * 64, now)
    code = make_code(store, token, now)
    send(store, token, new, 1, now)
    assert open_by_code(store, code, now, address="c") is None
    with pytest.raises(DraftGone):
        make_code(store, token, now)
    for _ in range(FREE_TRIES):
        assert open_by_code(store, "AAAA-AAAA-AAAA", now, address="d") is None
    with pytest.raises(TooManyTries):
        open_by_code(store, "AAAA-AAAA-AAAA", now, address="d")


def test_the_language_stays_with_the_draft(store: Store, now: datetime) -> None:
    token, started = start_draft(store, "a" * 64, now, "es")
    assert started.language == "es"
    set_language(store, token, "en", now)
    draft = find_draft(store, token, now)
    assert draft is not None
    assert (draft.language, draft.version) == ("en", 1), "another language is no change of an answer"

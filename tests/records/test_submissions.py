"""What a patient sends arrives once, whole, and stays as it is; the clinic finds it."""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from records.audit import list_audit
from records.drafts import LIFETIME, delete_expired_drafts, discard_draft, start_draft
from records.errors import DraftGone, SubmissionUnknown
from records.store import Store
from records.submissions import (
    READABLE,
    NewSubmission,
    Submission,
    find_submission,
    list_submissions,
    mark_reviewed,
    send,
)
from records.tokens import digest
from records.versions import keep_version


def send_one(
    store: Store, new: NewSubmission, now: datetime, name: str = "José Müller", born: str = "1992-03-04"
) -> Submission:
    token, _ = start_draft(store, new.questionnaire_sha256, now)
    return send(store, token, dataclasses.replace(new, contact={"name": name, "born": born}), 1, now)


def test_what_was_sent_is_found_again_unchanged(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = start_draft(store, new.questionnaire_sha256, now)
    sent = send(store, token, new, 1, now)

    found = find_submission(store, f" {sent.reference.lower()} ")
    assert found == sent
    assert found is not None
    assert {field.name: getattr(found, field.name) for field in dataclasses.fields(new)} == dataclasses.asdict(new)
    assert list(found.assessment["treatments"]) == ["fue", "banking"]  # type: ignore[call-overload]  # its order is kept
    assert (found.sent_at, found.reviewed_at, found.reviewed_by) == (now, None, None)


def test_a_reference_can_be_read_aloud(store: Store, now: datetime, new: NewSubmission) -> None:
    assert len(READABLE) == 31
    assert not set("01OIL") & set(READABLE)
    prefix, first, second = send_one(store, new, now).reference.split("-")
    assert (prefix, len(first), len(second)) == ("HS", 4, 4)
    assert set(first + second) <= set(READABLE)


def test_sending_again_changes_nothing(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = start_draft(store, new.questionnaire_sha256, now)
    first = send(store, token, new, 1, now)
    again = send(
        store, token, dataclasses.replace(new, pathway="regenerative", answers={}), 1, now + timedelta(minutes=1)
    )
    assert again == first
    assert list_submissions(store)[1] == 1
    assert [entry.action for entry in list_audit(store)] == ["submission sent"]


def test_two_threads_that_send_one_draft_make_one_submission(store: Store, now: datetime, new: NewSubmission) -> None:
    for _ in range(10):
        token, _draft = start_draft(store, new.questionnaire_sha256, now)
        together = threading.Barrier(2)
        results: list[Submission] = []

        def press(
            token: str = token, together: threading.Barrier = together, results: list[Submission] = results
        ) -> None:
            together.wait()
            results.append(send(store, token, new, 1, now))

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == 2
        assert results[0] == results[1]
    assert list_submissions(store)[1] == 10


def test_a_draft_that_is_not_there_cannot_be_sent(store: Store, now: datetime, new: NewSubmission) -> None:
    token, _ = start_draft(store, new.questionnaire_sha256, now)
    with pytest.raises(DraftGone):
        send(store, "unknown", new, 1, now)
    with pytest.raises(DraftGone):
        send(store, token, new, 1, now + LIFETIME)
    discard_draft(store, token, now)
    with pytest.raises(DraftGone):
        send(store, token, new, 1, now)
    assert list_submissions(store) == ((), 0)


def test_a_submission_outlives_its_draft(store: Store, now: datetime, new: NewSubmission) -> None:
    sent = send_one(store, new, now)
    assert delete_expired_drafts(store, now + LIFETIME) == 1
    assert find_submission(store, sent.reference) == sent


def test_the_list_is_newest_first_in_order_of_sending_even_if_the_clock_went_back(
    store: Store, now: datetime, new: NewSubmission
) -> None:
    names = ["Ada", "Ben", "Cleo", "Dan"]
    for step, name in enumerate(names):
        send_one(store, new, now - timedelta(hours=step), name)
    rows, total = list_submissions(store, limit=2, offset=1)
    assert total == 4
    assert [row.name for row in rows] == ["Cleo", "Ben"]
    assert (rows[0].born, rows[0].pathway, rows[0].red_flags) == ("1992-03-04", "fue", ("scalp_infection",))


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("jose mul", ["José Müller"]),
        ("  MÜLLER ", ["José Müller"]),
        ("Müller, José", ["José Müller"]),
        ("muller ann", []),
        ("1990-01-02", ["Ann O'Hara"]),
        ("2 Jan 1990", ["Ann O'Hara"]),
        ("02/01/1990", ["Ann O'Hara"]),
        ("o'h", ["Ann O'Hara"]),
        ("%", ["100%_sure"]),
        ("' OR 1=1 --", []),
        ("nobody", []),
    ],
)
def test_search_by_name_or_date_of_birth(
    store: Store, now: datetime, new: NewSubmission, search: str, names: list[str]
) -> None:
    send_one(store, new, now, "100%_sure", "")
    send_one(store, new, now, "José Müller")
    send_one(store, new, now, "Ann O'Hara", "1990-01-02")
    rows, total = list_submissions(store, search=search)
    assert ([row.name for row in rows], total) == (names, len(names))


def test_search_by_a_reference_as_somebody_types_it(store: Store, now: datetime, new: NewSubmission) -> None:
    wanted = send_one(store, new, now, "Ada")
    send_one(store, new, now, "Ben")
    typed = wanted.reference.lower().replace("-", " ")
    assert [row.reference for row in list_submissions(store, search=typed)[0]] == [wanted.reference]
    assert [row.reference for row in list_submissions(store, search=wanted.reference[3:])[0]] == [wanted.reference]


def test_the_first_review_counts_and_leaves_the_open_list(store: Store, now: datetime, new: NewSubmission) -> None:
    sent, other = send_one(store, new, now), send_one(store, new, now, "Ben")
    reviewed = mark_reviewed(store, sent.reference, "dr.lee", now + timedelta(hours=1))
    again = mark_reviewed(store, sent.reference, "dr.ray", now + timedelta(hours=2))

    assert reviewed == again == dataclasses.replace(sent, reviewed_at=now + timedelta(hours=1), reviewed_by="dr.lee")
    rows, total = list_submissions(store, only_open=True)
    assert ([row.reference for row in rows], total) == ([other.reference], 1)
    assert list_submissions(store)[0][1].reviewed_at == now + timedelta(hours=1)
    newest = list_audit(store)[0]
    assert (newest.actor, newest.action, newest.entity) == ("dr.lee", "submission reviewed", sent.reference)


def test_an_unknown_reference_is_not_found_and_not_reviewed(store: Store, now: datetime) -> None:
    assert find_submission(store, "HS-2222-2222") is None
    with pytest.raises(SubmissionUnknown):
        mark_reviewed(store, "HS-2222-2222", "dr.lee", now)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE submission SET answers = '{}'",
        "UPDATE submission SET reference = reference",
        "DELETE FROM submission",
        "UPDATE review SET account = 'somebody'",
        "DELETE FROM review",
        "UPDATE audit SET actor = 'somebody'",
        "DELETE FROM audit",
        "UPDATE version SET canonical_json = ''",
        "DELETE FROM version",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_sent(
    store: Store, database: Path, now: datetime, new: NewSubmission, statement: str
) -> None:
    mark_reviewed(store, send_one(store, new, now).reference, "dr.lee", now)
    keep_version(store, "rule_book", "1.0.0", digest("{}"), "{}", now)
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(statement)


def test_neither_audit_nor_list_columns_hold_more_than_they_should(
    store: Store, now: datetime, new: NewSubmission
) -> None:
    sent = send_one(store, new, now, "Eve\u202e\nGrey\x00")
    rows, _ = list_submissions(store)
    assert rows[0].name == "Eve  Grey"  # no line end, no mark that reverses the reading order
    assert find_submission(store, sent.reference).contact["name"] == "Eve\u202e\nGrey\x00"  # type: ignore[union-attr]
    assert "Eve" not in repr(list_audit(store))

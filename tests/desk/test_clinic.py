"""The clinic's desk shows a case only to whoever is signed in, records that, and tells what could not be saved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from desk.clinic.desk import ClinicDesk, ClinicTab
from desk.clinic.views import CasePage, ListPage, SignInPage
from desk.demo import send_one
from desk.services import Services
from questionnaire.model import Questionnaire
from questionnaire.words import languages
from records.accounts import add_account, sign_in
from records.clinic import load_clinic
from records.errors import StoreUnavailable
from records.store import Store, open_store
from records.submissions import list_submissions
from records.tables import audit
from rules.model import RuleBook

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
PASSWORD = "a phrase for the tests only"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'records.db'}")
    yield opened
    opened.close()


@pytest.fixture
def desk(store: Store, form: Questionnaire, book: RuleBook) -> ClinicDesk:
    """A clinic with one form sent."""
    services = Services(form, book, load_clinic(ROOT / "clinic.json", languages()), store)
    send_one(store, services, random.Random(7), NOW)
    return ClinicDesk(services, lambda: NOW, tuple)


def signed_in(store: Store, role: str) -> str:
    """The token of somebody with this role."""
    add_account(store, "someone", "Dr A. Example", role, PASSWORD, NOW)
    return sign_in(store, "someone", PASSWORD, NOW) or ""


def reference(store: Store) -> str:
    """That of the form that was sent."""
    return list_submissions(store)[0][0].reference


def test_nobody_sees_anything_without_signing_in(desk: ClinicDesk, store: Store) -> None:
    tab = ClinicTab(case=reference(store), search="Ana")
    assert desk.show(tab, "", "wrong") == (ClinicTab(), SignInPage("wrong"))
    assert desk.act(tab, "stolen", {"name": "reviewed", "value": reference(store)}) == tab
    assert list_submissions(store)[0][0].reviewed_at is None


def test_a_case_is_opened_once_and_that_is_recorded(desk: ClinicDesk, store: Store) -> None:
    token = signed_in(store, "staff")
    tab, view = desk.show(ClinicTab(), token, None)
    assert isinstance(view, ListPage)
    assert view.total == 1
    tab = desk.act(tab, token, {"name": "open", "value": reference(store)})
    for _ in range(2):
        tab, view = desk.show(tab, token, None)
        assert isinstance(view, CasePage)
    assert view.statuses
    assert view.answers
    assert not view.may_review
    with store.reading() as connection:
        done = [row.action for row in connection.execute(select(audit))]
    assert done.count("read_case") == 1


def test_staff_do_not_review_and_a_clinician_does(desk: ClinicDesk, store: Store) -> None:
    token = signed_in(store, "clinician")
    tab = desk.act(ClinicTab(case=reference(store)), token, {"name": "reviewed", "value": reference(store)})
    _, view = desk.show(tab, token, None)
    assert isinstance(view, CasePage)
    assert view.reviewed == (NOW, "Dr A. Example")


def test_a_review_that_could_not_be_saved_is_told(
    desk: ClinicDesk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(store, "clinician")

    @contextmanager
    def full() -> Iterator[Connection]:
        raise StoreUnavailable("The disk is full. Nothing was saved.")
        yield

    with monkeypatch.context() as broken:
        broken.setattr(store, "writing", full)
        tab = desk.act(ClinicTab(case=reference(store)), token, {"name": "reviewed", "value": reference(store)})
    _, view = desk.show(tab, token, None)
    assert isinstance(view, CasePage)
    assert view.reviewed is None
    assert view.trouble == "The disk is full. Nothing was saved."
    assert not desk.act(tab, token, {"name": "list"}).trouble


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"name": 7},
        {"name": "offset", "value": "-1"},
        {"name": "search", "values": "x"},
        {"name": "open", "value": []},
    ],
)
def test_a_message_that_no_page_sends_changes_nothing_that_is_shown(
    desk: ClinicDesk, store: Store, message: dict[str, object]
) -> None:
    token = signed_in(store, "staff")
    _, view = desk.show(desk.act(ClinicTab(), token, message), token, None)
    assert view == desk.show(ClinicTab(), token, None)[1]

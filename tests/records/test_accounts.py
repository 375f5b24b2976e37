"""Who may sign in, how guessing is slowed down, and when a session ends."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from records import accounts, passwords
from records.accounts import (
    IDLE_LIMIT,
    SESSION_LIMIT,
    Account,
    add_account,
    disable_account,
    end_clinic_session,
    find_clinic_session,
    list_accounts,
    set_password,
    sign_in,
)
from records.audit import list_audit
from records.errors import AccountRefused, TooManyTries
from records.store import Store, open_store
from records.throttle import LONGEST_WAIT, wait_after

PASSWORD = "correct horse battery"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("cheap_hasher")


def signed_in(store: Store, now: datetime) -> str:
    """A session of Dr Lee's."""
    token = sign_in(store, "dr.lee", PASSWORD, now)
    assert token is not None
    return token


def who(store: Store, token: str | None, now: datetime) -> Account | None:
    """Whose session a sign-in opened."""
    return find_clinic_session(store, token, now) if token else None


@pytest.fixture
def lee(store: Store, now: datetime) -> Account:
    return add_account(store, "dr.lee", "Dr Kim Lee", "clinician", PASSWORD, now)


def test_the_right_password_opens_the_account_and_no_other_does(store: Store, now: datetime, lee: Account) -> None:
    assert lee == Account("dr.lee", "Dr Kim Lee", "clinician", disabled=False)
    assert who(store, sign_in(store, "dr.lee", PASSWORD, now), now) == lee
    assert who(store, sign_in(store, " Dr.Lee ", PASSWORD, now), now) == lee  # as a phone's keyboard writes it
    assert sign_in(store, "dr.lee", PASSWORD.upper(), now) is None
    assert sign_in(store, "nobody", PASSWORD, now) is None
    assert [entry.action for entry in list_audit(store)] == ["sign-in refused"] * 2 + ["signed in"] * 2 + [
        "account added"
    ]


def test_a_new_password_ends_what_the_old_one_opened(store: Store, now: datetime, lee: Account) -> None:
    token = signed_in(store, now)
    with pytest.raises(AccountRefused, match="too short"):
        set_password(store, "dr.lee", "short", now)
    assert find_clinic_session(store, token, now) == lee, "a refused password changes nothing"
    set_password(store, "dr.lee", "another battery horse", now)
    assert find_clinic_session(store, token, now) is None
    assert sign_in(store, "dr.lee", PASSWORD, now) is None
    assert who(store, sign_in(store, "dr.lee", "another battery horse", now), now) == lee
    disable_account(store, "dr.lee", now)
    for name in ("dr.lee", "nobody"):
        with pytest.raises(AccountRefused, match="no account"):
            set_password(store, name, "another battery horse", now)


def test_an_accented_password_works_from_every_keyboard(store: Store, now: datetime) -> None:
    add_account(store, "zoe", "Zoë", "staff", "caf\u00e9 au lait noir", now)
    assert sign_in(store, "zoe", "cafe\u0301 au lait noir", now) is not None


def test_passwords_are_stored_as_argon2id_only(
    store: Store, database: Path, now: datetime, lee: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    content = database.read_bytes()
    assert b"$argon2id$" in content
    assert PASSWORD.encode() not in content
    monkeypatch.undo()  # the real hasher: what the product promises
    real = passwords.hasher
    assert (real.time_cost, real.memory_cost, real.parallelism) == (3, 47104, 1)


def test_an_unknown_name_costs_a_whole_verification(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Watching(type(passwords.hasher)):  # type: ignore[misc]
        def verify(self, hash: str, password: str) -> bool:
            verified.append(hash)
            return bool(super().verify(hash, password))

    monkeypatch.setattr(passwords, "hasher", Watching(time_cost=1, memory_cost=8, parallelism=1))
    assert sign_in(store, "nobody", PASSWORD, now) is None
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")


@pytest.mark.parametrize(
    ("name", "full_name", "role", "password", "words"),
    [
        ("dr.lee", "Another Lee", "staff", PASSWORD, "taken"),
        ("Lee", "Lee", "staff", PASSWORD, "small letters"),
        ("l", "Lee", "staff", PASSWORD, "2 to 40"),
        ("lee\n", "Lee", "staff", PASSWORD, "small letters"),
        ("kim", " ", "staff", PASSWORD, "full name"),
        ("kim", "Kim", "owner", PASSWORD, "role"),
        ("kim", "Kim", "staff", "elevenchars", "12 characters"),
        ("kim", "Kim", "staff", "x" * 129, "128"),
        ("kim", "Kim", "staff", "my name is KIM", "contain the name"),
    ],
)
def test_a_bad_account_is_refused_with_a_reason(
    store: Store, now: datetime, lee: Account, name: str, full_name: str, role: str, password: str, words: str
) -> None:
    with pytest.raises(AccountRefused, match=words) as refusal:
        add_account(store, name, full_name, role, password, now)
    assert password not in str(refusal.value)
    assert list_accounts(store) == (lee,)


@pytest.mark.parametrize("name", ["dr.lee", "nobody"])
def test_after_five_wrong_passwords_the_sixth_must_wait(store: Store, now: datetime, lee: Account, name: str) -> None:
    for _ in range(5):
        assert sign_in(store, name, "wrong", now) is None
    with pytest.raises(TooManyTries) as refusal:
        sign_in(store, name, PASSWORD, now + 14 * SECOND)  # not even the right one is looked at
    assert refusal.value.retry_at == now + 15 * SECOND


def test_waits_double_up_to_a_quarter_of_an_hour_and_end(store: Store, now: datetime, lee: Account) -> None:
    assert [wait_after(count) / SECOND for count in (4, 5, 6, 7, 10)] == [0, 15, 30, 60, 480]
    assert wait_after(11) == wait_after(10_000) == LONGEST_WAIT
    moment = now
    for _ in range(12):
        assert sign_in(store, "dr.lee", "wrong", moment) is None
        moment += LONGEST_WAIT
    assert who(store, sign_in(store, "dr.lee", PASSWORD, moment), moment) == lee
    assert sign_in(store, "dr.lee", "wrong", moment) is None  # and the count starts anew
    assert who(store, sign_in(store, "dr.lee", PASSWORD, moment), moment) == lee


def test_wrong_passwords_are_remembered_over_a_restart(
    store: Store, database: Path, now: datetime, lee: Account
) -> None:
    for _ in range(5):
        sign_in(store, "dr.lee", "wrong", now)
    store.close()
    reopened = open_store(f"sqlite:///{database}")
    with pytest.raises(TooManyTries):
        sign_in(reopened, "dr.lee", PASSWORD, now)
    reopened.close()


def test_whoever_tries_many_names_from_one_address_must_wait(store: Store, now: datetime, lee: Account) -> None:
    """Twenty are free, as a whole team may share an address; who comes from another one is not kept waiting."""
    for number in range(20):
        assert sign_in(store, f"name{number}", "wrong", now, address="192.0.2.7") is None
    with pytest.raises(TooManyTries):
        sign_in(store, "dr.lee", PASSWORD, now, address="192.0.2.7")
    assert who(store, sign_in(store, "dr.lee", PASSWORD, now, address="192.0.2.8"), now) == lee


def test_many_guesses_at_one_moment_do_not_slip_through_together(store: Store, now: datetime, lee: Account) -> None:
    together = threading.Barrier(12)
    outcomes: list[str] = []

    def guess() -> None:
        together.wait()
        try:
            sign_in(store, "dr.lee", "wrong", now)
            outcomes.append("checked")
        except TooManyTries:
            outcomes.append("held back")

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["checked"] * 5 + ["held back"] * 7


def test_a_password_typed_into_the_name_field_is_stored_nowhere(store: Store, database: Path, now: datetime) -> None:
    sign_in(store, "hunter2hunter2", "", now)
    store.close()
    assert b"hunter2" not in database.read_bytes()


def test_a_session_ends_after_half_an_hour_without_use(store: Store, now: datetime, lee: Account) -> None:
    token = signed_in(store, now)
    assert find_clinic_session(store, token, now + IDLE_LIMIT - SECOND) == lee
    assert find_clinic_session(store, token, now + 2 * IDLE_LIMIT - 2 * SECOND) == lee  # the use before counted
    assert find_clinic_session(store, token, now + 3 * IDLE_LIMIT) is None


def test_a_session_ends_after_ten_hours_however_busy(store: Store, now: datetime, lee: Account) -> None:
    token = signed_in(store, now)
    moment = now
    while moment + 20 * MINUTE < now + SESSION_LIMIT:
        moment += 20 * MINUTE
        assert find_clinic_session(store, token, moment) == lee
    assert find_clinic_session(store, token, now + SESSION_LIMIT) is None


def test_use_within_a_minute_is_not_written_down(
    store: Store, now: datetime, lee: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(store, now)
    monkeypatch.setattr(Store, "writing", lambda self: pytest.fail("a page run within the minute must not write"))
    assert find_clinic_session(store, token, now + 59 * SECOND) == lee


def test_signing_out_and_being_disabled_end_a_session_at_once(store: Store, now: datetime, lee: Account) -> None:
    first, second = signed_in(store, now), signed_in(store, now)
    assert first != second
    end_clinic_session(store, first, now)
    end_clinic_session(store, first, now)
    assert find_clinic_session(store, first, now) is None
    assert find_clinic_session(store, second, now) == lee

    disable_account(store, "dr.lee", now, by="boss")
    assert find_clinic_session(store, second, now) is None
    assert sign_in(store, "dr.lee", PASSWORD, now) is None
    assert list_accounts(store)[0].disabled
    assert (list_audit(store)[1].actor, list_audit(store)[1].action) == ("boss", "account disabled")


@pytest.mark.parametrize("meanwhile", ["disabled", "another password"])
def test_what_changes_while_a_password_is_checked_holds(
    store: Store, now: datetime, lee: Account, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """The check takes long, and the account may be disabled or given another password by its end: then the old one
    opens nothing."""

    def slowly(stored: str | None, password: str) -> bool:
        fits = passwords.password_fits(stored, password)
        if meanwhile == "disabled":
            disable_account(store, "dr.lee", now)
        else:
            set_password(store, "dr.lee", "another battery horse", now)
        return fits

    monkeypatch.setattr(accounts, "password_fits", slowly)
    assert sign_in(store, "dr.lee", PASSWORD, now) is None


def test_the_session_token_is_not_stored(store: Store, database: Path, now: datetime, lee: Account) -> None:
    token = signed_in(store, now)
    store.close()
    assert token.encode() not in database.read_bytes()


def test_the_last_admin_stays(store: Store, now: datetime) -> None:
    add_account(store, "boss", "Boss", "admin", PASSWORD, now)
    with pytest.raises(AccountRefused, match="last admin"):
        disable_account(store, "boss", now)
    add_account(store, "boss2", "Second", "admin", PASSWORD, now)
    disable_account(store, "boss", now)
    with pytest.raises(AccountRefused, match="last admin"):
        disable_account(store, "boss2", now)
    with pytest.raises(AccountRefused, match="no account"):
        disable_account(store, "nobody", now)

"""The clinic's people: accounts, signing in, and the sessions that follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from records import throttle
from records.audit import add_entry
from records.errors import AccountRefused
from records.passwords import hash_password, password_fits
from records.store import Store
from records.tables import account, clinic_session
from records.tokens import digest, new_token

Role = Literal["clinician", "staff", "admin"]
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=10)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Account:
    """One person who may sign in. `name` is the sign-in name, `full_name` the one shown."""

    name: str
    full_name: str
    role: Role
    disabled: bool


def add_account(
    store: Store, name: str, full_name: str, role: str, password: str, now: datetime, *, by: str = "system"
) -> Account:
    """Add a person; `by` is the account that does so. Raises `AccountRefused` with what is wrong and what would be
    right."""
    _check_new(name, full_name, role, password)
    password_hash = hash_password(password)
    with store.writing() as connection:
        if _row(connection, name) is not None:
            raise AccountRefused(f"The name {name} is taken; choose another one.")
        values = {
            "name": name,
            "full_name": full_name.strip(),
            "role": role,
            "password_hash": password_hash,
            "created_at": now,
        }
        row = connection.execute(insert(account).values(**values).returning(account)).one()
        add_entry(connection, by, "account added", name, now, role)
        return _to_account(row)


def disable_account(store: Store, name: str, now: datetime, *, by: str = "system") -> None:
    """Bar a person from signing in and end their sessions at once. Raises `AccountRefused` if unknown or the last
    admin."""
    with store.writing() as connection:
        row = _row(connection, name)
        if row is None:
            raise AccountRefused("There is no account of this name.")
        others = select(func.count()).where(
            account.c.role == "admin", account.c.disabled_at.is_(None), account.c.name != name
        )
        if row.role == "admin" and connection.execute(others).scalar() == 0:
            raise AccountRefused("This is the last admin; add another one first.")
        connection.execute(
            update(account).where(account.c.name == name, account.c.disabled_at.is_(None)).values(disabled_at=now)
        )
        connection.execute(delete(clinic_session).where(clinic_session.c.account == name))
        add_entry(connection, by, "account disabled", name, now)


def set_password(store: Store, name: str, password: str, now: datetime, *, by: str = "system") -> None:
    """Give a person a new password, and end their sessions. Raises `AccountRefused` if unknown, disabled or too
    weak."""
    _check_password(name, password)
    password_hash = hash_password(password)
    with store.writing() as connection:
        row = _row(connection, name)
        if row is None or row.disabled_at is not None:
            raise AccountRefused("There is no account of this name that may sign in.")
        connection.execute(update(account).where(account.c.name == name).values(password_hash=password_hash))
        connection.execute(delete(clinic_session).where(clinic_session.c.account == name))
        add_entry(connection, by, "password changed", name, now)


def list_accounts(store: Store) -> tuple[Account, ...]:
    """Everyone who has or had access, by name."""
    with store.reading() as connection:
        return tuple(_to_account(row) for row in connection.execute(select(account).order_by(account.c.name)))


def sign_in(store: Store, name: str, password: str, now: datetime, *, address: str = "") -> str | None:
    """A new session's token, for the cookie, if the password is right and the account not disabled; only its SHA-256 is
    stored. An unknown name takes as long as a wrong password. Old sessions past their limit are cleared away.

    Raises `TooManyTries` after five wrong ones in a row for a name, known or not, or twenty for any names, from one
    network `address`, until the wait is over. Counting by address keeps a stranger's guesses from shutting out the
    person whose name it is.
    """
    name = name.strip().lower()  # phones like to begin with a capital
    tried, anyone = f"{name}\n{address}", f"any name\n{address}"
    with store.writing() as connection:
        retry_at = throttle.count_try(connection, tried, now)
        throttle.count_try(connection, anyone, now, throttle.FREE_TRIES_OF_ALL)
        before = _row(connection, name)
    fits = password_fits(before.password_hash if before else None, password)  # slow, so outside the transactions
    with store.writing() as connection:
        row = _row(connection, name)  # it may have been disabled meanwhile, or given another password
        if before and row and fits and row.disabled_at is None and row.password_hash == before.password_hash:
            throttle.forget_failures(connection, tried)
            throttle.forget_failures(connection, anyone)
            add_entry(connection, name, "signed in", name, now)
            return _start_session(connection, name, now)
        # An unknown name is not written down: it may be a password typed into the wrong field.
        detail = f"next try from {retry_at:%H:%M:%S} UTC" if retry_at else ""
        add_entry(connection, "system", "sign-in refused", "unknown name" if row is None else name, now, detail)
        return None


def _start_session(connection: Connection, name: str, now: datetime) -> str:
    token = new_token()
    connection.execute(delete(clinic_session).where(clinic_session.c.started_at <= now - SESSION_LIMIT))
    connection.execute(
        insert(clinic_session).values(token_sha256=digest(token), account=name, started_at=now, last_seen_at=now)
    )
    return token


def find_clinic_session(store: Store, token: str, now: datetime) -> Account | None:
    """Who is signed in with this token, or None: unknown, ended, 30 min idle, 10 h old, or the account disabled. To be
    asked at every run of a clinic's page; being asked is what counts as activity (noted at most once a minute)."""
    same = clinic_session.c.token_sha256 == digest(token)
    with store.reading() as connection:
        joined = select(account, clinic_session.c.started_at, clinic_session.c.last_seen_at).join(clinic_session)
        row = connection.execute(joined.where(same)).one_or_none()
    if row is None or row.disabled_at is not None:
        return None
    if now - row.started_at >= SESSION_LIMIT or now - row.last_seen_at >= IDLE_LIMIT:
        return None
    if now - row.last_seen_at >= TOUCH_EVERY:
        with store.writing() as connection:
            connection.execute(update(clinic_session).where(same).values(last_seen_at=now))
    return _to_account(row)


def end_clinic_session(store: Store, token: str, now: datetime) -> None:
    """Sign out: the token opens nothing from now on. An unknown token is no error."""
    with store.writing() as connection:
        ended = (
            delete(clinic_session)
            .where(clinic_session.c.token_sha256 == digest(token))
            .returning(clinic_session.c.account)
        )
        name = connection.execute(ended).scalar()
        if name is not None:
            add_entry(connection, name, "signed out", name, now)


def _check_new(name: str, full_name: str, role: str, password: str) -> None:
    if not re.fullmatch(r"[a-z0-9._-]{2,40}", name):
        raise AccountRefused("A name has 2 to 40 small letters, digits, dots, hyphens or underscores, such as j.smith.")
    if not 1 <= len(full_name.strip()) <= 100:
        raise AccountRefused("The full name is missing or longer than 100 characters.")
    if role not in get_args(Role):
        raise AccountRefused("The role must be clinician, staff or admin.")
    _check_password(name, password)


def _check_password(name: str, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise AccountRefused(
            "The password is too short: 12 characters or more. Three or four unrelated words are good."
        )
    if len(password) > LONGEST_PASSWORD:
        raise AccountRefused("The password is too long: 128 characters at most.")
    if name in password.casefold():
        raise AccountRefused("The password must not contain the name.")


def _row(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(account).where(account.c.name == name)).one_or_none()


def _to_account(row: Row[Any]) -> Account:
    return Account(name=row.name, full_name=row.full_name, role=row.role, disabled=row.disabled_at is not None)

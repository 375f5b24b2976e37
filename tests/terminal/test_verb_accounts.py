"""`demo` and `account`: an empty store filled, and who may sign in."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.command import run


def test_demo_fills_an_empty_store_once_and_the_accounts_work(tmp_path: Path) -> None:
    store = tmp_path / "records" / "demo.db"
    done = run("demo", "--patients", "12", store=store)
    assert done.returncode == 0, done.stderr
    assert "surgeon" in done.stdout
    again = run("demo", "--patients", "12", store=store)
    assert again.returncode == 2
    assert "Nothing was changed" in again.stderr


def test_account_add_makes_an_account_once_and_refuses_a_weak_password(tmp_path: Path) -> None:
    store = tmp_path / "records" / "a.db"
    weak = run("account", "add", "ana", "--password-stdin", store=store, stdin="short\n")
    assert weak.returncode == 2
    made = run("account", "add", "ana", "--password-stdin", store=store, stdin="a long enough phrase\n")
    assert made.returncode == 0, made.stderr
    again = run("account", "add", "ana", "--password-stdin", store=store, stdin="a long enough phrase\n")
    assert again.returncode == 2


def test_accounts_are_listed_given_new_passwords_and_disabled(tmp_path: Path) -> None:
    store = tmp_path / "records" / "a.db"
    assert (
        run(
            "account", "add", "ana", "--role", "staff", "--password-stdin", store=store, stdin="a long enough phrase\n"
        ).returncode
        == 0
    )
    assert (
        run("account", "password", "ana", "--password-stdin", store=store, stdin="another long phrase\n").returncode
        == 0
    )
    assert run("account", "disable", "ana", store=store).returncode == 0
    assert run("account", "list", store=store).stdout == "ana  staff  ana  (disabled)\n"
    gone = run("account", "password", "ana", "--password-stdin", store=store, stdin="a third long phrase\n")
    assert gone.returncode == 2
    assert "no account of this name that may sign in" in gone.stderr

"""`account VERB`: who may sign in. Made, listed, disabled, or given a new password."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from questionnaire.problems import Problem, Refused
from records.accounts import add_account, disable_account, list_accounts, set_password
from records.errors import AccountRefused
from records.place import database_url
from records.store import open_store
from terminal.parser import Parser
from terminal.password import password

_VERBS = {"add": "make an account", "list": "who may sign in", "password": "a new password", "disable": "bar someone"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verbs of the verb, and their arguments."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    for verb, about in _VERBS.items():
        one = verbs.add_parser(verb, help=about)
        if verb != "list":
            one.add_argument("name")
        if verb in ("add", "password"):
            one.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        if verb == "add":
            one.add_argument("--full-name", default="")
            one.add_argument("--role", choices=("clinician", "staff", "admin"), default="clinician")


def run(args: argparse.Namespace) -> int:
    """Do what the verb says, in one store."""
    typed = password(args) if args.verb in ("add", "password") else ""
    store = open_store(database_url())
    now = datetime.now(UTC)
    try:
        if args.verb == "add":
            account = add_account(store, args.name, args.full_name or args.name, args.role, typed, now)
            print(f"Made the account {account.name} ({account.role}). Sign in at /clinic.")
        elif args.verb == "password":
            set_password(store, args.name, typed, now)
            print(f"{args.name} has a new password and is signed out everywhere.")
        elif args.verb == "disable":
            disable_account(store, args.name, now)
            print(f"{args.name} can no longer sign in.")
        else:
            for account in list_accounts(store):
                print(
                    f"{account.name}  {account.role}  {account.full_name}{'  (disabled)' if account.disabled else ''}"
                )
    except AccountRefused as refused:
        raise Refused([Problem("account", str(refused))]) from None
    finally:
        store.close()
    return 0

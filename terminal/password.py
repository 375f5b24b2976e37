"""A password for an account or a locked file."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

from questionnaire.problems import Problem, Refused


def password(args: argparse.Namespace) -> str:
    """A password, from the first line of standard input with `--password-stdin`, else typed twice or made."""
    try:
        return sys.stdin.readline().rstrip("\n") if args.password_stdin else _typed_password()
    except UnicodeDecodeError:
        raise Refused([Problem("account", "the password must be text in UTF-8")]) from None


def _typed_password() -> str:
    if not sys.stdin.isatty():
        raise Refused([Problem("account", "no terminal to type a password at; use --password-stdin")])
    typed = getpass.getpass("Password (12 characters or more; leave empty to have one made): ")
    if not typed:
        made = "-".join(secrets.token_hex(2) for _ in range(5))
        print(f"The password is {made}")
        return made
    if getpass.getpass("Once more: ") != typed:
        raise Refused([Problem("account", "the two passwords differ; nothing was made")])
    return typed

"""From a command line to an exit code: which verbs there are, and how a fault is told.

Exit 0: done. Exit 1 (`check` only): an error was found. Exit 2: bad input, told in one line a fault on standard error,
nothing written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final

from desk.places import places_in_use
from questionnaire.problems import Refused
from records.errors import RecordsError
from terminal.parser import Parser

VERBS: Final = {
    "assess": "assess one answers file (.json), or one patient a line (.jsonl)",
    "summary": "draw the PDF for an answers file",
    "check": "check the questionnaire, the rule book and its cases",
    "mutate": "try the cases on slightly wrong rule books: which would they not notice?",
    "visible": "list the questions shown for these answers",
    "compare": "compare two versions of the rule book (their folders)",
    "demo": "fill an empty store with synthetic patients and print the demo accounts",
    "account": "manage the clinic's accounts",
    "rescreen": "assess every patient of a table (.parquet or .csv, one column a question)",
    "pages": "how long the form takes, page by page",
    "schema": "write questions.schema.json for editors",
}
"""What each verb does. The file of its name says its arguments (`arguments`) and does its work (`run`)."""


class _Verb(Parser):
    """A verb whose file is imported when it is the one that was typed."""

    def __init__(self, *, module: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._module = module

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As any parser; it learns its arguments first."""
        verb = import_module(self._module)
        verb.arguments(self)
        self.set_defaults(run=verb.run)
        return super().parse_known_args(args, namespace)


def _parser() -> argparse.ArgumentParser:
    places = places_in_use()
    parser = Parser(prog="screening_cli.py", description="Screening before a hair-restoration consultation.")
    parser.add_argument(
        "--questions", default=str(places.questions), help="the questionnaire (default: questions.json)"
    )
    parser.add_argument("--book", default=str(places.book), help="the rule book's folder (default: rules/book)")
    parser.add_argument("--clinic", default=str(places.clinic), help="the clinic's settings (default: clinic.json)")
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Verb)
    for name, about in VERBS.items():
        verbs.add_parser(name, help=about, description=about, module=f"terminal.{name}")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        args = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = args.run
        return run(args)
    except (Refused, RecordsError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:  # what was to be printed could not be: a full disk, a closed pipe
        print(f"the result could not be written: {error.strerror}", file=sys.stderr)
        return 2

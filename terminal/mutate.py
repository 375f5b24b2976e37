"""`mutate`: the cases on many slightly wrong rule books, and which of those they would not notice."""

from __future__ import annotations

import argparse

from rules.review.adequacy.mutation import mutation_report, survivors, try_all
from terminal.inputs import content


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb has no arguments."""


def run(args: argparse.Namespace) -> int:
    """Try all and print the report."""
    found = content(args)
    fates = try_all(found.book, found.questionnaire)
    print(mutation_report(fates, tuple(survivors(fates, found.book, found.questionnaire))))
    return 0

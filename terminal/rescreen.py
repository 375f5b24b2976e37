"""`rescreen`: every patient of a file under the rule book, or the SELECT that does the same in DuckDB."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from questionnaire.problems import Problem, Refused
from terminal.inputs import content


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("file", metavar="FILE", nargs="?")
    parser.add_argument("-o", "--output", metavar="OUT", help="where the statuses go (.parquet or .csv)")
    parser.add_argument(
        "--id", action="append", default=[], metavar="COLUMN", help="a column to keep, such as the patient's id"
    )
    parser.add_argument("--sql", action="store_true", help='print a DuckDB SELECT over a table "patients" instead')


def run(args: argparse.Namespace) -> int:
    """From file to file, and the tables; or the SELECT."""
    found = content(args)
    if args.sql:
        from population.sql import to_sql

        print(to_sql(found.book, found.questionnaire, keep=args.id))
        return 0
    if args.file is None or args.output is None:
        raise Refused([Problem("rescreen", "a FILE to read and -o OUT to write are needed; see --help")])
    from population.rescreen import rescreen  # only here: Arrow takes long to start

    tally = rescreen(Path(args.file), Path(args.output), args.id, found.book, found.questionnaire, sys.stderr)
    print(tally.text())
    return 0

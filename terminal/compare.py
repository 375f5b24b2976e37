"""`compare OLD NEW`: what lies between two versions of the rule book, and for whom it matters."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused
from rules.load import load_rule_book
from rules.model import RuleBook
from rules.review.compare import compare
from terminal.inputs import questionnaire


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("old", metavar="OLD")
    parser.add_argument("new", metavar="NEW")
    parser.add_argument(
        "--population",
        metavar="FILE",
        help="count who of these patients moves (.parquet or .csv, one column a question)",
    )
    parser.add_argument(
        "--id", action="append", default=[], metavar="COLUMN", help="a column of FILE that names the patient"
    )


def run(args: argparse.Namespace) -> int:
    """Read both, compare, tell."""
    form = questionnaire(args)
    old, new = (load_rule_book(Path(folder), form) for folder in (args.old, args.new))
    there = _moves(args, old, new, form)
    found = compare(old, new, form)
    print(f"{old.version.version} ({old.version.sha256[:12]}) -> {new.version.version} ({new.version.sha256[:12]})")
    if not found.edits:
        print("No rule and no parameter differs.")
    for edit in found.edits:
        print(f"{edit.kind} {edit.name}")
        for line in edit.says:
            print(f"    {line}")
    if found.unchanged:
        print(f"Proved unchanged for every possible patient: {', '.join(found.unchanged)}")
    if found.unchanged_if_answered:
        print(f"Proved unchanged for patients who answer everything: {', '.join(found.unchanged_if_answered)}")
    for moved in found.moved:
        print(f"{moved.treatment}: {moved.before} becomes {moved.after}, for example for this patient:")
        print(f"    {json.dumps(dict(moved.example), ensure_ascii=False)}")
    if found.undecided:
        print(f"Not decided, the search took too long: {', '.join(found.undecided)}")
    for line in there:
        print(line)
    return 0


def _moves(args: argparse.Namespace, old: RuleBook, new: RuleBook, form: Questionnaire) -> Sequence[str]:
    """What becomes of the patients of a file, in lines; none when there is no file."""
    if not args.population:
        if args.id:
            raise Refused([Problem("--id", "this names a column of a --population FILE, and none was given")])
        return ()
    from population.moved import moves_in_file, told  # only here: Arrow takes long to start

    return "", *told(moves_in_file(Path(args.population), args.id, old, new, form, sys.stderr), form)

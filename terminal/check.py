"""`check`: all that the server reads, the rule book proved and its cases tried; 1 if anything found is an error.

With `--coverage` or `--missing-cases`: how much of the rule book its cases show, or proposals for what they do not.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from desk.content import Content
from population.files.whole import write_whole
from questionnaire.problems import Problem, Refused
from rules.review.adequacy.coverage import coverage, coverage_table
from rules.review.adequacy.proposals import cases_text, missing_cases
from rules.review.check import Content as Checked
from rules.review.check import load_accepted, run_checks
from terminal.inputs import content


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument(
        "--notes", action="store_true", help="show the notes too: what is meant so, and what a doctor must sign off"
    )
    parser.add_argument("--coverage", action="store_true", help="show instead which rules the cases reach, and how")
    parser.add_argument(
        "--missing-cases", action="store_true", help="propose instead a case for all that the cases do not reach"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="where the proposed cases go (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Read, check, tell."""
    if args.output and not args.missing_cases:
        raise Refused([Problem("check", "-o says where proposed cases go; give it with --missing-cases")])
    try:
        found = content(args)
        accepted = load_accepted(Path(args.book))
    except Refused as refused:
        for problem in refused.problems:
            print(f"error: {problem}")
        return 1
    if args.coverage:
        print(coverage_table(coverage(found.book, found.questionnaire)))
        return 0
    if args.missing_cases:
        return _propose(args, found)
    return _check(args, found, accepted)


def _check(args: argparse.Namespace, found: Content, accepted: dict[str, str]) -> int:
    findings = run_checks(Checked(found.book, found.questionnaire, date.today()), accepted)
    counts = {
        severity: sum(finding.severity == severity for finding in findings) for severity in ("error", "warning", "note")
    }
    for finding in findings:
        if finding.severity != "note" or args.notes:
            print(f"{finding.severity} ({finding.check}): {finding.place}: {finding.message}")
            if finding.example is not None and finding.severity != "note":
                print(f"    example patient: {json.dumps(finding.example, ensure_ascii=False)}")
    print(
        f"Checked {len(found.questionnaire.questions)} questions, {len(found.book.rules)} rules and "
        f"{len(found.book.cases)} cases: {counts['error']} errors, {counts['warning']} warnings, {counts['note']} "
        f"notes{'' if args.notes else ' (shown with --notes)'}."
    )
    return 1 if counts["error"] else 0


def _propose(args: argparse.Namespace, found: Content) -> int:
    proposals = missing_cases(found.book, found.questionnaire)
    text = cases_text((one.case, one.changed) for one in proposals if one.case is not None)
    if args.output:
        write_whole(Path(args.output), text.encode())
    else:
        print(text, end="")
    for one in proposals:
        if one.case is None:
            print(f"rules / {one.rule} / {one.aspect}: {one.why}", file=sys.stderr)
    made = sum(one.case is not None for one in proposals)
    print(
        f"{made} cases proposed. Each expects what the rules say today: a person confirms it, gives it an id of its "
        "own, and only then puts it among the cases."
        if made
        else "No case is missing that could be found.",
        file=sys.stderr,
    )
    return 0

"""`pages`: how long the form takes, by the estimate of questionnaire/estimate.py, over the worked patients: the usual
path and the longest."""

from __future__ import annotations

import argparse

from questionnaire.answers import read_answers
from questionnaire.estimate import path_seconds
from terminal.inputs import content


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb has no arguments."""


def run(args: argparse.Namespace) -> int:
    """Read, estimate, print."""
    found = content(args)
    paths = sorted(
        (path_seconds(read_answers(case.answers, found.questionnaire)) for case in found.book.cases),
        key=lambda path: sum(path.values()),
    )
    for name, path in (("usual", paths[len(paths) // 2]), ("longest", paths[-1])):
        print(f"{name}: {sum(path.values()) / 60:.0f} minutes, {len(path)} pages")
    for page, seconds in paths[-1].items():
        print(f"  {seconds:4.0f} s  {page}")
    return 0

"""`visible FILE`: the ids of the questions shown for these answers, in order, as a JSON list."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from terminal.inputs import one_patient, questionnaire


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("file", metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Read and print."""
    print(json.dumps(list(one_patient(Path(args.file), questionnaire(args)).visible)))
    return 0

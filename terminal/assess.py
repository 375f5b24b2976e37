"""`assess FILE`: one assessment as JSON, or one a line for a `.jsonl` file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rules.assess import assess
from terminal.inputs import content, one_patient, patient_a_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("file", metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Read, assess, print."""
    found = content(args)
    path = Path(args.file)
    if path.suffix != ".jsonl":
        one = assess(one_patient(path, found.questionnaire), found.book)
        print(json.dumps(one.to_json(), indent=2, ensure_ascii=False))
        return 0
    # Everything is read and assessed before anything is written: a fault in the last line leaves no half of a result.
    lines = [
        json.dumps(assess(answers, found.book).to_json(), ensure_ascii=False)
        for answers in patient_a_line(path, found.questionnaire)
    ]
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 0

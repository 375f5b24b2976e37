"""`assess FILE`: one assessment as JSON, or one a line for a `.jsonl` file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from questionnaire.problems import Problem, Refused
from rules.assess import assess
from terminal.inputs import content, one_patient, patient_a_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("file", metavar="FILE")
    parser.add_argument(
        "--setting",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a fact of the clinic instead of its own, such as offer_exosome=trial_only; may be given again",
    )


def run(args: argparse.Namespace) -> int:
    """Read, assess, print."""
    found = content(args, _settings(args.setting))
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


def _settings(given: list[str]) -> dict[str, str]:
    """The facts of the clinic that were named. Raises `Refused` for one without a value, and for one named twice."""
    settings: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name or not value:
            raise Refused([Problem(f"--setting {one}", "write it as NAME=VALUE, such as offer_exosome=trial_only")])
        if name in settings:
            raise Refused([Problem(f"--setting {one}", f'"{name}" was named before; name it once')])
        settings[name] = value
    return settings

"""`schema`: questions.schema.json written anew, which editors use to help."""

from __future__ import annotations

import argparse
from pathlib import Path

from desk.places import SHIPPED
from population.files.whole import write_whole
from questionnaire.schema import schema_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("-o", "--output", default=str(SHIPPED / "questions.schema.json"))


def run(args: argparse.Namespace) -> int:
    """Make it from the models and write it."""
    write_whole(Path(args.output), schema_text().encode())
    return 0

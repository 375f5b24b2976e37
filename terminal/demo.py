"""`demo`: an empty store filled with synthetic patients."""

from __future__ import annotations

import argparse

from desk.demo import fill
from terminal.inputs import content


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb."""
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)


def run(args: argparse.Namespace) -> int:
    """Read the content, fill the store."""
    fill(content(args), args.patients, args.seed)
    return 0

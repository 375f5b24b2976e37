"""What several verbs read: the content, and files of answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desk.places import Places, load_form, places_in_use
from questionnaire.answers import Answers, read_answers
from questionnaire.load import read_json, read_text
from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused
from questionnaire.words import use_locales

if TYPE_CHECKING:
    from desk.content import Content


def places(args: argparse.Namespace) -> Places:
    """Where the content stands: as the options say, else as the environment does."""
    return replace(places_in_use(), questions=Path(args.questions), book=Path(args.book), clinic=Path(args.clinic))


def content(args: argparse.Namespace, settings: Mapping[str, str] | None = None) -> Content:
    """All of the content, with its languages in use; `settings` stand instead of the clinic's own."""
    from desk.content import load_content  # only here: rules and settings take time to start

    found = load_content(places(args), settings)
    use_locales(found.locales)
    return found


def questionnaire(args: argparse.Namespace) -> Questionnaire:
    """The questionnaire alone, with the languages in use."""
    found, locales = load_form(places(args))
    use_locales(locales)
    return found


def one_patient(path: Path, form: Questionnaire) -> Answers:
    """The answers object of a file."""
    return read_answers(read_json(read_text(path), path.name), form, path.name)


def patient_a_line(path: Path, form: Questionnaire) -> Iterator[Answers]:
    """The answers objects of a file with one a line. Raises `Refused` after the last one, with the faults of all."""
    problems: list[Problem] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        place = f"{path.name} line {number}"
        if not line.strip():
            continue
        try:
            yield read_answers(read_json(line, place), form, place)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)

"""Where the content stands: all that a clinic edits, in one folder laid out as the one that ships.

`SCREENING_CONTENT` names another folder, which an upgrade of the program does not touch; `SCREENING_CLINIC` names
another file of settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from questionnaire.load import load_questionnaire
from questionnaire.locales import Locales, load_locales
from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused

SHIPPED: Final = Path(__file__).parent.parent
CONTENT_VARIABLE: Final = "SCREENING_CONTENT"
CLINIC_VARIABLE: Final = "SCREENING_CLINIC"

Part = TypeVar("Part")


@dataclass(frozen=True)
class Places:
    """Where each part of the content stands. Those that nobody names apart stand in `folder`."""

    folder: Path
    questions: Path
    book: Path
    clinic: Path
    locales: Path

    @staticmethod
    def of(folder: Path) -> Places:
        """The places of a folder laid out as the one that ships."""
        return Places(
            folder,
            questions=folder / "questions.json",
            book=folder / "rules" / "book",
            clinic=folder / "clinic.json",
            locales=folder / "locales",
        )

    def there(self, path: Path) -> Path:
        """One of the places. Raises `Refused` if the content folder lacks it, with what to copy."""
        if not path.exists() and path.is_relative_to(self.folder):
            ours = SHIPPED / path.relative_to(self.folder)
            raise Refused([Problem(str(path), f"this is missing; the content folder needs it. Copy it from {ours}")])
        return path


def places_in_use() -> Places:
    """Where the content of this process stands, by its environment."""
    places = Places.of(Path(os.environ.get(CONTENT_VARIABLE) or SHIPPED))
    settings = os.environ.get(CLINIC_VARIABLE)
    return replace(places, clinic=Path(settings)) if settings else places


class Faults:
    """What was refused so far: every part is read before anything is told, so that a person mends all at once."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def read(self, part: Callable[[], Part]) -> Part | None:
        """A part, or None with its faults kept."""
        try:
            return part()
        except Refused as refused:
            self._problems += refused.problems
            return None

    def end(self) -> None:
        """Raise `Refused` with every fault, if there is any."""
        if self._problems:
            raise Refused(self._problems)


def load_form(places: Places) -> tuple[Questionnaire, Locales]:
    """The questions and the languages alone, for what needs no rule. Raises `Refused` with the faults of both."""
    faults = Faults()
    questionnaire = faults.read(lambda: load_questionnaire(places.there(places.questions)))
    locales = faults.read(lambda: load_locales(places.there(places.locales)))
    faults.end()
    assert questionnaire is not None
    assert locales is not None
    return questionnaire, locales

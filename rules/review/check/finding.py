"""What a check is given and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from rules.model import RuleBook
from rules.reasoning.search import Patients, TooHard

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    `check` is the name of the check's file, `place` where it is, `message` a sentence for a clinic manager with what
    would be right, `example` a patient's answers that show it (None where no patient is needed).
    """

    check: str
    severity: Severity
    place: str
    message: str
    example: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Content:
    """What is checked: a rule book with its questionnaire, on a day."""

    book: RuleBook
    questionnaire: Questionnaire
    today: date

    @cached_property
    def everyone(self) -> Patients:
        """Every patient there can be who answers everything."""
        return Patients(read_answers({}, self.questionnaire), self.book)

    def place_of(self, name: str) -> str:
        """Where a rule or a tension stands."""
        return f"rules / {name}" if name in self.book.by_id else f"tensions.json / {name}"


class NotDecided(Exception):
    """A check came to something that is too hard to decide, at `place`, and stopped there."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@contextmanager
def deciding(place: str) -> Iterator[None]:
    """Around the searches of one place: raises `NotDecided` with the place when one of them is too hard."""
    try:
        yield
    except TooHard:
        raise NotDecided(place) from None


Check = Callable[[Content], Iterator[Finding]]

"""Who the patient is: the contact details, kept apart from the answers that rules read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionnaire.journey import FieldError
from questionnaire.model import Question
from questionnaire.wording import say

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True)
class Contact:
    """A patient's details. Empty text where nothing was given; `prefers` is an option id."""

    name: str
    born: date
    email: str = ""
    phone: str = ""
    prefers: str = ""
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """As plain JSON values; the date is ISO 8601."""
        return {**self.__dict__, "born": self.born.isoformat()}

    @staticmethod
    def from_json(raw: Mapping[str, object]) -> Contact:
        """The reverse of `to_json`."""
        return Contact(**{**{k: str(v) for k, v in raw.items()}, "born": date.fromisoformat(str(raw["born"]))})  # type: ignore[arg-type]


def read_date(typed: str) -> date | None:
    """A date as people type it: `14 3 1991`, `14/03/1991`, `14 March 1991` or `1991-03-14`; the day comes first. None if it is none."""
    parts = re.split(r"[\s/.,-]+", typed.strip().lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if month[:3] in _MONTHS and month.isalpha():
        month = str(_MONTHS.index(month[:3]) + 1)
    if not all(part.isascii() and part.isdigit() for part in (day, month, year)) or len(year) != 4:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Full years of age on a day. Someone born on 29 February has their birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def read_contact(
    question: Question, typed: Mapping[str, str], today: date, age: int | None, language: str = "en"
) -> tuple[Contact | None, tuple[FieldError, ...]]:
    """The contact details, or what is wrong with them, box by box.

    `typed` holds the text of each box; `age` is the age the patient gave, which the date of birth must agree with, within the year
    that lies between a birthday and the next.
    """
    errors: list[FieldError] = []
    values: dict[str, str] = {}
    born: date | None = None
    for box in question.fields:
        text = str(typed.get(box.id) or "").strip()
        values[box.id] = text

        def wrong(cause: str, words: str | None = None, box_id: str = box.id, known: Mapping[str, dict[str, str]] = box.errors) -> None:
            message = words or (say(known[cause], language) if cause in known else "")
            errors.append(FieldError(box_id, cause, message))

        if not text:
            if box.required:
                wrong("missing")
        elif len(text) > box.max_length:
            wrong("too_long")
        elif box.id == "born":
            born = read_date(text)
            if born is None or not 0 <= age_on(born, today) <= 120:
                wrong("invalid")
            elif age is not None and age_on(born, today) != age:
                wrong(
                    "disagrees",
                    f"You said that you are {age}, but someone born on this date is {age_on(born, today)}. "
                    "Check the date here, or go back and change your age.",
                )
        elif (box.id == "email" and not _EMAIL.fullmatch(text)) or (
            box.id == "phone" and not 6 <= sum(c.isdigit() for c in text) <= 18
        ):
            wrong("invalid")
        elif box.options and text not in {option.id for option in box.options}:
            wrong("invalid")
    if errors or born is None:
        return None, tuple(errors)
    return Contact(**{**values, "born": born}), ()  # type: ignore[arg-type]

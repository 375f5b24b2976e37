"""Who the patient is: the contact details, kept apart from the answers that rules read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from questionnaire.journey import FieldError, latin_digits
from questionnaire.model import ContactField, Question
from questionnaire.wording import say
from questionnaire.words import reading

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""The marks that embed, override or isolate a direction (Unicode's bidirectional algorithm, UAX 9)."""


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
    """A date as people type it: `14 3 1991`, `14/03/1991`, `14th March 1991`, `March 14, 1991` or `1991-03-14`; of two
    numbers the day comes first. None if it is none."""
    forgiven = reading()
    parts = [
        part
        for part in re.split(r"[\s/.,\u2010-\u2015-]+", latin_digits(typed).strip().lower())
        if part not in forgiven.date_words
    ]
    if len(parts) != 3:
        return None
    if parts[0].isalpha():
        parts[:2] = parts[1], parts[0]
    if len(parts[0]) == 4 and parts[0].isdigit():
        parts.reverse()
    day, month, year = parts
    ordinal = next((end for end in forgiven.ordinals if day.endswith(end) and day[: -len(end)][-1:].isdigit()), "")
    day = day.removesuffix(ordinal)
    if month[:3] in forgiven.months and month.isalpha():
        month = str(forgiven.months[month[:3]])
    if not all(part.isascii() and part.isdigit() for part in (day, month, year)) or len(year) != 4 or len(day) > 2:
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

    `typed` holds the text of each box; `age` is the age in years that the patient gave, which the date of birth must
    agree with. There must be a way to reach the patient: a red flag that nobody can call about helps no one.
    """
    texts: dict[str, str] = {box.id: written(str(typed.get(box.id) or "")) for box in question.fields}
    born = read_date(texts["born"])
    born_age = None if born is None else age_on(born, today)
    errors = []
    for box in question.fields:
        cause = _fault(box, texts[box.id], born_age, age) or _unreachable(box, texts)
        if cause is not None:
            words = say(box.errors[cause], language).format(age=age, born_age=born_age)
            errors.append(FieldError(box.id, cause, words))
    if errors or born is None:
        return None, tuple(errors)
    return Contact(**{**texts, "born": born}), ()  # type: ignore[arg-type]


def written(typed: str) -> str:
    """What a person wrote: without halves of characters, control characters and marks that turn the direction of what
    follows, none of which a keyboard types and all of which can hide or upset the page on which they are read. Nothing,
    if none of it can be seen."""
    lines = "\n".join(typed.splitlines())
    spaced = "".join(
        " " if c != "\n" and unicodedata.category(c) == "Cc" else c for c in lines
    )  # a tab may part two numbers
    kept = "".join(c for c in spaced if not (unicodedata.category(c) == "Cs" or c in _TURNING)).strip()
    return kept if any(unicodedata.category(c)[0] not in "CZ" for c in kept) else ""


def _unreachable(box: ContactField, texts: Mapping[str, str]) -> str | None:
    """What is missing for the clinic to reach the patient, told at the box that lacks."""
    if texts[box.id] or box.id not in ("email", "phone"):
        return None
    if texts["prefers"] == box.id:
        return "missing"
    return "unreachable" if box.id == "email" and not texts["phone"] and texts["prefers"] != "phone" else None


def _fault(box: ContactField, text: str, born_age: int | None, age: int | None) -> str | None:
    """What is wrong with one box: the key of its error words."""
    if not text:
        return "missing" if box.required else None
    if not box.options and len(text) > box.max_length:
        return "too_long"
    if box.id == "born":
        if born_age is None or not 0 <= born_age <= 120:
            return "invalid"
        return "disagrees" if age is not None and born_age != age else None
    wrong = (
        (box.id == "email" and not _EMAIL.fullmatch(text))
        or (box.id == "phone" and not 6 <= sum(c.isdigit() for c in text) <= 18)
        or (box.options and text not in {option.id for option in box.options})
    )
    return "invalid" if wrong else None

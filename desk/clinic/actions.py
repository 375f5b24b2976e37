"""What somebody at the clinic can ask of the desk: typed and frozen, read once from the message that the browser
sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LONGEST_SEARCH = 80


@dataclass(frozen=True)
class OpenCase:
    """Show the form with this reference."""

    reference: str


@dataclass(frozen=True)
class ShowList:
    """Back to all forms."""


@dataclass(frozen=True)
class Search:
    """Only forms that match this text."""

    text: str


@dataclass(frozen=True)
class OnlyOpen:
    """Only forms that nobody has reviewed, or all."""

    wanted: bool


@dataclass(frozen=True)
class TurnTo:
    """The part of the list from this place on."""

    offset: int


@dataclass(frozen=True)
class MarkReviewed:
    """I have looked at the form with this reference."""

    reference: str


@dataclass(frozen=True)
class LookAgain:
    """Nothing was asked: the page only wants to know whether somebody is still signed in; or nobody understands it."""


ClinicAction = OpenCase | ShowList | Search | OnlyOpen | TurnTo | MarkReviewed | LookAgain


def read_clinic_action(message: Mapping[str, object]) -> ClinicAction:
    """The action that a message asks for. Whatever it holds, this raises nothing."""
    name, value = message.get("name"), str(message.get("value") or "")
    match name:
        case "open":
            return OpenCase(value)
        case "list":
            return ShowList()
        case "search":
            values = message.get("values")
            boxes = values.get("search") if isinstance(values, Mapping) else None
            text = boxes.get("search") if isinstance(boxes, Mapping) else ""
            return Search(str(text or "")[:_LONGEST_SEARCH].encode("utf-8", "replace").decode().strip())
        case "only_open":
            return OnlyOpen(value == "yes")
        case "offset" if re.fullmatch(r"[0-9]{1,6}", value):
            return TurnTo(int(value))
        case "reviewed":
            return MarkReviewed(value)
    return LookAgain()

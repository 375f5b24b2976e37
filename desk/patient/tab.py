"""What one tab of a patient's browser remembers between its messages. All else is in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from desk.patient.actions import Entry
from questionnaire.journey import FieldError
from records.tokens import digest


class Trouble(StrEnum):
    """Why what was asked for last was not done."""

    UNSAVED = "unsaved"
    """The store did not answer."""
    CHANGED = "changed"
    """What was to be sent is not what was looked over."""
    NOT_DONE = "not_done"
    """The form does not stand where the page supposed it to."""


@dataclass(frozen=True)
class Place:
    """Where the tab stands, forgotten as soon as it goes elsewhere.

    `page` is the id of a page, "photos" or "check"; empty is where the draft stands. `typed` and `errors` are of that
    page when it could not be left. `asked` is what the patient was asked about it before leaving it, each as question
    id and what stood there: an unusual number, or nothing. Whoever presses Continue again with nothing else to ask
    about has answered. `returning`: the patient came to change an answer, and goes on where the form stands. `code` is
    shown instead of the page, to go on elsewhere; `wrong_code` says why a code from elsewhere opened nothing. `at` is
    what was just dealt with: on the page of photos a view, on the check page the page whose answers were changed.
    `photo_problems` are the views whose photos were not kept, each with why.
    """

    page: str = ""
    typed: Mapping[str, Entry] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    asked: frozenset[tuple[str, str]] = frozenset()
    returning: bool = False
    code: str = ""
    wrong_code: str = ""
    at: str = ""
    photo_problems: tuple[tuple[str, str], ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Tab:
    """A tab's memory. It belongs to one draft: `whose` is the digest of the token that opens it.

    `here`: the person before it has said, or shown, that the form is theirs. `language` is the one they chose.
    `parked` is what was typed on pages that were left without Continue, by page: it is there again when they are
    opened, as long as the tab is. `drawn` is the page of questions drawn last and what stood on it then, by which one
    knows what was touched since.
    """

    whose: str = ""
    place: Place = Place()
    here: bool = False
    language: str = ""
    parked: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    drawn: tuple[str, Mapping[str, Entry]] = ("", MappingProxyType({}))
    advice_read: bool = False


def tab_of(tab: Tab | None, token: str) -> Tab:
    """The memory of a tab whose browser now holds this token: under another one it starts empty."""
    whose = digest(token)
    return tab if tab is not None and tab.whose == whose else Tab(whose)


def at_page(tab: Tab, page: str) -> Tab:
    """The tab where its address points, which the browser's Back and Forward change."""
    if page != tab.place.page:
        return replace(tab, place=Place(page))
    return replace(tab, place=replace(tab.place, code="", wrong_code=""))


def same(one: object, other: object) -> bool:
    """Whether two entries of a control say the same: nothing is nothing however it is written, and ticks have no
    order."""
    return _plainly(one) == _plainly(other)


def _plainly(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: text for name, text in value.items() if text} or None
    if isinstance(value, list | tuple):
        return tuple(sorted(map(str, value))) or None
    return None if value is False or value == "" else value

"""What a patient can ask of the desk: typed and frozen, read once from the message that the browser sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from photos import VIEWS
from photos.clean import REASONS
from questionnaire.journey import parse_number
from questionnaire.model import Page, Question, Questionnaire

PHOTOS: Final = "photos"
CHECK: Final = "check"
"""The two pages that are not the questionnaire's, beside the ids of those that are."""
PHOTO_PROBLEMS: Final = (*REASONS, "nothing", "busy", "early")
"""Why a photo was not kept: it cannot be one, none was chosen, too many come at once, or the form is not at its photos
yet."""

Entry = None | bool | str | int | float | tuple[str, ...] | Mapping[str, str]
"""What stands in the control of one question: an option, those ticked, a number or what was typed for one, the text of
each box of the contact question; None for nothing."""


@dataclass(frozen=True)
class Typed:
    """What stood in the controls of a page, by question. One that was not shown on it is not among them."""

    page: Page
    entries: Mapping[str, Entry]


@dataclass(frozen=True)
class Continue:
    """Leave a page of questions: what stands on it is my answer."""

    typed: Typed


@dataclass(frozen=True)
class LeavePhotos:
    """No (more) photos."""


@dataclass(frozen=True)
class Back:
    """To the page before `page`; `typed` is what stood on the page that was left, here and below."""

    page: str
    typed: Typed | None


@dataclass(frozen=True)
class Park:
    """The browser's own Back or Forward was pressed: the address says where to, and what was typed stays."""

    typed: Typed | None


@dataclass(frozen=True)
class Change:
    """To a page, to change an answer there: a page of the form, the photos or "check your answers"."""

    page: str
    typed: Typed | None


@dataclass(frozen=True)
class ChangeAge:
    """Back to the age, which said that the form is not for this patient."""


@dataclass(frozen=True)
class PhotosSent:
    """Photos were posted to their own address; `at` is the view to look at, `problems` says which were not kept."""

    at: str
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RemovePhoto:
    """Delete the photo of a view."""

    view: str


@dataclass(frozen=True)
class TakeAlong:
    """A code, please, to go on with another device."""

    typed: Typed | None


@dataclass(frozen=True)
class BackToForm:
    """Away from the code that is shown, or from the one that opened nothing."""


@dataclass(frozen=True)
class Resume:
    """This form is mine: show it."""

    typed: Typed | None


@dataclass(frozen=True)
class ChooseLanguage:
    """Go on in another language."""

    language: str
    typed: Typed | None


@dataclass(frozen=True)
class Send:
    """Send the version of the form that I looked over."""

    version: int


@dataclass(frozen=True)
class ReadAdvice:
    """I have read what to do soon."""


@dataclass(frozen=True)
class NotUnderstood:
    """A message that no page of today's form sends: made by hand, or by a page drawn before the form changed."""


FormAction = (
    Continue
    | LeavePhotos
    | Back
    | Park
    | Change
    | ChangeAge
    | PhotosSent
    | RemovePhoto
    | TakeAlong
    | BackToForm
    | Resume
    | Send
    | ReadAdvice
    | NotUnderstood
)
"""What can only be done with a form."""
Action = FormAction | ChooseLanguage


class _Odd(Exception):
    """A part of a message is not what any page sends."""


def read_action(message: Mapping[str, object], form: Questionnaire, languages: Collection[str]) -> Action:
    """The action that a message asks for. Whatever it holds, this raises nothing: `NotUnderstood` is the answer to a
    message with an unknown name, page, view or language, or with an entry that its control cannot hold."""
    read = _READERS.get(str(message.get("name")))
    try:
        return read(_Message(message, form, languages)) if read else NotUnderstood()
    except _Odd:
        return NotUnderstood()


@dataclass(frozen=True)
class _Message:
    """A message beside what it may speak of."""

    raw: Mapping[str, object]
    form: Questionnaire
    languages: Collection[str]

    def one_of(self, known: Collection[str]) -> str:
        """The message's value, which must be one of these."""
        value = self.raw.get("value")
        if not isinstance(value, str) or value not in known:
            raise _Odd
        return value

    def page(self) -> str:
        """The message's value, which must be a page."""
        return self.one_of({*self.form.place_by_page, PHOTOS, CHECK})

    def typed(self) -> Typed | None:
        """What stood on the page of questions that the message came from; None if it came from another."""
        page = next((page for page in self.form.pages if page.id == self.raw.get("page")), None)
        if page is None:
            return None
        values = self.raw.get("values")
        if not isinstance(values, Mapping):
            raise _Odd
        return Typed(page, {q.id: _entry(q, values[q.id]) for q in page.questions if q.id in values})


def _entry(question: Question, value: object) -> Entry:
    match question.type:
        case "choice" if value is None or isinstance(value, str):
            return value or None
        case "multiple_choice" if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        case "boolean" if isinstance(value, bool):
            return value
        case "integer" | "decimal" if isinstance(value, str):
            if value in question.by_option:
                return value
            return parse_number(question, value) if value.strip() else None
        case "contact" if isinstance(value, Mapping):
            boxes: dict[str, Any] = {box.id: value.get(box.id, "") for box in question.fields}
            if all(isinstance(text, str) for text in boxes.values()):
                return boxes
    raise _Odd


def _continue(message: _Message) -> Action:
    if message.raw.get("page") == PHOTOS:
        return LeavePhotos()
    typed = message.typed()
    return Continue(typed) if typed else NotUnderstood()


def _photos_sent(message: _Message) -> Action:
    told = message.raw.get("problems")
    problems = told.items() if isinstance(told, Mapping) else ()
    known = tuple((view, why) for view, why in problems if view in VIEWS and why in PHOTO_PROBLEMS)
    at = message.raw.get("value")
    return PhotosSent(at if isinstance(at, str) and at in VIEWS else "", known)


def _send(message: _Message) -> Action:
    version = str(message.raw.get("value"))
    return Send(int(version)) if version.isascii() and version.isdecimal() and len(version) < 10 else NotUnderstood()


_READERS: Final[Mapping[str, Callable[[_Message], Action]]] = {
    "continue": _continue,
    "skip_photos": lambda message: LeavePhotos(),
    "back": lambda message: Back(message.page(), message.typed()),
    "park": lambda message: Park(message.typed()),
    "change": lambda message: Change(message.page(), message.typed()),
    "change_age": lambda message: ChangeAge(),
    "photo": _photos_sent,
    "remove_photo": lambda message: RemovePhoto(message.one_of(VIEWS)),
    "take_along": lambda message: TakeAlong(message.typed()),
    "form": lambda message: BackToForm(),
    "resume": lambda message: Resume(message.typed()),
    "language": lambda message: ChooseLanguage(message.one_of(message.languages), message.typed()),
    "send": _send,
    "read_advice": lambda message: ReadAdvice(),
}

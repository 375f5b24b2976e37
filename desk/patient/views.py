"""What a patient is shown, as frozen values: each page with all that stands on it but the product's own fixed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.patient.actions import Entry
from desk.patient.tab import Trouble
from desk.voice import Voice
from pdf.patient_view import PatientView, Told
from pictures import Texture
from questionnaire.journey import FieldError, Step
from questionnaire.model import Page, Question
from questionnaire.same_page import Opening
from records.photos import PhotoRow


@dataclass(frozen=True)
class StartPage:
    """What this is, how long it takes, what to have at hand, who sees it. `problem`: why another device's form could
    not be opened ("code", "wait"), or that the browser keeps no cookies ("cookies")."""

    minutes: int
    adult_age: int
    problem: str | None


@dataclass(frozen=True)
class GonePage:
    """The draft behind this device's cookie was deleted, or taken to another device."""

    problem: str | None


@dataclass(frozen=True)
class WhosePage:
    """A form was left alone on this device: nothing of it is shown until somebody says that it is theirs."""

    problem: str | None


@dataclass(frozen=True)
class CodePage:
    """A device that has a form may open another one by its code. `problem`: why the code typed opened nothing."""

    problem: str | None


@dataclass(frozen=True)
class TakeAlongPage:
    """The code with which the form goes on elsewhere, and a link that brings it. `unsaved`: the titles of the pages on
    which something was typed that does not come along."""

    code: str
    link: str
    unsaved: tuple[str, ...]


@dataclass(frozen=True)
class MinorPage:
    """A kind end for people under age."""

    adult_age: int


@dataclass(frozen=True)
class AskedAgain:
    """What to look at once more before a page is left: unusual numbers, each with what stands there, and questions
    left blank."""

    unusual: tuple[tuple[Question, str], ...]
    blank: tuple[Question, ...]


@dataclass(frozen=True)
class PhotoTooEarly:
    """A photo was not kept because a question is open again."""


@dataclass(frozen=True)
class AgeDisagrees:
    """The date of birth says another age than the one that was given on this page."""

    page: Page


Notice = Trouble | AskedAgain | PhotoTooEarly | AgeDisagrees
"""Why a page of questions is shown again, told above them."""


@dataclass(frozen=True)
class QuestionPage:
    """One page of the form. `shown` are the questions that stand on it or that an answer on it can bring up, which are
    the `follow_ups`, by id; `entries` is what stands in each control; `complete` tells that the form was filled in to
    its end before, so that "check your answers" is one press away."""

    page: Page
    step: Step
    shown: tuple[Question, ...]
    follow_ups: Mapping[str, Opening]
    entries: Mapping[str, Entry]
    errors: tuple[FieldError, ...]
    notice: Notice | None
    texture: Texture
    first: bool
    complete: bool


@dataclass(frozen=True)
class PhotosPage:
    """Where photos may be added. `at` is the view that was just dealt with, or empty; `problems` the views whose photos
    were not kept, each with why; `camera_only`, as on a tablet on which others' photos may be stored."""

    photos: tuple[PhotoRow, ...]
    at: str
    problems: tuple[tuple[str, str], ...]
    trouble: Trouble | None
    texture: Texture
    camera_only: bool


@dataclass(frozen=True)
class CheckRow:
    """What was asked and what was answered, each chosen option apart. `listed` are the options that "none of these"
    spoke of: who confirms it must see them."""

    page: str
    question: str
    answers: tuple[str, ...]
    blank: bool
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckPage:
    """Every answer to look over, by section; sending sends this `version`. `at`: the page on which an answer was just
    changed. `parked`: the pages left without Continue, on which something else was typed."""

    sections: tuple[tuple[str, tuple[CheckRow, ...]], ...]
    photos: tuple[PhotoRow, ...]
    version: int
    at: str
    parked: tuple[Page, ...]
    trouble: Trouble | None


@dataclass(frozen=True)
class AdvicePage:
    """What to do soon and why, shown before the receipt."""

    told: tuple[Told, ...]


@dataclass(frozen=True)
class ReceiptPage:
    """The form is sent: its reference number and the patient's copy, to be had for so many minutes."""

    reference: str
    copy: PatientView
    minutes: int


@dataclass(frozen=True)
class StoreDownPage:
    """Nothing can be read or saved right now."""


View = (
    StartPage
    | GonePage
    | WhosePage
    | CodePage
    | TakeAlongPage
    | MinorPage
    | QuestionPage
    | PhotosPage
    | CheckPage
    | AdvicePage
    | ReceiptPage
    | StoreDownPage
)


@dataclass(frozen=True)
class Shown:
    """A view, in whose voice it speaks and how long it may stand. `address` is the page to come back to by the
    browser's address, or empty. After `hide_after` seconds without a touch it is hidden, after `wipe_after` a tablet in
    the waiting room deletes what it holds; 0 is never."""

    view: View
    voice: Voice
    address: str = ""
    hide_after: int = 0
    wipe_after: int = 0

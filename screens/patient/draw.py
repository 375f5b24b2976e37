"""What the desk shows a patient, drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from desk.patient.views import (
    AdvicePage,
    CheckPage,
    CodePage,
    GonePage,
    MinorPage,
    PhotosPage,
    QuestionPage,
    ReceiptPage,
    Shown,
    StartPage,
    StoreDownPage,
    TakeAlongPage,
    WhosePage,
)
from screens.page.markup import Screen
from screens.patient import doors, pages, sent
from screens.patient.photo_page import photo_page


def screen_of(shown: Shown) -> Screen:
    """The screen of a view, and what stands in its place when nobody has touched it for as long as it may stand."""
    drawn = _draw(shown)
    if shown.hide_after:
        after_sending = isinstance(shown.view, AdvicePage | ReceiptPage)
        minutes = shown.hide_after // 60
        left = sent.left(shown.voice) if after_sending else doors.left(shown.voice, minutes)
        drawn = replace(drawn, leave_after=shown.hide_after, left=left)
    return replace(drawn, wipe_after=shown.wipe_after)


def _draw(shown: Shown) -> Screen:
    voice, view = shown.voice, shown.view
    match view:
        case StartPage():
            return doors.start(voice, view)
        case GonePage():
            return doors.gone(voice, view)
        case WhosePage():
            return doors.whose(voice, view)
        case CodePage():
            return doors.other_code(voice, view)
        case TakeAlongPage():
            return doors.take_along(voice, view)
        case MinorPage():
            return doors.minor(voice, view)
        case QuestionPage():
            return pages.question_page(voice, view)
        case PhotosPage():
            return photo_page(voice, view)
        case CheckPage():
            return pages.check_page(voice, view)
        case AdvicePage():
            return sent.advice(voice, view)
        case ReceiptPage():
            return sent.receipt(voice, view)
        case StoreDownPage():
            return doors.store_down(voice)
        case _:
            assert_never(view)

"""What the patient sees after sending: what to do soon, then the receipt with the patient's copy."""

from __future__ import annotations

from collections.abc import Sequence

from desk.patient.views import AdvicePage, ReceiptPage
from desk.voice import Voice
from pdf.patient_view import PatientOption, Told
from screens.page.markup import Node, Screen, action_button, bullets, el, heading, post_button
from screens.patient.layout import screen


def advice(voice: Voice, view: AdvicePage) -> Screen:
    """What the patient should do soon and why, shown before the receipt."""
    return screen(
        voice,
        voice.word("advice.title"),
        heading(voice.word("advice.title")),
        el("p", voice.word("advice.sent")),
        el("section", _told(voice, view.told), class_="notice"),
        el("p", voice.word("advice.where")),
        el("p", voice.word("advice.not_diagnosis")),
        el("h2", voice.word("receipt.help")),
        el("p", voice.say(voice.clinic.urgent_help)),
        el("div", action_button(voice.word("advice.continue"), "read_advice"), class_="buttons"),
    )


def _told(voice: Voice, points: Sequence[Told]) -> Node:
    """What the patient is told, each with the own answers that it rests on."""

    def item(told: Told) -> Node:
        own = el("span", voice.word("copy.answered", answers=told.because), class_="hint own") if told.because else None
        return el("li", told.text, own)

    return el("ul", *(item(told) for told in points))


def receipt(voice: Voice, view: ReceiptPage) -> Screen:
    """The form is sent: the reference number, what happens next and where to turn, then the patient's copy."""
    copy = view.copy
    first = (*copy.before, *copy.doctor_first)
    return screen(
        voice,
        voice.word("receipt.title"),
        heading(voice.word("receipt.title")),
        el("p", voice.word("receipt.reference")),
        el("p", view.reference, class_="reference"),
        el("p", voice.word("receipt.keep")),
        *([el("h2", voice.word("copy.first")), _told(voice, first)] if first else []),
        el("h2", voice.word("receipt.next.title")),
        bullets(
            voice.word("receipt.next.read", clinic=voice.clinic.name),
            voice.word("receipt.next.talk"),
            voice.word("receipt.next.change", reach=voice.reach),
        ),
        el("h2", voice.word("receipt.help")),
        el("p", voice.say(voice.clinic.urgent_help)),
        el("h2", voice.word("receipt.copy")),
        el("p", voice.here("receipt.copy.lead", minutes=view.minutes)),
        None if voice.tablet else _copy_button(voice),
        el("h2", voice.word("copy.questions")),
        bullets(*copy.questions),
        *([el("p", voice.word("copy.open")), bullets(*copy.open_questions)] if copy.open_questions else []),
        *([el("p", voice.word("copy.points")), _told(voice, copy.points)] if copy.points else []),
        el("h2", voice.word("copy.time")),
        el("p", voice.word("copy.time.text")),
        el("h2", voice.word("copy.options")),
        el("p", voice.word("receipt.options"), " ", voice.word("copy.options.medicines")),
        *(_option_told(voice, option) for option in copy.options),
        el("p", voice.word("receipt.copy.sources"), class_="quiet"),
        el("p", voice.word("receipt.finish.lead")),
        el("div", post_button(voice.word("receipt.finish"), "/clear", "secondary"), class_="buttons"),
    )


def _copy_button(voice: Voice) -> Node:
    """The way to the copy. Not on a tablet in the waiting room, where it would stay open in a window that nothing
    wipes."""
    return el(
        "p",
        el("a", voice.word("receipt.copy.open"), href="/copy.pdf", target="_blank", rel="noopener", class_="button"),
    )


def _option_told(voice: Voice, option: PatientOption) -> Node:
    """One option with both sides in equal room."""
    sides = (("copy.side.for", option.reasons_for), ("copy.side.against", option.reasons_against))
    return el(
        "details",
        el("summary", option.name),
        el("p", el("strong", option.word)) if option.word else None,
        *(
            part
            for key, points in sides
            for part in (el("h3", voice.word(key)), bullets(*(point.text for point in points)))
        ),
    )


def left(voice: Voice) -> tuple[Node, ...]:
    """What a sent form shows in place of its content when nobody has touched it for long. It does not come back: the
    copy can be asked for."""
    said = voice.word("left.sent", reach=voice.reach)
    return (
        heading(voice.word("left.title")),
        el("div", el("p", said), role="alert"),
        el("div", post_button(voice.word("receipt.finish"), "/clear"), class_="buttons"),
    )

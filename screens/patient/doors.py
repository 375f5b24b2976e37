"""The ways into the form and out of it before its end."""

from __future__ import annotations

from collections.abc import Sequence

import segno

from desk.voice import Voice
from questionnaire.model import Page
from records.drafts import LIFETIME
from screens.page.markup import Node, View, action_button, bullets, el, heading, post_button
from screens.patient.frame import code_box, frame, notice_box

DRAFT_DAYS = LIFETIME.days
TABLET_IDLE, TABLET_RECEIPT = 180, 60
"""Seconds without a touch after which a tablet in the waiting room wipes itself: in the form, and once it is sent."""


def start(voice: Voice, minutes: int, adult_age: int, problem: str | None = None) -> View:
    """What this is, how long it takes, what to have at hand, who sees it. `problem`: why another device's form could
    not be opened, or that the browser keeps no cookies."""
    cookies, wrong = problem == "cookies", problem in ("code", "wait")
    return frame(
        voice,
        voice.word("start.title"),
        notice_box(voice.word("cookies.title"), el("p", voice.word("cookies.lead"))) if cookies else None,
        heading(voice.word("start.title")),
        el("p", voice.word("start.lead"), class_="lead"),
        el("p", voice.here("start.how_long", minutes=5 * round(minutes / 5), days=DRAFT_DAYS, idle=TABLET_IDLE // 60)),
        el("h2", voice.word("start.have.title")),
        bullets(
            voice.word("start.have.medicines"),
            voice.word("start.have.blood"),
            voice.word("start.have.surgery"),
            voice.word("start.have.photos"),
        ),
        el("h2", voice.word("start.know.title")),
        bullets(
            voice.word("start.know.diagnosis"),
            voice.word("start.know.who", clinic=voice.clinic.name),
            voice.word("start.know.unsure"),
            voice.word("start.know.medicine"),
            voice.word("start.know.adults", age=adult_age),
        ),
        el("div", post_button(voice.word("start.button"), "/start", language=voice.language), class_="buttons"),
        code_box(voice, problem),
        focus="code-error" if wrong else "notice" if cookies else "heading",
    )


def resume(voice: Voice, problem: str | None = None) -> View:
    """A form was left alone on this device: nothing of it is shown until somebody says that it is theirs."""
    title = voice.word("resume.title")
    return frame(
        voice, title, heading(title), el("p", voice.word("resume.lead")), _whose(voice), code_box(voice, problem)
    )


def left(voice: Voice, minutes: int) -> tuple[Node, ...]:
    """What a page of the form shows in place of its content when nobody has touched it for so many minutes."""
    said = (voice.word("left.lead", minutes=minutes), voice.word("left.saved"), voice.word("resume.lead"))
    return (
        heading(voice.word("left.title")),
        el("div", *(el("p", words) for words in said), role="alert"),
        _whose(voice),
    )


def _whose(voice: Voice) -> Node:
    return el(
        "div",
        action_button(voice.word("resume.continue"), "resume"),
        post_button(voice.word("resume.afresh"), "/clear", "secondary"),
        class_="buttons",
    )


def take_along(voice: Voice, unsaved: Sequence[Page], code: str, link: str) -> View:
    """The code with which the form goes on elsewhere, to write down, to open as a link or to scan. `unsaved`: the pages
    on which something was typed that does not come along."""
    stays = [voice.say(page.title) for page in unsaved]
    return frame(
        voice,
        voice.word("code.title"),
        notice_box(voice.word("check.parked.title"), el("p", voice.word("code.unsaved")), bullets(*stays))
        if stays
        else None,
        heading(voice.word("code.title")),
        el("p", voice.here("code.lead", days=DRAFT_DAYS)),
        el("p", code, class_="reference"),
        el("p", voice.word("code.scan")),
        _qr(link, voice.word("code.qr")),
        el("p", voice.word("code.link")),
        el("p", el("code", link), class_="link-text"),
        el("p", voice.word("code.private")),
        el("div", action_button(voice.word("code.back"), "form"), class_="buttons"),
        focus="notice" if stays else "heading",
    )


def _qr(text: str, label: str) -> Node:
    """A text as a QR code, drawn dark on light whatever the theme, as scanners want it."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=4)]
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell)
    size = len(rows)
    ground = el("path", d=f"M0 0h{size}v{size}h-{size}z", fill="white")
    drawing: dict[str, str | bool | None] = {
        "viewBox": f"0 0 {size} {size}",
        "class_": "qr",
        "role": "img",
        "aria_label": label,
    }
    return el("svg", ground, el("path", d=dark, fill="black"), **drawing)


def minor(voice: Voice, adult_age: int) -> View:
    """A kind end for people under age, with where to turn."""
    return frame(
        voice,
        voice.word("minor.title"),
        heading(voice.word("minor.title")),
        el("p", voice.word("minor.lead", age=adult_age)),
        el("p", voice.word("minor.where")),
        el("p", voice.say(voice.clinic.urgent_help)),
        el("p", voice.word("minor.kept")),
        el(
            "div",
            post_button(voice.word("minor.finish"), "/clear"),
            action_button(voice.word("minor.change"), "change_age", kind="secondary"),
            class_="buttons",
        ),
    )


def other_code(voice: Voice, problem: str | None = None) -> View:
    """On a device that has a form: a way to open another one by its code, and the way back. `problem`: why the code
    that was typed opened nothing."""
    title = voice.word("code.problem.title" if problem else "code.opening.title")
    lead = None if problem else el("p", voice.word("code.instead"))
    back = el("div", action_button(voice.word("code.back"), "form", kind="secondary"), class_="buttons")
    box = code_box(voice, problem, opened=True)
    return frame(voice, title, heading(title), lead, box, back, focus="code-error" if problem else "heading")


def gone(voice: Voice, problem: str | None = None) -> View:
    """The draft behind this device's cookie was deleted, or taken to another device."""
    title = voice.word("gone.title")
    return frame(
        voice,
        title,
        heading(title),
        el("p", voice.word("gone.lead", days=DRAFT_DAYS)),
        el("div", post_button(voice.word("start.button"), "/start", language=voice.language), class_="buttons"),
        code_box(voice, problem),
    )

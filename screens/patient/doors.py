"""The ways into the form and out of it before its end."""

from __future__ import annotations

import segno

from desk.patient.limits import TABLET_IDLE
from desk.patient.views import CodePage, GonePage, MinorPage, StartPage, TakeAlongPage, WhosePage
from desk.voice import Voice
from records.drafts import LIFETIME
from screens.page.markup import Node, Screen, action_button, bullets, el, heading, post_button
from screens.patient.layout import code_box, notice_box, screen, unavailable_words

DRAFT_DAYS = LIFETIME.days
_IDLE_MINUTES = int(TABLET_IDLE.total_seconds()) // 60


def start(voice: Voice, view: StartPage) -> Screen:
    """What this is, how long it takes, what to have at hand, who sees it."""
    problem = view.problem
    cookies, wrong = problem == "cookies", problem in ("code", "wait")
    return screen(
        voice,
        voice.word("start.title"),
        notice_box(voice.word("cookies.title"), el("p", voice.word("cookies.lead"))) if cookies else None,
        heading(voice.word("start.title")),
        el("p", voice.word("start.lead"), class_="lead"),
        el("p", voice.here("start.how_long", minutes=5 * round(view.minutes / 5), days=DRAFT_DAYS, idle=_IDLE_MINUTES)),
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
            voice.word("start.know.adults", age=view.adult_age),
        ),
        el("div", post_button(voice.word("start.button"), "/start", language=voice.language), class_="buttons"),
        code_box(voice, problem),
        focus="code-error" if wrong else "notice" if cookies else "heading",
    )


def whose(voice: Voice, view: WhosePage) -> Screen:
    """A form was left alone on this device: whose is it?"""
    title = voice.word("resume.title")
    lead = el("p", voice.word("resume.lead"))
    return screen(voice, title, heading(title), lead, _mine_or_afresh(voice), code_box(voice, view.problem))


def left(voice: Voice, minutes: int) -> tuple[Node, ...]:
    """What a page of the form shows in place of its content when nobody has touched it for so many minutes."""
    said = (voice.word("left.lead", minutes=minutes), voice.word("left.saved"), voice.word("resume.lead"))
    return (
        heading(voice.word("left.title")),
        el("div", *(el("p", words) for words in said), role="alert"),
        _mine_or_afresh(voice),
    )


def _mine_or_afresh(voice: Voice) -> Node:
    return el(
        "div",
        action_button(voice.word("resume.continue"), "resume"),
        post_button(voice.word("resume.afresh"), "/clear", "secondary"),
        class_="buttons",
    )


def take_along(voice: Voice, view: TakeAlongPage) -> Screen:
    """The code with which the form goes on elsewhere, to write down, to open as a link or to scan."""
    stays = view.unsaved
    return screen(
        voice,
        voice.word("code.title"),
        notice_box(voice.word("check.parked.title"), el("p", voice.word("code.unsaved")), bullets(*stays))
        if stays
        else None,
        heading(voice.word("code.title")),
        el("p", voice.here("code.lead", days=DRAFT_DAYS)),
        el("p", view.code, class_="reference"),
        el("p", voice.word("code.scan")),
        _qr(view.link, voice.word("code.qr")),
        el("p", voice.word("code.link")),
        el("p", el("code", view.link), class_="link-text"),
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


def minor(voice: Voice, view: MinorPage) -> Screen:
    """A kind end for people under age, with where to turn."""
    return screen(
        voice,
        voice.word("minor.title"),
        heading(voice.word("minor.title")),
        el("p", voice.word("minor.lead", age=view.adult_age)),
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


def other_code(voice: Voice, view: CodePage) -> Screen:
    """On a device that has a form: a way to open another one by its code, and the way back."""
    problem = view.problem
    title = voice.word("code.problem.title" if problem else "code.opening.title")
    lead = None if problem else el("p", voice.word("code.instead"))
    back = el("div", action_button(voice.word("code.back"), "form", kind="secondary"), class_="buttons")
    box = code_box(voice, problem, opened=True)
    return screen(voice, title, heading(title), lead, box, back, focus="code-error" if problem else "heading")


def gone(voice: Voice, view: GonePage) -> Screen:
    """The draft behind this device's cookie was deleted, or taken to another device."""
    title = voice.word("gone.title")
    return screen(
        voice,
        title,
        heading(title),
        el("p", voice.word("gone.lead", days=DRAFT_DAYS)),
        el("div", post_button(voice.word("start.button"), "/start", language=voice.language), class_="buttons"),
        code_box(voice, view.problem),
    )


def store_down(voice: Voice) -> Screen:
    """Nothing can be read or saved right now: what to do."""
    title = voice.word("app.unavailable.title")
    return screen(voice, title, heading(title), el("p", unavailable_words(voice)))

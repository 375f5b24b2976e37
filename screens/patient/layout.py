"""What stands around every page of the patient's, and the boxes that may interrupt one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from desk.patient.tab import Trouble
from desk.voice import Voice, unbroken
from questionnaire.journey import FieldError
from questionnaire.words import languages
from screens.page.brand import brand
from screens.page.markup import Node, Screen, action_button, el, post_button


def screen(voice: Voice, title: str, *body: Node | None, focus: str = "heading", error: bool = False) -> Screen:
    """A page within the clinic's header and the help line, which stand at the same place on every page."""
    number = el(
        "a", unbroken(voice.clinic.phone), href="tel:" + "".join(c for c in voice.clinic.phone if c in "+0123456789")
    )
    help_line = (
        [voice.word("app.help", clinic=voice.clinic.name), " ", number] if voice.clinic.phone else [voice.clinic.name]
    )
    nodes: list[Node | None] = [
        el(
            "header",
            *brand(voice.clinic),
            el("span", voice.word("app.confidential")),
            *_languages(voice),
            class_="brand",
        ),
        el("div", *body, class_="content"),
        el("footer", *help_line, class_="help"),
    ]
    prefix = voice.word("error.prefix") if error else ""
    return Screen(
        title=f"{prefix}{title} – {voice.clinic.name}",
        body=tuple(node for node in nodes if node is not None),
        focus=focus,
        colours=(voice.clinic.colour.light, voice.clinic.colour.dark),
        language=voice.language,
        direction=languages()[voice.language].direction,
        say={
            "saving": voice.word("app.saving"),
            "slow": voice.word("app.slow"),
            "unticked": voice.word("app.unticked"),
            "wipe": voice.word("kiosk.warning"),
            "leave": voice.word("left.warning"),
            "cut_title": voice.word("cut.title"),
            "cut": voice.word("cut.lead"),
        },
    )


def _languages(voice: Voice) -> list[Node]:
    """A button for each other language, in its own words. What was typed on the page comes along."""
    others = [language for language in voice.offered if language.code != voice.language]
    buttons = (
        action_button(other.name, "language", other.code, "link", keep=True, lang=other.code) for other in others
    )
    return [el("nav", *buttons, aria_label=voice.word("app.languages"), class_="languages")] if others else []


def who_reads(voice: Voice) -> Node:
    """Who will see what is asked for on a page, said before it is asked."""
    return el("p", voice.word("app.who", clinic=voice.clinic.name), class_="who")


def error_summary(voice: Voice, errors: Sequence[FieldError]) -> Node:
    """What is wrong on the page, with a way to each place."""
    links = [el("li", el("a", error.message, href=f"#q-{error.question}")) for error in errors]
    return el(
        "section",
        el("h2", voice.word("error.summary")),
        el("ul", *links),
        class_="problem-summary",
        id="problems",
        role="alert",
        tabindex="-1",
    )


def notice_box(title: str, *content: Node) -> Node:
    """A calm interruption above the questions."""
    return el("section", el("h2", title), *content, class_="notice", id="notice", tabindex="-1", role="alert")


def trouble_box(voice: Voice, trouble: Trouble) -> Node:
    """Why what was asked for last was not done, and what to do."""
    match trouble:
        case Trouble.UNSAVED:
            return notice_box(voice.word("app.unavailable.title"), el("p", unavailable_words(voice)))
        case Trouble.CHANGED:
            return notice_box(voice.word("check.changed.title"), el("p", voice.word("check.changed")))
        case Trouble.NOT_DONE:
            return notice_box(voice.word("app.not_done.title"), el("p", voice.word("app.not_done")))
        case _:
            assert_never(trouble)


def unavailable_words(voice: Voice) -> str:
    """The records cannot be reached: what to do."""
    return voice.word("app.unavailable", reach=voice.reach)


def take_along_or_leave(voice: Voice) -> Node:
    """From every page: go on elsewhere, and on a shared device get rid of what the last person left."""
    return el(
        "details",
        el("summary", voice.word("yours.title")),
        el("p", voice.here("code.offer")),
        el("p", action_button(voice.word("code.make"), "take_along", kind="secondary", keep=True)),
        el(
            "details",
            el("summary", voice.word("yours.delete")),
            el("p", voice.word("yours.delete.lead")),
            post_button(voice.word("yours.delete.confirm"), "/clear", "secondary"),
        ),
        el("p", voice.word("code.instead")),
        code_box(voice),
    )


def code_box(voice: Voice, problem: str | None = None, *, opened: bool = False) -> Node:
    """Where the code of a form begun on another device is typed in; `problem`: why the last one opened nothing, "code"
    or "wait"."""
    wrong = voice.word(f"code.problem.{problem}") if problem in ("code", "wait") else None
    box = el(
        "input",
        type="text",
        id="i-code",
        name="code",
        class_="medium",
        autocomplete="off",
        maxlength="40",
        aria_describedby="code-error" if wrong else None,
        aria_invalid="true" if wrong else None,
    )
    form = el(
        "form",
        el("p", wrong, class_="error", id="code-error", tabindex="-1", role="alert") if wrong else None,
        el("div", el("label", voice.word("code.label"), for_="i-code"), box, class_="field"),
        el("button", voice.word("code.open"), type="submit", class_="secondary"),
        method="post",
        action="/resume",
    )
    return el("details", el("summary", voice.word("code.have")), form, open=opened or bool(wrong))

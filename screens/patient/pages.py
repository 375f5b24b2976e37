"""The pages of the form, and "check your answers"."""

from __future__ import annotations

from typing import assert_never

from desk.patient.actions import CHECK
from desk.patient.tab import Trouble
from desk.patient.views import AgeDisagrees, AskedAgain, CheckPage, CheckRow, Notice, PhotoTooEarly, QuestionPage
from desk.voice import Voice
from questionnaire.model import Question
from screens.page.markup import Node, Screen, action_button, el, heading, post_button
from screens.patient.controls import question_control
from screens.patient.layout import (
    code_box,
    error_summary,
    notice_box,
    screen,
    take_along_or_leave,
    trouble_box,
    who_reads,
)
from screens.patient.photo_page import photo_rows


def question_page(voice: Voice, view: QuestionPage) -> Screen:
    """One page of the form."""
    page, step, errors = view.page, view.step, view.errors
    by_place = {error.question: error.message for error in errors}
    blocks = [
        question_control(
            voice, question, view.entries, by_place, view.texture, opening=view.follow_ups.get(question.id)
        )
        for question in view.shown
    ]
    ways = [] if view.first else [action_button(voice.word("app.back"), "back", page.id, "link", keep=True)]
    if view.complete:
        ways.append(action_button(voice.word("app.to_check"), "change", CHECK, "link", keep=True))
    return screen(
        voice,
        voice.say(page.title),
        el("nav", *ways, aria_label=voice.word("app.ways"), class_="ways") if ways else None,
        error_summary(voice, errors) if errors else None,
        _notice(voice, view.notice) if view.notice else None,
        el(
            "p",
            voice.word(
                "app.step", number=str(step.number), total=str(step.total), section=voice.say(step.section.title)
            ),
            class_="step",
        ),
        heading(voice.say(page.title)),
        who_reads(voice),
        el("p", voice.say(page.intro)) if page.intro else None,
        el(
            "form",
            *blocks,
            el("div", el("button", voice.word("app.continue"), type="submit", class_="primary"), class_="buttons"),
            data_form="continue",
            data_page=page.id,
        ),
        code_box(voice) if view.first else take_along_or_leave(voice),
        focus="problems" if errors else "notice" if view.notice else "heading",
        error=bool(errors),
    )


def _notice(voice: Voice, notice: Notice) -> Node:
    match notice:
        case Trouble():
            return trouble_box(voice, notice)
        case AskedAgain():
            return _asked_again(voice, notice)
        case PhotoTooEarly():
            return notice_box(voice.word("photo.early.title"), el("p", voice.word("photo.early")))
        case AgeDisagrees(page):
            # A way to the age; what is typed stays for when they are back.
            return el("p", action_button(voice.word("contact.change_age"), "change", page.id, "secondary", keep=True))
        case _:
            assert_never(notice)


def _asked_again(voice: Voice, asked: AskedAgain) -> Node:
    """Unusual numbers and questions left blank, with a way to each."""

    def way(question: Question, text: str) -> Node:
        return el("li", el("a", text, href=f"#q-{question.id}"))

    content: list[Node] = []
    if asked.unusual:
        said = [
            way(question, voice.word("unusual.number", label=voice.say(question.text), value=value))
            for question, value in asked.unusual
        ]
        content += [el("ul", *said), el("p", voice.word("unusual.lead"))]
    if asked.blank:
        said = [way(question, voice.say(question.text)) for question in asked.blank]
        content += [el("ul", *said), el("p", voice.word("blank.lead"))]
    return notice_box(voice.word("unusual.title") if asked.unusual else voice.word("blank.title"), *content)


def check_page(voice: Voice, view: CheckPage) -> Screen:
    """Every answer to look over, each with a way to change it; then the button that sends this version."""
    sections = [
        part
        for title, rows in view.sections
        for part in (el("h2", title), el("dl", *_rows(voice, rows), class_="answers"))
    ]
    notice = _check_notice(voice, view)
    return screen(
        voice,
        voice.word("check.title"),
        el("nav", action_button(voice.word("app.back"), "back", CHECK, "link"), aria_label=voice.word("app.back")),
        notice,
        el("p", voice.word("check.step"), class_="step"),
        heading(voice.word("check.title")),
        who_reads(voice),
        el("p", voice.word("check.lead")),
        *sections,
        *photo_rows(voice, view.photos),
        el("p", voice.word("check.statement")),
        el("div", action_button(voice.word("check.send"), "send", str(view.version)), class_="buttons"),
        take_along_or_leave(voice),
        el(
            "details",
            el("summary", voice.word("check.restart")),
            el("p", voice.word("check.restart.lead")),
            el("div", post_button(voice.word("check.restart.confirm"), "/clear", "secondary"), class_="buttons"),
        ),
        focus="notice" if notice else f"row-{view.at}" if view.at else "heading",
    )


def _check_notice(voice: Voice, view: CheckPage) -> Node | None:
    """Why the answers are not what the patient may think they are."""
    if view.trouble:
        return trouble_box(voice, view.trouble)
    if not view.parked:
        return None
    ways = [el("p", action_button(voice.say(page.title), "change", page.id, "link")) for page in view.parked]
    return notice_box(voice.word("check.parked.title"), el("p", voice.word("check.parked")), *ways)


def _rows(voice: Voice, rows: tuple[CheckRow, ...]) -> list[Node]:
    """The answers of a section, a row each; the first of each page can take the focus."""
    drawn: list[Node] = []
    before = ""
    for row in rows:
        name = f"row-{row.page}" if row.page != before else None
        drawn.append(el("div", *_cells(voice, row), id=name, tabindex="-1" if name else None))
        before = row.page
    return drawn


def _cells(voice: Voice, row: CheckRow) -> tuple[Node, ...]:
    words = voice.word("check.answer") if row.blank else voice.word("check.change")
    change = el("dd", action_button(words, "change", row.page, "link", f"{words}: {row.question}"), class_="change")
    if len(row.answers) == 1 and not row.listed:
        return el("dt", row.question), el("dd", row.answers[0], class_="blank" if row.blank else None), change
    lines = [el("span", answer, class_="own") for answer in row.answers]
    if row.listed:
        listed = voice.word("check.listed", options=" · ".join(row.listed))
        lines.append(el("span", listed, class_="own hint"))
    return el("dt", row.question), el("dd", *lines), change

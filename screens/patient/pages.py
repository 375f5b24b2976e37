"""The pages of the form, and "check your answers"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.voice import Voice
from pdf.words import day
from questionnaire.answers import Answers, State
from questionnaire.contact import read_date
from questionnaire.journey import FieldError, shown_pages, shown_questions, step_of
from questionnaire.model import Page, Question
from questionnaire.wording import answer_of, option_text
from screens.page.markup import Node, View, action_button, el, heading, post_button
from screens.patient.controls import question_control, shown_by_this_page
from screens.patient.drawings import texture_of
from screens.patient.frame import code_box, error_summary, frame, notice_box, take_along_or_leave, who_reads


def question_page(
    voice: Voice,
    page: Page,
    answers: Answers,
    typed: Mapping[str, object],
    errors: Sequence[FieldError],
    notice: Node | None = None,
    first: bool = False,
    complete: bool = False,
) -> View:
    """One page of the form.

    `typed` holds what stands in each control: the saved answers, or what was typed when there are errors. `notice` is
    shown above the questions. `complete`: the form was filled in to its end before, so that "check your answers" is one
    press away.
    """
    step = step_of(answers.questionnaire, page)
    by_place = {error.question: error.message for error in errors}
    shown = [
        question
        for question in page.questions
        if question in shown_questions(page, answers) or shown_by_this_page(question, page)
    ]
    blocks = [question_control(voice, question, typed, by_place, page, texture_of(answers)) for question in shown]
    summary = error_summary(voice, errors) if errors else None
    ways = [] if first else [action_button(voice.word("app.back"), "back", page.id, "link", keep=True)]
    if complete:
        ways.append(action_button(voice.word("app.to_check"), "change", "check", "link", keep=True))
    return frame(
        voice,
        voice.say(page.title),
        el("nav", *ways, aria_label=voice.word("app.ways"), class_="ways") if ways else None,
        summary,
        notice,
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
            el(
                "div",
                el("button", voice.word("app.continue"), type="submit", class_="primary"),
                class_="buttons",
            ),
            data_form="continue",
            data_page=page.id,
        ),
        code_box(voice) if first else take_along_or_leave(voice),
        focus="problems" if errors else "notice" if notice else "heading",
        error=bool(errors),
    )


def way_to_age(voice: Voice, page: Page) -> Node:
    """A way to the age, for someone whose date of birth says another; what is typed stays for when they are back."""
    return el("p", action_button(voice.word("contact.change_age"), "change", page.id, "secondary", keep=True))


def asked_notice(voice: Voice, page: Page, asked: frozenset[tuple[str, str]]) -> Node:
    """What to look at once more before the page is left: unusual numbers and questions left blank, with a way to
    each."""
    stands = dict(asked)
    odd = [q for q in page.questions if stands.get(q.id)]
    blank = [q for q in page.questions if stands.get(q.id) == ""]

    def way(question: Question, text: str) -> Node:
        return el("li", el("a", text, href=f"#q-{question.id}"))

    content: list[Node] = []
    if odd:
        content += [
            el("ul", *(way(q, voice.word("unusual.number", label=voice.say(q.text), value=stands[q.id])) for q in odd)),
            el("p", voice.word("unusual.lead")),
        ]
    if blank:
        content += [el("ul", *(way(q, voice.say(q.text)) for q in blank)), el("p", voice.word("blank.lead"))]
    return notice_box(voice.word("unusual.title") if odd else voice.word("blank.title"), *content)


def check(
    voice: Voice,
    answers: Answers,
    contact: Mapping[str, object],
    version: int,
    more: Sequence[Node] = (),
    *,
    at: str = "",
    parked: Sequence[Page] = (),
    changed: bool = False,
) -> View:
    """Every answer to look over, each with a way to change it, and what `more` goes with them; then the button that
    sends this version. `at`: the page on which an answer was just changed, whose first row takes the focus. `changed`:
    another one was looked over before. `parked`: the pages left without Continue, on which something else was typed."""
    form = answers.questionnaire
    just_changed = at in {page.id for page in shown_pages(answers)}
    sections: list[Node] = []
    for section in form.sections:
        rows = [row for page in section.pages for row in _rows_of(voice, page, answers, contact)]
        if rows:
            sections += [el("h2", voice.say(section.title)), el("dl", *rows, class_="answers")]
    return frame(
        voice,
        voice.word("check.title"),
        el("nav", action_button(voice.word("app.back"), "back", "check", "link"), aria_label=voice.word("app.back")),
        _check_notice(voice, parked, changed),
        el("p", voice.word("check.step"), class_="step"),
        heading(voice.word("check.title")),
        who_reads(voice),
        el("p", voice.word("check.lead")),
        *sections,
        *more,
        el("p", voice.word("check.statement")),
        el("div", action_button(voice.word("check.send"), "send", str(version)), class_="buttons"),
        take_along_or_leave(voice),
        el(
            "details",
            el("summary", voice.word("check.restart")),
            el("p", voice.word("check.restart.lead")),
            el("div", post_button(voice.word("check.restart.confirm"), "/clear", "secondary"), class_="buttons"),
        ),
        focus="notice" if changed or parked else f"row-{at}" if just_changed else "heading",
    )


def _rows_of(voice: Voice, page: Page, answers: Answers, contact: Mapping[str, object]) -> list[Node]:
    """The answers of one page, a row each; the first can take the focus."""
    rows: list[Sequence[Node]] = []
    for question in shown_questions(page, answers):
        if question.type == "contact":
            rows += _contact_rows(voice, question, page, contact)
        else:
            rows.append(_answer_row(voice, question, page, answers))
    ids = [f"row-{page.id}", *[None] * len(rows)]
    return [el("div", *cells, id=name, tabindex="-1" if name else None) for name, cells in zip(ids, rows, strict=False)]


def _check_notice(voice: Voice, parked: Sequence[Page], changed: bool) -> Node | None:
    """Why the answers are not what the patient may think they are."""
    if changed:
        return notice_box(voice.word("check.changed.title"), el("p", voice.word("check.changed")))
    if not parked:
        return None
    ways = [el("p", action_button(voice.say(page.title), "change", page.id, "link")) for page in parked]
    return notice_box(voice.word("check.parked.title"), el("p", voice.word("check.parked")), *ways)


def _answer_row(voice: Voice, question: Question, page: Page, answers: Answers) -> Sequence[Node]:
    blank = answers.states[question.id] is State.UNANSWERED
    words = voice.word("check.answer") if blank else voice.word("check.change")
    text = voice.say(question.text)
    value = answers.values.get(question.id)
    if isinstance(value, tuple):
        answer = el("dd", *_chosen(voice, question, value))
    else:
        answer = el("dd", answer_of(answers, question.id, "text", voice.language), class_="blank" if blank else None)
    change = el("dd", action_button(words, "change", page.id, "link", f"{words}: {text}"), class_="change")
    return el("dt", text), answer, change


def _chosen(voice: Voice, question: Question, chosen: Sequence[str]) -> list[Node]:
    """Each chosen option on its own line. "None of these" is followed by what "these" were: who confirms it must see
    it."""
    options = [question.by_option[item] for item in chosen]
    lines = [el("span", option_text(option, "text", voice.language), class_="own") for option in options]
    if any(option.exclusive and option.means is None for option in options):
        others = [option for option in question.options if not option.exclusive and option.means is None]
        listed = " · ".join(option_text(option, "text", voice.language) for option in others)
        lines.append(el("span", voice.word("check.listed", options=listed), class_="own hint"))
    return lines


def _contact_rows(voice: Voice, question: Question, page: Page, contact: Mapping[str, object]) -> list[Sequence[Node]]:
    rows: list[Sequence[Node]] = []
    for box in question.fields:
        value = str(contact.get(box.id) or "")
        shown = next((voice.say(option.text) for option in box.options if option.id == value), value)
        if box.id == "born" and (born := read_date(value)) is not None:
            shown = day(born, voice.language)  # as it was understood: 03/04 is another day elsewhere
        text = voice.say(box.text)
        words = voice.word("check.change" if shown else "check.answer")
        answer = el("dd", shown or voice.word("answer.unanswered"), class_=None if shown else "blank")
        change = el("dd", action_button(words, "change", page.id, "link", f"{words}: {text}"), class_="change")
        rows.append((el("dt", text), answer, change))
    return rows

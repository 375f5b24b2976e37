"""The patient's pages as data: pure functions from what is known to what is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import segno

from pdf.patient_view import PatientOption, PatientView, Told
from photos import VIEWS
from pictures import TEXTURES, Texture, picture
from pictures.photo_guide import photo_guide
from questionnaire.answers import Answers, State
from questionnaire.journey import FieldError, shown_questions, step_of
from questionnaire.model import ContactField, Option, Page, Question, Questionnaire
from questionnaire.wording import answer_of
from questionnaire.words import languages
from screens.components.brand import brand
from screens.components.markup import Node, View, action_button, bullets, el, heading, post_button
from screens.patient.voice import Voice

DRAFT_DAYS = 30


def frame(voice: Voice, title: str, *body: Node | None, focus: str = "heading", error: bool = False) -> View:
    """A page within the clinic's header and the help line, which stand at the same place on every page."""
    number = el("a", _unbroken(voice.clinic.phone), href="tel:" + "".join(c for c in voice.clinic.phone if c in "+0123456789"))
    help_line = [voice.word("app.help", clinic=voice.clinic.name), " ", number] if voice.clinic.phone else [voice.clinic.name]
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
    return View(
        title=f"{prefix}{title} – {voice.clinic.name}",
        body=tuple(node for node in nodes if node is not None),
        focus=focus,
        colours=(voice.clinic.colour.light, voice.clinic.colour.dark),
        language=voice.language,
        direction=languages()[voice.language].direction,
        say={"saving": voice.word("app.saving"), "slow": voice.word("app.slow"), "wipe": voice.word("kiosk.warning")},
    )


def _languages(voice: Voice) -> list[Node]:
    """A button for each other language, in its own words. What was typed on the page comes along."""
    others = [language for language in voice.offered if language.code != voice.language]
    buttons = (action_button(other.name, "language", other.code, "link", keep=True, lang=other.code) for other in others)
    return [el("nav", *buttons, aria_label=voice.word("app.languages"), class_="languages")] if others else []


def _unbroken(phone: str) -> str:
    """A phone number that stays on one line."""
    return phone.replace(" ", "\u00a0")


def start(voice: Voice, minutes: int, adult_age: int, problem: str | None = None) -> View:
    """What this is, how long it takes, what to have at hand, who sees it. `problem`: why another device's form could not be opened."""
    wrong = voice.word(f"code.problem.{problem}") if problem in ("code", "wait") else None
    return frame(
        voice,
        voice.word("start.title"),
        heading(voice.word("start.title")),
        el("p", voice.word("start.lead"), class_="lead"),
        el("p", voice.word("start.how_long", minutes=minutes, days=DRAFT_DAYS)),
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
        el(
            "details",
            el("summary", voice.word("code.have")),
            el("p", wrong, class_="error", id="notice", tabindex="-1", role="alert") if wrong else None,
            el(
                "form",
                el(
                    "div",
                    el("label", voice.word("code.label"), for_="i-code"),
                    el("input", type="text", id="i-code", name="code", class_="medium", autocomplete="off", maxlength="40"),
                    class_="field",
                ),
                el("button", voice.word("code.open"), type="submit", class_="secondary"),
                method="post",
                action="/resume",
            ),
            open=bool(wrong),
        ),
        focus="notice" if wrong else "heading",
    )


def resume(voice: Voice) -> View:
    """A form was left alone on this device: nothing of it is shown until somebody says that it is theirs."""
    return frame(
        voice,
        voice.word("resume.title"),
        heading(voice.word("resume.title")),
        el("p", voice.word("resume.lead")),
        el(
            "div",
            action_button(voice.word("resume.continue"), "resume"),
            post_button(voice.word("resume.afresh"), "/clear", "secondary"),
            class_="buttons",
        ),
    )


def take_along(voice: Voice, code: str, link: str) -> View:
    """The code with which the form goes on elsewhere, to write down, to open as a link or to scan."""
    return frame(
        voice,
        voice.word("code.title"),
        heading(voice.word("code.title")),
        el("p", voice.word("code.lead", days=DRAFT_DAYS)),
        el("p", code, class_="reference"),
        el("p", voice.word("code.scan")),
        _qr(link),
        el("p", voice.word("code.link")),
        el("p", el("code", link), class_="link-text"),
        el("p", voice.word("code.private")),
        el("div", action_button(voice.word("code.back"), "form"), class_="buttons"),
    )


def _qr(text: str) -> Node:
    """A text as a QR code, drawn dark on light whatever the theme, as scanners want it."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=4)]
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, cell in enumerate(row) if cell)
    size = len(rows)
    ground = el("path", d=f"M0 0h{size}v{size}h-{size}z", fill="white")
    drawing: dict[str, str | bool | None] = {"viewBox": f"0 0 {size} {size}", "class_": "qr", "role": "img", "aria_label": "QR"}
    return el("svg", ground, el("path", d=dark, fill="black"), **drawing)


def take_along_or_leave(voice: Voice) -> Node:
    """From every page: go on elsewhere, and on a shared device get rid of what the last person left."""
    return el(
        "details",
        el("summary", voice.word("yours.title")),
        el("p", voice.word("code.offer")),
        el("p", action_button(voice.word("code.make"), "take_along", kind="secondary", keep=True)),
        el("p", voice.word("yours.delete")),
        post_button(voice.word("check.restart.confirm"), "/clear", "secondary"),
    )


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

    `typed` holds what stands in each control: the saved answers, or what was typed when there are errors. `notice` is shown above the
    questions. `complete`: the form was filled in to its end before, so that "check your answers" is one press away.
    """
    step = step_of(answers.questionnaire, page)
    by_place = {error.question: error.message for error in errors}
    shown = [
        question
        for question in page.questions
        if question in shown_questions(page, answers) or _shown_by_this_page(question, page)
    ]
    blocks = [_question(voice, question, typed, by_place, page, texture_of(answers)) for question in shown]
    summary = error_summary(voice, errors) if errors else None
    ways = [] if first else [action_button(voice.word("app.back"), "back", page.id, "link")]
    if complete:
        ways.append(action_button(voice.word("app.to_check"), "change", "check", "link"))
    return frame(
        voice,
        voice.say(page.title),
        el("nav", *ways, aria_label=voice.word("app.ways"), class_="ways") if ways else None,
        summary,
        notice,
        el(
            "p",
            voice.word("app.step", number=str(step.number), total=str(step.total), section=voice.say(step.section.title)),
            class_="step",
        ),
        heading(voice.say(page.title)),
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
        None if first else take_along_or_leave(voice),
        focus="problems" if errors else "notice" if notice else "heading",
        error=bool(errors),
    )


def _shown_by_this_page(question: Question, page: Page) -> bool:
    """Whether an answer on the same page can show this question: the browser then shows and hides it at once."""
    if question.show_if is None:
        return False
    named = json.dumps(question.show_if)
    return any(f'"{other.id}"' in named for other in page.questions)


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


def asked_notice(voice: Voice, page: Page, asked: frozenset[tuple[str, str]]) -> Node:
    """What to look at once more before the page is left: unusual numbers and questions left blank, with a way to each."""
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


def _question(
    voice: Voice, question: Question, typed: Mapping[str, object], errors: Mapping[str, str], page: Page, texture: Texture
) -> Node:
    show_if = json.dumps(question.show_if) if _shown_by_this_page(question, page) else None
    error = errors.get(question.id)
    described = " ".join(
        name for name, there in ((f"hint-{question.id}", question.hint), (f"error-{question.id}", error)) if there
    )
    about: list[Node | None] = [
        el("p", voice.say(question.hint), class_="hint", id=f"hint-{question.id}") if question.hint else None,
        el("details", el("summary", voice.word("app.why")), el("p", voice.say(question.why))),
        el("p", error, class_="error", id=f"error-{question.id}") if error else None,
    ]
    common: dict[str, str | bool | None] = {
        "id": f"q-{question.id}",
        "class_": "question has-error" if error else "question",
        "data_question": question.id,
        "data_show_if": show_if,
        "aria_describedby": described or None,
    }
    value = typed.get(question.id)
    if question.type in ("choice", "multiple_choice"):
        return el(
            "fieldset",
            el("legend", _asked(voice, question)),
            *about,
            *_options(voice, question, value, texture),
            data_type=question.type,
            **common,
        )
    if question.type == "boolean":
        box = el("input", type="checkbox", id=f"i-{question.id}", checked=value is True)
        return el(
            "div",
            *about,
            _option_row(voice, box, voice.say(question.text), None),
            data_type="boolean",
            **common,
        )
    if question.type == "contact":
        boxes = (_contact_field(voice, box, value, errors) for box in question.fields)
        return el("div", el("p", voice.say(question.text)), *about, *boxes, data_type="contact", **common)
    return _number(voice, question, value, about, common)


def _asked(voice: Voice, question: Question) -> str:
    """The question, marked when it may be left out."""
    return f"{voice.say(question.text)} {voice.word('app.optional')}" if question.optional else voice.say(question.text)


def texture_of(answers: Answers) -> Texture:
    """How the hair in the pictures is drawn: like the patient's own, as far as it is known."""
    return "coily" if answers.values.get("hair_type") in ("curly", "afro_textured") else "straight"


def draw_pictures(questionnaire: Questionnaire) -> None:
    """Draw every picture once, so that no patient waits for it."""
    for question in questionnaire.questions:
        for option in question.options:
            for texture in TEXTURES:
                picture(question.id, option.id, texture)
    for view in VIEWS:
        for texture in TEXTURES:
            photo_guide(view, texture)


def _drawing(question: str, option: str, texture: Texture) -> Node | None:
    """The picture of an option, beside its words."""
    drawn = picture(question, option, texture)
    return el("svg", *(el("path", **path.attributes()) for path in drawn.paths), **drawn.attributes()) if drawn else None


def _options(voice: Voice, question: Question, value: object, texture: Texture) -> list[Node]:
    """The options: those that say something first, then "none of these" and "not sure" after an "or"."""
    chosen = {item for item in (value if isinstance(value, list | tuple) else [value]) if isinstance(item, str)}
    several = question.type == "multiple_choice"
    rows: list[Node] = []
    last = [option for option in question.options if option.exclusive or option.means]
    ordinary = [option for option in question.options if option not in last]
    for option in (*ordinary, *last):
        if last and option is last[0] and several and ordinary:
            rows.append(el("p", voice.word("app.or"), class_="or"))
        control = el(
            "input",
            type="checkbox" if several else "radio",
            name=question.id,
            value=option.id,
            checked=option.id in chosen,
            data_exclusive=option.exclusive or None,
        )
        rows.append(_option_row(voice, control, voice.say(option.text), option, _drawing(question.id, option.id, texture)))
    return rows


def _option_row(voice: Voice, control: Node, text: str, option: Option | None, drawing: Node | None = None) -> Node:
    hint = el("span", voice.say(option.hint), class_="hint") if option is not None and option.hint else None
    return el("label", control, drawing, el("span", text, hint, class_="words"), class_="option")


def _number(
    voice: Voice, question: Question, value: object, about: Sequence[Node | None], common: Mapping[str, str | bool | None]
) -> Node:
    instead = value if isinstance(value, str) and value in question.by_option else None
    text = "" if value is None or instead else f"{value:g}" if isinstance(value, float) else str(value)
    box = el(
        "input",
        type="text",
        inputmode="numeric" if question.type == "integer" else "decimal",
        id=f"i-{question.id}",
        class_="short",
        value=text,
        autocomplete="off",
        aria_describedby=common["aria_describedby"],
    )
    unit = el("span", voice.say(question.unit), class_="unit") if question.unit else None
    unknown = [
        _option_row(
            voice, el("input", type="checkbox", value=option.id, checked=option.id == instead), voice.say(option.text), option
        )
        for option in question.options
    ]
    attributes = {key: item for key, item in common.items() if key != "aria_describedby"}
    return el(
        "div",
        el("label", _asked(voice, question), for_=f"i-{question.id}", class_="question-text"),
        *about,
        el("p", box, unit),
        *([el("p", voice.word("app.or"), class_="or"), *unknown] if unknown else []),
        data_type="number",
        **attributes,
    )


_AUTOCOMPLETE = {"name": "name", "born": "bday", "email": "email", "phone": "tel"}


def _contact_field(voice: Voice, box: ContactField, value: object, errors: Mapping[str, str]) -> Node:
    typed = value if isinstance(value, Mapping) else {}
    text = str(typed.get(box.id) or "")
    error = errors.get(box.id)
    described = " ".join(n for n, there in ((f"hint-{box.id}", box.hint), (f"error-{box.id}", error)) if there) or None
    hint = el("p", voice.say(box.hint), class_="hint", id=f"hint-{box.id}") if box.hint else None
    message = el("p", error, class_="error", id=f"error-{box.id}") if error else None
    css = "field has-error" if error else "field"
    # Of e-mail and phone one is needed, which the hint says.
    asked = (
        voice.say(box.text)
        if box.required or box.id in ("email", "phone")
        else f"{voice.say(box.text)} {voice.word('app.optional')}"
    )
    if box.options:
        radios = [
            _option_row(voice, el("input", type="radio", name=box.id, value=o.id, checked=o.id == text), voice.say(o.text), o)
            for o in box.options
        ]
        return el("fieldset", el("legend", asked), hint, message, *radios, class_=css, id=f"q-{box.id}", data_field=box.id)
    common: dict[str, str | bool | None] = {"id": f"i-{box.id}", "data_field": box.id, "aria_describedby": described}
    long = box.max_length > 500
    control = (
        el("textarea", text, rows="5", **common)
        if long
        else el("input", type="text", value=text, autocomplete=_AUTOCOMPLETE.get(box.id, "off"), **common)
    )
    return el("div", el("label", asked, for_=f"i-{box.id}"), hint, message, control, class_=css, id=f"q-{box.id}")


def unavailable_words(voice: Voice) -> str:
    """The records cannot be reached: what to do."""
    return voice.word("app.unavailable", clinic=voice.clinic.name, phone=voice.clinic.phone)


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


def check(voice: Voice, answers: Answers, contact: Mapping[str, object], more: Sequence[Node] = ()) -> View:
    """Every answer to look over, each with a way to change it, and what `more` goes with them; then the button that sends."""
    form = answers.questionnaire
    sections: list[Node] = []
    for section in form.sections:
        rows = [
            row
            for page in section.pages
            for question in shown_questions(page, answers)
            for row in (
                _contact_rows(voice, question, page, contact)
                if question.type == "contact"
                else [_answer_row(voice, question, page, answers)]
            )
        ]
        if rows:
            sections += [el("h2", voice.say(section.title)), el("dl", *rows, class_="answers")]
    return frame(
        voice,
        voice.word("check.title"),
        el("nav", action_button(voice.word("app.back"), "back", "check", "link"), aria_label=voice.word("app.back")),
        heading(voice.word("check.title")),
        el("p", voice.word("check.lead")),
        *sections,
        *more,
        el("p", voice.word("check.statement")),
        el("div", action_button(voice.word("check.send"), "send"), class_="buttons"),
        el(
            "details",
            el("summary", voice.word("check.restart")),
            el("p", voice.word("check.restart.lead")),
            el("div", post_button(voice.word("check.restart.confirm"), "/clear", "secondary"), class_="buttons"),
        ),
    )


def _answer_row(voice: Voice, question: Question, page: Page, answers: Answers) -> Node:
    blank = answers.states[question.id] is State.UNANSWERED
    words = voice.word("check.answer") if blank else voice.word("check.change")
    text = voice.say(question.text)
    return el(
        "div",
        el("dt", text),
        el("dd", answer_of(answers, question.id, "text", voice.language), class_="blank" if blank else None),
        el("dd", action_button(words, "change", page.id, "link", f"{words}: {text}"), class_="change"),
    )


def _contact_rows(voice: Voice, question: Question, page: Page, contact: Mapping[str, object]) -> list[Node]:
    rows = []
    for box in question.fields:
        value = str(contact.get(box.id) or "")
        shown = next((voice.say(option.text) for option in box.options if option.id == value), value)
        text = voice.say(box.text)
        words = voice.word("check.change")
        rows.append(
            el(
                "div",
                el("dt", text),
                el("dd", shown or voice.word("check.blank"), class_=None if shown else "blank"),
                el("dd", action_button(words, "change", page.id, "link", f"{words}: {text}"), class_="change"),
            )
        )
    return rows


def advice(voice: Voice, red_flags: Sequence[Told]) -> View:
    """What the patient should do soon and why, shown before the receipt."""
    return frame(
        voice,
        voice.word("advice.title"),
        heading(voice.word("advice.title")),
        el("p", voice.word("advice.sent")),
        el("section", _told(voice, red_flags), el("p", voice.say(voice.clinic.urgent_help)), class_="notice stop"),
        el("p", voice.word("advice.not_diagnosis")),
        el("div", action_button(voice.word("advice.continue"), "read_advice"), class_="buttons"),
    )


def _told(voice: Voice, points: Sequence[Told]) -> Node:
    """What the patient is told, each with the own answers that it rests on."""

    def item(told: Told) -> Node:
        own = el("span", voice.word("copy.answered", answers=told.because), class_="hint own") if told.because else None
        return el("li", told.text, own)

    return el("ul", *(item(told) for told in points))


def receipt(voice: Voice, reference: str, copy: PatientView) -> View:
    """The form is sent: the reference number, what happens next and where to turn, then the patient's copy."""
    first = (*copy.before, *copy.doctor_first)
    questions = [voice.word(f"copy.question.{name}") for name in ("wait", "first", "cost")]
    return frame(
        voice,
        voice.word("receipt.title"),
        heading(voice.word("receipt.title")),
        el("p", voice.word("receipt.reference")),
        el("p", reference, class_="reference"),
        el("p", voice.word("receipt.keep")),
        *([el("h2", voice.word("copy.first")), _told(voice, first)] if first else []),
        el("h2", voice.word("receipt.next.title")),
        bullets(
            voice.word("receipt.next.read", clinic=voice.clinic.name),
            voice.word("receipt.next.talk"),
            voice.word("receipt.next.change", phone=_unbroken(voice.clinic.phone) or voice.clinic.email or voice.clinic.name),
        ),
        el("h2", voice.word("receipt.help")),
        el("p", voice.say(voice.clinic.urgent_help)),
        el("h2", voice.word("receipt.copy")),
        el("p", voice.word("receipt.copy.lead")),
        el("p", el("a", voice.word("receipt.copy.open"), href="/copy.pdf", target="_blank", rel="noopener", class_="button")),
        el("h3", voice.word("copy.questions")),
        bullets(*questions),
        *([el("p", voice.word("copy.open")), bullets(*copy.open_questions)] if copy.open_questions else []),
        *([el("p", voice.word("copy.points")), _told(voice, copy.points)] if copy.points else []),
        el("h3", voice.word("copy.time")),
        el("p", voice.word("copy.time.text")),
        el("h3", voice.word("copy.options")),
        *(_option_told(voice, option) for option in copy.options),
        el("p", voice.word("receipt.copy.sources"), class_="quiet"),
        el("div", post_button(voice.word("receipt.finish"), "/clear", "secondary"), class_="buttons"),
    )


def _option_told(voice: Voice, option: PatientOption) -> Node:
    """One option with both sides in equal room."""
    sides = (("copy.side.for", option.reasons_for), ("copy.side.against", option.reasons_against))
    return el(
        "details",
        el("summary", option.name),
        el("p", el("strong", option.word)) if option.word else None,
        *(part for key, points in sides for part in (el("h4", voice.word(key)), bullets(*(point.text for point in points)))),
    )


def message(voice: Voice, title: str, text: str, button: Node | None = None) -> View:
    """A short page: one thing to say and perhaps one thing to do."""
    return frame(voice, title, heading(title), el("p", text), el("div", button, class_="buttons") if button else None)

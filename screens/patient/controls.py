"""The control of each type of question: native radios, boxes and text fields, with what is said about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from desk.patient.actions import Entry
from desk.voice import Voice
from pictures import Texture
from questionnaire.model import ContactField, Option, Question
from questionnaire.same_page import Opening
from screens.page.markup import Node, el
from screens.patient.drawings import option_drawing


def question_control(
    voice: Voice,
    question: Question,
    entries: Mapping[str, Entry],
    errors: Mapping[str, str],
    texture: Texture,
    *,
    opening: Opening | None,
) -> Node:
    """One question with what stands in its control. The browser shows and hides a follow-up, which has
    an `opening`, as the page is filled in."""
    error = errors.get(question.id)
    parts = (
        (f"hint-{question.id}", question.hint),
        (f"why-{question.id}", question.why),
        (f"error-{question.id}", error),
    )
    described = " ".join(name for name, there in parts if there)
    about: list[Node | None] = [
        el("p", voice.say(question.hint), class_="hint", id=f"hint-{question.id}") if question.hint else None,
        el("p", voice.word("app.why", why=voice.say(question.why)), class_="hint why", id=f"why-{question.id}"),
        el("p", error, class_="error", id=f"error-{question.id}") if error else None,
    ]
    common: dict[str, str | bool | None] = {
        "id": f"q-{question.id}",
        "class_": "question has-error" if error else "question",
        "data_question": question.id,
        "data_opens": json.dumps(opening.to_json()) if opening else None,
        "aria_describedby": described,
    }
    value = entries.get(question.id)
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
        box = el(
            "input",
            type="checkbox",
            id=f"i-{question.id}",
            checked=value is True,
            aria_describedby=described,
            aria_invalid=_invalid(error),
        )
        hint, why, problem = about
        # What is asked comes first: a hint on a statement says nothing before the statement.
        return el(
            "div",
            problem,
            _option_row(voice, box, voice.say(question.text), None),
            hint,
            why,
            data_type="boolean",
            **common,
        )
    if question.type == "contact":
        boxes = (_contact_field(voice, box, value, errors) for box in question.fields)
        return el("div", el("p", voice.say(question.text)), *about, *boxes, data_type="contact", **common)
    return _number(voice, question, value, about, common, error)


def _invalid(error: str | None) -> str | None:
    """What tells a screen reader that this is where the error is."""
    return "true" if error else None


def _asked(voice: Voice, question: Question) -> str:
    """The question, marked when it must be answered; nearly all may be left out."""
    return f"{voice.say(question.text)} {voice.word('app.needed')}" if question.required else voice.say(question.text)


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
        rows.append(
            _option_row(voice, control, voice.say(option.text), option, option_drawing(question.id, option.id, texture))
        )
    return rows


def _option_row(voice: Voice, control: Node, text: str, option: Option | None, drawing: Node | None = None) -> Node:
    hint = el("span", voice.say(option.hint), class_="hint") if option is not None and option.hint else None
    return el("label", control, drawing, el("span", text, hint, class_="words"), class_="option")


def _number(
    voice: Voice,
    question: Question,
    value: object,
    about: Sequence[Node | None],
    common: Mapping[str, str | bool | None],
    error: str | None,
) -> Node:
    instead = value if isinstance(value, str) and value in question.by_option else None
    text = "" if value is None or instead else f"{value:.15g}" if isinstance(value, float) else str(value)
    box = el(
        "input",
        type="text",
        inputmode="numeric" if question.type == "integer" else "decimal",
        id=f"i-{question.id}",
        class_="short",
        value=text,
        autocomplete="off",
        aria_describedby=common["aria_describedby"],
        aria_invalid=_invalid(error),
    )
    unit = el("span", voice.say(question.unit), class_="unit") if question.unit else None
    unknown = [
        _option_row(
            voice,
            el("input", type="checkbox", value=option.id, checked=option.id == instead),
            voice.say(option.text),
            option,
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


_INPUT_MODE = {"email": "email", "phone": "tel"}
_AUTOCOMPLETE = {"name": "name", "born": "bday", "email": "email", "phone": "tel"}


def _autocomplete(voice: Voice, box: ContactField) -> str:
    """What a browser may fill in by itself; on a tablet in the waiting room nothing, which would be the last
    patient's."""
    return "off" if voice.tablet else _AUTOCOMPLETE.get(box.id, "off")


def _contact_field(voice: Voice, box: ContactField, value: object, errors: Mapping[str, str]) -> Node:
    typed = value if isinstance(value, Mapping) else {}
    text = str(typed.get(box.id) or "")
    error = errors.get(box.id)
    described = " ".join(n for n, there in ((f"hint-{box.id}", box.hint), (f"error-{box.id}", error)) if there) or None
    hint = el("p", voice.say(box.hint), class_="hint", id=f"hint-{box.id}") if box.hint else None
    message = el("p", error, class_="error", id=f"error-{box.id}") if error else None
    css = "field has-error" if error else "field"
    # Of e-mail and phone one is needed, which the hint says.
    asked = f"{voice.say(box.text)} {voice.word('app.needed')}" if box.required else voice.say(box.text)
    if box.options:
        radios = [
            _option_row(
                voice, el("input", type="radio", name=box.id, value=o.id, checked=o.id == text), voice.say(o.text), o
            )
            for o in box.options
        ]
        return el(
            "fieldset", el("legend", asked), hint, message, *radios, class_=css, id=f"q-{box.id}", data_field=box.id
        )
    common: dict[str, str | bool | None] = {
        "id": f"i-{box.id}",
        "data_field": box.id,
        "aria_describedby": described,
        "aria_invalid": _invalid(error),
    }
    long = box.max_length > 500
    control = (
        el("textarea", text, rows="5", **common)
        if long
        else el(
            "input",
            type="text",
            value=text,
            autocomplete=_autocomplete(voice, box),
            inputmode=_INPUT_MODE.get(box.id),
            **common,
        )
    )
    return el("div", el("label", asked, for_=f"i-{box.id}"), hint, message, control, class_=css, id=f"q-{box.id}")

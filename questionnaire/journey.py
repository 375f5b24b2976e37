"""The way through the form, recomputed from the answers each time: there is no "current page" that could go stale.

A page is shown when any of its questions is. A patient may open a page once every page before it has been passed, which
means that the questions that must be answered have answers, and that each other one has an answer or was knowingly left
blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from questionnaire.answers import Answers, Fault, State, Value, read_value
from questionnaire.model import Page, Question, Questionnaire, Section
from questionnaire.wording import say
from questionnaire.words import reading


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer on a page, in the patient's words."""

    question: str
    cause: str
    message: str


@dataclass(frozen=True)
class Step:
    """Where a page stands: "Step 2 of 6: your hair"."""

    number: int
    total: int
    section: Section


def as_shown(answers: Answers) -> Answers:
    """The answers that the patient can see and stands by: without those to questions that the form does not show.
    Whoever takes back the answer that opened a question takes back what was said there."""
    while True:
        hidden = next(
            (q.id for q in answers.questionnaire.answerable if q.id in answers.values and not answers.shown(q.id)), None
        )
        if hidden is None:
            return answers
        answers = Answers(
            answers.questionnaire, MappingProxyType({n: v for n, v in answers.values.items() if n != hidden})
        )


def shown_questions(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions of a page that the form shows for these answers; the contact question is always shown."""
    return tuple(q for q in page.questions if q.type == "contact" or answers.shown(q.id))


def shown_pages(answers: Answers) -> tuple[Page, ...]:
    """The pages with something to ask, in order."""
    return answers.pages


def step_of(questionnaire: Questionnaire, page: Page) -> Step:
    """Which step of the form a page belongs to. Steps are sections, so the total never changes with the answers."""
    for number, section in enumerate(questionnaire.sections, 1):
        if page in section.pages:
            return Step(number, len(questionnaire.sections), section)
    raise KeyError(page.id)


def missing_required(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The questions on a page that must be answered and are not. A consent counts only when it is given."""
    return tuple(
        q
        for q in shown_questions(page, answers)
        if q.required
        and q.type != "contact"
        and (answers.states[q.id] is State.UNANSWERED or answers.values.get(q.id) is False)
    )


def next_page(page: Page, answers: Answers) -> Page | None:
    """The next page to show after this one, or None when the last has been passed."""
    place = _place(page, answers)
    return next((later for later in shown_pages(answers) if _place(later, answers) > place), None)


def previous_page(page: Page, answers: Answers) -> Page | None:
    """The page shown before this one, or None for the first."""
    place = _place(page, answers)
    return next((earlier for earlier in reversed(shown_pages(answers)) if _place(earlier, answers) < place), None)


def _place(page: Page, answers: Answers) -> int:
    return answers.questionnaire.place_by_page[page.id]


def first_barrier(answers: Answers, passed: frozenset[str]) -> Page | None:
    """The first page that must still be seen: not passed yet, or with a required answer missing. None when all are
    done.

    `passed` are the ids of the pages that the patient left with Continue.
    """
    return next((page for page in shown_pages(answers) if _is_barrier(page, answers, passed)), None)


def _is_barrier(page: Page, answers: Answers, passed: frozenset[str]) -> bool:
    return page.id not in passed or bool(missing_required(page, answers))


def may_open(page: Page, answers: Answers, passed: frozenset[str]) -> bool:
    """Whether a patient may open a page now: it is shown, and nothing before it is still to be done."""
    for shown in shown_pages(answers):
        if shown.id == page.id:
            return True
        if _is_barrier(shown, answers, passed):
            return False
    return False


def still_passed(passed: frozenset[str], before: Answers, after: Answers) -> frozenset[str]:
    """The pages of `passed` that need not be seen again when the answers change: those on which no further question has
    opened."""
    pages = {page.id: page for page in after.questionnaire.pages}
    return frozenset(
        name
        for name in passed & pages.keys()
        if all(q.type == "contact" or before.shown(q.id) for q in shown_questions(pages[name], after))
    )


def is_minor(answers: Answers, adult_age: float) -> bool:
    """Whether the patient gave an age below `adult_age` (years), so that the form is not for them."""
    age = answers.values.get("age_years")
    return isinstance(age, int) and age < adult_age


def parse_number(question: Question, typed: str) -> int | float | str:
    """What a patient typed into a number box, as a number if it is one: spaces, thousands separators, the unit and
    digits of other scripts are forgiven, a decimal comma is read as a point. Returns the typed text when it is no
    number. A unit is taken off even where the number means another thing in it, as a haemoglobin in g/L does: it is
    then out of range, and the patient is told what to do."""
    text = re.sub(r"[\s\u00a0\u202f]+", "", latin_digits(typed).strip().lower())
    forgiven = reading()
    for word in forgiven.about:
        text = text.removeprefix(word)
    units = [re.sub(r"\s+", "", unit.lower()) for unit in (question.unit or {}).values()]
    for word in filter(None, (*units, *forgiven.units)):
        text = text.removesuffix(word)
    if question.type == "integer":
        grouped = re.fullmatch(r"-?\d{1,3}(?:[,.]\d{3})+", text, re.ASCII)
        whole = re.fullmatch(r"-?\d{1,12}", text, re.ASCII)
        return int(re.sub("[,.]", "", text)) if grouped or whole else typed
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d{1,12}(?:[.,]\d{1,12})?", text, re.ASCII) else typed


def latin_digits(typed: str) -> str:
    """A text with its digits as 0 to 9, in whatever script they were typed."""
    return "".join(str(unicodedata.decimal(c, c)) for c in typed)


def _blank(value: object) -> bool:
    """Whether nothing was typed, ticked or chosen. Zero is something; a box that was not ticked is nothing."""
    return value is None or value is False or value in ((), [], "")


def check_page(page: Page, raw: Mapping[str, object], answers: Answers, language: str = "en") -> tuple[FieldError, ...]:
    """What is wrong with the values typed on a page, in the order of its questions; empty when it may be left.

    `raw` holds the typed value of each shown question (None or empty for blank), `answers` the answers with them
    applied where they were readable. Blank questions that may stay blank are not errors; `left_blank` names those.
    """
    errors = []
    for question in shown_questions(page, answers):
        if question.type == "contact":
            continue
        value = raw.get(question.id)
        if _blank(value):
            if question.required:
                errors.append(FieldError(question.id, "missing", say(question.errors["missing"], language)))
            continue
        read = read_value(question, value)
        if isinstance(read, Fault):
            words = question.errors.get(read.cause) or question.errors["missing"]  # type: ignore[call-overload]
            errors.append(FieldError(question.id, read.cause, say(words, language)))
    return tuple(errors)


def left_blank(page: Page, answers: Answers) -> tuple[Question, ...]:
    """The shown questions of a page that have no answer and are not optional."""
    return tuple(
        q
        for q in shown_questions(page, answers)
        if q.type != "contact" and not q.required and not q.optional and answers.states[q.id] is State.UNANSWERED
    )


def unusual(question: Question, value: object) -> bool:
    """Whether a number is possible but improbable, so that the patient is asked whether it is right."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    below, above = question.unusual_below, question.unusual_above
    return (below is not None and value < below) or (above is not None and value > above)


def readable(raw: Mapping[str, object], questionnaire: Questionnaire) -> Answers:
    """The answers in `raw`, which may have been typed or given to an earlier questionnaire; what can be none is left
    out."""
    kept: dict[str, Value] = {}
    for question in questionnaire.answerable:
        value = raw.get(question.id)
        if value is not False and _blank(value):
            continue
        read = read_value(question, value)
        if not isinstance(read, Fault):
            kept[question.id] = read
    return Answers(questionnaire, MappingProxyType(kept))

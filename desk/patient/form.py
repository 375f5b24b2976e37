"""How far a patient's form has come: worked out anew each time, from the draft and today's questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from desk.patient.actions import CHECK, PHOTOS, Entry
from desk.roles import age_of, age_question
from desk.sending import plain
from desk.services import Product
from questionnaire.answers import Answers, State
from questionnaire.contact import Contact, read_contact, written
from questionnaire.journey import (
    FieldError,
    as_shown,
    check_page,
    first_barrier,
    is_minor,
    left_blank,
    may_open,
    next_page,
    readable,
    shown_pages,
    shown_questions,
    still_passed,
    unusual,
)
from questionnaire.model import Page, Question
from questionnaire.wording import answer_text
from records.drafts import Draft


@dataclass(frozen=True)
class Left:
    """What comes of pressing Continue on a page.

    `errors` is what is wrong with it, `doubts` what the patient is asked about before it is left, each as question id
    and what stands there. Without either the rest is to be saved: `answers` and `contact` as the draft keeps them,
    `passed` and the `page` to go on to.
    """

    errors: tuple[FieldError, ...]
    doubts: frozenset[tuple[str, str]]
    answers: Mapping[str, object]
    contact: Mapping[str, object]
    passed: frozenset[str]
    page: str


@dataclass(frozen=True)
class FormState:
    """A draft as today's questionnaire reads it; an answer that it no longer knows is left out and asked again.
    `today` is the day at the clinic, by which a date of birth becomes an age."""

    draft: Draft
    product: Product
    today: date

    @cached_property
    def answers(self) -> Answers:
        """The answers that count."""
        return as_shown(readable(self.draft.answers, self.product.questionnaire))

    @property
    def passed(self) -> frozenset[str]:
        """The ids of the pages left with Continue, and "photos"."""
        return frozenset(self.draft.passed)

    @cached_property
    def contact(self) -> Contact | None:
        """The patient's details, if they are complete and agree with the answers."""
        return self._read_contact(self.draft.contact, self.answers, "en")[0]

    @cached_property
    def barrier(self) -> Page | None:
        """The first page that must still be seen; None when all are done and the patient's details are in order."""
        barrier = first_barrier(self.answers, self.passed)
        return self._page_of(self._contact_question) if barrier is None and self.contact is None else barrier

    @property
    def is_minor(self) -> bool:
        """Whether the form is not for this patient."""
        return is_minor(self.answers, self.product.adult_age)

    @property
    def complete(self) -> bool:
        """Whether all is answered, agreed to and in order."""
        return self.barrier is None and not self.is_minor

    @property
    def age_page(self) -> Page:
        """Where the age is asked."""
        return self._page_of(age_question(self.product.questionnaire))

    def may_stand_on(self, page: str) -> bool:
        """Whether the patient may see a page now: it is asked of them and nothing before it is still to be done."""
        if page in (PHOTOS, CHECK):
            return self.barrier is None
        place = self.product.questionnaire.place_by_page.get(page)
        return place is not None and may_open(self.product.questionnaire.pages[place], self.answers, self.passed)

    def standing(self, wanted: str) -> str:
        """The page to show: the one that is wanted, else where the draft stands, else the first still to do."""
        for page in (wanted, self.draft.page or ""):
            if self.may_stand_on(page):
                return page
        return self.barrier.id if self.barrier else CHECK

    def saved(self, page: Page) -> dict[str, Entry]:
        """What is saved for each question of a page; the contact question has a text for each box."""
        draft = self.draft
        return {q.id: _entry(draft.contact if q.type == "contact" else draft.answers.get(q.id)) for q in page.questions}

    def contact_errors(self, page: Page, language: str) -> tuple[FieldError, ...]:
        """What is wrong with the saved details, on the page that asks for them: what was right when it was saved may
        be so no more."""
        asked = _asks_contact(page)
        return self._read_contact(self.draft.contact, self.answers, language)[1] if asked else ()

    def leave(self, page: Page, entries: Mapping[str, Entry], language: str, *, returning: bool) -> Left:
        """What comes of leaving a page with an entry for each of its questions, as typed or as saved."""
        kept = self._answers_with(page, entries)
        after = as_shown(kept)
        contact = self._contact_with(page, entries)
        errors = list(check_page(page, entries, after, language))
        if _asks_contact(page):
            errors += self._read_contact(contact, after, language)[1]
        passed = still_passed(self.passed, self.answers, after) | (self.passed & {PHOTOS}) | {page.id}
        return Left(
            tuple(errors),
            _doubts(page, entries, after, language),
            plain(kept.values),
            contact,
            passed,
            _following(page, after, passed, returning=returning),
        )

    def _answers_with(self, page: Page, entries: Mapping[str, Entry]) -> Answers:
        """All that the draft keeps, with what was typed on a page. A question that is hidden keeps its earlier answer,
        in case it is shown again; until then it counts for nothing."""
        form = self.product.questionnaire
        values = dict(self.draft.answers)
        for question in page.questions:
            if question.type == "contact":
                continue
            if question.show_if is None or as_shown(readable(values, form)).shown(question.id):
                values.pop(question.id, None)
                values.update(readable({question.id: entries.get(question.id)}, form).values)
        return readable(values, form)

    def _contact_with(self, page: Page, entries: Mapping[str, Entry]) -> Mapping[str, object]:
        """The draft's contact details with what was typed on a page."""
        boxes = entries.get(self._contact_question.id) if _asks_contact(page) else None
        if not isinstance(boxes, Mapping):
            return self.draft.contact
        return {box.id: written(str(boxes.get(box.id) or "")) for box in self._contact_question.fields}

    def _read_contact(
        self, contact: Mapping[str, object], answers: Answers, language: str
    ) -> tuple[Contact | None, tuple[FieldError, ...]]:
        """Contact details as they are today, beside these answers; or what is wrong with them."""
        typed = {name: str(value) for name, value in contact.items()}
        return read_contact(self._contact_question, typed, self.today, age_of(answers), language)

    @cached_property
    def _contact_question(self) -> Question:
        return next(q for q in self.product.questionnaire.questions if q.type == "contact")

    def _page_of(self, question: Question) -> Page:
        return next(p for p in self.product.questionnaire.pages if any(q.id == question.id for q in p.questions))


def _asks_contact(page: Page) -> bool:
    return any(question.type == "contact" for question in page.questions)


def _entry(saved: object) -> Entry:
    """What is saved for a question, as it stands in its control."""
    if isinstance(saved, list):
        return tuple(map(str, saved))
    if isinstance(saved, Mapping):
        return {str(box): str(text) for box, text in saved.items()}
    return saved if isinstance(saved, bool | str | int | float) else None


def _doubts(page: Page, entries: Mapping[str, Entry], after: Answers, language: str) -> frozenset[tuple[str, str]]:
    """What to ask about before a page is left: improbable numbers, and questions left blank."""
    odd = set()
    for question in shown_questions(page, after):
        value = entries[question.id]
        if isinstance(value, int | float) and unusual(question, value):
            odd.add((question.id, answer_text(question, value, State.GIVEN, language=language)))
    return frozenset(odd | {(q.id, "") for q in left_blank(page, after)})


def _following(page: Page, after: Answers, passed: frozenset[str], *, returning: bool) -> str:
    """The page after this one; after the last, the photos. Who has been at the end before, or is `returning`, came to
    change an answer and goes back to where the form stands, by way of what the change opened."""
    following = next_page(page, after)
    if returning or shown_pages(after)[-1].id in passed:
        following = first_barrier(after, passed)
    if following is None:
        return CHECK if PHOTOS in passed else PHOTOS
    return following.id

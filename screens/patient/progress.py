"""How far a patient's form has come: worked out anew each time, from the draft and today's questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from desk.services import Services
from questionnaire.answers import Answers
from questionnaire.contact import Contact, read_contact, written
from questionnaire.journey import FieldError, as_shown, first_barrier, is_minor, may_open, readable
from questionnaire.model import Page, Question
from records.drafts import Draft
from screens.server.process import now


@dataclass(frozen=True)
class Progress:
    """A draft as today's questionnaire reads it; an answer that it no longer knows is left out and asked again."""

    draft: Draft
    services: Services

    @cached_property
    def answers(self) -> Answers:
        """The answers that count."""
        return as_shown(readable(self.draft.answers, self.services.questionnaire))

    @property
    def passed(self) -> frozenset[str]:
        """The ids of the pages left with Continue, and "photos"."""
        return frozenset(self.draft.passed)

    @cached_property
    def contact(self) -> Contact | None:
        """The patient's details, if they are complete and agree with the answers."""
        return self.read_contact(self.draft.contact, self.answers, "en")[0]

    @cached_property
    def barrier(self) -> Page | None:
        """The first page that must still be seen; None when all are done and the patient's details are in order."""
        barrier = first_barrier(self.answers, self.passed)
        return self._page_of(self._contact_question) if barrier is None and self.contact is None else barrier

    @property
    def is_minor(self) -> bool:
        """Whether the form is not for this patient."""
        return is_minor(self.answers, self.services.adult_age)

    @property
    def complete(self) -> bool:
        """Whether all is answered, agreed to and in order."""
        return self.barrier is None and not self.is_minor

    @property
    def age_page(self) -> Page:
        """Where the age is asked."""
        return self._page_of(self.services.questionnaire.by_id["age_years"])

    def may_open(self, page: Page) -> bool:
        """Whether the patient may open a page now."""
        return may_open(page, self.answers, self.passed)

    def saved(self, page: Page) -> dict[str, object]:
        """What is saved for each question of a page; the contact question has a text for each box."""
        draft = self.draft
        return {q.id: draft.contact if q.type == "contact" else draft.answers.get(q.id) for q in page.questions}

    def with_typed(self, page: Page, typed: Mapping[str, object]) -> Answers:
        """All that the draft keeps, with what was typed on a page. A question that is hidden keeps its earlier answer,
        in case it is shown again; until then it counts for nothing."""
        form = self.services.questionnaire
        values = dict(self.draft.answers)
        for question in page.questions:
            if question.type == "contact":
                continue
            if question.show_if is None or as_shown(readable(values, form)).shown(question.id):
                values.pop(question.id, None)
                values.update(readable({question.id: typed.get(question.id)}, form).values)
        return readable(values, form)

    def contact_typed(self, page: Page, typed: Mapping[str, object]) -> dict[str, object]:
        """The draft's contact details with what was typed on a page."""
        boxes = typed.get(self._contact_question.id) if self._contact_question in page.questions else None
        if not isinstance(boxes, Mapping):
            return self.draft.contact
        return {box.id: written(str(boxes.get(box.id) or "")) for box in self._contact_question.fields}

    def contact_errors(
        self, page: Page, contact: Mapping[str, object], answers: Answers, language: str
    ) -> tuple[FieldError, ...]:
        """What is wrong with contact details, on the page that asks for them."""
        return self.read_contact(contact, answers, language)[1] if self._contact_question in page.questions else ()

    def read_contact(
        self, contact: Mapping[str, object], answers: Answers, language: str
    ) -> tuple[Contact | None, tuple[FieldError, ...]]:
        """Contact details as they are today, beside these answers; or what is wrong with them."""
        typed = {name: str(value) for name, value in contact.items()}
        today = now().astimezone(self.services.clinic.zone).date()
        age = answers.values.get("age_years")
        return read_contact(self._contact_question, typed, today, age if isinstance(age, int) else None, language)

    @property
    def _contact_question(self) -> Question:
        return next(q for q in self.services.questionnaire.questions if q.type == "contact")

    def _page_of(self, question: Question) -> Page:
        return next(page for page in self.services.questionnaire.pages if question in page.questions)


def same(one: object, other: object) -> bool:
    """Whether two values of a control say the same: nothing is nothing however it is written, and ticks have no
    order."""
    return _plainly(one) == _plainly(other)


def _plainly(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: text for name, text in value.items() if text} or None
    if isinstance(value, list | tuple):
        return tuple(sorted(map(str, value))) or None
    return None if value is False or value == "" else value

"""From a patient's answers to what is sent: the answers with everything that they were given under."""

from __future__ import annotations

from collections.abc import Mapping

from desk.services import APP_VERSION, Product
from questionnaire.answers import Answers, Value
from questionnaire.contact import Contact
from records.submissions import NewSubmission
from rules.assess import assess


def new_submission(
    product: Product, answers: Answers, contact: Contact, language: str, agreed_to: str
) -> NewSubmission:
    """What is sent of these answers today. `agreed_to` is the wording that the patient agreed to."""
    form, book = product.questionnaire, product.book
    assessment = assess(answers, book)
    return NewSubmission(
        answers=plain(answers.values),
        contact=contact.to_json(),
        questionnaire_version=form.version,
        questionnaire_sha256=form.sha256,
        rule_book_version=book.version.version,
        rule_book_sha256=book.version.sha256,
        app_version=APP_VERSION,
        language=language,
        assessment=assessment.to_json(),
        pathway=assessment.pathway.value,
        red_flags=assessment.red_flags,
        consent_text=agreed_to,
    )


def plain(values: Mapping[str, Value]) -> dict[str, object]:
    """Answers as the records keep them: JSON values."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

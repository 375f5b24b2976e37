"""Every text for patients is there in every language that the others are in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.words import languages
from rules.review.check.finding import Content, Finding

_INNER = ("sections", "pages", "questions")
"""Lists whose names tell a reader nothing: what stands in them has an id."""


def check(content: Content) -> Iterator[Finding]:
    """A warning for each text that lacks a language which some other text has. Whoever reads that language is shown the
    English instead."""
    texts = [*_texts(content)]
    spoken = [code for code in languages() if any(code in text for _, text in texts)]
    for place, text in texts:
        for code in spoken:
            if not str(text.get(code, "")).strip():
                name = languages()[code].name
                told = (
                    f'the words in {name} ("{code}") are missing; until they are here, those who read it '
                    "are shown the English"
                )
                yield Finding("languages", "warning", place, f"{told}: “{text['en']}”")


def _texts(content: Content) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every text for patients of the questionnaire and the book, with its place."""
    yield from _within(content.questionnaire.model_dump(mode="json", by_alias=True), "questions.json")
    for rule in content.book.written.values():
        yield f"rules / {rule.id} / patient", rule.patient
    for name, treatment in content.book.treatments.items():
        yield from _within(treatment.model_dump(mode="json"), f"treatments.json / {name}")


def _within(value: object, place: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(value, dict) and isinstance(value.get("en"), str):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _within(part, place if key in _INNER else f"{place} / {key}")
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            name = part["id"] if isinstance(part, dict) and "id" in part else number
            yield from _within(part, f"{place} / {name}")

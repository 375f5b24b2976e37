"""Questions that nobody needs, and questions that say they are used where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaire.conditions import questions_read
from rules.review.check.finding import Content, Finding

_PEOPLE = re.compile(r"summary|copy|clinic|gate|identif|documents?|stored", re.IGNORECASE)


def check(content: Content) -> Iterator[Finding]:
    """A warning for a question that no rule, tension, other question, document or person uses, and for a `used_by` that
    names a rule that is not there or does not read it."""
    book, form = content.book, content.questionnaire
    read = form.shows_others.union(*map(questions_read, book.conditions.values()))
    for question in form.questions:
        place = f"questions.json / {question.id} / used_by"
        for name in _rules_named(question.used_by):
            if name not in book.by_id:
                yield Finding("unused", "warning", place, f'there is no rule "{name}"; correct the list')
            elif question.id not in book.reads[name]:
                yield Finding(
                    "unused", "warning", place, f'the rule "{name}" does not read this question; correct the list'
                )
        if question.id not in read and not _PEOPLE.search(question.used_by):
            yield Finding(
                "unused", "warning", place, "nobody uses this answer; remove the question or say who reads it"
            )


def _rules_named(used_by: str) -> list[str]:
    """The rule ids in `rules smoking_heavy, smoking_light; clinician's summary` and in `score phq2: rules
    phq2_positive`."""
    lists = re.findall(r"(?:^|; |: )rules? ([a-z0-9_, ]+)", used_by)
    return [name.strip() for names in lists for name in names.split(",") if name.strip()]

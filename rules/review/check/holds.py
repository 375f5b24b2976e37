"""Conditions that no patient meets, or that every patient meets."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import ALWAYS, Not
from rules.explain import sentence
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.left_out import asks_whether_answered, can_be_met


def check(content: Content) -> Iterator[Finding]:
    """An error for a rule or tension that can never fire, a warning for one that always fires though it says something
    else."""
    for name, condition in content.book.conditions.items():
        if condition == ALWAYS:
            continue
        place, told = content.place_of(name), sentence(condition, content.questionnaire)
        with deciding(place):
            if not can_be_met(condition, content):
                message = f"no patient can ever meet this condition: {told}. Correct it, or remove it altogether"
                yield Finding("holds", "error", place, message)
            elif not asks_whether_answered(condition) and not content.everyone.some(Not(condition)):
                message = (
                    f"every patient who answers everything meets this condition: {told}. Write "
                    f'{{"all": []}} if that is meant'
                )
                yield Finding("holds", "warning", place, message, content.everyone.find(condition))

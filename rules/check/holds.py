"""Conditions that no patient meets, or that every patient meets."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import ALWAYS, Not
from rules.check.finding import Content, Finding
from rules.check.formulas import with_left_out
from rules.explain import sentence


def check(content: Content) -> Iterator[Finding]:
    """An error for a rule or tension that can never fire, a warning for a rule that always fires though it says something else."""
    for name, condition in content.book.conditions.items():
        if condition == ALWAYS:
            continue
        told = sentence(condition, content.questionnaire)
        if not (content.everyone.some(condition) or content.everyone.some(with_left_out(condition, content.questionnaire))):
            message = f"no patient can ever meet this condition: {told}. Correct it or remove the rule"
            yield Finding("holds", "error", f"rules / {name}", message)
        elif name not in content.book.asks_whether_answered and not content.everyone.some(Not(condition)):
            message = f'every patient who answers everything meets this condition: {told}. Write {{"all": []}} if that is meant'
            yield Finding("holds", "warning", f"rules / {name}", message, content.everyone.find(condition))

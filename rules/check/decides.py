"""Rules that never make a difference, because stronger rules fire whenever they do."""

from __future__ import annotations

from collections.abc import Iterator

from rules.check.finding import Content, Finding
from rules.check.formulas import matters
from rules.model import Level


def check(content: Content) -> Iterator[Finding]:
    """A warning for each rule that fires for somebody but never makes a difference to any treatment's status.

    Rules that ask whether something was answered are left to the cases: they speak of patients who leave things out.
    """
    book = content.book
    for rule in book.rules:
        treatments = [name for name, level in rule.effects.items() if level is not Level.NOTICE]
        condition = book.conditions[rule.id]
        if not treatments or rule.id in book.asks_whether_answered or not content.everyone.some(condition):
            continue
        if not any(content.everyone.some(matters(book, rule, name)) for name in treatments):
            message = (
                "this rule never makes a difference: whenever it fires, stronger rules decide. Remove it or mend its condition"
            )
            yield Finding("decides", "warning", f"rules / {rule.id}", message, content.everyone.find(condition))

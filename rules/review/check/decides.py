"""Rules that never make a difference, because stronger rules fire whenever they do."""

from __future__ import annotations

from collections.abc import Iterator

from rules.model import Level, Rule
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.formulas import matters
from rules.review.check.left_out import asks_whether_answered


def check(content: Content) -> Iterator[Finding]:
    """A warning for each rule that fires for somebody but never makes a difference to any treatment's status.

    A red flag decides the pathway, and what is to be acted on first is shown, whatever else fires. Rules that ask
    whether something was answered are left to the cases: they speak of patients who leave things out.
    """
    book = content.book
    for rule in book.rules:
        treatments = [name for name, level in rule.effects.items() if level is not Level.NOTICE]
        condition = book.conditions[rule.id]
        if not treatments or rule.red_flag or rule.act_first or asks_whether_answered(condition):
            continue
        with deciding(f"rules / {rule.id}"):
            if not content.everyone.some(condition):
                continue
            if not any(content.everyone.some(matters(book, rule, name)) for name in treatments):
                message = (
                    f"this rule never makes a difference: whenever it fires, {_why(rule)}. Remove it, or "
                    "correct its condition"
                )
                yield Finding("decides", "warning", f"rules / {rule.id}", message, content.everyone.find(condition))


def _why(rule: Rule) -> str:
    reasons = ["a stronger rule decides"]
    if Level.CAUTION in rule.effects.values():
        reasons.append("nothing supports the treatment that it cautions about")
    if Level.SUPPORTS in rule.effects.values():
        reasons.append("another rule supports the treatment too")
    return ", or ".join(reasons)

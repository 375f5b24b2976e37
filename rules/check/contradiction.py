"""Parts of a condition that can never hold although the whole can, such as a choice that would have to be two options at once."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import ALWAYS, All, Any, Condition, Not
from rules.check.finding import Content, Finding
from rules.check.formulas import with_left_out
from rules.explain import sentence


def check(content: Content) -> Iterator[Finding]:
    """An error for each smallest part that no patient can meet, in a condition that some patient does."""
    for name, condition in content.book.conditions.items():
        if condition == ALWAYS or not _can_hold(condition, content):
            continue  # what never holds as a whole is told by "holds"
        for part in _dead(condition, content):
            told = sentence(part, content.questionnaire)
            yield Finding(
                "contradiction", "error", f"rules / {name}", f"this part of the condition can never hold: {told}. Correct it"
            )


def _can_hold(condition: Condition, content: Content) -> bool:
    return content.everyone.some(condition) or content.everyone.some(with_left_out(condition, content.questionnaire))


def _dead(condition: Condition, content: Content) -> Iterator[Condition]:
    for part in condition.parts if isinstance(condition, All | Any) else (condition.part,) if isinstance(condition, Not) else ():
        if _can_hold(part, content):
            yield from _dead(part, content)
        else:
            yield part

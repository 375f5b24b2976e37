"""Parts of a condition that can never hold although the whole can, such as a choice that would have to be two options
at once."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import ALWAYS, All, Any, Condition, Not
from rules.explain import sentence
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.left_out import can_be_met


def check(content: Content) -> Iterator[Finding]:
    """An error for each smallest part that no patient can meet, in a condition that some patient does."""
    for name, condition in content.book.conditions.items():
        place = content.place_of(name)
        with deciding(place):
            if condition == ALWAYS or not can_be_met(condition, content):
                continue  # what never holds as a whole is told by "holds"
            for part in _dead(condition, content):
                told = sentence(part, content.questionnaire)
                message = f"this part of the condition can never hold: {told}. Correct it, or take it out"
                yield Finding("contradiction", "error", place, message)


def _dead(condition: Condition, content: Content) -> Iterator[Condition]:
    for part in (
        condition.parts if isinstance(condition, All | Any) else (condition.part,) if isinstance(condition, Not) else ()
    ):
        if can_be_met(part, content):
            yield from _dead(part, content)
        else:
            yield part

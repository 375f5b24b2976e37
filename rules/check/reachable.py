"""Statuses that no patient can have."""

from __future__ import annotations

from collections.abc import Iterator

from rules.check.finding import Content, Finding
from rules.check.formulas import statuses
from rules.model import TREATMENTS, Level, Status


def check(content: Content) -> Iterator[Finding]:
    """A warning for each treatment and status that no patient who answers everything can have."""
    for treatment in TREATMENTS:
        goals = statuses(content.book, treatment)
        for status in Status:
            if status is Status.NEEDS_INFO:
                continue  # the status of those who did not answer everything
            if status not in goals or not content.everyone.some(goals[status]):
                message = f"no patient can have the status {status}: {_why(content, treatment, status)}"
                yield Finding("reachable", "warning", f"treatments / {treatment} / {status}", message)


def _why(content: Content, treatment: str, status: Status) -> str:
    always = [
        rule.id
        for rule in content.book.by_treatment[treatment]
        if rule.effects[treatment] in (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.CAUTION)  # type: ignore[index]
        and rule.when == {"all": []}
    ]
    if status is Status.MAY_BE_SUITABLE and always:
        return f"{', '.join(always)} always applies"
    return "no rule brings it, or a stronger rule fires whenever one would"

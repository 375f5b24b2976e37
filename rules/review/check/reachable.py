"""Statuses that no patient can have."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import ALWAYS
from rules.decision import DECIDED_BY
from rules.model import Level, Status
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.formulas import statuses

_LEVEL = {status: level for level, status in DECIDED_BY.items()}


def check(content: Content) -> Iterator[Finding]:
    """A warning for each treatment and status that no patient who answers everything can have."""
    for treatment in content.book.treatments:
        goals = statuses(content.book, treatment)
        for status in Status:
            if status is Status.NEEDS_INFO:
                continue  # the status of those who did not answer everything
            place = f"treatments / {treatment} / {status}"
            with deciding(place):
                if status not in goals or not content.everyone.some(goals[status]):
                    message = f"no patient can have the status {status}: {_why(content, treatment, status)}. {_REMEDY}"
                    yield Finding("reachable", "warning", place, message)


_REMEDY = "Correct the rules, or say in accepted.json why it is meant"


def _why(content: Content, treatment: str, status: Status) -> str:
    rules = content.book.by_treatment[treatment]
    if status is Status.NOT_INDICATED:
        return "for every patient some rule supports the treatment, or a stronger one decides"
    if all(rule.effects[treatment] is not _LEVEL[status] for rule in rules):
        return f'no rule brings it, for none has the effect "{_LEVEL[status]}" on the treatment'
    if status is Status.MAY_BE_SUITABLE:
        obstacles = (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.CAUTION)
        always = [r.id for r in rules if r.effects[treatment] in obstacles and content.book.conditions[r.id] == ALWAYS]
        return (
            f"{', '.join(always)} always applies"
            if always
            else "whenever a rule supports it, a stronger one or a caution applies"
        )
    return "whenever a rule would bring it, a stronger one decides or nothing supports the treatment"

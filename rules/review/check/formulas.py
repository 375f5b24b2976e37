"""Questions about all patients at once, as conditions to search with."""

from __future__ import annotations

from questionnaire.conditions import Condition
from rules.model import Level, Rule, RuleBook, Status
from rules.reasoning.possible import status_conditions
from rules.reasoning.search import either, every, none

_STRONGER = {
    Level.EXCLUDES: (),
    Level.RESOLVE_FIRST: (Level.EXCLUDES,),
    Level.NEEDS_INFO: (Level.EXCLUDES, Level.RESOLVE_FIRST),
    Level.CAUTION: (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO),
    Level.SUPPORTS: (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO),
}


def conditions_at(book: RuleBook, treatment: str, *levels: Level, but: str = "") -> list[Condition]:
    """The conditions of a treatment's rules at some levels, leaving out the rule `but`."""
    rules = [rule for rule in book.by_treatment[treatment] if rule.id != but]
    return [book.conditions[rule.id] for rule in rules if rule.effects[treatment] in levels]  # type: ignore[index]


def matters(book: RuleBook, rule: Rule, treatment: str) -> Condition:
    """When a rule that fires makes a difference to a treatment's status, for patients who answer everything: no
    stronger rule fires, a caution has a support beside it, and a support is the only one."""
    level = rule.effects[treatment]  # type: ignore[index]
    needed = [book.conditions[rule.id], none(conditions_at(book, treatment, *_STRONGER[level]))]
    if level is Level.CAUTION:
        needed.append(either(conditions_at(book, treatment, Level.SUPPORTS)))
    if level is Level.SUPPORTS:
        needed.append(none(conditions_at(book, treatment, Level.SUPPORTS, but=rule.id)))
    return every(needed)


def stands_alone(book: RuleBook, rule: Rule, treatment: str) -> Condition:
    """When a rule fires on a patient whom the treatment would otherwise fit, for patients who answer everything."""
    obstacles = (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO)
    return every(
        [
            book.conditions[rule.id],
            none(conditions_at(book, treatment, *obstacles, but=rule.id)),
            either(conditions_at(book, treatment, Level.SUPPORTS, but=rule.id)),
        ]
    )


def statuses(book: RuleBook, treatment: str) -> dict[Status, Condition]:
    """When a treatment has each status, for patients who answer everything. A status that is missing can never be."""
    by_level: dict[Level, list[bool | Condition]] = {
        level: list(conditions_at(book, treatment, level)) for level in Level
    }
    return status_conditions(by_level)

"""Questions about all patients at once, as conditions to search with."""

from __future__ import annotations

from questionnaire.conditions import Condition
from rules.decision import MATTERS, OBSTACLES
from rules.model import Level, Rule, RuleBook, Status
from rules.reasoning.possible import status_conditions
from rules.reasoning.search import either, every, none


def conditions_at(book: RuleBook, treatment: str, *levels: Level, but: str = "") -> list[Condition]:
    """The conditions of a treatment's rules at some levels, leaving out the rule `but`."""
    rules = [rule for rule in book.by_treatment[treatment] if rule.id != but]
    return [book.conditions[rule.id] for rule in rules if rule.effects[treatment] in levels]


def matters(book: RuleBook, rule: Rule, treatment: str) -> Condition:
    """When a rule that fires makes a difference to a treatment's status, for patients who answer everything: no
    stronger rule fires, a caution has a support beside it, and a support is the only one."""
    level = rule.effects[treatment]
    takes = MATTERS[level]
    needed = [book.conditions[rule.id], none(conditions_at(book, treatment, *takes.quiet))]
    needed += [either(conditions_at(book, treatment, beside)) for beside in takes.fires]
    if level is Level.SUPPORTS:
        needed.append(none(conditions_at(book, treatment, level, but=rule.id)))
    return every(needed)


def stands_alone(book: RuleBook, rule: Rule, treatment: str) -> Condition:
    """When a rule fires on a patient whom the treatment would otherwise fit, for patients who answer everything."""
    return every(
        [
            book.conditions[rule.id],
            none(conditions_at(book, treatment, *OBSTACLES, but=rule.id)),
            either(conditions_at(book, treatment, Level.SUPPORTS, but=rule.id)),
        ]
    )


def statuses(book: RuleBook, treatment: str) -> dict[Status, Condition]:
    """When a treatment has each status, for patients who answer everything. A status that is missing can never be."""
    by_level: dict[Level, list[bool | Condition]] = {
        level: list(conditions_at(book, treatment, level)) for level in Level
    }
    return status_conditions(by_level)

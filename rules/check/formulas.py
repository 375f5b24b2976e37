"""Questions about all patients at once, as conditions to search with."""

from __future__ import annotations

from questionnaire.conditions import ALWAYS, All, Answered, Any, Condition, Leaf, Not
from questionnaire.model import Questionnaire
from rules.model import Level, Rule, RuleBook, Status
from rules.possible import status_conditions
from rules.search import either, every, none

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
    """When a rule that fires makes a difference to a treatment's status, for patients who answer everything: no stronger rule fires, a caution
    has a support beside it, and a support is the only one."""
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
    by_level: dict[Level, list[bool | Condition]] = {level: list(conditions_at(book, treatment, level)) for level in Level}
    return status_conditions(by_level)


def left_out(condition: Condition) -> frozenset[str]:
    """The questions that a condition wants left out."""
    if isinstance(condition, All | Any):
        return frozenset().union(*(left_out(part) for part in condition.parts))
    if isinstance(condition, Not):
        return left_out(condition.part)
    return frozenset({condition.question}) if isinstance(condition, Answered) and not condition.expected else frozenset()


def with_left_out(condition: Condition, form: Questionnaire) -> Condition:
    """A condition for patients who leave out the questions that it wants left out: there, "was left out" holds when the question is shown, and
    nothing else that is said of such a question holds."""
    return _rewritten(condition, left_out(condition), form)


def _rewritten(condition: Condition, missing: frozenset[str], form: Questionnaire) -> Condition:
    if isinstance(condition, All):
        return All(tuple(_rewritten(part, missing, form) for part in condition.parts))
    if isinstance(condition, Any):
        return Any(tuple(_rewritten(part, missing, form) for part in condition.parts))
    if isinstance(condition, Not):
        # The opposite of something unknown is unknown as well, so it does not hold either.
        return NEVER if _names(condition.part, missing) else condition
    return _rewritten_leaf(condition, missing, form)


NEVER = Any(())


def _rewritten_leaf(leaf: Leaf, missing: frozenset[str], form: Questionnaire) -> Condition:
    if leaf.question not in missing:
        return leaf
    wants_it = isinstance(leaf, Answered) and not leaf.expected
    return form.conditions.get(leaf.question, ALWAYS) if wants_it else NEVER


def _names(condition: Condition, missing: frozenset[str]) -> bool:
    if isinstance(condition, All | Any):
        return any(_names(part, missing) for part in condition.parts)
    return _names(condition.part, missing) if isinstance(condition, Not) else condition.question in missing

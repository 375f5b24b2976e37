"""Wrong rule books, one small fault each: what a slip of the hand could make of the right one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaire.conditions import All, Among, Any, Condition, Leaf, Limit, Not, SumWithin, Ticked, Within, leaves
from questionnaire.model import Questionnaire
from rules.explain import sentence
from rules.model import Level, Rule, RuleBook

SMALLEST_STEP = {"g/dL": 0.1}
"""The smallest step in which a parameter of some unit is given; 1 for every other unit."""


class Kind(StrEnum):
    """What sort of fault a mutant has."""

    PARAMETER = "parameter moved one step"
    OPTION = "option left out"
    NEGATED = "leaf turned round"
    PART = "part of all/any left out"
    LEVEL = "level one step up or down"
    EFFECT = "effect left out"
    IF_UNKNOWN = "if_unknown switched"
    RED_FLAG = "red_flag switched"

    @property
    def in_condition(self) -> bool:
        """Whether the fault lies in what a rule asks, not in what it does."""
        return self in (Kind.PARAMETER, Kind.OPTION, Kind.NEGATED, Kind.PART)


@dataclass(frozen=True, eq=False)
class Mutant:
    """A rule book with one fault. `place` is where it is, `change` what it is, `rules` the ids of the rules that it
    touches."""

    kind: Kind
    place: str
    change: str
    rules: tuple[str, ...]
    book: RuleBook

    def __str__(self) -> str:
        return f"{self.place}: {self.change}"


def mutants(book: RuleBook, questionnaire: Questionnaire) -> Iterator[Mutant]:
    """Every mutant of a book, in the order of its parameters and rules."""
    yield from _of_parameters(book)
    for rule in book.rules:
        yield from _of_condition(book, rule, questionnaire)
        yield from _of_effects(book, rule)
        yield from _of_marks(book, rule)


def is_safety(rule: Rule) -> bool:
    """Whether a rule keeps people safe: it excludes, defers or raises a red flag."""
    return rule.red_flag or not {Level.EXCLUDES, Level.RESOLVE_FIRST}.isdisjoint(rule.effects.values())


# --- Parameters -------------------------------------------------------------------------------------------------------


def _of_parameters(book: RuleBook) -> Iterator[Mutant]:
    for name, parameter in book.parameters.items():
        touched = tuple(
            rule.id
            for rule in book.rules
            if any(name in _parameters(leaf) for leaf in leaves(book.conditions[rule.id]))
        )
        step = SMALLEST_STEP.get(parameter.unit, 1)
        for moved in (round(parameter.value - step, 6), round(parameter.value + step, 6)):
            conditions = {rule: _with_parameter(book.conditions[rule], name, moved) for rule in touched}
            yield Mutant(
                Kind.PARAMETER,
                f"parameters.json / {name}",
                f"{parameter.value:g} becomes {moved:g} {parameter.unit}",
                touched,
                replace(book, conditions={**book.conditions, **conditions}),
            )


def _parameters(leaf: Leaf) -> set[str | None]:
    if not isinstance(leaf, Within | SumWithin):
        return set()
    return {limit.parameter for limit in (leaf.low, leaf.high) if limit is not None}


def _with_parameter(condition: Condition, name: str, value: float) -> Condition:
    """A condition with another value of a parameter."""
    if isinstance(condition, All | Any):
        return type(condition)(tuple(_with_parameter(part, name, value) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(_with_parameter(condition.part, name, value))
    if not isinstance(condition, Within | SumWithin):
        return condition

    def moved(limit: Limit | None) -> Limit | None:
        return Limit(value, name) if limit is not None and limit.parameter == name else limit

    return replace(condition, low=moved(condition.low), high=moved(condition.high))


# --- Conditions -------------------------------------------------------------------------------------------------------


def _of_condition(book: RuleBook, rule: Rule, questionnaire: Questionnaire) -> Iterator[Mutant]:
    for kind, change, condition in _variants(book.conditions[rule.id], questionnaire):
        changed = replace(book, conditions={**book.conditions, rule.id: condition})
        yield Mutant(kind, f"rules / {rule.id} / when", change, (rule.id,), changed)


def _variants(condition: Condition, form: Questionnaire) -> Iterator[tuple[Kind, str, Condition]]:
    """Every condition that differs by one fault: its kind, what it is, and the condition."""
    if isinstance(condition, All | Any):
        for i, part in enumerate(condition.parts):
            before, after = condition.parts[:i], condition.parts[i + 1 :]
            if before or after:
                yield Kind.PART, f"without “{sentence(part, form)}”", type(condition)((*before, *after))
            for kind, change, other in _variants(part, form):
                yield kind, change, type(condition)((*before, other, *after))
    elif isinstance(condition, Not):
        for kind, change, other in _variants(condition.part, form):
            yield kind, change, Not(other)
    else:
        yield Kind.NEGATED, f"“{sentence(condition, form)}” turned round", Not(condition)
        # Of the last tick nothing is left to ask: such a leaf never holds. (Every one of no ticks would always hold.)
        last = isinstance(condition, Ticked) and not condition.every
        if isinstance(condition, Among | Ticked) and (last or len(condition.options) > 1):
            for option in condition.options:
                rest = tuple(other for other in condition.options if other != option)
                yield Kind.OPTION, f"{condition.question} without “{option}”", replace(condition, options=rest)


# --- Effects and marks ------------------------------------------------------------------------------------------------


def _of_effects(book: RuleBook, rule: Rule) -> Iterator[Mutant]:
    levels = list(Level)
    for treatment, level in rule.effects.items():
        place = f"rules / {rule.id} / {treatment}"
        at = levels.index(level)
        for other in (*levels[max(at - 1, 0) : at], *levels[at + 1 : at + 2]):
            changed = rule.model_copy(update={"effects": {**rule.effects, treatment: other}})
            yield Mutant(Kind.LEVEL, place, f"{level} becomes {other}", (rule.id,), _with_rule(book, changed))
        rest = {name: kept for name, kept in rule.effects.items() if name != treatment}
        without = _with_rule(book, rule.model_copy(update={"effects": rest}))
        yield Mutant(Kind.EFFECT, place, f"{level} left out", (rule.id,), without)


def _of_marks(book: RuleBook, rule: Rule) -> Iterator[Mutant]:
    if rule.if_unknown is not None:
        other = "note" if rule.if_unknown == "needs_info" else "needs_info"
        switched = _with_rule(book, rule.model_copy(update={"if_unknown": other}))
        change = f"{rule.if_unknown} becomes {other}"
        yield Mutant(Kind.IF_UNKNOWN, f"rules / {rule.id} / if_unknown", change, (rule.id,), switched)
    flagged = _with_rule(book, rule.model_copy(update={"red_flag": not rule.red_flag}))
    change = "no red flag any more" if rule.red_flag else "becomes a red flag"
    yield Mutant(Kind.RED_FLAG, f"rules / {rule.id} / red_flag", change, (rule.id,), flagged)


def _with_rule(book: RuleBook, changed: Rule) -> RuleBook:
    return replace(book, rules=tuple(changed if rule.id == changed.id else rule for rule in book.rules))

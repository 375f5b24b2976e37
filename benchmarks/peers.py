"""Other rule engines, each given the conditions of the rule book in its own language.

None of them knows "unknown", so they are asked about complete answers only, in which null stands for a question that
does not apply. A peer finds which rules are true; it writes no reasons and decides no status.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything
from typing import assert_never

from benchmarks.common import needed
from population.encode import option_order
from questionnaire.conditions import (
    All,
    Among,
    Answered,
    Any,
    Condition,
    Leaf,
    Not,
    Setting,
    SumWithin,
    Ticked,
    Within,
)
from questionnaire.model import Questionnaire
from rules.model import RuleBook

Raw = dict[str, Anything]
ALWAYS = "always"
"""A variable that is 0, for a condition without parts."""


@dataclass(frozen=True)
class Peer:
    """An engine with the rule book in it: `prepared` makes of a patient's answers what it takes, `truths` finds which
    rules are true."""

    name: str
    prepared: Callable[[Raw], Anything]
    truths: Callable[[Anything], Mapping[str, Anything]]


def peers(book: RuleBook, form: Questionnaire) -> list[Peer]:
    """All of them; the first is ZEN with its trace."""
    decision = _zen(book)
    return [
        Peer("zen-engine, with its trace", dict, lambda c: decision.evaluate(c, {"trace": True})["result"]),
        Peer("zen-engine", dict, lambda c: decision.evaluate(c)["result"]),
        _json_logic(book),
        _business_rules(book, form),
        _rule_engine(book),
        _cel_python(book),
    ]


# --- Engines with expressions in text ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """How an engine spells a condition."""

    every: str
    some: str
    opposite: str
    variable: str = "{}"
    there: str = "{} != null"


def _expression(condition: Condition, words: Words) -> str:
    if isinstance(condition, Not):
        return f"{words.opposite}({_expression(condition.part, words)})"
    if isinstance(condition, All | Any):
        word = words.every if isinstance(condition, All) else words.some
        return (
            "(" + word.join(_expression(part, words) for part in condition.parts) + ")" if condition.parts else "true"
        )
    return f"({words.every.join(_tests(condition, words))})"


def _tests(leaf: Leaf, words: Words) -> list[str]:
    """What must hold for a leaf, one after the other."""
    if isinstance(leaf, Setting):
        return ["true" if leaf.holds else "false"]
    subject = leaf.score if isinstance(leaf, SumWithin) else leaf.question
    name, there = words.variable.format(subject), words.there.format(subject)
    match leaf:
        case Answered():
            return [there if leaf.expected else "false"]
        case Among():
            options = [_value(option) for option in leaf.options]
            one = len(options) == 1
            return [there, f"{name} == {json.dumps(options[0])}" if one else f"{name} in {json.dumps(options)}"]
        case Within() | SumWithin():
            low = [f"{name} >= {float(leaf.low.value)}"] if leaf.low else []
            return [there, *low, *([f"{name} < {float(leaf.high.value)}"] if leaf.high else [])]
        case Ticked():
            word = words.every if leaf.every else words.some
            return [there, "(" + word.join(f"{json.dumps(option)} in {name}" for option in leaf.options) + ")"]
        case _:
            assert_never(leaf)


def _value(option: str) -> str | bool:
    """An option as a patient's answers hold it: the two of a yes/no question are booleans there."""
    return option == "true" if option in ("true", "false") else option


def _zen(book: RuleBook) -> Anything:
    """The rules as one decision: an expression for each."""
    words = Words(" and ", " or ", "not ")
    expressions = [{"id": r.id, "key": r.id, "value": _expression(book.conditions[r.id], words)} for r in book.rules]
    kinds = {"in": "inputNode", "rules": "expressionNode", "out": "outputNode"}
    nodes: list[Raw] = [{"id": n, "name": n, "type": kind, "position": {"x": 0, "y": 0}} for n, kind in kinds.items()]
    nodes[1]["content"] = {"expressions": expressions}
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in (("in", "rules"), ("rules", "out"))
    ]
    return needed("zen").ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _rule_engine(book: RuleBook) -> Peer:
    package = needed("rule_engine")
    words = Words(" and ", " or ", "not ")
    rules = {r.id: package.Rule(_expression(book.conditions[r.id], words)) for r in book.rules}
    return Peer("rule-engine", dict, lambda c: {name: rule.matches(c) for name, rule in rules.items()})


def _cel_python(book: RuleBook) -> Peer:
    package = needed("celpy")
    words = Words(" && ", " || ", "!", "answers.{}", "has(answers.{})")
    environment = package.Environment()
    programs = {
        r.id: environment.program(environment.compile(_expression(book.conditions[r.id], words))) for r in book.rules
    }

    def prepared(context: Raw) -> Anything:
        given = {name: value for name, value in context.items() if value is not None}
        numbers = {
            name: float(v) for name, v in given.items() if isinstance(v, int | float) and not isinstance(v, bool)
        }
        return package.json_to_cel({"answers": {**given, **numbers}})

    return Peer(
        "cel-python", prepared, lambda c: {name: bool(program.evaluate(c)) for name, program in programs.items()}
    )


# --- Engines with conditions as data ----------------------------------------------------------------------------------


def _json_logic(book: RuleBook) -> Peer:
    run = needed("json_logic").jsonLogic
    rules = {r.id: _logic(book.conditions[r.id]) for r in book.rules}
    return Peer(
        "json-logic (json-logic-qubit)", dict, lambda c: {name: bool(run(rule, c)) for name, rule in rules.items()}
    )


def _logic(condition: Condition) -> Anything:
    if isinstance(condition, Not):
        return {"!": _logic(condition.part)}
    if isinstance(condition, All | Any):
        return (
            {"and" if isinstance(condition, All) else "or": [_logic(part) for part in condition.parts]}
            if condition.parts
            else True
        )
    if isinstance(condition, Setting):
        return condition.holds
    variable = {"var": condition.score if isinstance(condition, SumWithin) else condition.question}
    there = {"!==": [variable, None]}
    match condition:
        case Answered():
            return there if condition.expected else False
        case Among():
            options = [_value(option) for option in condition.options]
            return {"===": [variable, options[0]]} if len(options) == 1 else {"in": [variable, options]}
        case Within() | SumWithin():
            low = [{">=": [variable, condition.low.value]}] if condition.low else []
            return {"and": [there, *low, *([{"<": [variable, condition.high.value]}] if condition.high else [])]}
        case Ticked():
            word = "and" if condition.every else "or"
            return {"and": [there, {word: [{"in": [option, variable]} for option in condition.options]}]}
        case _:
            assert_never(condition)


def _business_rules(book: RuleBook, form: Questionnaire) -> Peer:
    """It has no "not", so that is pushed down to the leaves, and no null: a list of one or none stands for a choice, -1
    for no number."""
    variables = needed("business_rules.variables")
    check = needed("business_rules.engine").check_conditions_recursively
    numbers = {q.id for q in form.answerable if q.type in ("integer", "decimal")} | {*form.score_by_id, ALWAYS}

    def variable(name: str) -> Anything:
        kind = variables.numeric_rule_variable if name in numbers else variables.select_multiple_rule_variable
        wrap = kind() if name in numbers else kind(options=[])

        def read(self: Anything) -> Anything:
            return self.context[name]

        return wrap(read)

    names = [*(q.id for q in form.answerable), *form.score_by_id, ALWAYS]
    patient = type("Patient", (variables.BaseVariables,), {name: variable(name) for name in names})

    def prepared(context: Raw) -> Anything:
        made = patient()
        made.context = {name: _listed(value, name in numbers) for name, value in (*context.items(), (ALWAYS, 0))}
        return made

    rules = {r.id: _rules_data(book.conditions[r.id], True, form) for r in book.rules}
    return Peer("business-rules", prepared, lambda c: {name: check(rule, c) for name, rule in rules.items()})


def _listed(value: Anything, number: bool) -> Anything:
    if number:
        return -1 if value is None else value
    if isinstance(value, bool):
        return [str(value).lower()]
    return [] if value is None else value if isinstance(value, list) else [value]


def _rules_data(condition: Condition, wanted: bool, form: Questionnaire) -> Raw:
    if isinstance(condition, Not):
        return _rules_data(condition.part, not wanted, form)
    if isinstance(condition, All | Any):
        always = {"name": ALWAYS, "operator": "equal_to" if wanted else "less_than", "value": 0}
        parts = [_rules_data(part, wanted, form) for part in condition.parts] or [always]
        return {"all" if isinstance(condition, All) is wanted else "any": parts}

    if isinstance(condition, Setting):
        return _rules_data(All(()), wanted is condition.holds, form)

    def test(operator: str, value: Anything) -> Raw:
        name = condition.score if isinstance(condition, SumWithin) else condition.question
        return {"name": name, "operator": operator, "value": value}

    def shares(options: Sequence[str], some: bool) -> Raw:
        return test("shares_at_least_one_element_with" if some else "shares_no_elements_with", list(options))

    match condition:
        case Within() | SumWithin():
            limits = [("greater_than_or_equal_to", "less_than", condition.low.value if condition.low else 0)]
            limits += [("less_than", "greater_than_or_equal_to", condition.high.value)] if condition.high else []
            return {"all" if wanted else "any": [test(yes if wanted else no, value) for yes, no, value in limits]}
        case Answered():
            question, given = form.by_id[condition.question], condition.expected is wanted
            if question.type in ("integer", "decimal"):
                return test("greater_than_or_equal_to" if given else "less_than", 0)
            return shares(option_order(question), given)
        case Ticked(every=True):
            return {"all" if wanted else "any": [shares((option,), wanted) for option in condition.options]}
        case Ticked() | Among():
            return shares(condition.options, wanted)
        case _:
            assert_never(condition)

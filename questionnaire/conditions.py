"""Conditions over answers: a small tree of data, true, false or unknown (strong Kleene logic).

    {"all": [{"pattern_chart": "male_chart"},
             {"norwood_stage": {"in": ["v", "va"]}},
             {"age_years": {"below": "$fue_caution_age"}},
             {"not": {"medical_duration": "ge_12m"}}]}

A leaf is an object with one key, a question or a score, and the test it must pass. There are no expression strings and
nothing is ever evaluated as code. `parse` builds the tree and checks every name in it; `evaluate` walks it. What a leaf
is worth is asked of a function, because the same tree is read over a patient's answers and over imagined completions of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from questionnaire.problems import Problem, Refused, did_you_mean

Truth = bool | None
"""True, False, or None for unknown."""


@dataclass(frozen=True)
class Limit:
    """A number a leaf compares with; `parameter` is the rule book's name for it, if it has one."""

    value: float
    parameter: str | None = None


@dataclass(frozen=True)
class Is:
    """A choice is this option; a yes/no question is this value (`option` is then "true" or "false")."""

    question: str
    option: str


@dataclass(frozen=True)
class In:
    """A choice is one of these options."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class HasAny:
    """A multiple choice holds at least one of these options."""

    question: str
    options: tuple[str, ...]

    @cached_property
    def asked(self) -> frozenset[str]:
        """The options as a set."""
        return frozenset(self.options)


@dataclass(frozen=True)
class HasAll:
    """A multiple choice holds every one of these options."""

    question: str
    options: tuple[str, ...]

    @cached_property
    def asked(self) -> frozenset[str]:
        """The options as a set."""
        return frozenset(self.options)


@dataclass(frozen=True)
class Between:
    """A number or score is at least `low` (if any) and below `high` (if any). Carries `below` and `at_least` too."""

    question: str
    low: Limit | None
    high: Limit | None


@dataclass(frozen=True)
class Answered:
    """Whether a shown question was answered: skipped, unsure and declined are not. Always known."""

    question: str
    expected: bool


Leaf = Is | In | HasAny | HasAll | Between | Answered


@dataclass(frozen=True)
class All:
    """True when every part is true; an empty `all` is always true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """True when at least one part is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """True when its part is false; unknown stays unknown."""

    part: Condition


Condition = All | Any | Not | Leaf
ALWAYS = All(())


def evaluate(condition: Condition, leaf_truth: Callable[[Leaf], Truth]) -> Truth:
    """The truth of a condition, given what each leaf is worth. This walk is the definition; faster ones are tested
    against it."""
    if isinstance(condition, All):
        result: Truth = True
        for part in condition.parts:
            truth = evaluate(part, leaf_truth)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result
    if isinstance(condition, Any):
        result = False
        for part in condition.parts:
            truth = evaluate(part, leaf_truth)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result
    if isinstance(condition, Not):
        truth = evaluate(condition.part, leaf_truth)
        return None if truth is None else not truth
    return leaf_truth(condition)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a condition, left to right."""
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


@dataclass(frozen=True)
class Subject:
    """What a leaf may speak about: one question or score, as `parse` needs to know it.

    `kind` is "choice", "multiple_choice", "number", "boolean" or "score"; `options` are the ids a condition may name;
    `minimum` and `maximum` bound a number.
    """

    kind: str
    options: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


def parse(
    raw: object, place: str, subjects: Mapping[str, Subject], parameters: Mapping[str, float] | None = None
) -> Condition:
    """Build a condition from its JSON. `subjects` are the questions and scores it may name, `parameters` the `$names`.

    Raises `Refused` with the place and remedy of every fault.
    """
    problems: list[Problem] = []
    condition = _parse(raw, place, subjects, parameters or {}, problems)
    if problems:
        raise Refused(problems)
    return condition


def _parse(
    raw: object, place: str, subjects: Mapping[str, Subject], parameters: Mapping[str, float], problems: list[Problem]
) -> Condition:
    if not isinstance(raw, dict) or len(raw) != 1:
        problems.append(
            Problem(
                place,
                'a condition is an object with exactly one key: "all", "any", "not", or a question, such as '
                '{"smoking": "vape"}',
            )
        )
        return ALWAYS
    ((key, body),) = raw.items()
    if key in ("all", "any"):
        if not isinstance(body, list) or (key == "any" and not body):
            problems.append(Problem(f"{place} / {key}", f'"{key}" takes a list of conditions'))
            return ALWAYS
        parts = tuple(
            _parse(part, f"{place} / {key} / {i}", subjects, parameters, problems) for i, part in enumerate(body, 1)
        )
        return All(parts) if key == "all" else Any(parts)
    if key == "not":
        return Not(_parse(body, f"{place} / not", subjects, parameters, problems))
    if key not in subjects:
        problems.append(Problem(place, f'there is no question or score "{key}".{did_you_mean(key, subjects)}'))
        return ALWAYS
    return _leaf(key, body, f"{place} / {key}", subjects[key], parameters, problems)


_TESTS = {
    "choice": 'an option, {"in": [options]} or {"answered": true}',
    "multiple_choice": '{"has_any": [options]}, {"has_all": [options]} or {"answered": true}',
    "number": '{"below": n}, {"at_least": n}, {"between": [n, m]} or {"answered": true}',
    "score": '{"below": n}, {"at_least": n} or {"between": [n, m]}',
    "boolean": "true or false",
}


def _leaf(
    name: str, body: object, place: str, subject: Subject, parameters: Mapping[str, float], problems: list[Problem]
) -> Condition:
    def fail(message: str) -> Condition:
        problems.append(Problem(place, message))
        return ALWAYS

    kind = subject.kind
    wrong_test = f"this is a {kind.replace('_', ' ')}; its test is {_TESTS[kind]}"

    def options(raw_options: object) -> tuple[str, ...] | None:
        if not isinstance(raw_options, list) or not raw_options:
            fail("this test takes a list with at least one option")
            return None
        unknown = [option for option in raw_options if option not in subject.options]
        for option in unknown:
            fail(
                f'"{option}" is not an option that a condition on this question can '
                f"name.{did_you_mean(option, subject.options)}"
            )
        return None if unknown else tuple(raw_options)

    def limit(raw_limit: object) -> Limit | None:
        if isinstance(raw_limit, str):
            if raw_limit.removeprefix("$") not in parameters or not raw_limit.startswith("$"):
                fail(f'there is no parameter "{raw_limit}".{did_you_mean(raw_limit, ["$" + p for p in parameters])}')
                return None
            return Limit(parameters[raw_limit[1:]], raw_limit[1:])
        if isinstance(raw_limit, bool) or not isinstance(raw_limit, int | float) or raw_limit != raw_limit:
            fail('a limit is a number or a parameter such as "$adult_age"')
            return None
        return Limit(float(raw_limit))

    if kind == "boolean" and isinstance(body, bool):
        return Is(name, "true" if body else "false")
    if kind == "choice" and isinstance(body, str):
        named = options([body])
        return Is(name, named[0]) if named else ALWAYS
    if not isinstance(body, dict) or len(body) != 1:
        return fail(wrong_test)
    ((test, argument),) = body.items()
    if test == "answered" and kind != "score":
        return Answered(name, argument) if isinstance(argument, bool) else fail('"answered" is true or false')
    if (kind, test) in {("choice", "in"), ("multiple_choice", "has_any"), ("multiple_choice", "has_all")}:
        named = options(argument)
        if not named:
            return ALWAYS
        return In(name, named) if test == "in" else HasAny(name, named) if test == "has_any" else HasAll(name, named)
    if kind in ("number", "score"):
        if test == "below":
            high = limit(argument)
            return Between(name, None, high) if high else ALWAYS
        if test == "at_least":
            low = limit(argument)
            return Between(name, low, None) if low else ALWAYS
        if test == "between" and isinstance(argument, list) and len(argument) == 2:
            low, high = limit(argument[0]), limit(argument[1])
            if low and high and low.value >= high.value:
                return fail(f"nothing is at least {low.value:g} and below {high.value:g}")
            return Between(name, low, high) if low and high else ALWAYS
    return fail(wrong_test)

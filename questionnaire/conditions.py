"""Conditions over answers: a small tree of data, true, false or unknown (strong Kleene logic).

    {"all": [{"pattern_chart": "male_chart"},
             {"norwood_stage": {"in": ["v", "va"]}},
             {"age_years": {"below": "$fue_caution_age"}},
             {"not": {"medical_duration": "ge_12m"}}]}

A leaf is an object with one key, a question or a score, and the test it must pass; the key `setting` reads a fact of
the clinic instead. There are no expression strings and nothing is ever evaluated as code. `parse` builds the tree,
turns every leaf into one of a few primitive forms and checks every name in it; `evaluate` walks it. What a leaf is
worth is asked of a function, because the same tree is read over a patient's answers and over imagined completions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from questionnaire.problems import Problem, Refused, did_you_mean

Truth = bool | None
"""True, False, or None for unknown."""


@dataclass(frozen=True)
class Limit:
    """A number a leaf compares with; `parameter` is the rule book's name for it, if it has one."""

    value: float
    parameter: str | None = None


@dataclass(frozen=True)
class Among:
    """A choice is one of these options. A yes/no question has the options "true" and "false"."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Ticked:
    """A multiple choice has at least one of these options ticked, or, with `every`, each of them."""

    question: str
    options: tuple[str, ...]
    every: bool

    @cached_property
    def asked(self) -> frozenset[str]:
        """The options as a set."""
        return frozenset(self.options)


@dataclass(frozen=True)
class Within:
    """A number is at least `low` (if any) and below `high` (if any). Stands for `below`, `at_least` and `between`."""

    question: str
    low: Limit | None
    high: Limit | None


@dataclass(frozen=True)
class SumWithin:
    """A score, the sum of the points of its `items`, is at least `low` (if any) and below `high` (if any)."""

    score: str
    items: tuple[str, ...]
    low: Limit | None
    high: Limit | None


@dataclass(frozen=True)
class Answered:
    """Whether a shown question was answered: skipped, unsure and declined are not. Always known."""

    question: str
    expected: bool


@dataclass(frozen=True)
class Setting:
    """A fact of the clinic is one of these options. Known when the condition is parsed: `holds` says whether it is."""

    name: str
    options: tuple[str, ...]
    holds: bool


QuestionLeaf = Among | Ticked | Within | Answered
"""A leaf that one question settles."""
Leaf = QuestionLeaf | SumWithin | Setting
"""The primitive forms. Each engine (truth, masks, planes, SQL, sentences) says with `match` what they mean, and
`assert_never` lets the type checker find an engine that forgot one."""


def questions_of(leaf: Leaf) -> tuple[str, ...]:
    """The ids of the questions that a leaf reads."""
    match leaf:
        case Among() | Ticked() | Within() | Answered():
            return (leaf.question,)
        case SumWithin():
            return leaf.items
        case Setting():
            return ()
        case _:
            assert_never(leaf)


def named_options(leaf: Leaf) -> tuple[str, ...]:
    """The options of its question that a leaf names; none for a number, a sum, or whether something was answered."""
    match leaf:
        case Among() | Ticked():
            return leaf.options
        case Within() | SumWithin() | Answered() | Setting():
            return ()
        case _:
            assert_never(leaf)


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


def questions_read(condition: Condition) -> frozenset[str]:
    """The ids of the questions that a condition reads; a score's items stand for the score."""
    return frozenset(name for leaf in leaves(condition) for name in questions_of(leaf))


@dataclass(frozen=True)
class Subject:
    """What a leaf may speak about: one question or score, as `parse` needs to know it.

    `kind` is "choice", "multiple_choice", "number", "boolean" or "score"; `options` are the ids a condition may name;
    `items` the questions whose points a score adds up.
    """

    kind: str
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A fact of the clinic that a condition may read: what it may be, and what it is."""

    options: tuple[str, ...]
    value: str


RESERVED = frozenset({"all", "any", "not", "setting"})
"""Keys with a meaning of their own in a condition: no question and no score may be called so."""


@dataclass(frozen=True)
class _Names:
    """What a condition may name."""

    subjects: Mapping[str, Subject]
    parameters: Mapping[str, float]
    settings: Mapping[str, Fact]


def parse(
    raw: object,
    place: str,
    subjects: Mapping[str, Subject],
    parameters: Mapping[str, float] | None = None,
    settings: Mapping[str, Fact] | None = None,
) -> Condition:
    """Build a condition from its JSON. `subjects` are the questions and scores it may name, `parameters` the values of
    the `$names`, `settings` the facts of the clinic. Raises `Refused` with the place and remedy of every fault."""
    problems: list[Problem] = []
    condition = _parse(raw, place, _Names(subjects, parameters or {}, settings or {}), problems)
    if problems:
        raise Refused(problems)
    return condition


def _parse(raw: object, place: str, names: _Names, problems: list[Problem]) -> Condition:
    if not isinstance(raw, dict) or len(raw) != 1:
        message = (
            'a condition is an object with exactly one key: "all", "any", "not", "setting", or a question, such as '
            '{"smoking": "vape"}'
        )
        problems.append(Problem(place, message))
        return ALWAYS
    ((key, body),) = raw.items()
    if key in ("all", "any"):
        if not isinstance(body, list) or (key == "any" and not body):
            problems.append(Problem(f"{place} / {key}", f'"{key}" takes a list of conditions'))
            return ALWAYS
        parts = tuple(_parse(part, f"{place} / {key} / {i}", names, problems) for i, part in enumerate(body, 1))
        return All(parts) if key == "all" else Any(parts)
    if key == "not":
        return Not(_parse(body, f"{place} / not", names, problems))
    try:
        if key == "setting":
            return _setting(body, names.settings)
        if key not in names.subjects:
            raise _Wrong(f'there is no question or score "{key}".{did_you_mean(key, names.subjects)}')
    except _Wrong as wrong:
        problems += wrong.at(place)
        return ALWAYS
    try:
        return _leaf(key, body, names.subjects[key], names.parameters)
    except _Wrong as wrong:
        problems += wrong.at(f"{place} / {key}")
        return ALWAYS


class _Wrong(Exception):
    """A leaf cannot be read, for each of these reasons; each says what would be right."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages

    def at(self, place: str) -> list[Problem]:
        """The reasons, at their place."""
        return [Problem(place, message) for message in self.messages]


_TESTS = {
    "choice": 'an option, {"in": [options]} or {"answered": true}',
    "multiple_choice": '{"has_any": [options]}, {"has_all": [options]} or {"answered": true}',
    "number": '{"below": n}, {"at_least": n}, {"between": [n, m]} or {"answered": true}',
    "score": '{"below": n}, {"at_least": n} or {"between": [n, m]}',
    "boolean": "true or false",
}


def _leaf(name: str, body: object, subject: Subject, parameters: Mapping[str, float]) -> Leaf:
    """A leaf on a question or a score, in its primitive form. Raises `_Wrong`."""
    kind = subject.kind
    if kind == "boolean" and isinstance(body, bool):
        return Among(name, ("true" if body else "false",))
    if kind == "choice" and isinstance(body, str):
        return Among(name, _options([body], subject.options))
    if isinstance(body, dict) and len(body) == 1:
        ((test, argument),) = body.items()
        match kind, test:
            case "score", "answered":
                pass
            case _, "answered":
                if not isinstance(argument, bool):
                    raise _Wrong('"answered" is true or false')
                return Answered(name, argument)
            case "choice", "in":
                return Among(name, _options(argument, subject.options))
            case "multiple_choice", "has_any" | "has_all":
                return Ticked(name, _options(argument, subject.options), every=test == "has_all")
            case "number" | "score", "below":
                return _between(name, subject, None, _limit(argument, parameters))
            case "number" | "score", "at_least":
                return _between(name, subject, _limit(argument, parameters), None)
            case "number" | "score", "between" if isinstance(argument, list) and len(argument) == 2:
                return _between(name, subject, *_band(argument, parameters))
    raise _Wrong(f"this is a {kind.replace('_', ' ')}; its test is {_TESTS[kind]}")


def _setting(body: object, settings: Mapping[str, Fact]) -> Setting:
    """A leaf on a fact of the clinic: `{"offer_fue": "offered"}` or `{"offer_fue": {"in": [...]}}`. Raises `_Wrong`."""
    if not isinstance(body, dict) or len(body) != 1:
        raise _Wrong('"setting" takes an object with one key, such as {"offer_fue": "offered"}')
    ((name, test),) = body.items()
    if name not in settings:
        raise _Wrong(f'there is no setting "{name}".{did_you_mean(name, settings)}')
    fact = settings[name]
    if isinstance(test, dict) and list(test) == ["in"]:
        test = test["in"]
    elif isinstance(test, str):
        test = [test]
    else:
        raise _Wrong('the test of a setting is an option or {"in": [options]}')
    options = _options(test, fact.options, "setting")
    return Setting(name, options, fact.value in options)


def _options(raw: object, known: tuple[str, ...], of: str = "question") -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise _Wrong("this test takes a list with at least one option")
    unknown = [option for option in raw if option not in known]
    if unknown:
        told = '"{}" is not an option that a condition on this {} can name.{}'
        raise _Wrong(*(told.format(option, of, did_you_mean(option, known)) for option in unknown))
    return tuple(raw)


def _between(name: str, subject: Subject, low: Limit | None, high: Limit | None) -> Leaf:
    return SumWithin(name, subject.items, low, high) if subject.kind == "score" else Within(name, low, high)


def _band(raw: list[object], parameters: Mapping[str, float]) -> list[Limit]:
    """The two limits of a band."""
    limits: list[Limit] = []
    wrong: list[str] = []
    for one in raw:
        try:
            limits.append(_limit(one, parameters))
        except _Wrong as told:
            wrong += told.messages
    if wrong:
        raise _Wrong(*wrong)
    low, high = limits
    if low.value >= high.value:
        raise _Wrong(f"nothing is at least {low.value:g} and below {high.value:g}")
    return limits


def _limit(raw: object, parameters: Mapping[str, float]) -> Limit:
    if isinstance(raw, str):
        if not raw.startswith("$") or raw[1:] not in parameters:
            raise _Wrong(f'there is no parameter "{raw}".{did_you_mean(raw, ["$" + p for p in parameters])}')
        return Limit(parameters[raw[1:]], raw[1:])
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw != raw:
        raise _Wrong('a limit is a number or a parameter such as "$adult_age"')
    return Limit(float(raw))

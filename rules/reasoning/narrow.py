"""Whether there are answers for which some formulas hold. Each question keeps the mask of the kinds of answer that are
still open for it, its
*domain* (see `rules.reasoning.kinds`); the search narrows these domains until every formula holds or none can. It is
exact; where it would take too long it says so (`TooHard`) instead of guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from questionnaire.conditions import Truth
from rules.reasoning.search import BUDGET, TooHard


class Among(NamedTuple):
    """The answer to a question is of one of these kinds."""

    question: str
    kinds: int


class Every(NamedTuple):
    """Each part holds."""

    parts: tuple[Formula, ...]


class Either(NamedTuple):
    """At least one part holds."""

    parts: tuple[Formula, ...]


Formula = Among | Every | Either
"""A condition in which nothing is negated: a mask is negated by turning its bits over."""
Domains = dict[str, int]


def every(parts: Iterable[bool | Formula]) -> bool | Formula:
    """All of these hold, with what is known left out."""
    return _gathered(parts, Every)


def either(parts: Iterable[bool | Formula]) -> bool | Formula:
    """At least one of these holds, with what is known left out."""
    return _gathered(parts, Either)


def _gathered(parts: Iterable[bool | Formula], kind: type[Every] | type[Either]) -> bool | Formula:
    """One part that is `settling` settles the whole; the other known ones say nothing."""
    settling = kind is Either
    left: list[Formula] = []
    for part in parts:
        if part is settling:
            return settling
        if not isinstance(part, bool):
            left.append(part)
    return left[0] if len(left) == 1 else kind(tuple(left)) if left else not settling


def negated(formula: bool | Formula) -> bool | Formula:
    """The opposite of a formula."""
    if isinstance(formula, bool):
        return not formula
    if isinstance(formula, Among):
        return Among(formula.question, ~formula.kinds)
    parts = [negated(part) for part in formula.parts]
    return either(parts) if isinstance(formula, Every) else every(parts)


def satisfiable(formulas: Iterable[bool | Formula], links: Iterable[Formula], domains: Mapping[str, int]) -> bool:
    """Whether some choice of one kind from each question's domain makes all the formulas hold, and with them the
    `links` that tie questions to one another. The links alone can always hold. Raises `TooHard`."""
    wanted = every(formulas)
    if isinstance(wanted, bool):
        return wanted
    return _Search().solve([wanted, *links], dict(domains))


class _Search:
    def __init__(self) -> None:
        self._steps = 0

    def solve(self, wanted: list[Formula], domains: Domains) -> bool:
        """Whether all that is wanted can hold. Both arguments are used up."""
        choices = _narrowed(wanted, domains)
        if not choices:
            return choices is not None
        if len(choices) == 1 and any(isinstance(way, Among) for way in choices[0]):
            # The kinds of a way that is still open are in its question's domain, and nothing else hangs on them.
            return True
        self._steps += 1
        if self._steps > BUDGET:
            raise TooHard
        shortest = min(choices, key=len)
        others: list[Formula] = [Either(ways) for ways in choices if ways is not shortest]
        return any(self.solve([*others, way], dict(domains)) for way in shortest)


def _narrowed(wanted: list[Formula], domains: Domains) -> list[tuple[Formula, ...]] | None:
    """Narrow the domains by everything that must hold, until nothing more follows. What is left are choices: lists of
    ways of which at least one must hold, none of them settled. None when something wanted cannot hold."""
    choices: list[tuple[Formula, ...]] = []
    while wanted:
        if not _assume(wanted, domains, choices):
            return None
        before, choices = choices, []
        for ways in before:
            left = _open_ways(ways, domains)
            if left is None:
                continue
            if not left:
                return None
            if len(left) == 1:
                wanted.append(left[0])  # the only way left must hold, and may narrow more
            else:
                choices.append(left)
    return choices


def _assume(wanted: list[Formula], domains: Domains, choices: list[tuple[Formula, ...]]) -> bool:
    """Put all that is wanted into the domains, and the ways of an `Either` among the choices. False when a domain has
    nothing left."""
    while wanted:
        formula = wanted.pop()
        if isinstance(formula, Among):
            question, kinds = formula
            left = domains[question] & kinds
            if not left:
                return False
            domains[question] = left
        elif isinstance(formula, Every):
            wanted.extend(formula.parts)
        else:
            choices.append(formula.parts)
    return True


def _open_ways(ways: tuple[Formula, ...], domains: Domains) -> tuple[Formula, ...] | None:
    """The ways that may still hold; None when one surely does, so that nothing is left to choose."""
    left = []
    for way in ways:
        truth = _truth(way, domains)
        if truth:
            return None
        if truth is None:
            left.append(way)
    return tuple(left)


def _truth(formula: Formula, domains: Domains) -> Truth:
    """Whether a formula holds whatever is chosen from the domains (True), for no choice (False), or not known from the
    parts alone (None)."""
    if isinstance(formula, Among):
        question, kinds = formula
        left = domains[question] & kinds
        return False if not left else True if left == domains[question] else None
    settling = isinstance(formula, Either)
    truth: Truth = not settling
    for part in formula.parts:
        one = _truth(part, domains)
        if one is settling:
            return settling
        if one is None:
            truth = None
    return truth

"""From the rules that fire or may fire to a status, and from statuses to a pathway: the one table of decisions.

Whatever decides, or speaks of how it is decided, reads the two tables here: the assessment, the bit planes and the SQL
of populations, the goals of the exact search, the checks, the words in the documents and the docs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, combinations
from typing import TypeVar, assert_never

from rules.assessment import Effect
from rules.model import Group, Level, Pathway, Status, Treatment

T = TypeVar("T")


class Kind(Enum):
    """What is asked of the rules at a level. `FIRES`: one surely fires. `WAITS`: one that says `if_unknown: needs_info`
    may fire. `UNSURE`: one may fire, and none surely does."""

    FIRES = "fires"
    WAITS = "waits"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Test:
    """One question about the rules at some levels, with its words."""

    kind: Kind
    levels: tuple[Level, ...]
    says: str


@dataclass(frozen=True)
class Line:
    """A line of the table: it holds when one of its tests does, and `beside`, if there is one, as well. The rules
    behind the tests decide. A line without tests always holds."""

    status: Status
    tests: tuple[Test, ...] = ()
    beside: Test | None = None


_CAUTIONED = Test(Kind.FIRES, (Level.CAUTION,), "a caution")
_SUPPORTED = Test(Kind.FIRES, (Level.SUPPORTS,), "a support")

LINES = (
    Line(
        Status.NOT_SUITABLE,
        (Test(Kind.FIRES, (Level.EXCLUDES,), "a rule that surely applies excludes it"),),
    ),
    Line(
        Status.RESOLVE_FIRST,
        (Test(Kind.FIRES, (Level.RESOLVE_FIRST,), "one asks for something to be settled"),),
    ),
    Line(
        Status.NEEDS_INFO,
        (
            Test(Kind.FIRES, (Level.NEEDS_INFO,), "a rule asks for information"),
            Test(
                Kind.WAITS,
                (Level.EXCLUDES, Level.RESOLVE_FIRST),
                "one that might exclude or defer waits for an answer",
            ),
            Test(Kind.UNSURE, (Level.SUPPORTS,), "nothing surely speaks for the option while something may"),
        ),
    ),
    Line(Status.CONSIDER_WITH_CAUTION, (_CAUTIONED,), beside=_SUPPORTED),
    Line(Status.MAY_BE_SUITABLE, (_SUPPORTED,)),
    Line(Status.NOT_INDICATED),
)
"""From rules to a status: the first line that holds."""

FITS = (Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION)
"""The statuses with which a treatment counts as fitting the patient."""


@dataclass(frozen=True)
class Some:
    """Some leading treatment, of this group if one is named, has one of these statuses."""

    statuses: tuple[Status, ...]
    group: Group | None = None


@dataclass(frozen=True)
class PathwayLine:
    """A line of the second table: it holds when a red flag fires, if it asks for one, and when all of `some` hold."""

    pathway: Pathway
    some: tuple[Some, ...] = ()
    red_flag: bool = False


PATHWAY_LINES = (
    PathwayLine(Pathway.MEDICAL_REVIEW_FIRST, red_flag=True),
    PathwayLine(Pathway.FUE_AND_REGENERATIVE, (Some(FITS, Group.SURGERY), Some(FITS, Group.REGENERATIVE))),
    PathwayLine(Pathway.FUE, (Some(FITS, Group.SURGERY),)),
    PathwayLine(Pathway.REGENERATIVE, (Some(FITS, Group.REGENERATIVE),)),
    PathwayLine(Pathway.RESOLVE_FIRST, (Some((Status.RESOLVE_FIRST,)),)),
    PathwayLine(Pathway.MORE_INFORMATION, (Some((Status.NEEDS_INFO,)),)),
    PathwayLine(Pathway.NONE_SUITABLE),
)
"""From the statuses of the leading treatments to the conclusion across treatments: the first line that holds."""


# --- For one patient --------------------------------------------------------------------------------------------------


def decide(effects: Sequence[Effect]) -> tuple[Status, Sequence[Effect]]:
    """The status that rules which fire or may fire come to for one treatment, and the effects that decided it."""
    for line in LINES:
        deciding = [effect for test in line.tests for effect in _behind(test, effects)]
        if (deciding or not line.tests) and (line.beside is None or _behind(line.beside, effects)):
            return line.status, deciding
    raise AssertionError("the last line always holds")


def _behind(test: Test, effects: Sequence[Effect]) -> list[Effect]:
    """The effects that make a test hold; none when it does not."""
    at = [effect for effect in effects if effect.level in test.levels]
    match test.kind:
        case Kind.FIRES:
            return [effect for effect in at if effect.finding.truth]
        case Kind.WAITS:
            return [e for e in at if e.finding.truth is None and e.finding.rule.if_unknown == "needs_info"]
        case Kind.UNSURE:
            return [] if any(effect.finding.truth for effect in at) else at
        case _:
            assert_never(test.kind)


def pathway_of(red_flag: bool, statuses: Mapping[str, Status], treatments: Mapping[str, Treatment]) -> Pathway:
    """The conclusion across treatments; `red_flag` says whether one fires, `statuses` has each treatment's by id."""

    def holds(some: Some) -> bool:
        return any(statuses[name] in some.statuses for name in leading(treatments, some.group))

    for line in PATHWAY_LINES:
        if (red_flag or not line.red_flag) and all(map(holds, line.some)):
            return line.pathway
    raise AssertionError("the last line always holds")


def leading(treatments: Mapping[str, Treatment], group: Group | None = None) -> tuple[str, ...]:
    """The ids of the treatments that can make a pathway, of one group if it is named."""
    return tuple(name for name, one in treatments.items() if one.leads and (group is None or one.group is group))


# --- For many at once -------------------------------------------------------------------------------------------------


def line_holds(line: Line, test: Callable[[Test], T], some: Callable[[Iterable[T]], T], both: Callable[[T, T], T]) -> T:
    """Where a line holds, in a logic of the caller's own, such as planes of bits or SQL: what a test is worth, and "or"
    and "and" of such worths. Not for a line without tests, which always holds."""
    one = some(map(test, line.tests))
    return one if line.beside is None else both(one, test(line.beside))


# --- What follows from the table, for patients who answer everything: no rule waits, so a level fires or is quiet -----


@dataclass(frozen=True)
class Goal:
    """Levels of which each must fire, and levels at which no rule may."""

    fires: tuple[Level, ...]
    quiet: tuple[Level, ...]


DECIDING = tuple(level for level in Level if any(level in test.levels for line in LINES for test in line.tests))
"""The levels that can decide a status, the strongest first: all but the notice."""


def _settled(fires: Collection[Level]) -> Status:
    """The status of a patient who answers everything, from the levels that fire."""

    def holds(test: Test) -> bool:
        return test.kind is Kind.FIRES and not set(test.levels).isdisjoint(fires)

    return next(
        line.status
        for line in LINES
        if (not line.tests or any(map(holds, line.tests))) and (line.beside is None or holds(line.beside))
    )


_EVERY_WAY = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(DECIDING, size) for size in range(len(DECIDING) + 1))
]


def _goal(ways: Collection[frozenset[Level]], free: Collection[Level] = ()) -> Goal:
    """What exactly these ways have in common; `free` are levels that the ways leave open by themselves."""
    fires = tuple(level for level in DECIDING if level not in free and all(level in way for way in ways))
    quiet = tuple(level for level in DECIDING if level not in free and all(level not in way for way in ways))
    open_levels = len(DECIDING) - len(fires) - len(quiet)
    assert len(ways) == 2**open_levels, "what a line takes is no longer a plain list of levels"
    return Goal(fires, quiet)


GOALS: dict[Status, Goal] = {
    line.status: _goal([way for way in _EVERY_WAY if _settled(way) is line.status]) for line in LINES
}
"""What each status takes, the most restrictive first."""

MATTERS: dict[Level, Goal] = {
    level: _goal([way for way in _EVERY_WAY if _settled(way | {level}) is not _settled(way - {level})], free=(level,))
    for level in DECIDING
}
"""When it makes a difference to a status whether a level fires."""

DECIDED_BY: dict[Level, Status] = {
    test.levels[0]: line.status for line in reversed(LINES) for test in line.tests if test.kind is Kind.FIRES
}
"""The status that a rule which fires decides, by its level."""

CAN_MOVE: dict[Status, frozenset[Level]] = {
    line.status: frozenset(
        level
        for level in DECIDING
        if any(test.kind is not Kind.FIRES for test in line.tests)
        or any(_settled(way | {level}) is not line.status for way in _EVERY_WAY if _settled(way) is line.status)
    )
    for line in LINES
}
"""The levels at which a rule that may fire could still move a status. One that is only held open may become any."""

OBSTACLES = tuple(level for level in DECIDING if all(level in GOALS[status].quiet for status in FITS))
"""The levels of which none may fire if a treatment is to fit."""
HOLD_OPEN = tuple(level for line in LINES for test in line.tests if test.kind is Kind.WAITS for level in test.levels)
"""The levels whose rules may hold a treatment open while they wait for an answer."""
STRENGTH: dict[Level, int] = {level: strength for strength, level in enumerate(Level)}
"""The strongest level first: 0, 1, and so on."""
WORST_TO_BEST = tuple(line.status for line in LINES if line.tests)
"""The statuses as steps on a way up. That nothing speaks for a treatment is no step: no change of habit would."""


# --- In words ---------------------------------------------------------------------------------------------------------


def line_words(line: Line) -> str:
    """When a line holds, as a clause: `a caution and a support both apply`."""
    if not line.tests:
        return "otherwise"
    if line.beside is not None:
        return f"{line.tests[0].says} and {line.beside.says} both apply"
    said = ", or ".join(test.says for test in line.tests)
    return f"{said} applies" if line.tests == (_SUPPORTED,) else said

"""Every status that some completion of the unknown answers could bring."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from questionnaire.answers import Answers
from questionnaire.conditions import Condition, Truth
from rules.model import Level, RuleBook, Status
from rules.search import Patients, TooHard, either, every, none

_ORDER = (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO)
_STATUS_OF = {
    Level.EXCLUDES: Status.NOT_SUITABLE,
    Level.RESOLVE_FIRST: Status.RESOLVE_FIRST,
    Level.NEEDS_INFO: Status.NEEDS_INFO,
}


class Completions:
    """The completions of one patient's answers. `truths` are the rules' truths for the answers as they stand."""

    def __init__(self, answers: Answers, book: RuleBook, truths: Mapping[str, Truth]) -> None:
        self.order = tuple(answers.states)
        """The questions in the order of the form."""
        self._patients = Patients(answers, book)
        self._book = book
        self._truths = truths
        self._found: dict[Condition, bool] = {}  # treatments wait for the same answers, so most goals come up several times

    @cached_property
    def _open(self) -> dict[str, bool | Condition]:
        """What is left of each rule's condition for those who answer everything. A rule that asks whether something was answered may
        change when it is; every other settled rule stays as it is."""
        left: dict[str, bool | Condition] = {}
        may_hide = self._patients.may_yet_hide
        for rule in self._book.rules:
            truth = self._truths[rule.id]
            again = truth is None or rule.id in self._book.asks_whether_answered or bool(self._book.reads[rule.id] & may_hide)
            left[rule.id] = self._patients.residue(self._book.conditions[rule.id]) if again else bool(truth)
        return left

    def statuses(self, treatment: str) -> tuple[Status, ...]:
        """The possible statuses of a treatment, the most restrictive first."""
        by_level: dict[Level, list[bool | Condition]] = {level: [] for level in Level}
        for rule in self._book.by_treatment[treatment]:
            left = self._open[rule.id]
            if left is not False:
                by_level[rule.effects[treatment]].append(left)  # type: ignore[index]
        goals = status_conditions(by_level)
        return tuple(status for status in Status if status in goals and self._reachable(goals[status]))

    def _reachable(self, goal: Condition) -> bool:
        if goal not in self._found:
            try:
                self._found[goal] = self._patients.some(goal)
            except TooHard:
                self._found[goal] = True  # never leave out a status that may be possible
        return self._found[goal]


def status_conditions(by_level: Mapping[Level, list[bool | Condition]]) -> dict[Status, Condition]:
    """For patients who answer everything, what must hold for each status, from the conditions of a treatment's rules at each level.

    A rule known to fire stands as True. A status that rules which surely fire rule out is left away.
    """
    fires = {level: any(rest is True for rest in rests) for level, rests in by_level.items()}
    waiting = {level: [rest for rest in rests if not isinstance(rest, bool)] for level, rests in by_level.items()}
    goals: dict[Status, Condition] = {}
    above: list[Condition] = []
    for level in _ORDER:
        if fires[level]:
            return goals | {_STATUS_OF[level]: every(above)}
        if waiting[level]:
            goals[_STATUS_OF[level]] = every([either(waiting[level]), *above])
            above.append(none(waiting[level]))
    supported = every([]) if fires[Level.SUPPORTS] else either(waiting[Level.SUPPORTS])
    if fires[Level.SUPPORTS] or waiting[Level.SUPPORTS]:
        if fires[Level.CAUTION] or waiting[Level.CAUTION]:
            caution = every([]) if fires[Level.CAUTION] else either(waiting[Level.CAUTION])
            goals[Status.CONSIDER_WITH_CAUTION] = every([supported, caution, *above])
        if not fires[Level.CAUTION]:
            goals[Status.MAY_BE_SUITABLE] = every([supported, none(waiting[Level.CAUTION]), *above])
    if not fires[Level.SUPPORTS]:
        goals[Status.NOT_INDICATED] = every([none(waiting[Level.SUPPORTS]), *above])
    return goals

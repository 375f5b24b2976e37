"""Every status that some completion of the unknown answers could bring."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from questionnaire.answers import Answers
from questionnaire.conditions import Condition, Truth
from rules.decision import GOALS
from rules.model import Level, RuleBook, Status
from rules.reasoning import narrow
from rules.reasoning.kinds import TooMany
from rules.reasoning.narrow import Formula
from rules.reasoning.search import Patients, TooHard, either, every, none
from rules.reasoning.unsettled import Unsettled

Waiting = TypeVar("Waiting")
"""What stands for a rule that may or may not fire: its id, or its condition."""


class RuleGoal(NamedTuple, Generic[Waiting]):
    """What a status takes: of each group in `fires` at least one rule fires, and of `quiet` none does."""

    fires: tuple[tuple[Waiting, ...], ...]
    quiet: tuple[Waiting, ...]


class Completions:
    """The completions of one patient's answers. `truths` are the rules' truths for the answers as they stand."""

    def __init__(self, answers: Answers, book: RuleBook, truths: Mapping[str, Truth]) -> None:
        self.order = tuple(answers.states)
        """The questions in the order of the form."""
        self._answers = answers
        self._book = book
        self._unsettled = Unsettled(answers, book)
        self._formulas: dict[bool, dict[str, bool | Formula]] = {True: {}, False: {}}
        open_still = {rule for rule, truth in truths.items() if truth is None} | self._unsettled.rules_to_ask_again()
        final = {**truths, **{rule: self._truth(rule) for rule in open_still}}
        self._acting = [(book.by_id[rule], truth) for rule, truth in final.items() if truth is not False]
        self._found: dict[
            RuleGoal[str], bool
        ] = {}  # treatments wait for the same answers, so most goals come up several times

    def statuses(self, treatment: str) -> tuple[Status, ...]:
        """The possible statuses of a treatment, the most restrictive first."""
        fires: set[Level] = set()
        waiting: dict[Level, list[str]] = {}
        for rule, truth in self._acting:
            level = rule.effects.get(treatment)
            if level is None:
                continue
            if truth:
                fires.add(level)
            else:
                waiting.setdefault(level, []).append(rule.id)
        return tuple(status for status, goal in _goals(fires, waiting).items() if self._reachable(goal))

    def _truth(self, rule: str) -> Truth:
        """Whether an open rule fires for those who answer everything; None when it depends on their answers, as far as
        can be told at once."""
        try:
            left = self._formula(rule, True)
        except TooMany:
            return None
        return left if isinstance(left, bool) else None

    def _formula(self, rule: str, fires: bool) -> bool | Formula:
        """What it takes for a rule to fire, or not to. Raises `TooMany`."""
        formulas = self._formulas[fires]
        if rule not in formulas:
            formulas[rule] = self._unsettled.formula(self._book.conditions[rule], fires)
        return formulas[rule]

    def _reachable(self, goal: RuleGoal[str]) -> bool:
        found = self._found.get(goal)
        if found is None:
            try:
                found = self._some(goal)
            except TooHard:
                found = True  # never leave out a status that may be possible
            self._found[goal] = found
        return found

    def _some(self, goal: RuleGoal[str]) -> bool:
        """Whether some completion reaches a goal. Raises `TooHard`."""
        try:
            one_each = [narrow.either(self._formula(rule, True) for rule in group) for group in goal.fires]
            return self._unsettled.some([*one_each, *(self._formula(rule, False) for rule in goal.quiet)])
        except TooMany:
            return self._patients.some(_condition(goal, self._book.conditions))

    @cached_property
    def _patients(self) -> Patients:
        """The same completions, searched without a list of the kinds of answer: slower, for questions that have too
        many."""
        return Patients(self._answers, self._book)


def status_conditions(by_level: Mapping[Level, list[bool | Condition]]) -> dict[Status, Condition]:
    """For patients who answer everything, what must hold for each status, from the conditions of a treatment's rules at
    each level.

    A rule known to fire stands as True. A status that rules which surely fire rule out is left away.
    """
    fires = {level for level, rests in by_level.items() if any(rest is True for rest in rests)}
    waiting = {level: [rest for rest in rests if not isinstance(rest, bool)] for level, rests in by_level.items()}
    return {status: _as_condition(goal) for status, goal in _goals(fires, waiting).items()}


def _as_condition(goal: RuleGoal[Condition]) -> Condition:
    return every([*(either(group) for group in goal.fires), none(goal.quiet)])


def _condition(goal: RuleGoal[str], conditions: Mapping[str, Condition]) -> Condition:
    groups = tuple(tuple(conditions[rule] for rule in group) for group in goal.fires)
    return _as_condition(RuleGoal(groups, tuple(conditions[rule] for rule in goal.quiet)))


def _goals(fires: Collection[Level], waiting: Mapping[Level, Sequence[Waiting]]) -> dict[Status, RuleGoal[Waiting]]:
    """What each status takes for patients who answer everything, the most restrictive first. `fires` are the levels at
    which a rule surely fires, `waiting` the rules that may. A status that rules which surely fire rule out is left
    away, and so is one for which no rule is there."""
    goals: dict[Status, RuleGoal[Waiting]] = {}
    for status, goal in GOALS.items():
        groups = [tuple(waiting.get(level, ())) for level in goal.fires if level not in fires]
        if all(groups) and not any(level in fires for level in goal.quiet):
            quiet = tuple(rule for level in goal.quiet for rule in waiting.get(level, ()))
            goals[status] = RuleGoal(tuple(groups), quiet)
    return goals

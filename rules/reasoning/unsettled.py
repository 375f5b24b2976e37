"""What is not settled in one patient's answers, ready for `rules.reasoning.narrow`: a domain for each question, and
conditions as formulas over them.

A completion gives every unknown question that is shown a definite answer. It keeps what was answered and ticked, and
what the form shows now. Whether a question that is not shown yet will be hangs on the answers to the questions before
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from questionnaire.answers import Answers, State, within
from questionnaire.conditions import All, Any, Condition, Not, QuestionLeaf, Setting, SumWithin
from rules.model import RuleBook
from rules.reasoning.kinds import HIDDEN, TooMany
from rules.reasoning.narrow import Among, Formula, either, every, negated, satisfiable

_AS_GIVEN = 2
"""The one kind of a question that was answered, though it may turn out not to be shown: the answer as it was given."""
_MOST_SUMS = 1000
"""A score whose unknown items can be answered in more ways than this is not written out."""


class Unsettled:
    """The unsettled questions of one patient under one book."""

    def __init__(self, answers: Answers, book: RuleBook) -> None:
        self._answers = answers
        self._form = answers.questionnaire
        self._book = book
        self._states = answers.states
        self._hanging = {name for name in self._form.conditions if not answers.shown(name) and answers.applies(name)}
        """The questions of which it is not known yet whether they will be shown."""
        settled = (State.GIVEN, State.NOT_APPLICABLE)
        self._names = self._hanging | {name for name, state in self._states.items() if state not in settled}
        self._domains: dict[str, int] = {}
        self._links: list[Formula] = []

    def rules_to_ask_again(self) -> set[str]:
        """The rules that a completion may bring another truth, although they are true or false as the answers stand:
        one that asks whether something was answered, and one that reads an answer whose question may turn out not to be
        shown."""
        book = self._book
        again = {rule for rule in book.asks_whether_answered if not self._names.isdisjoint(book.reads[rule])}
        return again.union(*(book.read_by.get(name, ()) for name in self._hanging))

    def some(self, formulas: Sequence[bool | Formula]) -> bool:
        """Whether some completion makes all these formulas hold. Raises `TooHard`."""
        return satisfiable(formulas, self._links, self._domains)

    def formula(self, condition: Condition, wanted: bool) -> bool | Formula:
        """A condition that is to come out as wanted, as a formula over the domains. Raises `TooMany`."""
        if isinstance(condition, Not):
            return self.formula(condition.part, not wanted)
        if isinstance(condition, All):
            return (every if wanted else either)(self.formula(part, wanted) for part in condition.parts)
        if isinstance(condition, Any):
            return (either if wanted else every)(self.formula(part, wanted) for part in condition.parts)
        match condition:
            case Setting():
                return condition.holds is wanted
            case SumWithin():
                sums = self._sum(condition)
                return sums if wanted else negated(sums)
        if condition.question not in self._names:
            return self._answers.truth(condition) is wanted
        kinds = self._holding(condition)
        return self._among(condition.question, kinds if wanted else ~kinds)

    # --- questions ----------------------------------------------------------------------------------------------------

    def _holding(self, leaf: QuestionLeaf) -> int:
        """The mask for which a leaf on an unsettled question holds."""
        if self._states[leaf.question] is State.GIVEN:
            return _AS_GIVEN if self._answers.truth(leaf) else 0
        return self._book.kinds.of(leaf)

    def _among(self, name: str, kinds: int) -> bool | Formula:
        """An unsettled question is answered with one of these kinds."""
        if name not in self._domains:
            self._add_domain(name)
        left = self._domains[name] & kinds
        return False if not left else True if left == self._domains[name] else Among(name, kinds)

    def _add_domain(self, name: str) -> None:
        """What a question may come to. One that is not shown yet is linked to the answers that would show it."""
        if name not in self._hanging:
            self._domains[name] = self._answerable(name)
        else:
            condition = self._form.conditions[name]
            is_shown = every([Among(name, ~HIDDEN), self.formula(condition, True)])
            is_hidden = every([Among(name, HIDDEN), self.formula(condition, False)])
            self._domains[name] = self._answerable(name) | HIDDEN
            link = either([is_shown, is_hidden])
            if not isinstance(link, bool):
                self._links.append(link)

    def _answerable(self, name: str) -> int:
        """The mask of what the patient may still answer, once asked."""
        if self._states[name] is State.GIVEN:
            return _AS_GIVEN
        ticked = self._answers.values.get(name)
        return self._book.kinds.keeping(name, ticked) if isinstance(ticked, tuple) else self._book.kinds.every(name)

    # --- scores -------------------------------------------------------------------------------------------------------

    def _sum(self, leaf: SumWithin) -> bool | Formula:
        """A leaf on a score holds when every item is asked and their points come to a number within its limits."""
        items = leaf.items
        if any(self._states[item] is State.NOT_APPLICABLE for item in items):
            return False
        known = 0
        unknown: dict[str, dict[int, int]] = {}
        asked: list[bool | Formula] = []
        for item in items:
            if item in self._names:
                asked.append(self._among(item, ~HIDDEN))
            if self._states[item] is State.GIVEN:
                known += self._form.by_id[item].by_option[str(self._answers.values[item])].score or 0
            else:
                unknown[item] = self._book.kinds.by_points(item)
        if prod(len(points) for points in unknown.values()) > _MOST_SUMS:
            raise TooMany
        return every([*asked, self._reaching(leaf, known, list(unknown.items()))])

    def _reaching(self, leaf: SumWithin, total: int, items: Sequence[tuple[str, dict[int, int]]]) -> bool | Formula:
        """The answers to these items whose points, on top of a total, are within the leaf's limits."""
        low = total + sum(min(points) for _, points in items)
        high = total + sum(max(points) for _, points in items)
        settled = within(leaf, low, high)
        if settled is not None:
            return settled
        (item, masks), *rest = items
        return either(
            every([Among(item, mask), self._reaching(leaf, total + points, rest)]) for points, mask in masks.items()
        )

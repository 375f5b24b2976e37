"""Every status that some completion of the unknown answers could bring, by a case split.

A completion gives each unknown question that would be shown a definite answer. For a status to be possible, some completion must bring it, so
each status is looked for on its own: pick a rule that still stands in its way, try each answer that the rules can tell apart, and go on where
what is known so far allows the status. Independent unknowns cost little that way, because the search stops at the first completion found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from questionnaire.answers import Answers, State, Value, within
from questionnaire.conditions import Answered, Between, Condition, HasAll, HasAny, In, Is, Leaf, Truth, evaluate, leaves
from questionnaire.model import Question
from rules.model import Level, Rule, RuleBook, Status

Variable = str | tuple[str, str]
"""What a completion chooses: a question's answer, or whether one option of a multiple choice is ticked."""

_UNKNOWN = (State.UNANSWERED, State.UNSURE, State.DECLINED)
_BUDGET = 20_000
"""Steps of search for one status of one treatment. The shipped book needs a few hundred at most; a book that needs more gets every status
that what is known allows, which never leaves out a possible one."""


class _BudgetSpent(Exception):
    pass


class Completions:
    """The completions of one patient's answers under a rule book. `truths` are the rules' truths for the answers as they stand."""

    def __init__(self, answers: Answers, book: RuleBook, truths: Mapping[str, Truth]) -> None:
        self._answers = answers
        self._book = book
        self._chosen: dict[Variable, Value] = {}
        self._steps = 0
        self._truths: dict[str, Truth] = dict(truths)
        # A rule that asks whether something was answered changes when it is; every other settled rule stays as it is.
        for rule in book.rules:
            if any(isinstance(leaf, Answered) for leaf in leaves(book.conditions[rule.id])):
                self._truths[rule.id] = evaluate(book.conditions[rule.id], self._truth)

    def statuses(self, treatment: str) -> tuple[Status, ...]:
        """The possible statuses of a treatment, the most restrictive first."""
        rules = [rule for rule in self._book.by_treatment[treatment] if rule.effects[treatment] is not Level.NOTICE]  # type: ignore[index]
        by_level: dict[Level, list[Rule]] = {level: [] for level in Level}
        fired: set[Level] = set()
        for rule in rules:
            truth = self._truths[rule.id]
            level = rule.effects[treatment]  # type: ignore[index]
            if truth:
                fired.add(level)
            elif truth is None:
                by_level[level].append(rule)
        allowed = _allowed(fired, {level for level, waiting in by_level.items() if waiting})
        if len(allowed) == 1:
            return tuple(allowed)
        return tuple(status for status in Status if status in allowed and self._found(status, fired, by_level))

    def _found(self, target: Status, fired: set[Level], waiting: dict[Level, list[Rule]]) -> bool:
        self._steps = 0
        try:
            return self._search(target, fired, waiting)
        except _BudgetSpent:
            return True
        finally:
            self._chosen.clear()

    def _search(self, target: Status, fired: set[Level], waiting: dict[Level, list[Rule]]) -> bool:
        self._steps += 1
        if self._steps > _BUDGET:
            raise _BudgetSpent
        now_fired = set(fired)
        still: dict[Level, list[Rule]] = {}
        for level, rules in waiting.items():
            for rule in rules:
                truth = evaluate(self._book.conditions[rule.id], self._truth)
                if truth:
                    now_fired.add(level)
                elif truth is None:
                    still.setdefault(level, []).append(rule)
        allowed = _allowed(now_fired, still.keys())
        if target not in allowed:
            return False
        if len(allowed) == 1:
            return True
        rule, wanted = _obstacle(target, now_fired, still)
        condition = self._book.conditions[rule.id]
        variable = self._open_variable(condition)
        for value in self._by_promise(variable, condition, wanted):
            self._chosen[variable] = value
            if self._search(target, now_fired, still):
                return True
            del self._chosen[variable]
        return False

    def _by_promise(self, variable: Variable, condition: Condition, wanted: bool) -> list[Value]:
        """The values of a variable, those that bring the rule where it is wanted first."""

        def distance(value: Value) -> int:
            self._chosen[variable] = value
            truth = evaluate(condition, self._truth)
            del self._chosen[variable]
            return 0 if truth is wanted else 1 if truth is None else 2

        return sorted(self._domain(variable), key=distance)

    def _domain(self, variable: Variable) -> tuple[Value, ...]:
        return self._book.classes[variable] if isinstance(variable, str) else (False, True)

    def _open_variable(self, condition: Condition) -> Variable:
        """A variable on which an unknown condition still depends."""
        for leaf in leaves(condition):
            if self._truth(leaf) is not None:
                continue
            score = self._answers.questionnaire.score_by_id.get(leaf.question)
            for name in score.items if score else (leaf.question,):
                if not self._shown(name):
                    return self._open_variable(self._answers.questionnaire.conditions[name])
                if isinstance(leaf, HasAny | HasAll):
                    return next((name, o) for o in leaf.options if self._ticked(self._question(name), o) is None)
                if self._value(name) is None:
                    return name
        raise AssertionError("an unknown condition has an unknown leaf")

    def _question(self, name: str) -> Question:
        return self._answers.questionnaire.by_id[name]

    def _value(self, name: str) -> Value | None:
        if self._answers.states[name] in _UNKNOWN:
            return self._chosen.get(name)
        return self._answers.values.get(name)

    def _shown(self, name: str) -> Truth:
        """Whether a question is shown; what the form shows now stays shown."""
        if self._answers.states[name] is State.NOT_APPLICABLE:
            return False
        condition = self._answers.questionnaire.conditions.get(name)
        if condition is None or self._answers.shown(name):
            return True
        return evaluate(condition, self._truth)

    def _truth(self, leaf: Leaf) -> Truth:
        score = self._answers.questionnaire.score_by_id.get(leaf.question)
        if score is not None:
            assert isinstance(leaf, Between)
            return self._score_truth(leaf, score.items)
        shown = self._shown(leaf.question)
        if shown is False:
            return False
        truth = self._shown_truth(leaf)
        return truth if shown or truth is False else None

    def _shown_truth(self, leaf: Leaf) -> Truth:
        """A leaf's truth given that its question is shown, and so will be answered."""
        if isinstance(leaf, Answered):
            return leaf.expected
        question = self._question(leaf.question)
        if isinstance(leaf, HasAny | HasAll):
            ticks = {self._ticked(question, option) for option in leaf.options}
            settling = isinstance(leaf, HasAny)
            return settling if settling in ticks else (None if None in ticks else not settling)
        value = self._value(leaf.question)
        if value is None:
            return None
        if isinstance(leaf, Is):
            return (leaf.option == "true") is value if isinstance(value, bool) else value == leaf.option
        if isinstance(leaf, In):
            return value in leaf.options
        assert isinstance(value, int | float)
        return within(leaf, value, value)

    def _ticked(self, question: Question, option: str) -> Truth:
        """Whether an option of a multiple choice is ticked: an exclusive one exactly when no other definite one is."""
        given = self._answers.values.get(question.id)
        ticked = given if isinstance(given, tuple) else ()
        if option in ticked:
            return True
        if self._answers.states[question.id] is State.GIVEN:
            return False
        chosen = self._chosen.get((question.id, option))
        if chosen is not None:
            return bool(chosen)
        others = [self._chosen.get((question.id, o), True if o in ticked else None) for o in question.definite if o != option]
        exclusive = {o for o in question.definite if question.by_option[o].exclusive}
        if option in exclusive:
            return False if True in others else (None if None in others else True)
        if any(self._chosen.get((question.id, o)) for o in exclusive):
            return False
        return True if None not in others and True not in others else None

    def _score_truth(self, leaf: Between, items: Iterable[str]) -> Truth:
        low = high = 0
        for item in items:
            if self._shown(item) is False:
                return False
            question = self._question(item)
            value = self._value(item)
            options = question.options if value is None else (question.by_option[str(value)],)
            scores = [option.score for option in options if option.score is not None]
            low, high = low + min(scores), high + max(scores)
        return within(leaf, low, high)


def _allowed(fired: Iterable[Level], waiting: Iterable[Level]) -> set[Status]:
    """The statuses that rules at these levels can still come to, whatever becomes of those that wait."""
    fired, maybe = set(fired), set(waiting)
    allowed: set[Status] = set()
    for level, status in (
        (Level.EXCLUDES, Status.NOT_SUITABLE),
        (Level.RESOLVE_FIRST, Status.RESOLVE_FIRST),
        (Level.NEEDS_INFO, Status.NEEDS_INFO),
    ):
        if level in fired:
            return allowed | {status}
        if level in maybe:
            allowed.add(status)
    if Level.SUPPORTS in fired | maybe:
        if Level.CAUTION in fired | maybe:
            allowed.add(Status.CONSIDER_WITH_CAUTION)
        if Level.CAUTION not in fired:
            allowed.add(Status.MAY_BE_SUITABLE)
    if Level.SUPPORTS not in fired:
        allowed.add(Status.NOT_INDICATED)
    return allowed


_NEEDED = {
    Status.NOT_SUITABLE: (Level.EXCLUDES,),
    Status.RESOLVE_FIRST: (Level.RESOLVE_FIRST,),
    Status.NEEDS_INFO: (Level.NEEDS_INFO,),
    Status.CONSIDER_WITH_CAUTION: (Level.SUPPORTS, Level.CAUTION),
    Status.MAY_BE_SUITABLE: (Level.SUPPORTS,),
    Status.NOT_INDICATED: (),
}


def _obstacle(target: Status, fired: set[Level], waiting: Mapping[Level, list[Rule]]) -> tuple[Rule, bool]:
    """A waiting rule that stands between here and a status, and whether it has to fire or to fall away."""
    for level in _NEEDED[target]:
        if level not in fired and level in waiting:
            return waiting[level][0], True
    level = next(level for level in Level if level in waiting)
    return waiting[level][0], False

"""A second opinion on "is there a patient for whom ...?": the questionnaire and the rules as formulas for the Z3
solver.

Written from the design's words over plain JSON, as `slow.py` is; nothing is shared with the code under test. A patient
here answers everything: each question that is shown has a definite answer, and a question that is not shown has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import z3

from tests.rules import slow

Raw = dict[str, Any]

STATUSES = ("not_suitable", "resolve_first", "needs_info", "consider_with_caution", "may_be_suitable", "not_indicated")


class Oracle:
    """Every patient who agrees with some answers (with none: every patient there can be).

    `form` and `answers` are JSON, `parameters` the numbers that conditions name as `$name`. Each oracle has a world of
    its own (`z3.Context`), so that two questionnaires may use the same names.
    """

    def __init__(self, form: Raw, answers: Raw | None = None, parameters: Mapping[str, float] | None = None) -> None:
        self._now = slow.Patient(form, answers or {}, dict(parameters or {}))
        self._world = z3.Context()
        self._solver = z3.Solver(ctx=self._world)
        self._variables: dict[str, Any] = {}
        self._values: dict[tuple[str, str], Any] = {}
        self._shown: dict[str, z3.BoolRef] = {}
        for name, question in self._now.questions.items():
            self._declare(name, question)
            self._shown[name] = self._visibility(name, question)
            self._give(name, question)

    def some(self, *formulas: z3.BoolRef) -> bool:
        """Whether there is a patient for whom all of these hold."""
        self._solver.push()
        self._solver.add(*formulas)
        found = self._solver.check()
        self._solver.pop()
        assert found != z3.unknown, "Z3 decides every formula of this kind"
        return bool(found == z3.sat)

    def of(self, condition: Raw, visibility: bool = False) -> z3.BoolRef:
        """A condition's JSON as a formula. `visibility`: it is a `show_if`, which may also name options that give no
        information."""
        ((key, test),) = condition.items()
        if key == "all":
            return self._and(self.of(part, visibility) for part in test)
        if key == "any":
            return self._or(self.of(part, visibility) for part in test)
        if key == "not":
            return self.no(self.of(test, visibility))
        if key in self._now.scores:
            return self._score(self._now.scores[key], test)
        return self._and([self._shown[key], self._leaf(key, test)])

    def no(self, formula: z3.BoolRef) -> z3.BoolRef:
        """The opposite of a formula."""
        return z3.Not(formula)

    def statuses(self, treatment: str, rules: Iterable[Raw]) -> dict[str, z3.BoolRef]:
        """When a treatment has each status: section 5 of the design, line by line."""
        lines = {status: self._fires(treatment, rules, level) for status, level in zip(STATUSES, _LEVELS, strict=False)}
        supported = self._fires(treatment, rules, "supports")
        lines["consider_with_caution"] = self._and([lines["consider_with_caution"], supported])
        lines["may_be_suitable"] = supported
        lines["not_indicated"] = self._and([])
        found: dict[str, z3.BoolRef] = {}
        for status in STATUSES:
            found[status] = self._and([lines[status], *(self.no(lines[earlier]) for earlier in found)])
        return found

    def matters(self, treatment: str, rules: Iterable[Raw], rule: Raw) -> z3.BoolRef:
        """When a rule has a part in what decides: it fires, and the status is the one that its level brings. A support
        must also be the only one, since one support is as good as two."""
        level = rule["effects"][treatment]
        statuses = self.statuses(treatment, rules)
        if level != "supports":
            return self._and([self.of(rule["when"]), statuses[STATUSES[_LEVELS.index(level)]]])
        fits = self._or([statuses["consider_with_caution"], statuses["may_be_suitable"]])
        without = self._fires(treatment, [r for r in rules if r["id"] != rule["id"]], "supports")
        return self._and([self.of(rule["when"]), fits, self.no(without)])

    # --- the questionnaire --------------------------------------------------------------------------------------------

    def _declare(self, name: str, question: Raw) -> None:
        """The variables of one question, each within what the form accepts."""
        kind = question["type"]
        definite = _definite(question)
        if kind == "choice":
            sort, values = z3.EnumSort(name, [f"{name}.{option}" for option in definite], ctx=self._world)
            self._variables[name] = z3.Const(f"the {name}", sort)
            self._values |= {(name, option): value for option, value in zip(definite, values, strict=True)}
        elif kind == "multiple_choice":
            ticks = {option: z3.Bool(f"{name}.{option}", self._world) for option in definite}
            self._variables[name] = ticks
            self._solver.add(self._or(ticks.values()))
            for option in question["options"]:
                if option.get("exclusive") and option["id"] in ticks:
                    others = [tick for other, tick in ticks.items() if other != option["id"]]
                    self._solver.add(z3.Implies(ticks[option["id"]], self.no(self._or(others))))
        elif kind == "boolean":
            self._variables[name] = z3.Bool(name, self._world)
        else:
            number = z3.Int(name, self._world) if kind == "integer" else z3.Real(name, self._world)
            self._variables[name] = number
            self._solver.add(self._number(question["minimum"]) <= number, number <= self._number(question["maximum"]))

    def _visibility(self, name: str, question: Raw) -> z3.BoolRef:
        """What surely is or is not shown for the answers as they stand stays so; the rest follows the answers still to
        come."""
        now = self._now.shown(name)
        return z3.BoolVal(now, self._world) if now is not None else self.of(question["show_if"], visibility=True)

    def _give(self, name: str, question: Raw) -> None:
        """Hold on to what was answered. A tick beside "not sure" stays; everything else about that question is open."""
        value = self._now.answers.get(name)
        variable = self._variables[name]
        given = self._now.meaning(name) is None
        if value is None:
            return
        if question["type"] == "multiple_choice":
            self._solver.add(
                *(tick == (option in value) for option, tick in variable.items() if given or option in value)
            )
        elif given and question["type"] == "choice":
            self._solver.add(variable == self._values[name, value])
        elif given:
            self._solver.add(variable == (value if isinstance(value, bool) else self._number(value)))

    # --- conditions ---------------------------------------------------------------------------------------------------

    def _leaf(self, name: str, test: Any) -> z3.BoolRef:
        """A test on a question that is shown."""
        variable = self._variables[name]
        if isinstance(test, dict):
            ((kind, argument),) = test.items()
            if kind == "answered":
                return z3.BoolVal(argument, self._world)
            if kind == "has_any":
                return self._or(variable[option] for option in argument if option in variable)
            if kind == "has_all":
                return self._and(variable.get(option, z3.BoolVal(False, self._world)) for option in argument)
            if kind != "in":
                return self._within(variable, test)
        if isinstance(test, bool):
            return variable if test else self.no(variable)
        named = test["in"] if isinstance(test, dict) else [test]
        return self._or(variable == self._values[name, option] for option in named if (name, option) in self._values)

    def _within(self, number: z3.ArithRef, test: Raw) -> z3.BoolRef:
        ((kind, argument),) = test.items()
        if kind == "below":
            return number < self._limit(argument)
        if kind == "at_least":
            return number >= self._limit(argument)
        return self._and([self._limit(argument[0]) <= number, number < self._limit(argument[1])])

    def _score(self, items: list[str], test: Raw) -> z3.BoolRef:
        """A sum of points; false when an item does not apply."""
        total: Any = z3.IntVal(0, self._world)
        for item in items:
            points = z3.IntVal(0, self._world)
            for option in self._now.questions[item]["options"]:
                if (item, option["id"]) in self._values:
                    points = z3.If(self._variables[item] == self._values[item, option["id"]], option["score"], points)
            total = total + points
        return self._and([*(self._shown[item] for item in items), self._within(total, test)])

    def _limit(self, limit: Any) -> z3.RatNumRef:
        return self._number(self._now.parameters[limit[1:]] if isinstance(limit, str) else limit)

    def _number(self, number: float) -> z3.RatNumRef:
        return z3.RealVal(str(Fraction(number)), self._world)

    def _fires(self, treatment: str, rules: Iterable[Raw], level: str) -> z3.BoolRef:
        return self._or(self.of(rule["when"]) for rule in rules if rule["effects"].get(treatment) == level)

    def _and(self, formulas: Iterable[z3.BoolRef]) -> z3.BoolRef:
        return z3.And([z3.BoolVal(True, self._world), *formulas])

    def _or(self, formulas: Iterable[z3.BoolRef]) -> z3.BoolRef:
        return z3.Or([z3.BoolVal(False, self._world), *formulas])


_LEVELS = ("excludes", "resolve_first", "needs_info", "caution")
"""The levels, each beside the status in `STATUSES` that it brings."""


def _definite(question: Raw) -> list[str]:
    return [option["id"] for option in question.get("options", ()) if "means" not in option]

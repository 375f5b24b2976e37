"""The slow, obvious definition of the rules, written from the design's words over plain JSON: what the real code is
tested against.

Nothing here is shared with the code under test. A patient is a dict of answers, a questionnaire and a book are their
JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from typing import Any

from tests.generators import questions_in

Raw = dict[str, Any]
Truth = bool | None


class Patient:
    """Answers to a questionnaire. `shown` overrides what the form shows: a completion keeps showing what is shown
    now."""

    def __init__(
        self, form: Raw, answers: Raw, parameters: dict[str, float] | None = None, shown: dict[str, bool] | None = None
    ) -> None:
        self.questions = {q["id"]: q for q in questions_in(form) if q["type"] != "contact"}
        self.scores = {s["id"]: s["items"] for s in form["scores"]}
        self.answers = {name: value for name, value in answers.items() if value not in (None, [])}
        self.parameters = parameters or {}
        self._shown: dict[str, Truth] = dict(shown or {})

    def shown(self, name: str) -> Truth:
        if name not in self._shown:
            condition = self.questions[name].get("show_if")
            self._shown[name] = True if condition is None else self.truth(condition, visibility=True)
        return self._shown[name]

    def meaning(self, name: str) -> str | None:
        """ "unsure" or "declined" when an option that says so was chosen."""
        value = self.answers.get(name)
        chosen = value if isinstance(value, list) else [value]
        meanings = [o["means"] for o in self.questions[name].get("options", ()) if "means" in o and o["id"] in chosen]
        return meanings[0] if meanings else None

    def state(self, name: str) -> str:
        if self.shown(name) is False:
            return "not_applicable"
        if name not in self.answers:
            return "unanswered"
        return self.meaning(name) or "given"

    def truth(self, condition: Raw, visibility: bool = False) -> Truth:
        ((key, test),) = condition.items()
        if key == "all":
            parts = [self.truth(part, visibility) for part in test]
            return False if False in parts else None if None in parts else True
        if key == "any":
            parts = [self.truth(part, visibility) for part in test]
            return True if True in parts else None if None in parts else False
        if key == "not":
            inner = self.truth(test, visibility)
            return None if inner is None else not inner
        if key in self.scores:
            return self._score(self.scores[key], test)
        return self._leaf(key, test, visibility)

    def _leaf(self, name: str, test: Any, visibility: bool) -> Truth:
        state, value = self.state(name), self.answers.get(name)
        if state == "not_applicable":
            return False
        if isinstance(test, dict) and "answered" in test:
            return (state == "given") is test["answered"]
        if isinstance(test, dict) and ("has_any" in test or "has_all" in test):
            ticks = value or []
            holds = (
                any(o in ticks for o in test["has_any"])
                if "has_any" in test
                else all(o in ticks for o in test["has_all"])
            )
            return True if holds else (False if state == "given" else None)
        if state != "given":
            # Whether a question is shown may hang on "prefer not to say" itself.
            named = test["in"] if isinstance(test, dict) and "in" in test else [test]
            return True if visibility and state in ("unsure", "declined") and value in named else None
        if isinstance(test, dict) and "in" in test:
            return value in test["in"]
        if isinstance(test, dict):
            return self._within(value, test)
        return bool(value is test if isinstance(test, bool) else value == test)

    def _limit(self, limit: Any) -> float:
        return self.parameters[limit[1:]] if isinstance(limit, str) else float(limit)

    def _within(self, number: Any, test: Raw) -> bool:
        ((kind, argument),) = test.items()
        if kind == "below":
            return bool(number < self._limit(argument))
        if kind == "at_least":
            return bool(number >= self._limit(argument))
        return bool(self._limit(argument[0]) <= number < self._limit(argument[1]))

    def _score(self, items: list[str], test: Raw) -> Truth:
        """Settled when the lowest and the highest sum still possible, and every number between, agree; false when an
        item does not apply."""
        if "not_applicable" in {self.state(item) for item in items}:
            return False
        low = high = 0
        for item in items:
            points = {o["id"]: o["score"] for o in self.questions[item]["options"] if "score" in o}
            known = points.get(str(self.answers.get(item)))
            low += min(points.values()) if known is None else known
            high += max(points.values()) if known is None else known
        outcomes = {self._within(number, test) for number in range(low, high + 1)}
        return outcomes.pop() if len(outcomes) == 1 else None


# --- From rules to a status: section 5 of the design, line by line ----------------------------------------------------

FITS = ("may_be_suitable", "consider_with_caution")
APPROVED_REGENERATIVE = ("prp_crp", "prp_ecm", "micrograft")


def status(treatment: str, rules: list[Raw], truths: dict[str, Truth]) -> tuple[str, set[str]]:
    """The status of one treatment and the rules that decided it."""
    relevant = [(r, r["effects"][treatment], truths[r["id"]]) for r in rules if treatment in r["effects"]]

    def fired(level: str) -> set[str]:
        return {r["id"] for r, its_level, truth in relevant if its_level == level and truth is True}

    def unknown(level: str) -> set[str]:
        return {r["id"] for r, its_level, truth in relevant if its_level == level and truth is None}

    asking = {r["id"] for r in rules if r.get("if_unknown") == "needs_info"}
    if fired("excludes"):
        return "not_suitable", fired("excludes")
    if fired("resolve_first"):
        return "resolve_first", fired("resolve_first")
    open_for = fired("needs_info") | ((unknown("excludes") | unknown("resolve_first")) & asking)
    if not fired("supports"):
        open_for |= unknown("supports")
    if open_for:
        return "needs_info", open_for
    if fired("caution") and fired("supports"):
        return "consider_with_caution", fired("caution")
    if fired("supports"):
        return "may_be_suitable", fired("supports")
    return "not_indicated", set()


def pathway(red_flag: bool, statuses: dict[str, str]) -> str:
    fue = statuses["fue"] in FITS
    regenerative = any(statuses[name] in FITS for name in APPROVED_REGENERATIVE)
    leading = {statuses[name] for name in ("fue", *APPROVED_REGENERATIVE)}
    if red_flag:
        return "medical_review_first"
    if fue and regenerative:
        return "fue_and_regenerative"
    if fue:
        return "fue"
    if regenerative:
        return "regenerative"
    if "resolve_first" in leading:
        return "resolve_first"
    if "needs_info" in leading:
        return "more_information"
    return "none_suitable"


def notices(rules: list[Raw], truths: dict[str, Truth]) -> set[str]:
    fired = {r["id"] for r in rules if "notice" in r["effects"].values() and truths[r["id"]] is True}
    return fired | {r["id"] for r in rules if r.get("if_unknown") == "note" and truths[r["id"]] is None}


# --- Every completion -------------------------------------------------------------------------------------------------


def definite_answers(q: Raw, given: Any = None) -> list[Any]:
    """Every definite answer to a question, as far as conditions with limits on whole and half numbers can tell; a
    multiple choice keeps what is ticked already (`given`)."""
    if q["type"] == "choice":
        return [o["id"] for o in q["options"] if "means" not in o]
    if q["type"] == "boolean":
        return [True, False]
    if q["type"] == "integer":
        return list(range(int(q["minimum"]), int(q["maximum"]) + 1))
    if q["type"] == "decimal":
        return [half / 2 for half in range(int(q["minimum"] * 2), int(q["maximum"] * 2) + 1)]
    definite = [o["id"] for o in q["options"] if "means" not in o]
    exclusive = {o["id"] for o in q["options"] if o.get("exclusive")}
    kept = {o for o in given or () if o in definite}
    subsets = chain.from_iterable(combinations(definite, size) for size in range(1, len(definite) + 1))
    return [list(s) for s in subsets if kept <= set(s) and not (len(s) > 1 and exclusive & set(s))]


def completions(form: Raw, answers: Raw, parameters: dict[str, float] | None = None) -> Iterator[Patient]:
    """Every patient that these answers may turn out to be: each unknown question that would be shown gets a definite
    answer."""
    now = Patient(form, answers, parameters)
    names = list(now.questions)

    def complete(position: int, known: Raw, shown: dict[str, bool]) -> Iterator[Patient]:
        if position == len(names):
            yield Patient(form, known, parameters, shown)
            return
        name = names[position]
        state = now.state(name)
        if state == "not_applicable":
            visible = False
        elif now.shown(name) is True:
            visible = True
        else:
            visible = bool(Patient(form, known, parameters, shown).shown(name))
        shown = {**shown, name: visible}
        values = (
            [known.get(name)]
            if not visible or state == "given"
            else definite_answers(now.questions[name], answers.get(name))
        )
        for value in values:
            yield from complete(position + 1, {**known, name: value}, shown)

    yield from complete(0, dict(answers), {})


def possible(
    treatment: str, form: Raw, rules: list[Raw], answers: Raw, parameters: dict[str, float] | None = None
) -> set[str]:
    """Every status that some completion brings."""
    found = set()
    for patient in completions(form, answers, parameters):
        found.add(status(treatment, rules, {r["id"]: patient.truth(r["when"]) for r in rules})[0])
    return found


def count(form: Raw, answers: Raw) -> int:
    """About how many completions there are: what a test can afford to try."""
    now = Patient(form, answers)
    total = 1
    for name, q in now.questions.items():
        if now.state(name) not in ("given", "not_applicable"):
            total *= len(definite_answers(q, answers.get(name)))
    return total


def orphans(form: Raw, answers: Raw) -> set[str]:
    """Questions with an answer of which it is not known whether they are shown at all."""
    now = Patient(form, answers)
    return {name for name in now.answers if now.shown(name) is None}

"""Small books of which every patient can be tried: the form, the patients there can be, what a check says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

from questionnaire.load import read_questionnaire
from rules.load import read_rule_book
from rules.review.check import CHECKS, Content
from tests.generators import choice, multi, questions_in, raw_book, raw_form, rule
from tests.rules import slow
from tests.rules.shipped import TODAY
from tests.rules.shows import SHOWS

Raw = dict[str, Any]

SMALL = raw_form(
    choice("parent", "yes no not_sure?"),
    choice("child", "x y", {"parent": {"in": ["yes", "not_sure"]}}),
    multi("ticks", "none! a b not_sure?"),
    choice("item", "low=0 high=2 rather_not~"),
    choice("refused", "x y", {"item": "rather_not"}),
    scores={"total": ["item"]},
)
SMALL_FORM = read_questionnaire(json.dumps(SMALL))


def every_answer(q: Raw) -> list[Any]:
    """Every answer to a question: left out, definite, not sure or declined, and ticks beside "not sure"."""
    means = [o["id"] for o in q.get("options", ()) if "means" in o]
    if q["type"] != "multiple_choice":
        return [None, *slow.definite_answers(q), *means]
    exclusive = {o["id"] for o in q["options"] if o.get("exclusive")}
    definite = slow.definite_answers(q)
    beside = [[*ticks, option] for ticks in definite if not exclusive & set(ticks) for option in means]
    return [None, *definite, *([option] for option in means), *beside]


def everybody(form: Raw) -> Iterator[slow.Patient]:
    """Every patient there can be, also those who leave questions out or are not sure; nobody answers a question that is
    not shown."""
    names = [q["id"] for q in questions_in(form)]
    for combination in product(*map(every_answer, questions_in(form))):
        patient = slow.Patient(form, dict(zip(names, combination, strict=True)))
        if all(patient.shown(name) is True for name in patient.answers):
            yield patient


def is_complete(patient: slow.Patient) -> bool:
    return all(patient.state(name) in ("given", "not_applicable") for name in patient.questions)


EVERYBODY = list(everybody(SMALL))
COMPLETE = [p for p in EVERYBODY if is_complete(p)]

EXCLUDES, SUPPORTS, ASKS = {"fue": "excludes"}, {"fue": "supports"}, {"fue": "needs_info"}
EVERYONE: Raw = {"all": []}
A_TICKED: Raw = {"ticks": {"has_any": ["a"]}}
EXCLUDES_A = rule("e", A_TICKED, EXCLUDES, "note")


def seen_without(patient: slow.Patient, left_out: set[str], form: Raw) -> slow.Patient:
    """A patient who leaves questions out, and so does not see those that hang on them."""
    seen = slow.Patient(form, {n: v for n, v in patient.answers.items() if n not in left_out})
    while hanging := {n for n in seen.answers if seen.shown(n) is not True}:
        seen = slow.Patient(form, {n: v for n, v in seen.answers.items() if n not in hanging})
    return seen


def told(check: str, rules: list[Raw]) -> set[tuple[str, str]]:
    """What a check says of a small book: the severity and the place without its first word."""
    content = Content(read_rule_book(raw_book(rules), SMALL_FORM), SMALL_FORM, TODAY)
    findings = list(CHECKS[check](content))
    for finding in findings:
        if finding.example is not None:
            SHOWS[check](finding, content)
    return {(f.severity, f.place.split(" / ", 1)[1]) for f in findings}

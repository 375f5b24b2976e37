"""What would change: the statuses if the stage were one lower or higher, and the single changes a patient can make that
would improve one.

Men agree with a trained observer on their own Norwood stage only 48-55 % of the time (Taylor and others, BMC Public
Health 2004;4:60), so a status that hangs on one stage is told as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from questionnaire.answers import Answers, State, Value
from questionnaire.conditions import Truth, evaluate
from rules.assessment import Change, Effect, Finding, StageShift, WhatIf
from rules.decision import WORST_TO_BEST, decide
from rules.model import RuleBook, Status


def what_if(
    answers: Answers, book: RuleBook, truths: Mapping[str, Truth], results: Mapping[str, tuple[Status, tuple[str, ...]]]
) -> WhatIf:
    """What would change for one patient. `truths` are the rules' truths, `results` each treatment's status and deciding
    rules."""
    return WhatIf(tuple(_stage_shifts(answers, book, truths, results)), tuple(_changes(answers, book, truths, results)))


def _stage_shifts(
    answers: Answers, book: RuleBook, truths: Mapping[str, Truth], results: Mapping[str, tuple[Status, tuple[str, ...]]]
) -> Iterator[StageShift]:
    for question in answers.questionnaire.answerable:
        value = answers.values.get(question.id)
        if (
            answers.states[question.id] is not State.GIVEN
            or not isinstance(value, str)
            or value not in question.by_option
        ):
            continue
        option = question.by_option[value]
        for neighbour in (option.lower, option.higher):
            if neighbour is not None:
                changed = _truths_with(answers, book, truths, question.id, neighbour)
                now = {name: _status(book, name, changed) for name in results}
                differing = {name: status for name, status in now.items() if status is not results[name][0]}
                yield StageShift(question.id, neighbour, MappingProxyType(differing))


def _changes(
    answers: Answers, book: RuleBook, truths: Mapping[str, Truth], results: Mapping[str, tuple[Status, tuple[str, ...]]]
) -> Iterator[Change]:
    """Only an answer that a deciding rule reads can improve a status, so only those are tried."""
    tried: dict[tuple[str, str], Mapping[str, Truth]] = {}
    for name, (status, deciding) in results.items():
        if status not in WORST_TO_BEST[:-1]:
            continue
        read = {question for rule in deciding for question in book.reads[rule]}
        for question in answers.questionnaire.answerable:
            if (
                not question.changeable
                or question.id not in read
                or answers.states[question.id] is State.NOT_APPLICABLE
            ):
                continue
            best: Change | None = None
            for option in question.options:
                if option.means or not option.reachable or option.id == answers.values.get(question.id):
                    continue
                key = (question.id, option.id)
                if key not in tried:
                    tried[key] = _truths_with(answers, book, truths, question.id, option.id)
                brings = _status(book, name, tried[key])
                if _step(brings) > _step(best.status if best else status):
                    best = Change(name, question.id, option.id, brings)
            if best is not None:
                yield best


def _step(status: Status) -> int:
    """How far up a status is; nothing that speaks for a treatment is not on the way."""
    return WORST_TO_BEST.index(status) if status in WORST_TO_BEST else -1


def _truths_with(
    answers: Answers, book: RuleBook, truths: Mapping[str, Truth], question: str, value: Value
) -> Mapping[str, Truth]:
    """The rules' truths with one answer changed: only the rules that read it, or a question that it shows or hides, are
    asked anew."""
    other = answers.with_value(question, value)
    again = set(book.read_by.get(question, ()))
    if question in answers.questionnaire.shows_others:
        for name, state in other.states.items():
            if state is not answers.states[name]:
                again.update(book.read_by.get(name, ()))
    return {**truths, **{rule: evaluate(book.conditions[rule], other.truth) for rule in again}}


def _status(book: RuleBook, treatment: str, truths: Mapping[str, Truth]) -> Status:
    effects = [
        Effect(Finding(rule, truths[rule.id], "", ()), rule.effects[treatment])
        for rule in book.by_treatment[treatment]
        if truths[rule.id] is not False
    ]
    return decide(effects)[0]

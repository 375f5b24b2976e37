"""Excluding rules that a patient gets round by leaving a question out."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.answers import read_answers
from questionnaire.conditions import Answered, Condition, Not
from rules.assess import assess
from rules.decision import FITS, HOLD_OPEN, OBSTACLES
from rules.model import Level, Rule
from rules.reasoning.search import either, every
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.formulas import conditions_at
from rules.review.check.left_out import Without, asks_whether_answered, depends_on, take_away


def check(content: Content) -> Iterator[Finding]:
    """A warning for each rule that excludes a treatment where some patient, whom it excludes, seems to fit once one
    answer is left out: one that it reads, or one on which it hangs whether that is asked."""
    for rule in content.book.rules:
        if rule.if_unknown == "needs_info" and not asks_whether_answered(content.book.conditions[rule.id]):
            continue  # to leave something out makes such a rule unknown at best, and that holds the treatment open
        for treatment, level in rule.effects.items():
            if level is Level.EXCLUDES:
                with deciding(f"rules / {rule.id} / {treatment}"):
                    yield from _way_round(content, rule, treatment)


def _way_round(content: Content, rule: Rule, treatment: str) -> Iterator[Finding]:
    book, form = content.book, content.questionnaire
    read = book.reads[rule.id]
    for question in sorted(depends_on(read, form), key=lambda name: (name not in read, name)):
        seems_to_fit = _seems_to_fit(content, treatment, question)
        full = content.everyone.find(every([book.conditions[rule.id], Answered(question, True), *seems_to_fit]))
        if full is None:
            continue
        rest = take_away(full, question, form)
        status = assess(read_answers(rest, form), book).treatments[treatment].status
        if status in FITS:  # where a sum could not be told (`Without._score`), it may turn out otherwise
            label = form.by_id[question].label
            message = f'a patient whom this rule excludes from {treatment} is "{status}" when {label} is left out'
            remedy = '. Write "if_unknown": "needs_info" unless a notice is enough'
            yield Finding("dodged", "warning", f"rules / {rule.id} / {treatment}", message + remedy, rest)
            return


def _seems_to_fit(content: Content, treatment: str, question: str) -> Iterator[Condition]:
    """When a treatment seems to fit a patient who leaves one question out: nothing that may stand against it does, and
    something surely supports it."""
    book, without = content.book, Without({question: None}, content.questionnaire)
    for rule in book.by_treatment[treatment]:
        level, condition = rule.effects[treatment], book.conditions[rule.id]
        if level in HOLD_OPEN and rule.if_unknown == "needs_info":
            yield without.fails(condition)
        elif level in OBSTACLES:
            yield Not(without.holds(condition))
    yield either(without.holds(condition) for condition in conditions_at(book, treatment, Level.SUPPORTS))

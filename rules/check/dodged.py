"""Excluding rules that a patient gets round by leaving a question out."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.answers import read_answers
from rules.assess import assess
from rules.check.finding import Content, Finding
from rules.check.formulas import stands_alone
from rules.decide import FITS
from rules.model import Level, Rule


def check(content: Content) -> Iterator[Finding]:
    """A warning for each rule that excludes a treatment where some patient, whom it excludes, seems to fit once one answer is left out."""
    for rule in content.book.rules:
        for treatment, level in rule.effects.items():
            if level is Level.EXCLUDES:
                found = _dodge(content, rule, treatment)
                if found is not None:
                    yield found


def _dodge(content: Content, rule: Rule, treatment: str) -> Finding | None:
    book = content.book
    full = content.everyone.find(stands_alone(book, rule, treatment))
    for question in sorted(book.reads[rule.id]) if full else ():
        assert full is not None
        without = {name: value for name, value in full.items() if name != question}
        result = assess(read_answers(without, content.questionnaire), book).treatments[treatment]
        if result.status in FITS:
            label = content.questionnaire.by_id[question].label
            message = f'a patient whom this rule excludes from {treatment} is "{result.status}" when {label} is left out'
            remedy = '. Write "if_unknown": "needs_info" unless a notice is enough'
            return Finding("dodged", "warning", f"rules / {rule.id} / {treatment}", message + remedy, without)
    return None

"""Which wrong rule books the cases would notice. A mutant is killed when some case comes out otherwise than it expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaire.answers import Answers, read_answers
from questionnaire.conditions import evaluate
from questionnaire.model import Questionnaire
from rules.adequacy.mutants import Mutant, mutants
from rules.assess import assess
from rules.check.cases import differences
from rules.model import Case, RuleBook


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the id of the first case that kills it, or None if it survives."""

    mutant: Mutant
    killed_by: str | None


def try_all(book: RuleBook, questionnaire: Questionnaire) -> Iterator[Fate]:
    """The fate of every mutant of a book, under the book's own cases. Raises `Refused` if a case's answers cannot be read."""
    patients = [(case, read_answers(case.answers, questionnaire, f"cases / {case.id}")) for case in book.cases]
    for mutant in mutants(book, questionnaire):
        yield Fate(mutant, next((case.id for case, answers in patients if _kills(case, answers, mutant, book)), None))


def _kills(case: Case, answers: Answers, mutant: Mutant, book: RuleBook) -> bool:
    return any(_touches(answers, rule, mutant, book) for rule in mutant.rules) and any(
        differences(case, assess(answers, mutant.book))
    )


def _touches(answers: Answers, rule: str, mutant: Mutant, book: RuleBook) -> bool:
    """Whether a mutated rule could make a difference to a patient: its truth is another one, or it fires or may fire with other effects.
    Most patients are spared the assessment by this."""
    truth = evaluate(book.conditions[rule], answers.truth)
    return (
        truth is not False
        if mutant.book.rules is not book.rules
        else evaluate(mutant.book.conditions[rule], answers.truth) is not truth
    )

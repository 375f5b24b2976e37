"""Whether anyone could tell a mutant from the right book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from questionnaire.answers import Answers, read_answers
from questionnaire.conditions import Condition, Not, evaluate
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.decision import DECIDED_BY
from rules.load import answer_classes
from rules.model import RuleBook, Status
from rules.reasoning.search import Patients, either, every
from rules.review.adequacy.mutants import Mutant
from rules.review.check.formulas import statuses

NEVER = either([])


def telling_patient(mutant: Mutant, book: RuleBook, questionnaire: Questionnaire) -> dict[str, object] | None:
    """The answers of a patient whose pathway, status, deciding rules or red flags differ between a book and its mutant.

    Searched exactly among all who answer everything, then by trial among the book's cases with one answer left out that
    the mutated rules read. None if there is no such patient. Raises `TooHard`.
    """
    mutated = {f"{rule} mutated": mutant.book.conditions[rule] for rule in mutant.rules}
    classes = answer_classes(questionnaire, {**book.conditions, **mutated})
    everyone = Patients(read_answers({}, questionnaire), replace(book, classes=classes))
    for goal in _goals(mutant, book):
        patient = everyone.find(goal)
        if patient is not None:
            assert _differ(read_answers(patient, questionnaire), book, mutant.book), (
                f"{mutant}: a false example was found"
            )
            return patient
    return _leaving_one_out(mutant, book, questionnaire)


def decisive(book: RuleBook, rule: str, treatment: str, when: Mapping[Status, Condition]) -> Condition:
    """When a rule decides a treatment's status, for patients who answer everything; `when` says when the treatment has
    each status."""
    level = book.by_id[rule].effects.get(treatment)
    goal = when.get(DECIDED_BY[level]) if level in DECIDED_BY else None
    return NEVER if goal is None else every([book.conditions[rule], goal])


def _goals(mutant: Mutant, book: RuleBook) -> Iterator[Condition]:
    """Conditions under which the two books differ, at least one of which holds for whoever answers everything and can
    tell them apart."""
    for rule in mutant.rules:
        yield from _apart(_red_flag(book, rule), _red_flag(mutant.book, rule))
    # Where a mutated rule fires in neither book, nothing differs; said first, it cuts the search short.
    touched = either(b.conditions[rule] for b in (book, mutant.book) for rule in mutant.rules)
    for treatment in dict.fromkeys(name for rule in mutant.rules for name in book.by_id[rule].effects):
        before, after = statuses(book, treatment), statuses(mutant.book, treatment)
        for rule in mutant.rules:
            yield from _apart(decisive(book, rule, treatment, before), decisive(mutant.book, rule, treatment, after))
        for status in Status:
            for goal in _apart(before.get(status, NEVER), after.get(status, NEVER)):
                yield every([touched, goal])


def _apart(one: Condition, other: Condition) -> tuple[Condition, ...]:
    return () if one == other else (every([one, Not(other)]), every([other, Not(one)]))


def _red_flag(book: RuleBook, rule: str) -> Condition:
    return book.conditions[rule] if book.by_id[rule].red_flag else NEVER


def _leaving_one_out(mutant: Mutant, book: RuleBook, questionnaire: Questionnaire) -> dict[str, object] | None:
    read = sorted(frozenset().union(*(book.reads[rule] for rule in mutant.rules)))
    for case in book.cases:
        for question in read:
            if question in case.answers:
                without = {name: value for name, value in case.answers.items() if name != question}
                visible = read_answers(without, questionnaire).visible
                patient = {name: value for name, value in without.items() if name in visible}
                answers = read_answers(patient, questionnaire)
                if reaches(mutant, book, answers) and _differ(answers, book, mutant.book):
                    return patient
    return None


def reaches(mutant: Mutant, book: RuleBook, answers: Answers) -> bool:
    """Whether a fault could make any difference to a patient: it turns the truth of a rule or, where it lies in what a
    rule does, the rule fires or may fire. It spares most patients the assessment."""
    truths = [(evaluate(b.conditions[rule], answers.truth) for b in (book, mutant.book)) for rule in mutant.rules]
    if mutant.kind.in_condition:
        return any(before is not after for before, after in truths)
    return any(before is not False for before, _ in truths)


def _differ(answers: Answers, book: RuleBook, other: RuleBook) -> bool:
    return _outcome(answers, book) != _outcome(answers, other)


def _outcome(answers: Answers, book: RuleBook) -> tuple[object, ...]:
    """What a case can expect of an assessment."""
    found = assess(answers, book)
    results = tuple((result.status, result.deciding_rules) for result in found.treatments.values())
    return found.pathway, frozenset(found.red_flags), results

"""What the example patient of a finding has to show, check by check."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from questionnaire.answers import State, read_answers
from questionnaire.conditions import questions_read
from rules.assess import assess
from rules.assessment import Assessment
from rules.model import Status
from rules.reasoning.search import Patients
from rules.review.check import Content, Finding

FITS = {Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION}


def assessed(finding: Finding, content: Content) -> Assessment:
    return assess(read_answers(finding.example, content.questionnaire), content.book)


def fired(assessment: Assessment) -> set[str]:
    return {f.rule.id for f in assessment.findings if f.truth} | {tension.id for tension in assessment.tensions}


def last_name(finding: Finding) -> str:
    return finding.place.rsplit(" / ", 1)[-1]


def statuses(assessment: Assessment) -> dict[str, Status]:
    return {name: result.status for name, result in assessment.treatments.items()}


def without_rule(name: str, finding: Finding, content: Content) -> Assessment:
    """The example patient under the book without one rule."""
    rest = dataclasses.replace(content.book, rules=tuple(r for r in content.book.rules if r.id != name))
    return assess(read_answers(finding.example, content.questionnaire), rest)


def shows_another_result(finding: Finding, content: Content) -> None:
    """The case's patient gets something else than the case expects."""
    expected = next(case for case in content.book.cases if case.id == last_name(finding)).expected
    assessment = assessed(finding, content)
    assert (
        assessment.pathway is not expected.pathway
        or set(assessment.red_flags) != set(expected.red_flags)
        or any(
            assessment.treatments[name].status is not wanted.status
            or set(assessment.treatments[name].deciding_rules) != set(wanted.deciding_rules or ())
            for name, wanted in expected.treatments.items()
        )
    )


def shows_it_fires(finding: Finding, content: Content) -> None:
    """A patient who answers everything meets the condition (the check says that every one does)."""
    assessment = assessed(finding, content)
    assert last_name(finding) in fired(assessment)
    assert set(assessment.answers.states.values()) <= {State.GIVEN, State.NOT_APPLICABLE}


def shows_no_difference(finding: Finding, content: Content) -> None:
    """The rule fires, and without it every status is the same."""
    assessment = assessed(finding, content)
    assert last_name(finding) in fired(assessment)
    assert statuses(without_rule(last_name(finding), finding, content)) == statuses(assessment)


def shows_both_fire(finding: Finding, content: Content) -> None:
    """The rule fires and so does the other one; without it every status is the same."""
    other = re.findall(r'"(\w+)"', finding.message)[0]
    assert {last_name(finding), other} <= fired(assessed(finding, content))
    shows_no_difference(finding, content)


def shows_a_way_round(finding: Finding, content: Content) -> None:
    """The treatment seems to fit. With one answer more, and answers to the questions that only then are shown, the rule
    excludes it."""
    _, rule_id, treatment = finding.place.split(" / ")
    assessment = assessed(finding, content)
    assert assessment.treatments[treatment].status in FITS
    assert finding.example is not None
    assert set(finding.example) <= set(assessment.answers.visible), "the form would not ask this"
    full = Patients(assessment.answers, content.book).find(content.book.conditions[rule_id])
    assert full is not None
    assert {name: full[name] for name in finding.example} == finding.example
    result = assess(read_answers(full, content.questionnaire), content.book).treatments[treatment]
    assert (result.status, rule_id in result.deciding_rules) == (Status.NOT_SUITABLE, True)
    added = set(full) - set(finding.example)
    show_if = content.questionnaire.conditions
    follow_ups = {name for name in added & set(show_if) if questions_read(show_if[name]) & added}
    assert len(added - follow_ups) == 1, "one answer was left out"


SHOWS: dict[str, Callable[[Finding, Content], None]] = {
    "cases": shows_another_result,
    "holds": shows_it_fires,
    "decides": shows_no_difference,
    "alike": shows_both_fire,
    "dodged": shows_a_way_round,
}

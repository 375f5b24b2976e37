"""Every worked case comes out as it expects."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.answers import read_answers
from questionnaire.problems import Refused, did_you_mean
from rules.assess import assess
from rules.assessment import Assessment
from rules.model import Case, RuleBook
from rules.review.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """An error for each case whose pathway, status, deciding rules or red flags differ from what it expects."""
    for case in content.book.cases:
        place = f"cases / {case.id}"
        try:
            assessment = assess(read_answers(case.answers, content.questionnaire, place), content.book)
        except Refused as refused:
            yield from (Finding("cases", "error", problem.place, problem.message) for problem in refused.problems)
            continue
        for message in (*_unknown_rules(case, content.book), *differences(case, assessment)):
            end = "" if message.endswith("?") else "."
            told = f"{message.rstrip('.')}{end} Mend the rules, or the case if the new result is right"
            yield Finding("cases", "error", place, told, case.answers)


def _unknown_rules(case: Case, book: RuleBook) -> Iterator[str]:
    """The rules that the case names and that the book does not have, or no longer: a rule was retired or misspelt."""
    named = {name for wanted in case.expected.treatments.values() for name in wanted.deciding_rules or ()}
    for name in sorted((named | set(case.expected.red_flags)) - book.by_id.keys()):
        yield f'the case names the rule "{name}", and there is no such rule.{did_you_mean(name, book.by_id)}'


def differences(case: Case, assessment: Assessment) -> Iterator[str]:
    """What an assessment gives otherwise than the case expects, a sentence each."""
    expected = case.expected
    if assessment.pathway is not expected.pathway:
        yield f"the pathway is {assessment.pathway}; the case expects {expected.pathway}"
    if set(assessment.red_flags) != set(expected.red_flags):
        yield f"the red flags are {_listed(assessment.red_flags)}; the case expects {_listed(expected.red_flags)}"
    for name, wanted in expected.treatments.items():
        result = assessment.treatments[name]
        if result.status is not wanted.status:
            by = f" by {_listed(result.deciding_rules)}" if result.deciding_rules else ", which no rule decides"
            yield f"{name} is {result.status}{by}; the case expects {wanted.status}"
        elif wanted.deciding_rules is not None and set(result.deciding_rules) != set(wanted.deciding_rules):
            yield (
                f"{name} is decided by {_listed(result.deciding_rules)}; the case expects "
                f"{_listed(wanted.deciding_rules)}"
            )


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) or "none"

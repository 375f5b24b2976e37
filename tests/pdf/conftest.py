"""Patients, letterheads and answers that the tests of the documents share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from pdf.identity import Letterhead, Patient
from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.assessment import Assessment
from rules.model import RuleBook
from tests.pdf.gallery import everything_ticked

MADE = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
Assess = Callable[[object], Assessment]


@pytest.fixture(scope="session")
def assessed(form: Questionnaire, book: RuleBook) -> Assess:
    """Assess a case of the rule book by its id, or an answers object."""
    cases = {case.id: case.answers for case in book.cases}
    return lambda what: assess(read_answers(cases[what] if isinstance(what, str) else what, form), book)


@pytest.fixture(scope="session")
def patient() -> Patient:
    """A patient with everything filled in."""
    return Patient(
        "REYES, Marta", date(1991, 3, 14), "HS-0042", "Not to see my scalp in photos.", ("marta@example.org",)
    )


@pytest.fixture(scope="session")
def letterhead() -> Letterhead:
    """An example clinic's letterhead, on A4."""
    return Letterhead(
        "Example Hair Clinic", "020 7946 0000", "If you feel that you might harm yourself, call for help now."
    )


@pytest.fixture(scope="session")
def all_bad(form: Questionnaire) -> dict[str, object]:
    """Answers that tick everything there is to tick, so that as many rules fire as can."""
    return dict(everything_ticked(form))

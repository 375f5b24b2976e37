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
    return Patient("REYES, Marta", date(1991, 3, 14), "HS-0042", "Not to see my scalp in photos.", ("marta@example.org",))


@pytest.fixture(scope="session")
def letterhead() -> Letterhead:
    """An example clinic's letterhead, on A4."""
    return Letterhead("Example Hair Clinic", "020 7946 0000", "If you feel that you might harm yourself, call for help now.")


@pytest.fixture(scope="session")
def all_bad(form: Questionnaire) -> dict[str, object]:
    """Answers that tick everything there is to tick, so that as many rules fire as can."""
    worst: dict[str, object] = {
        "age_years": 19,
        "sex_at_birth": "female",
        "pattern_chart": "male_chart",
        "norwood_stage": "vii",
        "onset_speed": "sudden_weeks",
        "duration": "lt_6m",
        "stability_12m": "rapid_progress",
        "shedding_now": "heavy",
        "donor_density_self": "very_thin",
        "donor_thinning": "yes",
        "scalp_infection_now": "yes",
        "hair_pulling": "current",
        "scarring_quiet_months": "still_active",
        "areata_quiet_months": "still_active",
        "medical_duration": "stopped",
        "prior_prp": "three_plus_no_benefit",
        "prior_transplants": "two_or_more",
        "prior_grafts_total": 6_500,
        "last_transplant": "lt_12m",
        "platelet_count_10e9_l": 40,
        "haemoglobin_g_dl": 8.5,
        "cancer_status": "active_or_on_treatment",
        "diabetes": "uncontrolled",
        "autoimmune": "active",
        "keloid_history": "yes",
        "smoking": "ten_plus_day",
        "pregnancy_status": "pregnant",
        "expected_result": "teenage_density",
        "accepts_uncertainty": "no",
        "accepts_maintenance": "no",
        "phq2_interest": "3",
        "phq2_mood": "3",
        "appearance_hours": "over_three_h",
        "appearance_impact": "a_lot",
    }
    for question in form.answerable:
        if question.type == "multiple_choice":
            worst[question.id] = [o.id for o in question.options if not o.means and not o.exclusive]
    return worst

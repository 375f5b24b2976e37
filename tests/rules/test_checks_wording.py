"""What the check of wording finds in the sentences that patients and clinicians read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from questionnaire.model import Questionnaire
from questionnaire.words import glossary
from rules.model import RuleBook
from rules.review.check import CHECKS, Content, Finding
from rules.review.check.wording import read_by_patients
from tests.generators import book_of, en, form_of, integer, rule
from tests.rules.shipped import TODAY
from tests.rules.small import A_TICKED, ASKS, SMALL_FORM

Raw = dict[str, Any]


@pytest.mark.parametrize(
    ("sentence", "forbidden"),
    [
        ("Please stop aspirin a week before.", True),
        ("Come off your tablets first.", True),
        ("Please pause minoxidil.", True),
        ("Your tablets should be paused.", True),
        ("You did not ask, but stop taking it.", True),
        ("Please keep taking it; do not stop it yourself.", False),
        ("Never stop a medicine because of this form.", False),
        ("It does not stop hair loss.", False),
        ("Ask for help to stop smoking.", False),
        ("Smoking must be stopped first.", False),
        ("It may slow or stop further hair loss.", False),
        ("Hair will regrow in six months.", True),
        ("There is no scar, and the result is permanent.", True),
        ("Nobody can guarantee a result.", False),
        ("It isn’t a permanent change.", False),
    ],
)
def test_what_may_not_be_told_to_a_patient(sentence: str, forbidden: bool) -> None:
    assert bool(wording_of(rule("r", A_TICKED, ASKS, patient=en(sentence)))) == forbidden


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Under 25", {"young"}),
        ("Aged 25-29", {"young"}),
        ("A 25-year wait.", {"young"}),
        ("Over 2,500 grafts, from 25", {"young", "many"}),
        ("Under $young", set()),
        ("Screen PHQ-25 done in 2025, 12.25 or 25.5 points, 125", set()),
    ],
)
def test_a_parameter_typed_as_a_number(title: str, typed: set[str]) -> None:
    """Only a rule's own parameters: another may happen to have the same number."""
    form = form_of(integer("age", 0, 120), integer("grafts", 0, 9999))
    when = {"all": [{"age": {"below": "$young"}}, {"grafts": {"at_least": "$many"}}]}
    other = rule("other", {"age": {"at_least": 3}}, ASKS, title="At 25 or 2,500")
    book = book_of(form, rule("r", when, ASKS, title=title), other, parameters={"young": 25, "many": 2500})
    findings = [f for f in CHECKS["wording"](Content(book, form, TODAY)) if "parameter" in f.message]
    assert {re.findall(r"\$(\w+)", f.message)[0] for f in findings} == typed
    assert {f.place for f in findings} <= {"rules / r / title"}


def test_every_sentence_for_patients_is_plain(book: RuleBook, form: Questionnaire) -> None:
    """At or under the reading grade, and each name of the glossary with its plain words; one note tells what the names
    are worth."""
    findings = list(CHECKS["wording"](Content(book, form, TODAY)))
    assert [f.place for f in findings] == ["locales/glossary.json"], findings
    assert re.match(r"0 of 1\d{3} sentences read above grade 8; \d\d more would", findings[0].message)


def test_a_name_of_the_glossary_counts_as_one_short_word() -> None:
    """The rest of its sentence still counts, and so does a name that the glossary does not have."""

    def hard(sentence: str) -> bool:
        return any(
            "at grade" in f.message
            for f in wording_of(rule("r", A_TICKED, ASKS, patient=en(sentence)), "rules / r / patient")
        )

    assert not hard("The blood thinner may be rivaroxaban or dabigatran or apixaban.")
    assert hard("The blood thinner may be fondaparinux or bivalirudin or argatroban.")
    assert hard("Rivaroxaban, a blood thinner, necessitates interdisciplinary deliberation.")


def test_every_name_of_the_glossary_is_used(form: Questionnaire, book: RuleBook) -> None:
    """None outlives the text it was put in for."""
    read = " ".join(text for _, text, _ in read_by_patients(Content(book, form, TODAY))).lower()
    assert [name for name in glossary() if name.lower() not in read] == []


def wording_of(raw_rule: Raw, place: str = "") -> list[Finding]:
    """The errors that the wording of a rule gives; or everything said of a place."""
    content = Content(book_of(SMALL_FORM, raw_rule), SMALL_FORM, TODAY)
    return [f for f in CHECKS["wording"](content) if (f.place == place if place else f.severity == "error")]

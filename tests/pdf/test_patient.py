"""The patient's copy: kind, both sides in equal room, no status unless the clinic says so, no rule ids, no hashes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from conftest import MADE, Assess
from pdf_reading import pages_of, squeezed, text_of

from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.patient_view import for_patient, nothing
from pdf.view import summarise
from pdf.words import STATUS_WORDS
from questionnaire.model import Questionnaire
from questionnaire.words import word
from rules.model import RuleBook, Status
from tests.generators import TREATMENT_IDS


def test_every_case(book: RuleBook, assessed: Assess, patient: Patient, letterhead: Letterhead) -> None:
    rules = {rule.id: rule for rule in book.rules}
    for case in book.cases[::6]:
        assessment = assessed(case.id)
        pdf = patient_copy(assessment, book, patient, letterhead, MADE)
        text = text_of(pdf)
        assert len(pages_of(pdf)) <= 6, case.id
        for flag in assessment.red_flags:
            assert squeezed(rules[flag].patient["en"]) in squeezed(pages_of(pdf)[0]), (case.id, flag)
        assert squeezed("Keep taking your prescribed medicines.") in text
        assert squeezed(letterhead.urgent_help) in text, "where to turn stands on every copy"
        for words in (*STATUS_WORDS.values(), *(word(f"copy.status.{status}") for status in Status)):
            assert squeezed(words) not in text, (case.id, words)
        words = set(re.findall(r"\w+", " ".join(pages_of(pdf))))
        assert not [rule.id for rule in book.rules if "_" in rule.id and rule.id in words]
        assert assessment.rule_book.sha256[:8] not in text
        for name in TREATMENT_IDS:
            for point in (*book.treatments[name].reasons_for, *book.treatments[name].reasons_against):
                assert squeezed(point.text["en"]) in text
        for point in (*nothing("en").reasons_for, *nothing("en").reasons_against):
            assert squeezed(point.text) in text


def test_statuses_only_when_the_clinic_shows_them(
    book: RuleBook, assessed: Assess, patient: Patient, letterhead: Letterhead
) -> None:
    assessment = assessed("v35")
    shown = replace(letterhead, show_statuses_to_patient=True)
    text = text_of(patient_copy(assessment, book, patient, shown, MADE))
    for name in TREATMENT_IDS:
        assert squeezed(word(f"copy.status.{assessment.treatments[name].status}")) in text


def test_own_answers_in_own_words(book: RuleBook, assessed: Assess, patient: Patient, letterhead: Letterhead) -> None:
    assessment = assessed("v24")
    text = text_of(patient_copy(assessment, book, patient, letterhead, MADE))
    form = assessment.answers.questionnaire
    for name in assessment.answers.visible:
        assert squeezed(form.by_id[name].text["en"]) in text
    assert squeezed(form.by_id["heart_circulation"].by_option["stent_or_mechanical_valve"].text["en"]) in text


def test_what_is_told_rests_on_a_named_answer(book: RuleBook, assessed: Assess, patient: Patient) -> None:
    assessment = assessed("v35")
    view = for_patient(summarise(assessment, book, patient, MADE), assessment, book, "en", False)
    assert view.before
    form = assessment.answers.questionnaire
    assert form.by_id["shedding_now"].text["en"] in view.before[0].because
    assert all(told.because for told in (*view.before, *view.doctor_first, *view.points))


def test_open_questions_are_asked_again_kindly(book: RuleBook, assessed: Assess, patient: Patient) -> None:
    assessment = assessed("v75")
    view = for_patient(summarise(assessment, book, patient, MADE), assessment, book, "en", False)
    assert view.open_questions == (assessment.answers.questionnaire.by_id["pregnancy_status"].text["en"],)


def test_no_warning_sign_is_denied_that_was_not_asked_about(
    book: RuleBook, assessed: Assess, plain_man: dict[str, object]
) -> None:
    letterhead, nobody = Letterhead("Clinic"), Patient("A", None, "")
    clear = text_of(patient_copy(assessed(plain_man), book, nobody, letterhead, MADE))
    unsure = text_of(patient_copy(assessed({**plain_man, "shedding_now": None}), book, nobody, letterhead, MADE))
    assert squeezed("Your answers hold none of the warning signs") in clear
    assert squeezed("Some questions about them were left open") in unsure


def test_who_is_sent_to_a_doctor_is_not_told_that_nothing_was_found(
    book: RuleBook, assessed: Assess, plain_man: dict[str, object]
) -> None:
    """What needs a doctor soon stands first; that there is no warning sign is said only of the rest."""
    answers = {**plain_man, "blood_conditions": ["anaemia_now"], "haemoglobin_g_dl": 9.5}
    text = text_of(patient_copy(assessed(answers), book, Patient("A", None, ""), Letterhead("Clinic"), MADE))
    assert text.count(squeezed("none of the warning signs")) == 1
    assert squeezed("Apart from that, your answers hold none of the warning signs") in text


@pytest.mark.parametrize("word", ["guarantee", "permanent", "cure", "risk-free", "miracle", "best price", "discount"])
def test_no_promise(word: str, book: RuleBook, assessed: Assess, patient: Patient, letterhead: Letterhead) -> None:
    for case in ("v01", "v35", "v20"):
        pages = " ".join(pages_of(patient_copy(assessed(case), book, patient, letterhead, MADE))).lower()
        for sentence in re.findall(rf"[^.]*\b{word}\b[^.]*", re.sub(r"\s+", " ", pages)):
            assert re.search(r"\b(no|not|none|nobody|cannot)\b", sentence), sentence


def test_the_copy_lists_no_question_that_the_form_did_not_show(
    assessed: Assess, book: RuleBook, form: Questionnaire, patient: Patient, letterhead: Letterhead
) -> None:
    """Whoever does not know what they were told is not asked how long their scarring disease has been quiet, and must
    not read it."""
    answers = {**{case.id: case.answers for case in book.cases}["v01"], "diagnoses": ["not_sure"]}
    hidden = form.by_id["scarring_quiet_months"]
    assessment = assessed(answers)
    assert assessment.answers.applies(hidden.id)
    assert squeezed(hidden.text["en"]) not in text_of(patient_copy(assessment, book, patient, letterhead, MADE))
    assert squeezed(hidden.label) in text_of(clinician_summary(assessment, book, patient, letterhead, MADE))

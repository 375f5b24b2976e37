"""The clinician's summary: everything the assessment says is on the page, in any patient's words, at any length."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from conftest import MADE, Assess
from pdf_reading import pages_of, squeezed, text_of

from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.view import summarise
from pdf.words import STATUS_WORDS
from rules.model import RuleBook
from tests.generators import TREATMENT_IDS

_GRAFTS = {"prior_transplants": "two_or_more", "prior_grafts_total": 6_200}


@pytest.mark.parametrize("case", ["v01", "v12", "v35", "v43", "v55", "v75", "v84"])
def test_first_page_says_who_and_what(
    case: str, assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    assessment = assessed(case)
    first = squeezed(pages_of(clinician_summary(assessment, book, patient, letterhead, MADE))[0])
    for words in (
        "REYES, Marta",
        "born 14 Mar 1991",
        "HS-0042",
        "Example Hair Clinic",
        "23 Nov 2026, 09:12 UTC",
        "Not a diagnosis",
    ):
        assert squeezed(words) in first
    view = summarise(assessment, book, patient, MADE)
    assert squeezed(view.headline) in first
    for option in view.options:
        assert squeezed(option.word) in first
        assert squeezed(option.main) in first
        assert squeezed(book.treatments[option.id].short_name) in first
    rules = {rule.id: rule for rule in book.rules}
    for flag in assessment.red_flags:
        assert squeezed(rules[flag].title) in first
        assert squeezed(rules[flag].action) in first
    assert squeezed("Not to see my scalp in photos.") in first
    assert squeezed("I differ (say which, and why)") in first


def test_every_case_is_told_whole(book: RuleBook, assessed: Assess, patient: Patient, letterhead: Letterhead) -> None:
    """Each rule that fires or may fire, with the patient's own answer; each status; each question that applies."""
    for case in book.cases[::6]:
        assessment = assessed(case.id)
        pdf = clinician_summary(assessment, book, patient, letterhead, MADE)
        text = text_of(pdf)
        assert len(pages_of(pdf)) <= 6, case.id
        for finding in assessment.findings:
            assert squeezed(finding.rule.title) in text, (case.id, finding.rule.id)
            assert squeezed(finding.because) in text, (case.id, finding.rule.id)
            if finding.truth:
                assert squeezed(finding.rule.clinician) in text, (case.id, finding.rule.id)
        for name in TREATMENT_IDS:
            assert squeezed(STATUS_WORDS[assessment.treatments[name].status]) in text
        for tension in assessment.tensions:
            assert squeezed(tension.clinician) in text
        assert assessment.rule_book.sha256 in text
        assert assessment.questionnaire.sha256 in text


@pytest.mark.parametrize(
    ("case", "rule", "scope"),
    [
        (
            "w225",
            "immunosuppressed",
            "Excludes: Secretome, Exosomes. Settle first: FUE surgery, PRP / CRP, PRP + matrix, Micrografts",
        ),
        ("w060", "scar_active_fue", "Excludes: FUE surgery. Settle first: All five regenerative options"),
        ("w211", "bp_uncontrolled", "FUE surgery"),
        ("w137", "pregnant", "All seven options"),
    ],
)
def test_what_is_excluded_stands_apart_from_what_has_to_be_settled(
    case: str, rule: str, scope: str, assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    """One line that names six procedures beside a stop sign would have four of them refused that may be settled."""
    assessment = assessed(case)
    (act,) = [act for act in summarise(assessment, book, patient, MADE).acts if act.title == book.by_id[rule].title]
    assert act.scope == scope
    assert squeezed(scope) in squeezed(pages_of(clinician_summary(assessment, book, patient, letterhead, MADE))[0])


def test_identity_and_page_number_on_every_page(
    assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    for make in (clinician_summary, patient_copy):
        pages = pages_of(make(assessed("v35"), book, patient, letterhead, MADE))
        for number, page in enumerate(pages, 1):
            assert squeezed("REYES, Marta · born 14 Mar 1991 · ref HS-0042") in squeezed(page)
            assert squeezed(f"Page {number} of {len(pages)}") in squeezed(page)


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_nothing_is_clipped_when_everything_is_wrong(
    page_size: str, assessed: Assess, book: RuleBook, all_bad: dict[str, object]
) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff-Papadopoulou-O’Brien, Ana"
    note = ("The words of a long note, one after the other, number %d. " * 33) % tuple(range(33)) + "The very end."
    patient = Patient(name, date(2007, 3, 14), "HS-1", note)
    letterhead = Letterhead("Example Hair Clinic", page_size=page_size)  # type: ignore[arg-type]
    assessment = assessed(all_bad)
    assert len(assessment.findings) >= 60
    pdf = clinician_summary(assessment, book, patient, letterhead, MADE)
    pages = pages_of(pdf)
    text = text_of(pdf)
    assert squeezed(name) in squeezed(pages[0])
    assert "Findings,decision" in squeezed(pages[0])
    assert "more,frompage2" in squeezed(pages[0])
    assert squeezed("goes on, from page 2") in squeezed(pages[0])
    assert "Act on these first, continued" in pages[1]
    for word in range(33):  # the note may run over a page's end, and a foot of a page may stand in a sentence
        assert f"number{word}." in text
    assert squeezed("The very end.") in text
    for finding in assessment.findings:
        assert squeezed(finding.rule.title) in text, finding.rule.id
        assert squeezed(finding.because) in text, finding.rule.id
        if finding.truth:
            assert squeezed(finding.rule.action) in text, finding.rule.id
    rules = {rule.id: rule for rule in book.rules}
    told = text_of(patient_copy(assessment, book, patient, letterhead, MADE))
    for flag in assessment.red_flags:
        assert squeezed(rules[flag].patient["en"]) in told


def test_nobody_and_nothing(assessed: Assess, book: RuleBook) -> None:
    """No name, no date of birth, no reference, no answers."""
    assessment = assessed({})
    pdf = clinician_summary(assessment, book, Patient("", None, ""), Letterhead(""), MADE)
    first, text = squeezed(pages_of(pdf)[0]), text_of(pdf)
    assert "Namenotgiven" in first
    assert "dateofbirthnotgiven" in first
    assert "Moreinformationisneeded" in first
    assert "Findings,decision" in first
    for finding in assessment.findings:
        assert squeezed(finding.rule.title) in text, finding.rule.id
    for question in assessment.answers.questionnaire.answerable:
        assert squeezed(question.label) in text
    assert "Notanswered" in text_of(patient_copy(assessment, book, Patient("", None, ""), Letterhead(""), MADE))


def test_what_was_left_open_is_never_read_as_no(assessed: Assess, book: RuleBook, plain_man: dict[str, object]) -> None:
    answers = {**plain_man, "medicines_now": ["not_sure"], "diabetes": None, "smoking": None}
    view = summarise(assessed(answers), book, Patient("A", None, ""), MADE)
    lines = dict(view.look.lines)
    assert "Not known: diabetes, smoking." in lines["Health"]
    assert "Not known: medicines." in lines["Medicines, not for hair"]
    held = [missing.label for missing in view.missing if missing.holds]
    assert {"Medicines", "Diabetes", "Smoking"} <= set(held)
    assert [missing.holds for missing in view.missing] == sorted((m.holds for m in view.missing), reverse=True)
    assert any(act.title == "Not known: Medicines" and act.because == "Not sure" for act in view.acts)


def test_an_answer_that_was_not_sure_holds_its_rule_open(assessed: Assess, book: RuleBook, patient: Patient) -> None:
    view = summarise(assessed("v83"), book, patient, MADE)
    assert [missing.label for missing in view.missing if missing.holds] == ["Scarring alopecia activity"]


def test_age_that_disagrees_with_the_date_of_birth(assessed: Assess, book: RuleBook, patient: Patient) -> None:
    assert any(
        "check the identity" in line for line in summarise(assessed("v01"), book, patient, MADE).tensions
    )  # 38, but born 1991
    born = replace(patient, born=date(1988, 3, 14))
    assert not any("check the identity" in line for line in summarise(assessed("v01"), book, born, MADE).tensions)


def test_words_stand_literally(assessed: Assess, book: RuleBook, letterhead: Letterhead) -> None:
    words = 'I take <finasteride> daily & "rest"'
    patient = Patient(words, date(1988, 3, 14), "<b>HS</b>", words)
    for make in (clinician_summary, patient_copy):
        text = text_of(make(assessed("v01"), book, patient, letterhead, MADE))
        assert squeezed(words) in text
        assert squeezed("ref <b>HS</b>") in text


def test_other_scripts_and_what_cannot_be_drawn(assessed: Assess, book: RuleBook, letterhead: Letterhead) -> None:
    patient = Patient("Ωμέγα Жанна Nguyễn", date(1988, 3, 14), "№ 7", "≥ 3 years, 😀 since 张")
    text = text_of(clinician_summary(assessed("v01"), book, patient, letterhead, MADE))
    for words in ("Ωμέγα Жанна Nguyễn", "≥ 3 years", "[grinning face]", "[U+5F20]", "№ 7"):
        assert squeezed(words) in text


def test_a_positive_mood_screen_stands_among_what_to_act_on_first(
    book: RuleBook, assessed: Assess, plain_man: dict[str, object], patient: Patient, letterhead: Letterhead
) -> None:
    """It is a caution only, but nobody may have to look for it: not on page 3, not behind "also weigh"."""
    low = assessed({**plain_man, "phq2_interest": "3", "phq2_mood": "2"})
    view = summarise(low, book, patient, MADE)
    title = book.by_id["phq2_positive"].title
    assert title in [act.title for act in view.acts]
    assert title not in [caution.title for caution in view.cautions]
    assert squeezed(title) in squeezed(pages_of(clinician_summary(low, book, patient, letterhead, MADE))[0])


def test_same_input_same_bytes_in_threads_too(
    assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    jobs = [(make, assessed(case)) for make in (clinician_summary, patient_copy) for case in ("v01", "v35", "v75")]
    alone = [make(assessment, book, patient, letterhead, MADE) for make, assessment in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda job: job[0](job[1], book, patient, letterhead, MADE), jobs * 4))
    assert together == alone * 4
    later = clinician_summary(assessed("v01"), book, patient, letterhead, MADE.replace(minute=13))
    assert later != alone[0]


def test_conventions_and_sources_are_listed(
    assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    view = summarise(assessed("v01"), book, patient, MADE)
    text = text_of(clinician_summary(assessed("v01"), book, patient, letterhead, MADE))
    assert [number for number, _ in view.sources] == list(range(1, len(view.sources) + 1))
    for number, key in view.sources:
        assert squeezed(f"[{number}] {book.sources[key].title.rstrip('.')}") in text
        assert squeezed(book.sources[key].locator) in text
    for name in TREATMENT_IDS:
        for regulation in book.treatments[name].regulation:
            assert squeezed(regulation.says) in text
    assert squeezed("48-55 % of the time (BMC Public Health 2004;4:60)") in text


def test_every_red_flag_is_named_on_the_first_page(
    all_bad: dict[str, object], assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    assessment = assessed(all_bad)
    assert len(assessment.red_flags) > 10
    first = squeezed(pages_of(clinician_summary(assessment, book, patient, letterhead, MADE))[0])
    titles = {rule.id: rule.title for rule in book.rules}
    for flag in assessment.red_flags:
        assert squeezed(titles[flag]) in first, flag


def test_what_is_about_safety_of_life_is_acted_on_first(
    all_bad: dict[str, object], assessed: Assess, book: RuleBook
) -> None:
    summary = summarise(assessed(all_bad), book, Patient("A", None, ""), MADE)
    titles = [act.title for act in summary.acts]
    assert titles[0] == "Finasteride or dutasteride used, mood screen positive"
    flags = sum(act.kind is None for act in summary.acts)
    assert titles[flags].startswith("Mood screen positive")


def test_ranges_stand_as_published(assessed: Assess, book: RuleBook) -> None:
    summary = summarise(
        assessed({"norwood_stage": "vi", "pattern_chart": "male_chart", **_GRAFTS}), book, Patient("A", None, ""), MADE
    )
    assert [(m.label, m.number) for m in summary.density][:2] == [
        ("PRP / CRP", "14.4 (6.4 to 22.4)"),
        ("PRP / CRP", "no effect"),
    ]
    assert [m.number for m in summary.donor] == ["6,200", "2,400 to 3,000", "3,750", "5,600", "6,000 to 7,500"]
    assert all(m.sources for m in (*summary.density, *summary.donor[1:])), "a number never stands without its source"


def test_no_donor_figures_without_a_stage_or_grafts(assessed: Assess, book: RuleBook) -> None:
    assert summarise(assessed({"age_years": 40}), book, Patient("A", None, ""), MADE).donor == ()

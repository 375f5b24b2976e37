"""The clinician's summary: one page to act on, then why, then every answer, then what it all rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reportlab.platypus import Flowable

from pdf.about import about, all_answers
from pdf.build import Document, build
from pdf.charts import evidence
from pdf.identity import Letterhead, Patient
from pdf.page_one import page_one
from pdf.photos import Photograph, photo_pages
from pdf.reasons import every_reason, option_by_option
from pdf.view import summarise
from pdf.words import day, day_and_time
from questionnaire.words import word
from rules.assessment import Assessment
from rules.model import RuleBook


def clinician_summary(
    assessment: Assessment,
    book: RuleBook,
    patient: Patient,
    letterhead: Letterhead,
    made: datetime,
    photos: Sequence[Photograph] = (),
) -> bytes:
    """The summary as PDF bytes, with the patient's photos at its end. `made` is printed and stands in the file's dates;
    equal input gives equal bytes."""
    summary = summarise(assessment, book, patient, made)
    document = Document(
        title=f"Screening summary: {patient.name or 'name not given'}",
        author=letterhead.clinic,
        subject="Pre-consultation screening, for the clinician. Not a diagnosis.",
        language="en-GB",
        page_size=letterhead.page_size,
        made=made,
        footer=(
            (identity_line(patient), "Clinician's copy"),
            (_version_line(assessment), f"Made {day_and_time(made)}"),
        ),
    )

    def story() -> list[Flowable]:
        width = document.width
        return [
            *page_one(summary, patient, letterhead, made, document),
            *option_by_option(summary, width),
            *every_reason(summary, width),
            *evidence(summary, width),
            *all_answers(summary, width),
            *about(summary, assessment, book, width),
            *photo_pages(photos, width, document.height),
        ]

    return build(document, story, len(photos))


def identity_line(patient: Patient, language: str = "en") -> str:
    """Whose document this is, for the foot of every page."""
    no_birth = word("copy.identity.no_birth", language)
    born = word("copy.identity.born", language, date=day(patient.born, language)) if patient.born else no_birth
    reference = [word("copy.reference", language, reference=patient.reference)] if patient.reference else []
    return " · ".join([patient.name or word("copy.identity.nobody", language), born, *reference])


def _version_line(assessment: Assessment) -> str:
    rules, form = assessment.rule_book, assessment.questionnaire
    return f"Rules {rules.version} ({rules.sha256[:8]}) · questionnaire {form.version} ({form.sha256[:8]})"

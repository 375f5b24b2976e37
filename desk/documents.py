"""A submission read under the rules it was sent under, and the clinician's document made from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from desk.records import StoreRecords, Versions
from desk.services import Product, Services
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.patient_view import PatientView, for_patient
from pdf.photos import Photograph
from pdf.view import summarise
from questionnaire.contact import Contact
from questionnaire.journey import readable
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from questionnaire.wording import say
from questionnaire.words import word
from records.clinic import Clinic
from records.photos import read_photos
from records.submissions import Submission
from rules.assess import assess
from rules.assessment import Assessment
from rules.load import read_rule_book
from rules.model import RuleBook


@dataclass(frozen=True)
class File:
    """A finished file and the first characters of its SHA-256."""

    content: bytes
    mark: str


def letterhead(clinic: Clinic, language: str) -> Letterhead:
    """What the clinic's settings put on a document for a patient who reads this language."""
    return Letterhead(
        clinic=clinic.name,
        phone=clinic.phone,
        urgent_help=say(clinic.urgent_help, language),
        page_size=clinic.page_size,
        language=language,
        show_statuses_to_patient=clinic.patient_copy.statuses,
    )


@lru_cache(maxsize=16)
def _kept(
    versions: Versions, questionnaire_sha256: str, rule_book_sha256: str
) -> tuple[Questionnaire, RuleBook] | None:
    """The questionnaire and rule book of an earlier version, as they were kept; None if they are not there or can no
    longer be read."""
    form = versions.find_version("questionnaire", questionnaire_sha256)
    book = versions.find_version("rule_book", rule_book_sha256)
    if form is None or book is None:
        return None
    try:
        questionnaire = read_questionnaire(form)
        return questionnaire, read_rule_book(json.loads(book), questionnaire)
    except Refused:
        return None


@dataclass(frozen=True)
class Read:
    """A submission read under one version of the rules. `as_sent` tells whether that is the version it was sent
    under."""

    assessment: Assessment
    book: RuleBook
    as_sent: bool


def read_as_sent(submission: Submission, product: Product, versions: Versions) -> Read:
    """The submission under the rules it was sent under; under today's only when those can no longer be read."""
    kept = _kept(versions, submission.questionnaire_sha256, submission.rule_book_sha256)
    return _read(submission, *(kept or (product.questionnaire, product.book)), as_sent=kept is not None)


def read_today(submission: Submission, product: Product) -> Read | None:
    """The submission under today's rules, if those are not the ones it was sent under."""
    same = (submission.questionnaire_sha256, submission.rule_book_sha256) == (
        product.questionnaire.sha256,
        product.book.version.sha256,
    )
    return None if same else _read(submission, product.questionnaire, product.book, as_sent=False)


def _read(submission: Submission, questionnaire: Questionnaire, book: RuleBook, *, as_sent: bool) -> Read:
    answers = readable(submission.answers, questionnaire)
    return Read(assess(answers, book), book, as_sent)


def patient_of(submission: Submission) -> Patient:
    """Whose document it is."""
    contact = Contact.from_json(submission.contact)
    lines = tuple(line for line in (contact.email, contact.phone) if line)
    return Patient(
        name=contact.name, born=contact.born, reference=submission.reference, note=contact.note, contact_lines=lines
    )


def copy_of(submission: Submission, product: Product, versions: Versions, language: str) -> PatientView:
    """What the patient is told after sending, under the rules it was sent under."""
    read = read_as_sent(submission, product, versions)
    summary = summarise(read.assessment, read.book, patient_of(submission), _made(submission, product))
    return for_patient(summary, read.assessment, read.book, language, product.clinic.patient_copy.statuses)


def copy_pdf(submission: Submission, parts: Services) -> File:
    """The patient's copy of a submission, in the language it was filled in, under the rules it was sent under."""
    read = read_as_sent(submission, parts, StoreRecords(parts.store))
    head = letterhead(parts.clinic, submission.language)
    content = patient_copy(read.assessment, read.book, patient_of(submission), head, _made(submission, parts))
    return _file(content)


def summary_pdf(submission: Submission, parts: Services) -> File:
    """The clinician's summary of a submission, under the rules it was sent under and dated by when it was sent."""
    read = read_as_sent(submission, parts, StoreRecords(parts.store))
    head = letterhead(parts.clinic, submission.language)
    photos = [
        Photograph(word(f"photo.{photo.view}"), photo.content) for photo in read_photos(parts.store, submission.id)
    ]
    content = clinician_summary(
        read.assessment, read.book, patient_of(submission), head, _made(submission, parts), photos
    )
    return _file(content)


def _made(submission: Submission, product: Product) -> datetime:
    """The date of a submission's documents: when it was sent, by the clinic's clock."""
    return submission.sent_at.astimezone(product.clinic.zone)


def _file(content: bytes) -> File:
    return File(content, hashlib.sha256(content).hexdigest()[:8])

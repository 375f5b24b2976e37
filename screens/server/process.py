"""What every screen needs, made once for the process: the content that is in use and the open store."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from desk.clinic.desk import ClinicDesk
from desk.content import load_content
from desk.patient.desk import PatientDesk
from desk.places import places_in_use
from desk.records import StoreRecords
from desk.services import Services
from desk.versions import keep_content
from questionnaire.words import use_locales
from records.place import database_url
from records.store import open_store
from rules.review.check import cases
from rules.review.check.finding import Content


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=1)
def services() -> Services:
    """The process's services. Raises `Refused` when the content is faulty and `StoreUnavailable` when the store is."""
    content = load_content(places_in_use())
    use_locales(content.locales)
    store = open_store(database_url())
    keep_content(store, content, now())
    return Services(content.questionnaire, content.book, content.clinic, store, content.logo)


@lru_cache(maxsize=1)
def patient_desk() -> PatientDesk:
    """The desk for patients, on these services."""
    parts = services()
    return PatientDesk(parts, StoreRecords(parts.store), now)


@lru_cache(maxsize=1)
def clinic_desk() -> ClinicDesk:
    """The desk for the clinic, on these services."""
    return ClinicDesk(services(), now, case_faults)


@lru_cache(maxsize=1)
def case_faults() -> tuple[str, ...]:
    """Which worked patients come out otherwise than the rule book in use says, a line each: someone edited a rule and
    not its cases."""
    parts = services()
    content = Content(parts.book, parts.questionnaire, now().date())
    return tuple(f"{finding.place}: {finding.message}" for finding in cases.check(content))

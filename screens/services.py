"""What every screen needs, made once for the process: the store, the questionnaire, the rule book and the clinic's
settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from questionnaire.canonical import canonical_json
from questionnaire.load import load_questionnaire
from questionnaire.model import Questionnaire
from records.clinic import Clinic, load_clinic, load_logo
from records.place import database_url
from records.store import Store, open_store
from records.versions import keep_version
from rules.load import canonical_text, read_folder, read_rule_book
from rules.model import RuleBook
from rules.review.check import cases
from rules.review.check.finding import Content

ROOT = Path(__file__).parent.parent
APP_VERSION = "1.0.0"
CLINIC_VARIABLE = "SCREENING_CLINIC"


@dataclass(frozen=True)
class Services:
    """The product's parts, wired together."""

    store: Store
    questionnaire: Questionnaire
    book: RuleBook
    clinic: Clinic
    logo: bytes | None = None

    @property
    def adult_age(self) -> int:
        """The age from which the form is for a patient."""
        return int(self.book.parameters["adult_age"].value)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def load_content() -> tuple[Questionnaire, RuleBook, Clinic, bytes | None]:
    """The questionnaire, rule book, clinic settings and logo on disk. Raises `Refused` with every fault found."""
    questionnaire = load_questionnaire(ROOT / "questions.json")
    book = read_rule_book(read_folder(ROOT / "rules" / "book"), questionnaire)
    settings = Path(os.environ.get(CLINIC_VARIABLE) or ROOT / "clinic.json")
    clinic = load_clinic(settings)
    return questionnaire, book, clinic, load_logo(clinic, settings)


@lru_cache(maxsize=1)
def services() -> Services:
    """The process's services. Raises `Refused` when the content is faulty and `StoreUnavailable` when the store is."""
    questionnaire, book, clinic, logo = load_content()
    store = open_store(database_url())
    keep_content(store, questionnaire, book)
    return Services(store, questionnaire, book, clinic, logo)


@lru_cache(maxsize=1)
def case_faults() -> tuple[str, ...]:
    """Which worked patients come out otherwise than the rule book in use says, a line each: someone edited a rule and
    not its cases."""
    parts = services()
    content = Content(parts.book, parts.questionnaire, now().date())
    return tuple(f"{finding.place}: {finding.message}" for finding in cases.check(content))


def keep_content(store: Store, questionnaire: Questionnaire, book: RuleBook) -> None:
    """Keep the versions in use beside the submissions made under them, so that an old one can always be read as it
    was."""
    form = canonical_json(questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"schema_"}))
    keep_version(store, "questionnaire", questionnaire.version, questionnaire.sha256, form, now())
    text = canonical_text(read_folder(ROOT / "rules" / "book"))
    keep_version(store, "rule_book", book.version.version, book.version.sha256, text, now())

"""All that a clinic edits, loaded at the start: the questionnaire, the rule book and the clinic's settings."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from questionnaire.canonical import canonical_json
from questionnaire.load import load_questionnaire
from questionnaire.model import Questionnaire
from records.clinic import Clinic, load_clinic, load_logo
from records.store import Store
from records.versions import keep_version
from rules.load import canonical_text, read_folder, read_rule_book
from rules.model import RuleBook

ROOT = Path(__file__).parent.parent
CLINIC_VARIABLE = "SCREENING_CLINIC"


def load_content() -> tuple[Questionnaire, RuleBook, Clinic, bytes | None]:
    """The questionnaire, rule book, clinic settings and logo on disk. Raises `Refused` with every fault found."""
    questionnaire = load_questionnaire(ROOT / "questions.json")
    book = read_rule_book(read_folder(ROOT / "rules" / "book"), questionnaire)
    settings = Path(os.environ.get(CLINIC_VARIABLE) or ROOT / "clinic.json")
    clinic = load_clinic(settings)
    return questionnaire, book, clinic, load_logo(clinic, settings)


def keep_content(store: Store, questionnaire: Questionnaire, book: RuleBook, now: datetime) -> None:
    """Keep the versions in use beside the submissions made under them, so that an old one can always be read as it
    was."""
    form = canonical_json(questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"schema_"}))
    keep_version(store, "questionnaire", questionnaire.version, questionnaire.sha256, form, now)
    text = canonical_text(read_folder(ROOT / "rules" / "book"))
    keep_version(store, "rule_book", book.version.version, book.version.sha256, text, now)

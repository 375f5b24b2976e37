"""All that a clinic edits, read in one place for the server and the terminal: questions, rules, settings, languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.places import Faults, Places
from questionnaire.load import load_questionnaire
from questionnaire.locales import Locales, load_locales
from questionnaire.model import Questionnaire
from records.clinic import Clinic, load_clinic, load_logo
from rules.load import Raw, read_folder, read_rule_book
from rules.model import RuleBook


@dataclass(frozen=True, eq=False)
class Content:
    """The questionnaire, the rule book that speaks about it (and the JSON that it was read from), the clinic's settings
    and logo, and the languages."""

    questionnaire: Questionnaire
    book: RuleBook
    book_written: Raw
    clinic: Clinic
    logo: bytes | None
    locales: Locales


def load_content(places: Places, settings: Mapping[str, str] | None = None) -> Content:
    """All of the content; `settings` are facts of the clinic that stand instead of its own. Raises `Refused` with the
    faults of every part, each with its place and remedy."""
    faults = Faults()
    questionnaire = faults.read(lambda: load_questionnaire(places.there(places.questions)))
    written = faults.read(lambda: read_folder(places.there(places.book)))
    locales = faults.read(lambda: load_locales(places.there(places.locales)))
    clinic = logo = None
    if locales is not None:  # so are the languages that a clinic offers
        clinic = faults.read(lambda: load_clinic(places.there(places.clinic), locales.languages))
    if clinic is not None:
        logo = faults.read(lambda: load_logo(clinic, places.clinic))
    book = None
    if questionnaire is not None and written is not None:  # a rule book is read against its questions
        facts = {**(clinic.settings if clinic is not None else {}), **(settings or {})}
        book = faults.read(lambda: read_rule_book(written, questionnaire, facts))
    faults.end()
    assert questionnaire is not None
    assert written is not None
    assert book is not None
    assert locales is not None
    assert clinic is not None
    return Content(questionnaire, book, written, clinic, logo, locales)

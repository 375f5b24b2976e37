"""All that a clinic edits, read in one place for the server and the terminal: questions, rules, settings, languages."""

from __future__ import annotations

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


def load_content(places: Places) -> Content:
    """All of the content. Raises `Refused` with the faults of every part, each with its place and remedy."""
    faults = Faults()
    questionnaire = faults.read(lambda: load_questionnaire(places.there(places.questions)))
    written = faults.read(lambda: read_folder(places.there(places.book)))
    book = None
    if questionnaire is not None and written is not None:  # a rule book is read against its questions
        book = faults.read(lambda: read_rule_book(written, questionnaire))
    locales = faults.read(lambda: load_locales(places.there(places.locales)))
    clinic = logo = None
    if locales is not None:  # so are the languages that a clinic offers
        clinic = faults.read(lambda: load_clinic(places.there(places.clinic), locales.languages))
    if clinic is not None:
        logo = faults.read(lambda: load_logo(clinic, places.clinic))
    faults.end()
    assert questionnaire is not None
    assert written is not None
    assert book is not None
    assert locales is not None
    assert clinic is not None
    return Content(questionnaire, book, written, clinic, logo, locales)

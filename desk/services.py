"""The parts that the desk works with, handed to it by whoever starts the process."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.model import Questionnaire
from records.clinic import Clinic
from records.store import Store
from rules.model import RuleBook

APP_VERSION = "1.0.0"


@dataclass(frozen=True)
class Product:
    """What the clinic works under: its questions, rules and settings. All of it is data, none of it changes."""

    questionnaire: Questionnaire
    book: RuleBook
    clinic: Clinic

    @property
    def adult_age(self) -> int:
        """The age from which the form is for a patient."""
        return int(self.book.parameters["adult_age"].value)


@dataclass(frozen=True)
class Services(Product):
    """The same with the store, and the clinic's logo."""

    store: Store
    logo: bytes | None = None

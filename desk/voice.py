"""The clinic speaking to one patient, in the patient's language."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.model import Text
from questionnaire.wording import say
from questionnaire.words import Language, languages, word
from records.clinic import Clinic


@dataclass(frozen=True)
class Voice:
    """Whose form it is, the language (two-letter code) in which it speaks, and whether from a tablet in the waiting
    room."""

    clinic: Clinic
    language: str
    tablet: bool = False

    def word(self, key: str, **values: object) -> str:
        """The product's own words for a key."""
        return word(key, self.language, **values)

    def here(self, key: str, **values: object) -> str:
        """The words for what holds on this device: a tablet in the waiting room keeps nothing, so there they are
        others."""
        return self.word(f"{key}.tablet" if self.tablet else key, **values)

    @property
    def reach(self) -> str:
        """How to reach the clinic, as the beginning of a sentence."""
        phone, email, clinic = unbroken(self.clinic.phone), self.clinic.email, self.clinic.name
        return self.word(
            f"reach.{'phone' if phone else 'email' if email else 'clinic'}", clinic=clinic, phone=phone, email=email
        )

    def say(self, text: Text) -> str:
        """A text of the questionnaire, the rule book or the clinic's settings."""
        return say(text, self.language)

    @property
    def offered(self) -> tuple[Language, ...]:
        """The languages that the clinic offers, its own first."""
        return tuple(languages()[code] for code in self.clinic.languages)


def unbroken(phone: str) -> str:
    """A phone number that stays on one line."""
    return phone.replace(" ", "\u00a0")


def best_language(clinic: Clinic, wished: str | None) -> str:
    """The language to begin in: the one the browser asks for (a tag such as `es-MX`) if the clinic offers it, else the
    clinic's first."""
    code = (wished or "").split("-")[0].lower()
    return code if code in clinic.languages else clinic.languages[0]

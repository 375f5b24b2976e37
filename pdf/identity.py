"""Who a document is about and whose letterhead it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Patient:
    """The person, kept apart from the answers. `reference` is the clinic's own number for the submission; `note` is the
    patient's free text; `contact_lines` are printed as they are, one below the other, on the clinician's copy only."""

    name: str
    born: date | None
    reference: str
    note: str = ""
    contact_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letterhead:
    """The clinic as printed. `urgent_help` tells patients where to turn at once, on every copy; `language` picks the
    patient's wording (two-letter code, English when a text has no other); `show_statuses_to_patient` prints each
    option's status in the patient's copy too."""

    clinic: str
    phone: str = ""
    urgent_help: str = ""
    page_size: Literal["A4", "Letter"] = "A4"
    language: str = "en"
    show_statuses_to_patient: bool = False

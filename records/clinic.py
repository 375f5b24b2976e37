"""The clinic's own settings, from `clinic.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from questionnaire.load import read_json, read_model, read_text
from questionnaire.model import Data, Text
from questionnaire.words import languages


class PatientCopy(Data):
    """What the patient's copy shows. `statuses` is off unless the clinic decides otherwise."""

    statuses: bool = False


class Clinic(Data):
    """What is particular to one clinic. `languages` are those offered to patients, the first by default; `urgent_help` tells them where to
    turn at once, on every receipt and every copy."""

    name: str = Field(min_length=1, max_length=80)
    phone: str = ""
    email: str = ""
    urgent_help: Text
    region: Literal["US", "EU", "UK", "other"] = "other"
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    time_zone: str = "UTC"
    page_size: Literal["A4", "Letter"] = "A4"
    patient_copy: PatientCopy = PatientCopy()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f'"{name}" is not a time zone; write it like "Europe/London"')
        return name

    @field_validator("languages")
    @classmethod
    def _known_languages(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in languages():
                raise ValueError(f'"{code}" is not a language of this form; there are {", ".join(languages())}')
        return codes

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the clinic reads dates."""
        return ZoneInfo(self.time_zone)


def load_clinic(path: Path) -> Clinic:
    """The settings in a file. Raises `Refused` with the place and remedy of every fault."""
    return read_model(Clinic, read_json(read_text(path), path.name), path.name)

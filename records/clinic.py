"""The clinic's own settings, from `clinic.json`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from questionnaire.load import read_json, read_model, read_text
from questionnaire.locales import PSEUDO
from questionnaire.model import Data, Text
from questionnaire.problems import Problem, Refused

_HEX = r"^#[0-9a-fA-F]{6}$"
GROUNDS = {"light": "#ffffff", "dark": "#11161c"}
"""The page's ground in each theme, as in .streamlit/config.toml."""
LEAST_CONTRAST = 4.5
_MOST_LOGO = 200_000


class PatientCopy(Data):
    """What the patient's copy shows. `statuses` is off unless the clinic decides otherwise."""

    statuses: bool = False


class Colour(Data):
    """The clinic's colour, for buttons and lines: one for the light theme and one for the dark, as `#12395b`. Words
    stand on it and beside it, so it must be easy to read against each theme's ground."""

    light: str = Field(pattern=_HEX)
    dark: str = Field(pattern=_HEX)

    @field_validator("light", "dark")
    @classmethod
    def _readable(cls, colour: str, info: ValidationInfo) -> str:
        ground = GROUNDS[info.field_name or "light"]
        contrast = contrast_of(colour, ground)
        if contrast < LEAST_CONTRAST:
            told = (
                f'"{colour}" is hard to read against {ground}: its contrast is {contrast:.1f}, and '
                f"{LEAST_CONTRAST} is the least"
            )
            raise ValueError(f"{told}; choose a {'darker' if info.field_name == 'light' else 'lighter'} one")
        return colour


def contrast_of(one: str, other: str) -> float:
    """The contrast of two colours written as `#12395b`, from 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class Clinic(Data):
    """What is particular to one clinic. `languages` are those offered to patients, the first by default; `urgent_help`
    tells them where to turn at once, on every receipt and every copy; `logo` is a PNG file beside the settings;
    `settings` are what the clinic says of itself where the rule book asks, such as `{"offer_exosome":
    "trial_only"}`."""

    name: str = Field(min_length=1, max_length=80)
    phone: str = ""
    email: str = ""
    urgent_help: Text
    region: Literal["US", "EU", "UK", "other"] = "other"
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    time_zone: str = "UTC"
    colour: Colour = Colour(light="#12395b", dark="#8fc1f0")
    logo: str = ""
    page_size: Literal["A4", "Letter"] = "A4"
    patient_copy: PatientCopy = PatientCopy()
    settings: dict[str, str] = {}

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, LookupError):
            raise ValueError(f'"{name}" is not a time zone; write it like "Europe/London"') from None
        return name

    @model_validator(mode="after")
    def _helps_in_each_language(self) -> Self:
        for code in self.languages:
            if code != PSEUDO and not self.urgent_help.get(code, "").strip():
                told = (
                    f'urgent_help says nothing in "{code}", which patients may choose; write there where to '
                    "turn at once"
                )
                raise ValueError(told)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the clinic reads dates."""
        return ZoneInfo(self.time_zone)


def load_clinic(path: Path, languages: Collection[str]) -> Clinic:
    """The settings in a file; `languages` are the codes of those that there are. Raises `Refused` with the place and
    remedy of every fault."""
    raw = read_json(read_text(path), path.name)
    offered = raw.get("languages") if isinstance(raw, dict) else None
    if isinstance(offered, list) and (unknown := [code for code in offered if code not in languages]):
        there_are = ", ".join(languages)
        raise Refused(
            Problem(f"{path.name} / languages", f'"{code}" is not a language of this form; there are {there_are}')
            for code in unknown
        )
    return read_model(Clinic, raw, path.name)


def load_logo(clinic: Clinic, settings: Path) -> bytes | None:
    """The clinic's logo, from the file beside its `settings`; None if it has none. Raises `Refused` when it is no PNG
    or too large."""
    if not clinic.logo:
        return None
    path = settings.parent / clinic.logo
    place = f"{settings.name} / logo"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused([Problem(place, f"{clinic.logo} cannot be read: {error.strerror}")]) from None
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Refused([Problem(place, f"{clinic.logo} is not a PNG picture")])
    if len(content) > _MOST_LOGO:
        raise Refused([Problem(place, f"{clinic.logo} has {len(content):,} bytes; {_MOST_LOGO:,} is the most")])
    return content

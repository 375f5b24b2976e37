"""The product's own words to patients, by key, in every language it speaks: the files of `locales/`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

LOCALES = Path(__file__).parent.parent / "locales"


@dataclass(frozen=True)
class Language:
    """One language that the product speaks. `name` is what its speakers call it; `reviewed` tells whether a clinician
    who speaks it has read the translation and signed it off."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    reviewed: bool


PSEUDO = "xx"
_PSEUDO = Language(PSEUDO, "⟦Pseudo⟧", "rtl", reviewed=False)
"""A language that is none: English in brackets, set from right to left. A clinic offers it to see what a page looks
like in Arabic or Hebrew, and that nothing on it is left in English."""


def pseudo(text: str) -> str:
    """An English text in the language that is none."""
    return f"⟦{text}⟧"


@lru_cache
def languages() -> dict[str, Language]:
    """Every language there is, by its two-letter code, English first."""
    listed: dict[str, dict[str, object]] = json.loads((LOCALES / "languages.json").read_text(encoding="utf-8"))
    return {code: Language(code, **about) for code, about in listed.items()} | {PSEUDO: _PSEUDO}  # type: ignore[arg-type]


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of a language, by key."""
    if language == PSEUDO:
        return {key: pseudo(text) for key, text in catalogue("en").items()}
    words: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    return words


def word(key: str, language: str = "en", **values: object) -> str:
    """The words for a key, with `{name}` places filled. Raises `KeyError` for a key that no catalogue has."""
    return catalogue(language)[key].format(**values)


@lru_cache
def glossary() -> dict[str, str]:
    """The English names of medicines and conditions that no shorter word can replace, each with the plain words that
    must stand beside it."""
    listed: dict[str, list[str]] = json.loads((LOCALES / "glossary.json").read_text(encoding="utf-8"))
    return {name: plain for plain, names in listed.items() for name in names}

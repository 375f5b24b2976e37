"""The product's own words to patients, by key, in every language it speaks.

Whoever starts a process reads the locales and calls `use_locales` once; from then on they never change, and nothing is
read from a disk.
"""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.locales import PSEUDO, Language, Locales, Reading, pseudo

_in_use: Locales | None = None


def use_locales(locales: Locales) -> None:
    """Speak these languages from now on. For the start of a process, before anybody is spoken to."""
    global _in_use
    _in_use = locales


def _locales() -> Locales:
    if _in_use is None:
        raise RuntimeError("no locales are in use: a process starts with use_locales(load_locales(folder))")
    return _in_use


def languages() -> Mapping[str, Language]:
    """Every language there is, by its two-letter code, English first."""
    return _locales().languages


def catalogue(language: str) -> Mapping[str, str]:
    """All words of a language, by key."""
    return _locales().catalogues[language]


def word(key: str, language: str = "en", **values: object) -> str:
    """The words for a key, with `{name}` places filled. Raises `KeyError` for a key that no catalogue has."""
    return _locales().catalogues[language][key].format(**values)


def glossary() -> Mapping[str, str]:
    """The English names of medicines and conditions that no shorter word can replace, each with the plain words that
    must stand beside it."""
    return _locales().glossary


def reading() -> Reading:
    """What is forgiven in a typed number or date."""
    return _locales().reading


__all__ = [
    "PSEUDO",
    "Language",
    "catalogue",
    "glossary",
    "languages",
    "pseudo",
    "reading",
    "use_locales",
    "word",
]

"""Reading `locales/`: every language whole, or none of them.

A language is three things: what `languages.json` says about it, its catalogue of the product's own words
(`<code>.json`), and the months in that catalogue, by which typed dates are read. `glossary.json` and `units.json` are
about all languages together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Final, Literal, TypeGuard

from pydantic import Field

from questionnaire.load import read_json, read_model, read_text
from questionnaire.model import Data
from questionnaire.problems import Problem, Refused, did_you_mean

SHIPPED: Final = Path(__file__).parent.parent / "locales"
"""The locales that come with the program. Their English says which words the program needs."""

PSEUDO: Final = "xx"
"""A language that is none: English in brackets, set from right to left. A clinic offers it to see what a page looks
like in Arabic or Hebrew, and that nothing on it is left in English."""


def pseudo(text: str) -> str:
    """An English text in the language that is none."""
    return f"⟦{text}⟧"


class Numbers(Data):
    """How a language writes numbers: its decimal sign, and what parts the thousands of a whole number, from
    `grouped_from` on."""

    decimal: str = Field(min_length=1)
    thousands: str
    grouped_from: int = Field(ge=1000)


class Typed(Data):
    """What people who speak a language add to what they type, in small letters: words for `about` before a number,
    `units` behind it, `date_words` between the parts of a date and `ordinals` behind its day."""

    about: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    date_words: tuple[str, ...] = ()
    ordinals: tuple[str, ...] = ()


class Language(Data):
    """One language that the product speaks. `name` is what its speakers call it; `reviewed` tells whether a clinician
    who speaks it has read the translation and signed it off."""

    code: str = Field(pattern=r"^[a-z]{2}$")
    name: str = Field(min_length=1)
    direction: Literal["ltr", "rtl"]
    reviewed: bool
    numbers: Numbers
    typed: Typed


@dataclass(frozen=True)
class Reading:
    """What is forgiven when a typed number or date is read, in all languages at once: nobody knows in which of them a
    patient thinks. `units` come longest first, so that nothing is left of one; `months` holds the first three letters
    of each month's name, where they mean the same month in every language."""

    about: tuple[str, ...]
    units: tuple[str, ...]
    date_words: frozenset[str]
    ordinals: tuple[str, ...]
    months: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Locales:
    """Every language the product speaks. `languages` and `catalogues` (the product's own words, by key) are by code,
    English first and `PSEUDO` last; `glossary` holds the plain words for each name of a medicine or condition."""

    languages: Mapping[str, Language]
    catalogues: Mapping[str, Mapping[str, str]]
    glossary: Mapping[str, str]
    reading: Reading


def load_locales(folder: Path) -> Locales:
    """The locales in a folder. Raises `Refused` with every fault found: a file that is missing or broken, a word that
    the program needs and a catalogue lacks, one that it does not know, a place such as `{name}` that differs."""
    if not folder.is_dir():
        raise Refused([Problem(str(folder), f"there are no locales in this folder; copy them from {SHIPPED}")])
    problems: list[Problem] = []
    languages = _languages(folder, problems)
    needed = _object(SHIPPED, "en.json", problems)
    catalogues = {code: _catalogue(folder, code, needed, problems) for code in languages}
    glossary = _glossary(folder, problems)
    units = _units(folder, problems)
    if problems:
        raise Refused(problems)
    reading = _reading(languages.values(), catalogues, units)
    english = languages["en"].model_copy(update={"code": PSEUDO, "name": pseudo("Pseudo"), "direction": "rtl"})
    languages[PSEUDO] = english.model_copy(update={"reviewed": False})
    catalogues[PSEUDO] = {key: pseudo(text) for key, text in catalogues["en"].items()}
    return Locales(
        MappingProxyType(languages),
        MappingProxyType({code: MappingProxyType(words) for code, words in catalogues.items()}),
        MappingProxyType(glossary),
        reading,
    )


def _place(folder: Path, name: str) -> str:
    return f"{folder.name}/{name}"


def _read(folder: Path, name: str, problems: list[Problem]) -> object:
    """A file's JSON; None, with the fault told, if it has none."""
    if not (folder / name).exists():
        problems.append(Problem(_place(folder, name), f"there is no such file; copy it from {SHIPPED}"))
        return None
    try:
        return read_json(read_text(folder / name), _place(folder, name))
    except Refused as refused:
        problems += refused.problems
        return None


def _object(folder: Path, name: str, problems: list[Problem]) -> dict[str, object]:
    raw = _read(folder, name, problems)
    if raw is not None and not isinstance(raw, dict):
        problems.append(Problem(_place(folder, name), "this file holds one object"))
    return raw if isinstance(raw, dict) else {}


def _languages(folder: Path, problems: list[Problem]) -> dict[str, Language]:
    listed = _object(folder, "languages.json", problems)
    place = _place(folder, "languages.json")
    found: dict[str, Language] = {}
    for code, about in listed.items():
        if code == PSEUDO:
            problems.append(Problem(f"{place} / {code}", "this code is kept for the language that is none; remove it"))
        elif not isinstance(about, dict):
            problems.append(Problem(f"{place} / {code}", "this is an object that tells about the language"))
        else:
            try:
                found[code] = read_model(Language, {"code": code, **about}, f"{place} / {code}")
            except Refused as refused:
                problems += refused.problems
    if listed and next(iter(listed)) != "en":
        problems.append(Problem(place, 'English comes first: begin with "en", in which every text is there'))
    return found


def _catalogue(folder: Path, code: str, needed: Mapping[str, object], problems: list[Problem]) -> dict[str, str]:
    """The words of one language, each of those that are needed and no other."""
    name = f"{code}.json"
    if not (folder / name).exists():
        remedy = f'write it, or take "{code}" out of languages.json'
        problems.append(Problem(_place(folder, name), f"there is no such file; {remedy}"))
        return {}
    before = len(problems)
    words = _object(folder, name, problems)
    if len(problems) > before:  # it would seem to lack everything
        return {}
    problems += _faults_of_words(words, needed, _place(folder, name))
    return {key: str(text) for key, text in words.items()}


def _faults_of_words(words: Mapping[str, object], needed: Mapping[str, object], place: str) -> Iterator[Problem]:
    for key, english in needed.items():
        text = words.get(key)
        if not isinstance(text, str) or not text.strip():
            yield Problem(f"{place} / {key}", f"the words for this are missing; in English they are: “{english}”")
            continue
        left_open, expected = _left_open(text), _left_open(str(english))
        if left_open is None:
            yield Problem(f"{place} / {key}", "a brace { or } stands alone here; write {{ or }} for the sign itself")
        elif left_open != expected:
            told = ", ".join(f"{{{name}}}" for name in sorted((expected or Counter()).elements())) or "none"
            yield Problem(f"{place} / {key}", f"the places to be filled differ from those of the English: {told}")
    for key in words.keys() - needed.keys():
        hint = did_you_mean(key, needed) or " Remove it."
        yield Problem(f"{place} / {key}", f"the program has no use for these words.{hint}")


def _left_open(text: str) -> Counter[str] | None:
    """The places of a text that are to be filled; None if its braces do not match."""
    try:
        return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return None


def _glossary(folder: Path, problems: list[Problem]) -> dict[str, str]:
    listed = _object(folder, "glossary.json", problems)
    found: dict[str, str] = {}
    for plain, names in listed.items():
        if _are_texts(names):
            found.update(dict.fromkeys(names, plain))
        else:
            told = 'this is a list of names, such as ["warfarin", "heparin"]'
            problems.append(Problem(f"{_place(folder, 'glossary.json')} / {plain}", told))
    return found


def _units(folder: Path, problems: list[Problem]) -> tuple[str, ...]:
    raw = _read(folder, "units.json", problems)
    if _are_texts(raw):
        return tuple(raw)
    if raw is not None:
        problems.append(Problem(_place(folder, "units.json"), 'this is a list of units, such as ["g/l", "/nl"]'))
    return ()


def _are_texts(raw: object) -> TypeGuard[list[str]]:
    return isinstance(raw, list) and all(isinstance(text, str) and text for text in raw)


def _reading(
    languages: Iterable[Language], catalogues: Mapping[str, Mapping[str, str]], units: Iterable[str]
) -> Reading:
    typed = [language.typed for language in languages]
    all_units = {unit: None for each in typed for unit in each.units} | dict.fromkeys(units)
    months: dict[str, set[int]] = {}
    for words in catalogues.values():
        for number in range(1, 13):
            months.setdefault(words[f"month.{number}"][:3].lower(), set()).add(number)
    return Reading(
        about=tuple(dict.fromkeys(word for each in typed for word in each.about)),
        units=tuple(sorted(all_units, key=len, reverse=True)),
        date_words=frozenset(word for each in typed for word in each.date_words),
        ordinals=tuple(dict.fromkeys(word for each in typed for word in each.ordinals)),
        months=MappingProxyType({name: next(iter(found)) for name, found in months.items() if len(found) == 1}),
    )

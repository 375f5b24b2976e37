"""Every language says everything: no text for patients is missing in any language that the product speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from questionnaire.words import PSEUDO, catalogue, languages, word

ROOT = Path(__file__).parent.parent.parent
FILES = [
    ROOT / "questions.json",
    ROOT / "clinic.json",
    ROOT / "rules/book/treatments.json",
    *sorted((ROOT / "rules/book/rules").glob("*.json")),
]
SPOKEN = [code for code in languages() if code not in ("en", PSEUDO)]


def texts(value: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in several languages, with its place."""
    if isinstance(value, dict) and isinstance(value.get("en"), str):
        yield place, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, f"{place} / {key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            name = part.get("id", number) if isinstance(part, dict) else number
            yield from texts(part, f"{place} / {name}")


def named(text: str) -> list[str]:
    """What a text leaves open: `{places}` and `$parameters`."""
    return sorted(re.findall(r"\{\w+\}|\$[a-z_0-9]+", text))


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_text_is_there_in_every_language(file: Path, language: str) -> None:
    found = list(texts(json.loads(file.read_text(encoding="utf-8")), file.name))
    assert found
    for place, text in found:
        assert text.get(language, "").strip(), f"{place} is missing in {language}"
        assert named(text[language]) == named(text["en"]), place


@pytest.mark.parametrize("language", SPOKEN)
def test_no_two_options_of_a_question_read_the_same(form: Any, language: str) -> None:
    for question in form.questions:
        said = [option.text[language] for option in question.options]
        assert len(set(said)) == len(said), question.id


def code() -> str:
    """All of the program that speaks to patients."""
    rooms = ("questionnaire", "pdf", "desk", "screens")
    files = [*(file for room in rooms for file in (ROOT / room).rglob("*.py")), ROOT / "screening_app.py"]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def test_every_key_is_used() -> None:
    """A key nobody uses is a sentence that someone translates for nothing."""
    made = ("answer.", "copy.", "month.", "code.problem.", "photo.", "reach.")  # put together from parts
    text = code()
    unused = [
        key
        for key in catalogue("en")
        if not key.startswith(made) and not re.search(f"['\"]{re.escape(key.removesuffix('.tablet'))}['\"]", text)
    ]
    assert unused == []


def test_every_word_that_is_asked_for_is_there() -> None:
    """The loader compares catalogues with the shipped English; this compares that with the program."""
    asked = set(re.findall(r'\b(?:word|here)\(\s*"([a-z0-9_.]+)"', code()))
    assert len(asked) > 100
    assert asked - catalogue("en").keys() == set()


def test_a_key_that_no_catalogue_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("no.such.key")

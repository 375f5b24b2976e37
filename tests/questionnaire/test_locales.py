"""The languages are read whole or not at all: whatever is wrong with them is told before a patient is spoken to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from questionnaire.contact import read_date
from questionnaire.journey import parse_number
from questionnaire.locales import PSEUDO, SHIPPED, load_locales
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from questionnaire.wording import number_text
from questionnaire.words import use_locales, word

Edit = Callable[[Any], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped locales, to edit."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "locales"))


def edit(folder: Path, name: str, change: Edit) -> None:
    raw = json.loads((folder / name).read_text(encoding="utf-8"))
    change(raw)
    (folder / name).write_text(json.dumps(raw), encoding="utf-8")


def faults(folder: Path) -> dict[str, str]:
    """What is wrong, by place."""
    with pytest.raises(Refused) as refused:
        load_locales(folder)
    return {problem.place: problem.message for problem in refused.value.problems}


EDITS: dict[str, tuple[str, Edit, str, str]] = {
    "a missing word": ("es.json", lambda raw: raw.pop("app.back"), "locales/es.json / app.back", "in English they are: “Back”"),
    "a word missing in English": ("en.json", lambda raw: raw.pop("app.back"), "locales/en.json / app.back", "are missing"),
    "a blank word": ("es.json", lambda raw: raw.update({"app.back": " "}), "locales/es.json / app.back", "are missing"),
    "an unknown key": ("es.json", lambda raw: raw.update({"app.bakc": "x"}), "locales/es.json / app.bakc", 'Did you mean "app.back"?'),
    "a place that differs": ("es.json", lambda raw: raw.update({"app.help": "Llame a {clinica}"}), "locales/es.json / app.help", "{clinic}"),
    "a brace alone": ("es.json", lambda raw: raw.update({"app.help": "Llame a {clinic"}), "locales/es.json / app.help", "write {{ or }}"),
    "a language without its words": ("languages.json", lambda raw: raw.update(pt=raw["es"]), "locales/pt.json", 'take "pt" out of languages.json'),
    "a misspelt key of a language": ("languages.json", lambda raw: raw["es"].update(direktion="ltr"), "locales/languages.json / es / direktion", "correct its spelling"),
    "a language without number formats": ("languages.json", lambda raw: raw["es"].pop("numbers"), "locales/languages.json / es / numbers", "this key is missing"),
    "a direction that is none": ("languages.json", lambda raw: raw["es"].update(direction="up"), "locales/languages.json / es / direction", "ltr"),
    "a language that is a text": ("languages.json", lambda raw: raw.update(es="Español"), "locales/languages.json / es", "an object"),
    "the code that is kept": ("languages.json", lambda raw: raw.update(xx=raw["es"]), "locales/languages.json / xx", "remove it"),
    "no English": ("languages.json", lambda raw: raw.pop("en"), "locales/languages.json", 'begin with "en"'),
    "names that are no list": ("glossary.json", lambda raw: raw.update({"hair loss": "minoxidil"}), "locales/glossary.json / hair loss", "a list of names"),
    "units that are no texts": ("units.json", lambda raw: raw.append(9), "locales/units.json", "a list of units"),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_a_faulty_file_is_refused_with_place_and_remedy(folder: Path, name: str) -> None:
    file, change, place, telling = EDITS[name]
    edit(folder, file, change)
    found = faults(folder)
    assert list(found) == [place]
    assert telling in found[place]


@pytest.mark.parametrize("name", ["languages.json", "en.json", "es.json", "glossary.json", "units.json"])
def test_a_broken_or_missing_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text('{"a": ')
    assert "this is not valid JSON" in faults(folder)[f"locales/{name}"]
    (folder / name).unlink()
    assert "there is no such file" in faults(folder)[f"locales/{name}"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "copy them from" in faults(tmp_path / "none")[str(tmp_path / "none")]


def test_all_faults_are_told_at_once(folder: Path) -> None:
    edit(folder, "es.json", lambda raw: raw.pop("app.back"))
    edit(folder, "en.json", lambda raw: raw.update({"app.back": ""}))
    edit(folder, "units.json", lambda raw: raw.append(9))
    assert len(faults(folder)) == 3


def test_what_was_read_does_not_change(folder: Path) -> None:
    locales = load_locales(folder)
    with pytest.raises(TypeError):
        locales.catalogues["en"]["app.back"] = "x"  # type: ignore[index]
    shutil.rmtree(folder)
    assert locales.catalogues[PSEUDO]["app.back"] == "⟦Back⟧"


def test_a_language_is_added_by_data_alone(folder: Path, form: Questionnaire) -> None:
    """Its words, its numbers, and how its speakers type numbers and dates."""
    months = ["jan", "fev", "mär", "apr", "mai", "jun", "jul", "aou", "sep", "okt", "nov", "dez"]

    def speak(raw: Any) -> None:
        numbers = {"decimal": ",", "thousands": "'", "grouped_from": 1000}
        typed = {"about": ["etwa"], "units": ["jahre"], "date_words": ["vom"], "ordinals": ["ter"]}
        raw["zz"] = {"name": "Z", "direction": "rtl", "reviewed": False, "numbers": numbers, "typed": typed}

    edit(folder, "languages.json", speak)
    words = json.loads((folder / "en.json").read_text()) | {f"month.{n}": name for n, name in enumerate(months, 1)}
    (folder / "zz.json").write_text(json.dumps(words | {"app.back": "Zurück"}), encoding="utf-8")
    shipped = load_locales(SHIPPED)
    try:
        use_locales(load_locales(folder))
        assert word("app.back", "zz") == "Zurück"
        assert (number_text(2500, "zz"), number_text(13.5, "zz")) == ("2'500", "13,5")
        assert parse_number(form.by_id["age_years"], "etwa 45 Jahre") == 45
        born = read_date("3ter Okt vom 1991")
        assert born is not None
        assert born.isoformat() == "1991-10-03"
    finally:
        use_locales(shipped)
    assert read_date("3ter Okt vom 1991") is None


def test_a_month_that_two_languages_tell_apart_is_not_guessed(folder: Path) -> None:
    edit(folder, "es.json", lambda raw: raw.update({"month.11": "oct"}))
    assert "oct" not in load_locales(folder).reading.months


def test_numbers_are_written_as_each_language_does() -> None:
    written = [number_text(number, code) for code in ("en", "es") for number in (999, 2500, 12345, 13.5)]
    assert written == ["999", "2,500", "12,345", "13.5", "999", "2500", "12\u202f345", "13.5"]

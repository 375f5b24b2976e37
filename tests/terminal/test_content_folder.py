"""`SCREENING_CONTENT`: every verb works with the content of the folder that it names, or says what the folder lacks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from tests.content_folder import PARTS, ROOT, copied_content, edit, edited_content
from tests.terminal.command import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an edit in each part."""
    return edited_content(tmp_path_factory.mktemp("content") / "ours")


@pytest.fixture
def young(tmp_path: Path, plain_man: dict[str, object]) -> Path:
    """A plain man of 24, for whom it is too early under the shipped rules."""
    path = tmp_path / "young.json"
    path.write_text(json.dumps({**plain_man, "age_years": 24}))
    return path


def test_assess_takes_questions_and_rules_from_the_folder(folder: Path, young: Path) -> None:
    ours = json.loads(run("assess", young, SCREENING_CONTENT=str(folder)).stdout)
    shipped = json.loads(run("assess", young).stdout)
    assert ours["treatments"]["fue"]["status"] == "consider_with_caution"
    assert shipped["treatments"]["fue"]["status"] == "resolve_first"
    assert (ours["questionnaire"]["version"], shipped["questionnaire"]["version"] == "77.7.7") == ("77.7.7", False)


def test_summary_takes_clinic_and_words_from_the_folder(folder: Path, young: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.pdf"
    done = run("summary", young, "-o", out, "--for", "patient", SCREENING_CONTENT=str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(out))
    assert "Clinic of the Folder" in text
    assert "Heading of the folder" in text


def test_options_and_the_clinics_own_variable_come_before_the_folder(folder: Path, young: Path, tmp_path: Path) -> None:
    settings = tmp_path / "clinic.json"
    settings.write_text(json.dumps(json.loads((ROOT / "clinic.json").read_text()) | {"name": "Clinic Beside"}))
    out = tmp_path / "summary.pdf"
    both = {"SCREENING_CONTENT": str(folder), "SCREENING_CLINIC": str(settings)}
    assert run("summary", young, "-o", out, **both).returncode == 0
    assert "Clinic Beside" in PdfDocument(out)[0].get_textpage().get_text_range()
    one = run("--book", ROOT / "rules/book", "assess", young, SCREENING_CONTENT=str(folder))
    assert json.loads(one.stdout)["treatments"]["fue"]["status"] == "resolve_first"


@pytest.mark.parametrize("part", PARTS)
def test_a_folder_that_lacks_a_part_is_refused_with_the_part_and_the_remedy(
    young: Path, tmp_path: Path, part: str
) -> None:
    folder = copied_content(tmp_path / "ours")
    gone = folder / part
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    told = f"{gone}: this is missing; the content folder needs it. Copy it from {ROOT / part}"
    done = run("assess", young, SCREENING_CONTENT=str(folder))
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (2, "", [told])
    done = run("check", SCREENING_CONTENT=str(folder))
    assert (done.returncode, done.stdout.splitlines()) == (1, [f"error: {told}"])


def test_check_tells_the_faults_of_every_part_at_once(tmp_path: Path) -> None:
    folder = copied_content(tmp_path / "ours")
    edit(folder / "questions.json", lambda raw: raw.update(titel="x"))
    edit(folder / "clinic.json", lambda raw: raw.update(time_zone="London"))
    edit(folder / "rules/book/book.json", lambda raw: raw.pop("version"))
    done = run("check", SCREENING_CONTENT=str(folder))
    assert done.returncode == 1
    assert "error: questions.json / titel: " in done.stdout
    assert 'error: clinic.json / time_zone: "London" is not a time zone; write it like "Europe/London"' in done.stdout
    edit(folder / "questions.json", lambda raw: raw.pop("titel"))
    edit(folder / "locales/es.json", lambda raw: raw.pop("app.back"))
    done = run("check", SCREENING_CONTENT=str(folder))
    assert done.returncode == 1
    assert "error: locales/es.json / app.back: the words for this are missing" in done.stdout
    assert "error: book.json: a version such as" in done.stdout


def test_check_tells_a_language_that_is_offered_without_its_words(tmp_path: Path) -> None:
    folder = copied_content(tmp_path / "ours")
    edit(folder / "clinic.json", lambda raw: raw.update(languages=["en", "pt"]))
    done = run("check", SCREENING_CONTENT=str(folder))
    assert done.returncode == 1
    told = 'error: clinic.json / languages: "pt" is not a language of this form; there are en, es, xx'
    assert done.stdout.splitlines() == [told]


def test_visible_reads_the_questions_of_the_folder(young: Path, tmp_path: Path) -> None:
    folder = copied_content(tmp_path / "ours")
    edit(folder / "questions.json", lambda raw: raw.pop("version"))
    done = run("visible", young, SCREENING_CONTENT=str(folder))
    assert (done.returncode, done.stderr) == (2, "questions.json / version: this key is missing\n")
    shutil.rmtree(folder / "rules")
    edit(folder / "questions.json", lambda raw: raw.update(version="1"))
    assert run("visible", young, SCREENING_CONTENT=str(folder)).returncode == 0, "it needs no rules"

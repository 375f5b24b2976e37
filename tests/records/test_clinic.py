"""The clinic's settings: refused in words when a patient could not read the page."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from questionnaire.problems import Refused
from questionnaire.words import languages
from records.clinic import GROUNDS, contrast_of, load_clinic, load_logo

SETTINGS: dict[str, Any] = {"name": "Clinic", "urgent_help": {"en": "Call for help."}}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def written(folder: Path, **changes: object) -> Path:
    path = folder / "clinic.json"
    path.write_text(json.dumps(SETTINGS | changes))
    return path


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": {"light": "#7fb2e5", "dark": "#8fc1f0"}}, "choose a darker one"),
        ({"colour": {"light": "#12395b", "dark": "#12395b"}}, "choose a lighter one"),
        ({"colour": {"light": "blue", "dark": "#8fc1f0"}}, "light"),
        ({"languages": ["en", "qq"]}, "is not a language of this form"),
        ({"languages": []}, "languages"),
        ({"time_zone": "London"}, "Europe/London"),
        ({"urgent_help": "Call."}, "urgent_help"),
        ({"languages": ["en", "es"]}, 'urgent_help says nothing in "es"'),
    ],
)
def test_what_patients_could_not_read_is_refused(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    with pytest.raises(Refused) as refused:
        load_clinic(written(tmp_path, **changes), languages())
    assert says in str(refused.value)


def test_contrast_is_measured_against_the_grounds_that_the_pages_have() -> None:
    theme = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
    assert {name: theme[name]["backgroundColor"] for name in ("light", "dark")} == GROUNDS


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_of("#ffffff", "#000000") == pytest.approx(21)
    assert contrast_of("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the best-known borderline grey


def test_the_logo_stands_beside_the_settings_and_is_a_png(tmp_path: Path) -> None:
    path = written(tmp_path, logo="logo.png")
    with pytest.raises(Refused, match="cannot be read"):
        load_logo(load_clinic(path, languages()), path)
    for content, says in ((b"<svg/>", "not a PNG"), (PNG + bytes(200_000), "is the most")):
        (tmp_path / "logo.png").write_bytes(content)
        with pytest.raises(Refused, match=says):
            load_logo(load_clinic(path, languages()), path)
    (tmp_path / "logo.png").write_bytes(PNG)
    assert load_logo(load_clinic(path, languages()), path) == PNG
    assert load_logo(load_clinic(written(tmp_path), languages()), path) is None

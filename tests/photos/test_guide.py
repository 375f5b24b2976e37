"""The page for photos guides: each view has its own drawing, and on a shared tablet photos come from the camera
only."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from desk.patient.actions import PHOTO_PROBLEMS, PhotosSent, read_action
from desk.patient.views import PhotosPage
from desk.voice import Voice
from photos import VIEWS
from pictures import photo_guide as guides
from pictures.photo_guide import photo_guide
from questionnaire.model import Questionnaire
from questionnaire.words import catalogue, languages, word
from records.clinic import load_clinic
from screens.patient.photo_page import photo_page

ROOT = Path(__file__).parent.parent.parent


def test_each_view_has_a_drawing_of_its_own_in_the_colour_of_the_text() -> None:
    assert guides.VIEWS == VIEWS
    drawings = [photo_guide(view, texture).to_svg() for view in VIEWS for texture in ("straight", "coily")]  # type: ignore[arg-type]
    assert len(set(drawings)) == 2 * len(VIEWS)
    for drawing in drawings:
        assert len(drawing) < 12_000
        for element in ElementTree.fromstring(drawing).iter():
            assert {element.get("fill", "none"), element.get("stroke", "none")} <= {"none", "currentColor"}
    with pytest.raises(KeyError):
        photo_guide("passport")


def shown(camera: bool = False, at: str = "", problems: tuple[tuple[str, str], ...] = ()) -> str:
    """The page as it goes to the browser."""
    voice = Voice(load_clinic(ROOT / "clinic.json", languages()), "en")
    page = photo_page(voice, PhotosPage((), at, problems, None, "straight", camera))
    return json.dumps([page.title, page.focus, page.body], ensure_ascii=False)


def test_on_a_tablet_in_the_waiting_room_nobody_sees_the_photos_of_others() -> None:
    assert shown(camera=True).count('"capture": "environment"') == len(VIEWS)
    assert "capture" not in shown()


AT_A_PHOTO = [name for name in PHOTO_PROBLEMS if name != "early"]  # which is told at the question that is open


@pytest.mark.parametrize("problem", AT_A_PHOTO)
def test_every_problem_is_told_in_words_at_its_view(problem: str) -> None:
    told = word(f"photo.problem.{problem}", view=word("photo.top"), most=15, least=480)
    other = word("photo.problem.format", view=word("photo.donor"))
    page = shown(at="top", problems=(("top", problem), ("donor", "format")))
    assert page.count(told) == 2, "in the summary and at the field"
    assert page.count(other) == 2, "and so is that of another photo"
    assert "Error: " in page
    assert {key for key in catalogue("en") if key.startswith("photo.problem.")} == {
        f"photo.problem.{name}" for name in AT_A_PHOTO
    }


def test_a_problem_or_view_that_is_none_is_not_told(form: Questionnaire) -> None:
    for at, problem in (("top", "<b>"), ("passport", "small"), ("", "small")):
        message = {"name": "photo", "value": at, "problems": {at: problem}}
        assert read_action(message, form, ("en",)) == PhotosSent(at if at == "top" else "", ())

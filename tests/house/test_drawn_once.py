"""The server draws each picture once, at its start: a page with twelve of them must not cost a patient half a
second."""

from __future__ import annotations

from pictures import _picture
from questionnaire.model import Questionnaire
from screens.patient.drawings import draw_pictures


def test_no_picture_is_ever_drawn_again(form: Questionnaire) -> None:
    draw_pictures(form)
    drawn = _picture.cache_info().misses
    draw_pictures(form)
    assert _picture.cache_info().misses == drawn
    assert drawn >= 66, "33 answers with a picture, in two textures"

"""The product's drawings on a page: like the patient's own hair, as far as it is known, and each drawn once."""

from __future__ import annotations

from photos import VIEWS
from pictures import TEXTURES, Svg, Texture, picture
from pictures.photo_guide import photo_guide
from questionnaire.model import Questionnaire
from screens.page.markup import Node, el


def draw_pictures(questionnaire: Questionnaire) -> None:
    """Draw every picture once, so that no patient waits for it."""
    for question in questionnaire.questions:
        for option in question.options:
            for texture in TEXTURES:
                picture(question.id, option.id, texture)
    for view in VIEWS:
        for texture in TEXTURES:
            photo_guide(view, texture)


def drawing_node(drawing: Svg) -> Node:
    """A drawing as an element of a page."""
    return el("svg", *(el("path", **path.attributes()) for path in drawing.paths), **drawing.attributes())


def option_drawing(question: str, option: str, texture: Texture) -> Node | None:
    """The picture of an option, beside its words."""
    drawn = picture(question, option, texture)
    return drawing_node(drawn) if drawn else None

"""All the pictures on one HTML page, for a person to look over: `python -m pictures.contact_sheet QUESTIONS.json
OUT.html`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import get_args

from pictures import QUESTIONS, Svg, Texture, picture
from pictures.photo_guide import VIEWS, photo_guide

_WIDTHS = (110, 150, 300)
"""Of a picture of full width, in pixels: the narrow phone's, the wide phone's, the desk's."""
_PHOTOS = "photo guides"
_STYLE = """
body { margin: 0; font: 12px sans-serif; }
section { padding: 12px 16px; }
.light { background: #fff; color: #1c2733; }
.dark { background: #0e1117; color: #fafafa; }
.print { background: #fff; color: #000; filter: grayscale(1) contrast(0.8); }
h2 { margin: 8px 0 4px; font-size: 14px; }
.row { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 10px; }
figure { margin: 0; text-align: center; }
figure svg { display: block; }
"""


def contact_sheet(options: Mapping[str, Sequence[str]], widths: Iterable[int] = _WIDTHS) -> str:
    """An HTML page with the picture of every option that has one, by question id, and the guide of every photo: in
    light, dark and as printed in grey, in both textures and at each width in pixels."""
    sizes = tuple(widths)
    sections = []
    for theme in ("light", "dark", "print"):
        rows = []
        for question, ids in {**options, _PHOTOS: VIEWS}.items():
            rows.append(f"<h2>{escape(question)} ({theme})</h2>")
            for texture in get_args(Texture):
                rows += [f'<div class="row">{_row(question, ids, texture, width)}</div>' for width in sizes]
        sections.append(f'<section class="{theme}">{"".join(rows)}</section>')
    return (
        '<!doctype html><html lang="en"><meta '
        f'charset="utf-8"><title>Pictures</title><style>{_STYLE}</style>{"".join(sections)}</html>\n'
    )


def _row(question: str, ids: Sequence[str], texture: Texture, width: int) -> str:
    figures = []
    for option in ids:
        drawing = _drawing(question, option, texture)
        if drawing:
            size = f' width="{width * drawing.width / 400:.0f}"'
            svg = drawing.to_svg().replace("<svg", f"<svg{size}", 1)
            figures.append(f"<figure>{svg}<figcaption>{escape(option)}</figcaption></figure>")
    return "".join(figures)


def _drawing(question: str, option: str, texture: Texture) -> Svg | None:
    return photo_guide(option, texture) if question == _PHOTOS else picture(question, option, texture)


def _options(questionnaire: object) -> dict[str, list[str]]:
    """The option ids of the questions that have pictures, found anywhere in the questionnaire's JSON."""
    if isinstance(questionnaire, list):
        return {question: ids for part in questionnaire for question, ids in _options(part).items()}
    if not isinstance(questionnaire, dict):
        return {}
    if questionnaire.get("id") in QUESTIONS:
        return {questionnaire["id"]: [option["id"] for option in questionnaire["options"]]}
    return {question: ids for part in questionnaire.values() for question, ids in _options(part).items()}


def main(arguments: Sequence[str]) -> int:
    """Write the sheet. Exit code 0, or 2 with a line on standard error when the arguments are not two paths."""
    if len(arguments) != 2:
        print("usage: python -m pictures.contact_sheet QUESTIONS.json OUT.html", file=sys.stderr)
        return 2
    questionnaire = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    Path(arguments[1]).write_text(contact_sheet(_options(questionnaire)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

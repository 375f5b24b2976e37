"""Every option that is chosen by looking has its own drawing, small and plain, and the drawings of a scale progress as
the scale does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path as File
from xml.etree import ElementTree

import pytest

from pictures import QUESTIONS, Svg, Texture, picture
from pictures.contact_sheet import contact_sheet
from pictures.photo_guide import VIEWS
from pictures.svg import Path, number
from questionnaire.model import Questionnaire

ROOT = File(__file__).parent.parent.parent
TEXTURES: tuple[Texture, ...] = ("straight", "coily")
STAGES = ("i", "ii", "iii", "iv", "v", "vi", "vii")
ADVANCING = ("i", "iia", "iiia", "iva", "va")
ALLOWED = {
    "svg": {"viewBox", "fill", "stroke", "stroke-linecap", "stroke-linejoin", "aria-hidden"},
    "path": {"d", "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width"},
}


def drawn(question: str, option: str, texture: Texture = "straight") -> Svg:
    """The picture, which must be there."""
    found = picture(question, option, texture)
    assert found is not None, (question, option)
    return found


def pictured(form: Questionnaire) -> dict[str, list[str]]:
    """The options of the shipped questionnaire that must have a picture, by question."""
    questions = [question for section in form.sections for page in section.pages for question in page.questions]
    shown = {
        question.id: list(question.definite)
        for question in questions
        if question.picture or question.id == "hair_loss_areas"
    }
    assert len(shown) == 5
    return shown


def everything(form: Questionnaire) -> Iterator[tuple[str, Svg]]:
    """Every picture with a name for messages."""
    for question, options in pictured(form).items():
        for option in options:
            for texture in TEXTURES:
                yield f"{question} {option} {texture}", drawn(question, option, texture)


def corners(path: Path) -> list[tuple[float, float]]:
    """The points that a path passes, for the few commands that the drawings use."""
    x = y = 0.0
    start = (x, y)
    points = []
    for verb, arguments in re.findall(r"([A-Za-z])([^A-Za-z]*)", path.d):
        values = [float(value) for value in re.findall(r"-?(?:\d+\.\d*|\.\d+|\d+)", arguments)]
        size = {"M": 2, "m": 2, "l": 2, "a": 7, "h": 1, "z": 0}[verb]
        if verb == "z":
            x, y = start
        for i in range(0, len(values), size or 1):
            part = values[i : i + size]
            x, y = (
                (part[0], part[1])
                if verb == "M"
                else (x + part[-2 if size > 1 else 0], y + (part[-1] if size > 1 else 0))
            )
            if verb in "Mm" and i == 0:
                start = (x, y)
            points.append((x, y))
    return points


def hairs(svg: Svg) -> int:
    """How many strands or coils a picture has."""
    return sum(path.d.lower().count("m") for path in svg.paths if path.width == 2)


def bare_spots(svg: Svg) -> list[int]:
    """In each view that has a toned area of hair, how many holes it has."""
    return [path.d.count("M") - 1 for path in svg.paths if path.tone]


def test_every_option_has_a_picture_but_those_that_say_nothing(form: Questionnaire) -> None:
    assert set(pictured(form)) == set(QUESTIONS)
    for question, options in pictured(form).items():
        for option in options:
            assert picture(question, option) is not None, (question, option)
        assert picture(question, "not_sure") is None


def test_what_has_no_picture_is_none() -> None:
    assert picture("smoking", "yes") is None
    assert picture("norwood_stage", "viii") is None


def test_two_options_of_a_question_never_look_the_same(form: Questionnaire) -> None:
    for question, options in pictured(form).items():
        for texture in TEXTURES:
            assert len({drawn(question, option, texture).to_svg() for option in options}) == len(options), question


def test_straight_and_coily_hair_are_drawn_differently() -> None:
    assert drawn("norwood_stage", "i", "straight") != drawn("norwood_stage", "i", "coily")


def test_a_picture_is_plain_xml_with_nothing_that_the_page_does_not_know(form: Questionnaire) -> None:
    for name, svg in everything(form):
        root = ElementTree.fromstring(svg.to_svg())
        for element in root.iter():
            namespace, tag = element.tag[1:].split("}")
            assert namespace == "http://www.w3.org/2000/svg", name
            assert set(element.attrib) <= ALLOWED[tag], name
        assert root.attrib["aria-hidden"] == "true", name


def test_the_only_colour_is_that_of_the_text_around(form: Questionnaire) -> None:
    for name, svg in everything(form):
        for element in ElementTree.fromstring(svg.to_svg()).iter():
            for attribute in ("fill", "stroke"):
                assert element.get(attribute, "none") in {"none", "currentColor"}, name


def test_a_picture_is_small(form: Questionnaire) -> None:
    for name, svg in everything(form):
        assert len(svg.to_svg()) < 12_000, name
        assert svg.paths, name


def test_nothing_is_cut_off_at_the_edge_of_the_picture(form: Questionnaire) -> None:
    for name, svg in everything(form):
        for path in svg.paths:
            for x, y in corners(path):
                assert 1 <= x <= svg.width - 1, (name, x, y)
                assert 1 <= y <= svg.height - 1, (name, x, y)


def test_the_same_picture_is_the_same_bytes_in_another_process() -> None:
    wanted = "norwood_stage", "v", "coily"
    code = f"import sys; from pictures import picture; sys.stdout.write(picture{wanted}.to_svg())"
    again = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert again.stdout == drawn("norwood_stage", "v", "coily").to_svg()


@pytest.mark.parametrize("texture", TEXTURES)
@pytest.mark.parametrize(
    ("question", "options"),
    [
        ("norwood_stage", STAGES),
        ("norwood_stage", ADVANCING),
        ("ludwig_stage", ("none", "i", "ii", "iii")),
        ("sinclair_stage", ("1", "2", "3", "4", "5")),
        ("donor_density_self", ("thick", "average", "thin", "very_thin")),
    ],
)
def test_each_stage_shows_less_hair_than_the_one_before(
    question: str, options: tuple[str, ...], texture: Texture
) -> None:
    counts = [hairs(drawn(question, option, texture)) for option in options]
    assert all(later < earlier for earlier, later in pairwise(counts)), dict(zip(options, counts, strict=True))


def test_only_iii_vertex_iv_and_v_have_a_crown_spot_apart_from_the_front(form: Questionnaire) -> None:
    apart = {stage for stage in pictured(form)["norwood_stage"] if bare_spots(drawn("norwood_stage", stage)) == [1, 1]}
    assert apart == {"iii_vertex", "iv", "v"}
    whole = {stage for stage in pictured(form)["norwood_stage"] if bare_spots(drawn("norwood_stage", stage)) == [0, 0]}
    assert whole == set(pictured(form)["norwood_stage"]) - apart


def test_the_sheet_shows_every_picture_in_each_theme_texture_and_size() -> None:
    page = contact_sheet({"ludwig_stage": ["none", "i", "not_sure"]}, widths=(100, 200))
    assert page.count("<svg") == (2 + len(VIEWS)) * 2 * 2 * 3
    assert "not_sure" not in page


def test_the_sheet_is_written_by_a_command(tmp_path: File) -> None:
    out = tmp_path / "sheet.html"
    command = [sys.executable, "-m", "pictures.contact_sheet", "questions.json", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert "iii_vertex" in out.read_text()
    refused = subprocess.run(command[:-1], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert refused.stderr.startswith("usage:")


def test_drawing_needs_nothing_but_python() -> None:
    for file in sorted((ROOT / "pictures").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {*sys.stdlib_module_names, "pictures"}, (file.name, name)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.5, ".5"), (-0.5, "-.5"), (3.0, "3"), (-0.04, "0"), (10.0, "10"), (0, "0"), (-12.5, "-12.5")],
)
def test_numbers_are_written_short_and_right(value: float, written: str) -> None:
    assert number(value) == written

"""The documents of the gallery are the accepted ones: the same words, the same structure, the same look, and the same
bytes everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.pdf import gallery
from tests.pdf.gallery import DOCUMENTS, ROOT, document_of
from tests.pdf.gallery_pages import alike, differences, faults, highlighted, pictures, structure
from tests.pdf.gallery_show import GOLDEN, LIMIT, SHEETS, accepted

HOW = (
    "Run `make gallery` and open build/gallery/index.html to see each page beside the accepted one. "
    "If the new pages are right, `make gallery-accept` accepts them; commit what it writes."
)
make = cache(gallery.make)
ELSEWHERE = ("everything-summary", "spanish-copy")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_as_accepted(name: str) -> None:
    golden = accepted(name)
    assert golden is not None, f"{name} was never accepted. {HOW}"
    found = differences(make(name), golden)
    assert not found, "\n".join([f"{name} differs from the accepted document:", *map(str, found), HOW])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_page_is_ill_laid_out(name: str) -> None:
    """No heading alone at the foot of a page, no text beyond the margins or over other text, no page left mostly
    empty."""
    assert faults(make(name)) == []


def test_what_is_kept_is_small_and_nothing_is_left_over() -> None:
    assert {file.name for file in GOLDEN.iterdir()} == {f"{name}.pdf" for name in DOCUMENTS}
    for folder in (GOLDEN, SHEETS):
        assert sum(file.stat().st_size for file in folder.iterdir()) <= LIMIT


def test_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib; from tests.pdf.gallery import make\n"
        f"for name in {ELSEWHERE!r}: print(hashlib.sha256(make(name)).hexdigest())"
    )
    others = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    here = [hashlib.sha256(make(name)).hexdigest() for name in ELSEWHERE]
    for other in others:
        assert other.communicate(timeout=120)[0].split() == here
        assert other.returncode == 0


def test_a_difference_is_found_and_named() -> None:
    telling, kind = DOCUMENTS["fits-copy"]
    before = make("fits-copy")
    after = document_of(replace(telling, patient=replace(telling.patient, name="Daniel Muller")), kind)
    found = differences(after, before)
    assert found[0].page == 1
    assert any(difference.page == 1 and difference.what == "looks different" for difference in found)
    assert any("+For Daniel Muller" in line for line in found[0].lines)
    assert "page 1: other text" in str(found[0])
    assert differences(before, before) == []


def test_pictures_are_compared_as_eyes_do() -> None:
    page = pictures(make("fits-summary"))[0]
    nearly = page.point([max(level - 6, 0) for level in range(256)] * 3)
    assert alike(page, nearly), "another library's smoothing is no difference"
    recoloured = page.copy()
    recoloured.paste((23, 96, 58), (60, 60, 64, 64))
    assert not alike(page, recoloured)
    assert not alike(page, page.crop((0, 0, 100, 100)))
    assert (200, 0, 120) in {colour for _, colour in highlighted(recoloured, page).getcolors(1 << 20) or []}


def test_the_structure_is_read_as_a_tree() -> None:
    tree = structure(make("fits-summary"))
    lines = tree.splitlines()
    assert lines[0] == "Document"
    assert any(line.strip() == "H1" for line in lines)
    assert any(line.strip().startswith("Figure") and '"' in line for line in lines)
    assert any(line.strip().startswith("TH ") and "scope=" in line for line in lines)
    assert any(line.strip().startswith("Link") and "-> " in line for line in lines)


def test_faults_of_layout_are_found() -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.drawString(60, 800, "One line of words")
    canvas.drawString(62, 802, "and another over it")
    canvas.drawString(500, 700, "This one runs beyond the margin.")
    canvas.showPage()
    canvas.drawString(60, 800, "The last page may be short.")
    canvas.save()
    found = faults(target.getvalue())
    assert [fault.split(":")[0] for fault in found] == ["page 1"] * 3
    assert " over '" in found[0]
    assert "beyond the margin: 'This one runs" in found[1]
    assert "of it used" in found[2]

"""The clinician's summary ends with the photos, two by two, named and as they came."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from conftest import MADE, Assess
from pdf_reading import outer_links, pages_of, squeezed
from PIL import Image, ImageChops

from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.photos import Photograph
from rules.model import RuleBook

ROOT = Path(__file__).parent.parent.parent
SIZES = {
    "Front hairline": (2000, 1500),
    "Top, from above": (1500, 2000),
    "Crown, from behind": (2000, 480),
    "Donor area": (480, 2000),
}
IMAGE = 3  # pdfium's number for a picture on a page


def photo(size: tuple[int, int]) -> bytes:
    """A photo of this size with something to see."""
    target = io.BytesIO()
    Image.merge("RGB", [Image.linear_gradient("L").resize(size)] * 3).rotate(90).resize(size).save(
        target, "JPEG", quality=85
    )
    return target.getvalue()


@pytest.fixture(scope="module")
def photos() -> list[Photograph]:
    """One photo of each view."""
    return [Photograph(view, photo(size)) for view, size in SIZES.items()]


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_all_photos_stand_on_one_last_page_with_their_names(
    page_size: str, count: int, assessed: Assess, book: RuleBook, patient: Patient, photos: list[Photograph]
) -> None:
    letterhead = Letterhead("Example Hair Clinic", page_size=page_size)  # type: ignore[arg-type]
    without = clinician_summary(assessed("v01"), book, patient, letterhead, MADE)
    pdf = clinician_summary(assessed("v01"), book, patient, letterhead, MADE, photos[:count])
    pages, before = pages_of(pdf), pages_of(without)
    assert len(pages) == len(before) + 1
    for words in (
        "As sent by the patient, not analysed",
        *list(SIZES)[:count],
        "HS-0042",
        f"Page {len(pages)} of {len(pages)}",
    ):
        assert squeezed(words) in squeezed(pages[-1])
    page = pdfium.PdfDocument(pdf)[len(pages) - 1]
    width, height = page.get_size()
    places = [item.get_bounds() for item in page.get_objects() if item.type == IMAGE]
    assert len(places) == count
    for left, bottom, right, top in places:
        assert 30 < left < right < width - 30
        assert 40 < bottom < top < height - 30
    shapes = sorted((right - left) / (top - bottom) for left, bottom, right, top in places)
    assert shapes == pytest.approx(sorted(w / h for w, h in list(SIZES.values())[:count]), rel=0.01), "not stretched"
    assert all(
        item.type != IMAGE for number in range(len(before)) for item in pdfium.PdfDocument(pdf)[number].get_objects()
    )
    assert outer_links(pdf) == outer_links(without)


def test_a_printed_photo_is_the_one_that_was_sent(
    assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead, photos: list[Photograph]
) -> None:
    pdf = clinician_summary(assessed("v01"), book, patient, letterhead, MADE, photos[:1])
    document = pdfium.PdfDocument(pdf)
    printed = next(item for item in document[len(document) - 1].get_objects() if item.type == IMAGE)
    drawn = printed.get_bitmap(render=False).to_pil().convert("RGB")
    with Image.open(io.BytesIO(photos[0].content)) as sent:
        assert ImageChops.difference(drawn, sent).getbbox() is None


def test_without_photos_the_summary_is_what_it_was(
    assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead
) -> None:
    pdf = clinician_summary(assessed("v01"), book, patient, letterhead, MADE)
    assert pdf == clinician_summary(assessed("v01"), book, patient, letterhead, MADE, ())
    assert not any("As sent by the patient" in page for page in pages_of(pdf))


def test_the_same_photos_give_the_same_bytes_in_any_process(
    assessed: Assess, book: RuleBook, patient: Patient, photos: list[Photograph], tmp_path: Path
) -> None:
    for number, each in enumerate(photos):
        (tmp_path / str(number)).write_bytes(each.content)
    code = f"""
import hashlib
from pathlib import Path
from datetime import UTC, date, datetime
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.photos import Photograph
from questionnaire.answers import read_answers
from questionnaire.load import load_questionnaire
from questionnaire.locales import load_locales
from questionnaire.words import use_locales
from rules.assess import assess
from rules.load import load_rule_book
use_locales(load_locales(Path("locales")))
form = load_questionnaire(Path("questions.json"))
book = load_rule_book(Path("rules/book"), form)
answers = next(case.answers for case in book.cases if case.id == "v01")
views = {list(SIZES)!r}
photos = [Photograph(view, Path({str(tmp_path)!r}, str(n)).read_bytes()) for n, view in enumerate(views)]
patient = Patient("REYES, Marta", date(1991, 3, 14), "HS-0042")
made = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
print(hashlib.sha256(clinician_summary(assess(read_answers(answers, form), book), book, patient, Letterhead("A"), made, photos)).hexdigest())
"""
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1

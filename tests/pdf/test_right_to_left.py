"""Words written from right to left: drawn in the right order, joined, and kept as they were typed for whoever has them
read aloud."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2 as pdfium
import pytest
from conftest import MADE, Assess
from pdf_reading import squeezed, text_of

from pdf import bidi
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from rules.model import RuleBook
from tests.pdf import inside

HEBREW = "אני רוצה לשקם את קו השיער (לפני החתונה) ABC 123, ולא רוצה ניתוח עכשיו."
ARABIC = "أريد أن أستعيد خط الشعر (قبل حفل الزفاف) ABC 123، لا أريد عملية جراحية الآن."


def spoken_in(pdf: bytes) -> str:
    """What the structure gives to be read aloud, in order: what is drawn, or what it says in place of that."""
    said: list[str] = []
    with pikepdf.open(BytesIO(pdf)) as document:
        drawn = inside.texts(document)
        page_of = {page.obj.objgen: number for number, page in enumerate(document.pages)}

        def read(element: pikepdf.Object) -> None:
            if "/ActualText" in element:
                said.append(str(element.ActualText))
                return
            for kid in inside.several(element.get("/K")):
                if isinstance(kid, int):
                    said.append(drawn.get((page_of[element.Pg.objgen], kid), ""))
                elif "/MCID" in kid:
                    said.append(drawn.get((page_of[kid.Pg.objgen], int(kid.MCID)), ""))
                elif "/S" in kid:
                    read(kid)

        for kid in document.Root.StructTreeRoot.K:
            read(kid)
    return " ".join(said)


@pytest.mark.parametrize(
    "words", [HEBREW, ARABIC, " ".join([HEBREW] * 4), "Call me: " + HEBREW, HEBREW + "\n\n" + ARABIC]
)
def test_what_was_typed_is_what_is_read_aloud(
    words: str, assessed: Assess, book: RuleBook, letterhead: Letterhead
) -> None:
    patient = Patient("נועה לוי", date(1988, 3, 14), "1", words)
    spoken = squeezed(spoken_in(clinician_summary(assessed("v35"), book, patient, letterhead, MADE)))
    assert squeezed(words) in spoken
    assert squeezed(patient.name) in spoken


@pytest.mark.parametrize(
    ("line", "base", "drawn"),
    [
        ("שלום", "R", "םולש"),
        ("שלום (עולם) 12", "R", "12 (םלוע) םולש"),
        ("ab שלום", "L", "ab םולש"),
        ("only Latin (12)", "L", "only Latin (12)"),
    ],
)
def test_a_line_is_drawn_from_its_right_end(line: str, base: bidi.Direction, drawn: str) -> None:
    assert bidi.direction(line) == base
    assert bidi.drawn_order(line, base) == drawn


@pytest.mark.parametrize("words", [ARABIC, HEBREW, "مُحَمَّد", "لا إله", "سلـــام"])
def test_joining_letters_loses_none(words: str) -> None:
    assert bidi.spoken(bidi.joined(words)) == words


def test_words_are_found_by_a_reader_that_sorts_by_itself(
    assessed: Assess, book: RuleBook, letterhead: Letterhead
) -> None:
    """Browsers turn what they find: a name is found in them by typing it."""
    patient = Patient("נועה לוי", date(1988, 3, 14), "1")
    text = text_of(clinician_summary(assessed("v35"), book, patient, letterhead, MADE))
    assert "נועה" in text
    assert "לוי" in text


def test_other_scripts_and_signs_are_drawn_and_not_named(
    assessed: Assess, book: RuleBook, letterhead: Letterhead
) -> None:
    words = "Αθήνα, Москва, ნინო, Անի, ⚠ ☎"
    pdf = clinician_summary(assessed("v35"), book, Patient("A", None, "", words), letterhead, MADE)
    assert squeezed(words) in text_of(pdf)
    assert len(pdfium.PdfDocument(pdf)) >= 4

"""What a stranger typed opens nothing, embeds nothing and stops nothing; the file is what it says it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest
from conftest import MADE, Assess
from pdf_reading import names_in, outer_links, skeleton, squeezed, text_of

from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.text import source_link
from rules.model import RuleBook

HOSTILE = [
    '<img src="http://127.0.0.1:9/x.png"/>',
    '<img src="/etc/hostname"/><img src="../pdf/fonts/x.png"/>',
    "<font color=\"[[[getattr(pow,Word('__globals__'))['os'].system('id')]]]\">x</font>",
    '<para backColor="red">x</para>',
    '<onDraw name="x" label="y"/><index item="x"/>',
    '<a href="javascript:app.alert(1)">Your clinic</a>',
    '<a href="file:///etc/passwd">x</a> <a href="pdf:other.pdf">x</a> <link destination="x">y</link>',
    '<a href="https://evil.example">pay here</a>',
    "</b></para></font>",
    "a<b>c",
    "<![CDATA[x]]> <?php x ?> <!-- x --> &xxe; &#x41; &amp;",
    ") /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> (",
    "endstream endobj 1 0 obj << /Launch >>",
    "{} {0} %s {x.__class__}",
    "\u202egnp.exe\u202c \x00\x07 \ud800",
    "W" * 1_999,
    "\n" * 1_000 + "x",
]
FORBIDDEN = {
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/AA",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/GoToR",
    "/SubmitForm",
    "/RichMedia",
    "/Image",
}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_open_and_embed_nothing(words: str, assessed: Assess, book: RuleBook) -> None:
    patient = Patient(words, date(1988, 3, 14), words, words, (words,))
    allowed = {
        m
        for s in book.sources.values()
        for m in re.findall(r'href="([^"]*)"', source_link(s.locator).replace("&amp;", "&"))
    }
    for make in (clinician_summary, patient_copy):
        pdf = make(assessed("v35"), book, patient, Letterhead(words, words), MADE)
        assert not names_in(pdf) & FORBIDDEN
        assert outer_links(pdf) <= allowed
        assert len(pdfium.PdfDocument(pdf)) >= 4


@pytest.mark.parametrize("words", [w for w in HOSTILE if w.isprintable() and len(w) < 150])
def test_hostile_words_are_printed_as_typed(words: str, assessed: Assess, book: RuleBook) -> None:
    patient = Patient("A. Patient", date(1988, 3, 14), "1", words)
    assert squeezed(words) in text_of(clinician_summary(assessed("v35"), book, patient, Letterhead("Clinic"), MADE))


def test_a_hostile_rule_book_is_text_too(assessed: Assess, book: RuleBook, letterhead: Letterhead) -> None:
    """Clinic staff edit rules; a title with a bracket in it must not vanish."""
    assessment = assessed("v35")
    title = "Haemoglobin < 10 & falling <b>now"
    findings = tuple(
        replace(f, rule=f.rule.model_copy(update={"title": title})) if f.truth else f for f in assessment.findings
    )
    text = text_of(
        clinician_summary(replace(assessment, findings=findings), book, Patient("A", None, ""), letterhead, MADE)
    )
    assert squeezed(title) in text


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_the_file_is_sound(page_size: str, assessed: Assess, book: RuleBook, patient: Patient) -> None:
    letterhead = Letterhead("Example Hair Clinic", page_size=page_size)  # type: ignore[arg-type]
    for make in (clinician_summary, patient_copy):
        pdf = make(assessed("v35"), book, patient, letterhead, MADE)
        document = pdfium.PdfDocument(pdf)
        size = {"A4": (595, 842), "Letter": (612, 792)}[page_size]
        assert all(tuple(map(round, page.get_size())) == size for page in document)
        about = document.get_metadata_dict()
        assert patient.name in about["Title"]
        assert about["Author"] == "Example Hair Clinic"
        assert about["CreationDate"] == about["ModDate"] == "D:20261123091200+00'00'"
        assert len(list(document.get_toc())) >= 5
        assert b"/Lang (en-GB)" in skeleton(pdf)
        assert b"/DisplayDocTitle true" in skeleton(pdf)


def test_every_font_is_embedded(assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead) -> None:
    for make in (clinician_summary, patient_copy):
        objects = skeleton(make(assessed("v35"), book, patient, letterhead, MADE))
        assert b"Helvetica" not in objects
        fonts = re.findall(rb"/Type /Font\b(?!Descriptor)", objects)
        descriptors = re.findall(rb"/Type /FontDescriptor", objects)
        assert len(fonts) == len(descriptors) == len(re.findall(rb"/FontFile2 \d+ 0 R", objects)) >= 3
        assert len(re.findall(rb"/ToUnicode \d+ 0 R", objects)) == len(fonts)


def test_inner_links_lead_somewhere(assessed: Assess, book: RuleBook, patient: Patient, letterhead: Letterhead) -> None:
    document = pdfium.PdfDocument(clinician_summary(assessed("v35"), book, patient, letterhead, MADE))
    raw = clinician_summary(assessed("v35"), book, patient, letterhead, MADE)
    assert len(re.findall(rb"/Subtype /Link", skeleton(raw))) > 30
    for entry in document.get_toc():
        assert entry.get_dest() is not None


def test_a_rule_book_of_endless_sentences_still_makes_a_document(
    assessed: Assess, book: RuleBook, patient: Patient
) -> None:
    assessment = assessed("v35")
    endless = {"title": "A long title " * 300, "clinician": "word " * 2_000, "action": "act " * 800}
    findings = tuple(
        replace(f, rule=f.rule.model_copy(update=endless), because="because it is so " * 300)
        for f in assessment.findings
    )
    text = text_of(clinician_summary(replace(assessment, findings=findings), book, patient, Letterhead("Clinic"), MADE))
    assert "morecharactersnotprinted" in text

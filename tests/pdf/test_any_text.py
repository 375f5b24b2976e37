"""Whatever anyone types into any field: the document is made, says it as it was typed, and opens and holds nothing
else."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from conftest import MADE, Assess
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pdf_reading import names_in, squeezed, text_of
from test_pdf_safety import FORBIDDEN, HOSTILE
from test_right_to_left import spoken_in

from pdf import bidi, tagged
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.patient import patient_copy
from pdf.text import plain
from rules.model import RuleBook


def comparable(text: str) -> str:
    """Without white space, and without what a reader of the file may change: hyphens at the ends of lines, and letters
    written as one sign."""
    return squeezed(unicodedata.normalize("NFKC", text)).replace("-", "").replace("\u2010", "").replace("\u2011", "")


def said(words: str, pdf: bytes) -> bool:
    """Whether the document says what the door made of the words."""
    printed = plain(words)
    return comparable(printed) in comparable(spoken_in(pdf) if bidi.runs_leftwards(printed) else text_of(pdf))


def test_any_words_in_any_field(assessed: Assess, book: RuleBook) -> None:
    assessment = assessed("v35")

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=60), st.text(max_size=300), st.text(max_size=40))
    @example("", "", "")
    @example(HOSTILE[0], HOSTILE[5], HOSTILE[8])
    @example(HOSTILE[1], HOSTILE[6], HOSTILE[9])
    @example(HOSTILE[2], HOSTILE[7], HOSTILE[10])
    @example(HOSTILE[3], HOSTILE[11], HOSTILE[12])
    @example(HOSTILE[4], HOSTILE[13], HOSTILE[14])
    # Found by chance: letters that no face holds, named by their codes, before words that run from right to left, over
    # two lines.
    @example(
        "\u092a\u0928\u094d\u0939 " * 4 + "\u0625\u0644\u0627",
        "\u07fb0\u061f\u07fb\u07fb\u06ba\u0928\u0937\u0937\u094b\u094b",
        "",
    )
    def holds(name: str, note: str, other: str) -> None:
        patient = Patient(name, date(1988, 3, 14), other, note, (other,))
        letterhead = Letterhead(f"Clinic {other}", other, other)
        for make in (clinician_summary, patient_copy):
            pdf = make(assessment, book, patient, letterhead, MADE)
            assert not names_in(pdf) & FORBIDDEN
            assert said(name, pdf), f"name in {make.__name__}"
            assert said(note, pdf), f"note in {make.__name__}"

    holds()


@pytest.mark.parametrize("make", [clinician_summary, patient_copy])
def test_nothing_a_patient_wrote_stays_in_memory(
    make, assessed: Assess, book: RuleBook, letterhead: Letterhead
) -> None:  # type: ignore[no-untyped-def]
    """What is kept to make the next document sooner is what every patient's document says."""
    make(assessed("v35"), book, Patient("A", date(1988, 3, 14), "1", "One note.", ("a@example.org",)), letterhead, MADE)
    before = tagged._parsed.cache_info().currsize, tagged._broken.cache_info().currsize
    other = Patient("Someone Else", date(1988, 3, 15), "2", "Quite another note. " * 90, ("b@example.org",))
    make(assessed("v35"), book, other, letterhead, MADE)
    after = tagged._parsed.cache_info().currsize, tagged._broken.cache_info().currsize
    allowed = 4  # words of ours that only a long note brings: that it goes on, and its heading
    assert all(now - then <= allowed for then, now in zip(before, after, strict=True)), (before, after)

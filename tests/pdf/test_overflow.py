"""However much there is to say, nothing is cut off: it goes on where the page says that it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

import pytest
from conftest import MADE, Assess
from gallery_pages import faults
from pdf_reading import pages_of, squeezed, text_of

from pdf import clinician
from pdf.identity import Letterhead, Patient
from pdf.view import Act, Summary, summarise
from rules.model import RuleBook

Monkey = pytest.MonkeyPatch


def drawn(
    summary: Summary,
    assessed: Assess,
    book: RuleBook,
    patient: Patient,
    page_size: Literal["A4", "Letter"],
    monkeypatch: Monkey,
) -> bytes:
    """The document of a view that no real patient brings about."""
    monkeypatch.setattr(clinician, "summarise", lambda *_: summary)
    return clinician.clinician_summary(assessed("v35"), book, patient, Letterhead("Clinic", page_size=page_size), MADE)


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_one_flag_or_thirty(
    count: int,
    page_size: Literal["A4", "Letter"],
    assessed: Assess,
    book: RuleBook,
    patient: Patient,
    monkeypatch: Monkey,
) -> None:
    summary = summarise(assessed("v35"), book, patient, MADE)
    flags = tuple(
        Act(
            None,
            f"Flag number {n} of the many",
            f"Because of answer {n}",
            f"Do thing {n} about it",
            "All six procedures",
            None,
        )
        for n in range(count)
    )
    pdf = drawn(replace(summary, acts=flags), assessed, book, patient, page_size, monkeypatch)
    text, first = text_of(pdf), squeezed(pages_of(pdf)[0])
    for flag in flags:
        assert squeezed(flag.title) in first
        assert squeezed(flag.because) in text
        assert squeezed(flag.action) in text
    assert faults(pdf) == []


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_one_treatment_or_twelve(
    count: int,
    page_size: Literal["A4", "Letter"],
    assessed: Assess,
    book: RuleBook,
    patient: Patient,
    monkeypatch: Monkey,
) -> None:
    summary = summarise(assessed("v35"), book, patient, MADE)
    options = tuple(
        replace(summary.options[n % 7], id=f"option_{n}", short_name=f"Option no. {n}") for n in range(count)
    )
    reasons = tuple(replace(reason, levels=(reason.levels * 2)[:count]) for reason in summary.reasons)
    pdf = drawn(replace(summary, options=options, reasons=reasons), assessed, book, patient, page_size, monkeypatch)
    first = squeezed(pages_of(pdf)[0])
    assert all(squeezed(option.short_name) in first for option in options)
    assert faults(pdf) == []


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_a_long_name_and_a_long_note(
    page_size: Literal["A4", "Letter"], assessed: Assess, book: RuleBook, monkeypatch: Monkey
) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff-Papadopoulou O’Brien, Ana"
    note = " ".join(f"word{n}" for n in range(300))[:2_000]
    patient = Patient(name, date(1988, 3, 14), "HS-0001", note)
    pdf = drawn(summarise(assessed("v35"), book, patient, MADE), assessed, book, patient, page_size, monkeypatch)
    assert squeezed(name) in squeezed(pages_of(pdf)[0])
    assert squeezed(note) in text_of(pdf)
    assert faults(pdf) == []

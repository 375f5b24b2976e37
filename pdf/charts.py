"""Numbers with their uncertainty as bars on one scale, each with the words that say what it is: what was measured, and
the donor area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from pdf import theme
from pdf.flowables import grid
from pdf.parts import citations, heading
from pdf.tagged import Drawing, Tabular
from pdf.text import REGULAR, esc, fill
from pdf.view import Measured, Summary

_SIZE, _TICKS = 7.2, 4
_LABEL, _SCALE = 30 * mm, 62 * mm


def evidence(summary: Summary, width: float) -> list[Flowable]:
    """What studies measured, and where the donor area stands: each only where there is something to show."""
    parts: list[Flowable] = []
    if summary.density:
        note = esc("Change in hairs per cm². Bar: the spread that the study gives; ring: no effect found.")
        parts += [
            *heading("evidence", "What studies measured", note, width, room=150),
            _ranges(summary.density, 40, width),
        ]
    if summary.donor:
        note = esc("Grafts. For planning, to be measured on the patient; never a quote.")
        parts += [*heading("donor", "The donor area", note, width, room=120), _ranges(summary.donor, 8_000, width)]
    return parts


def _ranges(rows: Sequence[Measured], top: float, width: float) -> Flowable:
    head = [theme.para(esc("Of what"), theme.COLUMN), _Scale(top), theme.para(esc("What it is"), theme.COLUMN)]
    body = [
        [
            theme.para(esc(row.label), theme.ROW_TITLE_SMALL),
            _Bar(row, top),
            theme.para(fill("{} <font color='#12395B'>{}</font>", row.words, citations(row.sources)), theme.FINE),
        ]
        for row in rows
    ]
    return grid(
        [head, *body],
        [_LABEL, _SCALE + 10, width - _LABEL - _SCALE - 10],
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, theme.HAIRLINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        repeat=1,
        tags=Tabular(0),
    )


class _Scale(Drawing):
    """The numbers of a scale that begins at 0."""

    speaks = True

    def __init__(self, top: float) -> None:
        super().__init__()
        self._top = top

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return _SCALE, _SIZE + 2

    def draw(self) -> None:
        c = self.canv
        c.setFillColor(theme.MUTED)
        c.setFont(REGULAR, _SIZE)
        for tick in range(_TICKS + 1):
            text = f"{self._top * tick / _TICKS:,.0f}"
            room = stringWidth(text, REGULAR, _SIZE)
            c.drawString(min(_SCALE * tick / _TICKS, _SCALE - room / 2) - (room / 2 if tick else 0), 2, text + " ")


class _Bar(Drawing):
    """One number with its spread, on the scale that its column is headed by."""

    _HEIGHT: Final = 11.0

    def __init__(self, row: Measured, top: float) -> None:
        super().__init__()
        self._row, self._top = row, top
        self.alt = f"{row.label}: {row.number} of {top:,.0f}"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return _SCALE, self._HEIGHT

    def draw(self) -> None:
        c, row, y = self.canv, self._row, self._HEIGHT / 2
        c.setStrokeColor(theme.HAIRLINE)
        c.setLineWidth(0.4)
        for tick in range(_TICKS + 1):
            c.line(_SCALE * tick / _TICKS, 0, _SCALE * tick / _TICKS, self._HEIGHT)
        start, end = (_SCALE * min(value / self._top, 1) for value in (row.low, row.high))
        c.setStrokeColor(theme.INK)
        c.setFillColor(theme.ASK.ground)
        c.setLineWidth(0.8)
        if end > start:
            c.rect(start, y - 2.6, end - start, 5.2, stroke=1, fill=1)
        if row.middle is not None or end == start:
            at = _SCALE * min((row.low if row.middle is None else row.middle) / self._top, 1)
            c.setFillColor(theme.WHITE if row.high == 0 else theme.INK)
            c.circle(at, y, 2.3, stroke=1, fill=1)
        beyond = row.high > self._top
        c.setFillColor(theme.INK)
        c.setFont(REGULAR, _SIZE)
        words = row.number + (" →" if beyond else "")
        room = stringWidth(words, REGULAR, _SIZE)
        right = end + 5
        c.drawString(right if right + room <= _SCALE else start - room - 5, y - 2.5, words)

"""Icons told apart by their shape, so that they read in grey and to every eye: one for each status and level, and the
red flag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi, sin
from typing import Final

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from pdf import theme
from pdf.tagged import Drawing
from pdf.text import BOLD
from pdf.words import LEVEL_WORDS
from rules.model import Level, Status

Draw = Callable[[Canvas, float, float, float, Color], None]
"""Draws an icon with its centre at x, y and its radius, in points, in a colour."""


def _ring(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    c.setStrokeColor(ink)
    c.setFillColor(theme.WHITE)
    c.setLineWidth(r * 0.22)
    c.circle(x, y, r * 0.89, stroke=1, fill=1)


def _letter(c: Canvas, x: float, y: float, size: float, letter: str, ink: Color) -> None:
    c.setFillColor(ink)
    c.setFont(BOLD, size)
    c.drawCentredString(x, y - size * 0.33, letter)


def _polygon(c: Canvas, points: Sequence[tuple[float, float]], ink: Color) -> None:
    path = c.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    c.setFillColor(ink)
    c.drawPath(path, stroke=0, fill=1)


def _slashed(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    c.setFillColor(ink)
    c.circle(x, y, r, stroke=0, fill=1)
    c.setStrokeColor(theme.WHITE)
    c.setLineWidth(r * 0.32)
    d = r * 0.5
    c.line(x - d, y - d, x + d, y + d)


def _octagon(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    def corners(size: float) -> list[tuple[float, float]]:
        return [(x + size * cos(pi / 8 + i * pi / 4), y + size * sin(pi / 8 + i * pi / 4)) for i in range(8)]

    _polygon(c, corners(r), ink)
    _polygon(c, corners(r * 0.74), theme.WHITE)
    c.setFillColor(ink)
    c.rect(x - r * 0.45, y - r * 0.14, r * 0.9, r * 0.28, stroke=0, fill=1)


def _asking(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    _ring(c, x, y, r, ink)
    _letter(c, x, y, r * 1.45, "?", ink)


def _triangle(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    _polygon(c, [(x - r * 1.02, y - r * 0.82), (x + r * 1.02, y - r * 0.82), (x, y + r * 0.98)], ink)
    c.setFillColor(theme.WHITE)
    c.rect(x - r * 0.1, y - r * 0.28, r * 0.2, r * 0.66, stroke=0, fill=1)
    c.rect(x - r * 0.1, y - r * 0.62, r * 0.2, r * 0.2, stroke=0, fill=1)


def _tick(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    c.setFillColor(ink)
    c.circle(x, y, r, stroke=0, fill=1)
    c.setStrokeColor(theme.WHITE)
    c.setLineWidth(r * 0.28)
    path = c.beginPath()
    path.moveTo(x - r * 0.46, y - r * 0.02)
    path.lineTo(x - r * 0.12, y - r * 0.38)
    path.lineTo(x + r * 0.48, y + r * 0.36)
    c.drawPath(path, stroke=1, fill=0)


def _dotted(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    _ring(c, x, y, r, ink)
    c.setFillColor(ink)
    c.circle(x, y, r * 0.24, stroke=0, fill=1)


def _informing(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    _ring(c, x, y, r, ink)
    _letter(c, x, y, r * 1.35, "i", ink)


def _flag(c: Canvas, x: float, y: float, r: float, ink: Color) -> None:
    c.setFillColor(ink)
    c.rect(x - r * 0.72, y - r, r * 0.24, r * 2, stroke=0, fill=1)
    _polygon(c, [(x - r * 0.48, y + r * 0.95), (x + r * 0.95, y + r * 0.42), (x - r * 0.48, y - r * 0.14)], ink)


STATUS_ICON: Final[dict[Status, Draw]] = {
    Status.NOT_SUITABLE: _slashed,
    Status.RESOLVE_FIRST: _octagon,
    Status.NEEDS_INFO: _asking,
    Status.CONSIDER_WITH_CAUTION: _triangle,
    Status.MAY_BE_SUITABLE: _tick,
    Status.NOT_INDICATED: _dotted,
}
LEVEL_ICON: Final[dict[Level, Draw]] = {
    Level.EXCLUDES: _slashed,
    Level.RESOLVE_FIRST: _octagon,
    Level.NEEDS_INFO: _asking,
    Level.CAUTION: _triangle,
    Level.SUPPORTS: _tick,
    Level.NOTICE: _informing,
}
FLAG: Final[Draw] = _flag
INFORM: Final[Draw] = _informing


class Icon(Drawing):
    """One icon, `size` points wide and high; `drop` moves it down, to stand on the first line of the text beside it.
    `alt` is what it says where no words beside it say so."""

    def __init__(
        self, draw: Draw, ink: Color, size: float = 9, drop: float = 0, centred: bool = False, alt: str = ""
    ) -> None:
        super().__init__()
        self.alt = alt
        self._draw, self._ink, self._size, self._drop = draw, ink, size, drop
        self.hAlign = "CENTER" if centred else "LEFT"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._size, self._size + self._drop

    def draw(self) -> None:
        self._draw(self.canv, self._size / 2, self._size / 2, self._size / 2, self._ink)


def status_icon(status: Status, size: float = 9, drop: float = 0, centred: bool = False) -> Icon:
    """The icon of a status, in its colour."""
    return Icon(STATUS_ICON[status], theme.STATUS_TONE[status].ink, size, drop, centred)


def level_icon(level: Level, sure: bool, size: float = 8.5) -> Icon:
    """The icon of a level; that of a rule that only may fire has a question mark beside it."""
    draw, ink = LEVEL_ICON[level], theme.LEVEL_TONE[level].ink
    if sure:
        return Icon(draw, ink, size, centred=True, alt=LEVEL_WORDS[level])

    def may(c: Canvas, x: float, y: float, r: float, colour: Color) -> None:
        draw(c, x - r * 0.45, y, r * 0.78, colour)
        _letter(c, x + r * 0.95, y, r * 1.75, "?", theme.MUTED)

    return Icon(may, ink, size, centred=True, alt=f"perhaps: {LEVEL_WORDS[level]}")

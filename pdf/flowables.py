"""What is drawn rather than typeset: status pills, counts, the head seen from above, lines, the sign-off strip, plain
tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Table, TableStyle

from pdf import theme
from pdf.icons import Draw
from pdf.tagged import Drawing, Placed
from pdf.text import BOLD, REGULAR, SEMIBOLD, in_one_face
from rules.model import Status

_OUTLINE: Final = {Status.RESOLVE_FIRST: 1.8, Status.NEEDS_INFO: 1.2, Status.NOT_INDICATED: 0.6}


class Pill(Drawing):
    """A status in words, in a rounded outline whose weight tells the statuses apart in grey, too: solid for what is not
    suitable, heavy for what is to settle first, broken for what is not indicated."""

    speaks = True

    def __init__(self, status: Status, word: str, width: float, size: float = 8.2) -> None:
        super().__init__()
        self._status, self._word, self._width, self._size = status, in_one_face(word), width, size

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._width, self._size * 1.62

    def draw(self) -> None:
        c, height, tone = self.canv, self._size * 1.62, theme.STATUS_TONE[self._status]
        solid = self._status is Status.NOT_SUITABLE
        line = _OUTLINE.get(self._status, 0.8)
        c.setStrokeColor(tone.ink)
        c.setFillColor(tone.ink if solid else tone.ground)
        c.setLineWidth(line)
        if self._status is Status.NOT_INDICATED:
            c.setDash(2, 1.6)
        c.roundRect(line / 2, line / 2, self._width - line, height - line, height / 2 - line / 2, stroke=1, fill=1)
        c.setFillColor(theme.WHITE if solid else tone.ink)
        c.setFont(BOLD, self._size)
        c.drawCentredString(self._width / 2, height / 2 - self._size * 0.33, self._word)


class Dots(Drawing):
    """Counts of rules for and against as dots with their numerals: filled for, open against. Never a score: the two are
    not summed."""

    def __init__(self, n_for: int, n_against: int) -> None:
        super().__init__()
        self._rows = [(n_for, "for"), (n_against, "against")]
        self.alt = f"{n_for} for, {n_against} against"

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 27 * mm, 17

    def draw(self) -> None:
        c = self.canv
        for row, (count, word) in enumerate(self._rows):
            y = 11.2 - row * 8.6
            c.setFillColor(theme.INK)
            c.setFont(SEMIBOLD, 7.4)
            c.drawRightString(7, y - 2.5, str(count))
            c.setFont(REGULAR, 7)
            c.setFillColor(theme.MUTED)
            c.drawString(9.5, y - 2.5, word)
            c.setStrokeColor(theme.INK)
            c.setFillColor(theme.INK)
            c.setLineWidth(0.7)
            x = 39.0
            for _ in range(min(count, 6)):
                c.circle(x, y, 1.75, stroke=1, fill=int(row == 0))
                x += 5.1
            if count > 6:
                c.drawString(x - 1, y - 2.5, "+")


class HeadMap(Drawing):
    """The head from above, nose up, with the areas the patient marked hatched. `areas` are option ids of
    `hair_loss_areas`."""

    SIZE: Final = (31 * mm, 37 * mm)

    def __init__(self, areas: Sequence[str], answered: bool, words: str) -> None:
        super().__init__()
        self.alt = (
            f"The head from above. Marked by the patient: {words}."
            if answered
            else "The head from above; no areas answered."
        )
        self._areas, self._answered = frozenset(areas), answered

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.SIZE

    def draw(self) -> None:
        c = self.canv
        width, height = self.SIZE
        cx, cy = width / 2, height * 0.475
        rx, ry = width * 0.415, height * 0.44
        c.setStrokeColor(theme.INK)
        c.setFillColor(theme.WHITE)
        c.setLineWidth(1.1)
        for side in (-1, 1):  # the ears
            c.ellipse(cx + side * rx - 3.2, cy - 7, cx + side * rx + 3.2, cy + 7, stroke=1, fill=1)
        nose = c.beginPath()
        nose.moveTo(cx - 4, cy + ry - 2)
        nose.lineTo(cx, cy + ry + 6)
        nose.lineTo(cx + 4, cy + ry - 2)
        c.drawPath(nose, stroke=1, fill=1)
        c.ellipse(cx - rx, cy - ry, cx + rx, cy + ry, stroke=1, fill=1)
        # Where the hairline usually runs, for orientation only.
        c.saveState()
        c.setStrokeColor(theme.MUTED)
        c.setLineWidth(0.5)
        c.setDash(1.5, 1.5)
        c.arc(cx - rx * 0.8, cy + ry * 0.2, cx + rx * 0.8, cy + ry * 0.84, 20, 140)
        c.restoreState()
        for area in sorted(self._areas):
            for ellipse in self._zones(area, cx, cy, rx, ry):
                self._hatch(*ellipse)
        if "eyebrows_lashes" in self._areas:
            c.setStrokeColor(theme.ASK.ink)
            c.setLineWidth(2.2)
            for side in (-1, 1):
                c.line(cx + side * rx * 0.2, cy + ry * 0.93, cx + side * rx * 0.46, cy + ry * 0.87)
        if not self._answered:
            c.setFillColor(theme.MUTED)
            c.setFont(REGULAR, 7.2)
            c.drawCentredString(cx, cy + 1, "areas not")
            c.drawCentredString(cx, cy - 7, "answered")

    @staticmethod
    def _zones(area: str, cx: float, cy: float, rx: float, ry: float) -> list[tuple[float, float, float, float]]:
        """The ellipses (centre, radii) that stand for an area; none for one that a view from above cannot show."""
        zones: dict[str, list[tuple[float, float, float, float]]] = {
            "hairline_temples": [
                (cx - rx * 0.52, cy + ry * 0.52, rx * 0.26, ry * 0.2),
                (cx + rx * 0.52, cy + ry * 0.52, rx * 0.26, ry * 0.2),
            ],
            "mid_scalp": [(cx, cy + ry * 0.18, rx * 0.4, ry * 0.24)],
            "crown": [(cx, cy - ry * 0.42, rx * 0.4, ry * 0.27)],
            "whole_top_diffuse": [(cx, cy + ry * 0.02, rx * 0.68, ry * 0.7)],
            "back_or_sides": [
                (cx - rx * 0.84, cy - ry * 0.06, rx * 0.12, ry * 0.38),
                (cx + rx * 0.84, cy - ry * 0.06, rx * 0.12, ry * 0.38),
                (cx, cy - ry * 0.86, rx * 0.42, ry * 0.11),
            ],
            "patches": [
                (cx - rx * 0.42, cy - ry * 0.12, rx * 0.13, ry * 0.1),
                (cx + rx * 0.5, cy + ry * 0.12, rx * 0.11, ry * 0.085),
                (cx + rx * 0.3, cy - ry * 0.62, rx * 0.12, ry * 0.09),
            ],
        }
        return zones.get(area, [])

    def _hatch(self, x: float, y: float, rx: float, ry: float) -> None:
        """An outlined ellipse filled with slanting lines, so that it reads in grey and in a copy of a copy."""
        c = self.canv
        c.saveState()
        path = c.beginPath()
        path.ellipse(x - rx, y - ry, 2 * rx, 2 * ry)
        c.setStrokeColor(theme.ASK.ink)
        c.setFillColor(theme.ASK.ground)
        c.setLineWidth(0.9)
        c.drawPath(path, stroke=1, fill=1)
        c.clipPath(path, stroke=0, fill=0)
        c.setLineWidth(0.6)
        reach = rx + ry
        step = -reach
        while step <= reach:
            c.line(x + step - ry, y - ry, x + step + ry, y + ry)
            step += 3.1
        c.restoreState()


class Box(Drawing):
    """An empty box to tick by hand."""

    def __init__(self, size: float, drop: float = 0) -> None:
        super().__init__()
        self._size, self._drop = size, drop

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._size, self._size + self._drop

    def draw(self) -> None:
        self.canv.setStrokeColor(theme.INK)
        self.canv.setLineWidth(0.9)
        self.canv.rect(0.5, 0.5, self._size - 1, self._size - 1, stroke=1, fill=0)


class Upright(Drawing):
    """A column's heading written upwards, for narrow columns."""

    speaks = True

    def __init__(self, word: str, width: float, size: float = 7.6) -> None:
        super().__init__()
        self._word, self._width, self._size = in_one_face(word), width, size

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._width, stringWidth(self._word, SEMIBOLD, self._size) + 2

    def draw(self) -> None:
        c = self.canv
        c.saveState()
        c.translate(self._width / 2 + self._size * 0.33, 1)
        c.rotate(90)
        c.setFillColor(theme.INK)
        c.setFont(SEMIBOLD, self._size)
        c.drawString(0, 0, self._word)
        c.restoreState()


# Words drawn one after another end in a space: whoever copies them gets them apart.


class Legend(Drawing):
    """Icons with their words in a line. The words are read; the icons, some of which hold a letter, are not."""

    def __init__(self, entries: Sequence[tuple[Draw, Color, str]], width: float, size: float = 7.6) -> None:
        super().__init__()
        self._entries, self._width, self._size = entries, width, size

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._width, self._size + 4

    drawOn = Flowable.drawOn  # it marks its parts by itself

    def draw(self) -> None:
        c, x = self.canv, 0.0
        words = []
        with c.marked(None):
            for draw, ink, word in self._entries:
                draw(c, x + 4, 4.6, 4, ink)
                words.append((x + 11, word))
                x += 11 + stringWidth(word, REGULAR, self._size) + 14
        with c.marked(c.here.below("P")):
            c.setFillColor(theme.INK)
            c.setFont(REGULAR, self._size)
            for x, word in words:
                c.drawString(x, 2, word + " ")


class Rule(Drawing):
    """A horizontal line across the column, with a little air above and below (points)."""

    def __init__(
        self, color: Color = theme.HAIRLINE, thickness: float = 0.6, above: float = 0, below: float = 0
    ) -> None:
        super().__init__()
        self._color, self._thickness, self._above, self._below = color, thickness, above, below
        self._width = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        return width, self._above + self._below + self._thickness

    def draw(self) -> None:
        self.canv.setStrokeColor(self._color)
        self.canv.setLineWidth(self._thickness)
        self.canv.line(0, self._below, self._width, self._below)


class SignOff(Drawing):
    """The clinician's strip: agree, differ, bloods; ruled lines that take whatever room the page has left; name and
    date."""

    MINIMUM: Final = 25 * mm
    speaks = True
    _BOXES: Final = ("I agree with the statuses", "I differ (say which, and why)", "Bloods or other tests asked for")

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._width, self._height = width, max(height, self.MINIMUM)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self._width, self._height

    def draw(self) -> None:
        c, w, h = self.canv, self._width, self._height
        c.setStrokeColor(theme.MUTED)
        c.setLineWidth(0.7)
        c.rect(0, 0, w, h, stroke=1, fill=0)
        top = h - 13
        c.setFillColor(theme.NAVY)
        c.setFont(BOLD, 8.8)
        c.drawString(8, top, "Clinician ")
        x = 54.0
        for words in self._BOXES:
            c.setStrokeColor(theme.INK)
            c.setLineWidth(0.9)
            c.rect(x, top - 1.2, 8.2, 8.2, stroke=1, fill=0)
            c.setFillColor(theme.INK)
            c.setFont(REGULAR, 8.6)
            c.drawString(x + 12.5, top, words + " ")
            x += 12.5 + stringWidth(words, REGULAR, 8.6) + 17
        c.setStrokeColor(theme.HAIRLINE)
        c.setLineWidth(0.6)
        line = 11.0
        spare = top - 10 - line
        lines = max(1, int(spare // 19))
        for i in range(1, lines):
            y = line + i * spare / lines
            c.line(8, y, w - 8, y)
        c.setFillColor(theme.MUTED)
        c.setFont(REGULAR, 7.6)
        c.drawString(8, line, "Findings, decision ")
        c.line(68, line - 1, w - 170, line - 1)
        c.drawString(w - 162, line, "Name, signature, date")
        c.line(w - 86, line - 1, w - 8, line - 1)


def grid(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    *commands: tuple[object, ...],
    repeat: int = 0,
    tags: Placed | None = None,
) -> Table:
    """Things side by side, without padding of its own, top-aligned; `commands` are reportlab table style commands.
    `tags` says what the rows are, if not just placed: the items of a list (`Listed`) or those of a table (`Tabular`),
    whose first `repeat` are its heading."""
    style = [
        ("FONT", (0, 0), (-1, -1), REGULAR, 8.6, 10.8),
        ("TEXTCOLOR", (0, 0), (-1, -1), theme.INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        *commands,
    ]
    return Table(
        [list(row) for row in rows],
        colWidths=list(widths),
        style=TableStyle(style),
        repeatRows=repeat,
        hAlign="LEFT",
        splitInRow=30,
        renderCB=tags or Placed(),
    )

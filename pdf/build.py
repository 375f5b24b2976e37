"""From a list of flowables to bytes: page furniture, metadata, dates, and the lock that keeps documents apart."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from pdf import bidi, theme
from pdf.finish import Description, finish
from pdf.tags import TaggedCanvas
from pdf.text import FALLBACK, REGULAR, SEMIBOLD, faces, one_line

# A font object of reportlab serves every document of the process and keeps its place in the font file; two documents
# built at the same time can spoil each other's fonts. A document takes well under a second, so one lock is the simple
# answer.
_LOCK: Final = threading.Lock()
_TOTAL: Final = "total_pages"


@dataclass(frozen=True)
class Document:
    """What a document says about itself. `footer` is two lines of two texts each, left and right, on every page; the
    page number follows the right text of the first line, in `page_words`, which end in the total. `made` stands in the
    file's dates, never the clock, so that equal input gives equal bytes."""

    title: str
    author: str
    subject: str
    language: str
    page_size: str
    made: datetime
    footer: tuple[tuple[str, str], tuple[str, str]]
    footer_size: float = 7.4
    page_words: str = "Page {number} of {total}"

    @property
    def width(self) -> float:
        """Width of the text column, in points."""
        return float(theme.PAGE_SIZES[self.page_size][0] - 2 * theme.MARGIN)

    @property
    def height(self) -> float:
        """Height of the text column, in points."""
        return float(theme.PAGE_SIZES[self.page_size][1] - theme.TOP - theme.BOTTOM)


class Bookmark(Flowable):  # type: ignore[misc]  # reportlab has no types
    """An entry of the file's outline, and a place that links can lead to. Takes no room."""

    def __init__(self, name: str, title: str, level: int = 0) -> None:
        super().__init__()
        self._name, self._title, self._level = name, one_line(title), level

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.bookmarkHorizontal(self._name, 0, 14)
        self.canv.addOutlineEntry(self._title, self._name, self._level, closed=False)


def build(document: Document, story: Callable[[], Sequence[Flowable]], photos: int = 0) -> bytes:
    """The finished file, which may hold so many photos. `story` is called inside the lock, because measuring text
    already uses the shared fonts. Raises `UnsafeDocument` (see `finish`)."""
    with _LOCK, _no_collecting():
        target = BytesIO()
        template = BaseDocTemplate(
            target,
            pagesize=theme.PAGE_SIZES[document.page_size],
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            allowSplitting=1,
        )
        frame = Frame(theme.MARGIN, theme.BOTTOM, document.width, document.height, 0, 0, 0, 0, id="text")
        template.addPageTemplates(PageTemplate("page", [frame], onPage=lambda canvas, _: _furnish(canvas, document)))
        made: list[_Counting] = []

        def canvas(*args: Any, **options: Any) -> _Counting:
            made.append(_Counting(*args, **options))
            made[-1].footer_size = document.footer_size
            return made[-1]

        template.build(list(story()), canvasmaker=canvas)
        description = Description(
            one_line(document.title, 200),
            one_line(document.author, 200),
            one_line(document.subject, 200),
            document.language,
            document.made,
        )
        return finish(target.getvalue(), made[-1].structure, description, photos)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A document is some ten thousand objects that live until it is done. To search them for garbage meanwhile costs a
    tenth of its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Counting(TaggedCanvas):
    """A canvas that can print the number of pages on each page: the number is drawn once, when it is known, as a form
    that every page refers to."""

    footer_size: float = 7.4

    def save(self) -> None:
        if self._code:  # the last page is still open
            self.showPage()
        self.beginForm(_TOTAL, 0, -4, 30, 12)
        self.setFillColor(theme.MUTED)
        self.setFont(SEMIBOLD, self.footer_size)
        self.drawString(0, 0, str(self.getPageNumber() - 1))
        self.endForm()
        # endForm leaves nothing to draw; a further empty page would be added if code remained.
        self._code = []
        self.showOutline()
        super().save()


def _furnish(canvas: TaggedCanvas, document: Document) -> None:
    """The footer: whose document this is, on every page, and which page."""
    with canvas.marked(None):
        _footer(canvas, document)


def _footer(canvas: Canvas, document: Document) -> None:
    left, right = theme.MARGIN, theme.PAGE_SIZES[document.page_size][0] - theme.MARGIN
    size = document.footer_size
    canvas.saveState()
    canvas.setStrokeColor(theme.HAIRLINE)
    canvas.setLineWidth(0.6)
    y = 11.2 * mm
    canvas.line(left, y + size + 3, right, y + size + 3)
    number = document.page_words.format(number=canvas.getPageNumber(), total="")
    total_room = stringWidth("00", SEMIBOLD, size)
    page_width = stringWidth(number, SEMIBOLD, size) + total_room
    canvas.setFillColor(theme.MUTED)
    canvas.setFont(SEMIBOLD, size)
    canvas.drawString(right - page_width, y, number)
    canvas.saveState()
    canvas.translate(right - total_room, y)
    canvas.doForm(_TOTAL)
    canvas.restoreState()
    _pair(canvas, document.footer[0], left, right - page_width - 10, y, SEMIBOLD, theme.INK, size)
    _pair(canvas, document.footer[1], left, right, y - size - 2.2, REGULAR, theme.MUTED, size)
    canvas.restoreState()


def _pair(
    canvas: Canvas, texts: tuple[str, str], left: float, right: float, y: float, font: str, ink: Color, size: float
) -> None:
    """A text at the left and one at the right of a line; the left one is cut with a visible mark if they would meet."""
    cut, second = one_line(texts[0], 300), one_line(texts[1], 300)
    room = right - left - (_width(second, REGULAR, size) + 10 if second else 0)
    while cut and _width(cut, font, size) > room:
        cut = cut[:-2].rstrip("… ") + "…"
    canvas.setFillColor(ink)
    _draw(canvas, left, y, cut, font, size)
    if second:
        canvas.setFillColor(theme.MUTED)
        _draw(canvas, right - _width(second, REGULAR, size), y, second, REGULAR, size)


def _faced(text: str, font: str) -> list[tuple[str, str]]:
    """A line of ours in the pieces in which it is drawn, each with its font. The line runs from left to right, whatever
    name is in it."""
    line = bidi.drawn_order(bidi.joined(text), "L") if bidi.runs_leftwards(text) else text
    return [(piece, FALLBACK if further else font) for further, piece in faces(line)]


def _width(text: str, font: str, size: float) -> float:
    return float(sum(stringWidth(piece, face, size) for piece, face in _faced(text, font)))


def _draw(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> None:
    for piece, face in _faced(text, font):
        canvas.setFont(face, size)
        canvas.drawString(x, y, piece)
        x += stringWidth(piece, face, size)

"""Flowables that say what they are: paragraphs, drawings, lists, and tables that hold data or only put things side by
side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import Flowable, Paragraph, Table

from pdf import bidi
from pdf.tags import Element, TaggedCanvas
from pdf.text import FALLBACK


class _TaggedText(PDFTextObject):  # type: ignore[misc]  # reportlab has no types
    """The text of one paragraph on one page. Marks begin and end inside it, because links are elements within the
    paragraph's."""

    _code: list[str]

    def __init__(self, canvas: TaggedCanvas, x: float, y: float, element: Element, spoken: Mapping[str, str]) -> None:
        super().__init__(canvas, x, y)
        self._spoken = spoken
        self._canvas = canvas
        self._element = element
        self._in: Element | None = None
        self._links: dict[object, Element] = {}
        self._last = ""

    def _enter(self, element: Element) -> None:
        self._leave()
        self._in = element
        self._code.append(self._canvas.begin_mark(element))

    def _leave(self) -> None:
        if self._in is not None:
            self._code.append(self._canvas.end_mark())
            self._in = None

    def _textOut(self, text: str, TStar: int = 0) -> None:
        if self._in is None:
            self._enter(self._element)
        # A space after each line but the last: without it, whoever takes the text out gets words run together.
        said = self._spoken.get(text)
        inside = self._in
        if said is not None and inside is not None:
            self._enter(Element("Span", inside, spoken=said))
        super()._textOut(text + " " if TStar else text, TStar)
        if said is not None and inside is not None:
            self._enter(inside)
        self._last = said or text
        if self._in is not None and self._in.tag == "Link":
            self._in.alt += self._last

    def _linkRecord(self, link: tuple[int, str], event: str) -> None:
        """reportlab tells where a link begins, just after its first words were drawn, and where it ends."""
        if event == "end":
            self._leave()
            return
        words = self._code.pop()
        if self._in is not None and self._code[-1].endswith(("BDC", "BMC")):
            self._code.pop()
            self._canvas.take_back(self._in)
            self._in = None
        element = self._links.setdefault(link, Element("Link", self._element))
        element.alt += self._last
        self._canvas.awaited[link[1]].append(element)
        self._enter(element)
        self._code.append(words)

    def getCode(self) -> str:
        self._leave()
        return str(super().getCode())


@lru_cache(maxsize=2_048)
def _parsed(text: str, style: ParagraphStyle) -> tuple[Any, ...]:
    """The pieces of equal look that markup stands for. Most of a document says the same for every patient, and parsing
    and breaking into lines are half the work; reportlab reads both afterwards and changes neither. What a patient wrote
    is kept in neither place."""
    return tuple(Paragraph(text, style).frags)


@dataclass(frozen=True)
class _Lines:
    """A paragraph broken into lines, and what is to be spoken for each piece that is drawn from right to left."""

    lines: Any
    spoken: Mapping[str, str]


@lru_cache(maxsize=2_048)
def _broken(text: str, style: ParagraphStyle, widths: tuple[float, ...]) -> _Lines:
    """The lines that markup makes; the first is as wide as the first of the widths, all others as the second."""
    pieces = _parsed.__wrapped__(text, style)
    lines = Paragraph(None, style, frags=list(pieces)).breakLines(list(widths))
    spoken: dict[str, str] = {}
    base = {piece.text: bidi.direction(piece.text) for piece in pieces if piece.fontName == FALLBACK}

    def turned(words: str) -> str:
        if not bidi.runs_leftwards(words):
            return words
        whole = next((whole for whole in base if words in whole), words)
        drawn = bidi.drawn_order(words, base.get(whole) or bidi.direction(words))
        spoken[drawn] = bidi.spoken(words)
        return drawn

    if base and lines.kind == 0:
        lines.lines = [(extra, [turned(" ".join(words))]) for extra, words, *_ in lines.lines]
    elif base:
        for line in lines.lines:
            for piece in line.words:
                if getattr(piece, "fontName", "") == FALLBACK and not hasattr(piece, "cbDefn"):
                    piece.text = turned(piece.text)
    return _Lines(lines, spoken)


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that is an element; its style's `tag` says which, such as "H2" or "LI/LBody". Split over pages it
    stays one."""

    def __init__(
        self, text: str | None, style: ParagraphStyle, bulletText: None = None, frags: object = None, keep: bool = True
    ) -> None:
        self._broken = _broken if keep else _broken.__wrapped__
        parsed = _parsed if keep else _parsed.__wrapped__
        super().__init__(None, style, frags=frags if text is None else list(parsed(text, style)))
        self._markup = text
        self._element: list[Element] = []
        self._spoken: dict[str, str] = {}

    def breakLines(self, width: float | list[float]) -> Any:
        if self._markup is None:  # a part of a paragraph that is split over pages
            return super().breakLines(width)
        broken = self._broken(self._markup, self.style, tuple(width) if isinstance(width, list) else (width,))
        self._spoken.update(broken.spoken)
        return broken.lines

    def split(self, width: float, height: float) -> list[Text]:
        parts: list[Text] = super().split(width, height)
        for part in parts:
            part._element = self._element
            part._spoken = self._spoken
        return parts

    def beginText(self, x: float, y: float) -> PDFTextObject:
        canvas: TaggedCanvas = self.canv
        if not self._element:
            self._element.append(canvas.here.below(getattr(self.style, "tag", "P")))
        element = self._element[0]
        if self.blPara.kind == 0 and self.blPara.link:  # the whole paragraph is one link
            target = self.blPara.link[0][1]
            element = Element("Link", element)
            canvas.awaited[target] += [element] * len(self.blPara.lines)
        return _TaggedText(canvas, x, y, element, self._spoken)


class Drawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The base of what is drawn by hand. `alt` says in words what it shows; with none it is decoration. What `speaks`
    draws real text, and needs no words beside it."""

    alt: str = ""
    speaks: bool = False

    def drawOn(self, canvas: TaggedCanvas, x: float, y: float, _sW: float = 0) -> None:
        with canvas.marked(self._element_on(canvas, x, y)):
            super().drawOn(canvas, x, y, _sW)

    def _element_on(self, canvas: TaggedCanvas, x: float, y: float) -> Element | None:
        if self.speaks:
            return canvas.here.below("P")
        if not self.alt:
            return None
        left, bottom = canvas.absolutePosition(x, y)
        width, height = self.wrap(0, 0)
        return Element("Figure", canvas.here, alt=self.alt, box=(left, bottom, left + width, bottom + height))


class Begin(Flowable):  # type: ignore[misc]  # reportlab has no types
    """What follows, until the `End`, stands within a new element, such as a list. Takes no room."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self._tag = tag

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.here = Element(self._tag, self.canv.here)


class End(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The end of what `Begin` began."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self.canv.here = self.canv.here.parent


class Placed:
    """How a grid is tagged that only puts things side by side: its lines and grounds are decoration, and its cells are
    read in order.

    reportlab calls this while it draws a table, and hands it on to every part of a table that is split over pages.
    """

    def __call__(self, table: Table, event: str, *args: Any) -> None:
        """One event of `Table.draw`."""
        getattr(self, event)(table, *args)

    def startTable(self, table: Table) -> None:
        """The table, or its part on this page, follows."""

    def endTable(self, table: Table) -> None:
        """It is drawn."""

    def startBG(self, table: Table) -> None:
        """Its grounds follow."""
        table.canv.open(None)

    def endBG(self, table: Table) -> None:
        """They are drawn."""
        table.canv.close()

    startLines, endLines = startBG, endBG

    def startRow(self, table: Table, row: int) -> None:
        """A row follows."""

    def endRow(self, table: Table) -> None:
        """It is drawn."""

    def startCell(self, table: Table, row: int, column: int, value: object, *_: object) -> None:
        """A cell follows. A bare text in it is empty here: all that is read is a paragraph."""
        self._bare = isinstance(value, str)
        if self._bare:
            table.canv.open(None)

    def endCell(self, table: Table) -> None:
        """It is drawn."""
        if self._bare:
            table.canv.close()

    _bare = False


class Listed(Placed):
    """A grid whose rows are the items of a list. Each cell in a column of `labels` begins an item with that cell as its
    label."""

    def __init__(self, *labels: int) -> None:
        self._labels = labels
        self._list: Element | None = None

    def startTable(self, table: Table) -> None:
        """The same list goes on over the pages."""
        self._outside = table.canv.here
        if self._list is None:
            self._list = Element("L", self._outside)

    def endTable(self, table: Table) -> None:
        """Back to what the list stands in."""
        table.canv.here = self._outside

    def startRow(self, table: Table, row: int) -> None:
        """An item, unless its label comes first."""
        self._item = Element("LI", self._list)
        self._body = Element("LBody", self._item)

    def startCell(self, table: Table, row: int, column: int, value: object, *rest: object) -> None:
        """A label, or a part of the item's body."""
        super().startCell(table, row, column, value, *rest)
        if column in self._labels:
            self._item = Element("LI", self._list)
            self._body = Element("LBody", self._item, takes_text=True)
            table.canv.here = Element("Lbl", self._item, takes_text=_is_one(value))
        else:
            table.canv.here = self._body


class Tabular(Placed):
    """A table of data. Its repeated rows are the headings of the columns, and are read once; a cell in a column of
    `headings` is that of its row."""

    def __init__(self, *headings: int) -> None:
        self._headings = headings
        self._table: Element | None = None

    def startTable(self, table: Table) -> None:
        """The same table goes on over the pages."""
        self._outside = table.canv.here
        self._goes_on = self._table is not None
        if self._table is None:
            self._table = Element("Table", self._outside)

    def endTable(self, table: Table) -> None:
        """Back to what the table stands in."""
        table.canv.here = self._outside

    def startRow(self, table: Table, row: int) -> None:
        """A row; headings repeated on a further page are read no second time."""
        self._row = Element("TR", self._table)
        self._cells: list[Element] = []
        self._heads = row < table.repeatRows
        if self._heads and self._goes_on:
            table.canv.open(None)

    def endRow(self, table: Table) -> None:
        """Every cell of a row stands in it, the empty ones, too."""
        if self._heads and self._goes_on:
            table.canv.close()
        elif any(cell.kids for cell in self._cells):
            self._row.kids = [*self._cells]
            self._row.join()

    def startCell(self, table: Table, row: int, column: int, value: object, *rest: object) -> None:
        """A cell, or a heading."""
        super().startCell(table, row, column, value, *rest)
        across = self._columns(table, row, column)
        if self._heads or column in self._headings or across > 1:
            scope = "Column" if self._heads or across > 1 else "Row"
            cell = Element("TH", self._row, scope=scope, columns=across, takes_text=_is_one(value))
        else:
            cell = Element("TD", self._row, columns=across, takes_text=_is_one(value))
        cell.joined = True  # its place is kept in `endRow`
        self._cells.append(cell)
        table.canv.here = cell

    @staticmethod
    def _columns(table: Table, row: int, column: int) -> int:
        if not table._spanCmds:
            return 1
        start, _, end, _ = table._spanRanges[column, row]
        return int(end - start + 1)


def _is_one(value: object) -> bool:
    return not isinstance(value, list | tuple) or len(value) == 1

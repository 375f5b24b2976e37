"""What a page means, beside how it looks: the structure that a screen reader follows and that lets text be copied in
order.

reportlab draws but does not say what it draws. Here its canvas, paragraphs, tables and drawings do: each piece of a
page is drawn inside a mark, and the mark belongs to an `Element` (a heading, a paragraph, a cell, ...) or to no one
("artifact": lines, grounds, page numbers). The tree of elements is written into the file by `finish`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import Destination, PDFDocument, PDFObject, PDFString
from reportlab.pdfgen.canvas import Canvas

_PRINTED: Final = 4  # the annotation flag without which an archive file may not have a link


@dataclass(frozen=True)
class Piece:
    """Marked content: the `number`-th mark of a page. Both count from 0."""

    page: int
    number: int


@dataclass(frozen=True)
class LinkArea:
    """The `number`-th annotation of a page, which is where a link can be pressed. Both count from 0."""

    page: int
    number: int


@dataclass(eq=False)
class Element:
    """One node of the structure: `tag` is a standard structure type ("H2", "TD", ...), `kids` are in reading order.

    An element joins its parent when the first thing is added to it, so that what was prepared and never drawn leaves no
    trace. `takes_text`: the one paragraph drawn in it needs no element of its own. `spoken` is the text of what is
    drawn from right to left, in the order of speech. `box` is left, bottom, right, top on the page, in points.
    """

    tag: str
    parent: Element | None = None
    alt: str = ""
    spoken: str = ""
    scope: str = ""
    columns: int = 1
    box: tuple[float, float, float, float] | None = None
    takes_text: bool = False
    kids: list[Element | Piece | LinkArea] = field(default_factory=list)
    joined: bool = False

    def add(self, kid: Element | Piece | LinkArea) -> None:
        """Put something at the end."""
        self.kids.append(kid)
        self.join()

    def join(self) -> None:
        """Take the place in the parent, once."""
        if self.parent is not None and not self.joined:
            self.joined = True
            self.parent.add(self)

    def below(self, path: str) -> Element:
        """A new element under this one; `LI/LBody` is one within another. Text that may stand here by itself gets no
        element."""
        if path == "P" and self.takes_text:
            return self
        element = self
        for tag in path.split("/"):
            element = Element(tag, element)
        return element


class _InnerLink(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """Where a link within the document can be pressed. A document has a hundred, and reportlab's own is written in ten
    times the steps."""

    def __init__(self, words: str, target: Destination, area: tuple[float, float, float, float]) -> None:
        self._words, self._target, self._area = words, target, area

    def format(self, document: PDFDocument) -> bytes:
        """The object as it stands in the file."""
        words, target = PDFString(self._words).format(document), self._target.format(document)
        area = " ".join(f"{value:.3f}" for value in self._area).encode()
        return b"<</Type/Annot/Subtype/Link/Border[0 0 0]/F %d/Contents %s/Dest %s/Rect[%s]>>" % (
            _PRINTED,
            words,
            target,
            area,
        )


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas whose content belongs to elements. `here` is the element that takes what is drawn next; `awaited` are
    the links, by their target, whose words are drawn and whose areas follow."""

    _code: list[str]
    _annotationrefs: list[object]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.structure = Element("Document")
        self.here = self.structure
        self._depth = 0
        self._marks = 0
        self.awaited: dict[str, list[Element]] = defaultdict(list)

    @property
    def page_index(self) -> int:
        """The page being drawn, counted from 0."""
        return int(self.getPageNumber()) - 1

    def showPage(self) -> None:
        super().showPage()
        self._marks = 0

    def begin_mark(self, element: Element | None) -> str:
        """The operator that begins content of an element, or of an artifact for None. Inside other content it is part
        of that, and there is no operator. `end_mark` must follow."""
        self._depth += 1
        if self._depth > 1:
            return ""
        if element is None:
            return "/Artifact BMC"
        number = self._marks
        self._marks += 1
        element.add(Piece(self.page_index, number))
        return f"/{element.tag} <</MCID {number}>> BDC"

    def take_back(self, element: Element) -> None:
        """Undo the last `begin_mark`, in which nothing was drawn."""
        element.kids.pop()
        self._marks -= 1
        self._depth -= 1

    def end_mark(self) -> str:
        """The operator that ends what `begin_mark` began, if it began anything."""
        self._depth -= 1
        return "" if self._depth else "EMC"

    def open(self, element: Element | None) -> None:
        """What is drawn from here on, until `close`, belongs to an element; to none of them for None."""
        self._write(self.begin_mark(element))

    def close(self) -> None:
        """The end of what `open` began."""
        self._write(self.end_mark())

    def _write(self, operator: str) -> None:
        if operator:
            self._code.append(operator)

    @contextmanager
    def marked(self, element: Element | None) -> Iterator[None]:
        """`open` and `close` as a block."""
        self.open(element)
        try:
            yield
        finally:
            self.close()

    @contextmanager
    def within(self, element: Element) -> Iterator[None]:
        """What is drawn in this block becomes part of an element."""
        before, self.here = self.here, element
        try:
            yield
        finally:
            self.here = before

    def linkRect(
        self,
        contents: str,
        destination: str,
        Rect: tuple[float, ...],
        addtopage: int = 1,
        name: None = None,
        relative: int = 1,
        **_: Any,
    ) -> None:
        with self._link("#" + destination) as said:
            self._addAnnotation(
                _InnerLink(said, self._bookmarkReference(destination), self._absRect(Rect, relative)), name, addtopage
            )

    def linkURL(self, url: str, *args: Any, **options: Any) -> None:
        with self._link(url) as said:
            super().linkURL(url, *args, F=_PRINTED, Contents=PDFString(said), **options)

    @contextmanager
    def _link(self, target: str) -> Iterator[str]:
        """The area that is added in this block belongs to the oldest link to `target` that still waits for one."""
        element = self.awaited[target].pop(0)
        yield element.alt
        element.add(LinkArea(self.page_index, len(self._annotationrefs) - 1))

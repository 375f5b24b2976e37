"""A finished PDF taken apart for comparing: its pages as pictures, their text, and the tree of what is what.

Two documents are equal here if a reader cannot tell them apart, by eye or by screen reader. Their bytes may differ, as
they do when another version of a library packs them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter

_COMPARED_AT: Final = 1.0
"""Pixels for each point where pictures are compared: 72 to the inch."""
_SEEN: Final = 24
"""Levels of 255 by which a pixel must differ in some colour before it counts."""
_FEW: Final = 8
"""So many differing pixels on a page are let pass: less than the smallest sign that is drawn."""


def pictures(pdf: bytes, scale: float = _COMPARED_AT) -> list[Image.Image]:
    """Each page as a picture in colour."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def grey(picture: Image.Image) -> Image.Image:
    """The picture as a printer without colours gives it: by luminance."""
    return picture.convert("L")


def texts(pdf: bytes) -> list[str]:
    """The text of each page, as it would be copied."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


# --- structure --------------------------------------------------------------------------------------------------------


def structure(pdf: bytes) -> str:
    """The tree of elements as indented text: what each is, what it says to those who cannot see it, where links lead.
    Like neighbours stand once, with their number. Empty for a file without a tree."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if "/StructTreeRoot" not in document.Root:
            return ""
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        lines: list[str] = []
        _write(_elements(document.Root.StructTreeRoot, numbers), lines, "")
        return "\n".join(lines) + "\n"


_Node = tuple[str, tuple[Any, ...]]
"""What is said of an element, and the elements within it."""


_Numbers = dict[tuple[int, int], int]
"""The number of each page, by its object."""


def _elements(parent: pikepdf.Object, numbers: _Numbers) -> tuple[_Node, ...]:
    return tuple(
        (_said(kid, numbers), _elements(kid, numbers))
        for kid in _kids(parent)
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
    )


def _kids(element: pikepdf.Object) -> Iterator[pikepdf.Object | int]:
    kids: Any = element.get("/K", [])
    yield from kids if isinstance(kids, pikepdf.Array | list) else [kids]


def _said(element: pikepdf.Object, numbers: _Numbers) -> str:
    words = [str(element.S)[1:]]
    if "/A" in element:
        attributes = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
        for attribute in attributes:
            words += [f"{key[1:].lower()}={value}".replace("=/", "=") for key, value in _worth_saying(attribute)]
    words += [f"{key[1:].lower()}={element[key]}" for key in ("/Lang", "/ID") if key in element]
    words += [f'"{element[key]}"' for key in ("/Alt", "/ActualText") if key in element]
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            words.append(f"-> {_target(kid.Obj, numbers)}")
    if not any(True for _ in _kids(element)):
        words.append("(empty)")
    return " ".join(dict.fromkeys(words))


def _worth_saying(attribute: pikepdf.Object) -> list[tuple[str, Any]]:
    """The attributes that mean something; where a figure lies on the page is for the pictures."""
    if not isinstance(attribute, pikepdf.Dictionary):
        return []
    return sorted((key, value) for key, value in attribute.items() if key not in ("/O", "/BBox"))


def _target(link: pikepdf.Object, numbers: _Numbers) -> str:
    action: Any = link.get("/A", {})
    if "/URI" in action:
        return str(action["/URI"])
    place = link.get("/Dest", action.get("/D", ""))
    return f"page {numbers.get(place[0].objgen, '?')}" if isinstance(place, pikepdf.Array) else str(place)


def _write(nodes: Sequence[_Node], lines: list[str], indent: str) -> None:
    start = 0
    while start < len(nodes):
        end = start
        while end < len(nodes) and nodes[end] == nodes[start]:
            end += 1
        said, within = nodes[start]
        lines.append(f"{indent}{said}" + (f"  x {end - start}" if end - start > 1 else ""))
        _write(within, lines, indent + "  ")
        start = end


# --- comparing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One way in which two documents differ. `page` counts from 1 and is 0 for the document as a whole; `lines` are
    those to read."""

    page: int
    what: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"page {self.page}: " if self.page else ""
        return "\n".join([f"{place}{self.what}", *(f"    {line}" for line in self.lines)])


def differences(new: bytes, accepted: bytes, most_lines: int = 12) -> list[Difference]:
    """How the new document differs from the accepted one: in the text of its pages, in its structure, in how its pages
    look."""
    if new == accepted:
        return []
    found: list[Difference] = []
    new_texts, old_texts = texts(new), texts(accepted)
    if len(new_texts) != len(old_texts):
        found.append(Difference(0, f"{len(new_texts)} pages, accepted were {len(old_texts)}"))
    for page, (text, old_text) in enumerate(zip(new_texts, old_texts, strict=False), 1):
        if text != old_text:
            found.append(Difference(page, "other text (- accepted, + new)", _changed(old_text, text, most_lines)))
    new_tree, old_tree = structure(new), structure(accepted)
    if new_tree != old_tree:
        found.append(Difference(0, "other structure (- accepted, + new)", _changed(old_tree, new_tree, most_lines)))
    for page, (picture, old) in enumerate(zip(pictures(new), pictures(accepted), strict=False), 1):
        if not alike(picture, old):
            found.append(Difference(page, "looks different"))
    return found


def _changed(before: str, after: str, most: int) -> tuple[str, ...]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    rest = [f"... and {len(changed) - most} more lines"] if len(changed) > most else []
    return (*changed[:most], *rest)


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of a page look the same."""
    return one.size == other.size and sum(changed(one, other).histogram()[1:]) <= _FEW


def changed(one: Image.Image, other: Image.Image) -> Image.Image:
    """Where two pictures of the same size differ: white on black."""
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (level > _SEEN) for level in range(256)])


def highlighted(new: Image.Image, accepted: Image.Image) -> Image.Image:
    """The new page, pale, with what changed in strong magenta and a wide yellow glow."""
    size = (max(new.width, accepted.width), max(new.height, accepted.height))
    one, other = (Image.new("RGB", size, "white") for _ in range(2))
    one.paste(new)
    other.paste(accepted)
    where = changed(one, other)
    pale = Image.blend(one.convert("L").convert("RGB"), Image.new("RGB", size, "white"), 0.65)
    glow = where.resize((size[0] // 4 + 1, size[1] // 4 + 1), Image.Resampling.BOX).point(
        [255 * (level > 0) for level in range(256)]
    )
    glow = glow.filter(ImageFilter.MaxFilter(5)).resize(size)
    pale.paste((255, 226, 110), mask=glow.point([level // 2 for level in range(256)]))
    pale.paste((200, 0, 120), mask=where)
    return pale


# --- faults of layout -------------------------------------------------------------------------------------------------

_IMAGE: Final = 3
"""pdfium's number for a picture on a page."""
_Box = tuple[float, float, float, float]
_MARGIN, _FOOT = 40.0, 48.0
"""Points at the sides that stay empty, and at the bottom where only the footer stands."""
_COVERED: Final = 0.3
"""How much of a piece of text may lie within the box of another: lines stand close, and accents reach up."""
_LEAST_USED: Final = 0.6
"""How far down a page is used at the least, unless it is the last of a document or the photos follow on a page of their
own."""


def faults(pdf: bytes) -> list[str]:
    """What no page may have: a heading with nothing below it, text beyond the margins or over other text, a page left
    mostly empty."""
    return [*_lonely_headings(pdf), *_misplaced_text(pdf), *_empty_pages(pdf)]


def _lonely_headings(pdf: bytes) -> Iterator[str]:
    """Headings whose text begins on a later page than they stand on."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if "/StructTreeRoot" not in document.Root:
            return
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        pieces = list(_pieces(document.Root.StructTreeRoot, numbers, "", 0))
    for at, (tag, page) in enumerate(pieces):
        if tag in ("H1", "H2", "H3"):
            text = next((where for other, where in pieces[at + 1 :] if other != tag), page)
            if text > page:
                yield f"page {page}: an {tag} alone at the foot"


def _pieces(element: pikepdf.Object, numbers: _Numbers, tag: str, page: int) -> Iterator[tuple[str, int]]:
    """The pieces of text in reading order: what each is part of, and its page."""
    if "/Pg" in element:
        page = numbers[element.Pg.objgen]
    if "/S" in element:
        tag = str(element.S)[1:]
    for kid in _kids(element):
        if not isinstance(kid, pikepdf.Dictionary):
            yield tag, page
        elif kid.get("/Type") == "/MCR":
            yield tag, numbers[kid.Pg.objgen] if "/Pg" in kid else page
        elif "/S" in kid:
            yield from _pieces(kid, numbers, tag, page)


def _misplaced_text(pdf: bytes) -> Iterator[str]:
    document = pdfium.PdfDocument(pdf)
    try:
        for number, page in enumerate(document, 1):
            width, height = page.get_size()
            text = page.get_textpage()
            boxes: list[_Box] = [text.get_rect(at) for at in range(text.count_rects())]

            def words(box: _Box, text: Any = text) -> str:
                return repr(text.get_text_bounded(*box)[:50])

            for at, box in enumerate(boxes):
                left, bottom, right, top = box
                if left < _MARGIN or right > width - _MARGIN or bottom < 0 or top > height:
                    yield f"page {number}: beyond the margin: {words(box)}"
                for other in boxes[at + 1 :]:
                    if _shared(box, other) > _COVERED:
                        yield f"page {number}: {words(box)} over {words(other)}"
    finally:
        document.close()


def _shared(one: _Box, other: _Box) -> float:
    """How much of the smaller box lies in the other: from 0 to 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    if wide <= 0 or high <= 0:
        return 0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / smaller if smaller > 0 else 0


def _empty_pages(pdf: bytes) -> Iterator[str]:
    document = pdfium.PdfDocument(pdf)
    photos = [any(item.type == _IMAGE for item in page.get_objects()) for page in document]
    document.close()
    for number, page in enumerate(pictures(pdf, 0.5)[:-1], 1):
        text = page.crop((0, 0, page.width, page.height - int(_FOOT / 2)))
        box = ImageChops.invert(text.convert("L")).point([255 * (level > 40) for level in range(256)]).getbbox()
        used = (box[3] if box else 0) / text.height
        if used < _LEAST_USED and not photos[number]:
            yield f"page {number}: only {used:.0%} of it used"

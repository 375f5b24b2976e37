"""What is inside a PDF, for the checks of `soundness`: its structure, what its pages draw and within which marks, its
fonts, what it says of itself. Knows nothing of how our files are made. A file is read once: after changing one, open it
again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

Place = tuple[int, int]
"""The page, counted from 0 (-1: none of this file), and the number of the marked content on it."""


# --- structure --------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Element:
    """An element of the structure; `path` leads to it from the root, `objects` are the annotations and the like that it
    refers to."""

    node: Object
    path: str
    parent: Element | None
    kids: list[Element] = field(default_factory=list)
    marks: list[Place] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)

    @cached_property
    def tag(self) -> str:
        """The structure type."""
        return str(self.node.get("/S", "/?"))[1:]

    def said(self, owner: str, key: str) -> Object | None:
        """An attribute, such as the Scope that the owner Table gives."""
        given = self.node.get("/A")
        for each in given if isinstance(given, Array) else [given]:
            if isinstance(each, Dictionary) and each.get("/O") == "/" + owner and "/" + key in each:
                return each["/" + key]
        return None

    def words(self, pdf: Pdf) -> str:
        """Its text, that of the elements within it too; what has alternate text says that."""
        alternate = self.node.get("/ActualText") or self.node.get("/Alt")
        if alternate is not None and self.tag == "Figure":
            return str(alternate)
        return "".join(texts(pdf).get(mark, "") for mark in self.marks) + "".join(kid.words(pdf) for kid in self.kids)


@lru_cache(maxsize=1)
def elements(pdf: Pdf) -> list[Element]:
    """Every element, in the order in which they are read."""
    root = pdf.Root.get("/StructTreeRoot", Dictionary())
    page_of = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[Element] = []
    seen: set[tuple[int, int]] = set()

    def read(node: Object, path: str, parent: Element | None) -> None:
        if node.is_indirect and node.objgen in seen:
            return
        seen.add(node.objgen)
        element = Element(node, path, parent)
        found.append(element)
        if parent is not None:
            parent.kids.append(element)
        counts: dict[str, int] = {}
        for kid in several(node.get("/K")):
            if isinstance(kid, int):
                element.marks.append((page_of.get(node["/Pg"].objgen, -1) if "/Pg" in node else -1, kid))
            elif kid.get("/Type") == "/MCR":
                page = kid.get("/Pg", node.get("/Pg"))
                element.marks.append((page_of.get(page.objgen, -1) if page is not None else -1, int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                element.objects.append(kid.Obj)
            else:
                tag = str(kid.get("/S", "/?"))[1:]
                counts[tag] = counts.get(tag, 0) + 1
                read(kid, f"{path}/{tag}[{counts[tag]}]", element)

    for top in several(root.get("/K")):
        read(top, str(top.get("/S", "/?"))[1:], None)
    return found


def several(value: Any) -> list[Any]:
    """The members of a list, a lone value, or nothing."""
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def parent_tree(pdf: Pdf) -> dict[int, Object]:
    """What leads from pages and annotations back to their elements."""
    found: dict[int, Object] = {}

    def read(node: Object) -> None:
        numbers = list(node.get("/Nums", []))
        found.update(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        for kid in node.get("/Kids", []):
            read(kid)

    read(pdf.Root.get("/StructTreeRoot", Dictionary()).get("/ParentTree", Dictionary()))
    return found


@dataclass(eq=False)
class Cell:
    """A cell of a table, with every row and column that it covers."""

    element: Element
    rows: range
    columns: range


def cells(table: Element) -> list[Cell]:
    """The cells where they come to lie, spans counted."""
    found: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(rows(table)):
        column = 0
        for cell in line.kids:
            while (row, column) in taken:
                column += 1
            down, across = int(cell.said("Table", "RowSpan") or 1), int(cell.said("Table", "ColSpan") or 1)
            found.append(Cell(cell, range(row, row + down), range(column, column + across)))
            taken |= {(r, c) for r in found[-1].rows for c in found[-1].columns}
    return found


def rows(table: Element) -> list[Element]:
    """The rows of a table, of its head and body too."""
    return [row for kid in table.kids for row in ([kid] if kid.tag == "TR" else kid.kids) if row.tag == "TR"]


# --- content ----------------------------------------------------------------------------------------------------------

SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
PAINTS = SHOWS_TEXT | {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "INLINE IMAGE"}
"""The operators that leave something on the page. `Do` stands for pictures: what a form draws is looked at in its own
right."""


@dataclass(frozen=True)
class Mark:
    """One marked content that an operator stands in: its tag, and its number if it belongs to an element."""

    tag: str
    number: int | None


@dataclass(frozen=True)
class Step:
    """An operator of a page, or of a form that the page draws, in `stream`."""

    page: int
    stream: str
    operator: str
    operands: tuple[Any, ...]
    marks: tuple[Mark, ...]
    font: Font | None
    resources: Object

    def shown(self) -> bytes:
        """The codes that it shows as text."""
        last = self.operands[-1]
        return b"".join(
            bytes(part) for part in (last if self.operator == "TJ" else [last]) if isinstance(part, String | bytes)
        )


@lru_cache(maxsize=1)
def steps(pdf: Pdf) -> list[Step]:
    """All that the pages do, in order."""
    fonts: dict[object, Font] = {}
    found: list[Step] = []

    def read(content: Any, resources: Object, number: int, stream: str, outer: tuple[Mark, ...]) -> None:
        marks, font, saved = list(outer), None, []
        for instruction in pikepdf.parse_content_stream(content):
            operator, operands = str(instruction.operator), tuple(instruction.operands)
            if operator in ("BMC", "BDC"):
                marks.append(_mark(operands, resources))
            elif operator == "EMC" and len(marks) > len(outer):
                marks.pop()
            elif operator == "q":
                saved.append(font)
            elif operator == "Q" and saved:
                font = saved.pop()
            elif operator == "Tf":
                told = resources.get("/Font", Dictionary()).get(str(operands[0]))
                font = (
                    None
                    if told is None
                    else fonts.setdefault(told.objgen if told.is_indirect else id(told), Font(told))
                )
            form = resources.get("/XObject", Dictionary()).get(str(operands[0])) if operator == "Do" else None
            if form is not None and form.get("/Subtype") == "/Form":
                read(
                    form,
                    form.get("/Resources", resources),
                    number,
                    f"page {number + 1}, form {operands[0]}",
                    tuple(marks),
                )
            else:
                found.append(Step(number, stream, operator, operands, tuple(marks), font, resources))

    for number, page in enumerate(pdf.pages):
        read(page, page.resources, number, f"page {number + 1}", ())
    return found


def _mark(operands: tuple[Any, ...], resources: Object) -> Mark:
    listed = operands[1] if len(operands) > 1 else Dictionary()
    if isinstance(listed, Name):
        listed = resources.get("/Properties", Dictionary()).get(str(listed), Dictionary())
    return Mark(str(operands[0])[1:], int(listed["/MCID"]) if "/MCID" in listed else None)


@lru_cache(maxsize=1)
def texts(pdf: Pdf) -> dict[Place, str]:
    """The text of each numbered marked content."""
    found: dict[Place, str] = {}
    for step in steps(pdf):
        if step.operator in SHOWS_TEXT and step.font:
            for number in [mark.number for mark in step.marks if mark.number is not None]:
                found[step.page, number] = found.get((step.page, number), "") + step.font.text(step.shown())
    return found


# --- fonts ------------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Font:
    """A font of the file, with its glyphs."""

    told: Object

    @cached_property
    def name(self) -> str:
        """As the file has it."""
        return str(self.told.get("/BaseFont", self.told.get("/Name", "?")))

    @cached_property
    def wide(self) -> bool:
        """Whether each code is two bytes."""
        return self.told.get("/Subtype") == "/Type0"

    @cached_property
    def described(self) -> Object:
        """The dictionary with the metrics: the descendant's for a composite font."""
        return self.told.DescendantFonts[0] if self.wide else self.told

    @cached_property
    def embedded(self) -> Stream | None:
        """The font program, if the file carries it."""
        descriptor = self.described.get("/FontDescriptor", Dictionary())
        return next((descriptor[key] for key in ("/FontFile2", "/FontFile3", "/FontFile") if key in descriptor), None)

    @cached_property
    def program(self) -> TTFont:
        """The font program, read."""
        assert self.embedded is not None
        return TTFont(BytesIO(self.embedded.read_bytes()), lazy=True)

    @cached_property
    def unicode(self) -> dict[int, str]:
        """What each code means."""
        return read_cmap(self.told.ToUnicode.read_bytes()) if "/ToUnicode" in self.told else {}

    def codes(self, shown: bytes) -> list[int]:
        """The codes in a string that is shown."""
        return [int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2)] if self.wide else list(shown)

    def text(self, shown: bytes) -> str:
        """What a string that is shown means."""
        return "".join(self.unicode.get(code, "") for code in self.codes(shown))

    def glyph(self, code: int) -> int | None:
        """The number of the glyph that a code draws; 0 is the one for what a font does not have. None: in a manner not
        known here."""
        if self.wide:
            place = self.described.get("/CIDToGIDMap", Name.Identity)
            if self.told.Encoding != "/Identity-H":
                return None
            return code if isinstance(place, Name) else int.from_bytes(place.read_bytes()[2 * code : 2 * code + 2])
        if "/Encoding" in self.told or not int(self.described.FontDescriptor.Flags) & 4:
            return None
        names = next(
            (
                t.cmap
                for key in ((3, 0), (1, 0))
                for t in self.program["cmap"].tables
                if (t.platformID, t.platEncID) == key
            ),
            {},
        )
        name = names.get(code, names.get(0xF000 + code))
        return 0 if name is None else int(self.program.getGlyphID(name))

    def width(self, code: int) -> float | None:
        """The width that the file gives for a code, in thousandths of the type size."""
        if not self.wide:
            at = code - int(self.told.FirstChar)
            return (
                float(self.told.Widths[at])
                if 0 <= at < len(self.told.Widths)
                else float(self.described.FontDescriptor.MissingWidth)
            )
        told, at = list(self.described.get("/W", [])), 0
        while at < len(told):
            first, then = int(told[at]), told[at + 1]
            if isinstance(then, Array):
                if first <= code < first + len(then):
                    return float(then[code - first])
                at += 2
            else:
                if first <= code <= int(then):
                    return float(told[at + 2])
                at += 3
        return float(self.described.get("/DW", 1000))


def read_cmap(told: bytes) -> dict[int, str]:
    """A ToUnicode map: what each code means."""
    found: dict[int, str] = {}

    def word(digits: bytes) -> str:
        return bytes.fromhex(digits.decode().zfill(4)).decode("utf-16-be", "surrogatepass")

    for body in re.findall(rb"beginbfchar(.*?)endbfchar", told, re.DOTALL):
        for code, meaning in re.findall(rb"<(\w+)>\s*<(\w*)>", body):
            found[int(code, 16)] = word(meaning)
    for body in re.findall(rb"beginbfrange(.*?)endbfrange", told, re.DOTALL):
        for first, last, one, many in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(?:<(\w*)>|\[(.*?)\])", body, re.DOTALL):
            listed = re.findall(rb"<(\w*)>", many)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = word(listed[step]) if many else word(one)[:-1] + chr(ord(word(one)[-1]) + step)
    return found


# --- all objects, and what the file says of itself --------------------------------------------------------------------


@lru_cache(maxsize=1)
def dictionaries(pdf: Pdf) -> list[tuple[str, Object]]:
    """Every dictionary of the file, those within others and those of streams too, with a name for its place."""
    found: list[tuple[str, Object]] = []

    def read(here: Object, place: str) -> None:
        if isinstance(here, Dictionary | Stream):
            found.append((place, here))
        held = list(here) if isinstance(here, Array) else [value for _, value in here.items()]
        for value in held:
            if isinstance(value, Array | Dictionary) and not value.is_indirect:
                read(value, place)

    for item in pdf.objects:
        if isinstance(item, Array | Dictionary | Stream):
            read(item, f"object {item.objgen[0]}")
    read(pdf.trailer, "trailer")
    return found


SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}


def said(pdf: Pdf, name: str) -> str:
    """A statement of the XMP packet, such as `dc:title`; empty if there is none or the packet cannot be read."""
    try:
        root = packet(pdf)
    except ElementTree.ParseError:
        return ""
    space, local = name.split(":")
    full = f"{{{SPACES[space]}}}{local}"
    for about in root.iter(f"{{{SPACES['rdf']}}}Description"):
        if full in about.attrib:
            return about.attrib[full]
    statement = next(root.iter(full), ElementTree.Element("none"))
    listed = [item.text or "" for item in statement.iter(f"{{{SPACES['rdf']}}}li")]
    return "; ".join(listed) if listed else statement.text or ""


def packet(pdf: Pdf) -> ElementTree.Element:
    """The XMP packet. Raises `ParseError`."""
    return ElementTree.fromstring(pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b"")

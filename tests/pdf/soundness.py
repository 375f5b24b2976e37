"""What makes a PDF sound, as small checks that need only the file: for everyone who reads it by ear or by keyboard
(PDF/UA-1, ISO 14289-1; its clauses are named), for those who keep it (PDF/A-2, ISO 19005-2), and for everyone who opens
it.

A check takes an open file and gives findings, each with its place; none means that it found nothing wrong. The clauses
ask for more than a program can see (whether an alternate text is true, whether the order makes sense): that is for
people to look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from unicodedata import category
from xml.etree import ElementTree

from pikepdf import Array, Dictionary, Name, Object, Pdf, String, parse_content_stream

from tests.pdf.inside import (
    PAINTS,
    SHOWS_TEXT,
    Element,
    Font,
    cells,
    dictionaries,
    elements,
    packet,
    parent_tree,
    rows,
    said,
    several,
    steps,
)

Check = Callable[[Pdf], list[str]]


def findings(file: bytes, checks: tuple[Check, ...] | None = None) -> dict[str, list[str]]:
    """What each check finds in a file, by its name; what finds nothing is left out."""
    with Pdf.open(BytesIO(file)) as pdf:
        found = {check.__name__: check(pdf) for check in checks or CHECKS}
    return {name: each for name, each in found.items() if each}


# --- the file as a whole ----------------------------------------------------------------------------------------------


def marked(pdf: Pdf) -> list[str]:
    """The file says that it is tagged, without reservation, and has a structure (7.1)."""
    about = pdf.Root.get("/MarkInfo", Dictionary())
    found = [] if about.get("/Marked") is True else ["catalog: MarkInfo does not say Marked true"]
    found += ["catalog: MarkInfo has Suspects"] if about.get("/Suspects") else []
    found += [] if elements(pdf) else ["catalog: no structure"]
    return found


def language(pdf: Pdf) -> list[str]:
    """The language of the text, of alternate texts, links and outline is known: one for the file, and a real one
    wherever there is another (7.2)."""
    told = [("catalog", pdf.Root.get("/Lang"))]
    told += [(element.path, element.node["/Lang"]) for element in elements(pdf) if "/Lang" in element.node]
    return [
        f"{place}: language {lang}"
        for place, lang in told
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(lang))
    ]


def title(pdf: Pdf) -> list[str]:
    """The file has a title, says the same in both its descriptions, and has it shown in the window instead of its name
    (7.1)."""
    own, other = str(pdf.docinfo.get("/Title", "")), said(pdf, "dc:title")
    shown = pdf.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")
    found = [] if own.strip() else ["docinfo: no Title"]
    found += [] if own == other else [f"docinfo has the title {own!r}, XMP {other!r}"]
    return found + ([] if shown is True else ["catalog: DisplayDocTitle is not true"])


def claims_ua(pdf: Pdf) -> list[str]:
    """The file says that it is PDF/UA-1 (5)."""
    return [] if said(pdf, "pdfuaid:part") == "1" else [f"XMP: pdfuaid:part is {said(pdf, 'pdfuaid:part')!r}, not 1"]


def claims_archive(pdf: Pdf) -> list[str]:
    """The file says that it is PDF/A-2, and describes every statement that PDF/A does not know."""
    part, level = said(pdf, "pdfaid:part"), said(pdf, "pdfaid:conformance")
    found = [] if part == "2" and level in ("A", "B", "U") else [f"XMP: PDF/A part {part!r}, conformance {level!r}"]
    if said(pdf, "pdfuaid:part") and said(pdf, "pdfaSchema:prefix") != "pdfuaid":
        found.append("XMP: no description of pdfuaid, which PDF/A does not know")
    return found


def description(pdf: Pdf) -> list[str]:
    """The XMP packet is well formed and says the same as the older description: who, what about, by what, and when."""
    try:
        packet(pdf)
    except ElementTree.ParseError as error:
        return [f"XMP: {error}"]
    pairs = [
        ("Author", "dc:creator"),
        ("Subject", "dc:description"),
        ("Producer", "pdf:Producer"),
        ("Creator", "xmp:CreatorTool"),
    ]
    both = [
        (key, name, str(pdf.docinfo.get("/" + key, "")), said(pdf, name))
        for key, name in [*pairs, ("Keywords", "pdf:Keywords")]
    ]
    found = [f"docinfo: {key} is {own!r}, XMP's {name} {other!r}" for key, name, own, other in both if own != other]
    for key, name in (("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate")):
        own, other = str(pdf.docinfo.get("/" + key, "")), said(pdf, name)
        try:
            plain = re.sub(r"Z$|(?<=\d\d)'$", lambda end: "+0000" if end[0] == "Z" else "", own).replace("'", "")
            same = datetime.strptime(plain, "D:%Y%m%d%H%M%S%z") == datetime.fromisoformat(other)
        except (ValueError, TypeError):
            same = False
        found += [] if same else [f"docinfo: {key} is {own!r}, XMP's {name} {other!r}"]
    return found


def output_intent(pdf: Pdf) -> list[str]:
    """What the colours mean is in the file: one output intent for PDF/A, with an RGB profile of ICC version 2, which
    all readers know."""
    intents = [each for each in pdf.Root.get("/OutputIntents", []) if each.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        return [f"catalog: {len(intents)} output intents for PDF/A with a profile, not 1"]
    stream = intents[0].DestOutputProfile
    profile = stream.read_bytes()
    found = [] if stream.get("/N") == 3 else [f"output intent: N is {stream.get('/N')}, not 3"]
    if (
        profile[36:40] != b"acsp"
        or profile[16:20] != b"RGB "
        or profile[8] != 2
        or int.from_bytes(profile[:4]) != len(profile)
    ):
        found.append("output intent: not a whole RGB profile of ICC version 2")
    return found


def unencrypted(pdf: Pdf) -> list[str]:
    """The file is open to all, assistive technology too (7.16)."""
    return ["trailer: encrypted"] if pdf.is_encrypted else []


def identified(pdf: Pdf) -> list[str]:
    """The file has an identifier, of two parts."""
    return (
        [] if len(pdf.trailer.get("/ID", [])) == 2 and all(map(bytes, pdf.trailer.ID)) else ["trailer: no identifier"]
    )


# fmt: off
_ACTIVE = frozenset({
    "/3D", "/AA", "/AcroForm", "/AF", "/AlternatePresentations", "/Collection", "/EF", "/EmbeddedFile", "/EmbeddedFiles",
    "/FileAttachment", "/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JS", "/JavaScript", "/Launch", "/Movie", "/Named",
    "/OCProperties", "/OpenAction", "/OPI", "/PresSteps", "/Rendition", "/Requirements", "/ResetForm", "/RichMedia", "/Screen",
    "/SetOCGState", "/Sound", "/SubmitForm", "/XFA",
})
# fmt: on


def inert(pdf: Pdf) -> list[str]:
    """Nothing acts by itself, opens something else, hides, or carries a file along; links lead within the file or to
    https (7.10, 7.11, 7.15, 7.18.6, 7.19)."""
    found = []
    for place, here in dictionaries(pdf):
        named = {str(here.get(key, "")) for key in ("/S", "/Type", "/Subtype")}
        found += [f"{place}: {key}" for key in sorted(_ACTIVE & (set(here.keys()) | named))]
        if here.get("/Type") == "/Filespec" or ("/F" in here and "/Length" in here) or here.get("/Subtype") == "/PS":
            found.append(f"{place}: refers to another file, or is a program")
        if "/URI" in here and not str(here["/URI"]).startswith("https://"):
            found.append(f"{place}: link to {here['/URI']}")
    return found


# --- structure --------------------------------------------------------------------------------------------------------

_HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
_GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "TOC", "Index", "NonStruct", "Private"})
_BLOCKS = frozenset({"P", "L", "Table", *_HEADINGS})
_WITHIN_LINES = frozenset(
    {"Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "Warichu"}
)
_PARTS = frozenset({"LI", "Lbl", "LBody", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Caption", "TOCI"})
_STANDARD = _GROUPS | _BLOCKS | _WITHIN_LINES | _PARTS | {"H", "Figure", "Formula", "Form"}
_HOLDERS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "Lbl": {"LI", "Note", "TOCI", "BibEntry"},
    "LBody": {"LI"},
}
_HELD = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
}


def standard_types(pdf: Pdf) -> list[str]:
    """Only structure types that every reader knows, so that no role map is needed, nor one that changes their meaning
    (7.1)."""
    found = [
        f"{element.path}: {element.tag} is no standard type"
        for element in elements(pdf)
        if element.tag not in _STANDARD
    ]
    return found + (
        ["structure: a role map"] if len(pdf.Root.get("/StructTreeRoot", Dictionary()).get("/RoleMap", {})) else []
    )


def parents(pdf: Pdf) -> list[str]:
    """One document at the top, and every element leads back to the one that holds it."""
    tree = pdf.Root.get("/StructTreeRoot", Dictionary())
    tops = [element.tag for element in elements(pdf) if element.parent is None]
    found = [] if tops == ["Document"] else [f"structure: at the top stand {tops}, not one Document"]
    for element in elements(pdf):
        above = element.node.get("/P")
        holder = element.parent.node if element.parent else tree
        if not isinstance(above, Dictionary) or above.objgen != holder.objgen or not holder.is_indirect:
            found.append(f"{element.path}: P does not lead to what holds it")
    return found


def nesting(pdf: Pdf) -> list[str]:
    """Each element stands where its type may stand: rows in tables, cells in rows, items in lists (7.5, 7.6), no block
    within a line; and what only groups holds no content itself."""
    found = []
    for element in elements(pdf):
        above = element.parent.tag if element.parent else ""
        if above not in _HOLDERS.get(element.tag, {above}) or element.tag not in _HELD.get(above, {element.tag}):
            found.append(f"{element.path}: {element.tag} in {above or 'nothing'}")
        if element.tag in _BLOCKS | _GROUPS and above in {"P", *_HEADINGS} | _WITHIN_LINES - {"Note"}:
            found.append(f"{element.path}: a block within a line, {element.tag} in {above}")
        if element.marks and (element.tag in _GROUPS or element.tag in _HELD):
            found.append(f"{element.path}: {element.tag} holds content directly")
    return found


def headings(pdf: Pdf) -> list[str]:
    """The first heading is the only H1, no level is skipped on the way down (7.4.2), and none is empty."""
    found, before = [], 0
    for element in elements(pdf):
        if element.tag in _HEADINGS:
            level = int(element.tag[1])
            if level > before + 1 or (level == 1 and before):
                found.append(f"{element.path}: H{level} after {f'H{before}' if before else 'nothing'}")
            if not element.words(pdf).strip():
                found.append(f"{element.path}: says nothing")
            before = level
        elif element.tag == "H":
            found.append(f"{element.path}: H, where others have a level")
    return found + ([] if before else ["structure: no heading"])


def tables(pdf: Pdf) -> list[str]:
    """Every table has the same number of columns in each row, and each cell has a heading, found through its Scope
    (7.5)."""
    found = []
    for table in (element for element in elements(pdf) if element.tag == "Table"):
        grid = cells(table)
        heads = [cell for cell in grid if cell.element.tag == "TH"]
        covered = Counter((row, column) for cell in grid for row in cell.rows for column in cell.columns)
        height, width = len(rows(table)), max((cell.columns.stop for cell in grid), default=0)
        found += [
            f"{row.path}: not one cell in each of the {width} columns"
            for number, row in enumerate(rows(table))
            if [covered[number, column] for column in range(width)] != [1] * width
        ]
        found += (
            [f"{table.path}: a cell reaches below the last row"] if any(row >= height for row, _ in covered) else []
        )
        found += [] if heads else [f"{table.path}: no TH"]
        for cell in grid:
            element, scope = cell.element, str(cell.element.said("Table", "Scope"))
            if element.tag == "TH" and scope not in ("/Row", "/Column", "/Both"):
                found.append(f"{element.path}: TH without a Scope")
            elif element.tag == "TD" and not any(
                (
                    str(head.element.said("Table", "Scope")) in ("/Column", "/Both")
                    and set(head.columns) & set(cell.columns)
                )
                or (str(head.element.said("Table", "Scope")) in ("/Row", "/Both") and set(head.rows) & set(cell.rows))
                for head in heads
            ):
                found.append(f"{element.path}: no heading of its row or column")
    return found


def lists(pdf: Pdf) -> list[str]:
    """A list has items, an item a body and at most one label before it; numbers as labels are said to be numbers
    (7.6)."""
    found = []
    for element in elements(pdf):
        tags = [kid.tag for kid in element.kids]
        if element.tag == "L":
            found += [] if "LI" in tags else [f"{element.path}: no LI"]
            labels = [kid.words(pdf).strip() for item in element.kids for kid in item.kids if kid.tag == "Lbl"]
            counted = labels and all(re.fullmatch(r"\d+[.)]?", label) for label in labels)
            if counted and element.said("List", "ListNumbering") != "/Decimal":
                found.append(f"{element.path}: numbered, but does not say so")
        elif element.tag == "LI" and tags not in (["LBody"], ["Lbl", "LBody"]):
            found.append(f"{element.path}: holds {' '.join(tags) or 'nothing'}")
    return found


def figures(pdf: Pdf) -> list[str]:
    """Every drawing and photo has words that stand for it, and a place on its page (7.3)."""
    found = []
    for element in (each for each in elements(pdf) if each.tag == "Figure"):
        if len(str(element.node.get("/Alt", "")).strip()) < 2:
            found.append(f"{element.path}: no alternate text")
        pages = {page for kid in _below(element) for page, _ in kid.marks}
        box = [float(side) for side in element.said("Layout", "BBox") or []]  # type: ignore[union-attr]
        if len(pages) != 1 or -1 in pages:
            found.append(f"{element.path}: its content is on {len(pages)} pages")
        elif len(box) != 4 or not _inside(box, pdf.pages[next(iter(pages))].mediabox):
            found.append(f"{element.path}: BBox {box} is no area of its page")
    return found


def _below(element: Element) -> Iterator[Element]:
    yield element
    for kid in element.kids:
        yield from _below(kid)


def _inside(box: list[float], page: Object) -> bool:
    """Whether an area, given by any two opposite corners, lies on a page."""
    left, bottom, right, top = (float(side) for side in page)
    x, y = sorted(box[::2]), sorted(box[1::2])
    return left - 1 <= x[0] < x[1] <= right + 1 and bottom - 1 <= y[0] < y[1] <= top + 1


# --- content and its marks --------------------------------------------------------------------------------------------

_CLOSES = {"EMC": ("BMC", "BDC"), "ET": ("BT",), "Q": ("q",)}


def balance(pdf: Pdf) -> list[str]:
    """Marked content, text and saved states begin and end in pairs, one wholly within the other."""
    streams = [(f"page {number + 1}", page) for number, page in enumerate(pdf.pages)]
    streams += [(place, here) for place, here in dictionaries(pdf) if here.get("/Subtype") == "/Form"]
    found = []
    for place, stream in streams:
        waiting: list[str] = []
        for operator in (str(each.operator) for each in parse_content_stream(stream)):
            if operator in ("BMC", "BDC", "BT", "q"):
                if operator in ("BT", "q") and "BT" in waiting:
                    found.append(f"{place}: {operator} within text")
                waiting.append(operator)
            elif operator in _CLOSES and (not waiting or waiting.pop() not in _CLOSES[operator]):
                found.append(f"{place}: {operator} does not end what began last")
        found += [f"{place}: {operator} has no end" for operator in waiting]
    return found


def all_marked(pdf: Pdf) -> list[str]:
    """All that leaves ink belongs to an element or is said to be decoration (7.1)."""
    return _counted(
        f"{step.stream}: {step.operator} outside marked content"
        for step in steps(pdf)
        if step.operator in PAINTS and not any(mark.tag == "Artifact" or mark.number is not None for mark in step.marks)
    )


def kept_apart(pdf: Pdf) -> list[str]:
    """Decoration holds no content that belongs to an element, nor the reverse (7.1); no content belongs to two
    elements."""
    found = []
    for step in steps(pdf):
        if step.operator in ("BMC", "BDC") and len(step.marks) > 1:
            inner, outer = step.marks[-1], step.marks[:-1]
            if inner.tag == "Artifact" or inner.number is not None:
                found += [
                    f"{step.stream}: {inner} in {mark}"
                    for mark in outer
                    if mark.tag == "Artifact" or mark.number is not None
                ]
    return _counted(found)


def marks_lead_back(pdf: Pdf) -> list[str]:
    """Every numbered mark of a page is in exactly one element, which the parent tree names for it; and no element has
    one that is not there."""
    drawn = Counter(
        (step.page, step.marks[-1].number)
        for step in steps(pdf)
        if step.operator in ("BMC", "BDC") and step.marks[-1].number is not None
    )
    held = Counter(mark for element in elements(pdf) for mark in element.marks)
    owner = {mark: element for element in elements(pdf) for mark in element.marks}
    tree = parent_tree(pdf)
    keys = [page.obj.get("/StructParents") for page in pdf.pages]
    told = {
        (page, number): node
        for page, key in enumerate(keys)
        if key is not None and isinstance(tree.get(key), Array)
        for number, node in enumerate(tree[key])
        if node is not None
    }
    found = [
        f"page {page + 1}: no place of its own in the parent tree"
        for page, key in enumerate(keys)
        if keys.count(key) > 1 or key not in tree
    ]
    found += ["structure: the keys of the parent tree are out of order"] if list(tree) != sorted(tree) else []
    for place in sorted(drawn.keys() | held.keys() | told.keys()):
        page, number = place
        if (drawn[place], held[place], place in told) != (1, 1, True):
            times = (
                f"drawn {drawn[place]} times, in {held[place]} elements, {'' if place in told else 'not '}in the "
                "parent tree"
            )
            found.append(f"page {page + 1}, mark {number}: {times}")
        elif told[place].objgen != owner[place].node.objgen:
            found.append(f"page {page + 1}, mark {number}: belongs to {owner[place].path}, the parent tree has another")
    return found


def _counted(found: Iterator[str] | list[str]) -> list[str]:
    """Each finding once, with how often."""
    return [f"{finding} ({times} times)" if times > 1 else finding for finding, times in Counter(found).items()]


# --- links and places -------------------------------------------------------------------------------------------------

_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW = 1, 2, 4, 32


def links(pdf: Pdf) -> list[str]:
    """Every link is an element with words and an area, the area says in words where it leads and leads back to the
    element (7.18.5); it is printed and not hidden; there are no other annotations."""
    tree, found = parent_tree(pdf), []
    held = {area.objgen: element for element in elements(pdf) for area in element.objects}
    for element in (each for each in elements(pdf) if each.tag == "Link"):
        found += [] if element.objects else [f"{element.path}: no area"]
        found += [] if element.words(pdf).strip() else [f"{element.path}: no words"]
    for number, page in enumerate(pdf.pages):
        for index, area in enumerate(several(page.obj.get("/Annots"))):
            place, owner = f"page {number + 1}, annotation {index + 1}", held.get(area.objgen)
            back = tree.get(area.get("/StructParent", -1))
            flags = int(area.get("/F", 0))
            if area.get("/Subtype") != "/Link":
                found.append(f"{place}: {area.get('/Subtype')}, not a link")
            if owner is None or owner.tag != "Link" or back is None or back.objgen != owner.node.objgen:
                found.append(f"{place}: does not lead to a Link element and back")
            if not str(area.get("/Contents", "")).strip():
                found.append(f"{place}: no Contents")
            if not flags & _PRINT or flags & (_INVISIBLE | _HIDDEN | _NO_VIEW):
                found.append(f"{place}: not printed, or hidden (F {flags})")
            if not _inside([float(side) for side in area.Rect], page.mediabox):
                found.append(f"{place}: no area of the page")
    return found


def tab_order(pdf: Pdf) -> list[str]:
    """The tab key goes through links in the order of the structure (7.18.3)."""
    return [
        f"page {number + 1}: Tabs is not S" for number, page in enumerate(pdf.pages) if page.obj.get("/Tabs") != "/S"
    ]


def destinations(pdf: Pdf) -> list[str]:
    """There is an outline (7.17), and each entry of it and each inner link leads to a page of this file."""
    pages = {page.obj.objgen for page in pdf.pages}
    entries = _entries(pdf.Root.get("/Outlines", Dictionary()).get("/First"))
    found = [] if entries else ["catalog: no outline"]
    found += [
        f"outline, entry {number + 1}: no title"
        for number, each in enumerate(entries)
        if not str(each.get("/Title", "")).strip()
    ]
    areas = [
        (f"page {number + 1}, annotation {index + 1}", area)
        for number, page in enumerate(pdf.pages)
        for index, area in enumerate(several(page.obj.get("/Annots")))
    ]
    for place, holder in [*((f"outline, {each.get('/Title')}", each) for each in entries), *areas]:
        action = holder.get("/A", Dictionary())
        if action.get("/S", "/GoTo") != "/GoTo":
            continue
        target = _named(pdf, holder.get("/Dest", action.get("/D")))
        if not isinstance(target, Array) or not len(target) or getattr(target[0], "objgen", None) not in pages:
            found.append(f"{place}: leads nowhere")
    return found


def _entries(first: Object | None) -> list[Object]:
    found: list[Object] = []
    while first is not None and first.objgen not in {each.objgen for each in found}:
        found += [first, *_entries(first.get("/First"))]
        first = first.get("/Next")
    return found


def _named(pdf: Pdf, target: Object | None) -> Object | None:
    """A destination, looked up if it is only named."""
    if isinstance(target, Name):
        target = pdf.Root.get("/Dests", Dictionary()).get(str(target))
    elif isinstance(target, String):
        waiting, wanted, target = (
            [pdf.Root.get("/Names", Dictionary()).get("/Dests", Dictionary())],
            bytes(target),
            None,
        )
        while waiting:
            node = waiting.pop()
            waiting += list(node.get("/Kids", []))
            pairs = list(node.get("/Names", []))
            target = next(
                (value for name, value in zip(pairs[::2], pairs[1::2], strict=True) if bytes(name) == wanted), target
            )
    return target.get("/D") if isinstance(target, Dictionary) else target


# --- fonts and colours ------------------------------------------------------------------------------------------------


def fonts_embedded(pdf: Pdf) -> list[str]:
    """Every font that the file names is in the file (7.21.4), by one name, the standard fourteen too."""
    found = []
    for place, here in dictionaries(pdf):
        if here.get("/Type") == "/Font" and not str(here.get("/Subtype")).startswith("/CIDFont"):
            font = Font(here)
            if font.embedded is None:
                found.append(f"{place}: font {font.name} is not embedded")
            elif not font.name.endswith(str(font.described.FontDescriptor.FontName)[1:]) and not font.wide:
                found.append(f"{place}: font {font.name} is called {font.described.FontDescriptor.FontName} within")
    return found


def unicode_text(pdf: Pdf) -> list[str]:
    """Every code that is shown has a meaning that can be spoken, copied and searched (7.21.7)."""
    return _counted(
        f"{step.stream}: code {code} of {step.font.name if step.font else 'no font'} {fault}"
        for step in steps(pdf)
        if step.operator in SHOWS_TEXT
        for code in (step.font.codes(step.shown()) if step.font else step.shown())
        if (fault := _meaningless(step.font.unicode.get(code) if step.font else None))
    )


def _meaningless(text: str | None) -> str:
    if not text:
        return "means nothing"
    bad = [sign for sign in text if sign in "\0\ufeff\ufffe\ufffd" or category(sign) in ("Co", "Cn", "Cs")]
    return f"means U+{ord(bad[0]):04X}" if bad else ""


def words_apart(pdf: Pdf) -> list[str]:
    """Within a paragraph, a heading or a cell, what begins at a new place is apart from what stands before it by a
    space: a gap or a new line that is only seen runs words together for whoever hears or copies them (ISO 32000-1,
    14.8.2.5)."""
    owner = {mark: element for element in elements(pdf) for mark in element.marks}
    found, moved = [], False
    last: dict[Element, str] = {}
    for step in steps(pdf):
        moved = moved or step.operator in ("BT", "Td", "TD", "Tm", "T*", "'", '"')
        block = next((owner.get((step.page, mark.number)) for mark in step.marks if mark.number is not None), None)
        while block and block.tag in _WITHIN_LINES and block.parent:
            block = block.parent
        if step.operator in SHOWS_TEXT and step.font and block and "/Alt" not in block.node:
            words = step.font.text(step.shown())
            before = last.get(block, " ")
            if words and moved and not before[-1:].isspace() and not words[0].isspace():
                found.append(f"{step.stream}, {block.path}: no space between {before[-20:]!r} and {words[:20]!r}")
            last[block] = words or before
            moved = False
    return found


def glyphs(pdf: Pdf) -> list[str]:
    """Every code that is shown draws a glyph of its font, never the one for what is missing (7.21.8), as wide as the
    file says (7.21.5)."""
    used = {(step.font, code): step for step in reversed(steps(pdf)) if _readable(step.font) and step.operator in SHOWS_TEXT
            for code in step.font.codes(step.shown())}  # type: ignore[union-attr]  # fmt: skip
    found = []
    for (font, code), step in used.items():
        assert font
        place, glyph, program = f"{step.stream}: code {code} of {font.name}", font.glyph(code), font.program
        if glyph is None:
            found.append(f"{place} is drawn in a manner that is not known here")
        elif not 0 < glyph < program["maxp"].numGlyphs:
            found.append(f"{place} draws no glyph")
        else:
            name = program.getGlyphName(glyph)
            width = program["hmtx"][name][0] * 1000 / program["head"].unitsPerEm
            if abs((font.width(code) or 0) - width) > 1:
                found.append(f"{place} is {width:.0f} wide, the file says {font.width(code)}")
            meaning = font.unicode.get(code, "")
            if (
                "glyf" in program
                and not program["glyf"][name].numberOfContours
                and any(category(s)[0] not in "ZC" for s in meaning)
            ):
                found.append(f"{place} means {meaning} and draws nothing")
    return found


def _readable(font: Font | None) -> bool:
    return font is not None and font.embedded is not None


_COLOURS = frozenset({"/DeviceRGB", "/DeviceGray", "/RGB", "/G", "/ICCBased"})


def colours(pdf: Pdf) -> list[str]:
    """Only colours that the output intent gives a meaning to: RGB and grey, in drawings and in photos; and no photo is
    smoothed by the reader."""
    found = []
    for step in steps(pdf):
        if step.operator in ("k", "K"):
            found.append(f"{step.stream}: a CMYK colour")
        elif step.operator in ("cs", "CS"):
            found += _colour(
                step.stream,
                step.resources.get("/ColorSpace", Dictionary()).get(str(step.operands[0]), step.operands[0]),
            )
        elif step.operator == "INLINE IMAGE":
            found += _colour(
                step.stream, step.operands[0].obj.get("/ColorSpace", step.operands[0].obj.get("/CS", "/DeviceGray"))
            )
    for place, here in dictionaries(pdf):
        if here.get("/Subtype") == "/Image" and not here.get("/ImageMask"):
            found += _colour(place, here.get("/ColorSpace", "none"))
        if here.get("/Interpolate"):
            found.append(f"{place}: asks to be smoothed")
        if "/ShadingType" in here:
            found += _colour(place, here.get("/ColorSpace", "none"))
    return _counted(found)


def _colour(place: str, space: object) -> list[str]:
    base = space
    while isinstance(base, Array) and base[0] in ("/Indexed", "/Pattern", "/I") and len(base) > 1:
        base = base[1]
    name = str(base[0] if isinstance(base, Array) else base)
    return [] if name in _COLOURS or name == "/Pattern" else [f"{place}: colour space {name}"]


def opaque(pdf: Pdf) -> list[str]:
    """Nothing is transparent: it looks the same on every printer."""
    found = []
    for place, here in dictionaries(pdf):
        seen = [key for key in ("/ca", "/CA") if not isinstance(here.get(key), String | None) and float(here[key]) < 1]
        seen += ["/SMask"] if here.get("/SMask", "/None") != "/None" else []
        seen += ["/BM"] if not {str(mode) for mode in several(here.get("/BM"))} <= {"/Normal", "/Compatible"} else []
        seen += ["/Transparency"] if here.get("/S") == "/Transparency" else []
        found += [f"{place}: {key}" for key in seen]
    return found


ACCESSIBLE: tuple[Check, ...] = (
    marked,
    language,
    title,
    claims_ua,
    standard_types,
    parents,
    nesting,
    headings,
    tables,
    lists,
    figures,
    balance,
    all_marked,
    kept_apart,
    marks_lead_back,
    links,
    tab_order,
    fonts_embedded,
    unicode_text,
    words_apart,
    glyphs,
    unencrypted,
)
"""What PDF/UA-1 asks for."""
CHECKS: tuple[Check, ...] = (
    *ACCESSIBLE,
    claims_archive,
    description,
    identified,
    output_intent,
    destinations,
    inert,
    colours,
    opaque,
)

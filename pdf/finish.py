"""From the file that reportlab drew to one that is sound: its structure, what it says of itself, and a last look for
anything that does not belong in a document about a patient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from pdf.colour_profile import srgb
from pdf.tags import Element, Piece

_PRODUCER: Final = "Screening before a hair-restoration consultation"
_ACTIVE: Final = frozenset(
    {
        "/AA", "/AcroForm", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/GoToE", "/GoToR", "/JS", "/JavaScript",
        "/Launch", "/Movie", "/OpenAction", "/RichMedia", "/Sound", "/SubmitForm", "/XFA",
    }
)  # fmt: skip
"""Keys of what acts by itself, opens something else or carries a file along."""

_INNER_LINK: Final = re.compile(
    rb"<< /Border \[ 0 0 0 \] /Contents (?:\((?:[^()\\]|\\.)*\)|<[0-9a-f]*>) /Dest \[ \d+ 0 R /XYZ [-\d. ]+\] /F 4 "
    rb"/Rect \[ [-\d. ]+\] /Subtype /Link /Type /Annot >>",
    re.DOTALL,
)
"""A link within the document as it is written. Nothing more can be in it, and most of what a document holds are such
links."""


class UnsafeDocument(Exception):
    """A document holds something that none of ours may hold. It is a fault of this software, and no file is given
    out."""


@dataclass(frozen=True)
class Description:
    """What a file says of itself: in its properties, and for those who keep it."""

    title: str
    author: str
    subject: str
    language: str
    made: datetime


def finish(drawn: bytes, structure: Element, description: Description, photos: int = 0) -> bytes:
    """The finished file: tagged (PDF/UA-1), with its colour profile and description (PDF/A-2), compressed, and looked
    over. Equal input gives equal bytes. `photos` is how many pictures it may hold. Raises `UnsafeDocument`."""
    with Pdf.open(BytesIO(drawn)) as pdf:
        look_over(pdf, photos)
        _describe(pdf, description)
        _write_structure(pdf, structure)
        target = BytesIO()
        pdf.save(
            target,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,  # the packet stays as it was written here
        )
        return target.getvalue()


def encrypt(finished: bytes, password: str) -> bytes:
    """The same document for a letter or an e-mail, behind a password (AES-256). Only for a copy: what is filed must
    stay readable."""
    with Pdf.open(BytesIO(finished)) as pdf:
        target = BytesIO()
        allowed = pikepdf.Permissions(
            modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False
        )
        pdf.save(target, encryption=pikepdf.Encryption(user=password, owner=password, R=6, allow=allowed))
        return target.getvalue()


# --- looking over -----------------------------------------------------------------------------------------------------


def look_over(pdf: Pdf, photos: int) -> None:
    """Raise `UnsafeDocument` for anything active, for a picture that is not one of the `photos`, for an annotation that
    is not a link, and for a link that leads anywhere but within the file or to an https address."""
    pictures = 0
    for item in pdf.objects:
        if isinstance(item, Dictionary) and _INNER_LINK.fullmatch(item.unparse(resolved=True)):
            continue
        pictures += isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        for holder in _dictionaries(item):
            found = _ACTIVE.intersection(holder.keys())
            action = str(holder.get("/S", ""))
            if found or action in _ACTIVE:
                raise UnsafeDocument(f"The document holds {', '.join(sorted(found)) or action}, which acts by itself.")
            if holder.get("/Type") == "/Annot" and holder.get("/Subtype") != "/Link":
                raise UnsafeDocument(f"The document holds an annotation {holder.get('/Subtype')}, which is no link.")
            if "/URI" in holder and action == "/URI" and not str(holder["/URI"]).startswith("https://"):
                raise UnsafeDocument("The document holds a link that does not begin with https://.")
    if pictures > photos:
        raise UnsafeDocument(f"The document holds {pictures} pictures, but only {photos} photos belong in it.")


def _dictionaries(item: Object) -> Iterator[Object]:
    """A dictionary and those directly within it; what is within by reference is an object of its own."""
    waiting = [item]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Array):
            waiting += [kid for kid in here if isinstance(kid, Dictionary | Array) and not kid.is_indirect]
        elif isinstance(here, Dictionary | pikepdf.Stream):
            yield here
            waiting += [kid for _, kid in here.items() if isinstance(kid, Dictionary | Array) and not kid.is_indirect]


# --- what the file says of itself -------------------------------------------------------------------------------------


def _describe(pdf: Pdf, description: Description) -> None:
    root, made = pdf.Root, description.made
    made = (made.astimezone(UTC) if made.tzinfo else made).replace(tzinfo=UTC, microsecond=0)
    root.Lang = String(description.language)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    profile = pdf.make_stream(srgb(), N=3)
    root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )
    moment = made.strftime("D:%Y%m%d%H%M%S+00'00'")
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(description.title),
            Author=String(description.author),
            Subject=String(description.subject),
            Producer=String(_PRODUCER),
            CreationDate=String(moment),
            ModDate=String(moment),
        )
    )
    root.Metadata = pdf.make_stream(_packet(description, made).encode(), Type=Name.Metadata, Subtype=Name.XML)


_SPACES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
_EXTENSION: Final = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA Universal Accessibility "
    f"Schema</pdfaSchema:schema><pdfaSchema:namespaceURI>{_SPACES['pdfuaid']}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/A asks for a description of every kind of statement that it does not know itself; it does not know PDF/UA's."""


def _packet(description: Description, made: datetime) -> str:
    """The description as XMP. A fixed packet: what writes it for us elsewhere adds the moment of writing."""

    def about(space: str, body: str) -> str:
        return f'<rdf:Description rdf:about="" xmlns:{space}="{_SPACES[space]}">{body}</rdf:Description>'

    def words(text: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'

    moment = made.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    statements = (
        about(
            "dc",
            f"<dc:title>{words(description.title)}</dc:title><dc:description>{words(description.subject)}</dc:description>"
            f"<dc:creator><rdf:Seq><rdf:li>{escape(description.author)}</rdf:li></rdf:Seq></dc:creator>",
        ),
        about("pdf", f"<pdf:Producer>{_PRODUCER}</pdf:Producer>"),
        about("xmp", f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"),
        about("pdfaid", "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"),
        about("pdfuaid", "<pdfuaid:part>1</pdfuaid:part>"),
        _EXTENSION,
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{"".join(statements)}</rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    )


# --- structure --------------------------------------------------------------------------------------------------------


def _write_structure(pdf: Pdf, structure: Element) -> None:
    """The tree of elements, and from each mark and each link the way back to its element."""
    pages = [page.obj for page in pdf.pages]
    areas = [list(page.get("/Annots", ())) for page in pages]
    marks: list[dict[int, Object]] = [{} for _ in pages]
    links: list[Object] = []

    def written(element: Element, parent: Object) -> Object:
        node = pdf.make_indirect(Dictionary({"/S": _name(element.tag), "/P": parent, **_attributes(element)}))
        first: int | None = None
        kids: list[Object | int] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(written(kid, node))
            elif isinstance(kid, Piece):
                marks[kid.page][kid.number] = node
                if first is None:
                    first = kid.page
                    node.Pg = pages[first]
                kids.append(
                    kid.number if kid.page == first else Dictionary(Type=Name.MCR, Pg=pages[kid.page], MCID=kid.number)
                )
            else:
                area = areas[kid.page][kid.number]
                area.StructParent = len(pages) + len(links)
                links.append(node)
                kids.append(Dictionary(Type=Name.OBJR, Pg=pages[kid.page], Obj=area))
        node.K = Array(kids)
        return node

    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    tree.K = Array([written(structure, tree)])
    numbered: list[Object | int] = []
    for index, page in enumerate(pages):
        page.StructParents = index
        page.Tabs = Name.S
        numbered += [index, pdf.make_indirect(Array([marks[index][number] for number in range(len(marks[index]))]))]
    for index, node in enumerate(links):
        numbered += [len(pages) + index, node]
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbered)))
    tree.ParentTreeNextKey = len(pages) + len(links)
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)


@cache
def _name(tag: str) -> Name:
    return Name("/" + tag)


def _attributes(element: Element) -> Mapping[str, Object]:
    said: dict[str, Object] = {}
    if element.alt:
        said["/Alt"] = String(element.alt)
    if element.spoken:
        said["/ActualText"] = String(element.spoken)
    if element.tag in ("TH", "TD") and (element.scope or element.columns > 1):
        cell = Dictionary(O=Name.Table)
        if element.scope:
            cell.Scope = Name("/" + element.scope)
        if element.columns > 1:
            cell.ColSpan = element.columns
        said["/A"] = cell
    if element.box is not None:
        said["/A"] = Dictionary(O=Name.Layout, BBox=Array([round(value, 2) for value in element.box]))
    return said

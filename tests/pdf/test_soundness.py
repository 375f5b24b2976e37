"""Every document of the gallery is sound, and each check of `soundness` sees the fault that it is there for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Literal

import pytest
from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Encryption,
    Name,
    Object,
    Operator,
    Pdf,
    String,
    parse_content_stream,
    unparse_content_stream,
)

from tests.pdf.gallery import DOCUMENTS, GALLERY, Kind, clinic, document_of, make
from tests.pdf.inside import Element, dictionaries, elements
from tests.pdf.soundness import CHECKS, findings

TELLING = {telling.id: telling for telling in GALLERY}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_of_the_gallery_is_sound(name: str) -> None:
    assert findings(make(name)) == {}


@pytest.mark.parametrize("kind", ["summary", "copy"])
@pytest.mark.parametrize(("language", "page_size"), [("en", "Letter"), ("es", "A4"), ("es", "Letter")])
def test_on_any_paper_and_in_any_language_it_is_sound(
    language: str, page_size: Literal["A4", "Letter"], kind: Kind
) -> None:
    telling = replace(TELLING["everything"], letterhead=clinic(language, page_size, statuses=True))
    assert findings(document_of(telling, kind)) == {}


def test_photos_on_another_paper_are_sound() -> None:
    assert findings(document_of(replace(TELLING["photos"], letterhead=clinic(page_size="Letter")), "summary")) == {}


def test_what_is_said_in_place_of_a_drawing_is_in_the_language_of_the_document() -> None:
    """A check cannot see which language a text is in; but what has words and is the same in both was not translated."""

    def alternates(language: str) -> set[str]:
        letterhead = clinic(language, statuses=True)
        with Pdf.open(BytesIO(document_of(replace(TELLING["everything"], letterhead=letterhead), "copy"))) as pdf:
            assert str(pdf.Root.Lang).startswith(language)
            return {str(element.node.Alt) for element in elements(pdf) if element.tag == "Figure"}

    assert not alternates("en") & alternates("es")


# --- each check sees its fault ----------------------------------------------------------------------------------------

Spoil = Callable[[Pdf], bytes | None]
COPY, SUMMARY = "fits-copy", "photos-summary"
"""The documents that are spoiled: a small one, and one with tables, drawings and photos."""


@dataclass(frozen=True)
class Fault:
    """A way to spoil a sound file. `seen_by` are the checks whose business it is, the one that it is there for
    first."""

    seen_by: tuple[str, ...]
    document: str
    spoil: Spoil


FAULTS: list[Fault] = []


def fault(*seen_by: str, document: str = COPY) -> Callable[[Spoil], Spoil]:
    """Keep a fault. It works on the open file; what it returns, if anything, is the spoiled one."""

    def keep(spoil: Spoil) -> Spoil:
        FAULTS.append(Fault(seen_by, document, spoil))
        return spoil

    return keep


sound = cache(make)


@cache
def before(document: str) -> dict[str, list[str]]:
    """What is found before the document is spoiled: nothing, or else another test fails."""
    return findings(sound(document))


def test_every_check_has_its_fault() -> None:
    assert {fault.seen_by[0] for fault in FAULTS} == {check.__name__ for check in CHECKS}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each of the faults, which are defined below."""
    if "fault_in_file" in metafunc.fixturenames:
        metafunc.parametrize(
            "fault_in_file", FAULTS, ids=[f"{each.seen_by[0]}-{each.spoil.__name__}" for each in FAULTS]
        )


def test_a_check_sees_its_fault(fault_in_file: Fault) -> None:
    with Pdf.open(BytesIO(sound(fault_in_file.document))) as pdf:
        target = BytesIO()
        spoiled = fault_in_file.spoil(pdf)
        if spoiled is None:
            pdf.save(target, fix_metadata_version=False)  # which would mend the packet
            spoiled = target.getvalue()
    found, known = findings(spoiled), before(fault_in_file.document)
    assert {name for name in found if len(found[name]) > len(known.get(name, []))} == set(fault_in_file.seen_by)


def first(pdf: Pdf, tag: str, number: int = 0) -> Element:
    """An element of this type."""
    return [element for element in elements(pdf) if element.tag == tag][number]


def draw(pdf: Pdf, content: bytes) -> None:
    """Draw something at the end of the first page."""
    pdf.pages[0].contents_add(b" " + content)


def rewrite(pdf: Pdf, change: Callable[[list[ContentStreamInstruction]], None]) -> None:
    """Change what the first page draws."""
    drawn = list(parse_content_stream(pdf.pages[0]))
    change(drawn)
    pdf.pages[0].Contents = pdf.make_stream(unparse_content_stream(drawn))


def say(pdf: Pdf, old: bytes, new: bytes) -> None:
    """Change the XMP packet."""
    told = pdf.Root.Metadata.read_bytes()
    assert old in told
    pdf.Root.Metadata.write(told.replace(old, new, 1))


def of_type(pdf: Pdf, key: str, value: str) -> Object:
    """A dictionary that says this of itself."""
    return next(here for _, here in dictionaries(pdf) if here.get(key) == value)


def font(pdf: Pdf) -> Object:
    """The font in which the first page begins."""
    return pdf.pages[0].resources.Font[str(_begins_in(pdf))]


def _begins_in(pdf: Pdf) -> Name:
    return next(step.operands[0] for step in parse_content_stream(pdf.pages[0]) if str(step.operator) == "Tf")


def area(pdf: Pdf, inner: bool = False) -> Object:
    """The first link, or the first that stays within the file."""
    return next(
        each
        for page in pdf.pages
        for each in page.obj.get("/Annots", [])
        if not inner or "/Dest" in each or "/D" in each.get("/A", {})
    )


@fault("marked")
def not_marked(pdf: Pdf) -> None:
    del pdf.Root.MarkInfo


@fault("marked")
def suspect(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


@fault("language")
def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


@fault("language")
def no_such_language(pdf: Pdf) -> None:
    first(pdf, "P").node.Lang = String("plain English")


@fault("title")
def no_title(pdf: Pdf) -> None:
    del pdf.docinfo["/Title"]


@fault("title")
def two_titles(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = String("Untitled")


@fault("title")
def title_not_shown(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


@fault("claims_ua")
def no_claim_to_be_accessible(pdf: Pdf) -> None:
    say(pdf, b"<pdfuaid:part>1<", b"<pdfuaid:part>2<")


@fault("claims_archive")
def no_claim_to_be_an_archive_file(pdf: Pdf) -> None:
    say(pdf, b"<pdfaid:part>2<", b"<pdfaid:part>9<")


@fault("claims_archive")
def an_unknown_statement_not_described(pdf: Pdf) -> None:
    say(pdf, b"<pdfaSchema:prefix>pdfuaid<", b"<pdfaSchema:prefix>other<")


@fault("description")
def two_authors(pdf: Pdf) -> None:
    pdf.docinfo["/Author"] = String("Somebody else")


@fault("description")
def two_dates(pdf: Pdf) -> None:
    pdf.docinfo["/ModDate"] = String("D:20000101000000+00'00'")


@fault("description", "title", "claims_ua", "claims_archive")
def packet_cut_off(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes()[:-80])


@fault("output_intent")
def no_output_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


@fault("output_intent")
def four_colours(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 4


@fault("output_intent")
def newer_profile(pdf: Pdf) -> None:
    profile = pdf.Root.OutputIntents[0].DestOutputProfile
    told = profile.read_bytes()
    profile.write(told[:8] + b"\4" + told[9:])


@fault("unencrypted")
def encrypted(pdf: Pdf) -> bytes:
    target = BytesIO()
    pdf.save(target, encryption=Encryption(user="", owner="owner", R=6))
    return target.getvalue()


@fault("identified")
def no_identifier(_pdf: Pdf) -> bytes:
    assert sound(COPY).count(b"/ID [") == 1
    return sound(COPY).replace(b"/ID [", b"/Id [")


@fault("inert")
def script_on_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@fault("inert")
def script_on_turning_a_page(pdf: Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary(O=Dictionary(S=Name.Named, N=Name.NextPage))


@fault("inert")
def link_starts_a_program(pdf: Pdf) -> None:
    next(here for _, here in dictionaries(pdf) if "/URI" in here.get("/A", {})).A = Dictionary(
        S=Name.Launch, F=String("calc.exe")
    )


@fault("inert")
def link_that_anyone_can_change_on_the_way(pdf: Pdf) -> None:
    of_type(pdf, "/S", "/URI").URI = String("http://example.org/")


@fault("inert")
def file_within(pdf: Pdf) -> None:
    files = Array(
        [
            String("a.txt"),
            Dictionary(Type=Name.Filespec, EF=Dictionary(F=pdf.make_stream(b"a", Type=Name.EmbeddedFile))),
        ]
    )
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=files))


@fault("inert")
def stream_in_another_file(pdf: Pdf) -> None:
    pdf.Root.Extra = pdf.make_stream(b"", F=String("other.bin"))


@fault("standard_types", document=SUMMARY)
def own_type(pdf: Pdf) -> None:
    first(pdf, "Figure").node.S = Name.Icon


@fault("standard_types")
def another_meaning(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.RoleMap = Dictionary(P=Name.Figure)


@fault("parents", document=SUMMARY)
def wrong_parent(pdf: Pdf) -> None:
    first(pdf, "P").node.P = first(pdf, "Table").node


@fault("parents")
def two_documents(pdf: Pdf) -> None:
    tree = pdf.Root.StructTreeRoot
    tree.K.append(pdf.make_indirect(Dictionary(S=Name.Document, P=tree)))


@fault("nesting")
def cell_outside_a_row(pdf: Pdf) -> None:
    next(
        each for each in elements(pdf) if each.tag == "P" and each.parent and each.parent.tag == "Document"
    ).node.S = Name.TD


@fault("nesting")
def list_within_a_heading(pdf: Pdf) -> None:
    inner, heading = first(pdf, "L"), first(pdf, "H3")
    assert inner.parent
    inner.parent.node.K.remove(inner.node)
    inner.node.P = heading.node
    heading.node.K.append(inner.node)


@fault("nesting", "marks_lead_back", document=SUMMARY)
def row_holds_words(pdf: Pdf) -> None:
    cell = next(each for each in elements(pdf) if each.tag == "TD" and each.marks)
    assert cell.parent
    cell.parent.node.Pg = cell.node.Pg
    cell.parent.node.K.append(cell.node.K[0])
    cell.node.K = Array()


@fault("headings")
def level_skipped(pdf: Pdf) -> None:
    first(pdf, "H3").node.S = Name.H5


@fault("headings")
def no_first_heading(pdf: Pdf) -> None:
    first(pdf, "H1").node.S = Name.H2


@fault("headings")
def two_first_headings(pdf: Pdf) -> None:
    first(pdf, "H2").node.S = Name.H1


@fault("tables", document=SUMMARY)
def heading_of_nothing(pdf: Pdf) -> None:
    del first(pdf, "TH").node["/A"]


@fault("tables", "marks_lead_back", document=SUMMARY)
def row_too_short(pdf: Pdf) -> None:
    row = next(each for each in elements(pdf) if each.tag == "TR" and [kid.tag for kid in each.kids].count("TD") > 1)
    assert row.kids[-1].marks
    del row.node.K[-1]


@fault("tables", document=SUMMARY)
def cell_too_wide(pdf: Pdf) -> None:
    first(pdf, "TD").node.A = Dictionary(O=Name.Table, ColSpan=2)


@fault("tables", document=SUMMARY)
def cell_too_high(pdf: Pdf) -> None:
    last = [each for each in elements(pdf) if each.tag == "TR"][-1]
    last.kids[-1].node.A = Dictionary(O=Name.Table, RowSpan=2)


@fault("tables", document=SUMMARY)
def no_headings(pdf: Pdf) -> None:
    for element in elements(pdf):
        if element.tag == "TH":
            element.node.S = Name.TD


@fault("lists")
def label_after_the_words(pdf: Pdf) -> None:
    item = next(each for each in elements(pdf) if [kid.tag for kid in each.kids] == ["Lbl", "LBody"])
    item.node.K = Array(reversed(list(item.node.K)))


@fault("lists")
def item_without_words(pdf: Pdf) -> None:
    first(pdf, "L").node.K.append(pdf.make_indirect(Dictionary(S=Name.LI, P=first(pdf, "L").node)))


@fault("figures", document=SUMMARY)
def drawing_without_words(pdf: Pdf) -> None:
    del first(pdf, "Figure", -1).node["/Alt"]


@fault("figures", document=SUMMARY)
def drawing_without_a_place(pdf: Pdf) -> None:
    del first(pdf, "Figure").node["/A"]


@fault("figures", document=SUMMARY)
def drawing_beside_the_page(pdf: Pdf) -> None:
    first(pdf, "Figure").node.A.BBox = Array([500, 0, 900, 100])


@fault("balance")
def state_not_restored(pdf: Pdf) -> None:
    draw(pdf, b"q")


@fault("balance")
def mark_ends_within_text(pdf: Pdf) -> None:
    draw(pdf, b"/Artifact BMC BT EMC ET")


@fault("balance")
def end_of_nothing(pdf: Pdf) -> None:
    draw(pdf, b"EMC")


@fault("all_marked")
def line_outside_marks(pdf: Pdf) -> None:
    draw(pdf, b"0 0 m 10 10 l S")


@fault("all_marked")
def words_outside_marks(pdf: Pdf) -> None:
    draw(pdf, b"BT %s 8 Tf (a) Tj ET" % str(_begins_in(pdf)).encode())


@fault("all_marked")
def form_outside_marks(pdf: Pdf) -> None:
    form = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    pdf.pages[0].resources.XObject.Stray = form
    draw(pdf, b"/Stray Do")


@fault("all_marked", "kept_apart")
def tagged_within_decoration(pdf: Pdf) -> None:
    """The page becomes decoration as a whole; what was decoration within it is so no longer by itself."""

    def change(drawn: list[ContentStreamInstruction]) -> None:
        drawn.insert(0, ContentStreamInstruction([Name.Artifact], Operator("BMC")))
        drawn.append(ContentStreamInstruction([], Operator("EMC")))
        drawn += parse_content_stream(pdf.make_stream(b"0 0 1 1 re f"))

    rewrite(pdf, change)


@fault("kept_apart")
def decoration_within_decoration(pdf: Pdf) -> None:
    draw(pdf, b"/Artifact BMC /Artifact BMC 0 0 1 1 re f EMC EMC")


@fault("marks_lead_back")
def mark_of_no_element(pdf: Pdf) -> None:
    draw(pdf, b"/P <</MCID 9999>> BDC EMC")


@fault("marks_lead_back")
def mark_drawn_twice(pdf: Pdf) -> None:
    draw(pdf, b"/P <</MCID 0>> BDC EMC")


@fault("marks_lead_back")
def element_of_a_mark_that_is_not_there(pdf: Pdf) -> None:
    first(pdf, "H2").node.K.append(9999)


@fault("marks_lead_back")
def the_way_back_leads_elsewhere(pdf: Pdf) -> None:
    marks = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    assert marks[0].objgen != marks[1].objgen
    marks[0], marks[1] = marks[1], marks[0]


@fault("marks_lead_back")
def two_pages_in_one_place(pdf: Pdf) -> None:
    pdf.pages[1].obj.StructParents = pdf.pages[0].obj.StructParents


@fault("links")
def link_does_not_say_where_it_leads(pdf: Pdf) -> None:
    del area(pdf)["/Contents"]


@fault("links")
def link_hidden(pdf: Pdf) -> None:
    area(pdf).F = 4 + 2


@fault("links")
def link_not_printed(pdf: Pdf) -> None:
    area(pdf).F = 0


@fault("links")
def link_leads_back_to_another(pdf: Pdf) -> None:
    first_area, second = [each for page in pdf.pages for each in page.obj.get("/Annots", [])][:2]
    first_area.StructParent, second.StructParent = second.StructParent, first_area.StructParent


@fault("links")
def link_element_without_an_area(pdf: Pdf) -> None:
    node = first(pdf, "Link").node
    node.K = Array([kid for kid in node.K if isinstance(kid, int)])


@fault("links", "marks_lead_back")
def link_element_without_words(pdf: Pdf) -> None:
    node = first(pdf, "Link").node
    node.K = Array([kid for kid in node.K if not isinstance(kid, int)])


@fault("links", "destinations")
def note_stuck_on(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 20, 20]), Contents=String("Hello"), F=4)
    page = pdf.pages[0].obj
    page.Annots = Array([*page.get("/Annots", []), pdf.make_indirect(note)])


@fault("tab_order")
def tab_goes_by_rows(pdf: Pdf) -> None:
    pdf.pages[1].obj.Tabs = Name.R


@fault("destinations")
def no_outline(pdf: Pdf) -> None:
    del pdf.Root["/Outlines"]


@fault("destinations")
def outline_leads_nowhere(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest = Array([Dictionary(Type=Name.Page), Name.Fit])


@fault("destinations")
def link_to_a_name_that_is_not_there(pdf: Pdf) -> None:
    inner = area(pdf, inner=True)
    inner.Dest = String("nowhere")


@fault("fonts_embedded")
def font_taken_out(pdf: Pdf) -> None:
    del font(pdf).FontDescriptor["/FontFile2"]


@fault("fonts_embedded")
def standard_font(pdf: Pdf) -> None:
    pdf.pages[0].resources.Font.Plain = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )


@fault("unicode_text", "links", "headings")
def no_meaning(pdf: Pdf) -> None:
    for _, here in dictionaries(pdf):
        if here.get("/Type") == "/Font":
            del here["/ToUnicode"]


@fault("unicode_text")
def one_meaning_lost(pdf: Pdf) -> None:
    told = font(pdf).ToUnicode
    told.write(told.read_bytes().replace(b"<0061>", b"<FFFD>"))


@fault("words_apart")
def words_run_together(pdf: Pdf) -> None:
    together = parse_content_stream(pdf.make_stream(b"0 1 Td (to) Tj 0 1 Td (gether) Tj"))

    def change(drawn: list[ContentStreamInstruction]) -> None:
        mark = next(n for n, step in enumerate(drawn) if str(step.operator) == "BDC")
        words = next(n for n, step in enumerate(drawn) if n > mark and str(step.operator) == "Tj")
        drawn[words + 1 : words + 1] = together

    rewrite(pdf, change)


@fault("glyphs")
def glyph_for_what_is_missing(pdf: Pdf) -> None:
    """A code that the font does not have, with a meaning all the same."""
    told = font(pdf).ToUnicode
    told.write(told.read_bytes().replace(b"endcmap", b"1 beginbfchar <FE> <0061> endbfchar endcmap"))
    draw(pdf, b"/Artifact BMC BT %s 8 Tf <FE> Tj ET EMC" % str(_begins_in(pdf)).encode())


@fault("glyphs")
def other_widths(pdf: Pdf) -> None:
    font(pdf).Widths = Array([500] * len(font(pdf).Widths))


@fault("colours")
def printing_ink(pdf: Pdf) -> None:
    draw(pdf, b"/Artifact BMC 0 0 0 1 k 0 0 1 1 re f EMC")


@fault("colours", document=SUMMARY)
def photo_in_printing_inks(pdf: Pdf) -> None:
    of_type(pdf, "/Subtype", "/Image").ColorSpace = Name.DeviceCMYK


@fault("colours", document=SUMMARY)
def photo_smoothed(pdf: Pdf) -> None:
    of_type(pdf, "/Subtype", "/Image").Interpolate = True


@fault("opaque")
def half_transparent(pdf: Pdf) -> None:
    pdf.pages[0].resources.ExtGState = Dictionary(Half=Dictionary(ca=0.5))


@fault("opaque", document=SUMMARY)
def photo_with_a_mask(pdf: Pdf) -> None:
    mask = pdf.make_stream(
        b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=Name.DeviceGray
    )
    of_type(pdf, "/Subtype", "/Image").SMask = mask

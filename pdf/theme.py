"""How the pages look: colours, sizes, named styles. The contrast of every text colour on its ground is tested."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from pdf import bidi
from pdf.tagged import Text
from pdf.text import BOLD, ITALIC, REGULAR, SEMIBOLD, Markup
from rules.model import Level, Status

PAGE_SIZES: Final = {"A4": A4, "Letter": LETTER}
MARGIN: Final = 16 * mm
TOP: Final = 13 * mm
BOTTOM: Final = 17 * mm

INK: Final = HexColor(0x16202B)
MUTED: Final = HexColor(0x4A5663)
NAVY: Final = HexColor(0x12395B)
HAIRLINE: Final = HexColor(0xC9D1D9)
WHITE: Final = HexColor(0xFFFFFF)


@dataclass(frozen=True)
class Tone:
    """A colour that carries a meaning, with the pale ground it stands on. The shape and the word always say it too."""

    ink: Color
    ground: Color


STOP: Final = Tone(HexColor(0xA11A1A), HexColor(0xFBEDED))
CHECK: Final = Tone(HexColor(0x8A4B00), HexColor(0xFFF4E2))
ASK: Final = Tone(HexColor(0x1B4F8A), HexColor(0xEAF2FB))
FITS: Final = Tone(HexColor(0x17603A), HexColor(0xE8F5EC))
UNFIT: Final = Tone(HexColor(0x8C1D40), HexColor(0xFAEEF2))
NEUTRAL: Final = Tone(MUTED, HexColor(0xF1F3F5))

STATUS_TONE: Final = {
    Status.NOT_SUITABLE: UNFIT,
    Status.RESOLVE_FIRST: STOP,
    Status.NEEDS_INFO: ASK,
    Status.CONSIDER_WITH_CAUTION: CHECK,
    Status.MAY_BE_SUITABLE: FITS,
    Status.NOT_INDICATED: NEUTRAL,
}
LEVEL_TONE: Final = {
    Level.EXCLUDES: UNFIT,
    Level.RESOLVE_FIRST: STOP,
    Level.NEEDS_INFO: ASK,
    Level.CAUTION: CHECK,
    Level.SUPPORTS: FITS,
    Level.NOTICE: NEUTRAL,
}


def _style(
    name: str, size: float, leading: float, font: str = REGULAR, color: Color = INK, **more: object
) -> ParagraphStyle:
    defaults: dict[str, object] = {"bulletFontName": REGULAR, "splitLongWords": 1, "allowWidows": 0, "allowOrphans": 0}
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, textColor=color, **{**defaults, **more})


# The clinician's summary. A style's tag says what its paragraphs are in the file's structure; most are plain
# paragraphs.
NAME = _style("name", 17, 20, BOLD, tag="H1")
NAME_LONG = _style("name_long", 13.5, 16.5, BOLD, tag="H1")
CONTACT = _style("contact", 8.6, 10.8)
KICKER = _style("kicker", 7.6, 9.6, REGULAR, MUTED)
KICKER_RIGHT = _style("kicker_right", 7.6, 9.6, REGULAR, MUTED, alignment=2)
FACTS = _style("facts", 9.2, 11.6, REGULAR, MUTED)
FACTS_RIGHT = _style("facts_right", 8.4, 10.8, REGULAR, MUTED, alignment=2)
HEADLINE = _style("headline", 12.6, 15.4, BOLD)
LEAD = _style("lead", 9.4, 12)
HEADING = _style("heading", 11.4, 14, BOLD, NAVY, tag="H2")
HEADING_NOTE = _style("heading_note", 7.4, 9.4, REGULAR, MUTED, alignment=2)
ROW_TITLE = _style("row_title", 9.2, 11, SEMIBOLD)
OPTION_TITLE = _style("option_title", 9.2, 11, SEMIBOLD, tag="H3")
BODY = _style("body", 8.6, 10.8)
QUOTE = _style("quote", 8.4, 10.4, ITALIC, MUTED)
LABEL = _style("label", 7.6, 9.6, SEMIBOLD, MUTED)
SMALL = _style("small", 7.4, 9.2, REGULAR, MUTED)
SMALL_RIGHT = _style("small_right", 7.4, 9.2, REGULAR, MUTED, alignment=2)
SMALL_INK = _style("small_ink", 8.4, 9, REGULAR, INK)
CAPTION = _style("caption", 7.4, 9, REGULAR, MUTED, alignment=1)
QUOTE_FULL = _style("quote_full", 9.2, 12, ITALIC, INK)
FINE = _style("fine", 7.3, 9.1, REGULAR, INK)
COLUMN = _style("column", 7.2, 8.6, SEMIBOLD, MUTED)
COLUMN_MID = _style("column_mid", 7, 8.2, SEMIBOLD, MUTED, alignment=1)
HANGING = _style("hanging", 8.4, 10.6, leftIndent=8, firstLineIndent=-8, spaceAfter=1)
ROW_TITLE_SMALL = _style("row_title_small", 8.6, 10.4, SEMIBOLD)
QUOTE_SMALL = _style("quote_small", 7.9, 9.6, ITALIC, MUTED)
BODY_SMALL = _style("body_small", 7.9, 9.6)
GROUP = _style("group", 8.6, 10.6, BOLD, NAVY, spaceBefore=5, spaceAfter=1, tag="H3")
ANSWER_LABEL = _style("answer_label", 7.7, 9.4, REGULAR, MUTED)
ANSWER = _style("answer", 8, 9.6, REGULAR)
ANSWER_OPEN = _style("answer_open", 8, 9.6, ITALIC, MUTED)
SOURCE = _style("source", 7.3, 9.1, leftIndent=14, firstLineIndent=-14, tag="LI/LBody")
NUMERAL = _style("numeral", 8.6, 10.8, SEMIBOLD, NAVY)

# The patient's copy: 12 point, nothing that matters below 9.
P_TITLE = _style("p_title", 22, 26, BOLD, tag="H1")
P_FOR = _style("p_for", 12, 16, SEMIBOLD, MUTED)
P_HEADING = _style("p_heading", 14.5, 18, BOLD, NAVY, spaceBefore=11, spaceAfter=4, tag="H2")
P_BODY = _style("p_body", 12, 15.6)
P_WARNING = _style("p_warning", 12, 15.6, SEMIBOLD)
P_LEAD = _style("p_lead", 12, 15.6, SEMIBOLD, spaceBefore=3, spaceAfter=4)
P_OPTION = _style("p_option", 12, 15, BOLD, tag="H3")
P_STATUS = _style("p_status", 11, 14, SEMIBOLD)
P_SIDE = _style("p_side", 10.6, 13, SEMIBOLD, NAVY)
P_POINT = _style("p_point", 10.5, 12.8)
P_QUESTION = _style("p_question", 9.6, 11.6, REGULAR, MUTED)
P_ANSWER = _style("p_answer", 9.6, 11.6, SEMIBOLD)
P_OPEN = _style("p_open", 9.6, 11.6, ITALIC, MUTED)
P_WHY = _style("p_why", 9.8, 12, ITALIC, MUTED)
P_SMALL = _style("p_small", 9.4, 12, REGULAR, MUTED)
P_SMALL_RIGHT = _style("p_small_right", 9.4, 12, REGULAR, MUTED, alignment=2)
P_SOURCE_NOTE = _style("p_source_note", 8.4, 10.4, spaceAfter=2)
P_SOURCE = _style("p_source", 8.4, 10.4, leftIndent=16, firstLineIndent=-16, tag="LI/LBody")
P_GROUP = _style("p_group", 11, 14, BOLD, NAVY, spaceBefore=5, spaceAfter=1.5, tag="H3")


def towards(words: str, style: ParagraphStyle) -> ParagraphStyle:
    """The style for someone's own words: at the right where they run from right to left."""
    return _rightwards(style) if bidi.direction(words) == "R" else style


@lru_cache
def _rightwards(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle(f"{style.name}_right", style, alignment=2)


def private(text: Markup, style: ParagraphStyle) -> Text:
    """A paragraph of what a patient wrote: as any other, and nothing of it stays in memory once the document is
    made."""
    return para(text, style, keep=False)


def para(text: Markup, style: ParagraphStyle, keep: bool = True) -> Text:
    """The only place where a paragraph is made: it takes `Markup`, which only `text` makes. Raises `TypeError`
    otherwise."""
    if not isinstance(text, Markup):
        raise TypeError("text for a paragraph must come from pdf.text (esc, fill, join or a link)")
    return Text(text, style, keep=keep)

"""The one door for text: nothing reaches a page that has not come through here.

Names, notes and answers are other people's words, and the rule book is edited by hand. Drawn unescaped they could hide
("I take <finasteride>" loses its drug), break the page, or open a file. So text is cleaned (`plain`), and only text
made by `esc` or `fill` may be given to a paragraph: both return `Markup`, and the paragraph factory in `theme` takes
nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from pdf import bidi

FONT_FOLDER: Final = Path(__file__).with_name("fonts")
REGULAR, SEMIBOLD, BOLD, ITALIC = "SourceSans3", "SourceSans3-SemiBold", "SourceSans3-Bold", "SourceSans3-Italic"
_FILES: Final = {
    REGULAR: "SourceSans3_400Regular.ttf",
    SEMIBOLD: "SourceSans3_600SemiBold.ttf",
    BOLD: "SourceSans3_700Bold.ttf",
    ITALIC: "SourceSans3_400Regular_Italic.ttf",
}
FALLBACK = "DejaVuSans"
"""The face for what Source Sans has no letters for: Hebrew, Arabic, Armenian, Georgian, and many signs. Nothing in it
is bold or slanted."""
TEXT_LIMIT: Final = 2_000
_LINE_BREAKS: Final = 20


class Markup(str):
    """Paragraph markup that is safe to draw. Made only by `esc`, `fill`, `join`, `link` and `source_link`."""

    __slots__ = ()


class _Face(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A face that is quick with characters it has drawn before in the same document, which are nearly all of them."""

    def splitString(self, text: str, doc: object, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        state = self.state.get(doc)
        if state is not None:
            places = [*map(state.assignments.get, map(ord, text))]
            if places and None not in places and max(places) < 256:  # in the first subset of the face
                return [(0, bytes(places))]
        split: list[tuple[int, bytes]] = super().splitString(text, doc, encoding)
        return split


def _register() -> tuple[frozenset[str], frozenset[str]]:
    """Register the four faces once, as one family, and the fallback; the characters that all four can draw, and those
    of the fallback."""
    drawable: frozenset[str] | None = None
    for name, file in _FILES.items():
        glyphs = _register_face(name, file)
        drawable = glyphs if drawable is None else drawable & glyphs
    further = _register_face(FALLBACK, "DejaVuSans.ttf")
    # There is no bold italic face here; nothing asks for one.
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    # Left alone, every page would name Helvetica, which is not embedded: its look would depend on the reader's machine.
    rl_config.canvas_basefontname = REGULAR
    rl_config.defaultGraphicsFontName = REGULAR
    rl_config.useA85 = 0  # streams as bytes: a quarter smaller than as letters, and sooner written
    assert drawable is not None
    return drawable, further


def _register_face(name: str, file: str) -> frozenset[str]:
    font = _Face(name, str(FONT_FOLDER / file))
    pdfmetrics.registerFont(font)
    # Beyond the basic plane reportlab writes a map back to letters that readers misunderstand.
    return frozenset(chr(code) for code, glyph in font.face.charToGlyph.items() if glyph and code < 0x1_0000)


_DRAWABLE, _FURTHER = _register()
_AS_IT_STANDS: Final = _DRAWABLE | {"\n"}

# Characters that say nothing of their own when their neighbours cannot join or change shape: joiners and variation
# selectors.
_SILENT: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]")
# Controls, and the marks that turn the reading direction: they could make a page read differently from what was typed.
_HARMFUL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
_ALIKE: Final = {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u2215": "/", "\u02bc": "\u2019", "\u2236": ":"}


def plain(value: str, limit: int = TEXT_LIMIT) -> str:
    """`value` as it can be drawn: NFC, without controls and direction marks, at most `limit` characters and 20 line
    breaks (a cut is marked with how much is missing), and every character without a glyph replaced by its name or code,
    never lost."""
    if len(value) <= limit and value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    # A lone half of a pair cannot be encoded at all.
    text = "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in value[: limit * 4 + 1_000])
    lost = len(value) - len(text)
    text = unicodedata.normalize("NFC", text)
    text = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", text).replace("\t", " ")
    text = _SILENT.sub("", _HARMFUL.sub("", text))
    text = re.sub(r"[^\S\n]+", lambda spaces: spaces[0] if spaces[0] == "\u00a0" else " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    pieces = text.split("\n")
    if len(pieces) > _LINE_BREAKS + 1:
        text = "\n".join(pieces[:_LINE_BREAKS]) + "\n" + " / ".join(piece for piece in pieces[_LINE_BREAKS:] if piece)
    if len(text) > limit or lost:
        text, cut = text[:limit].rstrip(), max(len(text) - limit, 0) + lost
        text += f" … [{cut:,} more characters not printed]"
    return text if _AS_IT_STANDS.issuperset(text) else _substituted(text, _DRAWABLE | _FURTHER)


def in_one_face(value: str, limit: int = 300) -> str:
    """`value` cleaned for a place that is drawn in one face, such as a status in its outline: what the fallback alone
    could draw is named by its code, too."""
    return _substituted(one_line(value, limit), _DRAWABLE)


def _substituted(text: str, drawable: frozenset[str]) -> str:
    """`text` with every character that has no glyph said in words: `[grinning face]`; letters of a script that the
    fonts do not hold are named by their codes together: `[U+5F20 U+4E09]`."""
    out: list[str] = []
    letters: list[str] = []

    def close() -> None:
        if letters:
            out.append("[" + " ".join(letters) + "]")
            letters.clear()

    for c in text:
        if c == "\n" or c in drawable:
            close()
            out.append(c)
        elif c in _ALIKE:
            close()
            out.append(_ALIKE[c])
        elif unicodedata.category(c) == "Zs":
            close()
            out.append(" ")
        elif unicodedata.category(c)[0] in "LM":
            letters.append(f"U+{ord(c):04X}")
        else:
            close()
            name = unicodedata.name(c, "").lower() or f"U+{ord(c):04X}"
            out.append(f"[{name}]")
    close()
    return "".join(out)


def one_line(value: str, limit: int = 120) -> str:
    """`value` cleaned for a place that has one line, such as a footer or the document's title."""
    return plain(value, limit).replace("\n", " ")


def runs(line: str) -> list[tuple[bool, str]]:
    """A cleaned line in pieces, each with whether the fallback must draw it, ready to be broken into lines. Words in
    which some run from right to left stay one piece, with their letters joined, because their order must be settled
    together."""
    if bidi.runs_leftwards(line):
        shapes = bidi.joined(_substituted(line, _FURTHER))
        return [(True, "".join(shape if shape in _FURTHER else bidi.spoken(shape) for shape in shapes))]
    return faces(line)


def faces(line: str) -> list[tuple[bool, str]]:
    """A line in pieces, each with whether the fallback must draw it, letter by letter as they stand."""
    pieces: list[tuple[bool, str]] = []
    for c in line:
        further = c not in _DRAWABLE
        if pieces and pieces[-1][0] == further:
            pieces[-1] = further, pieces[-1][1] + c
        else:
            pieces.append((further, c))
    return pieces


def esc(value: str, limit: int = TEXT_LIMIT) -> Markup:
    """`value`, cleaned and escaped: it stands on the page letter by letter, in the fallback face where it must."""
    text = plain(value, limit)
    if _AS_IT_STANDS.issuperset(text):
        return Markup(escape(text).replace("\n", "<br/>"))
    lines = text.split("\n")
    return Markup(
        "<br/>".join("".join(_piece(further, escape(text)) for further, text in runs(line)) for line in lines)
    )


def _piece(further: bool, text: str) -> str:
    return f'<font face="{FALLBACK}">{text}</font>' if further else text


def fill(template: LiteralString, *values: str) -> Markup:
    """A template written in this package, with each `{}` filled: `Markup` as it is, any other text escaped."""
    return Markup(template.format(*(value if isinstance(value, Markup) else esc(value) for value in values)))


def join(separator: LiteralString, parts: list[Markup] | tuple[Markup, ...]) -> Markup:
    """Several pieces of markup as one."""
    assert all(isinstance(part, Markup) for part in parts)
    return Markup(separator.join(parts))


_ANCHOR: Final = re.compile(r"[a-z0-9_-]+")


def link(anchor: str, text: str) -> Markup:
    """A link inside the document. Raises `ValueError` for an anchor that is not made of lower-case letters, digits, -
    and _."""
    if not _ANCHOR.fullmatch(anchor):
        raise ValueError(f'"{anchor}" cannot be an anchor: use lower-case letters, digits, - and _')
    return Markup(f'<a href="#{anchor}">{text if isinstance(text, Markup) else esc(text)}</a>')


def anchor(name: str) -> Markup:
    """The place an inner link leads to. Raises `ValueError` as `link` does."""
    if not _ANCHOR.fullmatch(name):
        raise ValueError(f'"{name}" cannot be an anchor: use lower-case letters, digits, - and _')
    return Markup(f'<a name="{name}"/>')


def source_link(locator: str) -> Markup:
    """A source's locator: linked when it is a DOI or an https address, as plain text otherwise. Only sources of the
    rule book come here; nothing a patient typed ever becomes a link."""
    address = f"https://doi.org/{locator}" if re.fullmatch(r"10\.\d{4,9}/\S+", locator) else locator
    if re.fullmatch(r"PMC\d+", locator):
        address = f"https://pmc.ncbi.nlm.nih.gov/articles/{locator}/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return esc(locator)
    if parts.scheme != "https" or not re.fullmatch(r"[A-Za-z0-9.-]+", parts.netloc) or not locator.isascii():
        return esc(locator)
    target = quote(address, safe=":/?&=#%;,.()_~+@!$*-")
    return Markup(f'<a href="{escape(target, {chr(34): "&quot;"})}">{esc(locator)}</a>')

"""The one door for text: what is typed stands on the page letter by letter, and nothing else comes through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.colors import Color

from pdf import theme
from pdf.text import _DRAWABLE, _FURTHER, Markup, esc, fill, link, plain, runs, source_link


def test_markup_characters_are_escaped() -> None:
    assert esc('I take <finasteride> daily & "rest"') == 'I take &lt;finasteride&gt; daily &amp; "rest"'


def test_fill_escapes_text_but_keeps_markup() -> None:
    assert fill("<b>{}</b> {}", "<i>", esc("a & b")) == "<b>&lt;i&gt;</b> a &amp; b"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("BMI ≥ 30 → see", "BMI ≥ 30 → see"),
        ("Ωμέγα Жанна Nguyễn", "Ωμέγα Жанна Nguyễn"),
        ("e\u0301", "é"),
        ("ok 😀", "ok [grinning face]"),
        ("张三", "[U+5F20 U+4E09]"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\x00b\x1bc\ufeff", "abc"),
        ("\ud800", "\ufffd"),
        ("𐌰", "[U+10330]"),
        ("one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo"),
        ("  spaced \t out ", "spaced out"),
        ("a\u2011b", "a\u2011b"),
        ("thin\u2009space", "thin space"),
    ],
)
def test_plain(typed: str, printed: str) -> None:
    assert plain(typed) == printed


def test_a_cut_is_marked_with_how_much_is_missing() -> None:
    assert plain("x" * 2_100) == "x" * 2_000 + " … [100 more characters not printed]"
    assert plain("x" * 1_000_000).endswith(" … [998,000 more characters not printed]")


def test_many_line_breaks_are_flattened_not_lost() -> None:
    text = plain("\n".join(str(i) for i in range(200)))
    assert text.count("\n") <= 20
    assert re.findall(r"\d+", text) == [str(i) for i in range(200)]


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_drawn(typed: str) -> None:
    text = plain(typed)
    for line in text.split("\n"):
        for further, piece in runs(line):
            assert all(c in (_FURTHER if further else _DRAWABLE) for c in piece)
    assert plain(text) == text
    assert "<" not in re.sub('<br/>|<font face="DejaVuSans">|</font>', "", esc(typed))


@given(st.text(alphabet=st.characters(whitelist_categories=["L", "N", "P", "S"]), max_size=80))
def test_no_character_with_a_meaning_is_dropped(typed: str) -> None:
    """Each one is printed, or named by its code."""
    import unicodedata

    text = plain(typed)
    for c in unicodedata.normalize("NFC", typed):
        assert (
            c in text
            or f"U+{ord(c):04X}" in text
            or unicodedata.name(c, "?").lower() in text
            or c in "\u02bc\u2236\u2212\u2215\u2010\u2011"
        )


@pytest.mark.parametrize(
    "locator", ["javascript:alert(1)", "file:///etc/passwd", "http://a.example", "https://a@evil.example", "//x", "é"]
)
def test_only_https_and_doi_become_links(locator: str) -> None:
    assert "<a " not in source_link(locator)


def test_source_links() -> None:
    assert 'href="https://doi.org/10.1055/s-0041-1739247"' in source_link("10.1055/s-0041-1739247")
    assert 'href="https://a.example/b?c=1"' in source_link("https://a.example/b?c=1")
    assert source_link('https://a.example/" onmouse="x').startswith('<a href="https://a.example/%22%20onmouse=%22x">')


def test_anchors_take_no_markup() -> None:
    with pytest.raises(ValueError):
        link('x"><b>', "text")


def test_a_paragraph_takes_nothing_but_markup() -> None:
    with pytest.raises(TypeError):
        theme.para("raw <b>text", theme.BODY)  # type: ignore[arg-type]


def test_paragraphs_are_made_in_one_place() -> None:
    """`theme.para` is the only maker of paragraphs, so no text can get round the door; reportlab's own is used only
    beneath it."""
    for file in (Path(theme.__file__).parent).glob("*.py"):
        code = file.read_text(encoding="utf-8")
        if file.name != "theme.py":
            assert not re.search(r"(?<!class )\bText\(", code), file.name
        if file.name != "tagged.py":
            assert not re.search(r"\bParagraph\(", code), file.name
        if file.name != "text.py":
            made = [m for m in re.findall(r"Markup\(([^)]*)\)", file.read_text(encoding="utf-8")) if m != '""']
            assert not made, f"{file.name}: only pdf/text.py makes markup"


def _luminance(color: Color) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (color.red, color.green, color.blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one: Color, other: Color) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast() -> None:
    for tone in (theme.STOP, theme.CHECK, theme.ASK, theme.FITS, theme.UNFIT, theme.NEUTRAL):
        assert _contrast(tone.ink, tone.ground) >= 4.5
        assert _contrast(theme.INK, tone.ground) >= 7
        assert _contrast(theme.MUTED, tone.ground) >= 4.5
    assert _contrast(theme.MUTED, theme.WHITE) >= 7
    assert isinstance(esc("x"), Markup)

"""Reading a finished PDF back, as a person and as a suspicious program would."""

from __future__ import annotations

import re

import pypdfium2 as pdfium


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, as a reader of the file would copy it."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Text without any white space or soft line breaks: where lines and words break is not what is tested."""
    return re.sub(r"[\s\ufffe\u00ad\x02]+", "", text)


def text_of(pdf: bytes) -> str:
    """All text, squeezed."""
    return squeezed("".join(pages_of(pdf)))


def skeleton(pdf: bytes) -> bytes:
    """The file's objects without the contents of their streams, which hold only drawing and fonts."""
    return re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.DOTALL)


def outer_links(pdf: bytes) -> set[str]:
    """Every address that the file would open."""
    return {
        re.sub(r"\\(.)", r"\1", found.decode("latin-1")) for found in re.findall(rb"/URI \(((?:\\.|[^\\)])*)\)", skeleton(pdf))
    }

"""Reading a finished PDF back, as a person and as a suspicious program would."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
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
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return re.sub(rb"stream\r?\n.*?endstream", b"", target.getvalue(), flags=re.DOTALL)


def outer_links(pdf: bytes) -> set[str]:
    """Every address that the file would open."""
    return {
        re.sub(r"\\(.)", r"\1", found.decode("latin-1"))
        for found in re.findall(rb"/URI \(((?:\\.|[^\\)])*)\)", skeleton(pdf))
    }


def names_in(pdf: bytes) -> set[str]:
    """Every key and every name that stands in the file's objects; words in strings are none."""
    found: set[str] = set()

    def read(item: pikepdf.Object) -> None:
        if isinstance(item, pikepdf.Name):
            found.add(str(item))
        elif isinstance(item, pikepdf.Array):
            for kid in item:
                look(kid)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for name, kid in item.items():
                found.add(name)
                look(kid)

    def look(kid: object) -> None:
        if isinstance(kid, pikepdf.Object) and not kid.is_indirect:
            read(kid)

    with pikepdf.open(BytesIO(pdf)) as document:
        for item in document.objects:
            read(item)
    return found

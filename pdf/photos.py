"""The photos that the patient sent, at the end of the clinician's summary: two by two, with their views' names, as they
came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.platypus import Flowable, Image, KeepTogether

from pdf import theme
from pdf.flowables import grid
from pdf.parts import heading
from pdf.tagged import Drawing
from pdf.text import esc


@dataclass(frozen=True)
class Photograph:
    """One photo. `view` is what it shows, in words; `content` a JPEG file."""

    view: str
    content: bytes


_GAP = 10.0
_HEAD, _CAPTION = 44.0, 16.0
"""Room for the heading of the page and for the words above each photo, in points."""


def photo_pages(photos: Sequence[Photograph], width: float, height: float) -> list[Flowable]:
    """A page of up to four photos; nothing where there are none. `width` and `height` are those of the text column, in
    points. The photos go into the file as they are: nothing is worked out of them."""
    if not photos:
        return []
    note = esc("As sent by the patient, not analysed.")
    rows = [
        _row(photos[start : start + 2], (width - _GAP) / 2, (height - _HEAD) / 2) for start in range(0, len(photos), 2)
    ]
    return [*heading("photos", "Photos", note, width, room=height - 1), *(KeepTogether(row) for row in rows)]


def _row(photos: Sequence[Photograph], width: float, height: float) -> Flowable:
    """One or two photos side by side, each as large as its place allows."""
    words: list[object] = [theme.para(esc(photo.view), theme.LABEL) for photo in photos]
    pictures: list[object] = [_Picture(photo, width, height - _CAPTION) for photo in photos]
    blank: list[object] = [""] * (2 - len(photos))
    return grid(
        [[*_spread(words + blank)], [*_spread(pictures + blank)]],
        [width, _GAP, width],
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    )


class _Picture(Drawing):
    """A photo, as large as its place allows."""

    def __init__(self, photo: Photograph, width: float, height: float) -> None:
        super().__init__()
        self.alt = f"Photo: {photo.view}"
        self._image = Image(BytesIO(photo.content), width, height, kind="proportional")

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return self._image.drawWidth, self._image.drawHeight

    def draw(self) -> None:
        self._image.drawOn(self.canv, 0, 0)


def _spread(pair: Sequence[object]) -> list[object]:
    return [pair[0], "", pair[1]]

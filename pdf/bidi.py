"""Words that are written from right to left: their letters joined, and each line put into the order in which it is
drawn.

The order of a line can be settled only when it is known what stands in it, so text is broken into lines first, in the
order in which it is spoken (`joined`), and then line by line turned into the order in which it is drawn
(`drawn_order`). What is drawn is backwards for whoever reads it aloud, so the file's structure also holds each line as
it is spoken (`spoken`). It stands there and not beside the drawing: viewers turn what they find there around once more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display  # the package's newer one, in Rust, does not mirror brackets

_RESHAPER: Final = ArabicReshaper(
    {"delete_harakat": False, "delete_tatweel": False, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False}
)
_FORMS: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
"""Arabic letters in the shape they take beside others."""
Direction = Literal["L", "R"]


def runs_leftwards(text: str) -> bool:
    """Whether some of it is written from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def direction(text: str) -> Direction:
    """The direction of the whole: that of the first letter that has one (UAX #9, rule P2)."""
    for c in text:
        kind = unicodedata.bidirectional(c)
        if kind in ("L", "R", "AL"):
            return "L" if kind == "L" else "R"
    return "L"


@lru_cache(maxsize=256)
def joined(text: str) -> str:
    """Arabic letters in the shapes they take beside one another; any other text as it is."""
    return str(_RESHAPER.reshape(text))


def drawn_order(line: str, base: Direction) -> str:
    """A line in the order in which it is drawn from left to right."""
    return str(get_display(line, base_dir=base))


def spoken(line: str) -> str:
    """A joined line with its letters as they were typed."""
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line)

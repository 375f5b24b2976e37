"""The colour profile that an archive file names, so that its colours mean the same on every screen and printer: sRGB.

Made from the numbers of IEC 61966-2-1 in the form of ICC.1:2001-04 (version 2, which every PDF/A accepts), with the
white of D50 that such profiles use. Nothing in it depends on the clock or the machine.
"""

from __future__ import annotations

from functools import lru_cache
from struct import pack
from typing import Final

_WHITE: Final = (0.9642, 1.0, 0.8249)
_PRIMARIES: Final = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
"""Red, green and blue of sRGB, adapted from D65 to D50 by Bradford's matrix."""
_STEPS: Final = 1024


def _fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _curve() -> bytes:
    """How light each value of a channel is: IEC 61966-2-1."""
    shares = (step / (_STEPS - 1) for step in range(_STEPS))
    light = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return b"curv\0\0\0\0" + pack(f">I{_STEPS}H", _STEPS, *(round(value * 65535) for value in light))


def _description(text: bytes) -> bytes:
    words = text + b"\0"
    return b"desc\0\0\0\0" + pack(">I", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The profile as the bytes of an ICC file of about 2.6 KiB."""
    curve = _curve()
    tags = {
        b"desc": _description(b"sRGB IEC61966-2.1"),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(_WHITE),
        **{name: _xyz(values) for name, values in _PRIMARIES.items()},
        b"rTRC": curve,
    }
    table, body, start = b"", b"", 128 + 4 + 12 * (len(tags) + 2)
    places = {}
    for name, content in tags.items():
        places[name] = (start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    places[b"gTRC"] = places[b"bTRC"] = places[b"rTRC"]
    for name, (offset, length) in places.items():
        table += name + pack(">II", offset, length)
    size = start + len(body)
    header = (
        pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
        + pack(">6H", 2026, 11, 26, 0, 0, 0)
        + b"acsp"
        + bytes(4 + 4 + 4 + 4 + 8 + 4)
        + b"".join(map(_fixed, _WHITE))
    )
    return header.ljust(128, b"\0") + pack(">I", len(places)) + table + body

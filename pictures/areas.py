"""The places where hair can be lost: the head from above and from behind, or the face, with one place outlined and
hatched."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from pictures.face import LINE, face_from_above, face_from_side, neck_from_behind
from pictures.hair import Texture
from pictures.head import from_chart
from pictures.marks import LOWER_EDGE, SIDEBURN, TEMPLE, Region, disc, from_above, from_side, middle
from pictures.outline import Look, seen_part, seen_runs
from pictures.svg import Path, Point, Svg, circle, half, line, lines, smooth
from pictures.views import ABOVE, BEHIND, PROFILE, Frame, View

_LEFT: dict[View, float] = {ABOVE: 92, PROFILE: 116}
_RIGHT: dict[View, float] = {BEHIND: 306, PROFILE: 288}
_HEIGHT: dict[View, float] = {ABOVE: 98, PROFILE: 117, BEHIND: 126}
"""Where each view stands: its ear canal from the left, in the left half or the right, and from the top."""
_MARK = 4.0
_HATCH = 2.6


_HAIRLINE = half(from_above((0, 8.4), (2, 8.2), (3.8, 7.4), (5.0, 6.2)))
_SCALP = Region((*_HAIRLINE, *smooth((*TEMPLE, *SIDEBURN)), *LOWER_EDGE[1:]))


def _blob(*points: Point) -> Region:
    """An area of the top through points seen from above."""
    return Region(tuple(half(from_above(*points))))


_ZONES: dict[str, list[list[Point]]] = {
    "hairline_temples": [
        Region(
            (
                *_HAIRLINE,
                *smooth(TEMPLE),
                *smooth(from_side((3.0, 5.4), (2.6, 7.4))),
                *half(from_above((4.6, 2.4), (3.4, 4.8), (1.8, 6.2), (0, 6.5))),
            )
        ).whole
    ],
    "mid_scalp": [_blob((0, 5.0), (2.4, 4.6), (4.2, 3.2), (5.0, 0.8), (4.6, -1.4), (2.6, -2.6), (0, -2.9)).whole],
    "crown": [disc(0, -37, 21)],
    "whole_top_diffuse": [
        _blob(
            (0, 7.2), (2.2, 6.9), (4.2, 5.4), (5.2, 3.0), (5.6, 0.0), (5.4, -3.0), (4.6, -5.6), (2.6, -7.6), (0, -8.3)
        ).whole
    ],
    "back_or_sides": [
        Region(
            (
                *half(
                    (
                        middle(141),
                        *from_side(
                            (-8.8, 7.4), (-8.0, 7.5), (-6.5, 7.5), (-4.5, 7.5), (-2.0, 7.3), (1.2, 6.4), (2.8, 4.6)
                        ),
                        *SIDEBURN,
                    )
                ),
                *LOWER_EDGE[1:],
            )
        ).whole
    ],
    "patches": [disc(-34, 8, 12), disc(26, -26, 14), disc(-10, -70, 12), disc(22, -104, 11)],
}
"""The zones of the scalp on the chart, by option id of the question `hair_loss_areas`."""

_VIEWS: dict[str, tuple[View, View]] = {
    "hairline_temples": (ABOVE, PROFILE),
    "mid_scalp": (ABOVE, PROFILE),
    "crown": (ABOVE, BEHIND),
    "whole_top_diffuse": (ABOVE, PROFILE),
    "back_or_sides": (PROFILE, BEHIND),
    "patches": (ABOVE, BEHIND),
}
"""The two views that show each zone best, by option id."""


def area(option: str, _texture: Texture) -> Svg:
    """The picture of a place, which shows no hair and so no texture. Raises KeyError for an id that is none."""
    if option in _OFF_SCALP:
        return _OFF_SCALP[option]()
    paths: list[Path] = []
    for view, x in zip(_VIEWS[option], (_LEFT, _RIGHT), strict=True):
        paths += _head(view, Frame(x[view], _HEIGHT[view], 8.6), option)
    return Svg(400, 224, tuple(paths))


def _head(view: View, frame: Frame, option: str) -> list[Path]:
    """One head with the zones marked that it shows, or at least half of them."""
    look = Look(view, frame)
    rim = view.outline()
    if view is BEHIND:
        rim = rim[: len(rim) // 2]  # below the ears there is the neck
    zones = [zone for zone in _ZONES[option] if sum(view.shows(from_chart(point)) for point in zone) > len(zone) / 2]
    features = {ABOVE: face_from_above, PROFILE: face_from_side, BEHIND: neck_from_behind}[view]
    return [
        Path("".join(map(line, [[look.skin(spot) for spot in rim], *seen_runs(look, _SCALP.whole)])), LINE),
        features(frame),
        *_marked([seen_part(look, zone) for zone in zones], broken=option == "whole_top_diffuse"),
    ]


def _marked(zones: Sequence[Sequence[Point]], broken: bool = False) -> list[Path]:
    """Zones of the picture, outlined and hatched; with broken hatching for what is thinner all over."""
    if not zones:
        return []
    strokes = _hatch(zones)
    if broken:
        strokes = [dash for stroke in strokes for dash in _dashes(stroke)]
    return [Path("".join(line(zone, closed=True) for zone in zones), _MARK), Path(lines(strokes), _HATCH)]


def _hatch(zones: Sequence[Sequence[Point]], gap: float = 9.0) -> list[tuple[Point, Point]]:
    """Parallel slanting strokes that fill the zones by the even-odd rule."""
    # along a slanting line x + y stays the same
    sums = [x + y for zone in zones for x, y in zone]
    strokes: list[tuple[Point, Point]] = []
    level = (min(sums) // gap + 0.5) * gap
    while level < max(sums):
        cuts = []
        for zone in zones:
            for (ax, ay), (bx, by) in pairwise([*zone, zone[0]]):
                a, b = ax + ay - level, bx + by - level
                if (a > 0) != (b > 0):
                    cuts.append(ax + (bx - ax) * a / (a - b))
        cuts.sort()
        strokes += [
            ((left, level - left), (right, level - right)) for left, right in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        level += gap
    return strokes


def _dashes(stroke: tuple[Point, Point], dash: float = 5.0, gap: float = 9.0) -> list[tuple[Point, Point]]:
    (ax, ay), (bx, by) = stroke
    long = math.dist(*stroke)
    # counted from the same edge of the picture, shifted from line to line
    start = -((ax + (ax + ay) / 2) * math.sqrt(2) % (dash + gap))
    dashes = []
    while start < long:
        ends = [max(0.0, start), min(long, start + dash)]
        if ends[1] > ends[0]:
            first, last = ((ax + (bx - ax) * end / long, ay + (by - ay) * end / long) for end in ends)
            dashes.append((first, last))
        start += dash + gap
    return dashes


# The face from the front, as (x, y); x of the right half.
_FACE = (
    (0, 13.0),
    (3.6, 12.3),
    (6.3, 9.9),
    (7.4, 6.5),
    (7.5, 3.0),
    (7.2, -1.0),
    (6.4, -5.4),
    (4.6, -9.1),
    (2.4, -11.2),
    (0, -11.7),
)
_EAR = ((7.5, 2.4), (8.3, 3.2), (8.8, 1.8), (8.3, -1.0), (7.2, -2.4))
_HAIR = ((0, 9.2), (3.0, 8.9), (5.2, 7.4), (6.2, 5.0), (7.1, 3.4))
_BROW = ((1.3, 3.0), (1.9, 3.7), (3.5, 4.4), (5.6, 3.5), (3.5, 3.6))
_EYE = ((1.7, 0.9), (2.5, 1.6), (3.4, 1.8), (4.3, 1.5), (5.0, 0.8), (3.4, 0.4))
_LASHES = (
    ((2.0, 1.5), (1.6, 2.1)),
    ((2.7, 1.9), (2.5, 2.6)),
    ((3.4, 2.0), (3.5, 2.8)),
    ((4.1, 1.8), (4.5, 2.5)),
    ((4.7, 1.4), (5.3, 2.0)),
)
_NOSE = ((0, -3.8), (0.8, -4.0), (1.5, -3.5), (1.3, -2.6))
_LIPS = ((0, -6.3), (0.9, -6.0), (2.5, -6.6))
_CHIN = ((0, -7.8), (1.0, -7.7), (1.6, -7.3))
_BEARD = ((7.2, -0.6), (6.4, -5.4), (4.6, -9.1), (2.4, -11.2), (0, -11.7))
_BEARD_TOP = ((0, -4.8), (2.0, -4.9), (3.6, -5.6), (4.8, -4.6), (5.8, -2.4), (6.2, -0.4))
_MOUTH = ((0, -5.7), (1.4, -5.6), (3.1, -6.6), (1.7, -8.0), (0, -8.3))
# The body from the front, with its arms.
_SIDE = ((1.8, 11.0), (2.0, 9.0), (3.4, 8.0), (7.2, 7.0), (8.6, 5.0), (9.2, 1.0), (9.6, -4.0), (10.0, -10.5))
_WAIST = ((6.9, 2.6), (6.4, -1.0), (5.8, -5.0), (6.2, -10.5))
_ARM_INSIDE = ((6.9, 2.6), (7.4, -2.0), (7.8, -10.5))
_CHEST = ((0, 5.6), (2.2, 5.4), (4.4, 4.2), (4.4, 2.0), (2.2, 0.6), (0.7, -0.8), (0.5, -5.0), (0, -5.4))

_FRONT = Frame(100, 114, 8.4)
_LARGE = Frame(206, 148, 27)
_BODY = Frame(300, 114, 8.4)


def _both(curve: Sequence[Point], frame: Frame, closed: bool = False) -> list[list[Point]]:
    """A curve of the right half and its mirror image, in units of the picture."""
    bent = smooth(curve, closed=closed, steps=4)
    return [[frame.place((side * x, -y)) for x, y in bent] for side in (1, -1)]


def _joined(curve: Sequence[Point], frame: Frame) -> list[Point]:
    """A curve that starts and ends in the middle, and its mirror image, as one."""
    right, left = _both(curve, frame)
    return [*right, *left[::-1]]


def _face() -> Path:
    curves = [c for half in (_FACE, _EAR, _HAIR, _NOSE, _LIPS, _CHIN) for c in _both(half, _FRONT)]
    return Path(
        "".join([*map(line, curves), *(line(eye, closed=True) for eye in _both(_EYE, _FRONT, closed=True))]), LINE
    )


def _eyebrows() -> Svg:
    """The face, and one brow and eye large beside it."""
    eye, brow = _both(_EYE, _LARGE, closed=True)[0], _both(_BROW, _LARGE, closed=True)[0]
    pupil = circle(_LARGE.place((3.3, -1.05)), 11)
    large = [[_LARGE.place((x, -y)) for x, y in lash] for lash in _LASHES]
    return Svg(
        400,
        224,
        (
            _face(),
            *_marked(_both(_BROW, _FRONT, closed=True)),
            Path("".join(map(line, large)), _MARK),
            Path(line(eye, closed=True) + pupil, LINE),
            *_marked([brow]),
        ),
    )


def _beard() -> Svg:
    """The face with its beard, and the body with the hair on its chest."""
    outer = [*_both(_BEARD, _FRONT)[0], *_both(_BEARD, _FRONT)[1][::-1]]
    inner = [*_both(_BEARD_TOP, _FRONT)[1][::-1], *_both(_BEARD_TOP, _FRONT)[0]]
    body = [c for half in (_SIDE, _WAIST, _ARM_INSIDE) for c in _both(half, _BODY)]
    return Svg(
        400,
        224,
        (
            _face(),
            *_marked([[*outer, *inner], _joined(_MOUTH, _FRONT)]),
            Path("".join(map(line, body)), LINE),
            *_marked([_joined(_CHEST, _BODY)]),
        ),
    )


_OFF_SCALP: dict[str, Callable[[], Svg]] = {"eyebrows_lashes": _eyebrows, "beard_or_body": _beard}

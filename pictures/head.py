"""One head for all the drawings: its surface, and the chart of its scalp that patterns are marked on.

Lengths are centimetres from the ear canal: x to the side, y up, z towards the face. A place on the surface is a `Spot`:
the angle `roll` about the line through both ears (0 straight ahead, 90 over the top, 180 straight back) and the angle
`side` away from the middle plane (0 in the middle, 90 at the ear). The chart is the scalp spread flat about the top of
the head, in degrees of arc: (0, 0) is the top, (0, 42) the front hairline, (0, -34) the crown, (90, 0) the ear.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from pictures.svg import Point, smooth

Spot = tuple[float, float]

_BOXY = 2.4  # 2 would be an ellipsoid; heads are a little squarer
_MIDLINE: tuple[
    Point, ...
] = (  # the head's outline from the side without the features of the face, as (z, y), from the lips to the neck
    (9.0, -4.0),
    (9.4, 0.0),
    (9.7, 3.6),
    (9.6, 5.4),
    (9.15, 7.3),
    (8.1, 9.2),
    (6.4, 10.9),
    (4.0, 12.3),
    (1.3, 13.0),
    (-1.5, 13.0),
    (-4.4, 12.2),
    (-7.0, 10.4),
    (-8.9, 7.8),
    (-9.7, 5.0),
    (-9.7, 2.6),
    (-9.1, 0.2),
    (-8.1, -2.0),
    (-7.2, -4.0),
    (-6.6, -6.0),
    (-6.4, -8.0),
)


_CURVE = smooth(_MIDLINE, steps=8)


def _roll(z: float, y: float) -> float:
    """The angle of roll of a point, from -60 in front of the neck to 300 behind it."""
    roll = math.degrees(math.atan2(y, z))
    return roll if roll > -60 else roll + 360


ROLLS = [_roll(z, y) for z, y in _CURVE]
"""The angles of roll that the outline is known at, rising."""
_RADII = [math.hypot(z, y) for z, y in _CURVE]


def midline(roll: float) -> Point:
    """(z, y) of the outline from the side at an angle of roll."""
    roll = min(max(roll, ROLLS[0]), ROLLS[-1])
    i = max(1, bisect_left(ROLLS, roll))
    share = (roll - ROLLS[i - 1]) / (ROLLS[i] - ROLLS[i - 1])
    radius = _RADII[i - 1] + share * (_RADII[i] - _RADII[i - 1])
    return radius * math.cos(math.radians(roll)), radius * math.sin(math.radians(roll))


def _half_width(z: float) -> float:
    """Half the width of the head at the height of the ears; the head is widest a little behind them."""
    return 7.6 * (1 - 0.007 * z - 0.0006 * z * z)


def _section(side: float) -> tuple[float, float]:
    """How far out (of the half width) and how far up (of the midline) a place at this angle from the middle plane
    lies."""
    s, c = math.sin(math.radians(side)), math.cos(math.radians(side))
    size = (abs(s) ** _BOXY + abs(c) ** _BOXY) ** (-1 / _BOXY)
    return s * size, c * size


def surface(spot: Spot) -> tuple[float, float, float]:
    """(x, y, z) of a place on the head."""
    out, up = _section(spot[1])
    z, y = midline(spot[0])
    return _half_width(z * up) * out, y * up, z * up


def to_chart(spot: Spot) -> Point:
    """Where a place lies on the chart."""
    roll, side = math.radians(spot[0]), math.radians(spot[1])
    nx, ny, nz = math.sin(side), math.cos(side) * math.sin(roll), math.cos(side) * math.cos(roll)
    far = math.degrees(math.acos(max(-1.0, min(1.0, ny))))
    flat = math.hypot(nx, nz) or 1.0
    return far * nx / flat, far * nz / flat


def from_chart(point: Point) -> Spot:
    """The place on the head of a point of the chart."""
    far = math.hypot(*point)
    if not far:
        return 90.0, 0.0
    reach = math.sin(math.radians(far)) / far
    nx, ny, nz = point[0] * reach, math.cos(math.radians(far)), point[1] * reach
    return _roll(nz, ny), math.degrees(math.asin(max(-1.0, min(1.0, nx))))

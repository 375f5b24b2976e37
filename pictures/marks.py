"""Places marked on the chart of the scalp: by what a picture shows of them, and as areas with an edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pictures.head import to_chart
from pictures.svg import Point, smooth
from pictures.views import ABOVE, Profile, View

_UPRIGHT = Profile(0)


def from_above(*points: Point) -> tuple[Point, ...]:
    """The chart points of places that the view from above shows at (centimetres to the side, centimetres before the
    ear)."""
    return tuple(_found(ABOVE, point) for point in points)


def from_side(*points: Point) -> tuple[Point, ...]:
    """The chart points of places that a view straight from the side shows at (centimetres before the ear, centimetres
    above it)."""
    return tuple(_found(_UPRIGHT, (-z, -y)) for z, y in points)


def middle(roll: float) -> Point:
    """The chart point on the middle line at an angle of roll."""
    return to_chart((roll, 0.0))


def _found(view: View, point: Point) -> Point:
    spot = view.unproject(point)
    if spot is None:
        raise ValueError(f"no place on the head shows at {point}")
    return to_chart(spot)


@dataclass(frozen=True)
class Region:
    """A part of the scalp that is the same on both sides: the edge of its half with x above 0, on the chart, from the
    middle back to the middle."""

    half: tuple[Point, ...]

    @property
    def whole(self) -> list[Point]:
        """The edge all round."""
        return [*self.half, *((-x, z) for x, z in reversed(self.half))]


def disc(x: float, z: float, radius: float) -> list[Point]:
    """The edge of a round area of the chart, in degrees."""
    turns = [math.tau * i / 20 for i in range(20)]
    return [(x + radius * math.cos(turn), z + radius * math.sin(turn)) for turn in turns]


def oval(front: float, back: float, half_width: float) -> Region:
    """An oval in the middle of the chart, in degrees."""
    turns = [math.pi * i / 14 for i in range(15)]
    centre, radius = (front + back) / 2, (front - back) / 2
    return Region(tuple((half_width * math.sin(turn), centre + radius * math.cos(turn)) for turn in turns))


def inside(point: Point, edge: Sequence[Point]) -> bool:
    """Whether a point lies within a closed edge."""
    x, y = point
    within = False
    ax, ay = edge[-1]
    for bx, by in edge:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
        ax, ay = bx, by
    return within


TEMPLE = from_side((6.0, 6.6), (6.2, 5.2), (4.3, 3.4))
"""The hair's edge from the corner of the front hairline down to the sideburn."""
SIDEBURN = from_side((2.6, 2.4), (2.2, 0.8), (1.7, -0.4))
"""The hair's edge down the front of the sideburn."""
LOWER_EDGE = (
    *smooth(
        from_side(
            (1.7, -0.4),
            (0.9, 0.8),
            (0.7, 2.4),
            (-0.4, 3.5),
            (-2.2, 3.5),
            (-3.5, 2.0),
            (-3.9, -0.4),
            (-4.0, -2.4),
            (-4.7, -4.2),
        )
    ),
    *(to_chart((217.0, side)) for side in (36.0, 27.0, 18.0, 9.0, 0.0)),
)
"""The hair's edge from the end of the sideburn round the ear to the middle of the nape."""

"""Hair as strokes or coils: how thick it grows and which way it lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal

from pictures.head import from_chart, to_chart
from pictures.outline import Grows, Look
from pictures.svg import Path, Point, curls, lines

Texture = Literal["straight", "coily"]
Flow = Callable[[Point], Point]
"""The way hair lies at a point of the chart, as a step on the chart of any length."""
Density = Callable[[Point], float]
"""How much of a full head of hair grows at a point of the chart, from 0 to 1."""

LIFT: dict[Texture, float] = {"straight": 1.035, "coily": 1.055}
"""How far short hair stands off the skin."""
STRAND = 2.0
_COIL = 3.4
_DEGREE = 0.2  # centimetres to a degree of the chart, seen straight on
_COIL_SPACING = 1.35  # of that of strokes


def even(share: float) -> Density:
    """The same share of a full head of hair everywhere."""
    return lambda _point: share


FULL = even(1.0)


def whorl(point: Point) -> Point:
    """Short hair lies away from the whorl on the crown, turning a little on its way."""
    x, z = point[0] - 2, point[1] + 38
    turn = math.radians(75 * math.exp(-math.hypot(x, z) / 14))
    return x * math.cos(turn) - z * math.sin(turn), x * math.sin(turn) + z * math.cos(turn)


def strands(
    look: Look,
    grows: Grows,
    texture: Texture,
    *,
    density: Density = FULL,
    flow: Flow = whorl,
    spacing: float = 9,
    length: float = 13,
    bends: int = 1,
) -> Path:
    """Hair where it grows: strokes along `flow`, or small coils. `spacing` and `length` are units of the picture; long
    strokes follow the flow in `bends` steps each way. Thinner hair is the same hair with strands left out evenly."""
    if texture == "coily":
        reach = coil_reach(look)
        around = ((0, 0), (reach, 0), (-reach, 0), (0, reach), (0, -reach))
        coils = [
            place
            for place, (x, z), order in _roots(look, spacing * _COIL_SPACING)
            if order < density((x, z)) and all(grows((x + dx, z + dz)) for dx, dz in around)
        ]
        return Path(curls(_in_rows(coils, spacing * 2), _COIL), STRAND)

    def walk(point: Point, way: int) -> list[Point]:
        steps: list[Point] = []
        for _ in range(bends):
            dx, dz = flow(point)
            size = way * (math.hypot(dx, dz) or 1.0)
            ahead = (point[0] + dx / size, point[1] + dz / size)
            degree = math.dist(look.place(from_chart(point)), look.place(from_chart(ahead)))  # as it shows here
            # strands seen end-on are shorter, but stay strands
            reach = length / 2 / bends * min(1.0, max(0.45, degree / look.frame.scale / _DEGREE)) / max(degree, 0.2)
            point = (point[0] + dx / size * reach, point[1] + dz / size * reach)
            if not grows(point):
                break
            steps.append(look.place(from_chart(point)))
        return steps

    roots = {place: point for place, point, order in _roots(look, spacing) if order < density(point) and grows(point)}
    drawn = []
    for place in _in_rows(roots, spacing * 2):
        back, ahead = walk(roots[place], -1), walk(roots[place], 1)
        if back or ahead:
            drawn.append([*reversed(back), *([] if back and ahead else [place]), *ahead])
    return Path(lines(drawn), STRAND)


def coil_reach(look: Look) -> float:
    """The radius of a coil, in degrees of the chart where it is seen straight on."""
    return _COIL / look.frame.scale / _DEGREE


def coils_along(look: Look, line: Sequence[Point], share: float) -> Path:
    """Coils side by side along a line of the chart, or a share of them. Strewn coils alone leave open where an edge
    is."""
    places = [look.place(from_chart(point)) for point in line]
    row = places[:1]
    for place in places:
        if math.dist(place, row[-1]) >= 2.1 * _COIL:
            row.append(place)
    return Path(curls([place for i, place in enumerate(row) if rank(i, 0) < share], _COIL), STRAND)


@lru_cache(maxsize=64)
def _roots(look: Look, spacing: float) -> list[tuple[Point, Point, float]]:
    """Places all over a view, evenly strewn, each with its chart point and a rank from 0 to 1: the places ranked below
    any number are evenly strewn too."""
    edge = [look.place(spot) for spot in look.view.outline()]
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    top, bottom = min(y for _, y in edge), max(y for _, y in edge)
    roots = []
    for j in range(int((bottom - top) / spacing / 0.9) + 1):
        for i in range(int((right - left) / spacing) + 1):
            # staggered rows, each root moved a little from its place
            place = (
                left + (i + 0.5 * (j % 2) + 0.7 * (noise(i, j, 1) - 0.5)) * spacing,
                top + (j + 0.7 * (noise(i, j, 2) - 0.5)) * spacing * 0.9,
            )
            x, y = look.frame.centimetres(place)
            spot = look.view.unproject((x / look.lift, y / look.lift))
            if spot:
                roots.append((place, to_chart(spot), rank(i, j)))
    return roots


def rank(i: int, j: int) -> float:
    """A number from 0 to 1 for each place of a grid, such that the places below any number are spread evenly over
    it."""
    return (i * 0.7549 + j * 0.5698) % 1


def noise(i: int, j: int, k: int) -> float:
    """A number from 0 to 1 that looks random and is always the same for the same three."""
    mixed = (i * 73856093 ^ j * 19349663 ^ k * 83492791) & 0xFFFFFFFF
    for _ in range(2):
        mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return mixed / 0xFFFFFFFF


def _in_rows(places: Iterable[Point], height: float) -> list[Point]:
    """The places row by row, there and back, so that each is near the last one and the path's moves are short."""
    return sorted(places, key=lambda p: (round(p[1] / height), p[0] if round(p[1] / height) % 2 else -p[0]))

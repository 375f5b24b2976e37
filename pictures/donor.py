"""How thick the hair is at the back of the head: the head from behind, and a patch of it through a magnifying glass."""

from __future__ import annotations

import math
from functools import lru_cache

from pictures.face import neck_from_behind
from pictures.hair import LIFT, STRAND, Texture, even, noise, rank, strands
from pictures.marks import LOWER_EDGE, SIDEBURN, TEMPLE, Region, from_side
from pictures.outline import EDGE, Look, edges, tone, within
from pictures.svg import Path, Point, Svg, circle, curls, line, lines, number, smooth
from pictures.views import BEHIND, Frame

DENSITIES = {"thick": 1.0, "average": 0.64, "thin": 0.36, "very_thin": 0.17}
"""A share of the thickest hair drawn, by option id of the question `donor_density_self`. Only the order has a
meaning."""

_FRAME = Frame(96, 126, 8.6)
_HAIR = Region((*smooth((*from_side((8.3, 8.6)), *TEMPLE, *SIDEBURN)), *LOWER_EDGE[1:]))
_GLASS: Point = (296, 104)
_RADIUS = 84.0
_PATCH: Point = (96, 96)


def donor(option: str, texture: Texture) -> Svg:
    """The picture of a density. Raises KeyError for an id that is none."""
    share = DENSITIES[option]
    look = Look(BEHIND, _FRAME, LIFT[texture])
    # two lines lead from the patch on the head to the glass
    cone = [[(_PATCH[0] + 4, _PATCH[1] + side * 15), (_GLASS[0] - 36, _GLASS[1] + side * 76)] for side in (-1, 1)]
    return Svg(
        400,
        224,
        (
            tone(look, _HAIR, share=0.3 + share),
            edges(look, _HAIR)[0],
            strands(look, within(_HAIR), texture, density=even(share), spacing=7.4, length=15),
            neck_from_behind(_FRAME),
            Path(circle(_PATCH, 15) + circle(_GLASS, _RADIUS) + "".join(map(line, cone)), EDGE),
            *_magnified(share, texture),
        ),
    )


def _magnified(share: float, texture: Texture) -> tuple[Path, ...]:
    """Follicular units as they grow: one to three hairs from one spot."""
    roots = [root for root, place in _units() if place < share]
    if texture == "coily":
        return (Path(curls(roots, 7), STRAND * 1.3),)
    hairs = [
        [(x, y), (x + 25 * math.sin(lean), y + 25 * math.cos(lean))]
        for i, (x, y) in enumerate(roots)
        for lean in (0.45, 0.75, 0.15)[: 1 + i * 2 % 3]
    ]
    pores = "".join(f"M{number(x)} {number(y)}h0" for x, y in roots)  # a line of no length with a round end
    return Path(pores, 6), Path(lines(hairs), STRAND * 1.4)


@lru_cache(maxsize=1)
def _units() -> list[tuple[Point, float]]:
    """The roots in the glass, each with its rank."""
    gap = 17.0
    units = []
    for j in range(-6, 7):
        for i in range(-6, 7):
            x = (i + 0.5 * (j % 2) + 0.35 * (noise(i + 9, j + 9, 3) - 0.5)) * gap
            y = (j + 0.35 * (noise(i + 9, j + 9, 4) - 0.5)) * gap * 0.9
            if math.hypot(x + 7, y + 10) < _RADIUS - 13:
                units.append(((_GLASS[0] + x, _GLASS[1] + y), rank(i, j)))
    return units

"""The Ludwig and Sinclair stages: a bowed head with a centre parting, seen from above and a little from the front."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pictures.face import face_from_above
from pictures.hair import Texture, coil_reach, coils_along, strands
from pictures.head import to_chart
from pictures.marks import Region, from_above, from_side
from pictures.outline import Look, edges, tone, within
from pictures.svg import Point, Svg, half
from pictures.views import Frame, Turned

_LOOK = Look(Turned(76), Frame(112, 112, 9.4), 1.05)
_CROWN = -40.0
_HAIR = Region(
    (
        *half(
            (
                *from_above((0, 8.7), (1.8, 8.4), (3.6, 7.5), (5.0, 6.0)),
                *from_side((4.6, 4.0), (3.6, 1.8), (3.2, -0.4)),
            ),
        ),
        *(to_chart((215.0, side)) for side in (70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0, 0.0)),
    )
)


@dataclass(frozen=True)
class Parting:
    """How far to each side of the middle the scalp is `bare`, but for a share of the hair that is `left` there, and how
    far it is `thin`, as half widths in degrees of the chart; `thinnest` is the share of the hair beside the bare line.
    The loss starts at `front` and ends at the crown; before it the hairline stays."""

    bare: float
    thin: float = 0.0
    thinnest: float = 1.0
    left: float = 0.0
    front: float = 44.0


LUDWIG = {
    "none": Parting(2.2),
    "i": Parting(4.5, thin=18, thinnest=0.6, front=36),
    "ii": Parting(8.0, thin=33, thinnest=0.3, front=34),
    "iii": Parting(26.0, thin=44, thinnest=0.08, left=0.05, front=31),
}
"""By option id of the question `ludwig_stage`."""
SINCLAIR = {
    "1": Parting(2.2),
    "2": Parting(4.5),
    "3": Parting(5.0, thin=28, thinnest=0.3),
    "4": Parting(8.0, thin=40, thinnest=0.25),
    "5": Parting(28.0, thin=48, thinnest=0.06, left=0.05, front=36),
}
"""By option id of the question `sinclair_stage`."""


def ludwig(option: str, texture: Texture) -> Svg:
    """The picture of a Ludwig stage. Raises KeyError for an id that is none."""
    return _parted(LUDWIG[option], texture)


def sinclair(option: str, texture: Texture) -> Svg:
    """The picture of a Sinclair stage. Raises KeyError for an id that is none."""
    return _parted(SINCLAIR[option], texture)


def _parted(parting: Parting, texture: Texture) -> Svg:
    bare, thin = _lens(parting.bare, parting.front), _lens(max(parting.thin, parting.bare), parting.front)
    in_bare, in_thin = within(bare), within(thin)

    def density(point: Point) -> float:
        if in_bare(point):
            return parting.left if abs(point[0]) > 5 else 0.0
        if not in_thin(point):
            return 1.0
        return parting.thinnest + (1 - parting.thinnest) * min(1.0, abs(point[0]) / parting.thin) ** 2

    hair = []
    grows = within(_HAIR) if parting.left else within(_HAIR, bare)
    if texture == "coily" and not parting.left:
        reach = coil_reach(_LOOK)
        hair += [coils_along(_LOOK, line, parting.thinnest) for line in _sides(parting.bare + reach, parting.front)]
        grows = within(_HAIR, _lens(parting.bare + 2.2 * reach, parting.front))
    spacing = 9.5 if texture == "straight" else 8.0
    hair.append(strands(_LOOK, grows, texture, density=density, flow=_combed, spacing=spacing, length=24, bends=2))
    tones = (tone(_LOOK, _HAIR, hole, share=0.5) for hole in (bare, thin))
    return Svg(224, 232, (*tones, *edges(_LOOK, _HAIR), *hair, face_from_above(_LOOK.frame, _LOOK.view)))


def _lens(half_width: float, front: float) -> Region:
    """A long narrow area along the middle from `front` to the crown, with blunt ends."""
    turns = [math.pi * i / 16 for i in range(17)]
    centre, radius = (front + _CROWN) / 2, (front - _CROWN) / 2
    return Region(tuple((half_width * math.sqrt(math.sin(turn)), centre + radius * math.cos(turn)) for turn in turns))


def _sides(half_width: float, front: float) -> tuple[list[Point], list[Point]]:
    """The two long sides of such an area, from the front to the crown."""
    steps = 200
    back = [front + (_CROWN - front) * i / steps for i in range(steps // 12, steps - steps // 12)]
    return [(-half_width, z) for z in back], [(half_width, z) for z in back]


def _combed(point: Point) -> Point:
    """Hair combed to both sides of the parting and backwards, and down behind the crown."""
    x, z = point
    x = math.copysign(max(abs(x), 0.5), x)
    return x, z - max(_CROWN, min(46.0, z)) - 0.5 * abs(x)

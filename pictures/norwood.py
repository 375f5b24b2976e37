"""The Norwood-Hamilton stages: each head from above, the face below, and from the side."""

from __future__ import annotations

from dataclasses import dataclass

from pictures.face import face_from_above, face_from_side
from pictures.hair import FULL, LIFT, Density, Texture, even, strands
from pictures.marks import LOWER_EDGE, SIDEBURN, TEMPLE, Region, from_above, from_side, middle, oval
from pictures.outline import Look, edges, tone, within
from pictures.svg import Path, Point, Svg, half
from pictures.views import ABOVE, PROFILE, Frame

_FRAMES = ((ABOVE, Frame(84, 98, 8.6)), (PROFILE, Frame(284, 118, 8.6)))


@dataclass(frozen=True)
class Stage:
    """Where hair still grows: behind `hairline` (its right half on the chart, from the middle to the ear) but for the
    bare `spot` on the crown, and how thick it is there."""

    hairline: tuple[Point, ...]
    spot: Region | None = None
    density: Density = FULL


def _front(*points: Point) -> tuple[Point, ...]:
    """A front hairline through points seen from above, and on down the temple."""
    return (*from_above(*points), *TEMPLE, *SIDEBURN)


def _thin_bridge(share: float, front: float, back: float) -> Density:
    """Hair thinned to a share of itself on the top between two lines across the chart."""
    return lambda point: share if back < point[1] < front and abs(point[0]) < 42 else 1.0


STAGES: dict[str, Stage] = {
    "i": Stage(_front((0, 8.4), (2, 8.2), (3.8, 7.4), (5.0, 6.2))),
    "ii": Stage(_front((0, 8.3), (1.5, 8.0), (2.7, 6.7), (3.9, 4.7), (5.0, 4.0))),
    "iia": Stage(_front((0, 6.6), (1.6, 6.5), (3.2, 5.9), (4.6, 4.7), (5.4, 4.5))),
    "iii": Stage(_front((0, 8.0), (1.3, 7.6), (2.4, 5.8), (3.5, 3.0), (4.6, 1.2), (5.5, 1.9))),
    "iiia": Stage(_front((0, 1.6), (1.6, 1.4), (3.2, 0.9), (4.7, 0.4), (5.7, 1.4))),
    "iii_vertex": Stage(_front((0, 8.1), (1.4, 7.7), (2.7, 6.1), (3.9, 3.9), (5.0, 3.4)), oval(-17, -54, 19)),
    "iv": Stage(_front((0, 5.6), (1.3, 5.2), (2.2, 3.4), (3.2, 0.9), (4.6, -0.8), (5.6, 0.4)), oval(-16, -60, 25)),
    "iva": Stage(_front((0, -3.2), (1.6, -3.0), (3.2, -2.2), (4.8, -0.6), (5.7, 1.2))),
    "v": Stage(
        _front((0, 1.4), (1.4, 1.2), (2.8, 0.4), (4.0, -0.6), (5.0, -0.6), (5.9, 0.9)),
        oval(-11, -66, 34),
        _thin_bridge(0.5, 10, -24),
    ),
    "va": Stage(_front((0, -6.5), (1.6, -6.2), (3.4, -4.8), (4.8, -2.2), (5.7, 1.0))),
    "vi": Stage(
        (
            middle(150),
            *from_side(
                (-8.0, 7.6), (-6.0, 8.0), (-3.0, 8.8), (0.0, 8.9), (3.0, 7.8), (5.4, 6.0), (5.6, 4.9), (4.3, 3.4)
            ),
            *SIDEBURN,
        )
    ),
    "vii": Stage(
        (
            middle(173),
            *from_side(
                (-8.2, 2.2), (-6.0, 3.8), (-3.0, 5.0), (0.0, 5.0), (1.8, 3.8), (2.1, 2.0), (2.0, 0.8), (1.7, -0.4)
            ),
        ),
        density=even(0.6),
    ),
}
"""By option id of the question `norwood_stage`."""


def norwood(option: str, texture: Texture) -> Svg:
    """The picture of a stage. Raises KeyError for an id that is no stage."""
    stage = STAGES[option]
    hair = Region((*half(stage.hairline), *LOWER_EDGE[1:]))
    spots = [stage.spot] if stage.spot else []
    paths: list[Path] = []
    for view, frame in _FRAMES:
        look = Look(view, frame, LIFT[texture])
        paths += [
            tone(look, hair, *spots),
            *edges(look, hair, *spots),
            strands(look, within(hair, *spots), texture, density=stage.density),
        ]
    return Svg(400, 224, (*paths, face_from_above(_FRAMES[0][1]), face_from_side(_FRAMES[1][1])))

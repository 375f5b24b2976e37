"""What a view shows of the hair's extent: its edges, its tone, and the edge of the head."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pictures.head import Spot, from_chart, to_chart
from pictures.marks import Region, inside
from pictures.svg import Path, Point, line
from pictures.views import Frame, Profile, View

Grows = Callable[[Point], bool]
"""Whether hair grows at a point of the chart."""

_TONE = 0.14
EDGE = 3.0
SKIN = 2.4


@dataclass(frozen=True)
class Look:
    """A view at its place in a picture; `lift` is how far hair stands off the skin, as a factor of the distance from
    the ear canal."""

    view: View
    frame: Frame
    lift: float = 1.0

    def place(self, spot: Spot) -> Point:
        """Where hair at a place of the head shows in the picture."""
        return self.frame.place(self.view.project(spot, self.lift))

    def skin(self, spot: Spot) -> Point:
        """Where the skin of a place of the head shows in the picture."""
        return self.frame.place(self.view.project(spot))


def within(region: Region, *holes: Region) -> Grows:
    """Whether a chart point lies in the region and in none of the holes."""
    edge = region.whole
    gaps = [hole.whole for hole in holes]
    return lambda point: inside(point, edge) and not any(inside(point, gap) for gap in gaps)


def tone(look: Look, region: Region, *holes: Region, share: float = 1.0) -> Path:
    """The region without its holes, filled with a light tone, or a share of it."""
    return Path(
        "".join(line(seen_part(look, part.whole), closed=True) for part in (region, *holes)), tone=_TONE * share
    )


def edges(look: Look, region: Region, *holes: Region) -> tuple[Path, Path]:
    """The edges of hair that grows in the region but not in its holes, and the edge of the head where skin shows."""
    haired, bare = _silhouette(look, within(region, *holes))
    inner = [run for part in (region, *holes) for run in seen_runs(look, part.whole)]
    return Path("".join(map(line, [*inner, *haired])), EDGE), Path("".join(map(line, bare)), SKIN)


def seen_part(look: Look, edge: Sequence[Point]) -> list[Point]:
    """The edge all round of the part of an area of the chart that shows."""
    spots = [from_chart(point) for point in edge]
    if isinstance(look.view, Profile):
        spots = _closed_along_rim(look.view, spots)
    return [look.place(look.view.clamp(spot)) for spot in spots]


def seen_runs(look: Look, curve: Sequence[Point]) -> list[list[Point]]:
    """The parts of a curve of the chart that show. From above and behind, edges beside the ears are left out: they
    would only double the edge of the head."""
    widest = 90 if isinstance(look.view, Profile) else 62
    runs: list[list[Point]] = [[]]
    for point in curve:
        spot = from_chart(point)
        if look.view.shows(spot) and abs(spot[1]) <= widest:
            runs[-1].append(look.place(spot))
        elif runs[-1]:
            runs[-1].append(look.place(look.view.clamp(spot)))
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _closed_along_rim(view: View, spots: list[Spot]) -> list[Spot]:
    """The spots that a view from the side shows, and the edge of the head where others between them are hidden."""
    seen = [view.shows(spot) for spot in spots]
    if all(seen) or not any(seen):
        return spots
    start = next(i for i in range(len(spots)) if seen[i] and not seen[i - 1])
    kept: list[Spot] = []
    hidden = False
    for spot in [*spots[start:], *spots[: start + 1]]:
        if not view.shows(spot):
            hidden = True
            continue
        if hidden:
            last = kept[-1][0]
            count = max(1, int(abs(spot[0] - last) / 3))
            kept += [(last + (spot[0] - last) * i / count, -90.0) for i in range(1, count)]
            hidden = False
        kept.append(spot)
    return kept


def _silhouette(look: Look, grows: Grows) -> tuple[list[list[Point]], list[list[Point]]]:
    """The edge of the head in runs: where hair grows, raised by its thickness, and where skin shows."""

    def haired(spot: Spot) -> bool:
        # hair above the ears stands over the skin below it
        return any(grows(to_chart((spot[0], math.copysign(min(abs(spot[1]), side), spot[1])))) for side in (60, 67, 74))

    def place(spot: Spot, hair: bool) -> Point:
        return look.place(spot) if hair else look.skin(spot)

    spots = look.view.outline()
    was = haired(spots[0])
    runs: dict[bool, list[list[Point]]] = {True: [], False: []}
    runs[was].append([place(spots[0], was)])
    for before, spot in pairwise(spots):
        now = haired(spot)
        if now != was:
            change = _change(haired, before, spot)
            runs[was][-1].append(place(change, was))
            runs[now].append([place(change, now)])
            was = now
        runs[now][-1].append(place(spot, now))
    return runs[True], runs[False]


def _change(haired: Callable[[Spot], bool], before: Spot, after: Spot) -> Spot:
    """The place between two spots where hair begins or ends."""
    was = haired(before)
    for _ in range(7):
        halfway = ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)
        before, after = (halfway, after) if haired(halfway) == was else (before, halfway)
    return before

"""The views a head is seen in, and where a view stands in its picture."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pictures.head import ROLLS, Spot, midline, surface
from pictures.svg import Point


class View(ABC):
    """A direction from which the head is seen, from so far away that nothing looks smaller for being further off."""

    @abstractmethod
    def seen(self, x: float, y: float, z: float) -> Point:
        """Where a point in space shows, in centimetres right and down from the ear canal."""

    @abstractmethod
    def clamp(self, spot: Spot) -> Spot:
        """The place itself if this view shows it, else one on the edge of the head near to it."""

    @abstractmethod
    def outline(self) -> list[Spot]:
        """The edge of the head."""

    def shows(self, spot: Spot) -> bool:
        """Whether this view shows the place."""
        return self.clamp(spot) == spot

    def project(self, spot: Spot, lift: float = 1.0) -> Point:
        """Where a place shows; `lift` raises it off the skin, for the thickness of hair."""
        x, y, z = surface(spot)
        return self.seen(x * lift, y * lift, z * lift)

    def unproject(self, point: Point) -> Spot | None:
        """The place that shows at a point of the view, None if there is none. Found by Newton's method, from the middle
        of the view."""
        roll, side = self._middle()
        for _ in range(16):
            here = self.project((roll, side))
            miss = point[0] - here[0], point[1] - here[1]
            if math.hypot(*miss) < 0.01:
                return (roll, side) if ROLLS[0] <= roll <= ROLLS[-1] and self.shows((roll, side)) else None
            step = 0.1
            rolled, sided = self.project((roll + step, side)), self.project((roll, side + step))
            a, c = (rolled[0] - here[0]) / step, (rolled[1] - here[1]) / step
            b, d = (sided[0] - here[0]) / step, (sided[1] - here[1]) / step
            determinant = a * d - b * c
            if abs(determinant) < 1e-9:
                return None
            roll += max(-25.0, min(25.0, (miss[0] * d - miss[1] * b) / determinant))
            side += max(-15.0, min(15.0, (miss[1] * a - miss[0] * c) / determinant))
            side = max(-89.5, min(89.5, side))
        return None

    @abstractmethod
    def _middle(self) -> Spot:
        """A place well inside the view."""


@dataclass(frozen=True)
class Profile(View):
    """The head from its left side, looking to the left, its top tilted towards us by `tilt` degrees so that it can be
    seen."""

    tilt: float

    def seen(self, x: float, y: float, z: float) -> Point:
        return -z, x * math.sin(math.radians(self.tilt)) - y * math.cos(math.radians(self.tilt))

    def clamp(self, spot: Spot) -> Spot:
        return spot[0], max(_rim(self, round(spot[0])), spot[1])

    def outline(self) -> list[Spot]:
        """The edge of the head from the brow over the top to the neck; the face is drawn apart."""
        return [(float(roll), _rim(self, roll)) for roll in range(22, 225, 2)]

    def _middle(self) -> Spot:
        return 95.0, 50.0


@lru_cache(maxsize=1024)
def _rim(view: Profile, roll: int) -> float:
    """The angle from the middle plane at which, along one roll, the head turns away from us: where it shows furthest
    from the ear."""
    z, y = midline(roll)

    def far(side: int) -> float:
        across, down = view.project((roll, side))
        return -across * z - down * y

    return float(max(range(-60, 30), key=far))


@dataclass(frozen=True)
class Turned(View):
    """The head from a point of its middle plane, `roll` degrees up from straight ahead: 90 is from above with the face
    below, 180 from behind. `up` is 1, or -1 where that would stand the head on its top."""

    roll: float
    up: int = 1

    def seen(self, x: float, y: float, z: float) -> Point:
        angle = math.radians(self.roll)
        return self.up * x, self.up * (z * math.sin(angle) - y * math.cos(angle))

    def clamp(self, spot: Spot) -> Spot:
        low, high = self._limits
        return min(max(spot[0], low), high), spot[1]

    def outline(self) -> list[Spot]:
        """The edge of the head all round: first from ear to ear along the lower roll, then back along the higher
        one."""
        sides = [float(side) for side in range(-90, 91, 3)]
        low, high = self._limits
        return [*((low, side) for side in sides), *((high, side) for side in reversed(sides))]

    def _middle(self) -> Spot:
        return self.roll, 0.0

    @cached_property
    def _limits(self) -> tuple[float, float]:
        """The lowest and the highest roll that is seen."""
        near = [roll for roll in ROLLS if abs(roll - self.roll) < 110]
        ends = sorted(near, key=lambda roll: self.project((roll, 0.0))[1])
        return min(ends[0], ends[-1]), max(ends[0], ends[-1])


@dataclass(frozen=True)
class Frame:
    """Where a view stands in its picture: the point of the ear canal, and the units to a centimetre."""

    x: float
    y: float
    scale: float

    def place(self, point: Point) -> Point:
        """From centimetres in the view to units of the picture."""
        return self.x + point[0] * self.scale, self.y + point[1] * self.scale

    def centimetres(self, point: Point) -> Point:
        """Back from units of the picture."""
        return (point[0] - self.x) / self.scale, (point[1] - self.y) / self.scale


PROFILE = Profile(18)
ABOVE = Turned(90)
BEHIND = Turned(180, up=-1)

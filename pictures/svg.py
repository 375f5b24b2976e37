"""A drawing as data: a view box and a few paths that take the colour of the text around them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Path:
    """One path. `width` is that of its line in units of the view box, 0 for none. `tone` is how strongly the path is
    filled with the text's own colour, from 0 for not at all to 1; holes are left by the even-odd rule."""

    d: str
    width: float = 0
    tone: float = 0

    def attributes(self) -> dict[str, str]:
        """The attributes of the `path` element, by their names in SVG."""
        named = {"d": self.d}
        if self.tone:
            named |= {"fill": "currentColor", "fill-rule": "evenodd"}
            if self.tone < 1:
                named["fill-opacity"] = number(self.tone, 2)
        named |= {"stroke-width": number(self.width)} if self.width else {"stroke": "none"}
        return named


@dataclass(frozen=True)
class Svg:
    """A drawing of `width` by `height` units."""

    width: int
    height: int
    paths: tuple[Path, ...]

    def attributes(self) -> dict[str, str]:
        """The attributes of the `svg` element: decoration beside visible words, so hidden from screen readers."""
        return {
            "viewBox": f"0 0 {self.width} {self.height}",
            "fill": "none",
            "stroke": "currentColor",
            "stroke-linecap": "round",
            "stroke-linejoin": "round",
            "aria-hidden": "true",
        }

    def to_svg(self) -> str:
        """The drawing as the text of an SVG document."""
        paths = "".join(f"<path{_written(path.attributes())}/>" for path in self.paths)
        return f'<svg xmlns="http://www.w3.org/2000/svg"{_written(self.attributes())}>{paths}</svg>'


def number(value: float, places: int = 1) -> str:
    """A number as short as SVG allows: `-0.50` is `-.5`, `3.0` is `3`."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if text in ("-0", "-", "") else text


def line(points: Sequence[Point], closed: bool = False) -> str:
    """Path data of a line through the points; empty for fewer than two."""
    points = _fewer(points, 0.35)
    if len(points) < 2:
        return ""
    pen = _Pen(2)
    pen.move(points[0])
    for point in points[1:]:
        pen.line(point)
    return pen.text() + ("z" if closed else "")


def lines(many: Iterable[Sequence[Point]]) -> str:
    """Path data of many separate lines, each from where the last one ended, so that a head of hair stays short."""
    pen = _Pen(1)
    for points in many:
        pen.move(points[0])
        for point in points[1:]:
            pen.line(point)
    return pen.text()


def circle(centre: Point, radius: float) -> str:
    """Path data of a circle."""
    r = number(radius)
    return (
        f"M{number(centre[0] - radius)} {number(centre[1])}a{r} {r} 0 1 0 {number(2 * radius)} 0a{r} {r} 0 "
        f"1 0 {number(-2 * radius)} 0z"
    )


def curls(places: Iterable[Point], radius: float) -> str:
    """Path data of a small open coil at each place, each turned a little further than the last."""
    pen = _Pen(1)
    for turn, (x, y) in enumerate(places):
        pen.move((x, y - radius))
        gap = _COIL_GAPS[turn % len(_COIL_GAPS)]
        pen.arc(radius, (x + radius * gap[0], y - radius + radius * gap[1]))
    return pen.text()


_COIL_GAPS = ((-1, 1), (-0.9, 0.5), (-0.8, 1.6), (-1, 0.8))
"""Where a coil that starts at its top ends, from that start, in radii."""


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 6) -> list[Point]:
    """Points on the Catmull-Rom curve that passes through `points`, `steps` to a stretch."""
    count = len(points)
    if closed:
        around = [points[-1], *points, points[0], points[1]]
        stretches = count
    else:
        first = (2 * points[0][0] - points[1][0], 2 * points[0][1] - points[1][1])
        last = (2 * points[-1][0] - points[-2][0], 2 * points[-1][1] - points[-2][1])
        around = [first, *points, last]
        stretches = count - 1
    curve: list[Point] = []
    for i in range(stretches):
        a, b, c, d = around[i : i + 4]
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return curve if closed else [*curve, points[-1]]


def half(points: Sequence[Point], steps: int = 6) -> list[Point]:
    """The right half of a smooth curve that is the same on both sides; `points` start, and may end, in the middle,
    where x is 0."""
    mirrored = [(-x, y) for x, y in points]
    before = [mirrored[1]] if points[0][0] == 0 else []
    after = [mirrored[-2]] if points[-1][0] == 0 else []
    curve = smooth([*before, *points, *after], steps=steps)
    return curve[steps * len(before) : len(curve) - steps * len(after)]


def _fewer(points: Sequence[Point], slack: float) -> list[Point]:
    """The points without those that lie within `slack` of the line between their neighbours (Douglas and Peucker)."""
    if len(points) < 3:
        return list(points)
    (ax, ay), (bx, by) = points[0], points[-1]
    long = math.hypot(bx - ax, by - ay)

    def off(point: Point) -> float:
        if long < slack:
            return math.hypot(point[0] - ax, point[1] - ay)
        return abs((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / long

    far = max(range(1, len(points) - 1), key=lambda i: off(points[i]))
    if off(points[far]) <= slack:
        return [points[0], points[-1]]
    return [*_fewer(points[: far + 1], slack)[:-1], *_fewer(points[far:], slack)]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def _written(named: dict[str, str]) -> str:
    return "".join(f' {name}="{value}"' for name, value in named.items())


class _Pen:
    """Writes relative moves on a grid of so many steps to a unit, keeping count of the rounding so that it never adds
    up."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._parts: list[str] = []
        self._at = (0, 0)
        self._verb = ""

    def move(self, to: Point) -> None:
        self._go("m" if self._parts else "M", to)

    def line(self, to: Point) -> None:
        self._go("l", to)

    def arc(self, radius: float, to: Point) -> None:
        start = self._at
        self._go("", to)
        size = number(radius)
        end = self._parts.pop().strip()
        self._parts.append(f"a{size} {size} 0 1 1{'' if end.startswith('-') else ' '}{end}")
        self._verb = "a" if self._at != start else ""

    def text(self) -> str:
        return "".join(self._parts)

    def _go(self, verb: str, to: Point) -> None:
        at = (round(to[0] * self._steps), round(to[1] * self._steps))
        across, down = (number((at[i] - self._at[i]) / self._steps) for i in (0, 1))
        self._at = at
        # after a move, more coordinates are lines already
        goes_on = verb == "l" and self._verb in ("m", "l")
        head = ("" if across.startswith("-") else " ") if goes_on else verb
        self._parts.append(head + across + ("" if down.startswith("-") else " ") + down)
        self._verb = verb

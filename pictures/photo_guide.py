"""How each photo that a patient may add should look: the head from the right side, in the corners of a viewfinder.

Line art like the other drawings: one head, in the colour of the text around it, hidden from screen readers beside
visible words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from pictures.face import LINE, neck_from_behind
from pictures.hair import LIFT, Texture, strands
from pictures.marks import LOWER_EDGE, Region
from pictures.norwood import STAGES
from pictures.outline import Look, edges, tone, within
from pictures.parting import ludwig
from pictures.svg import Path, Point, Svg, circle, half, line, smooth
from pictures.views import BEHIND, Frame, Turned, View

_SIZE = 224, 232
_MARGIN = 5.0
_BOTTOM = {"front": 104.0}
"""Where the picture ends that need not show all that is drawn: a front hairline needs no eyes."""
_HAIR = Region((*half(STAGES["i"].hairline), *LOWER_EDGE[1:]))
_FRONT = Turned(8)
_ABOVE_BEHIND = Turned(142, up=-1)

Curve = Sequence[tuple[float, float, float]]
# The face from the front, and a shoulder, as (x, y, z); x of the right half.
_CHEEK = ((7.0, -1.4, 2.0), (6.5, -5.2, 4.0), (4.8, -8.9, 7.0), (2.4, -10.9, 9.0), (0.0, -11.4, 9.6))
_EAR = ((7.4, 2.2, 0.0), (8.4, 3.0, 0.0), (8.9, 1.6, 0.0), (8.4, -1.0, 0.0), (7.2, -2.4, 0.0))
_BROW = ((1.4, 3.0, 9.0), (3.4, 3.9, 8.4), (5.4, 3.2, 7.0))
_EYE = ((1.9, 1.0, 8.4), (3.4, 1.9, 8.2), (5.0, 1.0, 7.6), (3.4, 0.5, 8.2))
_NOSE = ((0.0, -3.6, 11.6), (0.9, -3.8, 11.0), (1.6, -3.2, 10.0), (1.2, -2.4, 10.0))
_SHOULDER: Curve = ((6.0, -9.4, 0.0), (8.6, -10.4, 0.0), (11.6, -12.2, 0.0))
_LIPS = ((0.0, -6.2, 10.4), (1.1, -6.0, 10.2), (2.6, -6.5, 9.4))


@lru_cache(maxsize=8)
def photo_guide(view: str, texture: Texture = "straight") -> Svg:
    """The drawing for one of `photos.VIEWS`. Raises `KeyError` for a view that is none."""
    return Svg(*_SIZE, (_viewfinder(_BOTTOM.get(view, _SIZE[1] - _MARGIN)), *_DRAWN[view](texture)))


def _viewfinder(bottom: float, margin: float = _MARGIN, arm: float = 26) -> Path:
    """The four corners that a camera shows around what it takes, down to `bottom`."""
    width = _SIZE[0]
    corners: list[list[Point]] = []
    for x, inwards in ((margin, 1), (width - margin, -1)):
        for y, downwards in ((margin, 1), (bottom, -1)):
            corners.append([(x + inwards * arm, y), (x, y), (x, y + downwards * arm)])
    return Path("".join(map(line, corners)), 4)


def _head(view: View, frame: Frame, texture: Texture) -> tuple[Path, ...]:
    """A head with all its hair."""
    look = Look(view, frame, LIFT[texture])
    hair = strands(look, within(_HAIR), texture, spacing=9.5, length=15)
    return tone(look, _HAIR), edges(look, _HAIR)[0], hair


def _features(view: View, frame: Frame, curves: Sequence[Curve], closed: bool = False) -> str:
    """Curves of the right half and their mirror images."""
    flat = [[frame.place(view.seen(side * x, y, z)) for x, y, z in curve] for curve in curves for side in (1, -1)]
    return "".join(line(smooth(curve, closed=closed, steps=4), closed) for curve in flat)


def _front(texture: Texture) -> tuple[Path, ...]:
    frame = Frame(112, 122, 7.9)
    pupils = [circle(frame.place(_FRONT.seen(side * 3.4, 1.15, 8.2)), 2.4) for side in (1, -1)]
    drawn = _features(_FRONT, frame, (_CHEEK, _EAR, _BROW, _NOSE, _LIPS)) + _features(
        _FRONT, frame, (_EYE,), closed=True
    )
    return *_head(_FRONT, frame, texture), Path(drawn + "".join(pupils), LINE)


def _top(texture: Texture) -> tuple[Path, ...]:
    return ludwig("none", texture).paths


def _crown(texture: Texture) -> tuple[Path, ...]:
    frame = Frame(112, 122, 8.2)
    return *_head(_ABOVE_BEHIND, frame, texture), Path(_features(_ABOVE_BEHIND, frame, (_EAR, _SHOULDER)), LINE)


def _donor(texture: Texture) -> tuple[Path, ...]:
    frame = Frame(112, 130, 8.6)
    return *_head(BEHIND, frame, texture), neck_from_behind(frame)


_DRAWN: dict[str, Callable[[Texture], tuple[Path, ...]]] = {
    "front": _front,
    "top": _top,
    "crown": _crown,
    "donor": _donor,
}
VIEWS = tuple(_DRAWN)
"""The views that there are."""

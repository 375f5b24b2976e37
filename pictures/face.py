"""The features that tell which way a head looks: face, ears, nose and neck, as plain lines. In centimetres like the
head."""

from __future__ import annotations

from pictures.svg import Path, line, smooth
from pictures.views import ABOVE, BEHIND, PROFILE, Frame, View

LINE = 2.4

# From the brow down the nose to the neck, as (z, y).
_FACE = (
    ((9.4, 2.9), (9.9, 1.6), (10.9, -0.6), (11.9, -2.3), (11.5, -3.2), (10.3, -3.6)),
    ((10.3, -3.6), (10.6, -4.5), (10.9, -5.3), (10.1, -5.95)),
    ((10.1, -5.95), (10.6, -6.6), (10.2, -7.5), (9.7, -8.1)),
    ((9.7, -8.1), (10.1, -9.3), (9.6, -10.5), (8.0, -11.0), (5.6, -10.2), (4.4, -10.3), (3.8, -12.6)),
)
_JAW = ((4.2, -9.6), (2.4, -8.6), (0.6, -6.6), (-0.3, -4.6))
_NAPE = ((-6.5, -7.4), (-6.5, -9.4), (-6.9, -12.6))
_EAR = (
    (0.1, 0.4),
    (0.3, 2.2),
    (-0.8, 3.2),
    (-2.3, 2.9),
    (-3.1, 1.4),
    (-2.7, -0.6),
    (-1.7, -1.6),
    (-1.2, -2.9),
    (-0.3, -2.9),
    (0.0, -1.4),
)
_EAR_FOLD = ((-0.4, 1.7), (-1.4, 2.0), (-2.0, 1.0), (-1.5, -0.2))
_EYE = ((8.4, 1.2), (7.9, 0.85), (7.2, 0.8), (6.6, 1.2))
_BROW = ((9.2, 3.2), (8.0, 3.7), (6.2, 3.2))
_MOUTH = ((10.1, -5.95), (9.2, -6.0), (8.5, -6.2))


def face_from_side(frame: Frame, view: View = PROFILE) -> Path:
    """Face, ear, jaw and nape for the view from the side, which looks to the left."""
    flat = [
        (_FACE[1], 0.0),
        (_FACE[2], 0.0),
        (_FACE[3], 0.0),
        (_MOUTH, 1.2),
        (_EYE, 3.2),
        (_BROW, 3.2),
        (_JAW, 2.6),
        (_EAR_FOLD, 8.2),
    ]
    curves = [[view.seen(x, y, z) for z, y in curve] for curve, x in flat]
    brow, neck = (view.project(spot) for spot in (view.outline()[0], view.outline()[-1]))
    curves.append([brow, *(view.seen(0, y, z) for z, y in _FACE[0])])
    curves.append([neck, *(view.seen(0, y, z) for z, y in _NAPE)])
    drawn = [line([frame.place(point) for point in smooth(curve, steps=4)]) for curve in curves]
    ear = line([frame.place(view.seen(8.2, y, z)) for z, y in smooth(_EAR, closed=True, steps=3)], closed=True)
    return Path("".join(drawn) + ear, LINE)


# In space, as (x, y, z): the right ear, and the nose from its right wing to its tip.
_EAR_OUT = ((7.3, 0.6, 0.9), (8.0, 2.4, 0.6), (8.9, 2.8, -0.9), (9.2, 2.4, -2.3), (8.6, 1.5, -2.7), (7.6, 0.8, -1.7))
_NOSE = ((1.6, -2.9, 9.6), (1.4, -2.7, 10.8), (0.7, -2.4, 11.8), (0.0, -2.3, 12.0))


def face_from_above(frame: Frame, view: View = ABOVE) -> Path:
    """Ears and nose for a view from above, the face below."""
    nose = [*_NOSE, *((-x, y, z) for x, y, z in reversed(_NOSE[:-1]))]
    curves = [nose, _EAR_OUT, [(-x, y, z) for x, y, z in _EAR_OUT]]
    drawn = [[frame.place(view.seen(*point)) for point in curve] for curve in curves]
    return Path("".join(line(smooth(curve, steps=4)) for curve in drawn), LINE)


_EAR_BEHIND = ((7.5, -2.2), (8.4, -1.6), (8.9, 0.6), (9.3, 2.2), (8.9, 3.0), (8.0, 2.6), (7.5, 1.6))
_NECK_BEHIND = ((5.9, -4.6), (5.5, -6.0), (5.5, -7.6), (6.4, -9.0), (9.4, -10.4))


def neck_from_behind(frame: Frame, view: View = BEHIND) -> Path:
    """Ears, neck and the start of the shoulders for the view from behind."""
    curves = [[(side * x, y) for x, y in curve] for curve in (_EAR_BEHIND, _NECK_BEHIND) for side in (1, -1)]
    drawn = [[frame.place(view.seen(x, y, 0)) for x, y in curve] for curve in curves]
    return Path("".join(line(smooth(curve, steps=4)) for curve in drawn), LINE)

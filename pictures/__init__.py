"""The product's own drawings of hair loss, one for each answer that is chosen by looking: line art as data, drawn by
rule.

    picture("norwood_stage", "iii_vertex").to_svg()

What every drawing has in common
  One head, seen from several sides, carries every pattern: a pattern is marked once on a chart of the scalp (`head.py`)
  and every view of it follows, so that the view from above and the profile of a stage can never disagree. Skin is
  blank. Hair is strokes along the way it lies, or small coils (`texture`), over a light tone, inside a firm edge: a
  pattern can be told by any one of the three. Everything is drawn in the colour of the text around it; there is no
  other colour. A head seen from above has its face below, as in a mirror when it is bowed. The drawings are decoration
  beside visible words and hidden from screen readers.

What each drawing shows, after part 4 of the clinical reference (definitions there are in turn from IDEALMED,
FRIENDLYWIKI, SPOTIDOC and KERATIN for Norwood 1975, HAIRX and THEHAIRYPILL for Ludwig 1977; the exact wording of
Sinclair 1999 was not retrieved). The artwork is our own; nothing was traced or copied. Where the reference gives no
distance, those of table 1 of PMC6580804 (a modified Norwood-Hamilton classification, excerpt read) were followed: II
stops 2 cm before the line over the head from ear to ear and III goes beyond that, III A reaches the line and IV A
passes it. Norwood's own figures were not seen: a surgeon should look the set over once.
  norwood_stage       From above and from the side, the top tilted a little towards the eye so that the crown shows in
  the profile.
                      The recession at the temples deepens from II over III to IV. III vertex: a spot on the crown, and
                      temples not beyond III. IV: front and crown bare, a solid band between them that joins the sides.
                      V: both larger, the band narrow and sparse. VI: no band, sides still high. VII: a low ring of
                      sparse hair, from just before the ear. The A forms (II A, III A, IV A, V A): the whole front edge
                      as one line without an island, and no spot on the crown; II A slightly back, III A to the line
                      over the head from ear to ear, IV A beyond it, V A almost to the crown.
  ludwig_stage        A bowed head with a centre parting. None; I: the parting a little wider; II: wide, the scalp seen
  on top; III: the
                      top almost bare. In all of them the front edge is kept.
  sinclair_stage      The same head: 1 a narrow line; 2 wider; 3 wider with thinner hair beside it; 4 thin all over the
  top; 5 almost bare. donor_density_self  The back of the head, and hairs in their small groups under a glass. Only the
  order means anything: how many are
                      drawn is no measured density.
  hair_loss_areas     The place hatched and outlined, on the two views that show it best; broken hatching for thinning
  all over.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import get_args

from pictures.areas import area
from pictures.donor import donor
from pictures.hair import Texture
from pictures.norwood import norwood
from pictures.parting import ludwig, sinclair
from pictures.svg import Path, Svg

__all__ = ["QUESTIONS", "TEXTURES", "Path", "Svg", "Texture", "picture"]

_DRAWN: dict[str, Callable[[str, Texture], Svg]] = {
    "norwood_stage": norwood,
    "ludwig_stage": ludwig,
    "sinclair_stage": sinclair,
    "donor_density_self": donor,
    "hair_loss_areas": area,
}
TEXTURES: tuple[Texture, ...] = get_args(Texture)
QUESTIONS = tuple(_DRAWN)
"""The ids of the questions whose options have pictures."""


def picture(question: str, option: str, texture: Texture = "straight") -> Svg | None:
    """The picture of an option, by the ids of questions.json; None where there is none, as for "I am not sure"."""
    return _picture(question, option, texture) if question in _DRAWN else None


@lru_cache(maxsize=256)  # room for every option of these questions, so that each is drawn once
def _picture(question: str, option: str, texture: Texture) -> Svg | None:
    try:
        return _DRAWN[question](option, texture)
    except KeyError:
        return None

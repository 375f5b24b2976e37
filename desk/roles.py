"""The questions that the form itself reads, not only the rules: named here and nowhere else on this floor."""

from __future__ import annotations

from typing import Final

from pictures import Texture
from questionnaire.answers import Answers
from questionnaire.model import Question, Questionnaire

_AGE: Final = "age_years"
_HAIR: Final = "hair_type"
_COILY: Final = ("curly", "afro_textured")


def age_question(form: Questionnaire) -> Question:
    """The question that asks for the age."""
    return form.by_id[_AGE]


def age_of(answers: Answers) -> int | None:
    """The age in years that the patient gave."""
    age = answers.values.get(_AGE)
    return age if isinstance(age, int) else None


def texture_of(answers: Answers) -> Texture:
    """How the hair in the pictures is drawn: like the patient's own, as far as it is known."""
    return "coily" if answers.values.get(_HAIR) in _COILY else "straight"

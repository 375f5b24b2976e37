"""How an answer reads: in the patient's words or in the clinician's short labels."""

from __future__ import annotations

from typing import Literal

from questionnaire.answers import Answers, State, Value
from questionnaire.model import Option, Question, Text
from questionnaire.words import PSEUDO, languages, pseudo, word

Words = Literal["text", "label"]

_STATE_LABELS = {State.UNANSWERED: "not answered", State.NOT_APPLICABLE: "not applicable"}


def say(text: Text, language: str = "en") -> str:
    """A text in a language, in English where that language is missing."""
    if language == PSEUDO:
        return pseudo(text["en"])
    return text.get(language) or text["en"]


def answer_text(
    question: Question, value: Value | None, state: State, words: Words = "text", language: str = "en"
) -> str:
    """One answer as people read it, such as `Blood thinner; Not sure` or `38 years`.

    `words`: "text" for the patient's wording, "label" for the clinician's.
    """
    if state in _STATE_LABELS or value is None:
        state = state if state in _STATE_LABELS else State.UNANSWERED
        return _STATE_LABELS[state] if words == "label" else word(f"answer.{state}", language)
    if isinstance(value, bool):
        return word("answer.yes" if value else "answer.no", language)
    if isinstance(value, tuple):
        return "; ".join(option_text(question.by_option[item], words, language) for item in value)
    if isinstance(value, str):
        return option_text(question.by_option[value], words, language)
    number = number_text(value, language)
    return f"{number} {say(question.unit, language)}" if question.unit else number


def number_text(number: float, language: str = "en") -> str:
    """A number as people who speak a language write it: `2,500` in English, `2500` in Spanish."""
    written = languages()[language].numbers
    if isinstance(number, int):
        return f"{number:,}".replace(",", written.thousands if abs(number) >= written.grouped_from else "")
    return f"{number:g}".replace(".", written.decimal)


def option_text(option: Option, words: Words, language: str = "en") -> str:
    """One option as people read it."""
    return option.label if words == "label" else say(option.text, language)


def answer_of(answers: Answers, question_id: str, words: Words = "text", language: str = "en") -> str:
    """A patient's answer to a question, as people read it."""
    question = answers.questionnaire.by_id[question_id]
    return answer_text(question, answers.values.get(question_id), answers.states[question_id], words, language)

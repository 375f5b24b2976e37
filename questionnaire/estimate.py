"""How long the form takes, told honestly: 12 seconds a question and 200 words a minute of reading.

Both figures are rules of thumb for planning, not measurements of patients. What nobody needs to read in order to answer
is not counted: why a question is asked, what introduces a page, what explains one option.
"""

from __future__ import annotations

from questionnaire.answers import Answers
from questionnaire.journey import shown_pages, shown_questions
from questionnaire.model import Question, Questionnaire
from questionnaire.wording import say

SECONDS_A_QUESTION = 12
WORDS_A_MINUTE = 200


def question_seconds(question: Question) -> float:
    """The estimated time to read and answer one question."""
    texts = [question.text, *(o.text for o in question.options), *(t for t in (question.hint,) if t)]
    words = sum(len(say(text).split()) for text in texts)
    return SECONDS_A_QUESTION + words * 60 / WORDS_A_MINUTE


def path_seconds(answers: Answers) -> dict[str, float]:
    """The estimated seconds on each page that these answers bring up, by page id, in order."""
    return {
        page.id: sum(question_seconds(question) for question in shown_questions(page, answers))
        for page in shown_pages(answers)
    }


def usual_minutes(questionnaire: Questionnaire) -> int:
    """The estimate in whole minutes for someone who sees every question that is not a follow-up, and one set of
    pictures."""
    usual = [q for q in questionnaire.questions if q.show_if is None or q.id == "norwood_stage"]
    return round(sum(question_seconds(question) for question in usual) / 60)

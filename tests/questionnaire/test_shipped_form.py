"""The shipped questionnaire: its ids are contracts, its questions keep their promises to patients, its words read
well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from questionnaire.answers import State, read_answers
from questionnaire.estimate import question_seconds, usual_minutes
from questionnaire.model import Questionnaire
from questionnaire.wording import answer_of, answer_text, option_text, say

CONTRACT = json.loads((Path(__file__).parent / "contract.json").read_text(encoding="utf-8"))


def test_no_question_came_or_went(form: Questionnaire) -> None:
    assert set(form.by_id) == set(CONTRACT)
    assert len(form.questions) == 64


@pytest.mark.parametrize("name", CONTRACT)
def test_a_question_keeps_its_type_and_its_options_in_order(form: Questionnaire, name: str) -> None:
    question = form.by_id[name]
    assert (question.type, list(question.by_option)) == (CONTRACT[name]["type"], CONTRACT[name]["options"])


def test_consent_comes_first_and_contact_last(form: Questionnaire) -> None:
    assert [q.id for q in form.pages[0].questions] == ["consent_screening", "consent_data"]
    assert all(q.required for q in form.pages[0].questions)
    assert [q.id for q in form.pages[-1].questions] == ["contact"]
    assert "contact" not in {q.id for q in form.answerable}


def test_not_sure_and_prefer_not_to_say_mean_what_they_say(form: Questionnaire) -> None:
    """Rules take every other option for information."""
    meant = {"not_sure": "unsure", "prefer_not_to_say": "declined"}
    for question in form.questions:
        for option in question.options:
            assert option.means == meant.get(option.id), (question.id, option.id)


def test_none_of_these_stands_alone(form: Questionnaire) -> None:
    for question in form.questions:
        if question.type == "multiple_choice":
            assert {o.id for o in question.options if o.exclusive} == {
                o.id for o in question.options if o.id == "none"
            }, question.id


def test_the_phq2_is_the_published_one(form: Questionnaire) -> None:
    """Two items of nought to three points, in order, and never an item on self-harm."""
    (score,) = form.scores
    assert (score.id, score.items) == ("phq2", ("phq2_interest", "phq2_mood"))
    for item in score.items:
        assert [(o.id, o.score) for o in form.by_id[item].options] == [
            ("0", 0), ("1", 1), ("2", 2), ("3", 3), ("prefer_not_to_say", None),
        ]  # fmt: skip


def test_no_page_asks_too_much(form: Questionnaire) -> None:
    assert all(1 <= len(page.questions) <= 4 for page in form.pages)


def test_a_question_that_must_be_answered_can_be_declined_or_is_needed(form: Questionnaire) -> None:
    """Age gates the form, the chart routes it, consent permits it; everything else may be left out or declined."""
    required = {q.id for q in form.answerable if q.required and "declined" not in q.means.values()}
    assert required == {"consent_screening", "consent_data", "age_years", "pattern_chart"}


def test_what_rules_may_name(form: Questionnaire) -> None:
    subjects = form.subjects()
    assert set(subjects) == (set(CONTRACT) - {"contact"}) | {"phq2"}
    assert "not_sure" not in subjects["norwood_stage"].options
    assert subjects["age_years"].kind == "number"
    assert subjects["phq2"].items == ("phq2_interest", "phq2_mood")


# --- Words ------------------------------------------------------------------------------------------------------------

SAID = {
    "an option, for the patient": ("smoking", "ten_plus_day", "text", None),
    "an option, for the clinician": ("smoking", "ten_plus_day", "label", "10 or more a day"),
    "a number with its unit": ("age_years", 38, "text", "38 years"),
    "a large number": ("prior_grafts_total", 12500, "text", "12,500"),
    "a decimal": ("haemoglobin_g_dl", 13.5, "label", "13.5 g/dL"),
    "a decimal that is whole": ("haemoglobin_g_dl", 13.0, "label", "13 g/dL"),
    "yes": ("consent_data", True, "text", "Yes"),
    "no": ("consent_data", False, "label", "No"),
    "several ticks": (
        "medicines_now",
        ["beta_blocker", "anticoagulant", "not_sure"],
        "label",
        "Anticoagulant; Beta blocker; Not sure",
    ),
    "nothing, for the patient": ("smoking", None, "text", "Not answered"),
    "nothing, for the clinician": ("smoking", None, "label", "not answered"),
}


@pytest.mark.parametrize("case", SAID)
def test_an_answer_as_people_read_it(form: Questionnaire, case: str) -> None:
    name, value, words, expected = SAID[case]
    answers = read_answers({"prior_transplants": "one", name: value}, form)
    found = answer_of(answers, name, words)  # type: ignore[arg-type]
    assert found == (expected or say(form.by_id[name].by_option[str(value)].text))


def test_every_answer_has_words(form: Questionnaire) -> None:
    for question in form.answerable:
        for option in question.options:
            for words in ("text", "label"):
                assert option_text(option, words).strip()
                value = (option.id,) if question.type == "multiple_choice" else option.id
                assert answer_text(question, value, State.GIVEN, words) == option_text(option, words)


def test_a_language_that_is_missing_falls_back_to_english() -> None:
    assert say({"en": "Yes", "de": "Ja"}, "de") == "Ja"
    assert say({"en": "Yes", "de": "Ja"}, "fr") == "Yes"
    assert say({"en": "Yes", "de": ""}, "de") == "Yes"


def test_the_time_it_takes_is_told_honestly(form: Questionnaire) -> None:
    """At least twelve seconds a question; the whole is the sum for someone who sees one set of pictures and no other
    follow-up."""
    usual = [q for q in form.questions if q.show_if is None or q.id == "norwood_stage"]
    assert all(question_seconds(q) > 12 for q in form.questions)
    minutes = usual_minutes(form)
    assert minutes * 60 == pytest.approx(sum(question_seconds(q) for q in usual), abs=30)
    assert 10 <= minutes <= 30

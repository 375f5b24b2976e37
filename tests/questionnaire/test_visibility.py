"""Which questions the form shows, against the nine conditions written out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import State, read_answers
from questionnaire.model import Questionnaire
from questionnaire.wording import answer_of
from tests.generators import answers_to, thorough

Raw = dict[str, Any]
RAW = json.loads((Path(__file__).parents[2] / "questions.json").read_text(encoding="utf-8"))
ORDER = [
    q["id"]
    for section in RAW["sections"]
    for page in section["pages"]
    for q in page["questions"]
    if q["type"] != "contact"
]
SCARRING = {"lichen_planopilaris", "frontal_fibrosing", "ccca", "discoid_lupus", "folliculitis_decalvans"}
FOLLOW_UPS: dict[str, Callable[[Raw], bool]] = {
    "norwood_stage": lambda a: a.get("pattern_chart") == "male_chart",
    "ludwig_stage": lambda a: a.get("pattern_chart") == "female_chart",
    "sinclair_stage": lambda a: a.get("pattern_chart") == "female_chart",
    "scarring_quiet_months": lambda a: bool(SCARRING & set(a.get("diagnoses") or ())),
    "areata_quiet_months": lambda a: "alopecia_areata" in (a.get("diagnoses") or ()),
    "medical_response": lambda a: a.get("medical_duration") in ("lt_6m", "m6_to_11m", "ge_12m", "stopped"),
    "prior_grafts_total": lambda a: a.get("prior_transplants") in ("one", "two_or_more"),
    "last_transplant": lambda a: a.get("prior_transplants") in ("one", "two_or_more"),
    "pregnancy_status": lambda a: a.get("sex_at_birth") in ("female", "intersex", "prefer_not_to_say"),
}


def by_hand(answers: Raw) -> tuple[str, ...]:
    return tuple(name for name in ORDER if name not in FOLLOW_UPS or FOLLOW_UPS[name](answers))


@thorough(120)
@given(st.data())
def test_equals_the_conditions_written_by_hand(form: Questionnaire, data: st.DataObject) -> None:
    answers = data.draw(answers_to(form))
    assert read_answers(answers, form).visible == by_hand(answers)


PARENTS = {
    "pattern_chart": ["norwood_stage", "ludwig_stage", "sinclair_stage"],
    "diagnoses": ["scarring_quiet_months", "areata_quiet_months"],
    "medical_duration": ["medical_response"],
    "prior_transplants": ["prior_grafts_total", "last_transplant"],
    "sex_at_birth": ["pregnancy_status"],
}
EACH_PARENT = [(parent, option["id"]) for s in RAW["sections"] for p in s["pages"] for q in p["questions"] for parent in [q["id"]]
               if parent in PARENTS for option in q["options"]]  # fmt: skip


@pytest.mark.parametrize(("parent", "option"), EACH_PARENT)
def test_each_option_of_each_question_that_has_follow_ups(form: Questionnaire, parent: str, option: str) -> None:
    answers = {parent: [option] if parent == "diagnoses" else option}
    read = read_answers(answers, form)
    assert read.visible == by_hand(answers)
    for child in PARENTS[parent]:
        hidden = State.UNANSWERED if option == "not_sure" else State.NOT_APPLICABLE
        assert read.states[child] is (State.UNANSWERED if read.shown(child) else hidden)


def test_the_follow_ups_are_these_nine(form: Questionnaire) -> None:
    assert set(form.conditions) == set(FOLLOW_UPS) == {child for children in PARENTS.values() for child in children}


@pytest.mark.parametrize("child", FOLLOW_UPS)
def test_an_unanswered_question_leaves_its_follow_up_unanswered(form: Questionnaire, child: str) -> None:
    """It is not asked yet, and it is not "not applicable" either: it may still come."""
    answers = read_answers({}, form)
    assert answers.states[child] is State.UNANSWERED
    assert child not in answers.visible


def test_not_sure_of_a_diagnosis_leaves_the_follow_up_unanswered(form: Questionnaire) -> None:
    answers = read_answers({"diagnoses": ["traction", "not_sure"]}, form)
    assert answers.states["scarring_quiet_months"] is State.UNANSWERED
    assert "scarring_quiet_months" not in answers.visible


def test_who_prefers_not_to_say_is_asked_about_pregnancy(form: Questionnaire) -> None:
    assert "pregnancy_status" in read_answers({"sex_at_birth": "prefer_not_to_say"}, form).visible
    assert read_answers({"sex_at_birth": "male"}, form).states["pregnancy_status"] is State.NOT_APPLICABLE


HIDDEN_AGAIN: dict[str, tuple[Raw, Raw]] = {
    "norwood_stage": ({"norwood_stage": "vii"}, {"pattern_chart": "female_chart"}),
    "ludwig_stage": ({"ludwig_stage": "ii"}, {"pattern_chart": "neither"}),
    "sinclair_stage": ({"sinclair_stage": "3"}, {"pattern_chart": "male_chart"}),
    "scarring_quiet_months": ({"scarring_quiet_months": "lt_12"}, {"diagnoses": ["traction"]}),
    "areata_quiet_months": ({"areata_quiet_months": "still_active"}, {"diagnoses": ["none"]}),
    "medical_response": ({"medical_response": "worse"}, {"medical_duration": "not_started"}),
    "prior_grafts_total": ({"prior_grafts_total": 7000}, {"prior_transplants": "none"}),
    "last_transplant": ({"last_transplant": "lt_12m"}, {"prior_transplants": "none"}),
    "pregnancy_status": ({"pregnancy_status": "pregnant"}, {"sex_at_birth": "male"}),
}


@pytest.mark.parametrize("child", HIDDEN_AGAIN)
def test_an_answer_to_a_question_hidden_later_is_kept_but_does_not_count(form: Questionnaire, child: str) -> None:
    typed, changed = HIDDEN_AGAIN[child]
    answers = read_answers({**typed, **changed}, form)
    assert answers.states[child] is State.NOT_APPLICABLE
    assert child not in answers.visible
    assert answers.values[child] == typed[child], "it is there again if the patient changes back"
    assert answer_of(answers, child) == "Does not apply"


@pytest.mark.parametrize("child", HIDDEN_AGAIN)
def test_it_counts_again_when_the_question_is_shown_again(form: Questionnaire, child: str) -> None:
    typed, _ = HIDDEN_AGAIN[child]
    (shows,) = (parent for parent, children in PARENTS.items() if child in children)
    options = form.by_id[shows].by_option
    for option in options:
        answers = read_answers({**typed, shows: [option] if shows == "diagnoses" else option}, form)
        if answers.shown(child):
            assert answers.states[child] is State.GIVEN
            return
    raise AssertionError("some option shows it")

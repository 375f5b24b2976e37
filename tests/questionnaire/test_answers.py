"""The door for answers: what is let in, in which shape, and what is refused with the question named."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import Answers, Fault, State, read_answers, read_value
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from rules.model import RuleBook
from tests.generators import answers_to, thorough, value_of
from tests.questionnaire.test_conditions import FORM

Raw = dict[str, Any]


READ: dict[str, tuple[str, object, object]] = {
    "an option": ("smoking", "vape", "vape"),
    "an option that says not sure": ("hair_type", "not_sure", "not_sure"),
    "options, in the order of the form": (
        "hair_loss_areas",
        ["crown", "hairline_temples"],
        ("hairline_temples", "crown"),
    ),
    "an option ticked twice counts once": ("goals", ["fill_crown", "fill_crown"], ("fill_crown",)),
    "not sure beside a tick": ("medicines_now", ["not_sure", "anticoagulant"], ("anticoagulant", "not_sure")),
    "an exclusive option alone": ("diagnoses", ["none"], ("none",)),
    "a tuple is a list": ("goals", ("fill_crown",), ("fill_crown",)),
    "a whole number": ("age_years", 38, 38),
    "the lowest number": ("age_years", 0, 0),
    "the highest number": ("age_years", 120, 120),
    "a number that may also be not sure": ("prior_grafts_total", "not_sure", "not_sure"),
    "a decimal number": ("haemoglobin_g_dl", 13.5, 13.5),
    "a whole number where decimals may stand": ("haemoglobin_g_dl", 13, 13),
    "yes": ("consent_screening", True, True),
    "no": ("consent_screening", False, False),
    "a PHQ item as its points": ("phq2_mood", 0, "0"),
    "a PHQ item as its highest points": ("phq2_mood", 3, "3"),
    "a PHQ item as an option": ("phq2_mood", "2", "2"),
    "a PHQ item skipped": ("phq2_interest", "prefer_not_to_say", "prefer_not_to_say"),
}


@pytest.mark.parametrize("case", READ)
def test_read(form: Questionnaire, case: str) -> None:
    name, raw, expected = READ[case]
    found = read_answers({name: raw}, form).values[name]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("nothing", [None, [], ()], ids=repr)
def test_nothing_is_unanswered(form: Questionnaire, nothing: object) -> None:
    """A missing id, null and an empty list are the same: no answer."""
    answers = read_answers({"goals": nothing}, form)
    assert "goals" not in answers.values
    assert answers.states["goals"] is State.UNANSWERED
    assert answers == read_answers({}, form)


REFUSED: dict[str, tuple[Raw, str, str]] = {
    "an unknown question": ({"smokes": "never"}, "smokes", 'there is no such question. Did you mean "smoking"?'),
    "an unknown question like no other": ({"zzzzzzz": 1}, "zzzzzzz", "there is no such question."),
    "a number for a question's name": ({7: "never"}, "7", "there is no such question."),  # type: ignore[dict-item]
    "an unknown option": ({"smoking": "pipe"}, "smoking", '"pipe" is not one of its options, which are never, '
                                                          'stopped_over_4w, vape'),
    "an option in other letters": ({"smoking": "Never"}, "smoking", '"Never" is not one of its options'),
    "a list for one option": ({"smoking": ["never"]}, "smoking", "this is one option, not ['never']"),
    "a number for an option": ({"smoking": 1}, "smoking", "this is one option, not 1"),
    "yes for an option": ({"donor_thinning": True}, "donor_thinning", "this is one option, not True"),
    "yes for a PHQ item": ({"phq2_mood": True}, "phq2_mood", "this is one option, not True"),
    "no for a PHQ item": ({"phq2_mood": False}, "phq2_mood", "this is one option, not False"),
    "a PHQ item above three": ({"phq2_mood": 4}, "phq2_mood", "this is one option, not 4"),
    "a PHQ item as a decimal": ({"phq2_mood": 1.0}, "phq2_mood", "this is one option, not 1.0"),
    "a PHQ item below nought": ({"phq2_mood": -1}, "phq2_mood", "this is one option, not -1"),
    "one option for a list": ({"goals": "fill_crown"}, "goals", 'this is a list of options, not "fill_crown"'),
    "an object for a list": ({"goals": {"fill_crown": True}}, "goals", "this is a list of options"),
    "an unknown option in a list": ({"goals": ["fill_crown", "more"]}, "goals", '"more" is not one of its options'),
    "a number in a list": ({"goals": [1]}, "goals", "1 is not one of its options"),
    "a list in a list": ({"goals": [["fill_crown"]]}, "goals", "is not one of its options"),
    "nothing in a list": ({"goals": [None]}, "goals", "is not one of its options"),
    "an exclusive option with another": ({"diagnoses": ["dupa", "none"]}, "diagnoses", '"none" cannot be '
                                                                                       'combined with "dupa"'),
    "an exclusive option with not sure": ({"diagnoses": ["none", "not_sure"]}, "diagnoses", '"none" cannot be '
                                                                                            'combined with "not_sure"'),
    "yes for a number": ({"age_years": True}, "age_years", "this is a whole number, not True"),
    "yes for a decimal number": ({"haemoglobin_g_dl": True}, "haemoglobin_g_dl", "this is a number, not True"),
    "a number written as a text": ({"age_years": "38"}, "age_years", 'this is a whole number, not "38"'),
    "a decimal for a whole number": ({"age_years": 38.5}, "age_years", "this is a whole number, not 38.5"),
    "a decimal point for a whole number": ({"age_years": 38.0}, "age_years", "this is a whole number, not 38.0"),
    "not a number": ({"haemoglobin_g_dl": math.nan}, "haemoglobin_g_dl", "this is a number, not nan"),
    "infinity": ({"haemoglobin_g_dl": math.inf}, "haemoglobin_g_dl", "this is a number, not inf"),
    "minus infinity": ({"platelet_count_10e9_l": -math.inf}, "platelet_count_10e9_l", "this is a number, not -inf"),
    "below the range": ({"age_years": -1}, "age_years", "-1 is out of range: this is from 0 to 120"),
    "above the range": ({"age_years": 121}, "age_years", "121 is out of range: this is from 0 to 120"),
    "just below a decimal range": ({"haemoglobin_g_dl": 1.99}, "haemoglobin_g_dl", "out of range: this is from "
                                                                                   "2 to 25"),
    "no grafts at all": ({"prior_grafts_total": 0}, "prior_grafts_total", "out of range: this is from 1 to 20000"),
    "a number beyond any": ({"age_years": 10**400}, "age_years", "out of range"),
    "a number beyond any, for a decimal": ({"haemoglobin_g_dl": 10**400}, "haemoglobin_g_dl", "out of range"),
    "a number too long to write down": ({"age_years": 10**5000}, "age_years", "out of range"),
    "such a number for an option": ({"smoking": 10**5000}, "smoking", "this is one option"),
    "a text for yes": ({"consent_data": "true"}, "consent_data", 'this is true or false, not "true"'),
    "a one for yes": ({"consent_data": 1}, "consent_data", "this is true or false, not 1"),
    "not sure where a number has no such option": ({"age_years": "not_sure"}, "age_years", 'this is a whole '
                                                                                           'number, not "not_sure"'),
    "contact details": ({"contact": {"name": "Ann"}}, "contact", "contact details are kept apart from the answers"),
    "a long text is cut short": ({"age_years": "x" * 500}, "age_years", "xxx..."),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_the_question_named(form: Questionnaire, case: str) -> None:
    raw, name, words = REFUSED[case]
    with pytest.raises(Refused) as refused:
        read_answers(raw, form)
    (problem,) = refused.value.problems
    assert problem.place == f"answers: {name}"
    assert words in problem.message
    assert len(problem.message) < 600


@pytest.mark.parametrize("raw", [None, [], [{"age_years": 38}], "age_years: 38", 38, True], ids=repr)
def test_only_an_object_is_answers(form: Questionnaire, raw: object) -> None:
    with pytest.raises(Refused, match="one answers object is expected"):
        read_answers(raw, form)


def test_every_fault_is_told_at_once_with_its_place(form: Questionnaire) -> None:
    with pytest.raises(Refused) as refused:
        read_answers({"age_years": "38", "smoking": "pipe", "smokes": 1, "goals": ["fill_crown"]}, form, "line 7")
    assert [problem.place for problem in refused.value.problems] == [
        "line 7: age_years",
        "line 7: smoking",
        "line 7: smokes",
    ]
    assert str(refused.value).count("\n") == 2


@pytest.mark.parametrize(
    ("question", "raw", "cause"),
    [
        ("age_years", "forty", "not_a_number"),
        ("age_years", 38.5, "not_a_number"),
        ("age_years", 400, "out_of_range"),
        ("haemoglobin_g_dl", math.nan, "not_a_number"),
        ("diagnoses", ["none", "dupa"], "exclusive"),
        ("diagnoses", ["pox"], "missing"),
        ("smoking", "pipe", "missing"),
        ("consent_data", 1, "missing"),
    ],
)
def test_a_fault_has_words_for_the_patient(form: Questionnaire, question: str, raw: object, cause: str) -> None:
    """The cause leads to the question's own error words; a question that may stay blank needs none for `missing`."""
    fault = read_value(form.by_id[question], raw)
    assert isinstance(fault, Fault)
    assert fault.cause == cause
    assert cause in form.by_id[question].errors


def as_json(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@thorough(80)
@given(st.data())
def test_round_trip(form: Questionnaire, data: st.DataObject) -> None:
    """Answers written as JSON and read again are the same answers, with the same states."""
    for questionnaire in (form, FORM):
        answers = read_answers(data.draw(answers_to(questionnaire)), questionnaire)
        written = json.dumps({name: as_json(value) for name, value in answers.values.items()})
        again = read_answers(json.loads(written), questionnaire)
        assert again == answers
        assert again.states == answers.states


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@thorough(200)
@given(st.data())
def test_whatever_comes_in_is_read_or_refused(form: Questionnaire, data: st.DataObject) -> None:
    """Never another error, and never a value that is not one of the question's own."""
    names = st.one_of(st.sampled_from([q.id for q in form.questions]), st.text(max_size=8))
    raw = data.draw(st.dictionaries(names, JUNK, max_size=3))
    try:
        answers = read_answers(raw, form)
    except Refused:
        return
    for name, value in answers.values.items():
        question = form.by_id[name]
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                assert one in question.by_option
            elif isinstance(one, bool):
                assert question.type == "boolean"
            else:
                assert question.minimum is not None
                assert question.maximum is not None
                assert question.minimum <= one <= question.maximum


@thorough(80)
@given(st.data())
def test_one_changed_answer_is_the_same_as_reading_all_anew(data: st.DataObject) -> None:
    """Also where the question shows others, or was not answered before."""
    told = data.draw(answers_to(FORM))
    question = data.draw(st.sampled_from([q for q in FORM.answerable if q.type != "multiple_choice"]))
    before = read_answers(told, FORM)
    assume(before.states[question.id] is not State.NOT_APPLICABLE)
    value = data.draw(value_of(question))
    same(before.with_value(question.id, value), read_answers({**told, question.id: value}, FORM))


def same(changed: Answers, anew: Answers) -> None:
    assert (changed, changed.states, changed.visible) == (anew, anew.states, anew.visible)


def test_a_changed_answer_to_a_hidden_question_still_does_not_count(form: Questionnaire) -> None:
    told = {"pattern_chart": "female_chart", "norwood_stage": "iv"}
    same(
        read_answers(told, form).with_value("norwood_stage", "vii"),
        read_answers({**told, "norwood_stage": "vii"}, form),
    )


def test_answers_cannot_be_changed(form: Questionnaire) -> None:
    given_answers = {"goals": ["fill_crown"], "age_years": 38}
    answers = read_answers(given_answers, form)
    with pytest.raises(TypeError):
        answers.values["age_years"] = 20  # type: ignore[index]
    with pytest.raises(AttributeError):
        answers.values = {}  # type: ignore[misc]
    given_answers["goals"].append("slow_loss")  # type: ignore[attr-defined]
    given_answers["age_years"] = 20
    assert dict(answers.values) == {"goals": ("fill_crown",), "age_years": 38}


def test_every_case_of_the_book_can_be_read(form: Questionnaire, book: RuleBook) -> None:
    for case in book.cases:
        assert set(read_answers(case.answers, form).values) == {
            name for name, value in case.answers.items() if value not in (None, [])
        }


STATES: dict[str, tuple[str, object, State]] = {
    "given": ("hair_type", "curly", State.GIVEN),
    "not sure": ("hair_type", "not_sure", State.UNSURE),
    "prefer not to say": ("cancer_status", "prefer_not_to_say", State.DECLINED),
    "nothing": ("hair_type", None, State.UNANSWERED),
    "ticks": ("medicines_now", ["beta_blocker"], State.GIVEN),
    "none of these": ("medicines_now", ["none"], State.GIVEN),
    "ticks and not sure": ("medicines_now", ["beta_blocker", "not_sure"], State.UNSURE),
    "ticks and prefer not to say": ("medicines_now", ["beta_blocker", "prefer_not_to_say"], State.DECLINED),
    "a number not sure of": ("prior_grafts_total", "not_sure", State.UNSURE),
    "no consent is an answer": ("consent_data", False, State.GIVEN),
    "nought is an answer": ("age_years", 0, State.GIVEN),
    "no points are an answer": ("phq2_mood", 0, State.GIVEN),
}


@pytest.mark.parametrize("case", STATES)
def test_state(form: Questionnaire, case: str) -> None:
    name, value, state = STATES[case]
    assert read_answers({"prior_transplants": "one", name: value}, form).states[name] is state

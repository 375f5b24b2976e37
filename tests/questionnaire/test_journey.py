"""The way through the form: which page may be opened, which comes next, and what a page says about what was typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Answers, State, read_answers
from questionnaire.journey import (
    as_shown,
    check_page,
    first_barrier,
    is_minor,
    left_blank,
    may_open,
    missing_required,
    next_page,
    parse_number,
    previous_page,
    readable,
    shown_pages,
    shown_questions,
    step_of,
    still_passed,
    unusual,
)
from questionnaire.load import read_questionnaire
from questionnaire.model import Page, Questionnaire
from tests.generators import answers_to, choice, form_of, forms, thorough
from tests.questionnaire.test_answers import JUNK

Raw = dict[str, Any]


def page(form: Questionnaire, name: str) -> Page:
    return next(p for p in form.pages if p.id == name)


def up_to(form: Questionnaire, name: str) -> frozenset[str]:
    """The ids of all pages before this one, as if each had been left with Continue."""
    ids = [p.id for p in form.pages]
    return frozenset(ids[: ids.index(name)])


@pytest.fixture(scope="module")
def everything(form: Questionnaire) -> frozenset[str]:
    return frozenset(p.id for p in form.pages)


CONSENTED: Raw = {"consent_screening": True, "consent_data": True}


# --- Which page may be opened -----------------------------------------------------------------------------------------


def test_a_link_into_the_middle_leads_nowhere_yet(form: Questionnaire) -> None:
    answers = read_answers({}, form)
    assert first_barrier(answers, frozenset()) == form.pages[0]
    assert [p.id for p in form.pages if may_open(p, answers, frozenset())] == [form.pages[0].id]


def test_a_page_opens_when_the_one_before_it_was_left(form: Questionnaire) -> None:
    answers = read_answers(CONSENTED, form)
    assert may_open(page(form, "you"), answers, frozenset({"consent"}))
    assert not may_open(page(form, "natural_hair"), answers, frozenset({"consent"}))


def test_answering_is_not_passing(form: Questionnaire, plain_man: Raw) -> None:
    """Answers alone open nothing: a page counts once the patient left it with Continue."""
    answers = read_answers(plain_man, form)
    assert first_barrier(answers, frozenset()) == form.pages[0]


def test_passing_is_not_answering(form: Questionnaire, everything: frozenset[str]) -> None:
    """Where an answer is required, having been on the page is not enough."""
    assert first_barrier(read_answers({}, form), everything) == page(form, "consent")
    assert first_barrier(read_answers(CONSENTED, form), everything) == page(form, "you")


def test_a_consent_that_is_refused_is_a_barrier(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str]
) -> None:
    answers = read_answers({**plain_man, "consent_data": False}, form)
    assert first_barrier(answers, everything) == page(form, "consent")
    assert [q.id for q in missing_required(page(form, "consent"), answers)] == ["consent_data"]


def test_prefer_not_to_say_is_enough_where_an_answer_is_required(form: Questionnaire) -> None:
    assert (
        missing_required(page(form, "you"), read_answers({"age_years": 38, "sex_at_birth": "prefer_not_to_say"}, form))
        == ()
    )
    assert [q.id for q in missing_required(page(form, "you"), read_answers({}, form))] == ["age_years", "sex_at_birth"]


def test_a_page_knowingly_left_blank_is_no_barrier(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str]
) -> None:
    answers = read_answers({name: value for name, value in plain_man.items() if name != "smoking"}, form)
    assert first_barrier(answers, everything) is None


def test_who_has_passed_all_may_open_every_page_shown(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str]
) -> None:
    answers = read_answers(plain_man, form)
    assert first_barrier(answers, everything) is None
    assert {p.id for p in form.pages if may_open(p, answers, everything)} == {p.id for p in shown_pages(answers)}


def test_a_page_that_is_not_shown_never_opens(form: Questionnaire, plain_man: Raw, everything: frozenset[str]) -> None:
    for name in ("ludwig", "sinclair", "pregnancy", "quiet_time"):
        assert not may_open(page(form, name), read_answers(plain_man, form), everything)


FOLLOW_UPS: dict[str, tuple[Raw, str]] = {
    "sex changed": ({"sex_at_birth": "female"}, "pregnancy"),
    "chart changed": ({"pattern_chart": "female_chart"}, "ludwig"),
    "a diagnosis added": ({"diagnoses": ["pattern_hair_loss", "ccca"]}, "quiet_time"),
}


@pytest.mark.parametrize("case", FOLLOW_UPS)
def test_a_changed_answer_that_opens_a_follow_up_leads_there(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str], case: str
) -> None:
    """It is the next page to see although later pages were passed, and nothing after it opens until it was seen."""
    changed, follow_up = FOLLOW_UPS[case]
    answers = read_answers(plain_man, form)
    passed = frozenset(p.id for p in shown_pages(answers))
    assert first_barrier(answers, passed) is None
    after = read_answers({**plain_man, **changed}, form)
    barrier = first_barrier(after, passed)
    assert barrier == page(form, follow_up)
    shown = shown_pages(after)
    position = shown.index(page(form, follow_up))
    assert [may_open(p, after, passed) for p in shown] == [True] * (position + 1) + [False] * (
        len(shown) - position - 1
    )


def test_a_page_on_which_a_further_question_opens_is_seen_again(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str]
) -> None:
    """Two follow-ups share a page: who answered one and then adds the other's diagnosis is asked the other too."""
    scarring = read_answers({**plain_man, "diagnoses": ["discoid_lupus"], "scarring_quiet_months": "ge_24"}, form)
    both = scarring.with_value("diagnoses", ("alopecia_areata", "discoid_lupus"))
    assert "quiet_time" not in still_passed(everything, scarring, both)
    assert still_passed(everything, both, scarring) == everything, "a question that closes opens nothing"
    assert still_passed(everything, both, both) == everything


def test_a_changed_answer_that_closes_a_follow_up_blocks_nothing(
    form: Questionnaire, plain_man: Raw, everything: frozenset[str]
) -> None:
    answers = read_answers({**plain_man, "pattern_chart": "neither"}, form)
    assert first_barrier(answers, everything) is None
    assert not may_open(page(form, "norwood"), answers, everything)


@thorough(80)
@given(st.data())
def test_a_page_opens_exactly_when_every_page_before_it_is_done(form: Questionnaire, data: st.DataObject) -> None:
    answers = read_answers({**data.draw(answers_to(form)), **data.draw(st.sampled_from([{}, CONSENTED]))}, form)
    ids = [p.id for p in form.pages]
    passed = frozenset(ids[: data.draw(st.integers(0, len(ids)))]) - data.draw(
        st.frozensets(st.sampled_from(ids), max_size=2)
    )
    done = True
    for each in form.pages:
        shown = bool(shown_questions(each, answers))
        assert may_open(each, answers, passed) == (shown and done), each.id
        if shown and (each.id not in passed or missing_required(each, answers)):
            if done:
                assert first_barrier(answers, passed) == each
            done = False
    assert (first_barrier(answers, passed) is None) == done


@thorough(60)
@given(st.data())
def test_next_and_previous_walk_the_shown_pages(form: Questionnaire, data: st.DataObject) -> None:
    answers = read_answers(data.draw(answers_to(form)), form)
    walked: list[Page | None] = [form.pages[0]]
    while walked[-1] is not None:
        walked.append(next_page(walked[-1], answers))
    assert tuple(walked[:-1]) == shown_pages(answers)
    for before, after in pairwise(walked):
        assert after is None or previous_page(after, answers) == before
    assert previous_page(form.pages[0], answers) is None


def test_from_a_page_that_is_hidden_now_the_way_leads_on(form: Questionnaire) -> None:
    """Someone stands on the pregnancy page in one tab and changes the sex in another."""
    answers = read_answers({"sex_at_birth": "male"}, form)
    assert next_page(page(form, "pregnancy"), answers) == page(form, "hormones")
    assert previous_page(page(form, "pregnancy"), answers) == page(form, "infections")


def test_only_the_shown_questions_of_a_page(form: Questionnaire) -> None:
    quiet = page(form, "quiet_time")
    assert [q.id for q in shown_questions(quiet, read_answers({"diagnoses": ["ccca"]}, form))] == [
        "scarring_quiet_months"
    ]
    assert [q.id for q in shown_questions(quiet, read_answers({"diagnoses": ["alopecia_areata"]}, form))] == [
        "areata_quiet_months"
    ]
    assert shown_questions(quiet, read_answers({}, form)) == ()
    assert [q.id for q in shown_questions(page(form, "contact"), read_answers({}, form))] == ["contact"]


def test_steps_never_change_with_the_answers(form: Questionnaire) -> None:
    steps = [step_of(form, p) for p in form.pages]
    assert [s.number for s in steps] == sorted(s.number for s in steps)
    assert {s.total for s in steps} == {len(form.sections)}
    assert (steps[0].number, steps[-1].number) == (1, len(form.sections))
    assert steps[-1].section.id == "plans"
    with pytest.raises(KeyError):
        step_of(form, form_of(choice("other", "a b")).pages[0])


@pytest.mark.parametrize(("age", "minor"), [(0, True), (17, True), (18, False), (19, False), (None, False)])
def test_minor(form: Questionnaire, age: int | None, minor: bool) -> None:
    assert is_minor(read_answers({"age_years": age}, form), 18) is minor


# --- What a patient types into a number box ---------------------------------------------------------------------------

TYPED: dict[str, tuple[str, object]] = {
    # a whole number
    "age_years| 45": ("45", 45),
    "age_years| with spaces": ("  45 ", 45),
    "age_years| with its unit": ("45 years", 45),
    "age_years| with its unit in capitals": ("45 Years", 45),
    "age_years| one year": ("1 year", 1),
    "age_years| about": ("about 45", 45),
    "age_years| roughly": ("~45", 45),
    "age_years| nought": ("0", 0),
    "age_years| a minus, to be found out of range": ("-5", -5),
    "age_years| nothing": ("", ""),
    "age_years| spaces only": ("   ", "   "),
    "age_years| in words": ("forty-five", "forty-five"),
    "age_years| in other digits": ("٣٨", 38),
    "age_years| in wide digits": ("３８", 38),
    "age_years| a decimal point": ("45.5", "45.5"),
    "age_years| a decimal comma": ("3,5", "3,5"),
    "age_years| a range": ("40-45", "40-45"),
    "age_years| a unit alone": ("years", "years"),
    "prior_grafts_total| a thousands separator": ("1,200", 1200),
    "prior_grafts_total| a space between thousands": ("1 200", 1200),
    "prior_grafts_total| a hard space between thousands": ("1\u00a0200", 1200),
    "prior_grafts_total| a word for what is counted": ("2,500 grafts", 2500),
    "prior_grafts_total| a point between thousands": ("2.500", 2500),
    "prior_grafts_total| in Spanish": ("unos 2500 injertos", 2500),
    "age_years| its Spanish unit": ("38 años", 38),
    "prior_grafts_total| about": ("about 2000", 2000),
    "prior_grafts_total| an underscore": ("1_000", "1_000"),
    "prior_grafts_total| a power": ("1e3", "1e3"),
    "prior_grafts_total| a decimal comma": ("12,5", "12,5"),
    # a decimal number
    "haemoglobin_g_dl| a point": ("12.5", 12.5),
    "haemoglobin_g_dl| a comma": ("12,5", 12.5),
    "haemoglobin_g_dl| its unit": ("12.5 g/dL", 12.5),
    "haemoglobin_g_dl| its unit, run together": ("12.5g/dl", 12.5),
    "haemoglobin_g_dl| a whole number": ("13", 13.0),
    "haemoglobin_g_dl| nothing": ("", ""),
    "haemoglobin_g_dl| an underscore": ("1_2", "1_2"),
    "haemoglobin_g_dl| two points": ("12.5.1", "12.5.1"),
    "haemoglobin_g_dl| in other digits": ("١٢", 12.0),
    "haemoglobin_g_dl| as another laboratory prints it": ("135 g/L", 135.0),
    "platelet_count_10e9_l| its unit": ("250 ×10⁹/L", 250.0),
    "platelet_count_10e9_l| in words": ("normal", "normal"),
    "platelet_count_10e9_l| as printed": ("210 x10^9/L", 210.0),
    "platelet_count_10e9_l| as printed elsewhere": ("210 G/L", 210.0),
    "platelet_count_10e9_l| in thousands": ("250 K/µL", 250.0),
    "platelet_count_10e9_l| in millions": ("0.25 million", "0.25 million"),
}


@thorough(150)
@given(st.data())
def test_what_counts_is_what_the_form_shows(data: st.DataObject) -> None:
    """Question by question from the first: an answer counts if the form shows its question to someone with the answers
    before it."""
    form = read_questionnaire(json.dumps(data.draw(forms())))
    answers = read_answers(data.draw(answers_to(form)), form)
    counts: Raw = {}
    for name, value in answers.values.items():
        if read_answers(counts, form).shown(name):
            counts[name] = value
    assert as_shown(answers).values == counts


@pytest.mark.parametrize("case", TYPED)
def test_typed_number(form: Questionnaire, case: str) -> None:
    typed, expected = TYPED[case]
    found = parse_number(form.by_id[case.split("|")[0]], typed)
    assert (found, type(found)) == (expected, type(expected))


def test_a_comma_that_may_mean_either_is_not_taken_silently(form: Questionnaire) -> None:
    """ "1,200" platelets are twelve hundred or one point two: not a number, or one that the patient is asked about."""
    question = form.by_id["platelet_count_10e9_l"]
    found = parse_number(question, "1,200")
    assert isinstance(found, str) or unusual(question, found)


@thorough(200)
@given(typed=st.text(max_size=12) | st.from_regex(r"[-+0-9 ,.eE_~x]{1,9}", fullmatch=True))
def test_whatever_is_typed_gives_a_number_or_itself(form: Questionnaire, typed: str) -> None:
    for name in ("age_years", "haemoglobin_g_dl", "prior_grafts_total"):
        found = parse_number(form.by_id[name], typed)
        assert found == typed if isinstance(found, str) else isinstance(found, int | float)


def test_a_typed_number_is_the_same_in_every_run() -> None:
    """Nothing hangs on the order of a set, which differs from one start of the server to the next."""
    code = (
        "from pathlib import Path; from questionnaire.load import load_questionnaire; from questionnaire.journey "
        "import parse_number; from questionnaire.locales import load_locales; from questionnaire.words import "
        "use_locales; use_locales(load_locales(Path('locales'))); age = "
        "load_questionnaire(Path('questions.json')).by_id['age_years'];print(parse_number(age, '45 years'), "
        "parse_number(age, '1 year'))"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE, text=True,
        )
        for seed in range(4)
    ]  # fmt: skip
    assert {run.communicate()[0].strip() for run in runs} == {"45 1"}


# --- What a page says -------------------------------------------------------------------------------------------------

CHECKED: dict[str, tuple[str, Raw, list[tuple[str, str]]]] = {
    "all well": ("you", {"age_years": 38, "sex_at_birth": "female"}, []),
    "two answers missing": ("you", {}, [("age_years", "missing"), ("sex_at_birth", "missing")]),
    "blank text": ("you", {"age_years": "", "sex_at_birth": "male"}, [("age_years", "missing")]),
    "no number": ("you", {"age_years": "old", "sex_at_birth": "male"}, [("age_years", "not_a_number")]),
    "out of range": ("you", {"age_years": 380, "sex_at_birth": "male"}, [("age_years", "out_of_range")]),
    "nought is a number": ("you", {"age_years": 0, "sex_at_birth": "male"}, []),
    "consent not given": ("consent", {"consent_screening": True, "consent_data": False}, [("consent_data", "missing")]),
    "an optional answer blank": ("smoking", {"smoking": None}, []),
    "an optional list blank": ("goals", {"goals": []}, []),
    "none beside another": ("diagnoses", {"diagnoses": ["none", "dupa"]}, [("diagnoses", "exclusive")]),
    "an optional number that is none": (
        "blood",
        {"platelet_count_10e9_l": "lots"},
        [("platelet_count_10e9_l", "not_a_number")],
    ),
    "an optional number out of range": ("blood", {"haemoglobin_g_dl": 135}, [("haemoglobin_g_dl", "out_of_range")]),
    "not sure in a number box": ("procedures", {"prior_transplants": "one", "prior_grafts_total": "not_sure"}, []),
    "a question that is not shown": ("procedures", {"prior_transplants": "none", "prior_grafts_total": "many"}, []),
    "what is not on this page": ("smoking", {"age_years": "old"}, []),
}


@pytest.mark.parametrize("case", CHECKED)
def test_what_is_wrong_on_a_page(form: Questionnaire, case: str) -> None:
    name, raw, expected = CHECKED[case]
    errors = check_page(page(form, name), raw, readable(raw, form))
    assert [(e.question, e.cause) for e in errors] == expected
    for error in errors:
        assert error.message == form.by_id[error.question].errors[error.cause]["en"]  # type: ignore[index]


def test_every_question_on_every_page_can_say_what_is_wrong(form: Questionnaire) -> None:
    """Something no question accepts is told in the question's own words, never in ours."""
    shown_all = read_answers(
        {"sex_at_birth": "female", "pattern_chart": "male_chart", "diagnoses": ["ccca", "alopecia_areata"],
         "prior_transplants": "one", "medical_duration": "ge_12m"}, form,
    )  # fmt: skip
    for each in form.pages:
        shown = [q for q in shown_questions(each, shown_all) if q.type != "contact"]
        errors = check_page(each, {q.id: {"neither": "this"} for q in shown}, shown_all)
        assert [e.question for e in errors] == [q.id for q in shown]
        assert all(e.message.strip() for e in errors)


def test_left_blank_names_what_would_be_worth_an_answer(form: Questionnaire) -> None:
    blank = read_answers({}, form)
    assert [q.id for q in left_blank(page(form, "you"), blank)] == [], "what is required is an error, not left blank"
    assert [q.id for q in left_blank(page(form, "blood"), blank)] == ["blood_conditions"], (
        "few people know their blood values"
    )
    assert [q.id for q in left_blank(page(form, "contact"), blank)] == []
    assert [q.id for q in left_blank(page(form, "how_it_began"), blank)] == ["onset_speed", "duration"]
    some = read_answers({"onset_speed": "not_sure"}, form)
    assert [q.id for q in left_blank(page(form, "how_it_began"), some)] == ["duration"], "not sure is an answer"
    assert [q.id for q in left_blank(page(form, "procedures"), some)] == ["prior_prp", "prior_transplants"], (
        "follow-ups are not shown yet"
    )


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        ("age_years", 90, False), ("age_years", 91, True), ("age_years", 120, True), ("age_years", 1, False),
        ("platelet_count_10e9_l", 19.9, True), ("platelet_count_10e9_l", 20, False), ("platelet_count_10e9_l", 1000, False),
        ("platelet_count_10e9_l", 1000.5, True), ("haemoglobin_g_dl", 5, True), ("haemoglobin_g_dl", 21, True),
        ("haemoglobin_g_dl", 13, False), ("prior_grafts_total", 9001, True), ("prior_grafts_total", 3000, False),
        ("prior_grafts_total", "not_sure", False), ("age_years", None, False), ("consent_data", True, False), ("smoking", "vape", False),
    ],
)  # fmt: skip
def test_unusual(form: Questionnaire, question: str, value: object, expected: bool) -> None:
    assert unusual(form.by_id[question], value) is expected


def test_readable_keeps_what_can_be_an_answer(form: Questionnaire) -> None:
    typed = {"age_years": 38, "smoking": "", "goals": ["slow_loss", "fill_crown"], "diagnoses": ["none", "dupa"], "phq2_mood": 2,
             "haemoglobin_g_dl": "high", "consent_data": False, "hair_type": None, "nonsense": 1, "contact": {"name": "Ann"}}  # fmt: skip
    assert readable(typed, form).values == {
        "consent_data": False,
        "age_years": 38,
        "goals": ("fill_crown", "slow_loss"),
        "phq2_mood": "2",
    }


@thorough(80)
@given(st.data())
def test_what_is_readable_can_be_read(form: Questionnaire, data: st.DataObject) -> None:
    """A draft can always be opened again, whatever was typed into it."""
    raw = data.draw(st.dictionaries(st.sampled_from([q.id for q in form.questions]), JUNK, max_size=4))
    kept = readable({**data.draw(answers_to(form)), **raw}, form)
    again = read_answers(kept.values, form)
    assert readable(kept.values, form) == kept == again
    assert {name for name, state in again.states.items() if state is not State.UNANSWERED} >= set(
        kept.values
    ) - _hidden(again)


def _hidden(answers: Answers) -> set[str]:
    return {name for name, state in answers.states.items() if state is State.NOT_APPLICABLE}

"""The sentences that nobody writes: what a rule asks, and why it fires, or may fire, for this patient."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.conditions import (
    Answered,
    Condition,
    Leaf,
    SumWithin,
    evaluate,
    leaves,
    named_options,
    questions_of,
    questions_read,
)
from questionnaire.model import Questionnaire
from rules.explain import FOR_EVERYONE, because, sentence
from rules.load import read_rule_book
from rules.model import RuleBook
from tests.generators import boolean, choice, decimal, form_of, multi, raw_book, rule, thorough
from tests.rules.test_safety import FORM, SHIPPED, patients, ways_to_fire

Raw = dict[str, Any]


def label(leaf: Leaf, form: Questionnaire) -> str:
    if isinstance(leaf, SumWithin):
        return form.score_by_id[leaf.score].label
    return " ".join(form.by_id[name].label for name in questions_of(leaf))


SENTENCES = {
    "age_under_18": "Age is below 18 years",
    "age_18_24_fue": "Age is at least 18 years and below 25 years",
    "reg_prp": "Applies to everyone",
    "rapid_progress": "Change over 12 months is “Rapid progression”",
    "donor_thick": "Donor density (self-rated) is “Thick” or “Average” and Donor thinning is “No”",
    "anticoagulant": "Medicines includes “Anticoagulant”",
    "ecm_objection": "Product objections includes “Porcine” or “Any animal”",
    "prior_grafts_4000": "Total previous grafts is at least 4,000 and below 6,000",
    "platelet_50_99": "Platelet count is at least 50 ×10⁹/L and below 100 ×10⁹/L",
    "phq2_positive": "PHQ-2 total is at least 3",
    "anaemia_now": "Blood conditions includes “Anaemia now” and (Haemoglobin is not answered or Haemoglobin is "
    "below 10 g/dL)",
    "dupa_suspect": "Donor thinning is “Yes” and Areas of loss includes “Diffuse over the top” or “Back or sides” "
    "and not (Diagnoses includes “DUPA”)",
    "appearance_high": "Time thinking about hair is “Over 3 hours a day” or (Time thinking about hair is “1 to "
    "3 hours a day” and Impact on daily life is “A lot”)",
    "female_exo_gap": "Pattern chart is “Female pattern (Ludwig)” or Sex at birth is “Female”",
}


@pytest.mark.parametrize("rule_id", SENTENCES)
def test_what_a_rule_asks(form: Questionnaire, book: RuleBook, rule_id: str) -> None:
    assert sentence(book.conditions[rule_id], form) == SENTENCES[rule_id]


TINY = form_of(
    choice("mood", "good bad not_sure?"), multi("signs", "none! itch pain sore"), decimal("weight", 30, 300, unit={"en": "kg"}),
    boolean("eats"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"signs": {"has_all": ["itch", "pain", "sore"]}}, "Signs includes “Itch”, “Pain” and “Sore”"),
        ({"signs": {"has_any": ["itch", "pain", "sore"]}}, "Signs includes “Itch”, “Pain” or “Sore”"),
        ({"weight": {"between": [50, 99.5]}}, "Weight is at least 50 kg and below 99.5 kg"),
        ({"eats": False}, "Eats is no"),
        ({"mood": {"answered": True}}, "Mood is answered"),
        ({"any": [{"mood": "bad"}, {"all": [{"eats": True}]}]}, "Mood is “Bad” or Eats is yes"),
        ({"not": {"any": [{"mood": "bad"}, {"eats": True}]}}, "not (Mood is “Bad” or Eats is yes)"),
        ({"all": []}, FOR_EVERYONE),
    ],
)
def test_every_kind_of_leaf_reads_aloud(when: Raw, expected: str) -> None:
    assert sentence(_condition(TINY, when), TINY) == expected


def _condition(form: Questionnaire, when: Raw) -> Condition:
    return read_rule_book(raw_book([rule("r", when, {"fue": "notice"})]), form).conditions["r"]


@pytest.mark.parametrize("rule_id", [r.id for r in SHIPPED.rules])
def test_every_shipped_rule_reads_aloud(form: Questionnaire, book: RuleBook, rule_id: str) -> None:
    """The sentence names every question and every option that the rule reads."""
    text = sentence(book.conditions[rule_id], form)
    assert text
    for leaf in leaves(book.conditions[rule_id]):
        assert label(leaf, form) in text
        for name in questions_of(leaf):
            for option in named_options(leaf):
                assert f"“{form.by_id[name].by_option[option].label}”" in text


WHY = {
    "a number, its unit and the limits": (
        "age_18_24_fue",
        {"age_years": 22},
        "Age: 22 years (at least 18 years and below 25 years)",
    ),
    "a decimal": (
        "platelet_50_99",
        {"platelet_count_10e9_l": 85.5},
        "Platelet count: 85.5 ×10⁹/L (at least 50 ×10⁹/L and below 100 ×10⁹/L)",
    ),
    "thousands": (
        "prior_grafts_4000",
        {"prior_transplants": "one", "prior_grafts_total": 4500},
        "Total previous grafts: 4,500 (at least 4,000 and below 6,000)",
    ),
    "a sum": ("phq2_positive", {"phq2_interest": 2, "phq2_mood": 3}, "PHQ-2 total: 5 (at least 3)"),
    "only the ticks that matter": (
        "anticoagulant",
        {"medicines_now": ["anticoagulant", "beta_blocker"]},
        "Medicines: Anticoagulant",
    ),
    "a negation, by what was said instead": (
        "dupa_suspect",
        {"donor_thinning": "yes", "hair_loss_areas": ["back_or_sides", "crown"], "diagnoses": ["none"]},
        "Donor thinning: Yes; Areas of loss: Back or sides; Diagnoses: None of those listed",
    ),
    "either of two reasons, the one that holds": (
        "appearance_high",
        {"appearance_hours": "over_three_h", "appearance_impact": "somewhat"},
        "Time thinking about hair: Over 3 hours a day",
    ),
    "something not answered is itself the reason": (
        "anaemia_now",
        {"blood_conditions": ["anaemia_now"]},
        "Blood conditions: Anaemia now; Haemoglobin: not answered",
    ),
    "everyone": ("reg_exosome", {}, FOR_EVERYONE),
    "nothing said": ("recent_ht", {}, "Not known: Last transplant (not answered)"),
    "not sure": ("rapid_progress", {"stability_12m": "not_sure"}, "Not known: Change over 12 months (not sure)"),
    "prefers not to say": (
        "chemo_or_active_cancer",
        {"cancer_status": "prefer_not_to_say", "medicines_now": ["none"]},
        "Not known: Cancer (prefers not to say)",
    ),
    "one item of a sum": ("phq2_positive", {"phq2_interest": 1}, "Not known: PHQ-2 item 2 (mood) (not answered)"),
    "only what is missing": (
        "slow_progress",
        {"stability_12m": "slow_progress"},
        "Not known: Medical treatment (not answered)",
    ),
}


@pytest.mark.parametrize(("rule_id", "answers", "expected"), WHY.values(), ids=WHY)
def test_why(form: Questionnaire, book: RuleBook, rule_id: str, answers: Raw, expected: str) -> None:
    read, condition = read_answers(answers, form), book.conditions[rule_id]
    assert because(condition, evaluate(condition, read.truth), read)[0] == expected


def test_of_a_negated_all_only_the_part_that_fails_is_told() -> None:
    condition = _condition(TINY, {"not": {"all": [{"mood": "bad"}, {"eats": True}]}})
    assert because(condition, True, read_answers({"mood": "good", "eats": True}, TINY)) == ("Mood: Good", ("mood",))


@pytest.mark.parametrize("rule_id", [r.id for r in SHIPPED.rules])
def test_a_rule_that_fires_is_explained_by_the_patients_own_answers(
    form: Questionnaire, book: RuleBook, rule_id: str
) -> None:
    """For every smallest way to make it fire: each answer that is needed is in the sentence, in the clinician's
    words."""
    condition = book.conditions[rule_id]
    for way in ways_to_fire(rule_id, form, book):
        answers = read_answers(way, form)
        text, questions = because(condition, True, answers)
        scored = {item for score in form.scores if score.label in text for item in score.items}
        read = questions_read(condition)
        for name in way:
            if name not in read and name not in scored:
                continue  # it only decides whether another question is shown
            assert name in questions, (way, text)
            if name not in scored:
                assert form.by_id[name].label in text, (way, text)
                value = answers.values[name]
                for option in value if isinstance(value, tuple) else [value]:
                    words = form.by_id[name].by_option[option].label if isinstance(option, str) else f"{option:,g}"
                    assert words in text, (way, text)


@thorough(60)
@given(st.data())
def test_a_rule_that_may_fire_names_what_is_missing(data: st.DataObject) -> None:
    """The sentence names unknown questions only, and nothing that is known: there is always at least one."""
    told = data.draw(patients())
    dropped = data.draw(st.sets(st.sampled_from(sorted(told)), max_size=25))
    answers = read_answers({name: value for name, value in told.items() if name not in dropped}, FORM)
    for rule_id, condition in SHIPPED.conditions.items():
        if evaluate(condition, answers.truth) is None:
            text, questions = because(condition, None, answers)
            assert questions, rule_id
            assert {answers.states[name] for name in questions} <= {"unanswered", "unsure", "declined"}, rule_id
            assert text.startswith("Not known: ")
            assert all(FORM.by_id[name].label in text for name in questions)
            if not any(isinstance(leaf, Answered) for leaf in leaves(condition)):
                known = {name for name in answers.values if answers.states[name] == "given"}
                assert not known & set(questions)


def test_a_missing_answer_that_could_not_matter_is_not_asked_for(form: Questionnaire, book: RuleBook) -> None:
    """Triggers count only beside more shedding than usual; this patient sheds as usual, so only the diagnosis is
    missing."""
    answers = read_answers({"shedding_now": "usual", "diagnoses": ["not_sure"]}, form)
    assert because(book.conditions["rf_effluvium"], None, answers) == (
        "Not known: Diagnoses (not sure)",
        ("diagnoses",),
    )


def test_a_sum_with_a_missing_item_is_not_told_as_the_whole_sum(form: Questionnaire, book: RuleBook) -> None:
    """Three points and one item unanswered: the total is three or more, which settles the rule; but it is not "3"."""
    text, _ = because(book.conditions["phq2_positive"], True, read_answers({"phq2_interest": 3}, form))
    assert not text.startswith("PHQ-2 total: 3 ("), text

"""The exact search agrees with an independent solver (Z3) on which patients there are, on the shipped book and on drawn
ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import State, read_answers
from questionnaire.conditions import Condition, Not, evaluate
from questionnaire.load import read_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.assess import assess
from rules.load import read_folder, read_rule_book
from rules.model import RuleBook
from rules.reasoning.search import Patients, every
from rules.review.check.formulas import matters, statuses
from tests.generators import TREATMENT_IDS, answers_to, forms, questions_in, raw_book, rules_over, thorough
from tests.rules import slow
from tests.rules.shipped import BOOK
from tests.rules.z3_oracle import STATUSES, Oracle

Raw = dict[str, Any]
RAW = read_folder(BOOK)
RULES: list[Raw] = RAW["rules"]
RAW_FORM: Raw = json.loads((BOOK.parents[1] / "questions.json").read_text(encoding="utf-8"))
PARAMETERS = {name: parameter["value"] for name, parameter in RAW["parameters"].items()}


@pytest.fixture(scope="module")
def everyone(form: Questionnaire, book: RuleBook) -> Patients:
    """Every patient there can be, as the code under test searches them."""
    return Patients(read_answers({}, form), book)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    """Every patient there can be, as Z3 sees them."""
    return Oracle(RAW_FORM, parameters=PARAMETERS)


def check_witness(full: Raw | None, condition: Condition, form: Questionnaire) -> None:
    """A patient who was found is one the form can bring: accepted, complete, nothing said to a hidden question, and the
    condition holds."""
    assert full is not None
    answers = read_answers(full, form)
    assert evaluate(condition, answers.truth) is True, full
    assert set(answers.states.values()) <= {State.GIVEN, State.NOT_APPLICABLE}, full
    assert set(full) == set(answers.visible), full


# --- The shipped book -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(RULES)), ids=[raw["id"] for raw in RULES])
def test_who_meets_a_rule_and_who_does_not(
    form: Questionnaire, book: RuleBook, everyone: Patients, oracle: Oracle, number: int
) -> None:
    raw = RULES[number]
    fires, condition = oracle.of(raw["when"]), book.conditions[raw["id"]]
    for formula, asked in ((fires, condition), (oracle.no(fires), Not(condition))):
        found = everyone.find(asked)
        assert (found is not None) == everyone.some(asked) == oracle.some(formula)
        if found is not None:
            check_witness(found, asked, form)


@pytest.mark.parametrize("treatment", TREATMENT_IDS)
def test_when_a_rule_makes_a_difference(
    form: Questionnaire, book: RuleBook, everyone: Patients, oracle: Oracle, treatment: str
) -> None:
    tried = 0
    for raw in RULES:
        if raw["effects"].get(treatment, "notice") != "notice":
            goal = matters(book, book.by_id[raw["id"]], treatment)
            found = everyone.find(goal)
            assert (found is not None) == oracle.some(oracle.matters(treatment, RULES, raw)), raw["id"]
            if found is not None:
                check_witness(found, goal, form)
            tried += 1
    assert tried >= 5


@pytest.mark.parametrize("treatment", TREATMENT_IDS)
def test_which_statuses_a_treatment_can_have(
    form: Questionnaire, book: RuleBook, everyone: Patients, oracle: Oracle, treatment: str
) -> None:
    goals = statuses(book, treatment)
    for status, formula in oracle.statuses(treatment, RULES).items():
        goal = next((goals[key] for key in goals if key.value == status), None)
        found = None if goal is None else everyone.find(goal)
        assert (found is not None) == oracle.some(formula), status
        if goal is not None and found is not None:
            check_witness(found, goal, form)
            assert assess(read_answers(found, form), book).treatments[treatment].status.value == status


def test_whether_one_rule_fires_whenever_another_does(book: RuleBook, everyone: Patients, oracle: Oracle) -> None:
    """Pairs that share a question or hang on each other by visibility, where implications are to be expected, and pairs
    drawn at random."""
    chance = random.Random(20261123)
    pairs = [tuple(chance.sample(RULES, 2)) for _ in range(150)]
    sharing = [(a, b) for a in RULES for b in RULES if a is not b and book.reads[a["id"]] & book.reads[b["id"]]]
    pairs += chance.sample(sharing, 150)
    implied = 0
    for one, other in pairs:
        exception = oracle.some(oracle.of(one["when"]), oracle.no(oracle.of(other["when"])))
        asked = every([book.conditions[one["id"]], Not(book.conditions[other["id"]])])
        assert everyone.some(asked) == exception, (one["id"], other["id"])
        implied += not exception
    assert 3 <= implied <= 297, "both answers came up"


def random_answer(question: Question, chance: random.Random) -> object:
    """Any definite answer to a question."""
    if question.type == "choice":
        return chance.choice(question.definite)
    if question.type == "multiple_choice":
        option = chance.choice(question.definite)
        if question.by_option[option].exclusive:
            return [option]
        free = [o for o in question.definite if not question.by_option[o].exclusive]
        return chance.sample(free, min(len(free), chance.randint(1, 3)))
    if question.type == "boolean":
        return chance.random() < 0.5
    assert question.minimum is not None
    assert question.maximum is not None
    number = chance.uniform(question.minimum, question.maximum)
    return int(number) if question.type == "integer" else round(number, 1)


def case_answers(form: Questionnaire, case: Raw) -> Raw:
    """A case's answers with every option by its id (a case may write an item of a score as its points)."""
    values = read_answers(case["answers"], form).values
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def partial_answers(form: Questionnaire, chance: random.Random) -> Raw:
    """A case with up to four answers changed and one to twelve left out, unsure or declined."""
    answers = case_answers(form, chance.choice(RAW["cases"]))
    for name in chance.sample([q.id for q in form.answerable], chance.randint(0, 4)):
        answers[name] = random_answer(form.by_id[name], chance)
    for name in chance.sample(sorted(answers), chance.randint(1, 12)):
        question = form.by_id[name]
        unknown = chance.choice([None, *question.means])
        if unknown is None:
            answers[name] = None
        elif question.type != "multiple_choice":
            answers[name] = unknown
        else:
            ticked = [o for o in answers[name] or () if not question.by_option[o].exclusive]
            answers[name] = [*chance.choice([[], ticked]), unknown]
    while hanging := slow.orphans(RAW_FORM, answers):
        answers = {name: value for name, value in answers.items() if name not in hanging}
    return answers


@pytest.mark.parametrize("seed", range(60))
def test_the_possible_statuses_of_answers_with_gaps(form: Questionnaire, book: RuleBook, seed: int) -> None:
    answers = partial_answers(form, random.Random(seed))
    result = assess(read_answers(answers, form), book)
    oracle = Oracle(RAW_FORM, answers, PARAMETERS)
    for treatment in TREATMENT_IDS:
        goals = oracle.statuses(treatment, RULES)
        reachable = [status for status in STATUSES if oracle.some(goals[status])]
        assert list(result.treatments[treatment].possible) == reachable, (treatment, answers)


# --- Drawn by hypothesis ----------------------------------------------------------------------------------------------


@thorough(150)
@given(st.data())
def test_small_books(data: st.DataObject) -> None:
    """For each rule whether some patient meets it, whether some does not, and whether it ever makes a difference; for
    each treatment which statuses there can be."""
    raw = data.draw(forms())
    rules = data.draw(rules_over(raw))
    form = read_questionnaire(json.dumps(raw))
    book = read_rule_book(raw_book(rules), form)
    everyone, oracle = Patients(read_answers({}, form), book), Oracle(raw)
    for goal, formula in small_goals(book, rules, oracle):
        found = everyone.find(goal)
        assert (found is not None) == everyone.some(goal) == oracle.some(formula), goal
        if found is not None:
            check_witness(found, goal, form)


def small_goals(book: RuleBook, rules: list[Raw], oracle: Oracle) -> Iterator[tuple[Condition, Any]]:
    for raw in rules:
        fires, condition = oracle.of(raw["when"]), book.conditions[raw["id"]]
        yield condition, fires
        yield Not(condition), oracle.no(fires)
        for treatment, level in raw["effects"].items():
            if level != "notice":
                yield matters(book, book.by_id[raw["id"]], treatment), oracle.matters(treatment, rules, raw)
    for treatment in {name for raw in rules for name in raw["effects"]}:
        formulas = oracle.statuses(treatment, rules)
        yield from ((goal, formulas[status.value]) for status, goal in statuses(book, treatment).items())


@thorough(150)
@given(st.data())
def test_small_books_and_answers_with_gaps(data: st.DataObject) -> None:
    raw = data.draw(forms())
    rules = data.draw(rules_over(raw))
    form = read_questionnaire(json.dumps(raw))
    answers = data.draw(answers_to(form))
    assume(not slow.orphans(raw, answers))  # answers to questions of which it is not known whether they are shown
    result = assess(read_answers(answers, form), read_rule_book(raw_book(rules), form))
    oracle = Oracle(raw, answers)
    for treatment in {name for raw_rule in rules for name in raw_rule["effects"]}:
        goals = oracle.statuses(treatment, rules)
        assert list(result.treatments[treatment].possible) == [s for s in STATUSES if oracle.some(goals[s])], treatment


# --- The oracle itself ------------------------------------------------------------------------------------------------


@thorough(60)
@given(st.data())
def test_the_oracle_agrees_with_trying_every_patient(data: st.DataObject) -> None:
    """Two independent readings of the design: formulas, and a walk over every patient."""
    raw = data.draw(forms())
    rules = data.draw(rules_over(raw))
    answers = data.draw(answers_to(read_questionnaire(json.dumps(raw))))
    assume(slow.count(raw, answers) <= 300)
    oracle = Oracle(raw, answers)
    patients = list(slow.completions(raw, answers))
    for rule in rules:
        truths = {patient.truth(rule["when"]) for patient in patients}
        assert truths == {
            truth
            for truth, formula in ((True, oracle.of(rule["when"])), (False, oracle.no(oracle.of(rule["when"]))))
            if oracle.some(formula)
        }


def test_the_oracle_knows_the_whole_questionnaire(form: Questionnaire) -> None:
    """Every kind of question that the shipped form has can be told to it: with full answers, each rule is settled."""
    complete = {"platelet_count_10e9_l": 250, "haemoglobin_g_dl": 14, **case_answers(form, RAW["cases"][0])}
    assert {q["id"] for q in questions_in(RAW_FORM) if "show_if" not in q and q["type"] != "contact"} <= set(complete)
    oracle = Oracle(RAW_FORM, complete, PARAMETERS)
    for raw in RULES:
        assert oracle.some(oracle.of(raw["when"])) != oracle.some(oracle.no(oracle.of(raw["when"]))), raw["id"]

"""What a patient did not say is never taken for "no".

Words used here: a rule *guards* a treatment when it excludes or defers it. To *hide* an answer is to make it unknown:
not given at all, or replaced by "I am not sure" or "prefer not to say" where the question offers that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import Answers, State, read_answers
from questionnaire.conditions import Answered, evaluate, leaves, questions_of
from questionnaire.load import load_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.assess import assess
from rules.load import load_rule_book
from rules.model import Level, RuleBook, Status
from tests.generators import thorough, value_of
from tests.rules.shipped import BOOK, CONTRACT

Raw = dict[str, Any]
GUARDS = {Level.EXCLUDES: {Status.NOT_SUITABLE}, Level.RESOLVE_FIRST: {Status.NOT_SUITABLE, Status.RESOLVE_FIRST}}
"""The statuses that a guard at each level leaves."""
NOT_BETTER_THAN_OPEN = {Status.NOT_SUITABLE, Status.RESOLVE_FIRST, Status.NEEDS_INFO}
BLOOD = {"platelet_count_10e9_l": 250, "haemoglobin_g_dl": 14}

FORM = load_questionnaire(BOOK.parents[1] / "questions.json")
SHIPPED = load_rule_book(BOOK, FORM)


def hidden(question: Question, value: object) -> list[object]:
    """Every way for this answer to be unknown; in a multiple choice "not sure" may stand alone or beside what was
    ticked."""
    if not isinstance(value, list):
        return [None, *question.means]
    ticked = [option for option in value if option in question.definite and not question.by_option[option].exclusive]
    return [None, *([option] for option in question.means), *([*ticked, option] for option in question.means if ticked)]


def rests_on(rule_id: str, form: Questionnaire, book: RuleBook) -> list[str]:
    """The questions that a rule reads, then those that decide whether these are shown."""
    read = dict.fromkeys(name for leaf in leaves(book.conditions[rule_id]) for name in questions_of(leaf))
    parents = dict.fromkeys(
        parent
        for name in read
        if name in form.conditions
        for leaf in leaves(form.conditions[name])
        for parent in questions_of(leaf)
    )
    return [*read, *(name for name in parents if name not in read)]


def values(question: Question, book: RuleBook) -> list[object]:
    """One tick at a time, each option, and a number of each kind that rules can tell apart."""
    if question.type == "multiple_choice":
        return [[option] for option in question.definite]
    return list(question.definite) if question.type == "choice" else list(book.classes[question.id])


def ways_to_fire(rule_id: str, form: Questionnaire, book: RuleBook) -> Iterator[Raw]:
    """The smallest sets of answers under which a rule surely fires, whatever else is or is not said."""
    questions = rests_on(rule_id, form, book)
    found: list[set[tuple[str, str]]] = []
    for size in range(1, len(questions) + 1):
        for some in combinations(questions, size):
            for combination in product(*(values(form.by_id[name], book) for name in some)):
                way = dict(zip(some, combination, strict=True))
                key = {(name, str(value)) for name, value in way.items()}
                if any(smaller <= key for smaller in found):
                    continue
                answers = read_answers(way, form)
                if all(answers.shown(name) for name in way) and evaluate(book.conditions[rule_id], answers.truth):
                    found.append(key)
                    yield way


def guards(book: RuleBook) -> list[str]:
    return [rule.id for rule in book.rules if set(rule.effects.values()) & set(GUARDS)]


def test_the_guards_are_those_agreed() -> None:
    assert len(guards(SHIPPED)) == sum(
        1 for r in CONTRACT["rules"].values() if {"excludes", "resolve_first"} & set(r["effects"].values())
    )


@pytest.mark.parametrize("rule_id", guards(SHIPPED))
def test_hiding_an_answer_never_opens_the_way(
    form: Questionnaire, book: RuleBook, plain_man: Raw, rule_id: str
) -> None:
    """For every guard, every smallest way to make it fire, laid over a patient who is otherwise well, and every answer
    it rests on:

    with that answer hidden, the guard is never false. Where it still surely fires, the treatment is no better than the
    guard's level leaves it. Where it has become unknown, a guard with `if_unknown: needs_info` leaves the treatment at
    `needs_info` or below, and one with `if_unknown: note` is listed in the notices.
    """
    rule = book.by_id[rule_id]
    guarded = {name: GUARDS[level] for name, level in rule.effects.items() if level in GUARDS}
    ways = 0
    for way in ways_to_fire(rule_id, form, book):
        ways += 1
        answers = {**plain_man, **way}
        before = assess(read_answers(answers, form), book)
        assert before.finding(rule_id).truth is True, way
        for name, left in guarded.items():
            assert before.treatments[name].status in left, (way, name)
        for question in way:
            for value in hidden(form.by_id[question], way[question]):
                after = assess(read_answers({**answers, question: value}, form), book)
                told = {**way, question: value}
                assert rule_id in {f.rule.id for f in after.findings}, f"false when {told}"
                sure = after.finding(rule_id).truth is True
                for name, left in guarded.items():
                    if sure:
                        assert after.treatments[name].status in left, (told, name)
                    elif rule.if_unknown == "needs_info":
                        assert after.treatments[name].status in NOT_BETTER_THAN_OPEN, (told, name)
                    else:
                        assert rule_id in after.notices, told
    assert ways, "there is a way to make every rule fire"


@pytest.mark.parametrize("rule_id", [rule.id for rule in SHIPPED.rules])
def test_every_rule_can_fire(form: Questionnaire, book: RuleBook, rule_id: str) -> None:
    if list(leaves(book.conditions[rule_id])):
        assert next(ways_to_fire(rule_id, form, book))


@pytest.mark.parametrize("rule_id", guards(SHIPPED))
def test_no_guard_is_ruled_out_by_silence(form: Questionnaire, book: RuleBook, rule_id: str) -> None:
    """Of a patient who said nothing at all, no guard is false, and each says what that means."""
    assert evaluate(book.conditions[rule_id], read_answers({}, form).truth) is None
    assert book.by_id[rule_id].if_unknown in ("needs_info", "note")


# --- For any answers --------------------------------------------------------------------------------------------------


@st.composite
def patients(draw: st.DrawFn) -> Raw:
    """Answers to the shipped questionnaire that one patient could have sent: mostly complete, hidden questions without
    an answer."""
    base = draw(st.sampled_from(SHIPPED.cases)).answers
    changed = draw(st.lists(st.sampled_from(FORM.answerable), max_size=8, unique_by=lambda q: q.id))
    answers: Raw = {**BLOOD, **base}
    for question in changed:
        known = (
            st.sampled_from(SHIPPED.classes[question.id])
            if question.type in ("integer", "decimal")
            else value_of(question)
        )
        answers[question.id] = draw(st.one_of(st.none(), known, known))
    return {name: value for name, value in answers.items() if read_answers(answers, FORM).shown(name)}


def hide(data: st.DataObject, answers: Raw) -> Raw:
    """The same answers, one to three of them hidden."""
    names = data.draw(st.lists(st.sampled_from(sorted(answers)), min_size=1, max_size=3, unique=True))
    return {**answers, **{name: data.draw(st.sampled_from(hidden(FORM.by_id[name], answers[name]))) for name in names}}


def sure(answers: Answers, level: Level | None = None, treatment: str | None = None) -> set[str]:
    """The rules that surely fire, of one level for one treatment if so asked."""
    return {
        rule.id
        for rule in SHIPPED.rules
        if (treatment is None or rule.effects.get(treatment) is level)
        and evaluate(SHIPPED.conditions[rule.id], answers.truth)
    }


ASKS_WHETHER_ANSWERED = {
    name for name, c in SHIPPED.conditions.items() if any(isinstance(leaf, Answered) for leaf in leaves(c))
}


@thorough(80)
@given(st.data())
def test_hiding_answers_only_ever_makes_rules_unknown(data: st.DataObject) -> None:
    """A rule that was true stays true or becomes unknown, a false one stays false or becomes unknown, except a rule
    that asks whether a question was answered; and no such rule guards by being answered, so a guard that was true is
    never false."""
    answers = data.draw(patients())
    before, after = read_answers(answers, FORM), read_answers(hide(data, answers), FORM)
    for rule in SHIPPED.rules:
        was, now = (evaluate(SHIPPED.conditions[rule.id], each.truth) for each in (before, after))
        if rule.id not in ASKS_WHETHER_ANSWERED:
            assert now is was or now is None, rule.id
        elif set(rule.effects.values()) & set(GUARDS):
            assert not (was is True and now is False), rule.id


@thorough(80)
@given(st.data())
def test_hiding_answers_never_improves_a_treatment_past_its_guards(data: st.DataObject) -> None:
    """Whatever is hidden: a treatment that some guard shut stays shut, or is open for information, or the guard is in
    the notices."""
    answers = data.draw(patients())
    before = assess(read_answers(answers, FORM), SHIPPED)
    after = assess(read_answers(hide(data, answers), FORM), SHIPPED)
    for name, was in before.treatments.items():
        if was.status not in (Status.NOT_SUITABLE, Status.RESOLVE_FIRST):
            continue
        now = after.treatments[name]
        assert now.status in NOT_BETTER_THAN_OPEN or set(was.deciding_rules) <= set(after.notices), name


@thorough(80)
@given(st.data())
def test_hiding_answers_never_removes_a_caution_that_still_fires(data: st.DataObject) -> None:
    """A treatment with a sure caution is never plainly suitable, and every sure caution is told among its rules."""
    answers = read_answers(hide(data, data.draw(patients())), FORM)
    for name, one in assess(answers, SHIPPED).treatments.items():
        cautions = sure(answers, Level.CAUTION, name)  # type: ignore[arg-type]
        told = {e.finding.rule.id for e in one.effects if e.level is Level.CAUTION and e.finding.truth}
        assert told == cautions, name
        if cautions:
            assert one.status is not Status.MAY_BE_SUITABLE, name
        if one.status is Status.CONSIDER_WITH_CAUTION:
            assert set(one.deciding_rules) == cautions, name


@thorough(80)
@given(st.data())
def test_learning_more_never_undoes_a_guard(data: st.DataObject) -> None:
    """Answering a question that was unknown never takes back a guard that surely fires, except one that waited for that
    very answer; so the treatment gets no better."""
    answers = data.draw(patients())
    states = read_answers(answers, FORM).states
    unknown = [name for name, state in states.items() if state in (State.UNANSWERED, State.UNSURE, State.DECLINED)]
    assume(unknown)
    question = FORM.by_id[data.draw(st.sampled_from(sorted(unknown)))]
    value = data.draw(
        st.sampled_from(SHIPPED.classes[question.id])
        if question.id in SHIPPED.classes
        else value_of(question, unknown=False)
    )
    if isinstance(value, list):  # what was ticked beside "not sure" stays ticked
        kept = [o for o in answers.get(question.id) or () if o in question.definite]
        value = (
            sorted({*kept, *value})
            if kept and not any(question.by_option[o].exclusive for o in value)
            else kept or value
        )
    before, after = (assess(read_answers(each, FORM), SHIPPED) for each in (answers, {**answers, question.id: value}))
    for name, was in before.treatments.items():
        for level, left in GUARDS.items():
            held = sure(before.answers, level, name) - ASKS_WHETHER_ANSWERED  # type: ignore[arg-type]
            assert held <= sure(after.answers, level, name), (name, question.id, value)  # type: ignore[arg-type]
            if held:
                assert after.treatments[name].status in left, (name, question.id, value)
        if was.status is Status.NOT_SUITABLE:
            assert after.treatments[name].status is Status.NOT_SUITABLE, (name, question.id, value)


@thorough(80)
@given(st.data())
def test_a_guard_that_comes_to_fire_never_improves_a_treatment(data: st.DataObject) -> None:
    """Answers that make a guard fire leave its treatments at the guard's level or below, whoever the patient is."""
    answers = data.draw(patients())
    way = data.draw(st.sampled_from(WAYS))
    after = read_answers({**answers, **way[1]}, FORM)
    assume(evaluate(SHIPPED.conditions[way[0]], after.truth))
    now = assess(after, SHIPPED)
    for name, level in SHIPPED.by_id[way[0]].effects.items():
        if level in GUARDS:
            assert now.treatments[name].status in GUARDS[level], (way, name)


WAYS = [(rule_id, way) for rule_id in guards(SHIPPED) for way in ways_to_fire(rule_id, FORM, SHIPPED)]


@thorough(60)
@given(st.data())
def test_price_budget_and_calendar_change_nothing(data: st.DataObject) -> None:
    answers = data.draw(patients())
    names = ("budget_band", "timeline", "downtime_days")
    other = {name: data.draw(st.one_of(st.none(), value_of(FORM.by_id[name]))) for name in names}
    first, second = (assess(read_answers(each, FORM), SHIPPED).to_json() for each in (answers, {**answers, **other}))
    assert first == second

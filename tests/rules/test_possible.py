"""`possible` holds exactly the statuses that some completion of the unknown answers brings: no more and no fewer."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.conditions import Ticked, evaluate, leaves, questions_of, questions_read
from questionnaire.load import read_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.assess import assess
from rules.load import read_rule_book
from rules.model import Case, RuleBook
from tests.generators import (
    answers_to,
    boolean,
    choice,
    decimal,
    forms,
    integer,
    multi,
    raw_book,
    raw_form,
    rule,
    rules_over,
    thorough,
)
from tests.rules import slow
from tests.rules.shipped import CONTRACT

Raw = dict[str, Any]
TRIED = ("fue", "exosome", "banking")


def possible(raw: Raw, rules: list[Raw], answers: Raw) -> dict[str, set[str]]:
    """What the code under test says, for each treatment that small books speak about."""
    form = read_questionnaire(json.dumps(raw))
    result = assess(read_answers(answers, form), read_rule_book(raw_book(rules), form))
    return {name: {status.value for status in result.treatments[name].possible} for name in TRIED}


def reached(raw: Raw, rules: list[Raw], answers: Raw) -> dict[str, set[str]]:
    """What trying every completion says."""
    truths = [{r["id"]: patient.truth(r["when"]) for r in rules} for patient in slow.completions(raw, answers)]
    return {name: {slow.status(name, rules, row)[0] for row in truths} for name in TRIED}


@thorough(150)
@given(st.data())
def test_equals_trying_every_completion_of_a_small_book(data: st.DataObject) -> None:
    raw = data.draw(forms())
    rules = data.draw(rules_over(raw))
    answers = data.draw(answers_to(read_questionnaire(json.dumps(raw))))
    assume(slow.count(raw, answers) <= 400)
    assert possible(raw, rules, answers) == reached(raw, rules, answers)


UNKNOWNS = raw_form(
    multi("ticks", "none! a b c not_sure?"),
    choice("parent", "yes no not_sure? rather_not~"),
    choice("child", "x y", {"parent": "yes"}),
    choice("grandchild", "x y", {"child": "x"}),
    choice("also_if_declined", "x y", {"parent": {"in": ["yes", "rather_not"]}}),
    integer("whole", 0, 4, "not_sure?"),
    decimal("part", 0.5, 3),
    boolean("truly"),
    choice("item0", "no=0 some=1 much=3 rather_not~"),
    choice("item1", "no=0 some=1 much=3 rather_not~"),
    choice("item_of_yes", "no=0 some=1", {"parent": "yes"}),
    scores={"total": ["item0", "item1"], "asked_of_yes": ["item0", "item_of_yes"]},
)
GIVEN: Raw = {
    "ticks": ["a"], "parent": "yes", "child": "x", "grandchild": "x", "also_if_declined": "x", "whole": 2, "part": 1.5, "truly": True,
    "item0": "no", "item1": "no", "item_of_yes": "no",
}  # fmt: skip
EXCLUDE = partial(rule, effects={"fue": "excludes"})
SUPPORT = partial(rule, effects={"fue": "supports"})
DEFER = partial(rule, effects={"fue": "resolve_first"})
ALL: Raw = {"all": []}


@pytest.mark.parametrize(
    ("rules", "changes", "expected"),
    [
        pytest.param([EXCLUDE("e", {"parent": "yes"})], {"parent": None}, "not_suitable not_indicated", id="a choice can go either way"),
        pytest.param([EXCLUDE("e", {"parent": {"in": ["yes", "no"]}})], {"parent": None}, "not_suitable", id="whatever the answer is"),
        pytest.param(
            [EXCLUDE("e", {"parent": "yes"}), DEFER("d", {"parent": "no"}), SUPPORT("s", ALL)],
            {"parent": "rather_not"}, "not_suitable resolve_first", id="two rules share out every answer",
        ),
        pytest.param(
            [EXCLUDE("e", {"ticks": {"has_all": ["none", "a"]}}), SUPPORT("s", ALL)], {"ticks": None}, "may_be_suitable",
            id="none is never ticked with another",
        ),
        pytest.param(
            [EXCLUDE("e", {"ticks": {"has_any": ["none", "a", "b", "c"]}})], {"ticks": None}, "not_suitable", id="something is ticked",
        ),
        pytest.param(
            [EXCLUDE("e", {"ticks": {"has_any": ["none"]}})], {"ticks": ["a", "not_sure"]}, "not_indicated", id="none is out beside a tick",
        ),
        pytest.param(
            [EXCLUDE("e", {"ticks": {"has_any": ["b"]}})], {"ticks": ["a", "not_sure"]}, "not_suitable not_indicated",
            id="not sure leaves the other options open",
        ),
        pytest.param(
            [EXCLUDE("e", {"ticks": {"has_any": ["a"]}})], {"ticks": ["a", "not_sure"]}, "not_suitable", id="what is ticked stays ticked",
        ),
        pytest.param(
            [EXCLUDE("e", {"grandchild": "x"})], {"parent": None, "child": None, "grandchild": None, "item_of_yes": None},
            "not_suitable not_indicated", id="a follow-up of a follow-up",
        ),
        pytest.param(
            [EXCLUDE("e", {"not": {"grandchild": "x"}})], {"child": "y", "grandchild": None}, "not_suitable", id="a hidden question is false",
        ),
        pytest.param(
            [EXCLUDE("e", {"child": {"answered": True}})], {"parent": None, "child": None, "grandchild": None, "item_of_yes": None},
            "not_suitable not_indicated", id="a follow-up is answered only if it is shown",
        ),
        pytest.param(
            [EXCLUDE("e", {"all": [{"child": "x"}, {"parent": "no"}]})],
            {"parent": None, "child": None, "grandchild": None, "item_of_yes": None}, "not_indicated",
            id="a follow-up is never answered beside an answer that hides it",
        ),
        pytest.param(
            [EXCLUDE("e", {"any": [{"asked_of_yes": {"at_least": 0}}, {"truly": True}]})], {"parent": "no", "truly": None},
            "not_suitable not_indicated", id="a sum with a hidden item is no sum",
        ),
        pytest.param(
            [EXCLUDE("e", {"any": [{"child": "x"}, {"child": "y"}]})], {"parent": "no", "child": None, "grandchild": None}, "not_indicated",
            id="a hidden question is not completed",
        ),
        pytest.param(
            [EXCLUDE("e", {"also_if_declined": {"in": ["x", "y"]}})], {"parent": "rather_not", "also_if_declined": None}, "not_suitable",
            id="what the form shows now stays shown",
        ),
        pytest.param(
            [EXCLUDE("e", {"all": [{"whole": {"at_least": 3}}, {"whole": {"below": 3}}]})], {"whole": None}, "not_indicated",
            id="no number is on both sides of a limit",
        ),
        pytest.param([EXCLUDE("e", {"whole": {"at_least": 0}})], {"whole": "not_sure"}, "not_suitable", id="the whole range of a number"),
        pytest.param([EXCLUDE("e", {"part": {"between": [1, 2]}})], {"part": None}, "not_suitable "
                                                                                    "not_indicated", id="inside a band or not"),
        pytest.param(
            [EXCLUDE("e", {"truly": True}), DEFER("d", {"truly": False})], {"truly": None}, "not_suitable "
                                                                                            "resolve_first", id="yes or no",
        ),
        pytest.param(
            [EXCLUDE("e", {"total": {"between": [5, 6]}})], {"item0": None, "item1": None}, "not_indicated", id="a sum that no answers give",
        ),
        pytest.param(
            [EXCLUDE("e", {"total": {"at_least": 3}})], {"item0": "much", "item1": "rather_not"}, "not_suitable", id="a sum reached already",
        ),
        pytest.param(
            [rule("n", {"whole": {"answered": False}}, {"fue": "needs_info"})], {"whole": None}, "not_indicated", id="it will be answered",
        ),
        pytest.param(
            [rule("c", ALL, {"fue": "caution"}), SUPPORT("s", {"truly": True})], {"truly": None}, "consider_with_caution not_indicated",
            id="a sure caution is never lost",
        ),
        pytest.param([rule("n", {"truly": True}, {"fue": "notice"})], {"truly": None}, "not_indicated", id="a notice changes nothing"),
    ],
)  # fmt: skip
def test_by_hand(rules: list[Raw], changes: Raw, expected: str) -> None:
    answers = {**GIVEN, **changes}
    assert possible(UNKNOWNS, rules, answers)["fue"] == set(expected.split())
    assert reached(UNKNOWNS, rules, answers)["fue"] == set(expected.split()), "and the slow definition agrees"


# --- Corners where an answer hangs in the air -------------------------------------------------------------------------


def test_an_answer_counts_only_if_its_question_turns_out_to_be_shown() -> None:
    """The last transplant was typed, then the question before it was cleared: with no transplant at all, it would not
    apply."""
    raw = raw_form(choice("transplants", "none one"), choice("last", "recent long_ago", {"transplants": "one"}))
    rules = [DEFER("recent", {"last": "recent"}), SUPPORT("always", ALL)]
    assert possible(raw, rules, {"last": "recent"})["fue"] == {"resolve_first", "may_be_suitable"}


def test_a_completion_never_ticks_not_sure() -> None:
    raw = raw_form(multi("ticks", "a b not_sure?"), choice("child", "x y", {"ticks": {"has_any": ["b", "not_sure"]}}))
    rules = [DEFER("child_x", {"child": "x"}), EXCLUDE("ticks_b", {"ticks": {"has_any": ["b"]}})]
    assert possible(raw, rules, {})["fue"] == reached(raw, rules, {})["fue"] == {"not_suitable", "not_indicated"}


def test_what_was_ticked_beside_not_sure_counts_only_if_it_turns_out_to_be_asked() -> None:
    raw = raw_form(choice("parent", "yes no"), multi("child", "a b not_sure?", {"parent": "yes"}))
    rules, answers = [EXCLUDE("bad", {"child": {"has_any": ["a"]}})], {"child": ["a", "not_sure"]}
    assert (
        possible(raw, rules, answers)["fue"] == reached(raw, rules, answers)["fue"] == {"not_suitable", "not_indicated"}
    )


@pytest.mark.parametrize(
    "answers", [{"item0": "much"}, {"item0": "much", "item1": "no"}], ids=["unknown", "typed before"]
)
def test_a_sum_reached_already_counts_only_if_each_item_turns_out_to_be_asked(answers: Raw) -> None:
    items = [choice("item0", "no=0 much=3"), choice("item1", "no=0 much=3", {"parent": "yes"})]
    raw = raw_form(choice("parent", "yes no"), *items, scores={"total": ["item0", "item1"]})
    rules = [EXCLUDE("bad", {"total": {"at_least": 3}})]
    assert (
        possible(raw, rules, answers)["fue"] == reached(raw, rules, answers)["fue"] == {"not_suitable", "not_indicated"}
    )


# --- Questions with very many kinds of answer, and searches that take too long ----------------------------------------

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def test_a_multiple_choice_of_which_rules_name_very_many_options() -> None:
    """Too many sets of ticks to list: each letter has a rule of its own, so no two are alike."""
    raw = raw_form(multi("ticks", "none! " + " ".join(LETTERS) + " not_sure?"), boolean("truly"))
    rules = [
        *(DEFER(f"r_{letter}", {"ticks": {"has_any": [letter]}}) for letter in LETTERS),
        EXCLUDE("both", {"ticks": {"has_all": ["none", "a"]}}),
        SUPPORT("truly", {"truly": True}),
        rule("a_and_b", {"ticks": {"has_all": ["a", "b"]}}, {"exosome": "excludes"}),
        rule("none", {"ticks": {"has_any": ["none"]}}, {"banking": "excludes"}),
    ]
    found = possible(raw, rules, {})
    assert found["fue"] == {"resolve_first", "may_be_suitable", "not_indicated"}
    assert found["exosome"] == {"not_suitable", "not_indicated"}
    ticked = possible(raw, rules, {"ticks": ["a", "not_sure"], "truly": True})
    assert ticked == {
        "fue": {"resolve_first"},
        "exosome": {"not_suitable", "not_indicated"},
        "banking": {"not_indicated"},
    }


def test_a_score_of_very_many_items() -> None:
    """Too many ways to reach a sum to write them all out."""
    names = [f"item{number}" for number in range(9)]
    raw = raw_form(*(choice(name, "never=0 some=1 often=2 always=3") for name in names), scores={"total": names})
    rules = [EXCLUDE("high", {"total": {"at_least": 27}}), DEFER("some", {"total": {"between": [1, 27]}})]
    assert possible(raw, rules, {})["fue"] == {"not_suitable", "resolve_first", "not_indicated"}
    assert possible(raw, rules, {"item3": "some"})["fue"] == {"resolve_first"}


@thorough(150)
@given(st.data())
def test_the_search_without_lists_of_kinds_says_the_same(data: st.DataObject) -> None:
    """Where there are too many kinds of answer to list, `rules.reasoning.search` takes over; here it is made to for
    every multiple choice and score."""
    raw = data.draw(forms())
    rules = data.draw(rules_over(raw))
    answers = data.draw(answers_to(read_questionnaire(json.dumps(raw))))
    with pytest.MonkeyPatch.context() as patch:
        listed = possible(raw, rules, answers)
        patch.setattr("rules.reasoning.kinds.MOST_GROUPS", 0)
        patch.setattr("rules.reasoning.unsettled._MOST_SUMS", 0)
        assert possible(raw, rules, answers) == listed


def test_a_search_that_takes_too_long_leaves_no_status_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pair of answers makes the rule fire, which is seen only by trying; without that, it may."""
    raw = raw_form(boolean("one"), boolean("two"))
    pairs = [{"any": [{"one": first}, {"two": second}]} for first in (True, False) for second in (True, False)]
    rules = [EXCLUDE("never", {"all": pairs})]
    assert possible(raw, rules, {})["fue"] == {"not_indicated"}
    monkeypatch.setattr("rules.reasoning.narrow.BUDGET", 0)
    assert possible(raw, rules, {})["fue"] == {"not_suitable", "not_indicated"}


# --- The shipped book -------------------------------------------------------------------------------------------------


def test_nothing_unknown_leaves_one_status(form: Questionnaire, book: RuleBook) -> None:
    """Answers that leave nothing unknown are settled: `possible` is the status itself, and nothing is asked."""
    settled = 0
    for case in book.cases:
        answers = read_answers({"platelet_count_10e9_l": 250, "haemoglobin_g_dl": 14, **case.answers}, form)
        if set(answers.states.values()) <= {"given", "not_applicable"}:
            settled += 1
            for result in assess(answers, book).treatments.values():
                assert (result.possible, result.ask) == ((result.status,), ()), (case.id, result.id)
    assert settled >= 10


def test_what_is_asked_is_what_is_open(form: Questionnaire, book: RuleBook) -> None:
    """There is a question to ask exactly while more than the present status is possible: one that is unknown, or that a
    rule which asks for information rests on."""
    for case in book.cases:
        answers = read_answers(case.answers, form)
        for result in assess(answers, book).treatments.values():
            assert (result.ask == ()) == (result.possible == (result.status,)), (case.id, result.id)
            asking = {
                q for e in result.effects if e.level == "needs_info" and e.finding.truth for q in e.finding.questions
            }
            known = {name for name in result.ask if answers.states[name] == "given"}
            assert known <= asking, (case.id, result.id)


def definite(question: Question, ticked: object, named: set[str], book: RuleBook) -> list[object]:
    """One answer of each kind that the rules can tell apart; of a multiple choice every combination of the options that
    rules name."""
    if question.type != "multiple_choice":
        return list(book.classes[question.id])
    alone = {o.id for o in question.options if o.exclusive}
    kept = {o for o in ticked or () if o in question.definite}  # type: ignore[attr-defined]
    free = [o for o in question.definite if o in named and o not in kept | alone]
    some = chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))
    combined: list[object] = [sorted(kept | set(subset)) for subset in some]
    unnamed = [o for o in question.definite if o not in named | alone][:1]
    lone = sorted(alone)[:1] or unnamed
    return [c for c in combined if c] + ([lone] if lone and not kept else [])


def brute_force(
    form: Questionnaire, book: RuleBook, answers: Raw, unknown: list[str], most: int
) -> dict[str, set[str]] | None:
    """Every status of every treatment over all completions of the unknown questions; None when there are more than
    `most`.

    Rules that do not read these questions keep their truth, which saves most of the work and nothing of the exactness.
    """
    named: dict[str, set[str]] = {}
    reading: dict[str, set[str]] = {}
    for rule_id, condition in book.conditions.items():
        for leaf in leaves(condition):
            reading.setdefault(rule_id, set()).update(questions_of(leaf))
            if isinstance(leaf, Ticked):
                named.setdefault(leaf.question, set()).update(leaf.options)
    for condition in form.conditions.values():
        for leaf in leaves(condition):
            if isinstance(leaf, Ticked):
                named.setdefault(leaf.question, set()).update(leaf.options)
    choices = {name: definite(form.by_id[name], answers.get(name), named.get(name, set()), book) for name in unknown}
    size = 1
    for values in choices.values():
        size *= len(values)
    if size > most:
        return None
    fixed: dict[str, bool | None] = {}
    found: dict[str, set[str]] = {name: set() for name in book.treatments}
    raw_rules = [
        {"id": r.id, "effects": {t: level.value for t, level in r.effects.items()}, "if_unknown": r.if_unknown}
        for r in book.rules
    ]
    seen = set()
    for combination in product(*choices.values()):
        completed = read_answers({**answers, **dict(zip(choices, combination, strict=True))}, form)
        truths = {}
        for r in book.rules:
            if r.id not in fixed or reading.get(r.id, set()) & set(unknown):
                fixed[r.id] = evaluate(book.conditions[r.id], completed.truth)
            truths[r.id] = fixed[r.id]
        row = tuple(truths.values())
        if row in seen:
            continue
        seen.add(row)
        for name, statuses in found.items():
            statuses.add(slow.status(name, raw_rules, truths)[0])
    return found


def children(form: Questionnaire, names: set[str]) -> set[str]:
    return {name for name, condition in form.conditions.items() if questions_read(condition) & names}


def with_unknowns(case: Case, form: Questionnaire, book: RuleBook) -> Iterator[tuple[Raw, list[str]]]:
    """A case with one to three answers made unknown, over and over, and the questions that are then unknown."""
    chance = random.Random(case.id)
    read_by_rules = set().union(*(questions_read(book.conditions[r.id]) for r in book.rules))
    complete = {"platelet_count_10e9_l": 250, "haemoglobin_g_dl": 14, **case.answers}
    eligible = [name for name in complete if name in read_by_rules or children(form, {name})]
    while True:
        answers = dict(complete)
        chosen = chance.sample(eligible, chance.randint(1, 3))
        for name in chosen:
            answers[name] = unknown_answer(form.by_id[name], complete[name], bool(children(form, {name})), chance)
        for child in children(form, set(chosen)):
            if not read_answers(answers, form).shown(child):
                answers.pop(child, None)  # else it would hang in the air
        yield (
            answers,
            [
                n
                for n, state in read_answers(answers, form).states.items()
                if state in ("unanswered", "unsure", "declined")
            ],
        )


def unknown_answer(question: Question, value: object, is_parent: bool, chance: random.Random) -> object:
    """No answer, "not sure", or what was ticked and "not sure" beside it."""
    options = [None, None] if is_parent else [None, *question.means]
    option = chance.choice(options)
    if option is None or question.type != "multiple_choice":
        return option
    ticked = [o for o in value if not question.by_option[o].exclusive]  # type: ignore[attr-defined]
    return [*chance.choice([[], ticked]), option]


MOST = 1500


@pytest.mark.parametrize("case_id", CONTRACT["cases"])
def test_equals_trying_every_completion_of_a_case(form: Questionnaire, book: RuleBook, case_id: str) -> None:
    case = next(case for case in book.cases if case.id == case_id)
    tried = 0
    for answers, unknown in with_unknowns(case, form, book):
        expected = brute_force(form, book, answers, unknown, MOST)
        if expected is None:
            continue
        result = assess(read_answers(answers, form), book)
        for name, statuses in expected.items():
            assert set(result.treatments[name].possible) == statuses, (
                case.id,
                name,
                {n: answers.get(n) for n in unknown},
            )
        tried += 1
        if tried == 3:
            break


def any_answer(question: Question, book: RuleBook, chance: random.Random) -> object:
    """A definite answer to one question, by chance; of a multiple choice one or two ticks, or the exclusive one."""
    if question.type != "multiple_choice":
        return chance.choice(question.definite if question.type == "choice" else book.classes[question.id])
    free = [o for o in question.definite if not question.by_option[o].exclusive]
    alone = [o for o in question.definite if question.by_option[o].exclusive]
    return alone if alone and chance.random() < 0.5 else chance.sample(free, chance.randint(1, 2))


@pytest.mark.parametrize("case_id", list(CONTRACT["cases"])[::2])
def test_no_status_is_left_out_however_much_is_unknown(form: Questionnaire, book: RuleBook, case_id: str) -> None:
    """Most of the form is still blank: whatever the patient goes on to answer, the status it brings was told as
    possible."""
    raw_rules = [
        {"id": r.id, "effects": {t: level.value for t, level in r.effects.items()}, "if_unknown": r.if_unknown}
        for r in book.rules
    ]
    case, chance = next(case for case in book.cases if case.id == case_id), random.Random(case_id)
    told = {name: value for name, value in case.answers.items() if chance.random() < 0.2}
    told = {name: value for name, value in told.items() if read_answers(told, form).states[name] == "given"}
    before = read_answers({name: value for name, value in told.items() if read_answers(told, form).shown(name)}, form)
    result = assess(before, book)
    for _ in range(20):
        others = {q.id: any_answer(q, book, chance) for q in form.answerable if before.states[q.id] == "unanswered"}
        completed = read_answers({**others, **before.values}, form)
        truths = {r.id: evaluate(book.conditions[r.id], completed.truth) for r in book.rules}
        for name, one in result.treatments.items():
            assert slow.status(name, raw_rules, truths)[0] in one.possible, (name, dict(completed.values))


def test_rules_that_share_out_every_answer_leave_no_better_status(form: Questionnaire, book: RuleBook) -> None:
    """With eyebrows or lashes thinning, FUE waits whatever the goals turn out to be, however much else is unknown."""
    answers = {
        "pattern_chart": "male_chart", "norwood_stage": "ii", "hair_loss_areas": ["eyebrows_lashes", "hairline_temples"],
        "hair_type": "curly", "stability_12m": "improving", "donor_thinning": "yes", "scalp_symptoms": ["none"],
        "medicines_now": ["none"], "platelet_count_10e9_l": 120, "diabetes": "controlled", "autoimmune": "not_sure",
        "allergies": ["none"], "phq2_interest": "3", "phq2_mood": "1", "appearance_impact": "somewhat",
    }  # fmt: skip
    assert set(assess(read_answers(answers, form), book).treatments["fue"].possible) <= {
        "not_suitable",
        "resolve_first",
    }

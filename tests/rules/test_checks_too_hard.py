"""A condition that is too hard to decide is said to be so, and nothing else suffers."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from questionnaire.answers import read_answers
from questionnaire.conditions import evaluate
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.model import RuleBook, Status
from rules.reasoning import search
from rules.reasoning.search import Patients, TooHard
from rules.review.check import Content, run_checks
from tests.generators import book_of, choice, form_of, rule
from tests.rules.shipped import TODAY
from tests.rules.small import A_TICKED, ASKS, EVERYONE, EXCLUDES, SMALL_FORM, SUPPORTS

Raw = dict[str, Any]


def pigeons(number: int, holes: int) -> tuple[Questionnaire, RuleBook]:
    """A rule that fires when so many pigeons all sit in different holes: with a hole too few no patient meets it, which
    takes every way of sitting to see. One rule more has a plain fault."""
    names = [f"h{i}" for i in range(holes)]
    apart: list[Raw] = [
        {"not": {"all": [{f"pigeon{i}": hole}, {f"pigeon{j}": hole}]}}
        for i, j in combinations(range(number), 2)
        for hole in names
    ]
    form = form_of(*(choice(f"pigeon{i}", " ".join(names)) for i in range(number)), choice("smoking", "yes no"))
    faulty = rule(
        "faulty",
        {"all": [{"smoking": "yes"}, {"smoking": "no"}]},
        {"exosome": "caution"},
        patient={"en": "We cure it."},
    )
    return form, book_of(
        form, rule("all_apart", {"all": apart}, EXCLUDES, "note"), faulty, rule("s", EVERYONE, SUPPORTS)
    )


def test_one_search_does_not_disturb_the_next() -> None:
    """What was found for a part of one condition is not taken for an answer where more is known."""
    any_ticked: Raw = {"ticks": {"has_any": ["a", "b"]}}
    only_without_a: Raw = {
        "all": [
            {"any": [{"not": A_TICKED}, {"parent": "yes"}]},
            {"any": [{"not": A_TICKED}, {"item": "high"}]},
            any_ticked,
            {"item": "low"},
        ]
    }
    book = book_of(
        SMALL_FORM, rule("r1", {"all": [any_ticked, {"item": "high"}]}, ASKS), rule("r2", only_without_a, ASKS)
    )
    patients = Patients(read_answers({}, SMALL_FORM), book)
    for name in ("r1", "r2", "r1"):
        full = patients.find(book.conditions[name])
        assert evaluate(book.conditions[name], read_answers(full, SMALL_FORM).truth) is True


@pytest.mark.parametrize(("number", "holes"), [(4, 4), (5, 4), (6, 6), (6, 5)])
def test_a_nasty_condition_is_decided_while_it_is_small(number: int, holes: int) -> None:
    form, book = pigeons(number, holes)
    found = Patients(read_answers({}, form), book).find(book.conditions["all_apart"])
    assert (found is not None) == (number <= holes)
    if found is not None:
        assert len({found[f"pigeon{i}"] for i in range(number)}) == number


@pytest.fixture
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """The true budget takes seconds to run out."""
    monkeypatch.setattr(search, "BUDGET", 200)


@pytest.mark.usefixtures("small_budget")
def test_a_search_out_of_its_budget_says_so_and_can_be_used_again() -> None:
    form, book = pigeons(9, 8)
    patients = Patients(read_answers({}, form), book)
    with pytest.raises(TooHard):
        patients.some(book.conditions["all_apart"])
    assert not patients.some(book.conditions["faulty"])
    assert patients.find(search.every([])) is not None


@pytest.mark.usefixtures("small_budget")
def test_what_is_too_hard_is_a_warning_and_the_other_checks_go_on() -> None:
    form, book = pigeons(9, 8)
    findings = run_checks(Content(book, form, TODAY))
    undecided = [f for f in findings if "not decided" in f.message]
    assert {f.severity for f in undecided} == {"warning"}
    assert (
        {"holds", "contradiction", "reachable"}
        <= {f.check for f in undecided}
        <= {"holds", "contradiction", "decides", "alike", "reachable", "dodged"}
    )
    assert {f.place for f in undecided if f.check in ("holds", "contradiction")} == {"rules / all_apart"}
    assert ("wording", "rules / faulty / patient") in {(f.check, f.place) for f in findings}


@pytest.mark.usefixtures("small_budget")
def test_a_status_too_hard_to_rule_out_stays_possible() -> None:
    form, book = pigeons(9, 8)
    fue = assess(read_answers({"smoking": "no"}, form), book).treatments["fue"]
    assert {Status.NOT_SUITABLE, Status.MAY_BE_SUITABLE} <= set(fue.possible)


@pytest.mark.usefixtures("small_budget")
def test_an_explanation_is_not_called_outdated_by_a_check_that_decided_nothing() -> None:
    form, book = pigeons(9, 8)
    explained = {
        "reachable: treatments / exosome / not_suitable": "it is so",
        "review: rules / all_apart": "it was so once",
    }
    findings = run_checks(Content(book, form, TODAY), explained)
    assert "reachable" in {f.check for f in findings if "not decided" in f.message}
    assert [f.place for f in findings if f.check == "accepted"] == ["accepted.json / review: rules / all_apart"]

"""The table of decisions: what is read off it agrees with the spelled-out definition, for every way rules may stand."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from rules.decision import CAN_MOVE, DECIDED_BY, DECIDING, GOALS, LINES, MATTERS, OBSTACLES, line_words
from rules.model import Level, Status
from tests.rules import slow

Raw = dict[str, Any]
WAYS = [dict(zip(DECIDING, ways, strict=True)) for ways in product((False, True), repeat=len(DECIDING))]
"""Every way in which the levels fire or stay quiet, for patients who answer everything."""


def slow_status(fires: dict[Level, Any]) -> str:
    """The status by the slow definition when of each level one rule is true, false or unknown."""
    rules: list[Raw] = [
        {"id": level.value, "effects": {"fue": level.value}, "if_unknown": "needs_info"} for level in fires
    ]
    return slow.status("fue", rules, {level.value: truth for level, truth in fires.items()})[0]


@pytest.mark.parametrize("status", Status)
def test_a_goal_is_met_exactly_by_those_who_have_the_status(status: Status) -> None:
    goal = GOALS[status]
    for way in WAYS:
        met = all(way[level] for level in goal.fires) and not any(way[level] for level in goal.quiet)
        assert met is (slow_status(way) == status), way


@pytest.mark.parametrize("level", DECIDING)
def test_a_level_matters_exactly_where_it_changes_the_status(level: Level) -> None:
    goal = MATTERS[level]
    for way in WAYS:
        met = all(way[one] for one in goal.fires) and not any(way[one] for one in goal.quiet)
        assert met is (slow_status({**way, level: True}) != slow_status({**way, level: False})), way


@pytest.mark.parametrize("status", Status)
def test_no_rule_that_may_fire_moves_a_status_but_at_these_levels(status: Status) -> None:
    """With rules at every level true, false or unknown: what is settled of one unknown rule never moves the status where
    its level is not among them."""
    for truths in product((False, None, True), repeat=len(DECIDING)):
        way = dict(zip(DECIDING, truths, strict=True))
        if slow_status(way) != status:
            continue
        for level in DECIDING:
            if way[level] is None and level not in CAN_MOVE[status]:
                assert {slow_status({**way, level: settled}) for settled in (True, False)} == {status}, (way, level)


def test_what_a_level_decides() -> None:
    assert {level: slow_status({level: True, Level.SUPPORTS: True}) for level in DECIDING} == (DECIDED_BY)


def test_what_stands_in_the_way_of_fitting() -> None:
    for level in DECIDING:
        fits = slow_status({Level.SUPPORTS: True, level: True}) in slow.FITS
        assert (level in OBSTACLES) is not fits, level


def test_the_table_in_words() -> None:
    assert [line_words(line) for line in LINES] == [
        "a rule that surely applies excludes it",
        "one asks for something to be settled",
        "a rule asks for information, or one that might exclude or defer waits for an answer, or nothing surely speaks "
        "for the option while something may",
        "a caution and a support both apply",
        "a support applies",
        "otherwise",
    ]

"""Two books side by side: what was edited, whom it moves, and what is proved unchanged."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.compare import compare
from rules.load import read_folder, read_rule_book
from rules.model import TREATMENTS, RuleBook

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    """The shipped book as plain JSON values."""
    return read_folder(ROOT / "rules" / "book")


def edited(raw: dict[str, Any], form: Questionnaire, edit: Any) -> RuleBook:
    """The shipped book with an edit."""
    other = copy.deepcopy(raw)
    edit(other)
    return read_rule_book(other, form)


def rule(raw: dict[str, Any], rule_id: str) -> dict[str, Any]:
    """One rule of a raw book."""
    return next(r for r in raw["rules"] if r["id"] == rule_id)


def test_a_moved_threshold_shows_someone_in_between_and_proves_the_rest(
    book: RuleBook, form: Questionnaire, raw: dict[str, Any]
) -> None:
    new = edited(raw, form, lambda b: b["parameters"]["fue_deferral_age"].update(value=23))
    found = compare(book, new, form)
    assert found.unchanged == ("prp_crp", "prp_ecm", "micrograft", "secretome", "exosome", "banking")
    (moved,) = found.moved
    assert (moved.treatment, moved.before) == ("fue", "resolve_first")
    assert moved.example["age_years"] in (23, 24)
    assert "Age below which FUE is deferred: 25 years becomes 23 years" in [line for edit in found.edits for line in edit.says]


EDITS = {
    "a level weakened": lambda b: rule(b, "smoking_heavy")["effects"].update(fue="caution", prp_crp="excludes"),
    "a rule removed": lambda b: (b["rules"].remove(rule(b, "rf_patches")), b.update(cases=[])),
    "an option dropped": lambda b: rule(b, "rf_scarring_signs")["when"]["scalp_symptoms"]["has_any"].remove("sores"),
    "a support added": lambda b: rule(b, "goal_scar")["effects"].update(prp_crp="supports"),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_example_is_real(name: str, book: RuleBook, form: Questionnaire, raw: dict[str, Any]) -> None:
    new = edited(raw, form, EDITS[name])
    found = compare(book, new, form)
    assert found.edits
    assert found.moved
    assert not found.undecided
    for moved in found.moved:
        answers = read_answers(moved.example, form)
        statuses = [assess(answers, which).treatments[moved.treatment].status for which in (book, new)]
        assert statuses == [moved.before, moved.after]
    named = {m.treatment for m in found.moved} | set(found.unchanged) | set(found.unchanged_if_answered)
    assert named == set(TREATMENTS)


def test_what_only_moves_those_who_leave_something_out_is_found(book: RuleBook, form: Questionnaire, raw: dict[str, Any]) -> None:
    new = edited(raw, form, lambda b: rule(b, "keloid").update(if_unknown="needs_info"))
    (moved,) = compare(book, new, form).moved
    assert (moved.treatment, moved.after) == ("fue", "needs_info")
    assert "keloid_history" not in moved.example


def test_wording_and_order_change_no_status(book: RuleBook, form: Questionnaire, raw: dict[str, Any]) -> None:
    def reword(b: dict[str, Any]) -> None:
        b["rules"].reverse()
        rule(b, "keloid")["clinician"] = "Examine the scars."

    found = compare(book, edited(raw, form, reword), form)
    assert found.unchanged == TREATMENTS
    assert [(edit.name, edit.says) for edit in found.edits] == [("rule keloid", ("Its clinician was edited",))]

"""From truths to statuses, deciding rules, notices and the pathway: by hand, and equal to the slow definition on
generated books."""

from __future__ import annotations

import json
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.assessment import Assessment
from rules.load import read_folder, read_rule_book
from rules.model import RuleBook
from tests.generators import (
    TREATMENT_IDS,
    answers_to,
    book_of,
    choice,
    form_of,
    forms,
    raw_book,
    rule,
    rules_over,
    thorough,
)
from tests.rules import slow

Raw = dict[str, Any]
FORM = form_of(choice("now", "yes no"), choice("later", "yes no"))
TRUE: Raw = {"now": "yes"}
FALSE: Raw = {"now": "no"}
UNKNOWN: Raw = {"later": "yes"}


def assessed(*rules: Raw) -> Assessment:
    """Rules over a patient who said yes to one question and nothing to the other."""
    return assess(read_answers({"now": "yes"}, FORM), book_of(FORM, *rules))


def fue(name: str, when: Raw, level: str, if_unknown: str | None = None) -> Raw:
    return rule(name, when, {"fue": level}, if_unknown)


EXCLUDES = fue("excludes", TRUE, "excludes")
DEFERS = fue("defers", TRUE, "resolve_first")
ASKS = fue("asks", TRUE, "needs_info")
CAUTIONS = fue("cautions", TRUE, "caution")
SUPPORTS = fue("supports", TRUE, "supports")
NOTIFIES = fue("notifies", TRUE, "notice")
MAY_EXCLUDE = fue("may_exclude", UNKNOWN, "excludes")
MAY_DEFER = fue("may_defer", UNKNOWN, "resolve_first")
MAY_EXCLUDE_NOTE = fue("may_exclude_note", UNKNOWN, "excludes", "note")
MAY_DEFER_NOTE = fue("may_defer_note", UNKNOWN, "resolve_first", "note")
MAY_ASK = fue("may_ask", UNKNOWN, "needs_info")
MAY_CAUTION = fue("may_caution", UNKNOWN, "caution")
MAY_SUPPORT = fue("may_support", UNKNOWN, "supports")
EVERY_SURE = (NOTIFIES, SUPPORTS, CAUTIONS, ASKS, DEFERS, EXCLUDES)


@pytest.mark.parametrize(
    ("rules", "status", "deciding"),
    [
        # 1. a rule that surely fires excludes
        pytest.param(EVERY_SURE, "not_suitable", "excludes", id="1: excluding beats everything"),
        pytest.param(
            (EXCLUDES, fue("other", TRUE, "excludes")),
            "not_suitable",
            "excludes other",
            id="1: every excluding rule decides",
        ),
        pytest.param(
            (EXCLUDES, MAY_DEFER, MAY_EXCLUDE), "not_suitable", "excludes", id="1: an unknown rule does not decide then"
        ),
        # 2. one defers
        pytest.param(EVERY_SURE[:-1], "resolve_first", "defers", id="2: deferring beats the rest"),
        pytest.param(
            (DEFERS, MAY_EXCLUDE, SUPPORTS), "resolve_first", "defers", id="2: also while something may exclude"
        ),
        # 3. information is needed
        pytest.param(EVERY_SURE[:-2], "needs_info", "asks", id="3: asking beats caution and support"),
        pytest.param((SUPPORTS, MAY_EXCLUDE), "needs_info", "may_exclude", id="3: something may exclude"),
        pytest.param((SUPPORTS, MAY_DEFER), "needs_info", "may_defer", id="3: something may defer"),
        pytest.param((MAY_SUPPORT,), "needs_info", "may_support", id="3: support may come"),
        pytest.param(
            (MAY_SUPPORT, MAY_DEFER, ASKS),
            "needs_info",
            "asks may_defer may_support",
            id="3: all that hold it open decide",
        ),
        pytest.param((CAUTIONS, MAY_SUPPORT), "needs_info", "may_support", id="3: caution alone does not settle it"),
        pytest.param((MAY_EXCLUDE,), "needs_info", "may_exclude", id="3: even with no support in sight"),
        # 4. a caution and a support
        pytest.param(
            (SUPPORTS, CAUTIONS, NOTIFIES), "consider_with_caution", "cautions", id="4: caution beside support"
        ),
        pytest.param(
            (SUPPORTS, CAUTIONS, MAY_SUPPORT), "consider_with_caution", "cautions", id="4: more support may come"
        ),
        # 5. a support
        pytest.param((SUPPORTS, NOTIFIES), "may_be_suitable", "supports", id="5: support"),
        pytest.param((SUPPORTS, MAY_CAUTION), "may_be_suitable", "supports", id="5: an unknown caution waits"),
        pytest.param(
            (SUPPORTS, MAY_ASK), "may_be_suitable", "supports", id="5: an unknown request for information waits"
        ),
        pytest.param(
            (SUPPORTS, MAY_EXCLUDE_NOTE, MAY_DEFER_NOTE),
            "may_be_suitable",
            "supports",
            id="5: a note does not hold it open",
        ),
        # 6. otherwise
        pytest.param((), "not_indicated", "", id="6: no rule at all"),
        pytest.param((CAUTIONS, NOTIFIES), "not_indicated", "", id="6: caution without support"),
        pytest.param(
            (fue("no", FALSE, "excludes"), fue("never", FALSE, "supports")),
            "not_indicated",
            "",
            id="6: false rules do nothing",
        ),
        pytest.param((MAY_CAUTION, MAY_EXCLUDE_NOTE), "not_indicated", "", id="6: unknown rules that only inform"),
    ],
)
def test_the_first_line_that_holds(rules: tuple[Raw, ...], status: str, deciding: str) -> None:
    result = assessed(*rules).treatments["fue"]
    assert (result.status, result.deciding_rules) == (status, tuple(deciding.split()))


def test_a_rule_acts_only_on_the_treatments_it_names() -> None:
    result = assessed(EXCLUDES, rule("both", TRUE, {"prp_crp": "supports", "banking": "caution"}))
    assert {name: one.status.value for name, one in result.treatments.items() if one.status != "not_indicated"} == {
        "fue": "not_suitable",
        "prp_crp": "may_be_suitable",
    }
    assert [e.finding.rule.id for e in result.treatments["banking"].effects] == ["both"]


@pytest.mark.parametrize(
    ("rules", "notices"),
    [
        pytest.param((NOTIFIES,), ("notifies",), id="a notice that fires"),
        pytest.param((fue("unsaid", UNKNOWN, "notice"),), (), id="a notice that may fire stays silent"),
        pytest.param(
            (MAY_EXCLUDE_NOTE, MAY_DEFER_NOTE),
            ("may_exclude_note", "may_defer_note"),
            id="an unknown rule that asks for a note",
        ),
        pytest.param((MAY_EXCLUDE,), (), id="an unknown rule that holds the treatment open needs no note"),
        pytest.param((fue("sure", TRUE, "excludes", "note"),), (), id="a sure rule is shown as what it does"),
        pytest.param(
            (rule("mixed", TRUE, {"fue": "notice", "exosome": "caution"}),), ("mixed",), id="a notice for one treatment"
        ),
    ],
)
def test_notices(rules: tuple[Raw, ...], notices: tuple[str, ...]) -> None:
    assert assessed(*rules).notices == notices


def _on(level: str, *treatments: str) -> Raw:
    return rule(f"{level}_{'_'.join(treatments)}", TRUE, dict.fromkeys(treatments, level))


supports, cautions, excludes, defers, asks = (
    partial(_on, level) for level in ("supports", "caution", "excludes", "resolve_first", "needs_info")
)
RED_FLAG = rule("flag", TRUE, {"fue": "notice"}, red_flag=True)
MAYBE_RED_FLAG = rule("maybe_flag", UNKNOWN, {"fue": "notice"}, red_flag=True)


@pytest.mark.parametrize(
    ("rules", "pathway"),
    [
        pytest.param(
            (supports("fue", "prp_crp"), RED_FLAG), "medical_review_first", id="a red flag comes before all else"
        ),
        pytest.param((supports("fue"), MAYBE_RED_FLAG), "fue", id="a red flag that is not known does not fire"),
        *(
            pytest.param((supports("fue", name),), "fue_and_regenerative", id=f"FUE and {name}")
            for name in ("prp_crp", "prp_ecm", "micrograft")
        ),
        *(
            pytest.param((supports("fue", name),), "fue", id=f"an unapproved {name} never makes a pathway")
            for name in ("secretome", "exosome")
        ),
        pytest.param((supports("exosome"), excludes("fue")), "none_suitable", id="an unapproved product alone"),
        pytest.param(
            (supports("fue", "prp_ecm"), cautions("fue", "prp_ecm")), "fue_and_regenerative", id="caution still fits"
        ),
        pytest.param((supports("fue", "banking"),), "fue", id="banking is no regenerative treatment"),
        pytest.param((supports("fue"), defers("prp_crp")), "fue", id="FUE, the rest waits"),
        pytest.param((supports("micrograft"), defers("fue")), "regenerative", id="one regenerative option, FUE waits"),
        pytest.param((supports("prp_crp"), excludes("fue")), "regenerative", id="one regenerative option, FUE is out"),
        pytest.param((defers("micrograft"), asks("fue")), "resolve_first", id="one waits, one lacks information"),
        pytest.param((asks("prp_crp"), excludes("fue")), "more_information", id="one lacks information"),
        pytest.param((excludes("fue"), cautions("prp_crp")), "none_suitable", id="nothing fits"),
        pytest.param((), "none_suitable", id="no rule at all"),
        pytest.param((supports("banking"),), "none_suitable", id="banking alone is no procedure"),
        pytest.param((defers("banking"),), "none_suitable", id="banking that waits is no procedure"),
    ],
)
def test_the_pathway(rules: tuple[Raw, ...], pathway: str) -> None:
    assert assessed(*rules).pathway == pathway


def test_red_flags_are_the_marked_rules_that_fire() -> None:
    assert assessed(MAYBE_RED_FLAG, RED_FLAG, NOTIFIES).red_flags == ("flag",)


@thorough(150)
@given(st.data())
def test_equals_the_slow_definition(data: st.DataObject) -> None:
    """Statuses, deciding rules, notices, red flags and pathway, for any small questionnaire, book and answers, however
    untidy."""
    raw = data.draw(forms())
    form = read_questionnaire(json.dumps(raw))
    rules = data.draw(rules_over(raw))
    answers = data.draw(answers_to(form))
    result = assess(read_answers(answers, form), read_rule_book(raw_book(rules), form))

    patient = slow.Patient(raw, answers)
    truths = {r["id"]: patient.truth(r["when"]) for r in rules}
    expected = {name: slow.status(name, rules, truths) for name in TREATMENT_IDS}
    flags = {r["id"] for r in rules if r["red_flag"] and truths[r["id"]] is True}

    assert {f.rule.id: f.truth for f in result.findings} == {
        name: truth for name, truth in truths.items() if truth is not False
    }
    assert {name: (one.status.value, set(one.deciding_rules)) for name, one in result.treatments.items()} == expected
    assert set(result.notices) == slow.notices(rules, truths)
    assert set(result.red_flags) == flags
    assert result.pathway == slow.pathway(bool(flags), {name: status for name, (status, _) in expected.items()})


# --- Order never matters ----------------------------------------------------------------------------------------------


def outcome(result: Assessment) -> Raw:
    """All that an assessment says, as JSON, with lists that follow the order of the book sorted."""
    found: Any = result.to_json()
    for name in ("red_flags", "notices", "tensions"):
        found[name].sort()
    for one in found["treatments"].values():
        one["rules"].sort(key=lambda each: each["id"])
    return found  # type: ignore[no-any-return]


STARTED: Raw = {"age_years": 41, "sex_at_birth": "male", "pattern_chart": "male_chart", "norwood_stage": "iv"}


@pytest.fixture(scope="module", params=range(3))
def shuffled(request: pytest.FixtureRequest, form: Questionnaire) -> RuleBook:
    """The shipped book with its rules in another order."""
    raw = read_folder(Path(__file__).parents[2] / "rules" / "book")
    random.Random(request.param).shuffle(raw["rules"])
    return read_rule_book(raw, form)


def test_the_order_of_rules_never_matters(form: Questionnaire, book: RuleBook, shuffled: RuleBook) -> None:
    """The same book in another order has the same SHA-256 and says the same of every case, word for word."""
    assert shuffled.version == book.version
    for name, given_answers in {"started": STARTED, **{case.id: case.answers for case in book.cases}}.items():
        answers = read_answers(given_answers, form)
        found, expected = outcome(assess(answers, shuffled)), outcome(assess(answers, book))
        for one in (*found["treatments"].values(), *expected["treatments"].values()):
            one["ask"].sort()
        assert found == expected, name


def test_what_is_asked_first_does_not_hang_on_the_order_of_rules(
    form: Questionnaire, book: RuleBook, shuffled: RuleBook
) -> None:
    answers = read_answers(STARTED, form)
    before, after = assess(answers, book).treatments, assess(answers, shuffled).treatments
    assert {name: one.ask for name, one in after.items()} == {name: one.ask for name, one in before.items()}


# --- The assessment as JSON -------------------------------------------------------------------------------------------


def test_the_assessment_as_json() -> None:
    result = assessed(SUPPORTS, MAY_DEFER, MAY_EXCLUDE_NOTE)
    found: Any = json.loads(json.dumps(result.to_json()))
    assert found["rule_book"] == {"version": "1", "sha256": result.rule_book.sha256}
    assert found["questionnaire"] == {"version": "1", "sha256": FORM.sha256}
    assert (found["pathway"], found["red_flags"], found["notices"]) == ("more_information", [], ["may_exclude_note"])
    assert found["treatments"]["fue"] == {
        "status": "needs_info",
        "possible": ["not_suitable", "may_be_suitable"],
        "deciding_rules": ["may_defer"],
        "ask": ["later"],
        "rules": [
            {"id": "supports", "level": "supports", "truth": "true", "because": "Now: Yes"},
            {
                "id": "may_defer",
                "level": "resolve_first",
                "truth": "unknown",
                "because": "Not known: Later (not answered)",
            },
            {
                "id": "may_exclude_note",
                "level": "excludes",
                "truth": "unknown",
                "because": "Not known: Later (not answered)",
            },
        ],
    }


def test_a_finding_is_found_by_its_rule() -> None:
    result = assessed(SUPPORTS, MAY_DEFER, fue("no", FALSE, "excludes"))
    assert (result.finding("supports").truth, result.finding("may_defer").truth) == (True, None)
    with pytest.raises(KeyError):
        result.finding("no")


# --- What would change ------------------------------------------------------------------------------------------------


def test_what_would_change_is_what_the_other_answer_brings(form: Questionnaire, book: RuleBook) -> None:
    """Each stage beside the patient's own, and each change told, brings what assessing that answer brings."""
    shifts = changes = 0
    for case in book.cases[::5]:
        answers = read_answers(case.answers, form)
        result = assess(answers, book)
        now = {name: one.status for name, one in result.treatments.items()}
        for shift in result.what_if.stage:
            other = assess(read_answers({**case.answers, shift.question: shift.option}, form), book).treatments
            assert shift.statuses == {name: one.status for name, one in other.items() if one.status is not now[name]}, (
                case.id
            )
            shifts += len(shift.statuses)
        for change in result.what_if.changes:
            other = assess(answers.with_value(change.question, change.option), book).treatments
            assert other[change.treatment].status is change.status is not now[change.treatment], case.id
            changes += 1
    assert min(shifts, changes) >= 5

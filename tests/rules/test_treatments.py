"""Treatments and facts of the clinic are data: what a clinic adds or says of itself needs no code."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from population.evaluate import STATUSES, assess_many
from population.sql import to_sql
from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from rules.assess import assess
from rules.explain import sentence
from rules.load import read_folder, read_rule_book
from rules.model import Pathway
from tests.generators import book_of, choice, form_of, raw_book, rule
from tests.rules.shipped import BOOK

Raw = dict[str, Any]
RAW = read_folder(BOOK)
FORM = form_of(choice("stage", "early late"))
EARLY: Raw = {"stage": "early"}


def laser(**more: object) -> Raw:
    """Low-level laser therapy as a clinic would write it: the shape of another treatment with its own words."""
    pattern = copy.deepcopy(next(one for one in RAW["treatments"] if one["id"] == "prp_crp"))
    return {
        **pattern,
        "id": "lllt",
        "name": {"en": "Low-level laser therapy"},
        "short_name": "Laser",
        "done": [],
        **more,
    }


def test_a_clinic_adds_a_treatment_by_data_alone(form: Questionnaire) -> None:
    raw = copy.deepcopy(RAW)
    raw["treatments"].append(laser())
    raw["rules"] += [
        rule("lllt_for", EVERYONE, {"lllt": "supports"}, sources=["CONV"]),
        rule("lllt_note", EVERYONE, {"lllt": "caution"}, sources=["CONV"]),
    ]
    book = read_rule_book(raw, form)
    case = next(case for case in book.cases if case.id == "v01")
    found = assess(read_answers(case.answers, form), book)
    assert list(found.treatments) == [*(one["id"] for one in RAW["treatments"]), "lllt"]
    assert found.treatments["lllt"].status == "consider_with_caution"
    many = assess_many({name: [value] for name, value in case.answers.items()}, book, form)
    assert STATUSES[many.status["lllt"][0]] == "consider_with_caution"
    assert '"lllt"' in to_sql(book, form)
    assert book.settings["offer_lllt"].value == "offered"


EVERYONE: Raw = {"all": []}


@pytest.mark.parametrize(
    ("leads", "pathway"),
    [(True, Pathway.REGENERATIVE), (False, Pathway.NONE_SUITABLE)],
    ids=["one that leads makes a pathway", "an unapproved one never does"],
)
def test_only_a_leading_treatment_makes_a_pathway(leads: bool, pathway: Pathway) -> None:
    raw = raw_book([rule("for", EVERYONE, {"exosome": "supports"})])
    for one in raw["treatments"]:
        if one["id"] == "exosome":
            one["leads"] = leads
    found = assess(read_answers(EARLY, FORM), read_rule_book(raw, FORM))
    assert found.treatments["exosome"].status == "may_be_suitable"
    assert found.pathway is pathway


def offers(book_settings: dict[str, str]) -> str:
    """The status of FUE under a book whose rules read whether the clinic offers it."""
    rules = [
        rule("for", EVERYONE, {"fue": "supports"}),
        rule("gone", {"setting": {"offer_fue": {"in": ["not_offered", "trial_only"]}}}, {"fue": "excludes"}),
    ]
    book = read_rule_book(raw_book(rules), FORM, book_settings)
    one = assess(read_answers(EARLY, FORM), book).treatments["fue"]
    many = assess_many({"stage": ["early"]}, book, FORM)
    assert STATUSES[many.status["fue"][0]] is one.status
    assert one.possible == (one.status,), "a fact of the clinic is never unknown"
    return one.status.value


def test_a_condition_reads_a_fact_of_the_clinic() -> None:
    assert offers({}) == "may_be_suitable"
    assert offers({"offer_fue": "offered"}) == "may_be_suitable"
    assert offers({"offer_fue": "trial_only"}) == "not_suitable"


def test_a_fact_of_the_clinic_in_words() -> None:
    book = book_of(FORM, rule("gone", {"setting": {"offer_fue": "not_offered"}}, {"fue": "excludes"}))
    assert sentence(book.conditions["gone"], FORM) == "the clinic's setting offer_fue is not_offered"


def test_the_identity_of_a_book_does_not_depend_on_the_clinic(form: Questionnaire) -> None:
    plain, other = read_rule_book(RAW, form), read_rule_book(RAW, form, {"ecm_source": "porcine"})
    assert plain.version == other.version
    assert (plain.settings["ecm_source"].value, other.settings["ecm_source"].value) == ("unknown", "porcine")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ecm_sorce": "porcine"}, 'no such setting. Did you mean "ecm_source"?'),
        ({"ecm_source": "whale"}, '"whale" is not one of its options, which are unknown, porcine'),
    ],
    ids=str,
)
def test_an_unknown_fact_is_refused(form: Questionnaire, settings: dict[str, str], words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rule_book(RAW, form, settings)
    (problem,) = refused.value.problems
    assert words in problem.message


def test_a_book_kept_by_the_first_edition_is_read_as_it_was_meant(form: Questionnaire) -> None:
    """There treatments stood by id, in any order, without group; every regenerative one made a pathway."""
    new_keys = {"group", "done", "approved", "leads"}
    kept = json.loads(json.dumps(RAW))
    kept["treatments"] = {
        one["id"]: {key: value for key, value in one.items() if key not in new_keys}
        for one in sorted(RAW["treatments"], key=lambda one: str(one["id"]))
    }
    del kept["settings"]
    old, new = read_rule_book(kept, form), read_rule_book(RAW, form)
    assert list(old.treatments) == list(new.treatments)
    assert [(one.group, one.done, one.approved) for one in old.treatments.values()] == [
        (one.group, one.done, one.approved) for one in new.treatments.values()
    ]
    assert [name for name, one in old.treatments.items() if one.leads] == [
        name for name, one in new.treatments.items() if one.group != "interest"
    ]

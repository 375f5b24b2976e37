"""How good the cases are: what coverage counts, what a missing case looks like, and which slightly wrong rule books the
cases notice."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import read_answers
from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.load import read_rule_book
from rules.model import RuleBook
from rules.review.adequacy.coverage import Aspect, aspects_asked, coverage, coverage_table
from rules.review.adequacy.equivalence import telling_patient
from rules.review.adequacy.mutants import Kind, Mutant, mutants
from rules.review.adequacy.mutation import Fate, mutation_report, survivors, try_all
from rules.review.adequacy.proposals import Proposal, cases_text, expected, missing_cases
from rules.review.check.cases import differences
from screening_cli import main
from tests.generators import (
    answers_to,
    choice,
    form_of,
    forms,
    integer,
    multi,
    raw_book,
    raw_form,
    rule,
    rules_over,
    thorough,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "mutation.md"


# --- A small book and its cases ---------------------------------------------------------------------------------------

FORM = form_of(
    integer("age", 0, 99),
    choice("smokes", "no yes not_sure?"),
    multi("ill", "none! heart liver not_sure?"),
    choice("heart_since", "long weeks not_sure?", show_if={"ill": {"has_any": ["heart"]}}),
)
RULES = [
    rule("grown_up", {"age": {"at_least": "$adult"}}, {"fue": "supports"}),
    rule("smoker", {"smokes": "yes"}, {"fue": "resolve_first"}),
    rule("ill", {"ill": {"has_any": ["heart", "liver"]}}, {"fue": "caution"}),
    rule("everyone", {"all": []}, {"fue": "notice"}),
]
PLAIN = {"age": 40, "smokes": "no", "ill": ["none"]}


def book_with(
    cases: Mapping[str, Mapping[str, Any]], rules: Sequence[Any] = RULES, form: Questionnaire = FORM
) -> RuleBook:
    """A book whose cases are patients with the answers given, each expecting what the rules say: the book as it is is
    right."""
    bare = read_rule_book(raw_book(rules, {"adult": 18}), form)

    def case(name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        result = expected(assess(read_answers(answers, form), bare))
        tags = ["straightforward"] if name == "plain" else []
        return {
            "id": name,
            "tags": tags,
            "description": name,
            "answers": answers,
            "expected": result.model_dump(mode="json"),
        }

    raw = raw_book(rules, {"adult": 18}, [case(name, answers) for name, answers in cases.items()])
    return read_rule_book(json.loads(json.dumps(raw)), form)


GOOD = {
    "plain": PLAIN,
    "just_adult": {**PLAIN, "age": 18},
    "almost_adult": {**PLAIN, "age": 17},
    "age_blank": {"smokes": "no", "ill": ["none"]},
    "smoker": {**PLAIN, "smokes": "yes"},
    "smokes_maybe": {**PLAIN, "smokes": "not_sure"},
    "heart": {**PLAIN, "ill": ["heart"], "heart_since": "long"},
    "liver": {**PLAIN, "ill": ["liver"]},
}


# --- Coverage ---------------------------------------------------------------------------------------------------------


def test_coverage_names_the_cases_that_show_each_aspect() -> None:
    found = {
        one.rule: one.cases
        for one in coverage(book_with({name: GOOD[name] for name in ("plain", "age_blank", "smoker", "heart")}), FORM)
    }
    assert found == {
        "grown_up": {
            "true": ("plain", "smoker", "heart"),
            "false": (),
            "unknown": ("age_blank",),
            "decisive": ("plain", "age_blank"),
        },
        "smoker": {
            "true": ("smoker",),
            "false": ("plain", "age_blank", "heart"),
            "unknown": (),
            "decisive": ("smoker",),
        },
        "ill": {"true": ("heart",), "false": ("plain", "age_blank", "smoker"), "decisive": ("heart",)},
        "everyone": {"true": ("plain", "age_blank", "smoker", "heart")},
    }


def test_a_rule_is_asked_only_for_what_it_can_show() -> None:
    book = book_with({})
    assert aspects_asked(book.by_id["smoker"], book) == tuple(Aspect), "it defers, so its unknown counts"
    assert aspects_asked(book.by_id["ill"], book) == (Aspect.TRUE, Aspect.FALSE, Aspect.DECISIVE), (
        "an unknown caution does nothing"
    )
    assert aspects_asked(book.by_id["everyone"], book) == (Aspect.TRUE,), "never false, and a notice decides nothing"


def test_the_table_shows_what_lacks_and_what_is_not_asked() -> None:
    table = coverage_table(coverage(book_with({"plain": PLAIN}), FORM)).splitlines()
    assert table[0].split() == ["rule", "true", "false", "unknown", "decisive"]
    assert table[1].split() == ["grown_up", "1", "NONE", "NONE", "1"]
    assert table[4].split() == ["everyone", "1", "-", "-", "-"]
    assert table[-1] == "4 rules, 12 aspects, 7 that no case shows."


def test_the_shipped_cases_show_every_aspect_of_every_rule(form: Questionnaire, book: RuleBook) -> None:
    """Every rule that can decide anything decides in a case; each that excludes, defers or supports is true, false and
    unknown in some case."""
    lacking = {one.rule: one.lacking for one in coverage(book, form) if one.lacking}
    assert not lacking
    only_notices = {rule.id for rule in book.rules if Aspect.DECISIVE not in aspects_asked(rule, book)}
    assert only_notices == {"reg_prp", "reg_micrograft", "finasteride_mood"}


def test_the_rules_that_only_inform_are_told_in_some_case(form: Questionnaire, book: RuleBook) -> None:
    """A case expects no notices, so these rules are looked at here: they are listed, with each treatment they speak
    about."""
    cases = {
        case.id: assess(read_answers(case.answers, form), book) for case in book.cases if case.id in ("v01", "w264")
    }
    for case_id, rule_id in (("v01", "reg_prp"), ("v01", "reg_micrograft"), ("w264", "finasteride_mood")):
        assessment = cases[case_id]
        assert rule_id in assessment.notices
        told = {
            name
            for name, result in assessment.treatments.items()
            if rule_id in {e.finding.rule.id for e in result.effects}
        }
        assert told == set(book.by_id[rule_id].effects)


# --- Missing cases ----------------------------------------------------------------------------------------------------


def test_nothing_is_proposed_where_nothing_lacks() -> None:
    assert missing_cases(book_with(GOOD), FORM) == ()
    assert cases_text([]) == "[]\n"


def test_a_rule_without_a_case_gets_one() -> None:
    """The plain patient, with one answer changed; what it expects is what the rules say, and that the words can be
    read."""
    (proposal,) = missing_cases(
        book_with({name: answers for name, answers in GOOD.items() if name not in ("heart", "liver")}), FORM
    )
    assert (proposal.rule, proposal.aspect) == ("ill", Aspect.TRUE), (
        "the same case shows it decisive, so no second one is proposed"
    )
    case = proposal.case
    assert case is not None
    assert case.answers == {**PLAIN, "ill": ["heart"], "heart_since": "long"}, (
        "the question that comes up with it is answered too"
    )
    assert case.tags == ("proposed", "true")
    assert case.description == "As case plain, but Ill: Heart; Heart_since: Long. The rule ill (ill) is true here."
    assert case.expected.treatments["fue"].model_dump(mode="json") == {
        "status": "consider_with_caution",
        "deciding_rules": ["ill"],
    }


def test_an_unknown_is_shown_by_not_sure_before_a_blank() -> None:
    (proposal,) = missing_cases(
        book_with({name: answers for name, answers in GOOD.items() if name != "smokes_maybe"}), FORM
    )
    assert (proposal.rule, proposal.aspect) == ("smoker", Aspect.UNKNOWN)
    assert proposal.case is not None
    assert proposal.case.answers == {**PLAIN, "smokes": "not_sure"}


def test_a_number_is_moved_no_further_than_it_must() -> None:
    found = missing_cases(book_with({"plain": PLAIN}), FORM)
    ages = {(p.rule, p.aspect): p.case.answers.get("age") for p in found if p.case is not None}
    assert ages[("grown_up", Aspect.FALSE)] == 17
    assert ages[("grown_up", Aspect.UNKNOWN)] is None


def test_a_patient_who_needs_many_changes_is_found_by_the_search() -> None:
    """It takes an older smoker with an old heart trouble, which is more than trying out one or two answers finds."""
    old_heart = rule(
        "old_heart",
        {"all": [{"age": {"at_least": 60}}, {"smokes": "yes"}, {"heart_since": "long"}]},
        {"fue": "supports"},
    )
    first = missing_cases(book_with({"plain": PLAIN}, [old_heart]), FORM)[0]
    assert (first.rule, first.aspect) == ("old_heart", Aspect.TRUE)
    assert first.case is not None
    assert first.case.answers == {"age": 60, "smokes": "yes", "ill": ["heart"], "heart_since": "long"}


def test_a_rule_that_can_never_do_it_is_told_instead() -> None:
    rules = [rule("never", {"all": [{"smokes": "yes"}, {"smokes": "no"}]}, {"fue": "caution"})]
    proposals = missing_cases(book_with({"plain": PLAIN}, rules), FORM)
    assert [(p.rule, p.aspect, p.case) for p in proposals] == [
        ("never", Aspect.TRUE, None),
        ("never", Aspect.DECISIVE, None),
    ]
    assert all("no patient was found" in p.why for p in proposals)


def test_proposals_read_back_as_cases_that_pass_and_leave_nothing_out(form: Questionnaire, book: RuleBook) -> None:
    """The shipped book with its two plain patients only: the whole corpus is proposed, as a file that can be put among
    the cases."""
    few = dataclasses.replace(book, cases=tuple(case for case in book.cases if case.id in ("v01", "w129")))
    proposals = missing_cases(few, form)
    assert all(isinstance(p, Proposal) and p.case is not None for p in proposals)
    text = cases_text((p.case, p.changed) for p in proposals if p.case is not None)
    assert max(map(len, text.splitlines())) < 400
    read = [{"published": None, **case} for case in json.loads(text)]
    assert [case["id"] for case in read] == [p.case.id for p in proposals if p.case is not None]
    full = dataclasses.replace(few, cases=few.cases + tuple(p.case for p in proposals if p.case is not None))
    assert not [one.rule for one in coverage(full, form) if one.lacking]
    for case in full.cases:
        answers = read_answers(case.answers, form)
        assert not list(differences(case, assess(answers, book)))
        assert set(case.answers) <= set(answers.visible), f"{case.id}: the form shows all that is answered"
    assert sum(len(p.changed) for p in proposals) / len(proposals) < 2, "as few changes as possible"


# --- Mutants ----------------------------------------------------------------------------------------------------------


def test_the_mutants_of_a_small_book() -> None:
    made = [str(mutant) for mutant in mutants(book_with({}, RULES[:1]), FORM)]
    assert made == [
        "parameters.json / adult: 18 becomes 17 ",
        "parameters.json / adult: 18 becomes 19 ",
        "rules / grown_up / when: “Age is at least 18” turned round",
        "rules / grown_up / fue: supports becomes caution",
        "rules / grown_up / fue: supports becomes notice",
        "rules / grown_up / fue: supports left out",
        "rules / grown_up / red_flag: becomes a red flag",
    ]


def test_options_parts_and_marks_are_mutated_too() -> None:
    both = rule(
        "both",
        {"all": [{"smokes": "yes"}, {"not": {"ill": {"has_any": ["heart", "liver"]}}}]},
        {"fue": "excludes"},
        red_flag=True,
    )
    made = [
        str(mutant).removeprefix("rules / both / ")
        for mutant in mutants(book_with({}, [both]), FORM)
        if "parameters" not in str(mutant)
    ]
    assert made == [
        "when: without “Smokes is “Yes””",
        "when: “Smokes is “Yes”” turned round",
        "when: without “not (Ill includes “Heart” or “Liver”)”",
        "when: “Ill includes “Heart” or “Liver”” turned round",
        "when: ill without “heart”",
        "when: ill without “liver”",
        "fue: excludes becomes resolve_first",
        "fue: excludes left out",
        "if_unknown: needs_info becomes note",
        "red_flag: no red flag any more",
    ]


def killed(fates: Sequence[Fate]) -> dict[str, str | None]:
    return {str(fate.mutant): fate.killed_by for fate in fates}


def test_good_cases_kill_an_obvious_mutant_and_bad_ones_do_not() -> None:
    moved = "parameters.json / adult: 18 becomes 19 "
    assert killed(try_all(book_with(GOOD), FORM))[moved] == "just_adult"
    assert killed(try_all(book_with({"plain": PLAIN}), FORM))[moved] is None


def test_a_survivor_comes_with_the_patient_who_would_tell() -> None:
    book = book_with({name: answers for name, answers in GOOD.items() if name != "liver"})
    found = list(survivors(try_all(book, FORM), book, FORM))
    told = next(s for s in found if s.mutant.change == "ill without “liver”")
    assert told.decided
    assert told.telling is not None
    assert "liver" in told.telling["ill"]  # type: ignore[operator]
    assert not told.safety, "the rule only cautions"


def test_a_mutant_that_nobody_can_tell_is_equivalent() -> None:
    """A notice changes nothing that a case expects."""
    book = book_with(GOOD)
    fates = try_all(book, FORM)
    assert [str(fate.mutant) for fate in fates if fate.killed_by is None] == ["rules / everyone / fue: notice left out"]
    (survivor,) = survivors(fates, book, FORM)
    assert (survivor.decided, survivor.telling) == (True, None)
    report = mutation_report(fates, [survivor])
    assert report.splitlines()[-1] == "  rules / everyone / fue: notice left out"
    assert re.search(rf"^all +{len(fates)} +{len(fates) - 1} +1$", report, re.MULTILINE)


def test_only_a_patient_who_leaves_something_out_tells_this_one() -> None:
    """For whoever answers everything, a rule's answer to "not sure" does not matter."""
    book = book_with({"plain": PLAIN, "smoker": GOOD["smoker"]})
    switched = next(m for m in mutants(book, FORM) if m.kind is Kind.IF_UNKNOWN)
    assert telling_patient(switched, book, FORM) == {"age": 40, "ill": ["none"]}


@given(data=st.data())
@thorough(25)
def test_the_cases_passed_over_could_not_have_noticed(data: st.DataObject) -> None:
    """The bench assesses only the cases that a fault can reach. Assessing all of them comes to the same."""
    raw = data.draw(forms())
    form = read_questionnaire(json.dumps(raw))
    patients = data.draw(st.lists(answers_to(form), min_size=1, max_size=4))
    book = book_with(
        {f"p{number}": answers for number, answers in enumerate(patients)}, data.draw(rules_over(raw)), form
    )
    for fate in try_all(book, form):
        assert (fate.killed_by is not None) is noticed(fate.mutant, book, form), fate.mutant


def noticed(mutant: Mutant, book: RuleBook, form: Questionnaire) -> bool:
    """Whether any case differs, by assessing them all."""
    return any(any(differences(case, assess(read_answers(case.answers, form), mutant.book))) for case in book.cases)


# --- The shipped book -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(form: Questionnaire, book: RuleBook) -> tuple[Fate, ...]:
    """The fates of all mutants of the shipped book: some seconds."""
    return try_all(book, form)


def test_every_survivor_of_the_shipped_book_is_known_and_justified(shipped: tuple[Fate, ...]) -> None:
    """docs/mutation.md names each, with the reason; one that is killed by now is to be taken out there."""
    survive = {str(fate.mutant) for fate in shipped if fate.killed_by is None}
    named = set(re.findall(r"^- `(.*)`$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    assert survive - named == set(), "these survive: add a case, or a reason to docs/mutation.md"
    assert named - survive == set(), "these are killed: take them out of docs/mutation.md"


def test_the_document_holds_the_figures(shipped: tuple[Fate, ...]) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for line in mutation_report(shipped, ()).splitlines():
        assert line in text, "copy the table that `screening_cli.py mutate` prints into docs/mutation.md"


# --- The terminal -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """A small questionnaire and rule book in files, as arguments."""
    form = raw_form(choice("smokes", "no yes"))
    (tmp_path / "questions.json").write_text(json.dumps(form))
    folder = tmp_path / "book"
    raw = raw_book([rule("smoker", {"smokes": "yes"}, {"fue": "resolve_first"})])
    for name in ("rules", "cases"):
        (folder / name).mkdir(parents=True)
        (folder / name / "all.json").write_text(json.dumps(raw.pop(name)))
    for name in ("treatments", "parameters", "sources", "tensions"):
        (folder / f"{name}.json").write_text(json.dumps(raw.pop(name)))
    (folder / "book.json").write_text(json.dumps(raw))
    return ["--questions", str(tmp_path / "questions.json"), "--book", str(folder)]


def test_the_terminal_shows_coverage(small: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*small, "check", "--coverage"]) == 0
    assert "smoker      NONE      NONE      NONE      NONE" in capsys.readouterr().out


def test_the_terminal_proposes_cases(small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*small, "check", "--missing-cases", "-o", str(tmp_path / "proposed.json")]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "a person confirms it" in told.err
    cases = json.loads((tmp_path / "proposed.json").read_text(encoding="utf-8"))
    assert [case["answers"] for case in cases] == [{"smokes": "yes"}, {"smokes": "no"}, {}]
    assert main([*small, "check", "--missing-cases"]) == 0
    assert json.loads(capsys.readouterr().out) == cases


def test_the_terminal_refuses_a_file_for_nothing(small: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*small, "check", "-o", "out.json"]) == 2
    assert "--missing-cases" in capsys.readouterr().err


def test_the_terminal_tries_mutants(small: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*small, "mutate"]) == 0
    out = capsys.readouterr().out
    assert "These survive although a case with the patient below would notice them:" in out
    assert "  [safety rule] rules / smoker / fue: resolve_first left out\n    {" in out

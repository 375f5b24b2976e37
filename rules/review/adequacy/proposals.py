"""Cases that a rule book lacks, proposed with a patient for each: a person confirms them, or mends the rule.

A proposed patient is a plain one with as few answers changed as possible, so that it can be read at a glance. What it
expects is what the rules say today; whether that is right, the search cannot know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product, zip_longest

from questionnaire.answers import Answers, State, read_answers
from questionnaire.conditions import ALWAYS, Condition, Not, Truth, evaluate, questions_read
from questionnaire.model import Question, Questionnaire
from questionnaire.wording import answer_of
from rules.assess import assess
from rules.assessment import Assessment
from rules.model import Case, Expected, ExpectedTreatment, Rule, RuleBook
from rules.reasoning.search import Patients, TooHard, either
from rules.review.adequacy.coverage import Aspect, aspects_shown, coverage
from rules.review.adequacy.equivalence import decisive
from rules.review.check.formulas import statuses

Raw = dict[str, object]
Wanted = Callable[[Answers], bool]

_MOST_CHANGES = 2
"""How many answers of a plain patient are changed by trying them out; beyond that the exact search takes over."""
_TRUTHS: Mapping[Aspect, Truth] = {Aspect.TRUE: True, Aspect.FALSE: False, Aspect.UNKNOWN: None}


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one aspect of a rule that no case shows: a case, and which of its answers are not those of
    the plain patient. Without a case, `why` says why there is none."""

    rule: str
    aspect: Aspect
    case: Case | None
    changed: tuple[str, ...] = ()
    why: str = ""


def missing_cases(book: RuleBook, questionnaire: Questionnaire) -> tuple[Proposal, ...]:
    """A proposal for every aspect of a rule that neither the book's cases nor an earlier proposal shows."""
    workshop = _Workshop(book, questionnaire)
    found: list[Proposal] = []
    shown: set[tuple[str, Aspect]] = set()
    for one in coverage(book, questionnaire):
        for aspect in one.lacking:
            if (one.rule, aspect) not in shown:
                proposal = workshop.propose(book.by_id[one.rule], aspect)
                if proposal.case is not None:
                    shown |= aspects_shown(read_answers(proposal.case.answers, questionnaire), book)
                found.append(proposal)
    return tuple(found)


class _Workshop:
    """Where patients are made: plain ones, and what has to change about them."""

    def __init__(self, book: RuleBook, form: Questionnaire) -> None:
        self._book = book
        self._form = form
        self._everyone = Patients(read_answers({}, form), book)
        self._plain = self._plain_patients()

    def _plain_patients(self) -> list[tuple[str, Raw]]:
        """The book's straightforward patients, by the id of their case; where it has none, the plainest patient there
        can be."""
        cases = [(case.id, dict(case.answers)) for case in self._book.cases if "straightforward" in case.tags]
        return cases or [("", self._everyone.find(ALWAYS) or {})]

    def propose(self, rule: Rule, aspect: Aspect) -> Proposal:
        """A case in which a rule shows an aspect."""

        def wanted(answers: Answers) -> bool:
            truth = evaluate(self._book.conditions[rule.id], answers.truth)
            if aspect in _TRUTHS:
                return truth is _TRUTHS[aspect]
            return truth is not False and (rule.id, aspect) in aspects_shown(answers, self._book)

        try:
            made = self._by_trying(rule, wanted) or self._by_search(rule, aspect, wanted)
        except TooHard:
            return Proposal(rule.id, aspect, None, why="not decided: the search would take too long")
        if made is None:
            return Proposal(rule.id, aspect, None, why="no patient was found; look whether the rule can ever do this")
        return self._proposal(rule, aspect, *made)

    # --- by trying out small changes ----------------------------------------------------------------------------------

    def _by_trying(self, rule: Rule, wanted: Wanted) -> tuple[str, Raw, Raw] | None:
        """The first plain patient who shows it with the fewest of the rule's own questions answered otherwise."""
        names = self._questions_of(rule)
        for count in range(min(_MOST_CHANGES, len(names)) + 1):
            for base_id, base in self._plain:
                for chosen in combinations(names, count):
                    for values in product(*(self._values(name, base.get(name)) for name in chosen)):
                        patient = self._as_the_form_holds_it({**base, **dict(zip(chosen, values, strict=True))}, chosen)
                        if wanted(read_answers(patient, self._form)):
                            return base_id, base, patient
        return None

    def _questions_of(self, rule: Rule) -> list[str]:
        """The questions that a rule reads and those on which it depends whether they are shown, in the order of the
        form."""
        names = set(self._book.reads[rule.id])
        for question in reversed(self._form.answerable):
            if question.id in names and question.id in self._form.conditions:
                names |= questions_read(self._form.conditions[question.id])
        return [question.id for question in self._form.answerable if question.id in names]

    def _values(self, name: str, base: object) -> Iterator[object]:
        """Other answers to a question: one of each kind that rules can tell apart, "not sure", and at last none at
        all."""
        question = self._form.by_id[name]
        if question.type == "multiple_choice":
            others: Iterable[object] = ([option] for option in question.definite)
        elif question.type in ("integer", "decimal"):
            others = self._numbers(question, base)
        else:
            others = self._book.classes[name]
        yield from (value for value in others if value != base)
        for option in question.means:
            yield [option] if question.type == "multiple_choice" else option
        yield None

    def _numbers(self, question: Question, base: object) -> Iterator[float]:
        """Of each stretch of numbers that rules can tell apart the one nearest to the plain patient's, or, if there is
        none, to a limit."""
        whole = question.type == "integer"
        starts = [value for value in self._book.classes[question.id] if isinstance(value, int | float)]
        lasts = [round(start - (1 if whole else 0.1), 1) for start in starts[1:]]
        for number, (start, last) in enumerate(zip_longest(starts, lasts, fillvalue=question.maximum or 0)):
            if isinstance(base, int | float):
                near = max(start, min(base, last))
            else:
                near = max(start, last) if number == 0 and lasts else start
            yield int(near) if whole else near

    def _as_the_form_holds_it(self, patient: Raw, left_out: Collection[str] = ()) -> Raw:
        """A patient's answers without those to questions that are not shown, and a plain answer to each that is newly
        shown, but for those left out on purpose."""
        while True:
            given = {name: value for name, value in patient.items() if value is not None}
            visible = set(read_answers(given, self._form).visible)
            patient = {name: value for name, value in given.items() if name in visible}
            for question in self._form.answerable:
                if question.id in visible - set(given) - set(left_out) and not question.optional:
                    plain = self._book.plain[question.id]
                    patient[question.id] = list(plain) if isinstance(plain, tuple) else plain
            if patient == given:
                return patient

    # --- by the exact search ------------------------------------------------------------------------------------------

    def _by_search(self, rule: Rule, aspect: Aspect, wanted: Wanted) -> tuple[str, Raw, Raw] | None:
        """A patient found among all there can be, brought back to the nearest plain one as far as that goes."""
        condition = self._book.conditions[rule.id]
        goals: dict[Aspect, Condition] = {Aspect.TRUE: condition, Aspect.FALSE: Not(condition)}
        if aspect is Aspect.DECISIVE:
            goals[aspect] = either(
                decisive(self._book, rule.id, name, statuses(self._book, name)) for name in rule.effects
            )
        found = self._everyone.find(goals[aspect]) if aspect in goals else None
        if found is None:
            return None
        made = [(base_id, base, self._brought_back(found, base, wanted)) for base_id, base in self._plain]
        return min(made, key=lambda one: len(_differing(one[2], one[1])))

    def _brought_back(self, found: Raw, base: Raw, wanted: Wanted) -> Raw:
        """A patient with every answer that does not matter replaced by the plain patient's."""
        patient = found
        for name in _differing(found, base):
            other = self._as_the_form_holds_it({**patient, name: base.get(name)})
            if wanted(read_answers(other, self._form)) and len(_differing(other, base)) < len(
                _differing(patient, base)
            ):
                patient = other
        return patient

    # --- as a case ----------------------------------------------------------------------------------------------------

    def _proposal(self, rule: Rule, aspect: Aspect, base_id: str, base: Raw, patient: Raw) -> Proposal:
        answers = read_answers(patient, self._form)
        changed = tuple(name for name in _differing(patient, base) if answers.states[name] is not State.NOT_APPLICABLE)
        words = "; ".join(f"{self._form.by_id[name].label}: {answer_of(answers, name, 'label')}" for name in changed)
        like = f"As case {base_id}" if base_id else "A plain patient"
        description = f"{like}{', but ' + words if words else ''}. The rule {rule.id} ({rule.title}) is {aspect} here."
        case = Case(
            id=f"proposed_{rule.id}_{aspect}",
            tags=("proposed", aspect.value),
            description=description,
            answers=patient,
            expected=expected(assess(answers, self._book)),
        )
        return Proposal(rule.id, aspect, case, changed)


def _differing(patient: Raw, base: Raw) -> list[str]:
    return [name for name in dict.fromkeys([*patient, *base]) if patient.get(name) != base.get(name)]


def expected(assessment: Assessment) -> Expected:
    """What a case would expect for an assessment to come out as it is."""
    treatments = {
        name: ExpectedTreatment(status=result.status, deciding_rules=result.deciding_rules)
        for name, result in assessment.treatments.items()
    }
    return Expected(pathway=assessment.pathway, treatments=treatments, red_flags=assessment.red_flags)


# --- As a file --------------------------------------------------------------------------------------------------------

_WIDTH = 130


def cases_text(cases: Iterable[tuple[Case, Collection[str]]]) -> str:
    """A file of cases, to be read by people: for each case its answers, those that make it special on lines of their
    own, then what it expects, a line a treatment."""
    texts = [_case_text(case, special) for case, special in cases]
    return "[\n" + ",\n".join(texts) + "\n]\n" if texts else "[]\n"


def _case_text(case: Case, special: Collection[str]) -> str:
    def pairs(names: Iterable[str]) -> list[str]:
        return [f"{_json(name)}: {_json(case.answers[name])}" for name in names]

    first = [name for name in case.answers if name in special]
    rest = [name for name in case.answers if name not in special]
    answers = ",\n".join(_wrapped(pairs(names), 6) for names in (first, rest) if names)
    results = ",\n".join(
        f"        {_json(name)}: {_json(one.model_dump(mode='json', exclude_none=True))}"
        for name, one in case.expected.treatments.items()
    )
    return "\n".join(
        [
            "  {",
            f'    "id": {_json(case.id)},',
            f'    "tags": {_json(list(case.tags))},',
            f'    "description": {_json(case.description)},',
            f'    "answers": {{\n{answers}\n    }},',
            '    "expected": {',
            f'      "pathway": {_json(case.expected.pathway)},',
            f'      "treatments": {{\n{results}\n      }},',
            f'      "red_flags": {_json(list(case.expected.red_flags))}',
            "    }" + ("," if case.published else ""),
            *([f'    "published": {_json(case.published)}'] if case.published else []),
            "  }",
        ]
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _wrapped(parts: Sequence[str], indent: int) -> str:
    """Parts with commas between, as many on a line as fit."""
    lines = [" " * indent]
    for number, part in enumerate(parts):
        piece = part + ("," if number + 1 < len(parts) else "")
        if lines[-1].strip() and len(lines[-1]) + 1 + len(piece) > _WIDTH:
            lines.append(" " * indent)
        lines[-1] += (" " if lines[-1].strip() else "") + piece
    return "\n".join(lines)

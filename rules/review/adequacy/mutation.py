"""Which wrong rule books the cases would notice. A mutant is killed when some case comes out otherwise than it
expects."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.answers import Answers, read_answers
from questionnaire.conditions import Truth, evaluate
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.model import Case, RuleBook
from rules.reasoning.search import TooHard
from rules.review.adequacy.equivalence import telling_patient
from rules.review.adequacy.mutants import Kind, Mutant, is_safety, mutants
from rules.review.check.cases import differences


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: the id of a case that kills it, or None if it survives."""

    mutant: Mutant
    killed_by: str | None


@dataclass(frozen=True)
class Survivor:
    """A mutant that no case notices. `telling` is a patient with whom a case would, None if there is none; where not
    `decided`, the search would take too long. `safety`: it touches a rule that keeps people safe."""

    mutant: Mutant
    safety: bool
    decided: bool
    telling: Mapping[str, object] | None


def try_all(book: RuleBook, questionnaire: Questionnaire) -> tuple[Fate, ...]:
    """The fate of every mutant of a book, under the book's own cases. Raises `Refused` if a case's answers cannot be
    read."""
    bench = _Bench(book, questionnaire)
    return tuple(Fate(mutant, bench.killer(mutant)) for mutant in mutants(book, questionnaire))


def survivors(fates: Iterable[Fate], book: RuleBook, questionnaire: Questionnaire) -> Iterator[Survivor]:
    """The mutants that survive, each with the patient who would tell it from the right book, if there is one."""
    for fate in fates:
        if fate.killed_by is None:
            safety = any(is_safety(book.by_id[rule]) for rule in fate.mutant.rules)
            try:
                yield Survivor(fate.mutant, safety, True, telling_patient(fate.mutant, book, questionnaire))
            except TooHard:
                yield Survivor(fate.mutant, safety, False, None)


class _Bench:
    """The cases, ready to be tried on many mutants. A case is assessed anew only when the fault can reach it."""

    def __init__(self, book: RuleBook, questionnaire: Questionnaire) -> None:
        self._book = book
        self._patients = [
            (case, read_answers(case.answers, questionnaire, f"cases / {case.id}")) for case in book.cases
        ]
        self._truths = {
            rule.id: [evaluate(book.conditions[rule.id], answers.truth) for _, answers in self._patients]
            for rule in book.rules
        }

    def killer(self, mutant: Mutant) -> str | None:
        """The id of the first case found that notices a mutant."""
        for case, answers in self._reached(mutant):
            if any(differences(case, assess(answers, mutant.book))):
                return case.id
        return None

    def _reached(self, mutant: Mutant) -> list[tuple[Case, Answers]]:
        """The cases whose result the fault can change, those where a rule surely fires first: they are the likeliest to
        notice."""
        if mutant.kind.in_condition:
            return [patient for i, patient in enumerate(self._patients) if self._turned(mutant, i)]
        (rule,) = mutant.rules
        truths: Sequence[Truth] = self._truths[rule]
        return [self._patients[i] for wanted in (True, None) for i, truth in enumerate(truths) if truth is wanted]

    def _turned(self, mutant: Mutant, number: int) -> bool:
        answers = self._patients[number][1]
        return any(
            evaluate(mutant.book.conditions[rule], answers.truth) is not self._truths[rule][number]
            for rule in mutant.rules
        )


def mutation_report(fates: Sequence[Fate], survive: Sequence[Survivor]) -> str:
    """The figures and the survivors, for a terminal."""
    total = Counter(fate.mutant.kind for fate in fates)
    killed = Counter(fate.mutant.kind for fate in fates if fate.killed_by is not None)
    width = max(len(kind) for kind in Kind)
    lines = [f"{'kind of fault':{width}}   mutants    killed  survive"]
    rows = [(kind.value, total[kind], killed[kind]) for kind in Kind] + [("all", total.total(), killed.total())]
    lines += [f"{name:{width}}{made:10,}{dead:10,}{made - dead:9,}" for name, made, dead in rows]
    told = [survivor for survivor in survive if survivor.telling is not None]
    undecided = [survivor for survivor in survive if not survivor.decided]
    equivalent = [survivor for survivor in survive if survivor.decided and survivor.telling is None]
    if told:
        lines += ["", "These survive although a case with the patient below would notice them:"]
        for survivor in told:
            lines += [_named(survivor), f"    {json.dumps(dict(survivor.telling or {}), ensure_ascii=False)}"]
    if undecided:
        lines += [
            "",
            "These survive, and the search for a patient who could tell would take too long:",
            *map(_named, undecided),
        ]
    if equivalent:
        lines += [
            "",
            "These change no pathway, status, deciding rule or red flag of any patient who answers everything, "
            "nor of a case with one answer",
            "left out:",
            *map(_named, equivalent),
        ]
    return "\n".join(lines)


def _named(survivor: Survivor) -> str:
    return f"  {'[safety rule] ' if survivor.safety else ''}{survivor.mutant}"

"""What a rule book's cases reach: for each rule, which of them make it true, false, unknown, and decisive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.answers import Answers, read_answers
from questionnaire.conditions import evaluate, leaves
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.model import Level, Rule, RuleBook

_HELD_OPEN = frozenset({Level.EXCLUDES, Level.RESOLVE_FIRST, Level.SUPPORTS})
"""The levels at which a rule that waits for an answer can hold a treatment open."""


class Aspect(StrEnum):
    """What a case can show of a rule. Decisive: it is among the `deciding_rules` of a treatment."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    DECISIVE = "decisive"


@dataclass(frozen=True)
class RuleCoverage:
    """One rule: the aspects that are asked of it, and the ids of the cases that show each."""

    rule: str
    cases: Mapping[Aspect, tuple[str, ...]]

    @property
    def lacking(self) -> tuple[Aspect, ...]:
        """The aspects that no case shows."""
        return tuple(aspect for aspect, shown_by in self.cases.items() if not shown_by)


def coverage(book: RuleBook, questionnaire: Questionnaire) -> tuple[RuleCoverage, ...]:
    """What the book's cases show of each of its rules. Raises `Refused` if a case's answers cannot be read."""
    shown: dict[tuple[str, Aspect], list[str]] = {}
    for case in book.cases:
        for pair in aspects_shown(read_answers(case.answers, questionnaire, f"cases / {case.id}"), book):
            shown.setdefault(pair, []).append(case.id)
    return tuple(
        RuleCoverage(rule.id, {aspect: tuple(shown.get((rule.id, aspect), ())) for aspect in aspects_asked(rule, book)})
        for rule in book.rules
    )


def aspects_asked(rule: Rule, book: RuleBook) -> tuple[Aspect, ...]:
    """What the cases should show of a rule. A rule for everyone is never false; only one that can hold a treatment open
    while it waits for an answer is asked for an unknown; a notice decides nothing."""
    conditional = any(True for _ in leaves(book.conditions[rule.id]))
    levels = set(rule.effects.values())
    asked = {
        Aspect.TRUE: True,
        Aspect.FALSE: conditional,
        Aspect.UNKNOWN: conditional and not _HELD_OPEN.isdisjoint(levels),
        Aspect.DECISIVE: levels != {Level.NOTICE},
    }
    return tuple(aspect for aspect, wanted in asked.items() if wanted)


def aspects_shown(answers: Answers, book: RuleBook) -> set[tuple[str, Aspect]]:
    """What one patient shows of the rules: pairs of rule id and aspect."""
    of_truth = {True: Aspect.TRUE, False: Aspect.FALSE, None: Aspect.UNKNOWN}
    shown = {(rule.id, of_truth[evaluate(book.conditions[rule.id], answers.truth)]) for rule in book.rules}
    deciding = {rule for result in assess(answers, book).treatments.values() for rule in result.deciding_rules}
    return shown | {(rule, Aspect.DECISIVE) for rule in deciding}


def coverage_table(found: Sequence[RuleCoverage]) -> str:
    """The coverage for a terminal: how many cases show each aspect of each rule; a dash where it is not asked, NONE
    where it lacks."""
    width = max((len(one.rule) for one in found), default=4)
    lines = [f"{'rule':{width}}" + "".join(f"{aspect:>10}" for aspect in Aspect)]
    for one in found:
        counts = [len(one.cases[aspect]) if aspect in one.cases else -1 for aspect in Aspect]
        lines.append(f"{one.rule:{width}}" + "".join(f"{'-' if n < 0 else n or 'NONE':>10}" for n in counts))
    asked, lacking = sum(len(one.cases) for one in found), sum(len(one.lacking) for one in found)
    lines.append(f"{len(found)} rules, {asked} aspects, {lacking} that no case shows.")
    return "\n".join(lines)

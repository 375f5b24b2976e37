"""From one patient's answers to a status for each treatment. This file is the heart of the product: read it top to
bottom.

Each rule's condition is true, false or unknown. A rule that surely fires acts on treatments at its level; a rule that
may fire, because an answer is missing, can hold a treatment open. Rules only ever add: their order never matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import MappingProxyType

from questionnaire.answers import Answers
from questionnaire.conditions import Truth, evaluate
from rules.assessment import Assessment, Effect, Finding, TreatmentResult
from rules.decision import CAN_MOVE, STRENGTH, decide, pathway_of
from rules.explain import because
from rules.model import Level, Rule, RuleBook, Status, Version
from rules.reasoning.possible import Completions
from rules.whatif import what_if


def assess(answers: Answers, book: RuleBook) -> Assessment:
    """Assess one patient's answers under a rule book, with every reason."""
    truths = {rule.id: evaluate(book.conditions[rule.id], answers.truth) for rule in book.rules}
    findings = {
        rule.id: _finding(rule, truths[rule.id], answers, book) for rule in book.rules if truths[rule.id] is not False
    }
    completions = Completions(answers, book, truths)
    treatments = {name: _treatment(name, findings, completions, book) for name in book.treatments}
    red_flags = tuple(rule.id for rule in book.rules if rule.red_flag and truths[rule.id])
    return Assessment(
        rule_book=book.version,
        questionnaire=Version(answers.questionnaire.version, answers.questionnaire.sha256),
        answers=answers,
        pathway=pathway_of(bool(red_flags), {n: result.status for n, result in treatments.items()}, book.treatments),
        red_flags=red_flags,
        notices=tuple(f.rule.id for f in findings.values() if _is_notice(f)),
        treatments=MappingProxyType(treatments),
        findings=tuple(findings.values()),
        tensions=tuple(t for t in book.tensions if evaluate(book.conditions[t.id], answers.truth)),
        find_what_if=partial(
            what_if, answers, book, truths, {name: (r.status, r.deciding_rules) for name, r in treatments.items()}
        ),
    )


def _finding(rule: Rule, truth: Truth, answers: Answers, book: RuleBook) -> Finding:
    sentence, questions = because(book.conditions[rule.id], truth, answers)
    return Finding(rule, truth, sentence, questions)


def _is_notice(finding: Finding) -> bool:
    """A notice informs: a fired rule at that level, or an unknown excluding or deferring rule that asks only for a
    note."""
    if finding.truth is None:
        return finding.rule.if_unknown == "note"
    return Level.NOTICE in finding.rule.effects.values()


def _treatment(name: str, findings: dict[str, Finding], completions: Completions, book: RuleBook) -> TreatmentResult:
    effects = tuple(
        Effect(findings[rule.id], rule.effects[name]) for rule in book.by_treatment[name] if rule.id in findings
    )
    status, deciding = decide(effects)
    possible = completions.statuses(name)
    settled = possible == (status,)
    return TreatmentResult(
        id=name,
        group=book.treatments[name].group,
        status=status,
        possible=possible,
        deciding_rules=tuple(sorted(effect.finding.rule.id for effect in deciding)),
        ask=() if settled else _ask(status, effects, deciding, completions.order),
        effects=effects,
    )


def _ask(
    status: Status, effects: Sequence[Effect], deciding: Sequence[Effect], order: Sequence[str]
) -> tuple[str, ...]:
    """The questions whose answers could still move the status: those that hold it open first, then by the strength of
    the rules that wait for them, then by how many do, then by the `order` of the form."""
    waiting: dict[str, list[tuple[bool, int]]] = {}
    for effect in effects:
        open_still = effect.finding.truth is None or (effect in deciding and effect.level is Level.NEEDS_INFO)
        if open_still and effect.level in CAN_MOVE[status]:
            for question in effect.finding.questions:
                waiting.setdefault(question, []).append((effect not in deciding, STRENGTH[effect.level]))
    return tuple(sorted(waiting, key=lambda name: (min(waiting[name]), -len(waiting[name]), order.index(name))))

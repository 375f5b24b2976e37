"""Rules that say the same, and rules that say no more than a stronger one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from questionnaire.conditions import Not
from rules.decision import STRENGTH
from rules.model import Level, Rule
from rules.reasoning.search import every
from rules.review.check.finding import Content, Finding, deciding
from rules.review.check.left_out import asks_whether_answered, depends_on


def check(content: Content) -> Iterator[Finding]:
    """A warning for two rules that always fire together with the same effects, and for a rule that fires only when
    another does that is at least as strong for every treatment it touches.

    Judged by patients who answer everything: rules for everyone, and rules that ask whether something was answered, are
    left alone.
    """
    book = content.book
    rules = [rule for rule in book.rules if not asks_whether_answered(book.conditions[rule.id])]
    hang_on = {rule.id: depends_on(book.reads[rule.id], content.questionnaire) for rule in rules}
    told: set[frozenset[str]] = set()
    for one, other in permutations(rules, 2):
        # Of two rules that have no question in common, neither says anything about the other.
        if not _covered(one, other) or not hang_on[one.id] & hang_on[other.id] or frozenset((one.id, other.id)) in told:
            continue
        with deciding(f"rules / {one.id}"):
            if _fires_only_with(one, other, content) and _can_fail(other, content):
                told.add(frozenset((one.id, other.id)))
                yield Finding(
                    "alike", "warning", f"rules / {one.id}", _message(one, other, content), _example(one, content)
                )


def _fires_only_with(one: Rule, other: Rule, content: Content) -> bool:
    mine, its = content.book.conditions[one.id], content.book.conditions[other.id]
    return not content.everyone.some(every([mine, Not(its)])) and content.everyone.some(mine)


def _can_fail(rule: Rule, content: Content) -> bool:
    return content.everyone.some(Not(content.book.conditions[rule.id]))


def _example(rule: Rule, content: Content) -> dict[str, object] | None:
    return content.everyone.find(content.book.conditions[rule.id])


def _message(one: Rule, other: Rule, content: Content) -> str:
    if _covered(other, one) and _fires_only_with(other, one, content):
        return f'this rule and "{other.id}" fire for the same patients and do the same; keep one of them'
    told = f'whenever this rule fires, "{other.id}" fires too and is at least as strong; this rule adds nothing'
    return f"{told}. Remove it, or correct the condition that is wrong"


def _covered(one: Rule, other: Rule) -> bool:
    """Whether another rule says at least as much for every treatment that this one touches, is shown as urgently, and
    holds a treatment open where this one would."""
    if (one.red_flag and not other.red_flag) or (one.act_first and not (other.act_first or other.red_flag)):
        return False
    if one.if_unknown == "needs_info" and other.if_unknown != "needs_info":
        return False
    return all(name in other.effects and _as_strong(other.effects[name], level) for name, level in one.effects.items())


def _as_strong(level: Level, than: Level) -> bool:
    """A support says something that no stronger level says, and a notice is there to be read; the others outdo each
    other."""
    if than in (Level.SUPPORTS, Level.NOTICE):
        return level is than
    return STRENGTH[level] <= STRENGTH[than]

"""Rules that say the same, and rules that say no more than a stronger one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from questionnaire.conditions import ALWAYS, Not
from rules.check.finding import Content, Finding
from rules.model import Level, Rule
from rules.search import every

_STRENGTH = {level: strength for strength, level in enumerate(Level)}


def check(content: Content) -> Iterator[Finding]:
    """A warning for two rules that always fire together with the same effects, and for a rule that fires only when another does that is at
    least as strong for every treatment it touches."""
    book = content.book
    told: set[frozenset[str]] = set()
    for one, other in permutations(book.rules, 2):
        if not _covered(one, other) or not book.reads[one.id] & book.reads[other.id]:
            continue
        mine, its = book.conditions[one.id], book.conditions[other.id]
        if {one.id, other.id} & book.asks_whether_answered or ALWAYS in (mine, its) or frozenset((one.id, other.id)) in told:
            continue
        if content.everyone.some(every([mine, Not(its)])) or not content.everyone.some(mine):
            continue
        told.add(frozenset((one.id, other.id)))
        example = content.everyone.find(mine)
        if one.effects == other.effects and not content.everyone.some(every([its, Not(mine)])):
            message = f'this rule and "{other.id}" fire for the same patients and do the same; keep one of them'
        else:
            message = f'whenever this rule fires, "{other.id}" fires too and is at least as strong; this rule adds nothing'
        yield Finding("alike", "warning", f"rules / {one.id}", message, example)


def _covered(one: Rule, other: Rule) -> bool:
    """Whether another rule says at least as much for every treatment that this one touches."""
    if one.red_flag and not other.red_flag:
        return False
    return all(name in other.effects and _as_strong(other.effects[name], level) for name, level in one.effects.items())


def _as_strong(level: Level, than: Level) -> bool:
    """A support says something that no stronger level says, and a notice is there to be read; the others outdo each other."""
    if than in (Level.SUPPORTS, Level.NOTICE):
        return level is than
    return _STRENGTH[level] <= _STRENGTH[than]

"""Treatments that are not covered by an exclusion which every other treatment of their kind has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.decision import HOLD_OPEN
from rules.model import Done, Group, Treatment
from rules.review.check.finding import Content, Finding

_LEAST = 2
"""How many other treatments of a kind must agree before the one that differs is told."""


def check(content: Content) -> Iterator[Finding]:
    """A warning for each rule that excludes or defers every treatment of a kind but one.

    A kind is a group, such as the regenerative treatments, or all that do the same to the body, such as being injected
    under local anaesthetic.
    """
    book = content.book
    for rule in book.rules:
        stopped = {name for name, level in rule.effects.items() if level in HOLD_OPEN}
        told: set[str] = set()
        for kind, names in _kinds(book.treatments):
            left = [name for name in names if name not in stopped]
            if len(left) == 1 and left[0] not in {*told, *rule.effects} and len(names) > _LEAST:
                told.add(left[0])
                message = f"this rule stops every other treatment {kind}, and says nothing of {left[0]}"
                remedy = "Add its effect there, or say in accepted.json why the rule does not concern it"
                yield Finding("uncovered", "warning", f"rules / {rule.id} / {left[0]}", f"{message}. {remedy}")


def _kinds(treatments: Mapping[str, Treatment]) -> Iterator[tuple[str, list[str]]]:
    """Each kind in words, with its treatments; an interest is none, for nothing is done yet."""
    procedures = {name: one for name, one in treatments.items() if one.group is not Group.INTEREST}
    for group in Group:
        yield f"of the group {group}", [name for name, one in procedures.items() if one.group is group]
    for done in Done:
        yield f"with {_WORDS[done]}", [name for name, one in procedures.items() if done in one.done]


_WORDS = {
    Done.LOCAL_ANAESTHETIC: "local anaesthetic",
    Done.BLOOD_DRAWN: "blood drawn",
    Done.TISSUE_HARVESTED: "tissue harvested",
}

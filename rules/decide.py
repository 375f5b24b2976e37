"""From the rules that fire or may fire to a status: the six lines that this product is about."""

from __future__ import annotations

from collections.abc import Sequence

from rules.assessment import Effect
from rules.model import Level, Status

FITS = (Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION)
"""The statuses with which a treatment counts as fitting the patient."""


def decide(effects: Sequence[Effect]) -> tuple[Status, Sequence[Effect]]:
    """The status that rules which fire or may fire come to for one treatment, and the effects that decided it. The
    first line that holds:

    1. a rule that surely fires excludes
    2. one asks to settle something first
    3. information is needed: a rule says so, or a rule that may exclude or defer waits for an answer, or nothing surely
    supports the
       treatment while something may
    4. a caution and a support surely hold
    5. a support surely holds
    6. nothing speaks for it
    """

    def sure(level: Level) -> list[Effect]:
        return [effect for effect in effects if effect.level is level and effect.finding.truth]

    def may(*levels: Level) -> list[Effect]:
        return [effect for effect in effects if effect.level in levels and effect.finding.truth is None]

    if excluding := sure(Level.EXCLUDES):
        return Status.NOT_SUITABLE, excluding
    if deferring := sure(Level.RESOLVE_FIRST):
        return Status.RESOLVE_FIRST, deferring
    supporting = sure(Level.SUPPORTS)
    held_open = [e for e in may(Level.EXCLUDES, Level.RESOLVE_FIRST) if e.finding.rule.if_unknown == "needs_info"]
    held_open += sure(Level.NEEDS_INFO)
    if not supporting:
        held_open += may(Level.SUPPORTS)
    if held_open:
        return Status.NEEDS_INFO, held_open
    if supporting and (cautioning := sure(Level.CAUTION)):
        return Status.CONSIDER_WITH_CAUTION, cautioning
    if supporting:
        return Status.MAY_BE_SUITABLE, supporting
    return Status.NOT_INDICATED, ()

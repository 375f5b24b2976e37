"""The result of assessing one patient's answers under one rule book."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from questionnaire.answers import Answers
from questionnaire.conditions import Truth
from rules.model import Group, Level, Pathway, Rule, Status, Tension, Version


@dataclass(frozen=True, eq=False)
class Finding:
    """One rule as it stands for this patient. Only rules that surely fire (`truth` True) or may fire (None) are kept.

    `because` is a plain sentence with the patient's own answers; `questions` are the ids of the questions it rests on:
    for an unknown rule those whose answers are missing.
    """

    rule: Rule
    truth: Truth
    because: str
    questions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Effect:
    """What one finding does to one treatment."""

    finding: Finding
    level: Level


@dataclass(frozen=True)
class TreatmentResult:
    """One treatment: its status, every status that some completion of the unknown answers could bring, the ids of the
    rules that decided, the questions that would settle it (most decisive first), and every rule that fires or may
    fire."""

    id: str
    group: Group
    status: Status
    possible: tuple[Status, ...]
    deciding_rules: tuple[str, ...]
    ask: tuple[str, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class StageShift:
    """What changes if a stage were another one: `statuses` holds only the treatments whose status differs."""

    question: str
    option: str
    statuses: Mapping[str, Status]


@dataclass(frozen=True)
class Change:
    """One answer that the patient can truly change, and the better status it would bring a treatment."""

    treatment: str
    question: str
    option: str
    status: Status


@dataclass(frozen=True)
class WhatIf:
    """What would change: with the stage one lower or higher, and by what the patient can do."""

    stage: tuple[StageShift, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Assessment:
    """Everything the rules say about one patient. `red_flags` and `notices` hold rule ids; `findings` every rule that
    fires or may fire, in the order of the book; `tensions` the answers that do not go well together. `find_what_if`
    works out `what_if`."""

    rule_book: Version
    questionnaire: Version
    answers: Answers
    pathway: Pathway
    red_flags: tuple[str, ...]
    notices: tuple[str, ...]
    treatments: Mapping[str, TreatmentResult]
    findings: tuple[Finding, ...]
    tensions: tuple[Tension, ...]
    find_what_if: Callable[[], WhatIf] = field(repr=False, compare=False)

    @cached_property
    def what_if(self) -> WhatIf:
        """What would change. Worked out when first asked for: it takes as long as all the rest, and many readers want
        only the statuses."""
        return self.find_what_if()

    @property
    def procedures(self) -> tuple[str, ...]:
        """The ids of the treatments that are done to a patient: all but the interests."""
        return tuple(name for name, result in self.treatments.items() if result.group is not Group.INTEREST)

    def finding(self, rule_id: str) -> Finding:
        """The finding of a rule that fires or may fire; raises `KeyError` for any other."""
        for finding in self.findings:
            if finding.rule.id == rule_id:
                return finding
        raise KeyError(rule_id)

    def to_json(self) -> dict[str, object]:
        """The assessment as plain JSON values: the contract of the terminal's `assess`."""
        return {
            "rule_book": {"version": self.rule_book.version, "sha256": self.rule_book.sha256},
            "questionnaire": {"version": self.questionnaire.version, "sha256": self.questionnaire.sha256},
            "pathway": self.pathway.value,
            "red_flags": list(self.red_flags),
            "treatments": {name: _treatment_json(result) for name, result in self.treatments.items()},
            "notices": list(self.notices),
            "tensions": [tension.id for tension in self.tensions],
            "what_if": {
                "stage": [
                    {
                        "question": s.question,
                        "option": s.option,
                        "statuses": {n: status.value for n, status in s.statuses.items()},
                    }
                    for s in self.what_if.stage
                ],
                "changes": [
                    {"treatment": c.treatment, "question": c.question, "option": c.option, "status": c.status.value}
                    for c in self.what_if.changes
                ],
            },
        }


_TRUTH_WORDS = {True: "true", False: "false", None: "unknown"}


def _treatment_json(result: TreatmentResult) -> dict[str, object]:
    return {
        "status": result.status.value,
        "possible": [status.value for status in result.possible],
        "deciding_rules": list(result.deciding_rules),
        "ask": list(result.ask),
        "rules": [
            {
                "id": effect.finding.rule.id,
                "level": effect.level.value,
                "truth": _TRUTH_WORDS[effect.finding.truth],
                "because": effect.finding.because,
            }
            for effect in result.effects
        ],
    }

"""The rule book as data: treatments, parameters, sources, rules, tensions and cases, read with pydantic, frozen once
read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from questionnaire.answers import Value
from questionnaire.conditions import Condition, Fact, questions_read
from questionnaire.model import Data, Id, Questionnaire, Text
from rules.reasoning.kinds import Kinds

SourceKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Level(StrEnum):
    """What a rule does to a treatment, the strongest first."""

    EXCLUDES = "excludes"
    RESOLVE_FIRST = "resolve_first"
    NEEDS_INFO = "needs_info"
    CAUTION = "caution"
    SUPPORTS = "supports"
    NOTICE = "notice"


class Status(StrEnum):
    """What the rules come to for one treatment."""

    NOT_SUITABLE = "not_suitable"
    RESOLVE_FIRST = "resolve_first"
    NEEDS_INFO = "needs_info"
    CONSIDER_WITH_CAUTION = "consider_with_caution"
    MAY_BE_SUITABLE = "may_be_suitable"
    NOT_INDICATED = "not_indicated"


class Pathway(StrEnum):
    """The one-line conclusion across treatments."""

    MEDICAL_REVIEW_FIRST = "medical_review_first"
    FUE_AND_REGENERATIVE = "fue_and_regenerative"
    FUE = "fue"
    REGENERATIVE = "regenerative"
    RESOLVE_FIRST = "resolve_first"
    MORE_INFORMATION = "more_information"
    NONE_SUITABLE = "none_suitable"


class Group(StrEnum):
    """What kind of treatment one is. An interest is something a patient may ask about beside a treatment."""

    SURGERY = "surgery"
    REGENERATIVE = "regenerative"
    INTEREST = "interest"


class Done(StrEnum):
    """What a treatment does to the body."""

    LOCAL_ANAESTHETIC = "local_anaesthetic"
    BLOOD_DRAWN = "blood_drawn"
    TISSUE_HARVESTED = "tissue_harvested"


class Source(Data):
    """One entry of the bibliography. It may be quoted only for what it says.

    `grade`: "A" page or abstract read, "S" known through another page, "U" unsourced (a clinical convention that the
    clinic's doctor must sign off). `locator` is a DOI, a PMC number or an https address; empty when there is none.
    """

    title: str
    published: str
    locator: str = ""
    grade: Literal["A", "S", "U"]
    note: str = ""


class Parameter(Data):
    """A named number that conditions and the texts of rules refer to as `$name`. `least`: a clinic may not set it
    lower."""

    label: str
    value: float
    unit: str
    least: float | None = None
    sources: tuple[SourceKey, ...] = Field(min_length=1)
    note: str = ""
    reviewed: date


class Spread(Data):
    """A published number with how far it may be off: from `low` to `high`, with a best estimate in the `middle` where
    one is given, and what the two ends are."""

    low: float = Field(ge=0)
    high: float = Field(ge=0)
    middle: float | None = Field(default=None, ge=0)
    says: str

    @model_validator(mode="after")
    def _in_order(self) -> Spread:
        middle = self.low if self.middle is None else self.middle
        if not self.low <= middle <= self.high:
            raise ValueError("low, middle and high must follow one another")
        return self


class Supply(Spread):
    """How many grafts a donor area may give in a lifetime, in grafts, as one source has it."""

    source: SourceKey


class Donor(Data):
    """What is published on how many grafts there are, and on how many a first session takes by Norwood stage (option
    ids), in grafts. For planning, never a quote."""

    lifetime: tuple[Supply, ...] = Field(min_length=1)
    first_session: dict[str, tuple[int, int]]
    first_session_source: SourceKey


class Study(Data):
    """One published study of a treatment. `result` is "for", "against" (a negative trial counts as much) or "mixed".
    `density` is the change in hairs per cm² against the start or the untreated side, where it was measured."""

    source: SourceKey
    design: str
    size: str
    finding: str
    follow_up: str
    density: Spread | None = None
    result: Literal["for", "against", "mixed"]


class Regulation(Data):
    """What a treatment's legal standing is in one region, on a date."""

    region: Literal["US", "EU", "UK", "other"]
    says: str
    as_of: str
    sources: tuple[SourceKey, ...] = Field(min_length=1)


class Point(Data):
    """One neutral sentence for patients, with its sources. `CONV` marks a convention without one."""

    text: Text
    sources: tuple[SourceKey, ...] = Field(min_length=1)


class Treatment(Data):
    """One option, as knowledge: what it is, both sides, who was studied, what is known and what is not.

    `evidence_grade`: "A" several good trials agree, "B" trials that are small or mixed, "C" early studies, "D" no
    controlled trial found, "P" established practice that rests on series and expert opinion rather than on controlled
    trials. `done` is what is done to the body. `approved` is false for a product that no regulator has approved for any
    such use; one that `leads` can make a pathway: surgery, and the regenerative treatments that are approved. Only the
    sentences in `Text` are for patients.
    """

    id: Id
    group: Group
    done: tuple[Done, ...]
    approved: bool
    leads: bool
    name: Text
    short_name: str
    what_it_is: Text
    what_it_is_like: Text
    reasons_for: tuple[Point, ...] = Field(min_length=1)
    reasons_against: tuple[Point, ...] = Field(min_length=1)
    who_was_studied: str
    evidence_grade: Literal["A", "B", "C", "D", "P"]
    evidence_summary: str
    evidence: tuple[Study, ...] = ()
    donor: Donor | None = None
    time_to_result: str
    durability: str
    schedule: str
    side_effects: tuple[Point, ...] = Field(min_length=1)
    cost: str
    cost_sources: tuple[SourceKey, ...] = Field(min_length=1)
    regulation: tuple[Regulation, ...] = Field(min_length=1)
    unsourced: tuple[str, ...] = ()
    sources: tuple[SourceKey, ...] = Field(min_length=1)
    reviewed: date


class Rule(Data):
    """One rule: when it fires, what it does to which treatment, why, and what the patient is told.

    `if_unknown` says what an unknown condition does when the rule would exclude or defer: "needs_info" holds the
    treatment open, "note" lists a notice. `red_flag`: a doctor should look before any procedure. `act_first`: it stands
    among what to act on first, though by its level it only cautions. `temporary`: the reason may pass. `action` is what
    the clinician would do first about it, in a few words. A text may name a parameter as `$name`; `rules.load` puts its
    number there.
    """

    id: Id
    title: str
    when: dict[str, object]
    effects: dict[Id, Level] = Field(min_length=1)
    if_unknown: Literal["needs_info", "note"] | None = None
    red_flag: bool = False
    act_first: bool = False
    temporary: bool = False
    clinician: str
    action: str = ""
    patient: Text
    sources: tuple[SourceKey, ...] = Field(min_length=1)
    reviewed: date


class ClinicSetting(Data):
    """A fact of the clinic that conditions may read, what it may be, and what it is where the clinic says nothing."""

    id: Id
    label: str
    options: tuple[Id, ...] = Field(min_length=2)
    default: Id


class Tension(Data):
    """Two answers that do not go well together, for the clinician to ask about. It never changes a status."""

    id: Id
    when: dict[str, object]
    clinician: str


class ExpectedTreatment(Data):
    """What a case expects for one treatment; without `deciding_rules` only the status is expected."""

    status: Status
    deciding_rules: tuple[Id, ...] | None = None


class Expected(Data):
    """What a case expects."""

    pathway: Pathway
    treatments: dict[Id, ExpectedTreatment]
    red_flags: tuple[Id, ...]


class Case(Data):
    """A worked patient with the expected result: the rule book's own test."""

    id: Id
    tags: tuple[str, ...]
    description: str
    answers: dict[str, object]
    expected: Expected
    published: str | None = None


@dataclass(frozen=True)
class Version:
    """Which version of a document this is: its own number and the SHA-256 of its canonical JSON."""

    version: str
    sha256: str


@dataclass(frozen=True, eq=False)
class RuleBook:
    """Everything of one version. Made by `rules.load`, for one `questionnaire`.

    `written` are the rules with `$parameter` still standing in their texts, by id. `conditions` holds each rule's and
    tension's parsed `when`, by id. `classes` holds, for each question, the values that the conditions can tell apart,
    one of each; `plain` the answer to each question that fires the fewest rules: what `rules.reasoning.search` chooses
    from. `asks_whether_answered` are the rules that ask if a question was answered; `score_items` the questions of each
    score. `settings` are the facts of the clinic under which the book was read.
    """

    version: Version
    title: str
    treatments: Mapping[str, Treatment]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]
    written: Mapping[str, Rule]
    tensions: tuple[Tension, ...]
    cases: tuple[Case, ...]
    conditions: Mapping[str, Condition]
    classes: Mapping[str, tuple[Value, ...]]
    plain: Mapping[str, Value]
    asks_whether_answered: frozenset[str]
    score_items: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Fact]
    questionnaire: Questionnaire

    @cached_property
    def by_treatment(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that say something about each treatment, in the order of the book."""
        return {name: tuple(rule for rule in self.rules if name in rule.effects) for name in self.treatments}

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def reads(self) -> dict[str, frozenset[str]]:
        """The questions that each rule reads, by rule id; a score's items stand for the score."""
        return {rule.id: questions_read(self.conditions[rule.id]) for rule in self.rules}

    @cached_property
    def read_by(self) -> dict[str, tuple[str, ...]]:
        """The rules that read each question, by question id."""
        readers: dict[str, list[str]] = {}
        for rule, questions in self.reads.items():
            for question in questions:
                readers.setdefault(question, []).append(rule)
        return {question: tuple(rules) for question, rules in readers.items()}

    @cached_property
    def kinds(self) -> Kinds:
        """The kinds of answer to each question that the conditions can tell apart, as masks."""
        return Kinds(self.questionnaire, self.conditions.values(), self.classes)

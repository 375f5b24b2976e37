"""What somebody at the clinic is shown, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from questionnaire.answers import State
from questionnaire.words import Language
from records.accounts import Account
from records.photos import PhotoRow
from records.submissions import SubmissionRow
from rules.model import Level, Pathway, Status


@dataclass(frozen=True)
class SignInPage:
    """Nobody is signed in. `problem`: why somebody who tried is not, "wrong" or "wait"."""

    problem: str | None


@dataclass(frozen=True)
class StoreDownPage:
    """The records cannot be read; `why` in plain words."""

    why: str


@dataclass(frozen=True)
class ListPage:
    """The forms sent, the newest first: `rows` of the `total` that match, from the place `offset` on, `page_size` at
    most. `faults`: worked patients of the rule book that come out otherwise than it says. `in_use` says which rules and
    questions are in force, `trouble` why what was asked for last was not done."""

    account: Account
    search: str
    only_open: bool
    offset: int
    page_size: int
    rows: tuple[SubmissionRow, ...]
    total: int
    faults: tuple[str, ...]
    in_use: str
    trouble: str = ""


@dataclass(frozen=True)
class RulesChanged:
    """The rules or questions in use are not those that the form was sent under. `read_under` is the version of the rule
    book that the page goes by, None if the one it was sent under can no longer be read; `moved` are the options whose
    status differs under today's, with that status."""

    read_under: str | None
    moved: tuple[tuple[str, Status], ...]


@dataclass(frozen=True)
class FirstStep:
    """What to act on before anything else."""

    red_flag: bool
    title: str
    action: str
    because: str


@dataclass(frozen=True)
class OptionStatus:
    """One option with its status and what decided it."""

    name: str
    status: Status
    decided_by: str


@dataclass(frozen=True)
class RuleShown:
    """A rule that fires, or may fire where it is not `sure`."""

    id: str
    level: Level
    sure: bool
    title: str
    because: str
    rationale: str


@dataclass(frozen=True)
class OptionReasons:
    """Every rule that speaks on one option, the strongest first, and what its status could become."""

    name: str
    could_become: tuple[Status, ...]
    improvements: tuple[str, ...]
    rules: tuple[RuleShown, ...]


@dataclass(frozen=True)
class AnswerShown:
    """One answer; `used` by a rule that fired."""

    label: str
    answer: str
    used: bool


@dataclass(frozen=True)
class CasePage:
    """One patient: the conclusion, what to act on first, each option with its reasons, and every answer. `reviewed` is
    when and by whom; `may_review` whether whoever is signed in may note that they did; `language` is the one it was
    filled in in, if not the team's own."""

    account: Account
    reference: str
    sent_at: datetime
    name: str
    born: date
    age: int
    reachable: tuple[str, ...]
    note: str
    language: Language | None
    rules_changed: RulesChanged | None
    pathway: Pathway
    red_flag: bool
    first_steps: tuple[FirstStep, ...]
    reviewed: tuple[datetime, str] | None
    may_review: bool
    statuses: tuple[OptionStatus, ...]
    reasons: tuple[OptionReasons, ...]
    other_stage: str
    not_known: tuple[tuple[str, State], ...]
    tensions: tuple[str, ...]
    photos: tuple[PhotoRow, ...]
    answers: Mapping[str, tuple[AnswerShown, ...]]
    made_under: str
    trouble: str = ""


ClinicView = SignInPage | StoreDownPage | ListPage | CasePage

"""The questionnaire as data: what `questions.json` may hold, read with pydantic, frozen once read."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from questionnaire.canonical import sha256
from questionnaire.conditions import All, Answered, Any, Condition, Not, Subject, leaves, parse, questions_read
from questionnaire.problems import Problem, Refused

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
Kind = Literal["choice", "multiple_choice", "integer", "decimal", "boolean", "contact"]


def _has_english(text: dict[str, str]) -> dict[str, str]:
    if not text.get("en", "").strip():
        raise ValueError('every text needs at least English: {"en": "..."}')
    return text


Text = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], str], AfterValidator(_has_english)]
"""One text in each language, by two-letter code; English is always there."""


class Data(BaseModel):
    """Frozen, and closed: a misspelt key is an error, not a silent loss."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Option(Data):
    """One answer a patient can choose. `label` is the clinician's short word for it, `text` the patient's.

    `lower` and `higher` name the neighbouring options of a stage on its scale. `reachable` is false for an answer that
    nobody can change to, such as never having smoked. `means` marks an option that gives no information: "unsure" or
    "declined". `exclusive` cannot be combined with another option of the same question. `score` is the item's points in
    a named sum. `harmless` marks an answer to a safety question that needs no rule.
    """

    id: Id
    text: Text
    label: str
    hint: Text | None = None
    means: Literal["unsure", "declined"] | None = None
    exclusive: bool = False
    score: int | None = None
    lower: Id | None = None
    higher: Id | None = None
    reachable: bool = True
    harmless: bool = False


class ContactField(Data):
    """One box of a contact question. `required` boxes must be filled before the form can be sent."""

    id: Literal["name", "born", "email", "phone", "prefers", "note"]
    text: Text
    hint: Text | None = None
    required: bool = False
    max_length: int = 200
    options: tuple[Option, ...] = ()
    errors: dict[str, Text] = {}


class Question(Data):
    """One question. `label` is its short name for clinicians; `why` tells the patient why it is asked; `used_by` says
    which rule, document or person reads the answer. `errors` holds the words for each way to be wrong: `missing`,
    `not_a_number`, `out_of_range`, `exclusive`. `required` questions cannot be left blank (they may offer "prefer not
    to say"); `optional` ones may be, without a reminder. `changeable` marks an answer that a patient can truly change,
    such as smoking; `safety` one whose every answer a rule must read.
    """

    id: Id
    type: Kind
    text: Text
    label: str
    why: Text
    used_by: str
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    show_if: dict[str, object] | None = None
    minimum: float | None = None
    maximum: float | None = None
    unusual_below: float | None = None
    unusual_above: float | None = None
    unit: Text | None = None
    required: bool = False
    optional: bool = False
    changeable: bool = False
    safety: bool = False
    picture: bool = False
    source: str | None = None
    fields: tuple[ContactField, ...] = ()
    errors: dict[Literal["missing", "not_a_number", "out_of_range", "exclusive"], Text] = {}

    @cached_property
    def by_option(self) -> dict[str, Option]:
        """The options by id."""
        return {option.id: option for option in self.options}

    @cached_property
    def means(self) -> dict[str, str]:
        """The options that give no information, by id: what each means."""
        return {option.id: option.means for option in self.options if option.means}

    @cached_property
    def definite(self) -> tuple[str, ...]:
        """The ids of the options that give information."""
        return tuple(option.id for option in self.options if not option.means)


class Page(Data):
    """One screen of the form: one to four questions; a sensitive one stands alone."""

    id: Id
    title: Text
    intro: Text | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Section(Data):
    """A step of the form, as the patient sees it: "Step 2 of 6: your hair"."""

    id: Id
    title: Text
    pages: tuple[Page, ...] = Field(min_length=1)


class Score(Data):
    """A named sum of the points of several items, such as the PHQ-2."""

    id: Id
    label: str
    items: tuple[Id, ...] = Field(min_length=1)
    source: str


class Questionnaire(Data):
    """The whole form. `load.read_questionnaire` checks what a shape alone cannot: names, order, conditions, wording."""

    version: str
    title: Text
    sections: tuple[Section, ...] = Field(min_length=1)
    scores: tuple[Score, ...] = ()
    schema_: str | None = Field(default=None, alias="$schema")

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in the order of the form."""
        return tuple(page for section in self.sections for page in section.pages)

    @cached_property
    def place_by_page(self) -> dict[str, int]:
        """Where each page stands in the order of the form, by id."""
        return {page.id: place for place, page in enumerate(self.pages)}

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the form."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def score_by_id(self) -> dict[str, Score]:
        """The scores by id."""
        return {score.id: score for score in self.scores}

    @cached_property
    def answerable(self) -> tuple[Question, ...]:
        """The questions whose answers rules may read: all but the contact details, which are kept apart."""
        return tuple(question for question in self.questions if question.type != "contact")

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """The parsed `show_if` of each question that has one. Raises `Refused` for a faulty one."""
        return parse_conditions(self)

    @cached_property
    def shows_others(self) -> frozenset[str]:
        """The questions on whose answers it depends whether another is shown."""
        return frozenset().union(*map(questions_read, self.conditions.values()))

    @cached_property
    def sha256(self) -> str:
        """The identity of this version: SHA-256 of its canonical JSON, in hexadecimal."""
        return sha256(self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"schema_"}))

    def subjects(self) -> dict[str, Subject]:
        """What a rule's condition may speak about: every answerable question's definite options, and the scores."""
        return {q.id: subject_of(q, q.definite) for q in self.answerable} | {
            s.id: Subject("score", items=s.items) for s in self.scores
        }


def subject_of(question: Question, options: tuple[str, ...]) -> Subject:
    """A question as a condition sees it, with the options the condition may name."""
    kind = "number" if question.type in ("integer", "decimal") else question.type
    return Subject(kind, options)


def parse_conditions(form: Questionnaire) -> dict[str, Condition]:
    """Each question's `show_if`, parsed. It may name every option, also "prefer not to say", but only of earlier
    questions, and stays flat and positive so that it exports to FHIR `enableWhen`. Raises `Refused` otherwise."""
    problems: list[Problem] = []
    parsed: dict[str, Condition] = {}
    earlier: dict[str, Subject] = {}
    for question in form.answerable:
        if question.show_if is not None:
            place = f"questions.json / {question.id} / show_if"
            try:
                condition = parse(question.show_if, place, earlier)
            except Refused as refused:
                problems += refused.problems
            else:
                if any(isinstance(leaf, Answered) for leaf in leaves(condition)):
                    problems.append(
                        Problem(
                            place,
                            "a question cannot be shown by whether another was answered: name the answers that show it",
                        )
                    )
                if not _flat(condition):
                    problems.append(
                        Problem(
                            place,
                            'keep this to one leaf, or one "all" or "any" of leaves; deeper logic belongs in the rules',
                        )
                    )
                parsed[question.id] = condition
        earlier[question.id] = subject_of(question, tuple(question.by_option))
    if problems:
        raise Refused(problems)
    return parsed


def _flat(condition: Condition) -> bool:
    return not isinstance(condition, Not) and (
        not isinstance(condition, All | Any) or all(not isinstance(part, All | Any | Not) for part in condition.parts)
    )

"""What stands in the patient's copy, in the patient's language, worked out once and frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pdf.numbering import Numbering
from pdf.view import STOPS, Reason, Summary
from questionnaire.answers import State
from questionnaire.wording import answer_of, say
from questionnaire.words import word
from rules.assessment import Assessment
from rules.explain import in_own_words
from rules.model import Level, RuleBook, Status

# Answers about medicines and health: when one of them holds a procedure up, the patient's own doctor or the prescriber
# comes first.
_MEDICAL: Final = frozenset(
    {
        "medicines_now",
        "blood_conditions",
        "platelet_count_10e9_l",
        "haemoglobin_g_dl",
        "cancer_status",
        "heart_circulation",
        "diabetes",
        "autoimmune",
        "organ_disease",
        "allergies",
        "pregnancy_status",
        "bloodborne_infection",
    }
)
_MOST_POINTS: Final = 6
_MOST_OPEN: Final = 4


@dataclass(frozen=True)
class Told:
    """What a rule tells the patient, and the patient's own answers that it rests on, as question and answer."""

    text: str
    because: str


@dataclass(frozen=True)
class Cited:
    """A sentence and the numbers of its sources, 0 for a clinical convention."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class PatientOption:
    """One option with both sides. `status` is None unless the clinic shows statuses to patients."""

    name: str
    status: Status | None
    word: str
    reasons_for: tuple[Cited, ...]
    reasons_against: tuple[Cited, ...]


@dataclass(frozen=True)
class PatientView:
    """`before`: what a doctor should look at first; `doctor_first`: health answers to settle with one's own doctor;
    `points`: what else the answers bring up; `more_points`: how many further ones the clinician has; `questions`: what
    anyone may want to ask; `open_questions`: questions left open that matter; `signs_open`: some warning signs could
    not be told, because their questions were left open."""

    before: tuple[Told, ...]
    doctor_first: tuple[Told, ...]
    points: tuple[Told, ...]
    more_points: int
    questions: tuple[str, ...]
    open_questions: tuple[str, ...]
    signs_open: bool
    sources: tuple[tuple[int, str], ...]
    options: tuple[PatientOption, ...]
    sections: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]


def nothing(language: str) -> PatientOption:
    """The choice that is always there, with both its sides."""

    def points(side: str) -> tuple[Cited, ...]:
        return tuple(Cited(word(f"copy.nothing.{side}.{number}", language), ()) for number in (1, 2))

    return PatientOption(word("copy.nothing", language), None, "", points("for"), points("against"))


def for_patient(
    summary: Summary, assessment: Assessment, book: RuleBook, language: str, show_statuses: bool
) -> PatientView:
    """The patient's view of an assessment: own answers, neutral facts, questions. Statuses only if `show_statuses`."""
    rules = {rule.id: rule for rule in book.rules}

    def told(reason: Reason) -> Told:
        # Answers about mood are not printed beside what is said of them: others may see the paper. They stand with all
        # answers.
        mood = any(question.startswith("phq2") for question in assessment.finding(reason.rule_id).questions)
        own = "" if mood else in_own_words(book.conditions[reason.rule_id], assessment.answers, language)
        return Told(say(rules[reason.rule_id].patient, language), own)

    sure = [reason for reason in summary.reasons if reason.sure]
    flags = [r for r in sure if r.red_flag]
    medical = {r.rule_id for r in sure if _stops(r) and _MEDICAL & {*assessment.finding(r.rule_id).questions}}
    doctor = [r for r in sure if not r.red_flag and (r.act_first or r.rule_id in medical)]
    own = [r for r in sure if r not in flags and r not in doctor and assessment.finding(r.rule_id).questions]
    points = list(dict.fromkeys(told(r) for r in own if _stops(r) or Level.CAUTION in r.levels))
    answers = assessment.answers
    numbering = Numbering(book)
    held = dict.fromkeys(
        q
        for name in assessment.procedures
        for q in assessment.treatments[name].ask
        if answers.shown(q) and _holds(assessment, name, q)
    )
    return PatientView(
        before=tuple(dict.fromkeys(map(told, flags))),
        doctor_first=tuple(dict.fromkeys(map(told, doctor))),
        points=tuple(points[:_MOST_POINTS]),
        more_points=max(len(points) - _MOST_POINTS, 0),
        questions=tuple(word(f"copy.question.{name}", language) for name in ("wait", "first", "cost")),
        open_questions=tuple(say(answers.questionnaire.by_id[q].text, language) for q in list(held)[:_MOST_OPEN]),
        signs_open=any(reason.red_flag and not reason.sure for reason in summary.reasons),
        options=(
            nothing(language),
            *(_option(name, assessment, book, numbering, language, show_statuses) for name in assessment.treatments),
        ),
        sources=numbering.cited,
        sections=_sections(assessment, language),
    )


def _stops(reason: Reason) -> bool:
    return any(level in STOPS for level in reason.levels)


def _holds(assessment: Assessment, name: str, question: str) -> bool:
    """Whether a missing answer holds a treatment open now; what could only change it later is for the clinician."""
    result = assessment.treatments[name]
    return result.status is Status.NEEDS_INFO and any(
        question in effect.finding.questions
        for effect in result.effects
        if effect.finding.rule.id in result.deciding_rules
    )


def _option(
    name: str, assessment: Assessment, book: RuleBook, numbering: Numbering, language: str, show_statuses: bool
) -> PatientOption:
    treatment = book.treatments[name]
    status = assessment.treatments[name].status if show_statuses else None
    return PatientOption(
        name=say(treatment.name, language),
        status=status,
        word=word(f"copy.status.{status}", language) if status else "",
        reasons_for=tuple(Cited(say(p.text, language), numbering.numbers(p.sources)) for p in treatment.reasons_for),
        reasons_against=tuple(
            Cited(say(p.text, language), numbering.numbers(p.sources)) for p in treatment.reasons_against
        ),
    )


def _sections(assessment: Assessment, language: str) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
    """Question, answer, and whether it was given, by section of the form, as the patient read them: none that the form
    did not show."""
    answers = assessment.answers
    sections = []
    for section in answers.questionnaire.sections:
        rows = tuple(
            (
                say(question.text, language),
                answer_of(answers, question.id, "text", language),
                answers.states[question.id] is State.GIVEN,
            )
            for page in section.pages
            for question in page.questions
            if question.type != "contact" and answers.shown(question.id)
        )
        if rows:
            sections.append((say(section.title, language), rows))
    return tuple(sections)

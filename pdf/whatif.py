"""What would change, in words: for the clinician's summary and the clinic's page."""

from __future__ import annotations

from pdf.words import STATUS_WORDS, listed, lower
from questionnaire.wording import answer_of
from rules.assessment import Assessment, StageShift
from rules.model import RuleBook


def stage_test(assessment: Assessment, book: RuleBook) -> str:
    """How far the statuses hang on the stage that the patient chose, such as `Norwood stage III is self-reported:
    confirm it. At II: Exosomes not indicated. At IV: nothing changes.` Empty when no stage was chosen."""
    shifts = assessment.what_if.stage
    if not shifts:
        return ""
    answers = assessment.answers
    question = answers.questionnaire.by_id[shifts[0].question]
    chosen = answer_of(answers, question.id, "label")
    if not any(shift.statuses for shift in shifts):
        return f"{question.label} {chosen} is self-reported; one stage lower or higher changes no status."
    told = " ".join(_shift(shift, assessment, book) for shift in shifts)
    return f"{question.label} {chosen} is self-reported: confirm it. {told}"


def _shift(shift: StageShift, assessment: Assessment, book: RuleBook) -> str:
    label = assessment.answers.questionnaire.by_id[shift.question].by_option[shift.option].label
    if not shift.statuses:
        return f"At {label}: no status changes."
    by_status: dict[str, list[str]] = {}
    for name, status in shift.statuses.items():
        by_status.setdefault(lower(STATUS_WORDS[status]), []).append(book.treatments[name].short_name)
    return f"At {label}: " + "; ".join(f"{listed(names)} {word}" for word, names in by_status.items()) + "."


def improvements(assessment: Assessment, treatment: str) -> tuple[str, ...]:
    """The single changes a patient can make that would improve one treatment's status, such as `may be suitable if
    Smoking were: Stopped`."""
    form = assessment.answers.questionnaire
    told = []
    for change in assessment.what_if.changes:
        if change.treatment == treatment:
            question = form.by_id[change.question]
            told.append(
                f"{lower(STATUS_WORDS[change.status])} if {question.label} were: "
                f"{question.by_option[change.option].label}"
            )
    return tuple(told)

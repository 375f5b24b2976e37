"""One patient as the team reads them: from a submission to its view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk.clinic.views import (
    AnswerShown,
    CasePage,
    FirstStep,
    OptionReasons,
    OptionStatus,
    RulesChanged,
    RuleShown,
)
from desk.documents import Read
from pdf.whatif import improvements, stage_test
from questionnaire.answers import State
from questionnaire.contact import Contact, age_on
from questionnaire.wording import answer_of, say
from questionnaire.words import Language, languages
from records.accounts import Account
from records.clinic import Clinic
from records.photos import PhotoRow
from records.submissions import Submission
from rules.assessment import Assessment, TreatmentResult
from rules.model import Level

_REVIEWERS = ("clinician", "admin")
_TEAMS_LANGUAGE = "en"
_NOT_KNOWN = (State.UNANSWERED, State.UNSURE, State.DECLINED)


def may_review(account: Account) -> bool:
    """Whether somebody may note that they have looked at a form."""
    return account.role in _REVIEWERS


def case_page(
    submission: Submission,
    read: Read,
    today: Read | None,
    clinic: Clinic,
    account: Account,
    people: Mapping[str, str],
    photos: Sequence[PhotoRow],
) -> CasePage:
    """The view of a submission, read under its own rules and, where they differ, today's. `people` are full names by
    the names of accounts."""
    assessment, book = read.assessment, read.book
    contact = Contact.from_json(submission.contact)
    prefers = f"prefers {contact.prefers}" if contact.prefers else ""
    reviewer = str(submission.reviewed_by)
    results = assessment.treatments.values()
    return CasePage(
        account=account,
        reference=submission.reference,
        sent_at=submission.sent_at,
        name=contact.name,
        born=contact.born,
        age=age_on(contact.born, submission.sent_at.astimezone(clinic.zone).date()),
        reachable=tuple(way for way in (contact.email, contact.phone, prefers) if way),
        note=contact.note,
        language=_foreign(submission),
        rules_changed=_rules_changed(submission, read, today),
        pathway=assessment.pathway,
        red_flag=bool(assessment.red_flags),
        first_steps=_first_steps(assessment),
        reviewed=(submission.reviewed_at, people.get(reviewer, reviewer)) if submission.reviewed_at else None,
        may_review=may_review(account),
        statuses=tuple(
            OptionStatus(book.treatments[result.id].short_name, result.status, _decided_by(result))
            for result in results
        ),
        reasons=tuple(
            _reasons(book.treatments[result.id].short_name, result, assessment) for result in results if result.effects
        ),
        other_stage=stage_test(assessment, book),
        not_known=tuple(
            (question.label, assessment.answers.states[question.id])
            for question in assessment.answers.questionnaire.answerable
            if assessment.answers.states[question.id] in _NOT_KNOWN
        ),
        tensions=tuple(tension.clinician for tension in assessment.tensions),
        photos=tuple(photos),
        answers=_answers(assessment),
        made_under=f"Rule book {assessment.rule_book.version} ({assessment.rule_book.sha256[:12]}), "
        f"questionnaire {assessment.questionnaire.version} ({assessment.questionnaire.sha256[:12]}).",
    )


def _foreign(submission: Submission) -> Language | None:
    language = languages().get(submission.language)
    return None if language is None or language.code == _TEAMS_LANGUAGE else language


def _rules_changed(submission: Submission, read: Read, today: Read | None) -> RulesChanged | None:
    if today is None:
        return None
    moved = tuple(
        (today.book.treatments[name].short_name, result.status)
        for name, result in today.assessment.treatments.items()
        if result.status is not read.assessment.treatments[name].status
    )
    return RulesChanged(submission.rule_book_version if read.as_sent else None, moved)


def _first_steps(assessment: Assessment) -> tuple[FirstStep, ...]:
    sure = [finding for finding in assessment.findings if finding.truth]
    steps = [f for f in sure if f.rule.red_flag] + [f for f in sure if f.rule.act_first and not f.rule.red_flag]
    return tuple(FirstStep(f.rule.red_flag, f.rule.title, f.rule.action, f.because) for f in steps)


def _decided_by(result: TreatmentResult) -> str:
    """What decided a status, in a few words."""
    deciding = [effect.finding for effect in result.effects if effect.finding.rule.id in result.deciding_rules]
    reasons = [finding.rule.title if finding.truth else finding.because for finding in deciding]
    return "; ".join(dict.fromkeys(reasons)) or "No answer speaks for it"


def _reasons(name: str, result: TreatmentResult, assessment: Assessment) -> OptionReasons:
    strength = list(Level)
    effects = sorted(result.effects, key=lambda effect: (effect.finding.truth is None, strength.index(effect.level)))
    rules = (
        RuleShown(
            id=effect.finding.rule.id,
            level=effect.level,
            sure=bool(effect.finding.truth),
            title=effect.finding.rule.title,
            because=effect.finding.because,
            rationale=effect.finding.rule.clinician,
        )
        for effect in effects
    )
    could = tuple(status for status in result.possible if status is not result.status)
    return OptionReasons(name, could, tuple(improvements(assessment, result.id)), tuple(rules))


def _answers(assessment: Assessment) -> Mapping[str, tuple[AnswerShown, ...]]:
    """Every answer that applies, by the title of its section."""
    answers = assessment.answers
    used = {question for finding in assessment.findings if finding.truth for question in finding.questions}
    sections = {}
    for section in answers.questionnaire.sections:
        rows = tuple(
            AnswerShown(question.label, answer_of(answers, question.id, "label"), question.id in used)
            for page in section.pages
            for question in page.questions
            if question.type != "contact" and answers.applies(question.id)
        )
        if rows:
            sections[say(section.title)] = rows
    return sections

"""One patient as the team reads them: the conclusion, the reasons, every answer."""

from __future__ import annotations

from collections.abc import Sequence

from desk.documents import Read, read_as_sent, read_today
from desk.services import Services
from pdf.whatif import improvements, stage_test
from pdf.words import STATUS_WORDS
from questionnaire.answers import State
from questionnaire.contact import Contact, age_on
from questionnaire.wording import answer_of, say
from questionnaire.words import languages, word
from records.accounts import Account, list_accounts
from records.photos import PhotoRow, list_photos
from records.submissions import Submission
from rules.assessment import Assessment, Effect, TreatmentResult
from rules.model import Level, RuleBook, Status
from screens.clinic.frame import PATHWAY_WORDS, day, frame, moment
from screens.page.markup import Node, View, action_button, bullets, el, heading

_LEVEL_WORDS = {
    Level.EXCLUDES: "Excludes",
    Level.RESOLVE_FIRST: "Settle first",
    Level.NEEDS_INFO: "Needs information",
    Level.CAUTION: "Caution",
    Level.SUPPORTS: "Supports",
    Level.NOTICE: "Notice",
}


def case(parts: Services, account: Account, submission: Submission) -> View:
    """One patient: the conclusion, what to act on first, each treatment with its reasons, and every answer."""
    read = read_as_sent(submission, parts)
    assessment = read.assessment
    contact = Contact.from_json(submission.contact)
    sent = submission.sent_at.astimezone(parts.clinic.zone)
    age = f"{age_on(contact.born, sent.date())} years, born {day(contact.born)}"
    about = f"{age} · {submission.reference} · sent {moment(submission.sent_at, parts.clinic)}"
    reachable = " · ".join(
        x for x in (contact.email, contact.phone, contact.prefers and f"prefers {contact.prefers}") if x
    )
    return frame(
        parts.clinic,
        account,
        contact.name,
        el("nav", action_button("Back to all forms", "list", kind="link"), aria_label="Back"),
        heading(contact.name),
        el("p", about, el("br"), reachable or "No e-mail or phone given", class_="quiet"),
        _language_notice(submission),
        _changed_notice(submission, read, read_today(submission, parts)),
        el(
            "section",
            el("h2", PATHWAY_WORDS[assessment.pathway]),
            *_first_steps(assessment),
            class_="notice stop" if assessment.red_flags else "notice",
        ),
        el(
            "div",
            el(
                "div",
                _document(submission, "summary", "Open the summary (PDF)", "button"),
                _document(submission, "copy", "Patient’s copy (PDF)"),
            ),
            _review(submission, account, parts),
            class_="bar",
        ),
        *([el("h2", "In the patient's own words"), el("blockquote", contact.note)] if contact.note else []),
        el("h2", "Status of each option"),
        _statuses(assessment, read.book),
        *(_treatment(result, assessment, read.book) for result in assessment.treatments.values() if result.effects),
        *(
            [el("h2", "If the stage were another"), el("p", told)]
            if (told := stage_test(assessment, read.book))
            else []
        ),
        *_not_known(assessment),
        *(
            [el("h2", "Answers in tension"), bullets(*(t.clinician for t in assessment.tensions))]
            if assessment.tensions
            else []
        ),
        *_photos(submission.reference, list_photos(parts.store, submission.id)),
        el("h2", "Every answer"),
        *_all_answers(assessment),
        el(
            "p",
            "From the patient's own answers only: no examination and no test. Not a diagnosis and not a decision. "
            f"Rule book {assessment.rule_book.version} ({assessment.rule_book.sha256[:12]}), "
            f"questionnaire {assessment.questionnaire.version} ({assessment.questionnaire.sha256[:12]}).",
            class_="quiet",
        ),
    )


def _document(submission: Submission, name: str, words: str, kind: str | None = None) -> Node:
    """The way to one of the two documents, in a window of its own."""
    address = f"/clinic/case/{submission.reference}/{name}.pdf"
    return el("p", el("a", words, href=address, target="_blank", rel="noopener", class_=kind))


def _language_notice(submission: Submission) -> Node | None:
    """In which language the patient answered, when it is not the team's own, and whether that translation has been
    signed off."""
    language = languages().get(submission.language)
    if language is None or language.code == "en":
        return None
    unread = "" if language.reviewed else " No clinician who speaks it has reviewed this translation yet."
    return el("p", f"Filled in in {language.name}.{unread}", class_="quiet")


def _changed_notice(submission: Submission, read: Read, today: Read | None) -> Node | None:
    """What differs when the rules or questions in use today are not those the form was sent under."""
    if today is None:
        return None
    if not read.as_sent:
        told = (
            "The rules it was sent under can no longer be read; what you see is worked out under the rules "
            "in use today."
        )
    else:
        told = f"What you see is worked out under rule book {submission.rule_book_version}, as when the form was sent."
    moved = [
        f"{today.book.treatments[name].short_name}: {STATUS_WORDS[result.status]} under today's rules"
        for name, result in today.assessment.treatments.items()
        if result.status is not read.assessment.treatments[name].status
    ]
    return el(
        "section",
        el("h2", "The rules or questions have changed since this form was sent"),
        el("p", told),
        bullets(*moved) if moved else el("p", "Under today's rules every status is the same."),
        class_="notice",
    )


def _first_steps(assessment: Assessment) -> list[Node]:
    sure = [finding for finding in assessment.findings if finding.truth]
    steps = [f for f in sure if f.rule.red_flag] + [f for f in sure if f.rule.act_first and not f.rule.red_flag]
    none = [] if assessment.red_flags else [el("p", "No red flag in the answers.")]
    return none + [
        el(
            "p",
            el("strong", f"{'▲ Red flag: ' if finding.rule.red_flag else ''}{finding.rule.title}. "),
            finding.rule.action,
            el("br"),
            el("span", finding.because, class_="quiet"),
        )
        for finding in steps
    ]


def _review(submission: Submission, account: Account, parts: Services) -> Node:
    if submission.reviewed_at is not None:
        names = {known.name: known.full_name for known in list_accounts(parts.store)}
        reviewer = names.get(str(submission.reviewed_by), submission.reviewed_by)
        return el("p", f"✓ Reviewed by {reviewer} on {moment(submission.reviewed_at, parts.clinic)}")
    if account.role not in ("clinician", "admin"):
        return el("p", "Not reviewed yet", class_="quiet")
    return action_button("Mark as reviewed", "reviewed", submission.reference, "secondary")


def _statuses(assessment: Assessment, book: RuleBook) -> Node:
    """Each option's status with what decided it, one under the other on a phone: the page's heart."""
    rows = [
        el(
            "tr",
            el("th", book.treatments[result.id].short_name, scope="row"),
            el(
                "td",
                el(
                    "div",
                    el("span", f"{_MARKS[result.status]} {STATUS_WORDS[result.status]}", class_=_tag(result.status)),
                    el("span", _main_reason(result)),
                    class_="decided",
                ),
            ),
        )
        for result in assessment.treatments.values()
    ]
    titles = ("Option", "Status, and what decided it")
    head = el("thead", el("tr", *(el("th", title, scope="col") for title in titles)))
    return el("div", el("table", head, el("tbody", *rows)), class_="scroll")


_MARKS = {
    Status.NOT_SUITABLE: "⊘",
    Status.RESOLVE_FIRST: "■",
    Status.NEEDS_INFO: "?",
    Status.CONSIDER_WITH_CAUTION: "▲",
    Status.MAY_BE_SUITABLE: "✓",
    Status.NOT_INDICATED: "–",
}


def _tag(status: Status) -> str:
    return "tag stop" if status in (Status.NOT_SUITABLE, Status.RESOLVE_FIRST) else "tag"


def _main_reason(result: TreatmentResult) -> str:
    deciding = [effect.finding for effect in result.effects if effect.finding.rule.id in result.deciding_rules]
    reasons = [finding.rule.title if finding.truth else finding.because for finding in deciding]
    return "; ".join(dict.fromkeys(reasons)) or "No answer speaks for it"


def _treatment(result: TreatmentResult, assessment: Assessment, book: RuleBook) -> Node:
    """Every rule that fires or may fire for one option, the strongest first."""
    others = [status for status in result.possible if status is not result.status]
    better = "; ".join(improvements(assessment, result.id))
    could = "Could become: " + ", ".join(STATUS_WORDS[s] for s in others) if others else ""
    strength = list(Level)
    effects = sorted(result.effects, key=lambda effect: (effect.finding.truth is None, strength.index(effect.level)))
    return el(
        "details",
        el("summary", f"{book.treatments[result.id].short_name}: every reason ({len(effects)})"),
        el("p", could) if could else None,
        el("p", f"Would be {better}") if better else None,
        el("div", el("table", el("tbody", *(_effect(effect) for effect in effects))), class_="scroll"),
    )


def _effect(effect: Effect) -> Node:
    level = _LEVEL_WORDS[effect.level]
    finding = effect.finding
    told = (
        el("strong", finding.rule.title),
        el("br"),
        finding.because,
        el("br"),
        el("span", finding.rule.clinician, class_="quiet"),
    )
    return el(
        "tr",
        el("th", level if finding.truth else f"Not known; may be: {level.lower()}", scope="row"),
        el("td", *told),
        el("td", el("small", finding.rule.id)),
    )


def _not_known(assessment: Assessment) -> list[Node]:
    answers = assessment.answers
    words = {State.UNANSWERED: "not answered", State.UNSURE: "not sure", State.DECLINED: "prefers not to say"}
    rows = [
        f"{question.label}: {words[answers.states[question.id]]}"
        for question in answers.questionnaire.answerable
        if answers.states[question.id] in words
    ]
    return [el("h2", "Not known"), bullets(*rows)] if rows else []


def _photos(reference: str, photos: Sequence[PhotoRow]) -> list[Node]:
    """The photos that came with the form, each with its view's name and a way to see it large."""
    if not photos:
        return []

    def shown(photo: PhotoRow) -> Node:
        name, address = word(f"photo.{photo.view}"), f"/clinic/case/{reference}/photo/{photo.view}"
        picture = el("img", src=address, alt=f"Photo: {name}")
        return el("p", el("a", picture, href=address, target="_blank", rel="noopener"), name)

    note = el("p", "As sent by the patient, not analysed.", class_="quiet")
    return [el("h2", "Photos"), note, el("div", *map(shown, photos), class_="photos")]


def _all_answers(assessment: Assessment) -> list[Node]:
    answers = assessment.answers
    used = {question for finding in assessment.findings if finding.truth for question in finding.questions}
    nodes: list[Node] = []
    for section in answers.questionnaire.sections:
        rows = [
            el(
                "div",
                el("dt", question.label + (" *" if question.id in used else "")),
                el("dd", answer_of(answers, question.id, "label")),
            )
            for page in section.pages
            for question in page.questions
            if question.type != "contact" and answers.applies(question.id)
        ]
        if rows:
            nodes += [el("h3", say(section.title)), el("dl", *rows, class_="answers")]
    return [*nodes, el("p", "* used by a rule that fired", class_="quiet")]

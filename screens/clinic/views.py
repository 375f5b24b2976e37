"""The clinic's pages as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pdf.whatif import improvements, stage_test
from pdf.words import STATUS_WORDS
from questionnaire.answers import State
from questionnaire.contact import Contact, age_on
from questionnaire.wording import answer_of, say
from questionnaire.words import languages, word
from records.accounts import IDLE_LIMIT, Account
from records.clinic import Clinic
from records.photos import PhotoRow, list_photos
from records.submissions import Submission, SubmissionRow
from rules.assessment import Assessment, Effect, TreatmentResult
from rules.model import Level, Pathway, RuleBook, Status
from screens.components.brand import brand
from screens.components.markup import Node, View, action_button, bullets, el, heading, post_button
from screens.document import Read, read_as_sent, read_today
from screens.services import Services

_SIGN_IN_PROBLEMS = {
    "wrong": "The name or the password is not right.",
    "wait": "Too many tries. Please wait a few minutes and try again.",
}
PATHWAY_WORDS: dict[str, str] = {
    Pathway.MEDICAL_REVIEW_FIRST: "Medical review first",
    Pathway.FUE_AND_REGENERATIVE: "FUE and regenerative options can be discussed",
    Pathway.FUE: "FUE can be discussed",
    Pathway.REGENERATIVE: "Regenerative options can be discussed",
    Pathway.RESOLVE_FIRST: "Something to settle first",
    Pathway.MORE_INFORMATION: "More information needed",
    Pathway.NONE_SUITABLE: "Nothing fits at present",
}
_LEVEL_WORDS = {
    Level.EXCLUDES: "Excludes",
    Level.RESOLVE_FIRST: "Settle first",
    Level.NEEDS_INFO: "Needs information",
    Level.CAUTION: "Caution",
    Level.SUPPORTS: "Supports",
    Level.NOTICE: "Notice",
}


def _frame(clinic: Clinic, account: Account | None, title: str, *body: Node | None, focus: str = "heading") -> View:
    who = (
        el("span", f"{account.full_name} ", post_button("Sign out", "/clinic/sign-out", "link"), class_="bar")
        if account
        else el("span", "For the clinic's team")
    )
    return View(
        title=f"{title} – {clinic.name}",
        body=(el("header", *brand(clinic), who, class_="brand"), el("div", *body, class_="content")),
        focus=focus,
        wide=account is not None,
        colours=(clinic.colour.light, clinic.colour.dark),
        idle_after=int(IDLE_LIMIT.total_seconds()) + 5 if account else 0,
        say={"saving": "Working…", "slow": "This takes longer than usual. Please try again."},
    )


def unavailable(clinic: Clinic, why: str) -> View:
    """The store does not answer."""
    return _frame(clinic, None, "Not available", heading("The records cannot be read right now"), el("p", why))


def sign_in(clinic: Clinic, problem: str | None) -> View:
    """The sign-in form; it posts to the server itself, so that the cookie never passes through a script."""
    words = _SIGN_IN_PROBLEMS.get(problem or "")
    return _frame(
        clinic,
        None,
        "Sign in",
        el(
            "section",
            el("h2", "There is a problem"),
            el("p", words),
            class_="problem-summary",
            id="problems",
            tabindex="-1",
            role="alert",
        )
        if words
        else None,
        heading("Sign in"),
        el("p", "Accounts are made by the person who runs this server, with: python screening_cli.py account add", class_="hint"),
        el(
            "form",
            _text("name", "Name", "username", "text"),
            _text("password", "Password", "current-password", "password"),
            el("div", el("button", "Sign in", type="submit", class_="primary"), class_="buttons"),
            method="post",
            action="/clinic/sign-in",
        ),
        focus="problems" if words else "heading",
    )


def _text(name: str, label: str, autocomplete: str, kind: str) -> Node:
    box = el("input", type=kind, name=name, id=f"i-{name}", class_="medium", autocomplete=autocomplete)
    return el("div", el("label", label, for_=f"i-{name}"), box, class_="field")


def listing(
    parts: Services,
    account: Account,
    rows: Sequence[SubmissionRow],
    total: int,
    search: str,
    only_open: bool,
    offset: int,
    page_size: int,
    faults: Sequence[str],
) -> View:
    """Every form sent, the newest first. `faults`: worked patients of the rule book that come out otherwise than it says."""
    body = [_row(row, parts) for row in rows]
    return _frame(
        parts.clinic,
        account,
        "Forms",
        heading("Forms sent by patients"),
        _rules_notice(faults),
        el(
            "form",
            el(
                "div",
                el("label", "Search by name or reference", for_="i-search"),
                el("input", type="search", id="i-search", value=search, class_="medium", data_field="search"),
                class_="field",
                data_question="search",
                data_type="fields",
            ),
            el(
                "div",
                el("button", "Search", type="submit", class_="secondary"),
                action_button(
                    "Show all forms" if only_open else "Show only forms not reviewed",
                    "only_open",
                    "no" if only_open else "yes",
                    "link",
                ),
                class_="buttons",
            ),
            data_form="search",
        ),
        el("p", _counted(len(rows), total, offset), class_="quiet"),
        el(
            "div",
            el(
                "table",
                el("caption", "Forms", hidden=True),
                el(
                    "thead",
                    el("tr", *(el("th", t, scope="col") for t in ("Sent", "Patient", "Conclusion", "Red flags", "Reviewed", ""))),
                ),
                el("tbody", *body),
            ),
            class_="scroll",
        )
        if rows
        else el("p", "Nothing matches this search." if search or only_open else "No form has been sent yet."),
        el(
            "div",
            action_button("Newer", "offset", str(max(0, offset - page_size)), "secondary") if offset else None,
            action_button("Older", "offset", str(offset + page_size), "secondary") if offset + len(rows) < total else None,
            class_="buttons",
        ),
        el("p", _in_force(parts), class_="quiet"),
        el(
            "details",
            el("summary", "A tablet in the waiting room"),
            el(
                "p",
                "As a tablet for patients this device shows the form only, and wipes itself when a form was sent or nobody touches it. "
                "You are signed out. To end it, sign in here on the tablet and press the same button.",
            ),
            post_button("Make this device a tablet for patients, or an ordinary one again", "/clinic/kiosk", "secondary"),
        ),
    )


def _rules_notice(faults: Sequence[str]) -> Node | None:
    """Someone edited the rules and did not see it through: said where the team looks every day."""
    if not faults:
        return None
    return el(
        "section",
        el("h2", "The rule book does not pass its own check"),
        el(
            "p",
            f"{len(faults)} result{'s differ' if len(faults) > 1 else ' differs'} from what its worked patients expect. Whoever edited the "
            "rules should run: make check",
        ),
        bullets(*faults[:3]),
        class_="notice stop",
    )


def _in_force(parts: Services) -> str:
    """Which rules and questions are in use, so that an edit can be seen to have come into force."""
    book, form = parts.book.version, parts.questionnaire
    return (
        f"In use: rule book {book.version} ({book.sha256[:12]}), {len(parts.book.rules)} rules, {len(parts.book.cases)} worked patients; "
        f"questionnaire {form.version} ({form.sha256[:12]})."
    )


def _counted(shown: int, total: int, offset: int) -> str:
    return f"{offset + 1} to {offset + shown} of {total}" if shown else f"0 of {total}"


def _row(row: SubmissionRow, parts: Services) -> Node:
    flags = len(row.red_flags)
    marked = el("span", f"▲ {flags} red flag{'s' if flags > 1 else ''}", class_="tag stop") if flags else "none"
    return el(
        "tr",
        el("td", _moment(row.sent_at, parts.clinic)),
        el("td", el("strong", row.name), el("br"), f"born {_day(row.born)}"),
        el("td", PATHWAY_WORDS[row.pathway]),
        el("td", marked),
        el("td", f"✓ {_moment(row.reviewed_at, parts.clinic)}" if row.reviewed_at else "not yet"),
        el("td", action_button("Open", "open", row.reference, "secondary", f"Open {row.name}, {row.reference}")),
    )


def _day(born: object) -> str:
    day = date.fromisoformat(born) if isinstance(born, str) else born
    return f"{day.day} {day:%b %Y}" if isinstance(day, date) else ""


def _moment(moment: datetime, clinic: Clinic) -> str:
    local = moment.astimezone(clinic.zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def case(parts: Services, account: Account, submission: Submission) -> View:
    """One patient: the conclusion, what to act on first, each treatment with its reasons, and every answer."""
    read = read_as_sent(submission, parts)
    assessment = read.assessment
    contact = Contact.from_json(submission.contact)
    sent = submission.sent_at.astimezone(parts.clinic.zone)
    age = f"{age_on(contact.born, sent.date())} years, born {_day(contact.born)}"
    about = f"{age} · {submission.reference} · sent {_moment(submission.sent_at, parts.clinic)}"
    reachable = " · ".join(x for x in (contact.email, contact.phone, contact.prefers and f"prefers {contact.prefers}") if x)
    return _frame(
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
                "p",
                el(
                    "a",
                    "Open the summary (PDF)",
                    href=f"/clinic/case/{submission.reference}/summary.pdf",
                    target="_blank",
                    rel="noopener",
                    class_="button",
                ),
            ),
            _review(submission, account, parts.clinic),
            class_="bar",
        ),
        *([el("h2", "In the patient's own words"), el("blockquote", contact.note)] if contact.note else []),
        el("h2", "Status of each option"),
        _statuses(assessment, read.book),
        *(_treatment(result, assessment, read.book) for result in assessment.treatments.values() if result.effects),
        *([el("h2", "If the stage were another"), el("p", told)] if (told := stage_test(assessment, read.book)) else []),
        *_not_known(assessment),
        *([el("h2", "Answers in tension"), bullets(*(t.clinician for t in assessment.tensions))] if assessment.tensions else []),
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


def _language_notice(submission: Submission) -> Node | None:
    """In which language the patient answered, when it is not the team's own, and whether that translation has been signed off."""
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
        told = "The rules it was sent under can no longer be read; what you see is worked out under the rules in use today."
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


def _review(submission: Submission, account: Account, clinic: Clinic) -> Node:
    if submission.reviewed_at is not None:
        return el("p", f"✓ Reviewed by {submission.reviewed_by} on {_moment(submission.reviewed_at, clinic)}")
    if account.role not in ("clinician", "admin"):
        return el("p", "Not reviewed yet", class_="quiet")
    return action_button("Mark as reviewed", "reviewed", submission.reference, "secondary")


def _statuses(assessment: Assessment, book: RuleBook) -> Node:
    """Each option's status with what decided it: the page's heart."""
    rows = [
        el(
            "tr",
            el("th", book.treatments[result.id].short_name, scope="row"),
            el("td", el("span", f"{_MARKS[result.status]} {STATUS_WORDS[result.status]}", class_=_tag(result.status))),
            el("td", _main_reason(result)),
        )
        for result in assessment.treatments.values()
    ]
    titles = ("Option", "Status", "What decided it")
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

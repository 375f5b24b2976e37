"""One patient as the team reads them: the conclusion, the reasons, every answer."""

from __future__ import annotations

from collections.abc import Sequence

from desk.clinic.views import CasePage, FirstStep, OptionReasons, OptionStatus, RulesChanged, RuleShown
from pdf.words import STATUS_WORDS, day
from questionnaire.answers import State
from questionnaire.words import Language, word
from records.clinic import Clinic
from records.photos import PhotoRow
from rules.model import Level, Status
from screens.clinic.layout import PATHWAY_WORDS, moment, screen, trouble_box
from screens.page.markup import Node, Screen, action_button, bullets, el, heading

_LEVEL_WORDS = {
    Level.EXCLUDES: "Excludes",
    Level.RESOLVE_FIRST: "Settle first",
    Level.NEEDS_INFO: "Needs information",
    Level.CAUTION: "Caution",
    Level.SUPPORTS: "Supports",
    Level.NOTICE: "Notice",
}
_STATE_WORDS = {State.UNANSWERED: "not answered", State.UNSURE: "not sure", State.DECLINED: "prefers not to say"}


def case(clinic: Clinic, view: CasePage) -> Screen:
    """One patient: the conclusion, what to act on first, each treatment with its reasons, and every answer."""
    about = f"{view.age} years, born {day(view.born)} · {view.reference} · sent {moment(view.sent_at, clinic)}"
    return screen(
        clinic,
        view.account,
        view.name,
        el("nav", action_button("Back to all forms", "list", kind="link"), aria_label="Back"),
        heading(view.name),
        trouble_box(view.trouble),
        el("p", about, el("br"), " · ".join(view.reachable) or "No e-mail or phone given", class_="quiet"),
        _language_notice(view.language),
        _changed_notice(view.rules_changed),
        el(
            "section",
            el("h2", PATHWAY_WORDS[view.pathway]),
            *([] if view.red_flag else [el("p", "No red flag in the answers.")]),
            *map(_first_step, view.first_steps),
            class_="notice stop" if view.red_flag else "notice",
        ),
        el(
            "div",
            el(
                "div",
                _document(view, "summary", "Open the summary (PDF)", "button"),
                _document(view, "copy", "Patient’s copy (PDF)"),
            ),
            _review(view, clinic),
            class_="bar",
        ),
        *([el("h2", "In the patient's own words"), el("blockquote", view.note)] if view.note else []),
        el("h2", "Status of each option"),
        _statuses(view.statuses),
        *map(_option, view.reasons),
        *([el("h2", "If the stage were another"), el("p", view.other_stage)] if view.other_stage else []),
        *_not_known(view),
        *([el("h2", "Answers in tension"), bullets(*view.tensions)] if view.tensions else []),
        *_photos(view.reference, view.photos),
        el("h2", "Every answer"),
        *_all_answers(view),
        el(
            "p",
            "From the patient's own answers only: no examination and no test. Not a diagnosis and not a decision. "
            + view.made_under,
            class_="quiet",
        ),
    )


def _document(view: CasePage, name: str, words: str, kind: str | None = None) -> Node:
    """The way to one of the two documents, in a window of its own."""
    address = f"/clinic/case/{view.reference}/{name}.pdf"
    return el("p", el("a", words, href=address, target="_blank", rel="noopener", class_=kind))


def _language_notice(language: Language | None) -> Node | None:
    """In which language the patient answered, when it is not the team's own, and whether that translation has been
    signed off."""
    if language is None:
        return None
    unread = "" if language.reviewed else " No clinician who speaks it has reviewed this translation yet."
    return el("p", f"Filled in in {language.name}.{unread}", class_="quiet")


def _changed_notice(changed: RulesChanged | None) -> Node | None:
    """What differs when the rules or questions in use today are not those the form was sent under."""
    if changed is None:
        return None
    told = (
        f"What you see is worked out under rule book {changed.read_under}, as when the form was sent."
        if changed.read_under
        else "The rules it was sent under can no longer be read; what you see is worked out under the rules in use "
        "today."
    )
    moved = [f"{name}: {STATUS_WORDS[status]} under today's rules" for name, status in changed.moved]
    return el(
        "section",
        el("h2", "The rules or questions have changed since this form was sent"),
        el("p", told),
        bullets(*moved) if moved else el("p", "Under today's rules every status is the same."),
        class_="notice",
    )


def _first_step(step: FirstStep) -> Node:
    return el(
        "p",
        el("strong", f"{'▲ Red flag: ' if step.red_flag else ''}{step.title}. "),
        step.action,
        el("br"),
        el("span", step.because, class_="quiet"),
    )


def _review(view: CasePage, clinic: Clinic) -> Node:
    if view.reviewed is not None:
        at, reviewer = view.reviewed
        return el("p", f"✓ Reviewed by {reviewer} on {moment(at, clinic)}")
    if not view.may_review:
        return el("p", "Not reviewed yet", class_="quiet")
    return action_button("Mark as reviewed", "reviewed", view.reference, "secondary")


def _statuses(options: Sequence[OptionStatus]) -> Node:
    """Each option's status with what decided it, one under the other on a phone: the page's heart."""
    rows = [
        el(
            "tr",
            el("th", option.name, scope="row"),
            el(
                "td",
                el(
                    "div",
                    el("span", f"{_MARKS[option.status]} {STATUS_WORDS[option.status]}", class_=_tag(option.status)),
                    el("span", option.decided_by),
                    class_="decided",
                ),
            ),
        )
        for option in options
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


def _option(option: OptionReasons) -> Node:
    """Every rule that fires or may fire for one option."""
    could = ", ".join(STATUS_WORDS[status] for status in option.could_become)
    better = "; ".join(option.improvements)
    return el(
        "details",
        el("summary", f"{option.name}: every reason ({len(option.rules)})"),
        el("p", f"Could become: {could}") if could else None,
        el("p", f"Would be {better}") if better else None,
        el("div", el("table", el("tbody", *map(_rule, option.rules))), class_="scroll"),
    )


def _rule(rule: RuleShown) -> Node:
    level = _LEVEL_WORDS[rule.level]
    told = (
        el("strong", rule.title),
        el("br"),
        rule.because,
        el("br"),
        el("span", rule.rationale, class_="quiet"),
    )
    return el(
        "tr",
        el("th", level if rule.sure else f"Not known; may be: {level.lower()}", scope="row"),
        el("td", *told),
        el("td", el("small", rule.id)),
    )


def _not_known(view: CasePage) -> list[Node]:
    rows = [f"{label}: {_STATE_WORDS[state]}" for label, state in view.not_known]
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


def _all_answers(view: CasePage) -> list[Node]:
    nodes: list[Node] = []
    for title, answers in view.answers.items():
        rows = [
            el("div", el("dt", answer.label + (" *" if answer.used else "")), el("dd", answer.answer))
            for answer in answers
        ]
        nodes += [el("h3", title), el("dl", *rows, class_="answers")]
    return [*nodes, el("p", "* used by a rule that fired", class_="quiet")]

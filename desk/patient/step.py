"""What each action does: from a situation, a tab's memory and an action to what is to be saved and the memory after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from desk.patient.actions import (
    CHECK,
    PHOTOS,
    Action,
    Back,
    BackToForm,
    Change,
    ChangeAge,
    ChooseLanguage,
    Continue,
    Entry,
    FormAction,
    LeavePhotos,
    NotUnderstood,
    Park,
    PhotosSent,
    ReadAdvice,
    RemovePhoto,
    Resume,
    Send,
    TakeAlong,
    Typed,
)
from desk.patient.form import FormState
from desk.patient.situation import Situation
from desk.patient.tab import Place, Tab, Trouble, same
from desk.sending import new_submission
from questionnaire.journey import previous_page, shown_pages
from records.submissions import NewSubmission


@dataclass(frozen=True)
class SaveForm:
    """Keep the form as it is now, where the draft is still the version `seen`."""

    answers: Mapping[str, object]
    contact: Mapping[str, object]
    page: str
    passed: tuple[str, ...]
    seen: int


@dataclass(frozen=True)
class SaveLanguage:
    """Keep the language in which the patient goes on."""

    language: str


@dataclass(frozen=True)
class DeletePhoto:
    """Delete the draft's photo of a view."""

    view: str


@dataclass(frozen=True)
class MakeCode:
    """Make a code that opens the draft elsewhere; the tab then shows it."""


@dataclass(frozen=True)
class SendForm:
    """Turn the draft into a submission, where it is still the version `seen`."""

    new: NewSubmission
    seen: int


Save = SaveForm | SaveLanguage | DeletePhoto | MakeCode | SendForm


@dataclass(frozen=True)
class Outcome:
    """What comes of an action: what is to be saved, if anything, and the tab's memory once it is."""

    tab: Tab
    save: Save | None = None


def step(at: Situation, tab: Tab, action: Action) -> Outcome:
    """Carry out what the patient asked for. What does not fit where the draft stands is not done, and the tab says so;
    a form that was sent or is gone says that itself."""
    tab = replace(tab, place=replace(tab.place, trouble=None))
    if isinstance(action, ChooseLanguage):
        chosen = replace(tab, language=action.language)
        return Outcome(_with_typed(chosen, action.typed), SaveLanguage(action.language)) if at.form else Outcome(chosen)
    if at.form is None:
        return Outcome(replace(tab, advice_read=True) if isinstance(action, ReadAdvice) else tab)
    return _step_of_form(at, at.form, tab, action)


def _step_of_form(at: Situation, form: FormState, tab: Tab, action: FormAction) -> Outcome:
    """What each action does to a form that can still be filled in."""
    match action:
        case Continue(typed):
            return _leave_page(form, tab, typed, at.voice(tab).language)
        case LeavePhotos():
            return _leave_photos(form, tab)
        case Back(page, typed):
            before = _page_before(form, page)
            return _go(form, _parking(tab, typed), Place(before)) if before else _not_done(_parking(tab, typed))
        case Park(typed):
            return Outcome(_parking(tab, typed))
        case Change(page, typed):
            return _go(form, _parking(tab, typed), Place(page, returning=True))
        case ChangeAge():
            return _go(form, tab, Place(form.age_page.id, returning=True))
        case PhotosSent(view, problems):
            return Outcome(replace(tab, place=Place(PHOTOS, at=view, photo_problems=problems)))
        case RemovePhoto(view):
            return Outcome(replace(tab, place=Place(PHOTOS, at=view)), DeletePhoto(view))
        case TakeAlong(typed):
            return Outcome(_with_typed(_parking(tab, typed), typed), MakeCode())
        case BackToForm():
            return Outcome(replace(tab, place=replace(tab.place, code="", wrong_code="")))
        case Resume(typed):
            return Outcome(_with_typed(replace(tab, here=True), typed))
        case Send(version):
            return _send(at, form, tab, version)
        case ReadAdvice() | NotUnderstood():
            return _not_done(tab)
        case _:
            assert_never(action)


def not_saved(tab: Tab, action: Action) -> Tab:
    """The tab when the store did not answer: what was typed stays on the page, and the page says so."""
    match action:
        case Continue(typed) | Back(_, typed) | Change(_, typed) | TakeAlong(typed):
            tab = _with_typed(tab, typed)
        case Resume(typed):
            tab = _with_typed(replace(tab, here=True), typed)
        case ChooseLanguage(language, typed):
            tab = _with_typed(replace(tab, language=language), typed)
        case Park(typed):
            return _parking(tab, typed)  # the browser has gone elsewhere already
        case _:
            pass
    return _in_trouble(tab, Trouble.UNSAVED)


def _leave_page(form: FormState, tab: Tab, typed: Typed, language: str) -> Outcome:
    """Save a page that is in order, or stay on it to say what is not. What is saved of it, perhaps by another tab
    meanwhile, is overwritten only by what was touched on this one."""
    page, place = typed.page, tab.place
    if not form.may_stand_on(page.id):
        return _not_done(_parking(tab, typed))
    entries = {**form.saved(page), **_touched(tab, typed)}
    left = form.leave(page, entries, language, returning=place.returning)
    asked_before = place.asked if place.page == page.id else frozenset[tuple[str, str]]()
    if left.errors or left.doubts - asked_before:
        asked = frozenset[tuple[str, str]]() if left.errors else left.doubts
        stay = Place(page.id, entries, left.errors, asked, place.returning)
        return Outcome(replace(_parking(tab, typed), place=stay))  # parked, should the browser's Back come in between
    parked = {name: kept for name, kept in tab.parked.items() if name != page.id}
    save = SaveForm(left.answers, left.contact, left.page, tuple(sorted(left.passed)), form.draft.version)
    return Outcome(replace(tab, parked=parked, place=Place(left.page, at=page.id)), save)


def _leave_photos(form: FormState, tab: Tab) -> Outcome:
    if form.barrier is not None:
        return _not_done(tab)
    draft = form.draft
    passed = tuple(sorted(form.passed | {PHOTOS}))
    save = SaveForm(draft.answers, draft.contact, CHECK, passed, draft.version)
    return Outcome(replace(tab, place=Place(CHECK)), save)


def _page_before(form: FormState, page: str) -> str | None:
    """The page before one, for its Back; None if there is none, or the page is no longer shown."""
    shown = shown_pages(form.answers)
    if page in (PHOTOS, CHECK):
        return PHOTOS if page == CHECK else shown[-1].id
    here = next((one for one in shown if one.id == page), None)
    before = previous_page(here, form.answers) if here else None
    return before.id if before else None


def _go(form: FormState, tab: Tab, place: Place) -> Outcome:
    """To a page, if it may be seen now."""
    if not form.may_stand_on(place.page):
        return _not_done(replace(tab, place=place))
    return Outcome(replace(tab, place=place))


def _not_done(tab: Tab) -> Outcome:
    return Outcome(_in_trouble(tab, Trouble.NOT_DONE))


def _send(at: Situation, form: FormState, tab: Tab, looked_over: int) -> Outcome:
    """Send what the patient has looked over: the version that the check page showed, and no other."""
    draft, product, voice = form.draft, at.product, at.voice(tab)
    if looked_over != draft.version:
        return Outcome(replace(tab, place=Place(CHECK, trouble=Trouble.CHANGED)))
    contact = form.contact
    if contact is None or not form.complete:
        return _not_done(replace(tab, place=Place()))  # to what is still to do
    agreed = [voice.say(q.text) for q in product.questionnaire.questions if q.type == "boolean"]
    if at.photos:
        agreed.append(voice.word("photo.agree"))
    new = new_submission(product, form.answers, contact, voice.language, " ".join(agreed))
    return Outcome(replace(tab, place=Place()), SendForm(new, draft.version))


def _in_trouble(tab: Tab, why: Trouble) -> Tab:
    """The tab where it stands, to say there why the last action was not done."""
    return replace(tab, place=replace(tab.place, trouble=why))


def _with_typed(tab: Tab, typed: Typed | None) -> Tab:
    """The tab on the page that an action came from, with what stood in its controls."""
    if typed is None:
        return tab
    returning = tab.place.returning and tab.place.page == typed.page.id
    return replace(tab, place=Place(typed.page.id, typed.entries, returning=returning))


def _parking(tab: Tab, typed: Typed | None) -> Tab:
    """The tab with what was typed on a page that is left without Continue, where the page did not show it already."""
    if typed is None:
        return tab
    return replace(tab, parked={**tab.parked, typed.page.id: _touched(tab, typed)})


def _touched(tab: Tab, typed: Typed) -> dict[str, Entry]:
    """What was changed on a page since this tab drew it: all of it, if it drew another page last."""
    page, drawn = tab.drawn
    return {
        name: entry
        for name, entry in typed.entries.items()
        if page != typed.page.id or name not in drawn or not same(entry, drawn[name])
    }

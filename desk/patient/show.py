"""Which view a patient gets: from a situation and a tab's memory, with nothing left to decide for whoever draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.patient.actions import CHECK, PHOTOS
from desk.patient.form import FormState
from desk.patient.limits import LEFT_ALONE, TABLET_IDLE, TABLET_RECEIPT
from desk.patient.situation import Situation
from desk.patient.tab import Place, Tab, Trouble, same
from desk.patient.views import (
    AdvicePage,
    AgeDisagrees,
    AskedAgain,
    CheckPage,
    CheckRow,
    CodePage,
    GonePage,
    MinorPage,
    Notice,
    PhotosPage,
    PhotoTooEarly,
    QuestionPage,
    ReceiptPage,
    Shown,
    StartPage,
    TakeAlongPage,
    View,
    WhosePage,
)
from desk.roles import texture_of
from desk.voice import Voice
from pdf.words import day
from questionnaire.answers import State
from questionnaire.contact import read_date
from questionnaire.estimate import usual_minutes
from questionnaire.journey import FieldError, shown_pages, shown_questions, step_of
from questionnaire.model import Page, Question
from questionnaire.same_page import openings
from questionnaire.wording import answer_of, option_text


@dataclass(frozen=True)
class Arrival:
    """How the browser came to the form, when it was not by an action. `problem`: why another device's form could not be
    opened, "code" or "wait", or that it kept no cookie, "cookies". `opening`: by a link with the code of a form begun
    elsewhere."""

    problem: str | None = None
    opening: bool = False


def show(at: Situation, tab: Tab, arrival: Arrival) -> tuple[Tab, Shown]:
    """What this tab shows now, and its memory of having shown it."""
    voice = at.voice(tab)
    if at.form is not None:
        tab, shown = _open(at, at.form, tab, arrival, voice)
    else:
        view = _without_form(at, tab, arrival)
        sent = isinstance(view, AdvicePage | ReceiptPage)
        tab = replace(tab, here=True) if sent else tab
        shown = Shown(view, voice, hide_after=int(LEFT_ALONE.total_seconds()) if sent else 0)
    return tab, _on_a_tablet(at, shown) if at.visitor.kiosk else shown


def _on_a_tablet(at: Situation, shown: Shown) -> Shown:
    """A tablet in the waiting room hides nothing: it wipes itself, when there is something to wipe."""
    sent = isinstance(shown.view, AdvicePage | ReceiptPage)
    seconds = int((TABLET_RECEIPT if sent else TABLET_IDLE).total_seconds())
    return replace(shown, hide_after=0, wipe_after=seconds if at.visitor.token else 0)


def _without_form(at: Situation, tab: Tab, arrival: Arrival) -> View:
    """There is nothing to fill in: not begun yet, gone, or sent."""
    if at.draft is None and at.visitor.token and not at.visitor.kiosk:
        return GonePage(arrival.problem)
    if at.draft is None:
        return _start(at, arrival.problem)
    if arrival.opening:
        return CodePage(None)
    if arrival.problem in ("code", "wait"):
        return CodePage(arrival.problem)
    if at.receipt is None:
        return _start(at, None)
    copy = at.receipt.copy
    if copy.before and not tab.advice_read:
        return AdvicePage(copy.before)
    return ReceiptPage(at.receipt.reference, copy, int(LEFT_ALONE.total_seconds()) // 60)


def _start(at: Situation, problem: str | None) -> StartPage:
    return StartPage(usual_minutes(at.product.questionnaire), at.product.adult_age, problem)


def _open(at: Situation, form: FormState, tab: Tab, arrival: Arrival, voice: Voice) -> tuple[Tab, Shown]:
    """A form that can be filled in, if whoever is there may see it."""
    if arrival.opening:
        return tab, Shown(CodePage(None), voice)
    left_alone = at.visitor.kiosk or at.moment - form.draft.updated_at > LEFT_ALONE
    if not tab.here and form.draft.answers and left_alone:
        return tab, Shown(WhosePage(arrival.problem), voice)
    tab = replace(tab, here=True)
    hide_after = int(LEFT_ALONE.total_seconds())
    place = tab.place
    if form.is_minor and place.page != form.age_page.id:
        return tab, Shown(MinorPage(at.product.adult_age), voice, hide_after=hide_after)
    if place.code:
        link = f"{at.visitor.address.rstrip('/')}/?open=1#code={place.code}"
        unsaved = tuple(voice.say(page.title) for page in _parked_pages(form, tab))
        return tab, Shown(TakeAlongPage(place.code, link, unsaved), voice, hide_after=hide_after)
    if arrival.problem in ("code", "wait"):
        place = replace(place, wrong_code=arrival.problem)
        tab = replace(tab, place=place)
    if place.wrong_code:
        return tab, Shown(CodePage(place.wrong_code), voice, hide_after=hide_after)
    standing = form.standing(place.page)
    view: View
    if standing == CHECK:
        view = _check_page(at, form, tab, voice)
    elif standing == PHOTOS:
        texture, camera = texture_of(form.answers), at.visitor.kiosk
        view = PhotosPage(at.photos, place.at, place.photo_problems, place.trouble, texture, camera)
    else:
        page = at.product.questionnaire.pages[at.product.questionnaire.place_by_page[standing]]
        view = _question_page(form, tab, page, voice)
        tab = replace(tab, drawn=(page.id, form.saved(page)))
    return tab, Shown(view, voice, standing, hide_after)


def _question_page(form: FormState, tab: Tab, page: Page, voice: Voice) -> QuestionPage:
    place = tab.place if tab.place.page == page.id else Place(page.id)
    answers, saved = form.answers, form.saved(page)
    entries = place.typed or {**saved, **tab.parked.get(page.id, {})}
    errors = place.errors
    if page.id in form.passed and not errors and entries == saved:
        # What was right when it was saved may be so no more: an answer changed, or a birthday came.
        errors = form.contact_errors(page, voice.language)
    asked_now = {question.id for question in shown_questions(page, answers)}
    follow_ups = openings(page, answers.questionnaire)
    return QuestionPage(
        page=page,
        step=step_of(answers.questionnaire, page),
        shown=tuple(q for q in page.questions if q.id in asked_now or q.id in follow_ups),
        follow_ups=follow_ups,
        entries=entries,
        errors=errors,
        notice=_notice(form, tab.place, page, place.asked, errors),
        texture=texture_of(answers),
        first=page.id == shown_pages(answers)[0].id,
        complete=form.barrier is None,
    )


def _notice(
    form: FormState, place: Place, page: Page, asked: frozenset[tuple[str, str]], errors: Sequence[FieldError]
) -> Notice | None:
    """The one thing to say above the questions, the most pressing first."""
    if place.trouble is Trouble.UNSAVED:
        return place.trouble
    if asked:
        stands = dict(asked)
        odd = tuple((q, stands[q.id]) for q in page.questions if stands.get(q.id))
        return AskedAgain(odd, tuple(q for q in page.questions if stands.get(q.id) == ""))
    if any(why == "early" for _, why in place.photo_problems):
        return PhotoTooEarly()
    if any(error.cause == "disagrees" for error in errors):
        return AgeDisagrees(form.age_page)
    return place.trouble


def _parked_pages(form: FormState, tab: Tab) -> tuple[Page, ...]:
    """The pages on which something else was typed than is saved, and that were left without Continue."""
    answers = form.answers

    def differs(page: Page) -> bool:
        typed, saved = tab.parked.get(page.id, {}), form.saved(page)
        return any(q.id in typed and not same(typed[q.id], saved[q.id]) for q in shown_questions(page, answers))

    return tuple(page for page in shown_pages(answers) if differs(page))


def _check_page(at: Situation, form: FormState, tab: Tab, voice: Voice) -> CheckPage:
    sections = []
    for section in at.product.questionnaire.sections:
        rows = tuple(
            row
            for page in section.pages
            for question in shown_questions(page, form.answers)
            for row in _rows_of(form, page, question, voice)
        )
        if rows:
            sections.append((voice.say(section.title), rows))
    changed = tab.place.at in {page.id for page in shown_pages(form.answers)}
    return CheckPage(
        sections=tuple(sections),
        photos=at.photos,
        version=form.draft.version,
        at=tab.place.at if changed else "",
        parked=_parked_pages(form, tab),
        trouble=tab.place.trouble,
    )


def _rows_of(form: FormState, page: Page, question: Question, voice: Voice) -> tuple[CheckRow, ...]:
    """A row for a question, or for each box of the contact question."""
    if question.type == "contact":
        return _contact_rows(form, page, question, voice)
    answers, text, language = form.answers, voice.say(question.text), voice.language
    value = answers.values.get(question.id)
    if not isinstance(value, tuple):
        blank = answers.states[question.id] is State.UNANSWERED
        return (CheckRow(page.id, text, (answer_of(answers, question.id, "text", language),), blank),)
    chosen = [question.by_option[item] for item in value]
    others: list[str] = []
    if any(option.exclusive and option.means is None for option in chosen):
        rest = (option for option in question.options if not option.exclusive and option.means is None)
        others = [option_text(option, "text", language) for option in rest]
    own = tuple(option_text(option, "text", language) for option in chosen)
    blank = answers.states[question.id] is State.UNANSWERED
    return (CheckRow(page.id, text, own, blank, tuple(others)),)


def _contact_rows(form: FormState, page: Page, question: Question, voice: Voice) -> tuple[CheckRow, ...]:
    rows = []
    for box in question.fields:
        value = str(form.draft.contact.get(box.id) or "")
        shown = next((voice.say(option.text) for option in box.options if option.id == value), value)
        if box.id == "born" and (born := read_date(value)) is not None:
            shown = day(born, voice.language)  # as it was understood: 03/04 is another day elsewhere
        answer = shown or voice.word("answer.unanswered")
        rows.append(CheckRow(page.id, voice.say(box.text), (answer,), not shown))
    return tuple(rows)

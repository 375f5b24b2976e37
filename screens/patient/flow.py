"""The patient's way through the form: what each action does, and which page is shown.

The draft in the store is the truth; the session holds only where the patient stands, and what was typed on a page with
errors. Each run reads the draft anew, so a refresh, a second tab or a lost connection always comes back to what was
saved.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from desk.documents import copy_of
from desk.services import APP_VERSION, Services
from desk.voice import Voice, best_language
from questionnaire.answers import Answers, State, Value
from questionnaire.estimate import usual_minutes
from questionnaire.journey import (
    FieldError,
    as_shown,
    check_page,
    first_barrier,
    left_blank,
    next_page,
    parse_number,
    previous_page,
    shown_pages,
    shown_questions,
    still_passed,
    unusual,
)
from questionnaire.model import Page, Question
from questionnaire.wording import answer_text
from records.drafts import Draft, discard_draft, find_draft, make_code, save_draft, set_language
from records.errors import DraftChanged, DraftGone
from records.photos import list_draft_photos, remove_photo
from records.submissions import NewSubmission, find_submission, send
from rules.assess import assess
from screens.page.markup import View, el
from screens.patient import doors, pages, sent
from screens.patient.drawings import texture_of
from screens.patient.frame import notice_box, unavailable_words
from screens.patient.photo_page import PHOTOS, check_rows, photo_page
from screens.patient.progress import Progress, same
from screens.server.process import now

CHECK = "check"
LEFT_ALONE = timedelta(minutes=20)
"""After so long another person may hold the device: a draft is shown only on request, and a receipt no more."""
TABLET_CLOSED = timedelta(minutes=15)
"""After so long a form is given up that a tablet in the waiting room finds where it was closed."""


@dataclass(frozen=True)
class Place:
    """Where this tab stands. `page` is a page id, "photos" or "check"; `typed` and `errors` are of that page when it
    could not be left.

    `asked` is what the patient was asked about the page before leaving it, each as question id and what stood there: an
    unusual number, or nothing. Whoever presses Continue again with nothing else to ask about has answered. `unsaved`:
    it could not be kept. `changed`: what was to be sent is not what was looked over. `returning`: the patient came to
    change an answer, and goes on where the form stands. `code` is shown instead of the page, to go on elsewhere;
    `wrong_code` says why a code from elsewhere opened nothing. `at` is what was just dealt with: on the page of photos
    a view, on the check page the page whose answers were changed. `photo_problems` are the views whose photos were not
    kept, each with why.
    """

    page: str = ""
    typed: Mapping[str, object] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    asked: frozenset[tuple[str, str]] = frozenset()
    code: str = ""
    wrong_code: str = ""
    at: str = ""
    photo_problems: tuple[tuple[str, str], ...] = ()
    unsaved: bool = False
    changed: bool = False
    returning: bool = False
    advice_read: bool = False


@dataclass
class Visit:
    """One run of one patient's tab. `session` keeps the place between runs; `token` is the secret of the draft's
    cookie."""

    services: Services
    token: str
    session: MutableMapping[str, Any]
    wished: str | None = None
    """The language that the browser asks for."""
    address: str = ""
    """Where the browser found the form, such as `https://forms.example.org/`."""
    kiosk: bool = False
    """Whether this is a tablet in the waiting room, which wipes itself."""
    problem: str | None = None
    """Why another device's form could not be opened, "code" or "wait"; or "cookies", when the browser kept none."""
    opening: bool = False
    """Whether the browser came by a link with the code of a form begun on another device."""

    @property
    def place(self) -> Place:
        """Where this tab stands."""
        place: Place = self.session.get("place", Place())
        return place

    @place.setter
    def place(self, place: Place) -> None:
        self.session["place"] = place

    @property
    def standing(self) -> str:
        """The page this tab shows, for its address; empty where there is none to come back to."""
        return str(self.session.get("standing", ""))

    def look_at(self, page: str) -> None:
        """Go where the tab's address points, which the browser's Back and Forward change. What may not be opened is
        not."""
        if page != self.place.page:
            self._go(page)
        elif self.place.code or self.place.wrong_code:
            self.place = replace(self.place, code="", wrong_code="")

    def could_not_save(self, action: Mapping[str, Any]) -> None:
        """Keep what was typed on the page when the store did not answer, and say so."""
        self._keep_typed(action)
        if self.place.page:
            self.place = replace(self.place, unsaved=True)

    def voice(self, draft: Draft | None) -> Voice:
        """The clinic in the patient's language: the one last chosen, else the one the browser asks for."""
        clinic = self.services.clinic
        chosen = self.session.get("language") or (draft.language if draft else None)
        language = chosen if chosen in clinic.languages else best_language(clinic, self.wished)
        return Voice(clinic, language, tablet=self.kiosk)

    def takes_photos(self) -> bool:
        """Whether the form has come to its photos: all else is answered, agreed to and in order."""
        draft = find_draft(self.services.store, self.token, now())
        return draft is not None and draft.reference is None and Progress(draft, self.services).complete

    # --- what is shown ------------------------------------------------------------------------------------------------

    def view(self) -> View:
        """The page to show now."""
        view = self._view()
        if not self.kiosk:
            return view
        seconds = doors.TABLET_RECEIPT if self.session.get("receipt") else doors.TABLET_IDLE
        return replace(view, wipe_after=seconds if self.token else 0, leave_after=0)

    def _view(self) -> View:
        services = self.services
        self.session["receipt"] = False
        self.session["standing"] = ""
        draft = find_draft(services.store, self.token, now()) if self.token else None
        if self.kiosk and draft is not None and not self.session.get("here") and _wiped(draft):
            discard_draft(services.store, self.token, now())
            draft = None
        voice = self.voice(draft)
        if draft is None and (self.kiosk or not self.token):
            return doors.start(voice, usual_minutes(services.questionnaire), services.adult_age, self.problem)
        if draft is None:
            return doors.gone(voice, self.problem)
        if self.opening:
            return doors.other_code(voice)
        if draft.reference is not None:
            wrong_code = self.problem in ("code", "wait")
            return doors.other_code(voice, self.problem) if wrong_code else self._sent_view(draft.reference, voice)
        left_alone = self.kiosk or now() - draft.updated_at > LEFT_ALONE
        if not self.session.get("here") and draft.answers and left_alone:
            return doors.resume(voice, self.problem)
        self.session["here"] = True
        seconds = int(LEFT_ALONE.total_seconds())
        return replace(self._open_view(draft, voice), leave_after=seconds, left=doors.left(voice, seconds // 60))

    def _open_view(self, draft: Draft, voice: Voice) -> View:
        """A page of the form, to somebody whose form it is."""
        services, progress = self.services, Progress(draft, self.services)
        if progress.is_minor and self.place.page != progress.age_page.id:
            return doors.minor(voice, services.adult_age)
        if self.place.code:
            unsaved = self._parked(progress)
            return doors.take_along(
                voice, unsaved, self.place.code, f"{self.address.rstrip('/')}/?open=1#code={self.place.code}"
            )
        if self.problem in ("code", "wait"):
            self.place = replace(self.place, wrong_code=self.problem)
        if self.place.wrong_code:
            return doors.other_code(voice, self.place.wrong_code)
        page = self._page(progress)
        self.session["standing"] = page if isinstance(page, str) else page.id
        if isinstance(page, Page):
            return self._question_view(page, progress, voice)
        photos = list_draft_photos(services.store, draft.id)
        if page == CHECK:
            more, parked = check_rows(voice, photos), self._parked(progress)
            at, changed = self.place.at, self.place.changed
            return pages.check(
                voice, progress.answers, draft.contact, draft.version, more, at=at, parked=parked, changed=changed
            )
        texture, place = texture_of(progress.answers), self.place
        return photo_page(
            voice, photos, texture, place.at, place.photo_problems, unsaved=place.unsaved, camera=self.kiosk
        )

    def _question_view(self, page: Page, progress: Progress, voice: Voice) -> View:
        place = self.place if self.place.page == page.id else Place(page.id)
        answers, saved = progress.answers, progress.saved(page)
        self.session["drawn"] = (page.id, saved)
        typed = place.typed or {**saved, **self._unsaved.get(page.id, {})}
        errors, notice = place.errors, None
        if page.id in progress.passed and not errors and typed == saved:
            # What was right when it was saved may be so no more: an answer changed, or a birthday came.
            errors = progress.contact_errors(page, progress.draft.contact, answers, voice.language)
        if place.unsaved:
            notice = notice_box(voice.word("app.unavailable.title"), el("p", unavailable_words(voice)))
        elif place.asked:
            notice = pages.asked_notice(voice, page, place.asked)
        elif any(why == "early" for _, why in self.place.photo_problems):
            notice = notice_box(voice.word("photo.early.title"), el("p", voice.word("photo.early")))
        elif any(error.cause == "disagrees" for error in errors):
            notice = pages.way_to_age(voice, progress.age_page)
        first = page.id == shown_pages(answers)[0].id
        return pages.question_page(voice, page, answers, typed, errors, notice, first, progress.barrier is None)

    def _sent_view(self, reference: str, voice: Voice) -> View:
        services = self.services
        submission = find_submission(services.store, reference)
        if submission is None or now() - submission.sent_at > LEFT_ALONE:
            return doors.start(voice, usual_minutes(services.questionnaire), services.adult_age)
        self.session["receipt"] = self.session["here"] = True
        copy = copy_of(submission, services, voice.language)
        unread = copy.before and not self.place.advice_read
        seconds = int(LEFT_ALONE.total_seconds())
        view = sent.advice(voice, copy.before) if unread else sent.receipt(voice, reference, copy, seconds // 60)
        return replace(view, leave_after=seconds, left=sent.left(voice))

    # --- what actions do ----------------------------------------------------------------------------------------------

    def act(self, action: Mapping[str, Any]) -> None:
        """Carry out what the patient did. Anything that does not make sense where the draft stands is left undone."""
        with suppress(DraftGone):  # sent or discarded in another tab meanwhile: what is there now is shown
            try:
                self._act(action)
            except DraftChanged:  # another tab saved meanwhile: what was typed here is laid over that
                self._act(action)

    def _act(self, action: Mapping[str, Any]) -> None:
        name = action.get("name")
        draft = find_draft(self.services.store, self.token, now()) if self.token else None
        if name == "language":
            self._change_language(action, draft)
        if draft is None:
            return
        if draft.reference is not None:
            if name == "read_advice":
                self.place = replace(self.place, advice_read=True)
            return
        progress = Progress(draft, self.services)
        value = str(action.get("value") or "")
        if name == "skip_photos" or (name == "continue" and action.get("page") == PHOTOS):
            self._leave_photos(progress)
        elif name == "continue":
            self._leave_page(progress, action)
        elif name == "photo":
            problems = _mapping(action.get("problems"))
            self.place = Place(
                PHOTOS, at=value, photo_problems=tuple((str(view), str(why)) for view, why in problems.items())
            )
        elif name == "remove_photo":
            remove_photo(self.services.store, self.token, value, now())
            self.place = Place(PHOTOS, at=value)
        elif name == "back":
            self._remember(progress, action)
            self._back(progress.answers, value)
        elif name == "park":  # the browser's own Back or Forward: the address says where to, and what was typed stays
            self._remember(progress, action)
        elif name == "change":
            self._remember(progress, action)
            self.place = Place(value, returning=True)
        elif name == "take_along":
            self._remember(progress, action)
            self._keep_typed(action)
            self.place = replace(self.place, code=make_code(self.services.store, self.token, now()))
        elif name == "form":
            self.place = replace(self.place, code="", wrong_code="")
        elif name == "resume":
            self.session["here"] = True
            self._keep_typed(action)
        elif name == "change_age":
            self.place = Place(progress.age_page.id, returning=True)
        elif name == "send":
            self._send(progress, value)

    def _change_language(self, action: Mapping[str, Any], draft: Draft | None) -> None:
        """Go on in another language, with what stands on the page."""
        chosen = action.get("value")
        if chosen not in self.services.clinic.languages:
            return
        self.session["language"] = chosen
        if draft is None or draft.reference is not None:
            return
        set_language(self.services.store, self.token, str(chosen), now())
        self._keep_typed(action)

    def _typed_on(self, action: Mapping[str, Any]) -> tuple[Page, dict[str, object]] | None:
        """The page that an action came from, and what stood in its controls; a question that was not on it is not among
        them."""
        page = next((p for p in self.services.questionnaire.pages if p.id == action.get("page")), None)
        values = action.get("values")
        if page is None or not isinstance(values, Mapping):
            return None
        return page, {q.id: _number(q, values[q.id]) for q in page.questions if q.id in values}

    def _keep_typed(self, action: Mapping[str, Any]) -> None:
        """Stay on the page that the action came from, with what stood in its controls."""
        if (found := self._typed_on(action)) is not None:
            page, typed = found
            self.place = Place(page.id, typed)

    def _leave_page(self, progress: Progress, action: Mapping[str, Any]) -> None:
        found = self._typed_on(action)
        if found is None or not progress.may_open(found[0]):
            return
        page, typed = found[0], self._over_saved(found[0], found[1], progress)
        kept = progress.with_typed(page, typed)
        after = as_shown(kept)
        language = self.voice(progress.draft).language
        contact = progress.contact_typed(page, typed)
        errors = [*check_page(page, typed, after, language), *progress.contact_errors(page, contact, after, language)]
        doubts = _doubts(page, typed, after, language)
        asked_before = self.place.asked if self.place.page == page.id else frozenset()
        if errors or doubts - asked_before:
            self._remember(progress, action)  # should the browser's Back come in between
            asked = frozenset[tuple[str, str]]() if errors else doubts
            self.place = replace(
                self.place, page=page.id, typed=typed, errors=tuple(errors), asked=asked, photo_problems=()
            )
        else:
            passed = still_passed(progress.passed, progress.answers, after) | (progress.passed & {PHOTOS}) | {page.id}
            following = self._following(page, after, passed, returning=self.place.returning)
            self._save(progress, _plain(kept.values), contact, following, passed)
            self._unsaved.pop(page.id, None)
            self.place = Place(following, at=page.id)

    def _over_saved(self, page: Page, typed: Mapping[str, object], progress: Progress) -> dict[str, object]:
        """What is saved of a page, perhaps by another tab meanwhile, with what was touched on this one over it."""
        name, drawn = self.session.get("drawn", ("", {}))
        touched = {n: value for n, value in typed.items() if name != page.id or not same(value, drawn[n])}
        return {**progress.saved(page), **touched}

    def _save(
        self,
        progress: Progress,
        answers: Mapping[str, object],
        contact: Mapping[str, object],
        page: str,
        passed: frozenset[str],
    ) -> None:
        save_draft(
            self.services.store,
            self.token,
            answers=answers,
            contact=contact,
            page=page,
            passed=sorted(passed),
            seen=progress.draft.version,
            now=now(),
        )

    @property
    def _unsaved(self) -> dict[str, Mapping[str, object]]:
        """What was typed on pages that were left without Continue, by page: it is there again when they are opened, as
        long as the tab is."""
        kept: dict[str, Mapping[str, object]] = self.session.setdefault("unsaved", {})
        return kept

    def _remember(self, progress: Progress, action: Mapping[str, Any]) -> None:
        """Keep what was typed on a page that is left without Continue, where it is not what is saved."""
        if (found := self._typed_on(action)) is not None:
            page, typed = found
            saved = progress.saved(page)
            self._unsaved[page.id] = {name: value for name, value in typed.items() if not same(value, saved[name])}

    def _parked(self, progress: Progress) -> tuple[Page, ...]:
        """The pages on which something else was typed than is saved, and that were left without Continue."""
        answers = progress.answers

        def differs(page: Page) -> bool:
            typed, saved = self._unsaved.get(page.id, {}), progress.saved(page)
            return any(q.id in typed and not same(typed[q.id], saved[q.id]) for q in shown_questions(page, answers))

        return tuple(page for page in shown_pages(answers) if differs(page))

    def _leave_photos(self, progress: Progress) -> None:
        if progress.barrier is None:
            draft = progress.draft
            self._save(progress, draft.answers, draft.contact, CHECK, progress.passed | {PHOTOS})
            self._go(CHECK)

    def _following(self, page: Page, after: Answers, passed: frozenset[str], *, returning: bool) -> str:
        """The page after this one; after the last, the photos. Who has been at the end before, or is `returning`, came
        to change an answer and goes back to where the form stands, by way of what the change opened."""
        following = next_page(page, after)
        if returning or shown_pages(after)[-1].id in passed:
            following = first_barrier(after, passed)
        if following is None:
            return CHECK if PHOTOS in passed else PHOTOS
        return following.id

    def _back(self, answers: Answers, value: str) -> None:
        shown = shown_pages(answers)
        if value in (CHECK, PHOTOS):
            self._go(PHOTOS if value == CHECK else shown[-1].id)
            return
        page = next((p for p in shown if p.id == value), None)
        if page is None:
            return
        before = previous_page(page, answers)
        if before is not None:
            self._go(before.id)

    def _send(self, progress: Progress, looked_over: str) -> None:
        """Send what the patient has looked over: the version that the check page showed, and no other."""
        services, draft, answers = self.services, progress.draft, progress.answers
        if looked_over != str(draft.version):
            self.place = Place(CHECK, changed=True)
            return
        contact = progress.contact
        if contact is None or not progress.complete:
            self._go("")  # to what is still to do, which says why
            return
        assessment = assess(answers, services.book)
        voice = self.voice(draft)
        agreed = [voice.say(q.text) for q in services.questionnaire.questions if q.type == "boolean"]
        if list_draft_photos(services.store, draft.id):
            agreed.append(voice.word("photo.agree"))
        new = NewSubmission(
            answers=_plain(answers.values),
            contact=contact.to_json(),
            questionnaire_version=services.questionnaire.version,
            questionnaire_sha256=services.questionnaire.sha256,
            rule_book_version=services.book.version.version,
            rule_book_sha256=services.book.version.sha256,
            app_version=APP_VERSION,
            language=voice.language,
            assessment=assessment.to_json(),
            pathway=assessment.pathway.value,
            red_flags=assessment.red_flags,
            consent_text=" ".join(agreed),
        )
        try:
            send(services.store, self.token, new, draft.version, now())
        except DraftChanged:
            self.place = Place(CHECK, changed=True)  # nobody has looked at the change yet
            return
        self.place = Place()

    def _go(self, page: str) -> None:
        self.place = Place(page)

    def _page(self, progress: Progress) -> Page | str:
        """The page this tab shows, or "photos" or "check": where it stands, else where the draft stands, else the first
        still to do."""
        known = {page.id: page for page in self.services.questionnaire.pages}
        for wanted in (self.place.page, progress.draft.page):
            if wanted in (PHOTOS, CHECK) and progress.barrier is None:
                return wanted
            if wanted in known and progress.may_open(known[wanted]):
                return known[wanted]
        return progress.barrier or CHECK


def _wiped(draft: Draft) -> bool:
    """Whether a tablet in the waiting room whose page was closed, so that it could not wipe itself, gives this up.
    Later for a form under way, which may have lost its line in the middle of a long page."""
    return now() - draft.updated_at > (timedelta(seconds=doors.TABLET_RECEIPT) if draft.reference else TABLET_CLOSED)


def _doubts(page: Page, typed: Mapping[str, object], after: Answers, language: str) -> frozenset[tuple[str, str]]:
    """What to ask about before a page is left: improbable numbers, and questions left blank, each with what stands
    there."""
    odd = set()
    for question in shown_questions(page, after):
        value = typed[question.id]
        if isinstance(value, int | float) and unusual(question, value):
            odd.add((question.id, answer_text(question, value, State.GIVEN, language=language)))
    return frozenset(odd | {(q.id, "") for q in left_blank(page, after)})


def _number(question: Question, value: object) -> Any:
    """What stands in a control, with the text of a number box read as a number where it is one."""
    if question.type in ("integer", "decimal") and isinstance(value, str):
        return value if value in question.by_option else parse_number(question, value) if value.strip() else None
    return value


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

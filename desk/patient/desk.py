"""The patient's desk: the one place where a step meets the store and the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from desk.documents import copy_of
from desk.patient.actions import Send, read_action
from desk.patient.limits import LEFT_ALONE, TABLET_CLOSED, TABLET_RECEIPT
from desk.patient.show import Arrival, show
from desk.patient.situation import Receipt, Situation, Visitor
from desk.patient.step import DeletePhoto, MakeCode, Outcome, SaveForm, SaveLanguage, SendForm, not_saved, step
from desk.patient.tab import Tab, tab_of
from desk.patient.views import Shown, StoreDownPage
from desk.records import PatientRecords
from desk.services import Product
from photos.clean import Cleaned
from records.drafts import Draft
from records.errors import DraftChanged, DraftGone, StoreUnavailable
from records.photos import Photo
from records.submissions import Submission

_JUST_THERE = Arrival()
_TRIES = 3
"""How often an action is worked out anew because another tab saved in between."""


@dataclass(frozen=True)
class PatientDesk:
    """What the product does for patients. `clock` tells the present moment."""

    product: Product
    records: PatientRecords
    clock: Callable[[], datetime]

    def act(self, tab: Tab | None, visitor: Visitor, message: Mapping[str, object]) -> Tab:
        """Carry out what a tab's message asks for, and give the tab's memory after it. Raises nothing: a message that
        cannot be understood, a form that moved on meanwhile and a store that does not answer are told in the tab."""
        action = read_action(message, self.product.questionnaire, self.product.clinic.languages)
        tab = tab_of(tab, visitor.token)
        try:
            for _ in range(_TRIES):
                try:
                    at = self._situation(visitor)
                    if isinstance(action, Send):
                        at = self._with_photos(at)  # their being there is part of what was agreed to
                    return self._save(step(at, tab, action), visitor.token)
                except DraftChanged:  # another tab saved meanwhile: what was typed here is laid over that
                    continue
        except DraftGone:  # sent or discarded in another tab meanwhile: what is there now is shown
            return tab
        except StoreUnavailable:
            pass
        return not_saved(tab, action)

    def show(self, tab: Tab | None, visitor: Visitor, arrival: Arrival = _JUST_THERE) -> tuple[Tab, Shown]:
        """What a tab shows now, and its memory of having shown it."""
        tab = tab_of(tab, visitor.token)
        try:
            at = self._to_show(tab, visitor)
        except StoreUnavailable:
            return tab, Shown(StoreDownPage(), Situation(self.product, visitor, self.clock()).voice(tab))
        return show(at, tab, arrival)

    def takes_photos(self, token: str) -> bool:
        """Whether the form has come to its photos: all else is answered, agreed to and in order."""
        form = self._situation(Visitor(token)).form
        return form is not None and form.complete

    def begin(self, token: str, language: str) -> str | None:
        """Begin a form in a language, if it is one that the clinic offers: the token of a new draft; None if the device
        has a form under way."""
        draft = self._draft(token)
        if draft is not None and draft.reference is None:
            return None
        offered = language if language in self.product.clinic.languages else None
        return self.records.start_draft(self.product.questionnaire.sha256, self.clock(), offered)[0]

    def open_by_code(self, code: str, address: str) -> str | None:
        """A new token for the form that was begun on another device, by its code; None if it opens nothing. A form of
        this device's own is let go of. Raises `TooManyTries` when too many wrong ones came from a network address."""
        return self.records.open_by_code(code, self.clock(), address=address)

    def forget(self, token: str) -> None:
        """Delete the form of a device. What was sent stays sent."""
        if token:
            self.records.discard_draft(token, self.clock())

    def keep_photo(self, token: str, view: str, photo: Cleaned) -> None:
        """Keep a photo of a view with a form, in place of an earlier one. Raises `DraftGone`."""
        self.records.keep_photo(token, view, photo, self.clock())

    def photo(self, token: str, view: str, mark: str) -> Photo | None:
        """The photo of a view, for the page that shows it: only that page knows its mark, so that who finds the device
        later cannot call it up by its address."""
        photo = self.records.find_draft_photo(token, view, self.clock()) if token else None
        return photo if photo is not None and photo.mark == mark else None

    def submission_shown(self, token: str) -> Submission | None:
        """What was sent from a device, as long as it shows the receipt."""
        draft = self._draft(token)
        return self._sent(draft) if draft else None

    def _situation(self, visitor: Visitor) -> Situation:
        """The present moment for a browser, without what is only needed at a form's end."""
        return Situation(self.product, visitor, self.clock(), self._draft(visitor.token))

    def _with_photos(self, at: Situation) -> Situation:
        """The same with the photos of a form whose questions are all done."""
        if at.form is None or at.form.barrier is not None:
            return at
        return replace(at, photos=self.records.list_draft_photos(at.form.draft.id))

    def _to_show(self, tab: Tab, visitor: Visitor) -> Situation:
        """The present moment with all that a tab may show. What a tablet in the waiting room finds where it was closed
        is deleted first."""
        at = self._situation(visitor)
        draft = at.draft
        if draft is not None and visitor.kiosk and not tab.here and self._left_on_a_tablet(draft):
            self.records.discard_draft(visitor.token, self.clock())
            return replace(at, draft=None)
        submission = self._sent(draft) if draft is not None else None
        if submission is None:
            return self._with_photos(at)
        copy = copy_of(submission, self.product, self.records, at.voice(tab).language)
        return replace(at, receipt=Receipt(submission.reference, copy))

    def _draft(self, token: str) -> Draft | None:
        return self.records.find_draft(token, self.clock()) if token else None

    def _sent(self, draft: Draft) -> Submission | None:
        submission = self.records.find_submission(draft.reference) if draft.reference else None
        return submission if submission and self.clock() - submission.sent_at <= LEFT_ALONE else None

    def _left_on_a_tablet(self, draft: Draft) -> bool:
        """Whether a tablet in the waiting room whose page was closed, so that it could not wipe itself, gives this
        up."""
        return self.clock() - draft.updated_at > (TABLET_RECEIPT if draft.reference else TABLET_CLOSED)

    def _save(self, done: Outcome, token: str) -> Tab:
        """Save what a step says is to be saved, and give the tab's memory after it. Raises as the records do."""
        records, tab, moment = self.records, done.tab, self.clock()
        match done.save:
            case None:
                pass
            case SaveForm(answers, contact, page, passed, seen):
                records.save_draft(
                    token, answers=answers, contact=contact, page=page, passed=passed, seen=seen, now=moment
                )
            case SaveLanguage(language):
                records.set_language(token, language, moment)
            case DeletePhoto(view):
                records.remove_photo(token, view, moment)
            case MakeCode():
                return replace(tab, place=replace(tab.place, code=records.make_code(token, moment)))
            case SendForm(new, seen):
                records.send(token, new, seen, moment)
            case _:
                assert_never(done.save)
        return tab

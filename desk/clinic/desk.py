"""The clinic's desk: who is signed in, what they look at, and the one place where that meets the store and the
clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from desk.clinic.actions import (
    ClinicAction,
    LookAgain,
    MarkReviewed,
    OnlyOpen,
    OpenCase,
    Search,
    ShowList,
    TurnTo,
    read_clinic_action,
)
from desk.clinic.case import case_page, may_review
from desk.clinic.views import CasePage, ClinicView, ListPage, SignInPage, StoreDownPage
from desk.documents import File, copy_pdf, read_as_sent, read_today, summary_pdf
from desk.records import StoreRecords
from desk.services import Services
from records.accounts import Account, find_clinic_session, list_accounts
from records.audit import record
from records.errors import StoreUnavailable, SubmissionUnknown
from records.photos import Photo, find_photo, list_photos
from records.submissions import Submission, find_submission, list_submissions, mark_reviewed

PAGE_SIZE = 25
DocumentKind = Literal["summary", "copy"]


@dataclass(frozen=True)
class ClinicTab:
    """What a tab of the clinic remembers: the case that is open, if any, the last one whose reading was recorded, and
    which part of the list it shows."""

    case: str = ""
    recorded: str = ""
    search: str = ""
    only_open: bool = False
    offset: int = 0
    trouble: str = ""
    """Why what was asked for last was not done."""


@dataclass(frozen=True)
class ClinicDesk:
    """What the product does for the clinic. `faults` gives the worked patients of the rule book that come out otherwise
    than it says."""

    services: Services
    clock: Callable[[], datetime]
    faults: Callable[[], Sequence[str]]

    def act(self, tab: ClinicTab, token: str, message: Mapping[str, object]) -> ClinicTab:
        """Carry out what somebody asked for; a store that does not answer is told in the tab."""
        try:
            return self._act(replace(tab, trouble=""), token, read_clinic_action(message))
        except StoreUnavailable as error:
            return replace(tab, trouble=str(error))

    def _act(self, tab: ClinicTab, token: str, action: ClinicAction) -> ClinicTab:
        account = self.account(token)  # checked again: the page they clicked on may be old
        if account is None:
            return tab
        match action:
            case OpenCase(reference):
                return replace(tab, case=reference)
            case ShowList():
                return replace(tab, case="")
            case Search(text):
                return replace(tab, search=text, offset=0)
            case OnlyOpen(wanted):
                return replace(tab, only_open=wanted, offset=0)
            case TurnTo(offset):
                return replace(tab, offset=offset)
            case MarkReviewed(reference):
                if may_review(account):
                    with suppress(SubmissionUnknown):
                        mark_reviewed(self.services.store, reference, account.name, self.clock())
                return tab
            case LookAgain():
                return tab
            case _:
                assert_never(action)

    def show(self, tab: ClinicTab, token: str, problem: str | None) -> tuple[ClinicTab, ClinicView]:
        """What a tab shows now, to whoever is signed in, and its memory of that. Opening a case is recorded first."""
        try:
            account = self.account(token)
            if account is None:
                return ClinicTab(), SignInPage(problem)  # what it remembered belongs to the person who was signed in
            submission = find_submission(self.services.store, tab.case) if tab.case else None
            if submission is None:
                return replace(tab, recorded=""), self._list(tab, account)
            if tab.recorded != tab.case:
                record(self.services.store, account.name, "read_case", submission.reference, self.clock())
            return replace(tab, recorded=tab.case), self._case(tab, submission, account)
        except StoreUnavailable as error:
            return tab, StoreDownPage(str(error))

    def account(self, token: str) -> Account | None:
        """Who is signed in with this token, if anybody still is."""
        return find_clinic_session(self.services.store, token, self.clock()) if token else None

    def document(self, account: Account, reference: str, kind: DocumentKind) -> tuple[str, File] | None:
        """The clinician's summary of a form, or the patient's copy, with the form's reference; None if there is no such
        form. Who opened it is recorded first."""
        submission = find_submission(self.services.store, reference)
        if submission is None:
            return None
        record(self.services.store, account.name, f"read_{kind}", submission.reference, self.clock())
        made = summary_pdf(submission, self.services) if kind == "summary" else copy_pdf(submission, self.services)
        return submission.reference, made

    def photo(self, account: Account, reference: str, view: str) -> Photo | None:
        """The photo of a view sent with a form, or None. Who opened it is recorded first."""
        reference = reference.strip().upper()
        photo = find_photo(self.services.store, reference, view)
        if photo is not None:
            record(self.services.store, account.name, "read_photo", reference, self.clock(), view)
        return photo

    def _list(self, tab: ClinicTab, account: Account) -> ListPage:
        rows, total = list_submissions(
            self.services.store, search=tab.search, only_open=tab.only_open, limit=PAGE_SIZE, offset=tab.offset
        )
        return ListPage(
            account=account,
            search=tab.search,
            only_open=tab.only_open,
            offset=tab.offset,
            page_size=PAGE_SIZE,
            rows=rows,
            total=total,
            faults=tuple(self.faults()),
            in_use=self._in_use(),
            trouble=tab.trouble,
        )

    def _in_use(self) -> str:
        """Which rules and questions are in use, so that an edit can be seen to have come into force."""
        book, form = self.services.book, self.services.questionnaire
        return (
            f"In use: rule book {book.version.version} ({book.version.sha256[:12]}), {len(book.rules)} rules, "
            f"{len(book.cases)} worked patients; questionnaire {form.version} ({form.sha256[:12]})."
        )

    def _case(self, tab: ClinicTab, submission: Submission, account: Account) -> CasePage:
        services = self.services
        page = case_page(
            submission,
            read_as_sent(submission, services, StoreRecords(services.store)),
            read_today(submission, services),
            services.clinic,
            account,
            {known.name: known.full_name for known in list_accounts(services.store)},
            list_photos(services.store, submission.id),
        )
        return replace(page, trouble=tab.trouble)

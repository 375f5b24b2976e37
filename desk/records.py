"""The records as the patient's side of the desk uses them: a protocol, and the store behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from photos.clean import Cleaned
from records import drafts, photos, submissions, versions
from records.drafts import Draft
from records.photos import Photo, PhotoRow
from records.store import Store
from records.submissions import NewSubmission, Submission
from records.versions import Kind


class Versions(Protocol):
    """The questionnaires and rule books that were ever in use."""

    def __hash__(self) -> int:
        """What was read of a version is remembered by whose it is."""

    def find_version(self, kind: Kind, sha256: str) -> str | None:
        """As `records.versions.find_version`."""


class PatientRecords(Versions, Protocol):
    """What the desk asks of the records for a patient. Each method does what the function of its name in `records`
    does, and raises what that raises."""

    def start_draft(self, questionnaire_sha256: str, now: datetime, language: str | None = None) -> tuple[str, Draft]:
        """As `records.drafts.start_draft`."""

    def find_draft(self, token: str, now: datetime) -> Draft | None:
        """As `records.drafts.find_draft`."""

    def save_draft(
        self,
        token: str,
        *,
        answers: Mapping[str, object],
        contact: Mapping[str, object],
        page: str | None,
        passed: Sequence[str],
        seen: int,
        now: datetime,
    ) -> Draft:
        """As `records.drafts.save_draft`."""

    def set_language(self, token: str, language: str, now: datetime) -> None:
        """As `records.drafts.set_language`."""

    def make_code(self, token: str, now: datetime) -> str:
        """As `records.drafts.make_code`."""

    def open_by_code(self, code: str, now: datetime, *, address: str = "") -> str | None:
        """As `records.drafts.open_by_code`."""

    def discard_draft(self, token: str, now: datetime) -> None:
        """As `records.drafts.discard_draft`."""

    def keep_photo(self, token: str, view: str, cleaned: Cleaned, now: datetime) -> None:
        """As `records.photos.keep_photo`."""

    def remove_photo(self, token: str, view: str, now: datetime) -> None:
        """As `records.photos.remove_photo`."""

    def list_draft_photos(self, draft_id: str) -> tuple[PhotoRow, ...]:
        """As `records.photos.list_draft_photos`."""

    def find_draft_photo(self, token: str, view: str, now: datetime) -> Photo | None:
        """As `records.photos.find_draft_photo`."""

    def send(self, token: str, new: NewSubmission, seen: int, now: datetime) -> Submission:
        """As `records.submissions.send`."""

    def find_submission(self, reference: str) -> Submission | None:
        """As `records.submissions.find_submission`."""


@dataclass(frozen=True)
class StoreRecords:
    """The records in an open store."""

    store: Store

    def find_version(self, kind: Kind, sha256: str) -> str | None:
        """See the protocol, here and below."""
        return versions.find_version(self.store, kind, sha256)

    def start_draft(self, questionnaire_sha256: str, now: datetime, language: str | None = None) -> tuple[str, Draft]:
        return drafts.start_draft(self.store, questionnaire_sha256, now, language)

    def find_draft(self, token: str, now: datetime) -> Draft | None:
        return drafts.find_draft(self.store, token, now)

    def save_draft(
        self,
        token: str,
        *,
        answers: Mapping[str, object],
        contact: Mapping[str, object],
        page: str | None,
        passed: Sequence[str],
        seen: int,
        now: datetime,
    ) -> Draft:
        return drafts.save_draft(
            self.store, token, answers=answers, contact=contact, page=page, passed=passed, seen=seen, now=now
        )

    def set_language(self, token: str, language: str, now: datetime) -> None:
        drafts.set_language(self.store, token, language, now)

    def make_code(self, token: str, now: datetime) -> str:
        return drafts.make_code(self.store, token, now)

    def open_by_code(self, code: str, now: datetime, *, address: str = "") -> str | None:
        return drafts.open_by_code(self.store, code, now, address=address)

    def discard_draft(self, token: str, now: datetime) -> None:
        drafts.discard_draft(self.store, token, now)

    def keep_photo(self, token: str, view: str, cleaned: Cleaned, now: datetime) -> None:
        photos.keep_photo(self.store, token, view, cleaned, now)

    def remove_photo(self, token: str, view: str, now: datetime) -> None:
        photos.remove_photo(self.store, token, view, now)

    def list_draft_photos(self, draft_id: str) -> tuple[PhotoRow, ...]:
        return photos.list_draft_photos(self.store, draft_id)

    def find_draft_photo(self, token: str, view: str, now: datetime) -> Photo | None:
        return photos.find_draft_photo(self.store, token, view, now)

    def send(self, token: str, new: NewSubmission, seen: int, now: datetime) -> Submission:
        return submissions.send(self.store, token, new, seen, now)

    def find_submission(self, reference: str) -> Submission | None:
        return submissions.find_submission(self.store, reference)

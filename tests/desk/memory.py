"""A stand-in for the store that keeps everything in memory, and fails when it is told to."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from photos import VIEWS
from photos.clean import Cleaned
from records.drafts import LIFETIME, Draft
from records.errors import DraftChanged, DraftGone, StoreUnavailable
from records.photos import Photo, PhotoRow
from records.submissions import NewSubmission, Submission
from records.versions import Kind


@dataclass
class _Kept:
    """A draft with what is not shown of it."""

    draft: Draft
    token: str
    expires: datetime
    code: str = ""
    photos: dict[str, Photo] = field(default_factory=dict)


def _as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@dataclass(eq=False)
class MemoryRecords:
    """The records of `desk.records.PatientRecords`, in memory. `failing` names what fails from now on: "reads",
    "saves"; `interrupted`: how many of the next saves find that another tab saved first."""

    failing: frozenset[str] = frozenset()
    interrupted: int = 0
    _drafts: list[_Kept] = field(default_factory=list)
    _sent: dict[str, Submission] = field(default_factory=dict)

    def find_version(self, kind: Kind, sha256: str) -> str | None:
        return None

    def start_draft(self, questionnaire_sha256: str, now: datetime, language: str | None = None) -> tuple[str, Draft]:
        self._writes()
        token = secrets.token_hex(8)
        draft = Draft(secrets.token_hex(8), {}, {}, None, (), 1, questionnaire_sha256, now, now, None, language)
        self._drafts.append(_Kept(draft, token, now + LIFETIME))
        return token, draft

    def find_draft(self, token: str, now: datetime) -> Draft | None:
        self._reads()
        kept = self._live(token, now)
        return kept.draft if kept else None

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
        self._writes()
        kept = self._open(token, now)
        if self.interrupted:
            self.interrupted -= 1
            self._touch(kept, now)
        if kept.draft.version != seen:
            raise DraftChanged("another tab")
        self._touch(kept, now)
        kept.draft = replace(
            kept.draft,
            answers=_as_json(dict(answers)),
            contact=_as_json(dict(contact)),
            page=page,
            passed=tuple(passed),
        )
        return kept.draft

    def set_language(self, token: str, language: str, now: datetime) -> None:
        self._writes()
        kept = self._live(token, now)
        if kept is None:
            raise DraftGone("gone")
        kept.draft = replace(kept.draft, language=language)

    def make_code(self, token: str, now: datetime) -> str:
        self._writes()
        kept = self._open(token, now)
        kept.code = secrets.token_hex(6)
        return kept.code

    def open_by_code(self, code: str, now: datetime, *, address: str = "") -> str | None:
        self._writes()
        for kept in self._drafts:
            if kept.code and kept.code == code and kept.expires > now and kept.draft.reference is None:
                kept.token, kept.code = secrets.token_hex(8), ""
                kept.draft = replace(kept.draft, updated_at=now)
                return kept.token
        return None

    def discard_draft(self, token: str, now: datetime) -> None:
        self._writes()
        self._drafts = [kept for kept in self._drafts if kept.token != token]

    def keep_photo(self, token: str, view: str, cleaned: Cleaned, now: datetime) -> None:
        self._writes()
        if view not in VIEWS:
            raise ValueError(view)
        kept = self._open(token, now)
        self._touch(kept, now)
        mark = hashlib.sha256(cleaned.content).hexdigest()
        kept.photos[view] = Photo(view, mark, cleaned.width, cleaned.height, cleaned.content)

    def remove_photo(self, token: str, view: str, now: datetime) -> None:
        self._writes()
        kept = self._open(token, now)
        self._touch(kept, now)
        kept.photos.pop(view, None)

    def list_draft_photos(self, draft_id: str) -> tuple[PhotoRow, ...]:
        self._reads()
        kept = next((kept for kept in self._drafts if kept.draft.id == draft_id), None)
        photos = kept.photos if kept else {}
        return tuple(
            PhotoRow(p.view, p.sha256, p.width, p.height) for p in (photos[view] for view in VIEWS if view in photos)
        )

    def find_draft_photo(self, token: str, view: str, now: datetime) -> Photo | None:
        self._reads()
        kept = self._live(token, now)
        return kept.photos.get(view) if kept else None

    def send(self, token: str, new: NewSubmission, seen: int, now: datetime) -> Submission:
        self._writes()
        kept = self._live(token, now)
        if kept is None:
            raise DraftGone("gone")
        draft = kept.draft
        if draft.reference is None:
            if draft.version != seen:
                raise DraftChanged("another tab")
            number = len(self._sent) + 1
            made = {each.name: _as_json(getattr(new, each.name)) for each in fields(NewSubmission)}
            made["red_flags"] = tuple(made["red_flags"])
            sent = Submission(
                **made, id=number, reference=f"HS-{number}", sent_at=now, reviewed_at=None, reviewed_by=None
            )
            self._sent[sent.reference] = sent
            kept.photos.clear()
            kept.code = ""
            kept.expires = now + LIFETIME
            kept.draft = draft = replace(
                draft, reference=sent.reference, answers={}, contact={}, page=None, passed=(), updated_at=now
            )
        return self._sent[str(draft.reference)]

    def find_submission(self, reference: str) -> Submission | None:
        self._reads()
        return self._sent.get(reference.strip().upper())

    @property
    def sent(self) -> int:
        """How many were sent."""
        return len(self._sent)

    def _live(self, token: str, now: datetime) -> _Kept | None:
        return next((kept for kept in self._drafts if kept.token == token and kept.expires > now), None)

    def _open(self, token: str, now: datetime) -> _Kept:
        kept = self._live(token, now)
        if kept is None or kept.draft.reference is not None:
            raise DraftGone("gone or sent")
        return kept

    def _touch(self, kept: _Kept, now: datetime) -> None:
        kept.draft = replace(kept.draft, version=kept.draft.version + 1, updated_at=now)
        kept.expires = now + LIFETIME

    def _reads(self) -> None:
        if "reads" in self.failing:
            raise StoreUnavailable("The disk refuses to read.")

    def _writes(self) -> None:
        if "saves" in self.failing:
            raise StoreUnavailable("The disk is full.")
        self._reads()

"""What the desk knows when a message comes or a page is to be shown, read once from clock, browser and store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from desk.patient.form import FormState
from desk.patient.tab import Tab
from desk.services import Product
from desk.voice import Voice, best_language
from pdf.patient_view import PatientView
from records.drafts import Draft
from records.photos import PhotoRow


@dataclass(frozen=True)
class Visitor:
    """The browser that a form is filled in with. `token` is the secret of its cookie, empty if it has none; `wished`
    the language that it asks for; `address` where it found the form, such as `https://forms.example.org/`; `kiosk`
    whether it is a tablet in the waiting room."""

    token: str = ""
    wished: str | None = None
    address: str = ""
    kiosk: bool = False


@dataclass(frozen=True)
class Receipt:
    """What was sent of a form, as long as it may be shown: its reference number and the patient's copy."""

    reference: str
    copy: PatientView


@dataclass(frozen=True)
class Situation:
    """One moment: the clinic's questions and rules, the browser, the draft behind its token with its photos, and the
    receipt of one that was sent. The photos are those of a form whose questions are all done; before, there are
    none to look at."""

    product: Product
    visitor: Visitor
    moment: datetime
    draft: Draft | None = None
    photos: tuple[PhotoRow, ...] = ()
    receipt: Receipt | None = None

    @cached_property
    def form(self) -> FormState | None:
        """The form that can still be filled in; None if there is none, or it was sent."""
        if self.draft is None or self.draft.reference is not None:
            return None
        return FormState(self.draft, self.product, self.moment.astimezone(self.product.clinic.zone).date())

    def voice(self, tab: Tab) -> Voice:
        """The clinic in the patient's language: the one last chosen, else the one the browser asks for."""
        clinic = self.product.clinic
        chosen = tab.language or (self.draft.language if self.draft else None)
        language = chosen if chosen in clinic.languages else best_language(clinic, self.visitor.wished)
        return Voice(clinic, language, tablet=self.visitor.kiosk)

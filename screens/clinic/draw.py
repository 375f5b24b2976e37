"""What the desk shows somebody at the clinic, drawn."""

from __future__ import annotations

from typing import assert_never

from desk.clinic.views import CasePage, ClinicView, ListPage, SignInPage, StoreDownPage
from records.clinic import Clinic
from screens.clinic.case import case
from screens.clinic.layout import sign_in, store_down
from screens.clinic.listing import listing
from screens.page.markup import Screen


def screen_of(clinic: Clinic, view: ClinicView) -> Screen:
    """The screen of a view."""
    match view:
        case SignInPage():
            return sign_in(clinic, view)
        case StoreDownPage():
            return store_down(clinic, view)
        case ListPage():
            return listing(clinic, view)
        case CasePage():
            return case(clinic, view)
        case _:
            assert_never(view)

"""The clinic's page: leads a tab's messages to the desk, and draws what the desk shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from desk.clinic.desk import ClinicTab
from screens.clinic.draw import screen_of
from screens.page.component import show
from screens.server.cookies import CLINIC_COOKIE, cookie_name
from screens.server.process import clinic_desk, services

_TAB, _CASE = "clinic_tab", "case"


def clinic_page() -> None:
    """Show the page for whoever is signed in; the session is checked at every run."""
    tab = replace(_tab(), case=st.query_params.get(_CASE) or "")  # the browser's Back and Forward change the address
    st.session_state[_TAB], view = clinic_desk().show(tab, _token(), st.query_params.get("problem"))
    show(screen_of(services().clinic, view), _act)


def _act(message: Mapping[str, Any]) -> None:
    before = _tab()
    after = clinic_desk().act(before, _token(), message)
    st.session_state[_TAB] = after
    if after.case and after.case != before.case:
        st.query_params[_CASE] = after.case
    elif before.case and not after.case:
        st.query_params.clear()


def _tab() -> ClinicTab:
    tab: ClinicTab = st.session_state.get(_TAB, ClinicTab())
    return tab


def _token() -> str:
    return st.context.cookies.get(cookie_name(CLINIC_COOKIE, st.context.headers)) or ""

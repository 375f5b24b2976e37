"""The patient's page: leads a tab's messages to the desk, and draws what the desk shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from desk.patient.desk import PatientDesk
from desk.patient.show import Arrival
from desk.patient.situation import Visitor
from desk.patient.tab import Tab, at_page, tab_of
from desk.patient.views import Shown, StoreDownPage
from screens.page.component import show
from screens.patient.draw import screen_of
from screens.server.cookies import DRAFT_COOKIE, KIOSK_COOKIE, cookie_name
from screens.server.process import patient_desk, services

_TAB, _ACTED = "tab", "acted"


def patient_page() -> None:
    """Show the form, resumed by this device's cookie, or the start page."""
    desk, visitor = patient_desk(), _visitor()
    tab = tab_of(st.session_state.get(_TAB), visitor.token)
    acted = st.session_state.pop(_ACTED, False)  # then the page shown answers that, whatever the address says
    asked = st.query_params.get("page")
    if asked and not acted:
        tab = at_page(tab, _page_at(asked))
    tab, shown = desk.show(tab, visitor, Arrival() if acted else _arrival())
    _set_address(shown, asked, acted)
    st.session_state[_TAB] = tab
    st.session_state["spoken"] = shown.voice.language
    show(screen_of(shown), lambda message: _act(desk, visitor, message))


def _act(desk: PatientDesk, visitor: Visitor, message: Mapping[str, Any]) -> None:
    tab: Tab | None = st.session_state.get(_TAB)
    st.session_state[_TAB] = desk.act(tab, visitor, message)
    st.session_state[_ACTED] = message.get("name") != "park"


def _visitor() -> Visitor:
    cookies, headers = st.context.cookies, st.context.headers
    return Visitor(
        token=cookies.get(cookie_name(DRAFT_COOKIE, headers)) or "",
        wished=st.context.locale,
        address=(st.context.url or "").split("?")[0],
        kiosk=bool(cookies.get(cookie_name(KIOSK_COOKIE, headers))),
    )


def _arrival() -> Arrival:
    """What the address says of how the browser came here."""
    return Arrival(
        problem=st.query_params.get("problem") or ("cookies" if "begun" in st.query_params else None),
        opening="open" in st.query_params,
    )


def _set_address(shown: Shown, asked: str | None, acted: bool) -> None:
    """Let the address say which page is shown, so that a reload and the browser's Back come back to it. It stays while
    nothing can be read."""
    if isinstance(shown.view, StoreDownPage):
        return
    stands = _address(shown.address)
    if stands and (stands != asked or len(st.query_params) > 1):
        st.query_params.from_dict({"page": stands})
    elif not stands and (asked or acted) and len(st.query_params):
        st.query_params.clear()


def _address(page: str) -> str:
    """How a page is called in the address: by number, because a name in the browser's history would tell what somebody
    was asked."""
    place = services().questionnaire.place_by_page.get(page)
    return page if place is None else str(place + 1)


def _page_at(address: str) -> str:
    """The page that an address means; as it is, if it means none."""
    pages = services().questionnaire.pages
    return pages[int(address) - 1].id if re.fullmatch(r"[1-9]\d?", address) and int(address) <= len(pages) else address

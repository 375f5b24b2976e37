"""The patient's page: reads the cookie, lets the person act, shows where the form stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from records.errors import StoreUnavailable
from records.tokens import digest
from screens.page.component import show
from screens.page.markup import View
from screens.patient.flow import Visit
from screens.patient.frame import message, unavailable_words
from screens.server.cookies import DRAFT_COOKIE, KIOSK_COOKIE, cookie_name
from screens.server.process import services


def patient_page() -> None:
    """Show the form, resumed by this device's cookie, or the start page."""
    token = st.context.cookies.get(cookie_name(DRAFT_COOKIE, st.context.headers)) or ""
    _keep_apart(token)
    acted = st.session_state.pop("acted", False)  # then the page shown answers that, whatever the address says
    visit = Visit(
        services(),
        token,
        st.session_state,  # type: ignore[arg-type]
        wished=st.context.locale,
        address=(st.context.url or "").split("?")[0],
        kiosk=bool(st.context.cookies.get(cookie_name(KIOSK_COOKIE, st.context.headers))),
        problem=None
        if acted
        else st.query_params.get("problem") or ("cookies" if "begun" in st.query_params else None),
        opening=not acted and "open" in st.query_params,
    )
    try:
        view = _view(visit, acted)
    except StoreUnavailable:
        voice = visit.voice(None)
        view = message(voice, voice.word("app.unavailable.title"), unavailable_words(voice))
    st.session_state["spoken"] = view.language
    show(view, lambda action: _act(visit, action))


def _keep_apart(token: str) -> None:
    """What a session holds belongs to one draft: under another cookie it starts empty."""
    whose = digest(token)
    if st.session_state.get("whose", whose) != whose:
        for key in ("place", "standing", "acted", "here", "language", "spoken", "unsaved", "drawn"):
            st.session_state.pop(key, None)
    st.session_state["whose"] = whose


def _view(visit: Visit, acted: bool) -> View:
    asked = st.query_params.get("page")
    if asked and not acted:
        visit.look_at(_page_at(asked))
    view = visit.view()
    stands = _address(visit.standing)
    if stands and (stands != asked or len(st.query_params) > 1):
        st.query_params.from_dict({"page": stands})
    elif not stands and (asked or acted) and len(st.query_params):
        st.query_params.clear()
    return view


def _address(page: str) -> str:
    """How a page is called in the address: by number, because a name in the browser's history would tell what somebody
    was asked."""
    place = services().questionnaire.place_by_page.get(page)
    return page if place is None else str(place + 1)


def _page_at(address: str) -> str:
    """The page that an address means; as it is, if it means none."""
    pages = services().questionnaire.pages
    return pages[int(address) - 1].id if re.fullmatch(r"[1-9]\d?", address) and int(address) <= len(pages) else address


def _act(visit: Visit, action: Mapping[str, Any]) -> None:
    try:
        visit.act(action)
    except StoreUnavailable:
        visit.could_not_save(action)
    st.session_state["acted"] = action.get("name") != "park"

"""The patient's page: reads the cookie, lets the person act, shows where the form stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st

from questionnaire.estimate import usual_minutes
from records.errors import StoreUnavailable
from records.tokens import digest
from screens.components.markup import View
from screens.components.page import show
from screens.cookies import DRAFT_COOKIE, cookie_name
from screens.patient import views
from screens.patient.flow import Visit
from screens.services import Services, services
from questionnaire.words import word


@lru_cache(maxsize=1)
def _minutes() -> int:
    return usual_minutes(services().questionnaire)


def patient_page() -> None:
    """Show the form, resumed by this device's cookie, or the start page."""
    parts = services()
    token = st.context.cookies.get(cookie_name(DRAFT_COOKIE, st.context.headers))
    _keep_apart(token or "")
    visit = Visit(parts, token, st.session_state) if token else None  # type: ignore[arg-type]
    try:
        view = _view(parts, visit)
    except StoreUnavailable:
        view = views.message(parts.clinic, word("app.unavailable.title"), _call(parts, "app.unavailable"))
    show(view, lambda action: _act(visit, action))


def _keep_apart(token: str) -> None:
    """What a session holds belongs to one draft: under another cookie it starts empty."""
    whose = digest(token)
    if st.session_state.get("whose", whose) != whose:
        for key in ("place", "standing", "acted", "here"):
            st.session_state.pop(key, None)
    st.session_state["whose"] = whose


def _view(parts: Services, visit: Visit | None) -> View:
    if visit is None:
        return views.start(parts.clinic, _minutes(), parts.adult_age)
    asked = st.query_params.get("page")
    if asked and not st.session_state.pop("acted", False):
        visit.look_at(asked)
    view = visit.view()
    if visit.standing and visit.standing != asked:
        st.query_params["page"] = visit.standing
    elif not visit.standing and asked:
        st.query_params.clear()
    return view


def _act(visit: Visit | None, action: Mapping[str, Any]) -> None:
    if visit is None:
        return
    try:
        visit.act(action)
    except StoreUnavailable:
        visit.could_not_save(action)
    st.session_state["acted"] = True


def _call(parts: Services, key: str) -> str:
    return word(key, parts.clinic.language, clinic=parts.clinic.name, phone=parts.clinic.phone)

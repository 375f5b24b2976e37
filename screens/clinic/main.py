"""The clinic's pages: sign in, the list of forms sent, and one case with its reasons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from desk.services import Services
from records.accounts import Account, find_clinic_session
from records.audit import record
from records.errors import StoreUnavailable, SubmissionUnknown
from records.submissions import find_submission, list_submissions, mark_reviewed
from screens.clinic.case import case
from screens.clinic.frame import sign_in, unavailable
from screens.clinic.listing import PAGE_SIZE, Shown, listing
from screens.page.component import show
from screens.page.markup import View
from screens.server.cookies import CLINIC_COOKIE, cookie_name
from screens.server.process import case_faults, now, services


def clinic_page() -> None:
    """Show the page for whoever is signed in; the session is checked at every run."""
    parts = services()
    try:
        account = _account(parts)
        view = _view(parts, account)
    except StoreUnavailable as error:
        view = unavailable(parts.clinic, str(error))
    show(view, lambda action: _act(parts, action))


def _account(parts: Services) -> Account | None:
    token = st.context.cookies.get(cookie_name(CLINIC_COOKIE, st.context.headers))
    return find_clinic_session(parts.store, token, now()) if token else None


def _view(parts: Services, account: Account | None) -> View:
    if account is None:
        # What the session holds belongs to the person who was signed in.
        st.session_state.pop("clinic_list", None)
        return sign_in(parts.clinic, st.query_params.get("problem"))
    reference = st.query_params.get("case")
    if reference:
        submission = find_submission(parts.store, reference)
        if submission is not None:
            if st.session_state.get("seen_case") != reference:
                record(parts.store, account.name, "read_case", submission.reference, now())
                st.session_state["seen_case"] = reference
            return case(parts, account, submission)
    st.session_state.pop("seen_case", None)
    shown = _shown()
    rows, total = list_submissions(
        parts.store, search=shown.search, only_open=shown.only_open, limit=PAGE_SIZE, offset=shown.offset
    )
    return listing(parts, account, shown, rows, total, case_faults())


def _shown() -> Shown:
    found: Shown = st.session_state.setdefault("clinic_list", Shown())
    return found


def _show(**change: Any) -> None:
    st.session_state["clinic_list"] = replace(_shown(), **change)


def _act(parts: Services, action: Mapping[str, Any]) -> None:
    """What someone at the clinic did. Who they are is checked again: the page they clicked on may be old."""
    account = _account(parts)
    if account is None:
        return
    name, value = action.get("name"), str(action.get("value") or "")
    if name == "open":
        st.query_params["case"] = value
    elif name == "list":
        st.query_params.clear()
    elif name == "search":
        values = action.get("values")
        typed = values.get("search") if isinstance(values, Mapping) else None
        text = typed.get("search") if isinstance(typed, Mapping) else ""
        _show(search=str(text or "")[:80].encode("utf-8", "replace").decode().strip(), offset=0)
    elif name == "only_open":
        _show(only_open=value == "yes", offset=0)
    elif name == "offset" and re.fullmatch(r"[0-9]{1,6}", value):
        _show(offset=int(value))
    elif name == "reviewed" and account.role in ("clinician", "admin"):
        with suppress(SubmissionUnknown):
            mark_reviewed(parts.store, value, account.name, now())

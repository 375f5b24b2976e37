"""The one component that draws pages: native form controls from a tree of data, without an iframe."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from screens.page.markup import Screen

_HERE = Path(__file__).parent
_SCRIPTS = ("build", "answers", "cut_line", "send", "photos", "left_alone", "code", "page")


def script() -> str:
    """The files of `script/` put together, as one module for the browser."""
    return "\n".join((_HERE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)


_PAGE = st.components.v2.component(
    "screening_page",
    html='<div id="page"></div>',
    css=(_HERE / "page.css").read_text(encoding="utf-8"),
    js=script(),
)
_KEY = "page"
_TURN = "page_turn"


def show(view: Screen, act: Callable[[Mapping[str, Any]], None]) -> None:
    """Draw a view. `act` is called, before the next view is made, with what the person did: `{"name": ..., ...}`."""

    def on_action() -> None:
        action = st.session_state[_KEY].get("action")
        if isinstance(action, Mapping):
            st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
            act(action)

    # As bytes, which Streamlit passes on as they are: of a list or an object it asks whether it is a table, and loads
    # pandas to find out (87 MiB and a second). Half a character, which a hand-made message may hold, cannot be sent on
    # as it is.
    page = json.dumps(view.to_json(st.session_state.get(_TURN, 0)), ensure_ascii=False).encode("utf-8", "replace")
    _PAGE(key=_KEY, data=page, on_action_change=on_action)

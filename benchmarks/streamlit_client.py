"""A browser tab without a browser: speaks Streamlit's WebSocket protocol, of the Streamlit version that is installed.

It sends `BackMsg.rerun_script` with what the person did and reads `ForwardMsg`s until the script has finished, as the
real page does. It only ever talks to 127.0.0.1.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

_HOST = "127.0.0.1"
_TIMEOUT = 30
"""Seconds after which a step counts as failed."""


class Failed(Exception):
    """The server did not do what a person would have seen it do."""


async def fetch(port: int, method: str, path: str, cookie: str = "") -> tuple[int, str]:
    """One HTTP request with an empty body, redirects not followed: the status, and the cookie that was set as
    `name=value`."""

    def ask() -> tuple[int, str]:
        connection = http.client.HTTPConnection(_HOST, port, timeout=_TIMEOUT)
        try:
            origin = {"Origin": f"http://{_HOST}:{port}"} if method == "POST" else {}
            connection.request(
                method, path, headers={**origin, **({"Cookie": cookie} if cookie else {}), "Content-Length": "0"}
            )
            answer = connection.getresponse()
            answer.read()
            return answer.status, (answer.getheader("Set-Cookie") or "").split(";")[0]
        finally:
            connection.close()

    return await asyncio.to_thread(ask)


@dataclass
class Tab:
    """One open tab. `elements` holds the last element of each kind that the last run drew, by kind.

    What a person does returns how long the server took: the seconds from sending it until the script had finished.
    """

    port: int
    cookie: str = ""
    elements: dict[str, Any] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _query: str = ""
    _page: str = ""

    async def __aenter__(self) -> Tab:
        """Open the connection, with the cookie and the Origin that a browser would send."""
        self._socket = await connect(
            f"ws://{_HOST}:{self.port}/_stcore/stream",
            origin=Origin(f"http://{_HOST}:{self.port}"),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("no-xsrf-token")],
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
            open_timeout=_TIMEOUT,
            proxy=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the tab."""
        assert self._socket is not None
        await self._socket.close()

    async def open(self) -> float:
        """The first run, as when the page has loaded."""
        return await self._run([])

    async def press(self) -> float:
        """Press the button on the page (`st.button`)."""
        return await self._run([WidgetState(id=self._element("button").id, trigger_value=True)])

    async def trigger(self, event: str, value: object) -> float:
        """Fire a trigger of the component on the page, as its `setTriggerValue(event, value)` does."""
        # Streamlit gathers all triggers of a component under one id of its own making.
        name = f"$$STREAMLIT_INTERNAL_KEY_{self._element('bidi_component').id}__events"
        return await self._run(
            [WidgetState(id=name, json_trigger_value=json.dumps([{"event": event, "value": value}]))]
        )

    def component_data(self) -> Any:
        """The JSON data that the page's component was given by the last run."""
        return json.loads(self._element("bidi_component").bytes)

    def _element(self, kind: str) -> Any:
        if kind not in self.elements:
            raise Failed(f"there is no {kind} on the page, only {', '.join(self.elements) or 'nothing'}")
        return self.elements[kind]

    async def _run(self, did: list[WidgetState]) -> float:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(did)
        message.rerun_script.context_info.timezone = "Europe/London"
        message.rerun_script.context_info.locale = "en-GB"
        message.rerun_script.context_info.url = f"http://{_HOST}:{self.port}/"
        assert self._socket is not None
        self.elements = {}
        start = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(_TIMEOUT):
            while True:
                answer = ForwardMsg.FromString(await self._socket.recv(decode=False))
                kind = answer.WhichOneof("type")
                if kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    break
                self._note(kind, answer)
        taken = time.perf_counter() - start
        if "exception" in self.elements:
            raise Failed(f"the page shows an error: {self.elements['exception'].message}")
        return taken

    def _note(self, kind: str | None, answer: ForwardMsg) -> None:
        if kind == "new_session":
            self._page = answer.new_session.page_script_hash
        elif kind == "navigation":
            self._page = answer.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = answer.page_info_changed.query_string
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            shape = element.WhichOneof("type")
            if shape:
                self.elements[shape] = getattr(element, shape)

"""What stands in front of Streamlit: who may connect, what is closed, what every answer carries."""

from __future__ import annotations

import asyncio
import http.client
import re
import urllib.parse
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, State, Subprotocol
from websockets.exceptions import InvalidStatus

from records.drafts import LIFETIME
from tests.browser.conftest import Server

T = TypeVar("T")


def ask(server: Server, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    """One plain request."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=10)
    connection.request(method, path, body=b"" if method == "POST" else None, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer


def in_a_thread(job: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a thread of its own: Playwright may have a loop under way in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, job).result()


def test_every_answer_carries_the_headers(server: Server) -> None:
    for path in ("/", "/healthz", "/robots.txt", "/nothing-here"):
        answer = ask(server, "GET", path)
        policy = answer.getheader("Content-Security-Policy") or ""
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Server") is None


def test_an_address_that_is_not_there_is_not_found(server: Server) -> None:
    for path in (
        "/nothing-here",
        "/form",
        "/docs",
        "/oauth2callback",
        "/clinic/",
        "/clinic/nothing",
        "/screening_app.py",
    ):
        assert ask(server, "GET", path).status == 404, path


def test_a_body_of_unsaid_length_is_refused(server: Server) -> None:
    answer = ask(server, "POST", "/clinic/sign-in", Origin=server.url, **{"Transfer-Encoding": "chunked"})
    assert answer.status in (400, 413)


def test_over_tls_no_other_host_can_plant_the_cookie(server: Server) -> None:
    """The proxy in front speaks TLS, so the browser's Origin is https."""
    answer = ask(server, "POST", "/start", Origin=server.url.replace("http", "https"))
    cookie = answer.getheader("Set-Cookie") or ""
    assert cookie.startswith("__Host-screening_draft=")
    assert "; secure" in cookie.lower()
    assert "domain" not in cookie.lower()
    assert (answer.getheader("Strict-Transport-Security") or "").startswith("max-age=")


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check"])
def test_service_endpoints_are_closed(server: Server, path: str) -> None:
    assert ask(server, "GET", path).status == 404


def test_a_foreign_host_name_is_refused(server: Server) -> None:
    assert ask(server, "GET", "/", Host="evil.example").status == 421


@pytest.mark.parametrize("path", ["/start", "/clear", "/clinic/sign-in", "/clinic/sign-out"])
@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
def test_what_changes_something_is_refused_from_another_site(server: Server, path: str, origin: str | None) -> None:
    answer = ask(server, "POST", path, **({"Origin": origin} if origin else {}))
    assert answer.status == 403
    assert answer.getheader("Set-Cookie") is None


def test_reading_never_starts_a_form(server: Server) -> None:
    answer = ask(server, "GET", "/start")
    assert answer.getheader("Set-Cookie") is None


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://localhost:9999", "http://127.0.0.1:1"]
)
def test_the_socket_opens_only_for_our_own_pages(server: Server, origin: str | None) -> None:
    async def connect() -> int:
        headers = {"Origin": origin} if origin else {}
        try:
            async with websockets.connect(
                f"{server.url.replace('http', 'ws')}/_stcore/stream", additional_headers=headers
            ):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert in_a_thread(connect()) == 403


async def _first_message(socket: websockets.ClientConnection) -> ForwardMsg:
    """Run the page once and return the message that names the session."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(decode=False), 20))
        if answer.WhichOneof("type") == "new_session":
            return answer


def test_nobody_takes_over_a_session_by_its_id(server: Server) -> None:
    """Streamlit hands a session to whoever offers its id as the third sub-protocol. Here the offer is cut off."""
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"

    def dial(*protocols: str) -> websockets.connect:
        offered = [Subprotocol(name) for name in ("streamlit", *protocols)]
        return websockets.connect(address, origin=Origin(server.url), subprotocols=offered, proxy=None)

    async def attack() -> tuple[str, str, bool]:
        async with dial("x") as victim:
            mine = (await _first_message(victim)).new_session.initialize.session_id
            async with dial("x", mine) as thief:
                got = (await _first_message(thief)).new_session.initialize.session_id
                await _first_message(victim)  # still connected
                return mine, got, victim.state is State.OPEN

    mine, got, alive = in_a_thread(attack())
    assert mine
    assert got != mine
    assert alive


def test_the_draft_cookie_is_out_of_reach_of_scripts(server: Server) -> None:
    cookie = ask(server, "POST", "/start", Origin=server.url).getheader("Set-Cookie") or ""
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()


def test_a_cookie_outlives_the_draft_it_leads_to(server: Server) -> None:
    """The draft lives on with every save. Nothing but its start sets the cookie, lest a late answer bring back an old
    one."""
    given = ask(server, "POST", "/start", Origin=server.url).getheader("Set-Cookie") or ""
    age = re.search(r"Max-Age=(\d+)", given)
    assert age is not None
    assert int(age[1]) > 2 * LIFETIME.total_seconds()
    for path in ("/", "/healthz"):
        assert ask(server, "GET", path, Cookie=given.split(";")[0]).getheader("Set-Cookie") is None


def test_behind_a_proxy_that_speaks_tls_a_page_that_came_without_it_is_another_site(server: Server) -> None:
    answer = ask(server, "POST", "/start", Origin=server.url, **{"X-Forwarded-Proto": "https"})
    assert answer.status == 403


def test_a_flood_of_passwords_from_one_address_keeps_nobody_else_waiting(server: Server) -> None:
    """Eight of one address may be under way, as of a team; the others of that flood are turned away at once."""

    def guess(number: int) -> str:
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=30)
        form = urllib.parse.urlencode({"name": f"nobody{number}", "password": "guess"})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "198.51.100.7"}
        connection.request("POST", "/clinic/sign-in", form, {"Origin": server.url, **kind})
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("Location") or ""

    with ThreadPoolExecutor(30) as pool:
        outcomes = list(pool.map(guess, range(30)))
    assert set(outcomes) == {"/clinic?problem=wait", "/clinic?problem=wrong"}


@pytest.mark.parametrize("document", ["summary.pdf", "copy.pdf"])
def test_a_case_s_documents_need_a_clinic_session(server: Server, document: str) -> None:
    answer = ask(server, "GET", f"/clinic/case/HS-AAAA-AAAA/{document}")
    assert (answer.status, answer.getheader("Location")) == (303, "/clinic")

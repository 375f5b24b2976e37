"""The guard in front of Streamlit: who may connect, what is closed, and the headers that every answer carries.

Streamlit lets any client that presents a live session's id take that session over, accepts WebSocket connections
without an Origin, and sends no security headers. All of that is closed here, before Streamlit sees the request.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from records.errors import StoreUnavailable
from screens.server.cookies import is_secure
from screens.server.uploads import ADDRESSES, MOST_BODY

HOSTS_VARIABLE = "SCREENING_HOSTS"
_PAGES = frozenset(
    {
        "/", "/start", "/clear", "/resume", "/copy.pdf", "/clinic", "/clinic/kiosk",
        "/clinic/sign-in", "/clinic/sign-out", "/healthz", "/robots.txt", "/logo.png", "/favicon.png",
        "/manifest.json", "/_stcore/health", "/_stcore/host-config",
    }
)  # fmt: skip
_OPEN = ("/clinic/case/", "/static/", "/media/", "/_stcore/bidi-components/", "/component/")
"""The addresses that this product needs of its own and of Streamlit's. All others are closed, whatever a later
Streamlit adds."""
_MAX_BODY = 64 * 1024
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


def allowed_hosts() -> frozenset[str]:
    """The host names this server answers to: this machine's own, and those in `SCREENING_HOSTS` (comma-separated)."""
    named = os.environ.get(HOSTS_VARIABLE, "")
    return frozenset({*_LOCAL, *(name.strip().lower() for name in named.split(",") if name.strip())})


def _inline_script_hashes() -> str:
    """The hashes of the scripts inside Streamlit's own page, so that no other inline script can run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def security_headers() -> dict[str, str]:
    """The headers of every answer."""
    policy = {
        "default-src": "'none'",
        # Streamlit loads a component's script from a blob address that the page itself makes.
        "script-src": f"'self' blob: {_inline_script_hashes()}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    }


class Guard:
    """ASGI middleware: checks each request and connection, and adds the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._hosts = allowed_hosts()
        self._headers = security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["path"] != "/_stcore/stream" or not self._known_host(headers) or not same_origin(headers):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(_without_session_id(scope), receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    answer[name] = value
                if not path.startswith("/static/"):
                    answer["Cache-Control"] = "no-store"
                if is_secure(headers):
                    answer["Strict-Transport-Security"] = "max-age=31536000"
                del answer["server"]
            await send(message)

        refusal = None
        if not self._known_host(headers):
            refusal = PlainTextResponse("This server does not answer to that name.", 421)
        elif not _known_address(path):
            refusal = PlainTextResponse("There is nothing at this address.", 404)
        elif scope["method"] not in ("GET", "HEAD", "POST"):
            refusal = PlainTextResponse("Not allowed.", 405)
        elif scope["method"] == "POST" and not same_origin(headers):
            refusal = PlainTextResponse("This request came from another site.", 403)
        elif scope["method"] == "POST" and not 0 <= _length(headers) <= (MOST_BODY if path in ADDRESSES else _MAX_BODY):
            refusal = PlainTextResponse("That is too much.", 413)
        try:
            await (refusal or self._app)(scope, receive, send_with_headers)
        except StoreUnavailable:
            sorry = PlainTextResponse("The records cannot be reached right now. Please try again in a minute.", 503)
            await sorry(scope, receive, send_with_headers)

    def _known_host(self, headers: Headers) -> bool:
        host = headers.get("host", "").lower()
        return re.sub(r":\d+$", "", host) in self._hosts


def same_origin(headers: Headers) -> bool:
    """Whether a request says that it comes from a page of this very server."""
    origin = headers.get("origin", "")
    if origin.startswith("http://") and headers.get("x-forwarded-proto") == "https":
        return False
    return origin.split("://", 1)[-1].lower() == headers.get("host", "").lower() and origin.startswith(
        ("http://", "https://")
    )


def _without_session_id(scope: Scope) -> Scope:
    """Streamlit resumes a session for whoever offers its id as the third sub-protocol. A draft is resumed by its cookie
    instead, so the id is taken out, of the list and of the header that the list was read from."""
    offered = scope.get("subprotocols", [])[:2]
    kept = [(name, value) for name, value in scope["headers"] if name != b"sec-websocket-protocol"]
    if offered:
        kept.append((b"sec-websocket-protocol", ", ".join(offered).encode("latin-1")))
    return {**scope, "subprotocols": offered, "headers": kept}


def _known_address(path: str) -> bool:
    return path in _PAGES or path in ADDRESSES or path.startswith(_OPEN)


def _length(headers: Headers) -> int:
    """The length of a body that says it beforehand; -1 for any other."""
    if "transfer-encoding" in headers:
        return -1
    length = headers.get("content-length", "-1")
    return int(length) if length.isdigit() else -1

"""The cookies, all HttpOnly: the patient's draft, the clinic's session, and the mark of a tablet in the waiting room.

Over TLS their names begin with `__Host-`, which a browser accepts from this very host only: no sibling domain and no
plain connection can plant one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, TypedDict

from starlette.requests import Request
from starlette.responses import Response

DRAFT_COOKIE = "screening_draft"
CLINIC_COOKIE = "screening_clinic"
KIOSK_COOKIE = "screening_kiosk"


class _Attributes(TypedDict):
    """What every cookie of ours is alike in."""

    path: str
    httponly: bool
    secure: bool
    samesite: Literal["lax"]


def is_secure(headers: Mapping[str, str]) -> bool:
    """Whether the browser speaks TLS, to this server or to the proxy in front of it. `headers` are the request's."""
    return headers.get("origin", "").startswith("https://") or headers.get("x-forwarded-proto") == "https"


def cookie_name(name: str, headers: Mapping[str, str]) -> str:
    """What a cookie is called on this connection."""
    return f"__Host-{name}" if is_secure(headers) else name


def read_cookie(request: Request, name: str) -> str:
    """What a cookie of ours holds; empty where there is none."""
    return request.cookies.get(cookie_name(name, request.headers), "")


def set_cookie(request: Request, response: Response, name: str, value: str, age: timedelta) -> None:
    """Let the answer to a request set a cookie, for so long."""
    kept: int = int(age.total_seconds())
    response.set_cookie(cookie_name(name, request.headers), value, max_age=kept, **_same_everywhere(request))


def delete_cookie(request: Request, response: Response, name: str) -> None:
    """Let the answer to a request delete a cookie."""
    response.delete_cookie(cookie_name(name, request.headers), **_same_everywhere(request))


def _same_everywhere(request: Request) -> _Attributes:
    return {"path": "/", "httponly": True, "secure": is_secure(request.headers), "samesite": "lax"}

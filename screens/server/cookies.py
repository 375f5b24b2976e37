"""The cookies, all HttpOnly: the patient's draft, the clinic's session, and the mark of a tablet in the waiting room.

Over TLS their names begin with `__Host-`, which a browser accepts from this very host only: no sibling domain and no
plain connection can plant one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

DRAFT_COOKIE = "screening_draft"
CLINIC_COOKIE = "screening_clinic"
KIOSK_COOKIE = "screening_kiosk"


def is_secure(headers: Mapping[str, str]) -> bool:
    """Whether the browser speaks TLS, to this server or to the proxy in front of it. `headers` are the request's."""
    return headers.get("origin", "").startswith("https://") or headers.get("x-forwarded-proto") == "https"


def cookie_name(name: str, headers: Mapping[str, str]) -> str:
    """What a cookie is called on this connection."""
    return f"__Host-{name}" if is_secure(headers) else name


def set_cookie(response: Response, headers: Mapping[str, str], name: str, value: str, age: timedelta) -> None:
    """Let an answer to a request with these headers set a cookie, for so long."""
    response.set_cookie(
        cookie_name(name, headers),
        value,
        max_age=int(age.total_seconds()),
        httponly=True,
        secure=is_secure(headers),
        samesite="lax",
        path="/",
    )

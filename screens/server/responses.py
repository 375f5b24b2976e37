"""The answers that our own addresses give alike."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, RedirectResponse, Response


def see_other(address: str) -> Response:
    """On to another address, with GET."""
    return RedirectResponse(address, status_code=303)


def nothing_here(what: str) -> Response:
    """There is no such thing, in a sentence."""
    return PlainTextResponse(what, 404)

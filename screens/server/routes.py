"""Our own addresses beside Streamlit's: what sets or clears a cookie, and the documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import quote

from anyio import CapacityLimiter, fail_after, to_thread
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from desk.documents import Document, copy_pdf, summary_pdf
from desk.services import Services
from records import accounts
from records.accounts import end_clinic_session, find_clinic_session
from records.audit import record
from records.drafts import discard_draft, find_draft, open_by_code, start_draft
from records.errors import StoreUnavailable, TooManyTries
from records.submissions import Submission, find_submission
from screens.patient.flow import LEFT_ALONE
from screens.server.at_once import AtOnce, TooMuchAtOnce
from screens.server.cookies import CLINIC_COOKIE, DRAFT_COOKIE, KIOSK_COOKIE, cookie_name, is_secure, set_cookie
from screens.server.process import now, services
from screens.server.uploads import PHOTO_ROUTES

_CLINIC_SESSION = timedelta(hours=10)
_DRAFT_COOKIE_AGE = timedelta(days=400)
"""As long as browsers keep one: a draft lives on with every save, and only the store knows until when."""
_SIGN_INS, _MOST_WAITING = CapacityLimiter(2), 40
"""Checking a password is slow on purpose. It has threads of its own, so that a flood of tries does not keep patients
waiting."""
_OF_ONE_ADDRESS = AtOnce(8)
"""A team behind one address may sign in together; a flood from there is turned away before it keeps others waiting."""


def _cookie(request: Request, name: str) -> str:
    return request.cookies.get(cookie_name(name, request.headers), "")


def _delete_cookie(response: Response, request: Request, name: str) -> None:
    secure = is_secure(request.headers)
    response.delete_cookie(cookie_name(name, request.headers), path="/", httponly=True, secure=secure, samesite="lax")


def _see(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)


async def _form(request: Request, fields: int) -> FormData:
    """A small posted form. Whoever sends it drop by drop is not waited for."""
    try:
        with fail_after(10):
            return await request.form(max_files=0, max_fields=fields)
    except TimeoutError:
        raise HTTPException(408) from None


async def start(request: Request) -> Response:
    """Begin a form: a new draft and its cookie, or back to the one that this device has under way."""
    parts = services()
    token = _cookie(request, DRAFT_COOKIE)
    draft = await run_in_threadpool(find_draft, parts.store, token, now()) if token else None
    response = _see("/")
    if draft is None or draft.reference is not None:
        chosen = str((await _form(request, 1)).get("language") or "")
        language = chosen if chosen in parts.clinic.languages else None
        token, _ = await run_in_threadpool(start_draft, parts.store, parts.questionnaire.sha256, now(), language)
        set_cookie(response, request.headers, DRAFT_COOKIE, token, _DRAFT_COOKIE_AGE)
        response.headers["Location"] = "/?begun=1"  # a page that finds this and no cookie says that one is needed
    return response


async def resume(request: Request) -> Response:
    """Open a draft that was begun on another device, by its code. A draft of this device's own is let go of."""
    code = str((await _form(request, 1)).get("code") or "")[:40]
    try:
        token = await run_in_threadpool(partial(open_by_code, services().store, code, now(), address=_address(request)))
    except TooManyTries:
        return _see(f"/?problem=wait#code={quote(code)}")
    if token is None:
        # What was typed comes back behind the #, which no server and no log sees, to be mended.
        return _see(f"/?problem=code#code={quote(code)}")
    response = _see("/")
    set_cookie(response, request.headers, DRAFT_COOKIE, token, _DRAFT_COOKIE_AGE)
    return response


async def kiosk(request: Request) -> Response:
    """Make this device a tablet for the waiting room, or an ordinary one again; only for someone signed in, who is
    signed out by it."""
    account = await run_in_threadpool(find_clinic_session, services().store, _cookie(request, CLINIC_COOKIE), now())
    if account is None:
        return _see("/clinic")
    response = await sign_out(request)
    if _cookie(request, KIOSK_COOKIE):
        _delete_cookie(response, request, KIOSK_COOKIE)
    else:
        set_cookie(response, request.headers, KIOSK_COOKIE, "1", timedelta(days=365))
        response.headers["Location"] = "/"
    return response


def _address(request: Request) -> str:
    """Where a request came from, as far as one household or office can be told from another: of IPv6 the first 64 bits,
    because whoever has one address has all that begin so (RFC 6177)."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


async def clear(request: Request) -> Response:
    """Delete the draft of this device and forget it: the next person starts afresh. What was sent stays sent."""
    token = _cookie(request, DRAFT_COOKIE)
    if token:
        await run_in_threadpool(discard_draft, services().store, token, now())
    response = _see("/")
    _delete_cookie(response, request, DRAFT_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def sign_in(request: Request) -> Response:
    """Check a name and password from the clinic's sign-in form, and open a session."""
    form = await _form(request, 5)
    name, password = str(form.get("name") or "").strip().lower(), str(form.get("password") or "")
    store, address = services().store, _address(request)
    if _SIGN_INS.statistics().tasks_waiting >= _MOST_WAITING:
        return _see("/clinic?problem=wait")
    check = partial(accounts.sign_in, store, name, password, now(), address=address)
    try:
        with _OF_ONE_ADDRESS.one_of(address):
            token = await to_thread.run_sync(check, limiter=_SIGN_INS)
    except (TooManyTries, TooMuchAtOnce):
        return _see("/clinic?problem=wait")
    if token is None:
        return _see("/clinic?problem=wrong")
    old = _cookie(request, CLINIC_COOKIE)
    if old:
        await run_in_threadpool(end_clinic_session, store, old, now())
    response = _see("/clinic")
    set_cookie(response, request.headers, CLINIC_COOKIE, token, _CLINIC_SESSION)
    return response


async def sign_out(request: Request) -> Response:
    """End the clinic session on the server and forget its cookie."""
    token = _cookie(request, CLINIC_COOKIE)
    if token:
        await run_in_threadpool(end_clinic_session, services().store, token, now())
    response = _see("/clinic")
    _delete_cookie(response, request, CLINIC_COOKIE)
    return response


async def summary(request: Request) -> Response:
    """The clinician's PDF of one submission, for people who are signed in."""
    return await _for_team(request, "read_summary", summary_pdf)


async def team_copy(request: Request) -> Response:
    """The patient's copy of one submission, for people who are signed in: to print it or give it again."""
    return await _for_team(request, "read_copy", copy_pdf)


async def _for_team(request: Request, reading: str, make: Callable[[Submission, Services], Document]) -> Response:
    """A document of one submission, for people who are signed in. Who opened it is recorded first."""
    parts = services()
    token = _cookie(request, CLINIC_COOKIE)
    account = await run_in_threadpool(find_clinic_session, parts.store, token, now()) if token else None
    if account is None:
        return _see("/clinic")
    reference = request.path_params["reference"]
    submission = await run_in_threadpool(find_submission, parts.store, reference)
    if submission is None:
        return PlainTextResponse("There is no form with this reference number.", 404)
    await run_in_threadpool(record, parts.store, account.name, reading, submission.reference, now())
    document = await run_in_threadpool(make, submission, parts)
    return _pdf(document, submission.reference)


async def copy(request: Request) -> Response:
    """The patient's copy, for the patient's own device that sent the form, as long as it shows the receipt."""
    parts = services()
    token = _cookie(request, DRAFT_COOKIE)
    draft = await run_in_threadpool(find_draft, parts.store, token, now()) if token else None
    submission = (
        await run_in_threadpool(find_submission, parts.store, draft.reference) if draft and draft.reference else None
    )
    if submission is None or now() - submission.sent_at > LEFT_ALONE or _cookie(request, KIOSK_COOKIE):
        return _see("/")
    document = await run_in_threadpool(copy_pdf, submission, parts)
    return _pdf(document, submission.reference)


def _pdf(document: Document, reference: str) -> Response:
    # The name carries the reference and the content's own mark, never the patient: no two different documents share
    # one.
    name = quote(f"{reference}-{document.mark}.pdf")
    return Response(
        document.content, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


async def healthz(_: Request) -> Response:
    """Whether the server can do its work: its content is loaded and its store can be written."""
    try:
        await run_in_threadpool(_try_writing)
    except StoreUnavailable:
        return PlainTextResponse("the store does not answer", 503)
    return PlainTextResponse("ok")


def _try_writing() -> None:
    with services().store.writing() as connection:
        connection.execute(text("SELECT 1"))


async def logo(_: Request) -> Response:
    """The clinic's logo."""
    content = services().logo
    return Response(content, media_type="image/png") if content else PlainTextResponse("There is no logo.", 404)


async def favicon(_: Request) -> Response:
    """The picture on the browser's tab. Where Streamlit's own would be: given to it as a setting, it is read anew for
    every step."""
    return FileResponse(Path(__file__).parent / "favicon.png", media_type="image/png")


async def robots(_: Request) -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


ROUTES = [
    Route("/start", start, methods=["POST"]),
    Route("/clear", clear, methods=["POST"]),
    Route("/resume", resume, methods=["POST"]),
    Route("/clinic/kiosk", kiosk, methods=["POST"]),
    Route("/clinic/sign-in", sign_in, methods=["POST"]),
    Route("/clinic/sign-out", sign_out, methods=["POST"]),
    Route("/clinic/case/{reference}/summary.pdf", summary),
    Route("/clinic/case/{reference}/copy.pdf", team_copy),
    Route("/copy.pdf", copy),
    *PHOTO_ROUTES,
    Route("/healthz", healthz),
    Route("/logo.png", logo),
    Route("/favicon.png", favicon),
    Route("/robots.txt", robots),
]

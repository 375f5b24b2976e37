"""Our own addresses beside Streamlit's: what sets or clears a cookie, and the documents."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from records.accounts import check_password, end_clinic_session, find_clinic_session, start_clinic_session
from records.audit import record
from records.drafts import LIFETIME, discard_draft, find_draft, start_draft
from records.errors import StoreUnavailable, TooManyTries
from records.submissions import find_submission
from screens.cookies import CLINIC_COOKIE, DRAFT_COOKIE
from screens.document import summary_pdf
from screens.services import now, services

_CLINIC_SESSION = timedelta(hours=10)


def _set_cookie(response: Response, request: Request, name: str, value: str, age: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(age.total_seconds()),
        httponly=True,
        secure=request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https",
        samesite="lax",
        path="/",
    )


def _see(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)


async def start(request: Request) -> Response:
    """Begin a form: a new draft and its cookie, or back to the one that this device has under way."""
    parts = services()
    token = request.cookies.get(DRAFT_COOKIE, "")
    draft = await run_in_threadpool(find_draft, parts.store, token, now()) if token else None
    response = _see("/")
    if draft is None or draft.reference is not None:
        token, _ = await run_in_threadpool(start_draft, parts.store, parts.questionnaire.sha256, now())
        _set_cookie(response, request, DRAFT_COOKIE, token, LIFETIME)
    return response


async def clear(request: Request) -> Response:
    """Delete the draft of this device and forget it: the next person starts afresh. What was sent stays sent."""
    token = request.cookies.get(DRAFT_COOKIE, "")
    if token:
        await run_in_threadpool(discard_draft, services().store, token, now())
    response = _see("/")
    response.delete_cookie(DRAFT_COOKIE, path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def sign_in(request: Request) -> Response:
    """Check a name and password from the clinic's sign-in form, and open a session."""
    form = await request.form(max_files=0, max_fields=5)
    name, password = str(form.get("name") or "").strip().lower(), str(form.get("password") or "")
    store = services().store
    try:
        account = await run_in_threadpool(check_password, store, name, password, now())
    except TooManyTries:
        return _see("/clinic?problem=wait")
    if account is None:
        return _see("/clinic?problem=wrong")
    old = request.cookies.get(CLINIC_COOKIE)
    if old:
        await run_in_threadpool(end_clinic_session, store, old, now())
    token = await run_in_threadpool(start_clinic_session, store, account, now())
    response = _see("/clinic")
    _set_cookie(response, request, CLINIC_COOKIE, token, _CLINIC_SESSION)
    return response


async def sign_out(request: Request) -> Response:
    """End the clinic session on the server and forget its cookie."""
    token = request.cookies.get(CLINIC_COOKIE)
    if token:
        await run_in_threadpool(end_clinic_session, services().store, token, now())
    response = _see("/clinic")
    response.delete_cookie(CLINIC_COOKIE, path="/")
    return response


async def summary(request: Request) -> Response:
    """The clinician's PDF of one submission, for people who are signed in. Who opened it is recorded first."""
    parts = services()
    token = request.cookies.get(CLINIC_COOKIE, "")
    account = await run_in_threadpool(find_clinic_session, parts.store, token, now()) if token else None
    if account is None:
        return _see("/clinic")
    reference = request.path_params["reference"]
    submission = await run_in_threadpool(find_submission, parts.store, reference)
    if submission is None:
        return PlainTextResponse("There is no form with this reference number.", 404)
    record(parts.store, account.name, "read_summary", submission.reference, now())
    document = await run_in_threadpool(summary_pdf, submission, parts)
    # The name carries the reference and the content's own mark, never the patient: no two different documents share one.
    name = f"{submission.reference}-{document.mark}.pdf"
    return Response(
        document.content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{quote(name)}"'},
    )


async def healthz(_: Request) -> Response:
    """Whether the server can do its work: its content is loaded and its store answers."""
    try:
        with services().store.reading() as connection:
            connection.execute(text("SELECT 1"))
    except StoreUnavailable:
        return PlainTextResponse("the store does not answer", 503)
    return PlainTextResponse("ok")


async def robots(_: Request) -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


ROUTES = [
    Route("/start", start, methods=["POST"]),
    Route("/clear", clear, methods=["POST"]),
    Route("/clinic/sign-in", sign_in, methods=["POST"]),
    Route("/clinic/sign-out", sign_out, methods=["POST"]),
    Route("/clinic/case/{reference}/summary.pdf", summary),
    Route("/healthz", healthz),
    Route("/robots.txt", robots),
]

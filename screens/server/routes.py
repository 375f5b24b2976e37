"""Our own addresses beside Streamlit's: what sets or clears a cookie, and the documents."""

from __future__ import annotations

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
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from desk.clinic.desk import DocumentKind
from desk.documents import File, copy_pdf
from records import accounts
from records.accounts import end_clinic_session
from records.errors import StoreUnavailable, TooManyTries
from screens.server.at_once import AtOnce, TooMuchAtOnce
from screens.server.cookies import CLINIC_COOKIE, DRAFT_COOKIE, KIOSK_COOKIE, delete_cookie, read_cookie, set_cookie
from screens.server.process import clinic_desk, now, patient_desk, services
from screens.server.responses import nothing_here, see_other
from screens.server.uploads import PHOTO_ROUTES

_CLINIC_SESSION = timedelta(hours=10)
_DRAFT_COOKIE_AGE = timedelta(days=400)
"""As long as browsers keep one: a draft lives on with every save, and only the store knows until when."""
_SIGN_INS, _MOST_WAITING = CapacityLimiter(2), 40
"""Checking a password is slow on purpose. It has threads of its own, so that a flood of tries does not keep patients
waiting."""
_OF_ONE_ADDRESS = AtOnce(8)
"""A team behind one address may sign in together; a flood from there is turned away before it keeps others waiting."""


async def _form(request: Request, fields: int) -> FormData:
    """A small posted form. Whoever sends it drop by drop is not waited for."""
    try:
        with fail_after(10):
            return await request.form(max_files=0, max_fields=fields)
    except TimeoutError:
        raise HTTPException(408) from None


async def start(request: Request) -> Response:
    """Begin a form: a new draft and its cookie, or back to the one that this device has under way."""
    language = str((await _form(request, 1)).get("language") or "")
    token = await run_in_threadpool(patient_desk().begin, read_cookie(request, DRAFT_COOKIE), language)
    response = see_other("/")
    if token is not None:
        set_cookie(request, response, DRAFT_COOKIE, token, _DRAFT_COOKIE_AGE)
        response.headers["Location"] = "/?begun=1"  # a page that finds this and no cookie says that one is needed
    return response


async def resume(request: Request) -> Response:
    """Open a draft that was begun on another device, by its code. A draft of this device's own is let go of."""
    code = str((await _form(request, 1)).get("code") or "")[:40]
    try:
        token = await run_in_threadpool(patient_desk().open_by_code, code, _address(request))
    except TooManyTries:
        return see_other(f"/?problem=wait#code={quote(code)}")
    if token is None:
        # What was typed comes back behind the #, which no server and no log sees, to be mended.
        return see_other(f"/?problem=code#code={quote(code)}")
    response = see_other("/")
    set_cookie(request, response, DRAFT_COOKIE, token, _DRAFT_COOKIE_AGE)
    return response


async def kiosk(request: Request) -> Response:
    """Make this device a tablet for the waiting room, or an ordinary one again; only for someone signed in, who is
    signed out by it."""
    account = await run_in_threadpool(clinic_desk().account, read_cookie(request, CLINIC_COOKIE))
    if account is None:
        return see_other("/clinic")
    response = await sign_out(request)
    if read_cookie(request, KIOSK_COOKIE):
        delete_cookie(request, response, KIOSK_COOKIE)
    else:
        set_cookie(request, response, KIOSK_COOKIE, "1", timedelta(days=365))
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
    await run_in_threadpool(patient_desk().forget, read_cookie(request, DRAFT_COOKIE))
    response = see_other("/")
    delete_cookie(request, response, DRAFT_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


async def sign_in(request: Request) -> Response:
    """Check a name and password from the clinic's sign-in form, and open a session."""
    form = await _form(request, 5)
    name, password = str(form.get("name") or "").strip().lower(), str(form.get("password") or "")
    store, address = services().store, _address(request)
    if _SIGN_INS.statistics().tasks_waiting >= _MOST_WAITING:
        return see_other("/clinic?problem=wait")
    check = partial(accounts.sign_in, store, name, password, now(), address=address)
    try:
        with _OF_ONE_ADDRESS.one_of(address):
            token = await to_thread.run_sync(check, limiter=_SIGN_INS)
    except (TooManyTries, TooMuchAtOnce):
        return see_other("/clinic?problem=wait")
    if token is None:
        return see_other("/clinic?problem=wrong")
    old = read_cookie(request, CLINIC_COOKIE)
    if old:
        await run_in_threadpool(end_clinic_session, store, old, now())
    response = see_other("/clinic")
    set_cookie(request, response, CLINIC_COOKIE, token, _CLINIC_SESSION)
    return response


async def sign_out(request: Request) -> Response:
    """End the clinic session on the server and forget its cookie."""
    token = read_cookie(request, CLINIC_COOKIE)
    if token:
        await run_in_threadpool(end_clinic_session, services().store, token, now())
    response = see_other("/clinic")
    delete_cookie(request, response, CLINIC_COOKIE)
    return response


async def summary(request: Request) -> Response:
    """The clinician's PDF of one submission, for people who are signed in."""
    return await _for_team(request, "summary")


async def team_copy(request: Request) -> Response:
    """The patient's copy of one submission, for people who are signed in: to print it or give it again."""
    return await _for_team(request, "copy")


async def _for_team(request: Request, kind: DocumentKind) -> Response:
    desk = clinic_desk()
    account = await run_in_threadpool(desk.account, read_cookie(request, CLINIC_COOKIE))
    if account is None:
        return see_other("/clinic")
    found = await run_in_threadpool(desk.document, account, request.path_params["reference"], kind)
    if found is None:
        return nothing_here("There is no form with this reference number.")
    reference, document = found
    return _pdf(document, reference)


async def copy(request: Request) -> Response:
    """The patient's copy, for the patient's own device that sent the form, as long as it shows the receipt."""
    token = read_cookie(request, DRAFT_COOKIE)
    submission = await run_in_threadpool(patient_desk().submission_shown, token)
    if submission is None or read_cookie(request, KIOSK_COOKIE):
        return see_other("/")
    document = await run_in_threadpool(copy_pdf, submission, services())
    return _pdf(document, submission.reference)


def _pdf(document: File, reference: str) -> Response:
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
    return Response(content, media_type="image/png") if content else nothing_here("There is no logo.")


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

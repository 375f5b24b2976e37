"""The addresses of photos: a patient adds and sees those of the draft, the clinic sees those that were sent.

Streamlit's own uploader stays closed. A photo is an ordinary file field of an ordinary form; what comes is held in
memory only, never in a temporary file, until it has been cleaned.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

from anyio import CapacityLimiter, fail_after
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from photos import VIEWS
from photos.clean import MOST_BYTES, PhotoRefused
from records.errors import DraftGone
from records.photos import Photo
from screens.server.at_once import AtOnce, TooMuchAtOnce
from screens.server.cleaning import clean_apart
from screens.server.cookies import CLINIC_COOKIE, DRAFT_COOKIE, read_cookie
from screens.server.process import clinic_desk, patient_desk
from screens.server.responses import nothing_here, see_other

MOST_BODY: Final = MOST_BYTES + 64 * 1024
"""How much may be posted: the file and the form around it."""
ADDRESSES: Final = frozenset(f"/photo/{view}" for view in VIEWS)
"""Where photos are posted to and seen."""
_COMING, _MOST_WAITING = CapacityLimiter(8), 32
"""How many may be on their way at once, each of which takes memory, and how many more may wait for that."""
_OF_ONE_FORM: Final = AtOnce(2)
"""One, and one more for when a line was cut and nobody has noticed yet."""
_SECONDS: Final = 120
"""How long a photo may be on its way: a few megabytes from a train."""


class _InMemory(MultiPartParser):
    """Reads a form without ever writing a file to the disk."""

    spool_max_size = MOST_BODY


@asynccontextmanager
async def _a_place(token: str) -> AsyncIterator[None]:
    """One of the places for photos on their way, for the form behind a token. Raises `TooMuchAtOnce` when that has two
    under way, `TimeoutError` when too many others wait or no place comes free."""
    if _COMING.statistics().tasks_waiting >= _MOST_WAITING:
        raise TimeoutError
    with _OF_ONE_FORM.one_of(token):
        with fail_after(_SECONDS):
            await _COMING.acquire()
        try:
            yield
        finally:
            _COMING.release()


async def add(request: Request) -> Response:
    """Clean the photo that was posted and keep it with the draft; back to the page, which shows it or says what is
    wrong with it."""
    view, token = request.path_params["view"], read_cookie(request, DRAFT_COOKIE)
    if view not in VIEWS:
        return _nothing()
    if not await run_in_threadpool(patient_desk().takes_photos, token):
        return _back(view, "early")  # a page was opened again in another tab meanwhile, which the patient is told there
    try:
        async with _a_place(token):
            with fail_after(_SECONDS):
                data = await _file(request)
            if data is None:
                return _back(view, "nothing")
            cleaned = await clean_apart(data)
        await run_in_threadpool(patient_desk().keep_photo, token, view, cleaned)
    except PhotoRefused as refused:
        return _back(view, refused.reason)
    except (TimeoutError, TooMuchAtOnce):
        return _back(view, "busy")
    except (DraftGone, ClientDisconnect):
        return see_other("/")
    return _back(view)


async def _file(request: Request) -> bytes | None:
    """The file in a posted form; None where none was chosen."""
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=0).parse()
    except (MultiPartException, KeyError):  # no form of ours looks like this
        return None
    upload = form.get("photo")
    return await upload.read() if isinstance(upload, UploadFile) and upload.filename else None


async def own(request: Request) -> Response:
    """The draft's photo of a view, for the page that shows it."""
    token, view = read_cookie(request, DRAFT_COOKIE), request.path_params["view"]
    mark = request.query_params.get("mark", "")
    photo = await run_in_threadpool(patient_desk().photo, token, view, mark)
    return _picture(photo, view) if photo else _nothing()


async def sent(request: Request) -> Response:
    """A photo of a submission, for people who are signed in."""
    desk = clinic_desk()
    account = await run_in_threadpool(desk.account, read_cookie(request, CLINIC_COOKIE))
    if account is None:
        return see_other("/clinic")
    reference, view = request.path_params["reference"], request.path_params["view"]
    photo = await run_in_threadpool(desk.photo, account, reference, view)
    return _picture(photo, f"{reference.strip().upper()}-{view}") if photo else _nothing()


def _back(view: str, problem: str = "") -> Response:
    return see_other(f"/?page=photos&photo={view}" + (f"&problem={problem}" if problem else ""))


def _nothing() -> Response:
    return nothing_here("There is no such photo.")


def _picture(photo: Photo, name: str) -> Response:
    return Response(
        photo.content, media_type="image/jpeg", headers={"Content-Disposition": f'inline; filename="{quote(name)}.jpg"'}
    )


PHOTO_ROUTES = [
    Route("/photo/{view}", add, methods=["POST"]),
    Route("/photo/{view}", own, methods=["GET"]),
    Route("/clinic/case/{reference}/photo/{view}", sent, methods=["GET"]),
]

"""The web app: everything is wired together here.

uvicorn screening_app:app --host 127.0.0.1 --port 8501      (what `make run` does)
streamlit run screening_app.py                              (works too, but slower: see docs/architecture.md)
"""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from desk.voice import Voice, best_language
from records.drafts import delete_expired_drafts
from records.errors import StoreUnavailable
from screens.patient.drawings import draw_pictures
from screens.server.checks import check_settings
from screens.server.guard import Guard
from screens.server.process import case_faults, now, services
from screens.server.routes import ROUTES

ROOT = Path(__file__).parent
log = logging.getLogger("screening")
_make_record = logging.getLogRecordFactory()


def one_line(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """A log record whose message stays on one line: Streamlit also logs what a browser sent, which must not look like
    an entry of ours."""
    record = _make_record(*args, **kwargs)
    if record.name == "uvicorn.access":  # its formatter needs the arguments apart, and quotes them itself
        return record
    record.msg, record.args = "".join(c if c.isprintable() else repr(c)[1:-1] for c in record.getMessage()), ()
    return record


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Check the settings and the content, warm up, and keep house until the server stops."""
    logging.setLogRecordFactory(one_line)
    check_settings()
    logging.getLogger(
        "streamlit.error_util"
    ).disabled = True  # it would log an error's own text, which may hold an answer
    services()
    for fault in case_faults():
        log.warning("A worked patient of the rule book comes out otherwise than it says: %s", fault)
    import screens.clinic.main
    import screens.patient.main  # noqa: F401  both pages, so that the first visitor does not wait for them

    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the process: leave it out of every later collection
    keeper = asyncio.create_task(_keep_house())
    yield
    keeper.cancel()
    with suppress(asyncio.CancelledError):
        await keeper
    services().store.close()


async def _keep_house() -> None:
    """Once a minute collect garbage, once an hour delete drafts that are too old."""
    await asyncio.to_thread(draw_pictures, services().questionnaire)
    minute = 0
    while True:
        if minute % 60 == 0:
            try:
                await asyncio.to_thread(delete_expired_drafts, services().store, now())
            except StoreUnavailable as error:
                log.warning("Old drafts could not be deleted: %s", error)
        await asyncio.sleep(60)
        minute += 1
        gc.collect()


def on_script_error(error: Exception) -> bool:
    """Tell the person what to do, and the log only what cannot hold an answer: the kind of error and the way to it."""
    code = secrets.token_hex(3)
    way = [f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)]
    log.error("A page failed: code %s, %s at %s", code, type(error).__name__, " > ".join(way[-8:]))
    clinic = services().clinic
    voice = Voice(clinic, st.session_state.get("spoken") or best_language(clinic, st.context.locale))
    st.text(voice.word("app.error", reach=voice.reach, code=code))
    return True


app = st.App(
    ROOT / "screens" / "entry.py",
    routes=ROUTES,
    middleware=[Middleware(Guard)],
    lifespan=lifespan,
    on_script_error=on_script_error,
)

"""A real server on 127.0.0.1 with an empty store, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from records.accounts import add_account
from records.store import open_store

PASSWORD = "a phrase for the tests only"
ROOT = Path(__file__).parent.parent.parent
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Server:
    """A running server and where it keeps its records."""

    url: str
    database: str
    log: Path
    pid: int


@contextmanager
def running_server(folder: Path, database: str, port: int = 0, **settings: str) -> Iterator[Server]:
    """The product as `make run` starts it, on a free port unless one is named, for as long as the block lasts."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    log = folder / "server.log"
    command = [
        "uvicorn",
        "screening_app:app",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-server-header",
        "--ws-max-size",
        "1048576",
        "--ws-per-message-deflate",
        "false",
    ]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, "SCREENING_DATABASE": database, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(url, process, log)
        yield Server(url, database, log, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with an empty store."""
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, f"sqlite:///{folder / 'records' / 'screening.db'}") as server:
        yield server


@pytest.fixture(scope="session")
def account(server: Server) -> str:
    """A clinician's account in the server's store."""
    store = open_store(server.database)
    add_account(store, "surgeon", "Dr A. Example", "clinician", PASSWORD, datetime.now(UTC))
    store.close()
    return "surgeon"


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server stopped:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not become healthy:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one that Playwright brought."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone: 360 pixels wide, with its own cookies."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def screen(phone: BrowserContext, server: Server) -> Page:
    """The start page on a phone."""
    page = phone.new_page()
    page.goto(server.url)
    page.get_by_role("heading", level=1).wait_for()
    return page

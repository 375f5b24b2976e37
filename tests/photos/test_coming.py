"""A photo on its way: never in a file of its own, and cleaned where no decoder can hurt the server."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import pytest
from PIL import Image
from starlette.datastructures import Headers, UploadFile

from photos.clean import MOST_BYTES, PhotoRefused
from screens.server import cleaning
from screens.server.uploads import _InMemory


def jpeg() -> bytes:
    """A photo."""
    target = io.BytesIO()
    Image.new("RGB", (900, 700), "sienna").save(target, "JPEG")
    return target.getvalue()


def run(function: Callable[..., Awaitable[Any]], *given: object) -> Any:
    """Await it in a thread of its own: this one may hold the browser's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, function, *given).result()


def program(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put another program in the place of the one that cleans."""
    monkeypatch.setattr(cleaning, "_COMMAND", (sys.executable, "-c", code))


def test_a_photo_is_cleaned_in_another_process_and_refusals_come_back() -> None:
    cleaned = run(cleaning.clean_apart, jpeg())
    assert (cleaned.width, cleaned.height) == (900, 700)
    with Image.open(io.BytesIO(cleaned.content)) as picture:
        assert picture.size == (900, 700)
    for data, reason in ((b"%PDF-1.7", "format"), (jpeg()[:900], "damaged")):
        with pytest.raises(PhotoRefused) as refused:
            run(cleaning.clean_apart, data)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    "code",
    [
        "import os, sys; sys.stdin.buffer.read(); os.abort()",
        "import sys; sys.stdin.buffer.read(); print('kept 900'); sys.exit(0)",
        "import sys; sys.stdin.buffer.read(); print('kept 900 700'); sys.exit(1)",
    ],
    ids=["a crash", "half an answer", "a bad end"],
)
def test_a_decoder_that_goes_down_takes_nothing_with_it(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    with monkeypatch.context() as patched:
        program(patched, code)
        with pytest.raises(PhotoRefused, match="damaged"):
            run(cleaning.clean_apart, jpeg())
    assert run(cleaning.clean_apart, jpeg()).width == 900


def test_a_decoder_that_runs_away_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trace = tmp_path / "alive"
    program(
        monkeypatch,
        f"import sys, time; sys.stdin.buffer.read()\nwhile True: open({str(trace)!r}, "
        "'w').write(str(time.time())); time.sleep(0.05)",
    )
    monkeypatch.setattr(cleaning, "_SECONDS", 1)
    with pytest.raises(TimeoutError):
        run(cleaning.clean_apart, jpeg())
    last = trace.read_text()
    time.sleep(0.3)
    assert trace.read_text() == last, "it is still running"


def test_the_process_knows_nothing_of_the_servers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCREENING_DATABASE", "postgresql://user:password@host/name")
    program(
        monkeypatch,
        "import os, sys; sys.stdin.buffer.read(); print('kept', 1, int('SCREENING_DATABASE' in os.environ))",
    )
    assert run(cleaning.clean_apart, jpeg()).height == 0


def test_a_form_is_read_without_a_file_on_the_disk() -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="../../a.jpg"\r\n\r\n'

    async def coming() -> AsyncIterator[bytes]:
        yield head
        for _ in range(MOST_BYTES // 2**20):
            yield bytes(2**20)
        yield b"\r\n--x--\r\n"

    async def read() -> tuple[bool, int]:
        headers = Headers({"content-type": "multipart/form-data; boundary=x"})
        form = await _InMemory(headers, coming(), max_files=1, max_fields=0).parse()  # type: ignore[arg-type]
        upload = form["photo"]
        assert isinstance(upload, UploadFile)
        rolled: bool = upload.file._rolled  # type: ignore[attr-defined]
        return rolled, len(await upload.read())

    assert run(read) == (False, MOST_BYTES)

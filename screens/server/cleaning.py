"""Cleaning a photo in a process of its own: a decoder that crashes, runs away or eats memory over somebody's file ends
that process, and the patients on the server notice nothing. The process has neither the server's environment nor its
memory."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Final, get_args

from anyio import CapacityLimiter, fail_after, run_process

from photos.clean import Cleaned, PhotoRefused, Reason

log = logging.getLogger("screening")
_COMMAND: Final = (sys.executable, "-m", "screens.server.clean_one")
_ROOT: Final = Path(__file__).parent.parent.parent
_ONE_AT_A_TIME: Final = CapacityLimiter(1)
_SECONDS: Final = 30
"""How long a photo may wait for its turn and be cleaned. One of the largest allowed takes about two seconds."""


async def clean_apart(data: bytes) -> Cleaned:
    """`photos.clean.clean`, elsewhere. Raises `PhotoRefused`, and `TimeoutError` when it takes too long; the process is
    then ended."""
    with fail_after(_SECONDS):
        async with _ONE_AT_A_TIME:
            done = await run_process(_COMMAND, input=data, check=False, stderr=subprocess.DEVNULL, cwd=_ROOT, env={})
    said, _, content = done.stdout.partition(b"\n")
    match said.decode().split():
        case ["kept", width, height] if done.returncode == 0:
            return Cleaned(content, int(width), int(height))
        case ["refused", reason] if done.returncode == 0:
            raise PhotoRefused(next(known for known in get_args(Reason) if known == reason))
    log.warning("The process that cleans photos ended with %s", done.returncode)
    raise PhotoRefused("damaged")

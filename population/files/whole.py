"""A file that is written whole or not at all: it takes its name when it is finished, and only its owner may read it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from questionnaire.problems import Problem, Refused


@contextmanager
def whole_or_not_at_all(target: Path) -> Iterator[Path]:
    """A file beside `target` to write to. It takes the target's place when all went well, and is gone when not. Raises
    `Refused` when it cannot be made, written or put there."""
    if target.exists() and not target.is_file():
        raise Refused([Problem(str(target), "this is not a file; name one to write to")])
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise Refused([_unwritable(target, error)]) from None
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.replace(target)
    except OSError as error:
        raise Refused([_unwritable(target, error)]) from None
    finally:
        unfinished.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file. Raises `Refused`, with nothing written, when that cannot be done."""
    with whole_or_not_at_all(target) as unfinished:
        unfinished.write_bytes(content)


def _unwritable(target: Path, error: OSError) -> Problem:
    return Problem(str(target), f"this file cannot be written: {(error.strerror or str(error)).splitlines()[0]}")

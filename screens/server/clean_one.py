"""The process that cleans one photo: `python -m screens.server.clean_one` reads a file from standard input and writes
one line and, if the photo can be kept, its new file. See `cleaning`."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress

from photos.clean import PhotoRefused, clean

_LIMITS = {
    resource.RLIMIT_AS: 3
    * 1024**3,  # the largest photo allowed takes under 1 GiB; the decoders' threads reserve more than they use
    resource.RLIMIT_CPU: 20,  # seconds
    resource.RLIMIT_FSIZE: 0,  # it has nothing to write to a disk
}


def main() -> None:
    """Clean what comes."""
    for limit, most in _LIMITS.items():
        with suppress(ValueError, OSError):  # not every system lets a process limit itself in every way
            resource.setrlimit(limit, (most, most))
    try:
        cleaned = clean(sys.stdin.buffer.read())
    except PhotoRefused as refused:
        sys.stdout.buffer.write(f"refused {refused.reason}\n".encode())
    else:
        sys.stdout.buffer.write(f"kept {cleaned.width} {cleaned.height}\n".encode() + cleaned.content)


if __name__ == "__main__":
    main()

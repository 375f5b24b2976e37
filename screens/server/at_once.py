"""How many things of one sort somebody may have under way at once, so that one sender does not keep all others
waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class TooMuchAtOnce(Exception):
    """Somebody has as many under way as one may have."""


class AtOnce:
    """At most so many at once for each `whose`, an address or a token."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._under_way = Counter[str]()

    @contextmanager
    def one_of(self, whose: str) -> Iterator[None]:
        """One more of theirs is under way, as long as the block lasts. Raises `TooMuchAtOnce` instead when there are
        enough."""
        if self._under_way[whose] >= self._most:
            raise TooMuchAtOnce
        self._under_way[whose] += 1
        try:
            yield
        finally:
            self._under_way[whose] -= 1
            if not self._under_way[whose]:
                del self._under_way[whose]

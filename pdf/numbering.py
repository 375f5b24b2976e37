"""Sources are numbered where they are first cited."""

from __future__ import annotations

from collections.abc import Iterable

from rules.model import RuleBook


class Numbering:
    """Gives each source its number when it is first cited. A clinical convention has no source to number: it is 0."""

    def __init__(self, book: RuleBook) -> None:
        self._sources = book.sources
        self._known: dict[str, int] = {}

    def numbers(self, keys: Iterable[str]) -> tuple[int, ...]:
        """The numbers of these sources, in order, a convention last."""
        return tuple(sorted({self._number(key) for key in keys}, key=lambda number: (number == 0, number)))

    def _number(self, key: str) -> int:
        if key not in self._known:
            unsourced = self._sources[key].grade == "U"
            self._known[key] = 0 if unsourced else 1 + sum(number > 0 for number in self._known.values())
        return self._known[key]

    @property
    def cited(self) -> tuple[tuple[int, str], ...]:
        """Each number with the key of its source."""
        return tuple((number, key) for key, number in self._known.items() if number)

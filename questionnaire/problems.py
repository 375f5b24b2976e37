"""How this product says that something is wrong: where it is, what is wrong, what would be right.

Readers collect every problem they find before they refuse, so that a person mends a file once, not once a fault.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: `place` names it (`questions.json: smoking / options / 2`), `message` is one sentence for a person."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class Refused(ValueError):
    """Input was refused whole. `problems` holds every fault found; the text is one line a fault, the first fifty of
    them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = [_one_line(str(problem)) for problem in self.problems[:_MOST_TOLD]]
        more = len(self.problems) - len(told)
        super().__init__("\n".join([*told, f"and {more} more"] if more else told))


_MOST_TOLD = 50


def _one_line(text: str) -> str:
    """What cannot be seen (line ends, the codes that colour a terminal) written out: it may come from the input."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """A hint such as ` Did you mean "norwood_stage"?`, or an empty text when nothing known comes close."""
    close = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""

"""Rules, parameters and treatments that nobody has looked at for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from rules.review.check.finding import Content, Finding

REVIEW_EVERY = timedelta(days=730)
"""How long a review is good for. A convention of this product; a clinic may review more often."""


def check(content: Content) -> Iterator[Finding]:
    """A warning for what was reviewed too long ago, an error for a review in the future."""
    book = content.book
    dated = [(f"rules / {r.id}", r.reviewed) for r in book.rules]
    dated += [(f"parameters.json / {n}", p.reviewed) for n, p in book.parameters.items()]
    dated += [(f"treatments.json / {n}", t.reviewed) for n, t in book.treatments.items()]
    for place, reviewed in dated:
        if reviewed > content.today:
            yield Finding(
                "review",
                "error",
                place,
                f"the review date {reviewed} lies in the future; write the day it was reviewed",
            )
        elif content.today - reviewed > REVIEW_EVERY:
            told = f"last reviewed on {reviewed}, more than two years ago; look at it again and move the date"
            yield Finding("review", "warning", place, told)

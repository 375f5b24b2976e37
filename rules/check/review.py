"""Rules and parameters that nobody has looked at for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rules.check.finding import Finding
from rules.model import RuleBook

REVIEW_EVERY = timedelta(days=730)
"""How long a review is good for. A convention of this product; a clinic may review more often."""


def check_review(book: RuleBook, today: date) -> Iterator[Finding]:
    """A warning for each rule, parameter or treatment reviewed too long ago, an error for a review in the future."""
    dated = [(f"rules / {r.id}", r.reviewed) for r in book.rules]
    dated += [(f"parameters.json / {n}", p.reviewed) for n, p in book.parameters.items()]
    dated += [(f"treatments.json / {n}", t.reviewed) for n, t in book.treatments.items()]
    for place, reviewed in dated:
        if reviewed > today:
            yield Finding("error", place, f"the review date {reviewed} lies in the future")
        elif today - reviewed > REVIEW_EVERY:
            yield Finding(
                "warning", place, f"last reviewed on {reviewed}, more than two years ago; look at it again and move the date"
            )

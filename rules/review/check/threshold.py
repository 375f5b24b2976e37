"""Limits outside the range that the question accepts."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import SumWithin, Within, leaves
from rules.review.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """An error for each limit that no accepted answer can reach, or that every one does."""
    for name, condition in content.book.conditions.items():
        for leaf in leaves(condition):
            if not isinstance(leaf, Within | SumWithin):
                continue
            label, low, high = _range(content, leaf)
            for limit in (leaf.low, leaf.high):
                if limit is not None and not low < limit.value <= high:
                    called = f"${limit.parameter}, which is {limit.value:g}," if limit.parameter else f"{limit.value:g}"
                    message = f"the limit {called} tells no two patients apart: {label} goes from {low:g} to {high:g}"
                    remedy = "Correct the limit, or the range that the question accepts"
                    yield Finding("threshold", "error", content.place_of(name), f"{message}. {remedy}")


def _range(content: Content, leaf: Within | SumWithin) -> tuple[str, float, float]:
    """What a limit is set to: the label of the question or score, and the lowest and the highest number it can come
    to."""
    form = content.questionnaire
    if isinstance(leaf, Within):
        question = form.by_id[leaf.question]
        return question.label, question.minimum or 0, question.maximum or 0
    points = [[o.score for o in form.by_id[item].options if o.score is not None] for item in leaf.items]
    return form.score_by_id[leaf.score].label, sum(min(p) for p in points), sum(max(p) for p in points)

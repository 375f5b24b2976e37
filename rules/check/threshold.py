"""Limits outside the range that the question accepts."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import Between, leaves
from rules.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """An error for each limit that no accepted answer can reach, or that every one does."""
    form = content.questionnaire
    for name, condition in content.book.conditions.items():
        for leaf in leaves(condition):
            if not isinstance(leaf, Between):
                continue
            low, high = _range(content, leaf.question)
            for limit in (leaf.low, leaf.high):
                if limit is not None and not low < limit.value <= high:
                    called = f"${limit.parameter}, which is {limit.value:g}," if limit.parameter else f"{limit.value:g}"
                    label = form.by_id[leaf.question].label if leaf.question in form.by_id else leaf.question
                    message = f"the limit {called} tells no two patients apart: {label} is accepted from {low:g} to {high:g}. Correct one"
                    yield Finding("threshold", "error", f"rules / {name}", message)


def _range(content: Content, name: str) -> tuple[float, float]:
    score = content.questionnaire.score_by_id.get(name)
    if score is None:
        question = content.questionnaire.by_id[name]
        return question.minimum or 0, question.maximum or 0
    scores = [[o.score for o in content.questionnaire.by_id[item].options if o.score is not None] for item in score.items]
    return sum(min(s) for s in scores), sum(max(s) for s in scores)

"""Answers that matter for safety and that no rule reads."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import Answered, leaves, named_options, questions_of
from rules.review.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """A warning for each option of a question marked `safety` that no rule's condition names, unless it says that there
    is nothing; and for a number or a yes/no question that no rule reads. An item is read where a rule reads its
    score."""
    book = content.book
    read: set[str] = set()
    named: set[tuple[str, str]] = set()
    for rule in book.rules:
        for leaf in leaves(book.conditions[rule.id]):
            if not isinstance(leaf, Answered):
                for name in questions_of(leaf):
                    read.add(name)
                    named.update((name, option) for option in named_options(leaf))
    scored = {item for items in book.score_items.values() for item in items} & read
    for question in content.questionnaire.answerable:
        place = f"questions.json / {question.id}"
        if not question.safety or question.id in scored:
            continue
        if question.type in ("integer", "decimal", "boolean") and question.id not in read:
            yield Finding(
                "safety",
                "warning",
                place,
                'no rule reads this safety question; add one, or take the mark "safety" away',
            )
        for option in question.options:
            if not (option.means or option.harmless or option.exclusive or (question.id, option.id) in named):
                message = f'no rule reads the answer "{option.label}"; add a rule, or mark the option "harmless"'
                yield Finding("safety", "warning", f"{place} / {option.id}", message)

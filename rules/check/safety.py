"""Answers that matter for safety and that no rule reads."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.conditions import Answered, Between, Leaf, leaves
from rules.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """A warning for each option of a question marked `safety` that no rule's condition names, unless it says that there is nothing."""
    named: dict[str, set[str]] = {}
    numbers: set[str] = set()
    for rule in content.book.rules:
        for leaf in leaves(content.book.conditions[rule.id]):
            named.setdefault(leaf.question, set()).update(_options(leaf))
            if isinstance(leaf, Between):
                numbers.add(leaf.question)
    for question in content.questionnaire.answerable:
        if not question.safety:
            continue
        if question.type in ("integer", "decimal") and question.id not in numbers:
            yield Finding("safety", "warning", f"questions.json / {question.id}", "no rule reads this safety question; add one")
        for option in question.options:
            if not (option.means or option.harmless or option.exclusive or option.id in named.get(question.id, set())):
                message = f'no rule reads the answer "{option.label}"; add a rule, or mark the option "harmless"'
                yield Finding("safety", "warning", f"questions.json / {question.id} / {option.id}", message)


def _options(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, Between | Answered):
        return ()
    return (leaf.option,) if hasattr(leaf, "option") else leaf.options

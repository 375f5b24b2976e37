"""Rules that rest on clinical convention alone, for the clinic's doctor to sign off."""

from __future__ import annotations

from collections.abc import Iterator

from rules.review.check.finding import Content, Finding


def check(content: Content) -> Iterator[Finding]:
    """A note for each rule and parameter whose only source is a convention or whose sources are all unsourced."""
    sources = content.book.sources
    entries = [(f"rules / {rule.id}", rule.sources, rule.title) for rule in content.book.rules]
    entries += [
        (f"parameters.json / {n}", p.sources, f"{p.label}: {p.value:g} {p.unit}")
        for n, p in content.book.parameters.items()
    ]
    for place, keys, title in entries:
        if all(sources[key].grade == "U" for key in keys):
            message = f"“{title}” rests on convention alone; the clinic's doctor must sign it off"
            yield Finding("convention", "note", place, message)

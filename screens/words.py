"""The interface's own words, by key, from `locales/`."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"


@lru_cache
def catalogue(language: str) -> dict[str, str]:
    """All words of a language, by key."""
    words: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    return words


def word(key: str, language: str = "en", **values: object) -> str:
    """The words for a key, with `{name}` places filled. Raises `KeyError` for a key that no catalogue has."""
    return catalogue(language)[key].format(**values)

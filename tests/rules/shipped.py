"""The shipped rule book and questionnaire as they are kept, what was agreed on them, and what the checks say of
them."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from questionnaire.load import read_questionnaire
from rules.load import read_folder, read_rule_book
from rules.review.check import Content, Finding, load_accepted, run_checks

BOOK = Path(__file__).parents[2] / "rules" / "book"
CONTRACT = json.loads((Path(__file__).parent / "contract.json").read_text(encoding="utf-8"))
RAW = read_folder(BOOK)
RULES = json.dumps(RAW)
QUESTIONS = (BOOK.parents[1] / "questions.json").read_text(encoding="utf-8")
ACCEPTED = load_accepted(BOOK)
TODAY = max(
    date.fromisoformat(entry["reviewed"]) for entry in (*RAW["rules"], *RAW["parameters"].values(), *RAW["treatments"])
)
"""The day of the latest review in the book, so that these tests do not age."""


@cache
def shipped() -> tuple[Content, tuple[Finding, ...]]:
    """The shipped book and questionnaire, and what the checks say of them."""
    form = read_questionnaire(QUESTIONS)
    content = Content(read_rule_book(RAW, form), form, TODAY)
    return content, tuple(run_checks(content, ACCEPTED))

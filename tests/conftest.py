"""What every test may use: the shipped questionnaire and rule book, and a patient who answers everything plainly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from questionnaire.load import load_questionnaire
from questionnaire.locales import load_locales
from questionnaire.model import Questionnaire
from questionnaire.words import use_locales
from rules.load import load_rule_book
from rules.model import RuleBook

ROOT = Path(__file__).parent.parent

use_locales(load_locales(ROOT / "locales"))  # here and not in a fixture: some parameters of tests are languages

# The same examples each time, so that what passed once passes again. `pytest --hypothesis-profile=new` looks for new
# ones; what it finds becomes an `@example`.
settings.register_profile("same", derandomize=True)
settings.register_profile("new", derandomize=False)
settings.load_profile("same")


@pytest.fixture(scope="session")
def form() -> Questionnaire:
    """The shipped questionnaire."""
    return load_questionnaire(ROOT / "questions.json")


@pytest.fixture(scope="session")
def book(form: Questionnaire) -> RuleBook:
    """The shipped rule book."""
    return load_rule_book(ROOT / "rules" / "book", form)


@pytest.fixture(scope="session")
def plain_man(book: RuleBook) -> dict[str, object]:
    """The answers of the straightforward man of case v01."""
    return dict(next(case for case in book.cases if case.id == "v01").answers)

"""A fresh store for each test, a clock that stands still, and one patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from records import passwords
from records.store import Store, open_store
from records.submissions import NewSubmission


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{database}")
    yield opened
    opened.close()


@pytest.fixture
def new() -> NewSubmission:
    return NewSubmission(
        answers={"norwood_stage": "iv", "blood_thinners": ["none"], "age_years": 34, "smoking": None},
        contact={"name": "José  Müller", "born": "1992-03-04", "email": "jose@example.org"},
        questionnaire_version="1.0.0",
        questionnaire_sha256="a" * 64,
        rule_book_version="1.0.0",
        rule_book_sha256="b" * 64,
        app_version="0.1.0",
        language="en",
        assessment={
            "pathway": "fue",
            "treatments": {"fue": {"status": "may_be_suitable"}, "banking": {"status": "not_indicated"}},
        },
        pathway="fue",
        red_flags=("scalp_infection",),
        consent_text="I agree to my health data being used for my consultation.",
    )


@pytest.fixture
def cheap_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its lowest cost, so that many sign-ins take no time."""
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

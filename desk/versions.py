"""The versions in use, kept beside the submissions made under them."""

from __future__ import annotations

from datetime import datetime

from desk.content import Content
from questionnaire.canonical import canonical_json
from records.store import Store
from records.versions import keep_version
from rules.load import canonical_text


def keep_content(store: Store, content: Content, now: datetime) -> None:
    """Keep the questionnaire and the rule book, so that an old submission can always be read as it was."""
    questionnaire, version = content.questionnaire, content.book.version
    form = canonical_json(questionnaire.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"schema_"}))
    keep_version(store, "questionnaire", questionnaire.version, questionnaire.sha256, form, now)
    text = canonical_text(content.book_written)
    keep_version(store, "rule_book", version.version, version.sha256, text, now)

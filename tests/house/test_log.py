"""What the log says of itself, and what others make it say."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from screening_app import one_line


@pytest.fixture
def records() -> Iterator[None]:
    """Records are made as the app makes them, and as before afterwards."""
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(one_line)
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("sent", ["x\n2026-01-01 A page failed", "x\r\nforged", "x\x1b[2Kgone", "x\u2028next"])
def test_what_a_browser_sent_stays_on_the_line_of_the_entry_that_names_it(
    caplog: pytest.LogCaptureFixture, sent: str
) -> None:
    logging.getLogger("streamlit.somewhere").error("Unknown request %s of %d", sent, 7)
    (message,) = caplog.messages
    assert message.isprintable()
    assert message.startswith("Unknown request x\\")
    assert message.endswith(" of 7")

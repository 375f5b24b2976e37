"""A page of the form left open on an ordinary device warns, then hides what stands on it, and one press brings all of
it back; a cut line loses nothing that was typed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from rules.model import RuleBook
from tests.browser.conftest import running_server
from tests.browser.driver import at_check, current, fill_until, press
from tests.browser.test_access import ours
from tests.browser.test_whole_form import answers_of, contact, press_start

WARNED, HIDDEN = 18 * 60_000 + 1000, 2 * 60_000 + 1000
"""Milliseconds without a touch until the warning, and from there until the page is hidden."""
TITLE = "We have hidden your answers"
NOTE = "A secret that nobody else should read"


@pytest.fixture
def begun(screen: Page, book: RuleBook) -> Page:
    """A form at its contact page, with a note typed there that no Continue has saved."""
    screen.clock.install()
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "contact", answers_of(book, "v01"), {})
    screen.locator("textarea").fill(NOTE)
    return screen


def leave(page: Page) -> None:
    """Nobody touches the page until it is hidden."""
    page.clock.fast_forward(WARNED)
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    page.clock.fast_forward(HIDDEN)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def shown(page: Page) -> str:
    """All that can be read on the page, what stands in its controls included."""
    return str(
        page.locator("#page").evaluate(
            "(e) => e.innerHTML + [...e.querySelectorAll('input, textarea')].map((x) => x.value)"
        )
    )


def test_a_page_left_open_warns_and_a_key_keeps_it(begun: Page) -> None:
    begun.clock.fast_forward(WARNED)
    warning = begun.locator("#page").get_by_role("alert")
    expect(warning).to_contain_text("In 2 minutes we hide this page")
    expect(warning).to_be_in_viewport()
    begun.keyboard.press("Shift")
    expect(warning).to_have_count(0)
    begun.clock.fast_forward(HIDDEN)
    expect(begun.locator("textarea")).to_have_value(NOTE)


def test_a_page_left_open_is_hidden_and_comes_back_with_what_was_typed(begun: Page) -> None:
    leave(begun)
    assert NOTE not in shown(begun)
    assert TITLE in begun.title()
    expect(begun.get_by_role("heading", level=1)).to_be_focused()
    expect(begun.get_by_role("alert").filter(has_text="Nothing is lost")).to_be_visible()
    assert ours(begun) == []
    press(begun, "Carry on, it is mine")
    begun.locator("form[data-page=contact]").wait_for()
    expect(begun.locator("textarea")).to_have_value(NOTE)
    leave(begun)


def test_neither_back_nor_another_language_brings_back_what_was_hidden(begun: Page) -> None:
    leave(begun)
    begun.go_back()
    begun.wait_for_timeout(500)
    expect(begun.get_by_role("heading", level=1)).to_have_text(TITLE)
    press(begun, "Español")
    expect(begun.get_by_role("heading", level=1)).to_have_text("Hemos ocultado sus respuestas")
    assert NOTE not in shown(begun)
    assert not begun.locator("[data-question]").count()
    press(begun, "Seguir, es mío")
    expect(begun.locator("textarea")).to_have_value(NOTE)


def test_a_page_is_hidden_without_a_line_too(begun: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    leave(begun)
    assert NOTE not in shown(begun)


def test_a_phone_that_slept_hides_the_page_as_it_wakes(begun: Page) -> None:
    """Its timers stood still, so no warning came."""
    begun.clock.set_system_time(begun.evaluate("Date.now()") + 21 * 60_000)
    expect(begun.locator("textarea")).to_have_value(NOTE)
    begun.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(begun.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert NOTE not in shown(begun)


def test_a_receipt_left_open_is_hidden_for_good(screen: Page, book: RuleBook) -> None:
    screen.clock.install()
    press_start(screen)
    fill_until(screen, at_check, answers_of(book, "v01"), contact("Left Open", 38))
    press(screen, "Send to the clinic")
    reference = screen.locator(".reference").inner_text()
    leave(screen)
    assert reference not in shown(screen)
    expect(screen.get_by_role("button", name="Carry on")).to_have_count(0)
    screen.get_by_role("button", name="Finish and clear my answers from this device").click()
    screen.get_by_role("button", name="Start now").wait_for()


def test_a_server_that_stops_and_comes_back_finds_what_was_typed(browser: Browser, tmp_path: Path) -> None:
    """Pressed while there was no line: nothing is lost, it is told in the patient's language, and the next press goes
    on."""
    database = f"sqlite:///{tmp_path / 'records.db'}"
    context = browser.new_context(locale="es-ES")
    page = context.new_page()
    with running_server(tmp_path, database) as server:
        page.goto(server.url)
        page.get_by_role("button", name="Empezar ahora").click()
        page.locator("#i-consent_screening").check()
        page.locator("#i-consent_data").check()
        press(page, "Continuar")
        page.locator("#i-age_years").fill("44")
    page.get_by_role("button", name="Continuar").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Se ha perdido la conexión", timeout=20_000)
    expect(dialog).to_contain_text("Sus respuestas están guardadas")
    expect(dialog).not_to_contain_text("Streamlit")
    with running_server(tmp_path, database, port=urlsplit(server.url).port or 0):
        expect(dialog).to_have_count(0, timeout=60_000)
        # Back within ten seconds, what was pressed is sent once more and answered; later, the page says that it may not
        # be saved.
        told = page.get_by_text("todavía no se haya guardado").or_(page.get_by_role("heading", name="Hay un problema"))
        expect(told).to_be_visible(timeout=15_000)
        expect(page.locator("#i-age_years")).to_have_value("44")
        page.locator("input[value=female]").check()
        page.get_by_role("button", name="Continuar").click()
        expect(page.locator("form[data-page=natural_hair]")).to_be_visible()
    context.close()

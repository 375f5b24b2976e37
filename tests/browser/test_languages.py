"""The form in another language: by the browser's wish, switched in the middle, and from right to left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdfium2 import PdfDocument

from rules.model import RuleBook
from tests.browser.conftest import PASSWORD, ROOT, Server, running_server
from tests.browser.driver import current, fill_until
from tests.browser.test_whole_form import answers_of, contact, sign_in


def go_on(page: Page, button: str) -> None:
    """Press a button of the page by its class or name and wait for the next page."""
    before = page.locator("#page").get_attribute("data-drawn")
    page.locator(button).first.click()
    expect(page.locator("#page")).not_to_have_attribute("data-drawn", before or "")


def test_a_form_in_spanish_switched_in_the_middle_and_back(
    browser: Browser, server: Server, book: RuleBook, account: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-MX")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Antes de su consulta sobre el cabello")
    assert page.evaluate("document.documentElement.lang") == "es"
    page.locator("button.primary").click()
    page.locator("form[data-form]").wait_for()
    answers, details = answers_of(book, "v01"), contact("Inés Núñez", 38)
    fill_until(page, lambda shown: current(shown) == "you", answers, {}, button="Continuar")

    # Switched with an answer typed but not saved: it stays, and so does the language after a refresh.
    page.locator("#i-age_years").fill("38 años")
    go_on(page, "nav.languages button[lang=en]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your age and sex")
    expect(page.locator("#i-age_years")).to_have_value("38")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your age and sex")
    assert page.evaluate("document.documentElement.lang") == "en"
    go_on(page, "nav.languages button[lang=es]")
    go_on(page, "button.primary")
    expect(page.get_by_role("alert")).to_contain_text("Hay un problema")

    def at_check(page: Page) -> bool:
        return page.get_by_role("heading", level=1).inner_text() == "Revise sus respuestas"

    fill_until(page, at_check, answers, details, button="Continuar")
    go_on(page, "button[data-action=send]")
    page.locator(".reference").wait_for()
    reference = page.locator(".reference").inner_text()
    copy = context.request.get(f"{server.url}/copy.pdf")
    text = " ".join(part.get_textpage().get_text_range() for part in PdfDocument(copy.body()))
    assert "Preguntas para hacer en su visita" in " ".join(text.split())
    assert "Questions to bring" not in text

    desk = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(desk, server, account, PASSWORD)
    desk.get_by_role("heading", name="Forms sent by patients").wait_for()
    desk.goto(f"{server.url}/clinic?case={reference}")
    expect(desk.locator(".content")).to_contain_text(
        "Filled in in Español. No clinician who speaks it has reviewed this translation"
    )
    desk.context.close()
    stranger = browser.new_context()
    refused = stranger.request.get(f"{server.url}/copy.pdf", max_redirects=0)
    assert refused.status == 303, "the copy is for the device that sent the form"
    stranger.close()
    context.close()


@pytest.fixture(scope="module")
def pseudo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose clinic offers only the language that is none."""
    folder = tmp_path_factory.mktemp("pseudo")
    settings = json.loads((ROOT / "clinic.json").read_text()) | {"languages": ["xx"]}
    Path(folder / "clinic.json").write_text(json.dumps(settings))
    with running_server(
        folder, f"sqlite:///{folder / 'records.db'}", SCREENING_CLINIC=str(folder / "clinic.json")
    ) as server:
        yield server


ENGLISH = """() => {
  const shadows = [...document.querySelectorAll("*")].map((element) => element.shadowRoot);
  const root = [document, ...shadows].map((place) => place?.querySelector("#page")).find(Boolean);
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim();
    const inside = walk.currentNode.parentElement.closest("strong, .reference, code, dd, a[href^='tel:'], [data-own]");
    if (/[A-Za-z]{2}/.test(text) && !/⟦.*⟧/s.test(text) && !inside) found.push(text);
  }
  return found;
}"""


def test_from_right_to_left_with_nothing_left_in_english(
    browser: Browser, pseudo_server: Server, book: RuleBook
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(pseudo_server.url)
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    left: list[str] = []

    def look(page: Page) -> None:
        left.extend(f"{current(page)}: {text}" for text in page.evaluate(ENGLISH))
        wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= there, current(page)

    look(page)
    page.locator("button.primary").click()
    page.locator("form[data-form]").wait_for()
    go_on(page, "button.primary")
    look(page)
    answers = {**answers_of(book, "v08"), "onset_speed": "sudden_weeks"}
    fill_until(
        page,
        lambda shown: shown.locator("button[data-action=send]").count() > 0,
        answers,
        contact("Ana", 24),
        look,
        "⟦Continue⟧",
    )
    look(page)
    go_on(page, "button[data-action=send]")
    look(page)
    go_on(page, "button[data-action=read_advice]")
    look(page)
    context.close()
    assert left == []

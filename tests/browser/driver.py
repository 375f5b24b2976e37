"""Fills the form as a person would: by the controls that are on the page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

FORM = json.loads((Path(__file__).parents[2] / "questions.json").read_text(encoding="utf-8"))
PAGES = [page["id"] for section in FORM["sections"] for page in section["pages"]]
CONTACT = {"name": "Marta Reyes", "born": "", "email": "marta@example.org", "phone": "020 7946 0991", "note": ""}


def heading(page: Page) -> str:
    """The page's one top heading."""
    return page.get_by_role("heading", level=1).inner_text()


def current(page: Page) -> str:
    """The id of the form page shown, or "check", "" and so on from the address, where a page is a number."""
    found = re.search(r"[?&]page=([a-z_0-9]+)", page.url)
    name = found.group(1) if found else ""
    return PAGES[int(name) - 1] if name.isdigit() else name


def address(page: str) -> str:
    """The address of a page of the form, by its id."""
    return f"/?page={PAGES.index(page) + 1}"


def fill_page(page: Page, answers: Mapping[str, object], contact: Mapping[str, str]) -> None:
    """Fill every question that is shown on this page, follow-ups too, from `answers`; a question that has none there
    stays blank."""
    done: set[str] = set()
    while True:
        waiting = [
            block
            for block in page.locator("[data-question]:visible").all()
            if block.get_attribute("data-question") not in done
        ]
        if not waiting:
            return
        name = waiting[0].get_attribute("data-question") or ""
        done.add(name)
        _fill(waiting[0], answers.get(name), contact)


def _fill(block: Locator, value: object, contact: Mapping[str, str]) -> None:
    kind = block.get_attribute("data-type")
    if kind == "contact":
        for field, text in contact.items():
            block.locator(f"input[data-field={field}], textarea[data-field={field}]").fill(text)
    elif value is None:
        return
    elif kind == "choice":
        block.locator(f"input[value='{value}']").check()
    elif kind == "multiple_choice":
        assert isinstance(value, list)
        for item in value:
            block.locator(f"input[value='{item}']").check()
    elif kind == "boolean":
        block.get_by_role("checkbox").set_checked(bool(value))
    elif isinstance(value, str):
        block.locator(f"input[value='{value}']").check()
    else:
        block.locator("input[type=text]").fill(str(value))


def press(page: Page, button: str) -> None:
    """Press a button and wait until the server has answered with a page."""
    before = page.locator("#page").get_attribute("data-drawn")
    page.get_by_role("button", name=button, exact=True).first.click()
    expect(page.locator("#page")).not_to_have_attribute("data-drawn", before or "")


def fill_until(
    page: Page,
    stop: Callable[[Page], bool],
    answers: Mapping[str, object],
    contact: Mapping[str, str],
    look: Callable[[Page], None] = lambda page: None,
    button: str = "Continue",
) -> list[str]:
    """Fill page after page and press Continue, or what `button` calls it, until `stop` says so. Returns the ids of the
    pages passed."""
    passed: list[str] = []
    while not stop(page):
        assert len(passed) < 80, f"the form does not end: {passed}"
        passed.append(current(page))
        fill_page(page, answers, contact)
        look(page)
        press(page, button)
        if page.locator("#notice").count():
            press(page, button)
        assert not page.locator("#problems").count(), page.locator("#problems").inner_text()
    return passed


def at_check(page: Page) -> bool:
    """Whether "check your answers" is shown."""
    return heading(page) == "Check your answers"

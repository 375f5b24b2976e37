"""Makes a picture of every page of the form, in both sizes, themes and languages, for a person to look over: `make
sheets`.

Writes build/sheets/*.png: one sheet for each size, theme and language, with every page from the start to the receipt.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import QUIET, ROOT, Server, running_server
from tests.browser.driver import fill_page

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = {"phone": 360, "desktop": 1280}
ACROSS = {"phone": 8, "desktop": 4}
DETAILS = {"name": "Marta Reyes", "born": "1 1 1988", "email": "marta@example.org", "phone": "020 7946 0991"}


def walk(
    browser: Browser, server: Server, width: int, theme: Theme, language: str, answers: dict[str, object]
) -> list[Image.Image]:
    """Every page of one journey, in order: with an error once, with a notice once, to the receipt."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale=language)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("heading", level=1).wait_for()
    shots = [_shot(page, width)]
    page.locator("button.primary").click()
    page.locator("form[data-form]").wait_for()
    _press(page, "form button.primary")
    shots.append(_shot(page, width))
    while page.locator("form[data-form]").count():
        fill_page(page, answers, DETAILS)
        shots.append(_shot(page, width))
        _press(page, "form[data-form] button.primary")
        assert not page.locator("#problems").count(), page.locator("#problems").inner_text()
        if page.locator("#notice").count():
            shots.append(_shot(page, width))
            _press(page, "form[data-form] button.primary")
    for button in ("button[data-action=send]", "button[data-action=read_advice]"):
        shots.append(_shot(page, width))
        _press(page, button)
    shots.append(_shot(page, width))
    context.close()
    return shots


def _press(page: Page, button: str) -> None:
    before = page.locator("#page").get_attribute("data-drawn")
    page.locator(button).first.click()
    expect(page.locator("#page")).not_to_have_attribute("data-drawn", before or "")


def _shot(page: Page, width: int) -> Image.Image:
    """The whole page, however long: the window grows for the picture."""
    height = int(page.locator("#page").evaluate("(e) => e.getBoundingClientRect().height")) + 60
    page.set_viewport_size({"width": width, "height": max(height, 400)})
    page.evaluate("scrollTo(0, 0)")
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.set_viewport_size({"width": width, "height": 900})
    return shot


def sheet(shots: list[Image.Image], across: int) -> Image.Image:
    """The pictures side by side in rows."""
    rows = [shots[start : start + across] for start in range(0, len(shots), across)]
    width = across * (shots[0].width + 16)
    made = Image.new("RGB", (width, sum(max(s.height for s in row) + 16 for row in rows)), "#888888")
    top = 0
    for row in rows:
        for number, shot in enumerate(row):
            made.paste(shot, (number * (shots[0].width + 16), top))
        top += max(shot.height for shot in row) + 16
    return made


def main() -> None:
    """Write the sheets."""
    target = ROOT / "build" / "sheets"
    target.mkdir(parents=True, exist_ok=True)
    answers = json.loads((ROOT / "examples" / "answers.json").read_text()) | {
        "onset_speed": "sudden_weeks",
        "age_years": 38,
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        with running_server(Path(folder), f"sqlite:///{folder}/records.db") as server:
            for (size, width), theme, language in product(SIZES.items(), THEMES, ("en", "es")):
                print(f"== {size}, {theme}, {language}", flush=True)
                sheet(walk(browser, server, width, theme, language, answers), ACROSS[size]).save(
                    target / f"{size}-{theme}-{language}.png"
                )
        browser.close()


if __name__ == "__main__":
    main()

"""From pressing Continue to the next page drawn, in a real Chromium, beside pressing the button of an empty Streamlit
app.

    python benchmarks/browser.py           three patients, a minute
    python benchmarks/browser.py 10        ten

The clock is the browser's own: it starts just before the press and stops in the first frame after the page has changed.
So the step as `server.py` times it is in it, and the browser's part, but no network.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

from benchmarks.common import machine, needed, percentile, table
from benchmarks.patients import adults
from benchmarks.server import Server, empty_app, product
from tests.browser.install import NAMES

playwright = needed("playwright.sync_api")

PATIENTS = 3
TARGET_MS = 120.0
PHONE = {"width": 360, "height": 740}
_MOST_STEPS = 120

# The empty app of server.py shows nothing new when its button is pressed, so that there would be nothing to wait for.
EMPTY_SCRIPT = 'import time\n\nimport streamlit as st\n\nst.button("Again")\nst.text(time.time_ns())\n'

FILL = """
(root, answers) => {
  for (const block of root.querySelectorAll("[data-question]")) {
    const value = answers[block.dataset.question];
    if (block.hidden || value === undefined || value === null) continue;
    if (block.dataset.type === "contact") {
      for (const box of block.querySelectorAll("input[data-field]")) box.value = value[box.dataset.field] ?? "";
    } else if (block.dataset.type === "boolean") {
      block.querySelector("input").checked = value;
    } else {
      const ticked = [value].flat().map(String);
      for (const box of block.querySelectorAll("input[value]:not([type=text])")) box.checked = ticked.includes(box.value);
      const text = block.querySelector("input[type=text]");
      if (text && typeof value === "number") text.value = value;
    }
    block.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
  }
}
"""

# After the frame in which the change is drawn: a task that is queued in the frame's callback runs once the frame is
# done.
PRESS = """
([watched, button, what]) => new Promise((done) => {
  const observer = new MutationObserver(() => {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  });
  observer.observe(watched, what);
  const start = performance.now();
  button.click();
})
"""


@contextmanager
def browser() -> Iterator[Any]:
    """The system's Chromium, else the one that Playwright brought."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def press(tab: Any, watched: Any, button: Any, what: Mapping[str, object]) -> float:
    """Press a button and wait for a change of the watched element to be drawn: the milliseconds."""
    return float(tab.evaluate(PRESS, [watched.element_handle(), button.element_handle(), what]))


def patient(chromium: Any, server: Server, answers: Mapping[str, Any]) -> list[float]:
    """One patient's way through the form, from the start page to "check your answers": the milliseconds of each
    Continue."""
    born = f"1 1 {date.today().year - answers['age_years']}"
    answers = {**answers, "contact": {"name": "Alex Example", "born": born, "email": "alex@example.org"}}
    context = chromium.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{server.port}/")
    tab.locator("form[action='/start'] button").click()
    page = tab.locator("#page")
    tab.locator("form[data-form]").first.wait_for()
    taken = []
    while tab.locator("form[data-form]").count():
        if tab.locator("#problems").count() or len(taken) > _MOST_STEPS:
            sys.exit(f"The patient does not get through the form: {page.inner_text()}")
        page.evaluate(FILL, answers)
        button = tab.locator("form[data-form] button[type=submit]")
        taken.append(press(tab, page, button, {"attributeFilter": ["data-drawn"]}))
    context.close()
    return taken


def button_presser(chromium: Any, server: Server, presses: int) -> list[float]:
    """Somebody who presses the empty app's button so many times: the milliseconds of each press."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    tab = context.new_page()
    tab.goto(f"http://127.0.0.1:{server.port}/")
    text, button = tab.get_by_test_id("stText"), tab.get_by_role("button", name="Again")
    text.wait_for()
    taken = [
        press(tab, text, button, {"childList": True, "characterData": True, "subtree": True}) for _ in range(presses)
    ]
    context.close()
    return taken


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PATIENTS
    print(machine())
    cases = adults()
    ours: list[float] = []
    theirs: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as empty_folder,
        product(Path(folder)) as server,
        empty_app(Path(empty_folder), EMPTY_SCRIPT) as empty,
        browser() as chromium,
    ):
        for number in range(count + 1):
            answers = {"consent_screening": True, "consent_data": True, "age_years": 40, **cases[number % len(cases)]}
            mine = patient(chromium, server, answers)
            other = button_presser(chromium, empty, len(mine))
            if number:  # the first warms everything up
                ours += mine
                theirs += other
    rows = [
        [name, len(times), *(f"{percentile(times, share):.0f}" for share in (0.5, 0.95))]
        for name, times in (("Continue", ours), ("the empty app's button", theirs))
    ]
    print(table(["pressed", "times", "p50 ms", "p95 ms"], rows))
    median = percentile(ours, 0.5)
    verdict = "met" if median < TARGET_MS else "MISSED"
    print(f"Target: median under {TARGET_MS:.0f} ms: {verdict}. {machine()}")


if __name__ == "__main__":
    main()

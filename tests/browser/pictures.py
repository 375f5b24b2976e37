"""Makes the pictures of the README: one page of the form, the clinic's list, the example document. Run with `make
pictures`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdfium2 import PdfDocument

from tests.browser.conftest import QUIET, ROOT, running_server
from tests.browser.driver import current, fill_page, fill_until

PICTURES = ROOT / "docs" / "pictures"
WHO = (
    "--name",
    "Marta Reyes",
    "--born",
    "1988-02-29",
    "--reference",
    "HS-EXAM-PLE2",
    "--note",
    "My wedding is next June.",
)


def main() -> None:
    """Write docs/pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    answers = ROOT / "examples" / "answers.json"
    command = [sys.executable, "screening_cli.py", "summary", str(answers), *WHO, "--made", "2026-11-23T09:12"]
    for name, audience in (("summary", "clinician"), ("copy", "patient")):
        subprocess.run([*command, "-o", str(PICTURES / f"{name}.pdf"), "--for", audience], cwd=ROOT, check=True)
    PdfDocument(PICTURES / "summary.pdf")[0].render(scale=1.4).to_pil().save(PICTURES / "summary-1.png", optimize=True)
    given = json.loads(answers.read_text())
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/records/demo.db"
        told = subprocess.run(
            [sys.executable, "screening_cli.py", "demo", "--patients", "40"],
            cwd=ROOT,
            env={**os.environ, "SCREENING_DATABASE": database},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        password = next(line.split()[-1] for line in told.splitlines() if line.split()[:1] == ["surgeon"])
        with running_server(Path(folder), database) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
            page = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2).new_page()
            page.goto(server.url)
            page.get_by_role("button", name="Start now").click()
            page.locator("form[data-form]").wait_for()
            fill_until(page, lambda page: current(page) == "smoking", given, {})
            fill_page(page, given, {})
            page.screenshot(path=PICTURES / "form.png")
            desk = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
            desk.goto(f"{server.url}/clinic")
            desk.get_by_label("Name").fill("surgeon")
            desk.get_by_label("Password").fill(password)
            desk.get_by_role("button", name="Sign in").click()
            desk.get_by_role("heading", name="Forms sent by patients").wait_for()
            desk.wait_for_timeout(300)
            desk.screenshot(path=PICTURES / "clinic.png")
            browser.close()


if __name__ == "__main__":
    main()

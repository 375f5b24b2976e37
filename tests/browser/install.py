"""Sees that there is a Chromium for the browser tests: the system's, else Playwright's own, else Debian's package when
run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


def playwrights_own() -> bool:
    """Whether Playwright has its own browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def main() -> int:
    """0 when there is a browser at the end."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found or playwrights_own():
        print(f"== A browser for the tests: {found or 'the one Playwright brought'}")
        return 0
    print("== Fetching a browser for the tests")
    fetched = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, text=True, timeout=600
    )
    if fetched.returncode == 0 and playwrights_own():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("== Playwright's browser could not be fetched; installing Debian's package chromium")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            env=environment,
            check=False,
            stdout=subprocess.DEVNULL,
        )
        if shutil.which("chromium"):
            return 0
    print(
        "The browser tests need Chromium. Install it (on Debian: apt-get install chromium) and run this again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())

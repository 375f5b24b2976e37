"""The app refuses to start on settings that would leak or crawl, and the page component can draw what the views ask
for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from screens.page.component import script
from screens.server.checks import RELIED_ON

ROOT = Path(__file__).parent.parent.parent


def test_the_shipped_settings_hold_what_is_relied_on() -> None:
    shipped = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    for name, value in RELIED_ON.items():
        section, option = name.split(".")
        assert shipped[section][option] == value, name


@pytest.mark.parametrize("telemetry", ["true", "false"])
def test_the_app_starts_only_when_its_settings_were_read(tmp_path: Path, telemetry: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    config = (ROOT / ".streamlit" / "config.toml").read_text()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        config.replace("gatherUsageStats = false", f"gatherUsageStats = {telemetry}")
    )
    done = subprocess.run(
        [sys.executable, "-c", "from screens.server.checks import check_settings; check_settings()"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode == 0) is (telemetry == "false"), done.stderr
    if telemetry == "true":
        assert "browser.gatherUsageStats" in done.stderr


def test_every_tag_and_attribute_that_views_use_can_be_drawn() -> None:
    together = script()
    allowed = {
        word
        for block in re.findall(r"new Set\(\((.*?)\)\.split", together, re.DOTALL)
        for word in re.findall(r"[a-z0-9]+", block)
    }
    for file in (ROOT / "screens").rglob("*.py"):
        text = file.read_text()
        assert set(re.findall(r'\bel\(\s*"([a-z0-9]+)"', text)) <= allowed, file


def test_pinned_requirements_cover_what_is_asked_for() -> None:
    for name in ("requirements", "requirements-dev"):
        pinned = dict(
            re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==([\w.]+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE)
        )
        asked = re.findall(r"^([a-z][a-z0-9-]*)", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
        assert set(asked) <= set(pinned), name

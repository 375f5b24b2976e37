"""What must hold before the first patient is let in."""

from __future__ import annotations

from streamlit import config

RELIED_ON: dict[str, object] = {
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.disconnectedSessionTTL": 5,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "runner.postScriptGC": False,
}


class NotReady(RuntimeError):
    """The app must not start; the text says why and what to do."""


def check_settings() -> None:
    """Raise `NotReady` unless Streamlit read `.streamlit/config.toml`. Under uvicorn, environment variables do not
    count."""
    wrong = [
        f"{name} is {config.get_option(name)!r}, not {value!r}"
        for name, value in RELIED_ON.items()
        if config.get_option(name) != value
    ]
    if wrong:
        raise NotReady(
            "The settings in .streamlit/config.toml were not read, so the app would be slow and would send "
            "usage statistics. "
            "Start it in the project's folder with `make run`. Found: " + "; ".join(wrong)
        )

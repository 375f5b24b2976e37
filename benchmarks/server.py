"""Patients on the real server, 1 to 200 at once, beside an empty Streamlit app served in the same tuned way.

    python benchmarks/server.py            all of it, about twenty minutes
    python benchmarks/server.py 1 10       only with these numbers of patients

A step is timed on the server's side of the network: from sending what the patient did until the script has finished.
What the browser then needs to draw is not in it. The patients run in this process, on the same machine as the server.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

from benchmarks.common import ROOT, machine, needed, percentile, table
from benchmarks.patients import Journey, Outcome, Think, crowd, patient
from benchmarks.streamlit_client import Tab, fetch

psutil = needed("psutil")

COUNTS = (1, 10, 50, 100, 200)
THINK_SECONDS = 3.0
LIMIT_SECONDS = 300.0
TARGET_MS = 50.0
EMPTY_STEPS = 20
STARTS = 3

EMPTY_SCRIPT = 'import streamlit as st\n\nst.button("Again")\n'
EMPTY_APP = """
import gc
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def lifespan(_):
    gc.collect()
    gc.freeze()
    yield


app = st.App("script.py", lifespan=lifespan)
"""


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process, and the seconds from starting the process until it answered that it is
    well."""

    port: int
    process: Any
    start_seconds: float


@dataclass(frozen=True)
class Stage:
    """One crowd on one server. `peak` is the server's largest resident memory in bytes, `cores` its mean use of the
    processor."""

    outcome: Outcome
    cores: float
    cpu_ms: float
    peak: int

    @property
    def steps_ms(self) -> list[float]:
        """The time of every step, in milliseconds."""
        return [seconds * 1000 for seconds in self.outcome.steps]


@contextmanager
def product(folder: Path) -> Iterator[Server]:
    """The product with an empty store in `folder`, started as `make run` does."""
    environment = {**os.environ, "SCREENING_DATABASE": f"sqlite:///{folder / 'screening.db'}"}
    with serve("screening_app:app", ROOT, environment, "/healthz", folder / "log") as server:
        yield server


@contextmanager
def empty_app(folder: Path, script: str = EMPTY_SCRIPT) -> Iterator[Server]:
    """The peer: a Streamlit app of one button, with the product's settings, started in the same way."""
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
    (folder / "script.py").write_text(script, encoding="utf-8")
    (folder / "empty.py").write_text(EMPTY_APP, encoding="utf-8")
    with serve("empty:app", folder, os.environ, "/_stcore/health", folder / "log") as server:
        yield server


@contextmanager
def serve(app: str, folder: Path, environment: Mapping[str, str], health: str, log: Path) -> Iterator[Server]:
    """Serve an ASGI app with uvicorn on a free port of this machine, and stop it at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    with log.open("w") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--no-server-header", "--log-level", "warning", "--ws-per-message-deflate", "false"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        while not answers(f"http://127.0.0.1:{port}{health}"):
            if process.poll() is not None or time.perf_counter() - start > 60:
                sys.exit(f"The server {app} did not become healthy:\n{log.read_text()}")
            time.sleep(0.01)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(url: str) -> bool:
    """Whether a health address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def button_presser(port: int) -> Journey:
    """A journey on the empty app: open it and press its button again and again."""

    async def journey(_: int, think: Think, outcome: Outcome) -> None:
        await fetch(port, "GET", "/")
        async with Tab(port) as tab:
            outcome.opens.append(await tab.open())
            for _ in range(EMPTY_STEPS):
                await think()
                outcome.steps.append(await tab.press())

    return journey


async def stage(server: Server, journey: Journey, count: int) -> Stage:
    """Send a crowd to a server and watch what it costs."""
    peak = server.process.memory_info().rss

    async def watch() -> None:
        nonlocal peak
        while True:
            peak = max(peak, server.process.memory_info().rss)
            await asyncio.sleep(0.5)

    watcher = asyncio.create_task(watch())
    start, before = time.perf_counter(), server.process.cpu_times()
    outcome = await crowd(journey, count, THINK_SECONDS, LIMIT_SECONDS)
    wall, after = time.perf_counter() - start, server.process.cpu_times()
    watcher.cancel()
    used = after.user + after.system - before.user - before.system
    runs = len(outcome.steps) + len(outcome.opens)
    return Stage(outcome, used / wall, 1000 * used / max(1, runs), peak)


def start_seconds() -> tuple[float, float]:
    """The median time to start, of the product with a new store each time, and of the empty app."""
    times: dict[str, list[float]] = {"product": [], "empty": []}
    for _ in range(STARTS):
        for name, starter in (("product", product), ("empty", empty_app)):
            with tempfile.TemporaryDirectory() as folder, starter(Path(folder)) as server:
                times[name].append(server.start_seconds)
    return statistics.median(times["product"]), statistics.median(times["empty"])


def loaded(server: Server, *names: str) -> str:
    """Which of the named packages the server has loaded, seen by the libraries it has mapped; only Linux tells."""
    paths = [mapped.path for mapped in server.process.memory_maps()]
    return ", ".join(name for name in names if any(f"/{name}/" in path for path in paths)) or "none of them"


def report(rows: Sequence[tuple[int, Stage, Stage]], base: int, empty_base: int) -> str:
    """The two tables: how long a step takes, and what it costs."""
    times, costs = [], []
    for count, ours, empty in rows:
        mine, theirs = [[percentile(s.steps_ms, share) for share in (0.5, 0.95)] for s in (ours, empty)]
        times.append(
            [
                count,
                len(ours.outcome.steps),
                *(f"{value:.1f}" for value in mine),
                *(f"{value:.1f}" for value in theirs),
                f"{mine[0] / theirs[0]:.2f}",
                f"{mine[1] / theirs[1]:.2f}",
                len(ours.outcome.errors),
                len(empty.outcome.errors),
            ]
        )
        each, empty_each = (ours.peak - base) / count / 1024, (empty.peak - empty_base) / count / 1024
        costs.append(
            [
                count,
                f"{ours.cores:.2f}",
                f"{empty.cores:.2f}",
                f"{ours.cpu_ms:.1f}",
                f"{empty.cpu_ms:.1f}",
                f"{ours.cpu_ms / empty.cpu_ms:.2f}",
                f"{ours.peak / 2**20:.0f}",
                f"{empty.peak / 2**20:.0f}",
                # One patient more or less is lost in what the process takes at a time.
                *((f"{each:.0f}", f"{empty_each:.0f}") if count >= 50 else ("", "")),
            ]
        )
    head = [
        "at once",
        "steps",
        "p50 ms",
        "p95 ms",
        "empty p50",
        "empty p95",
        "ratio p50",
        "ratio p95",
        "errors",
        "empty errors",
    ]
    cost_head = [
        "at once",
        "cores",
        "empty cores",
        "CPU ms a step",
        "empty",
        "ratio",
        "peak MiB",
        "empty",
        "KiB a patient",
        "empty",
    ]
    return f"{table(head, times)}\n\n{table(cost_head, costs)}"


def main() -> None:
    """Measure and print."""
    counts = [int(argument) for argument in sys.argv[1:]] or COUNTS
    print(machine())
    ours, theirs = start_seconds()
    print(f"\nProcess start to healthy: {ours:.2f} s; the empty app {theirs:.2f} s; ratio {ours / theirs:.2f}")
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as empty_folder,
        product(Path(folder)) as server,
        empty_app(Path(empty_folder)) as empty,
    ):
        idle = server.process.memory_info().rss, empty.process.memory_info().rss
        first = asyncio.run(crowd(patient(server.port), 1, 0, LIMIT_SECONDS))
        asyncio.run(crowd(button_presser(empty.port), 1, 0, LIMIT_SECONDS))
        base, empty_base = server.process.memory_info().rss, empty.process.memory_info().rss
        if first.errors:
            sys.exit(f"The first patient did not get through: {first.errors[0]}")
        print(f"The very first visitor's page: {max(first.opens) * 1000:.0f} ms")
        print(
            f"Memory: {idle[0] / 2**20:.0f} MiB when started, {base / 2**20:.0f} after one patient; the empty "
            f"app {idle[1] / 2**20:.0f}"
        )
        print(
            "Of numpy, pandas and pyarrow the patients' server has loaded: "
            f"{loaded(server, 'numpy', 'pandas', 'pyarrow')}\n"
        )
        rows, errors = [], []
        for count in counts:
            rows.append(
                (
                    count,
                    asyncio.run(stage(server, patient(server.port), count)),
                    asyncio.run(stage(empty, button_presser(empty.port), count)),
                )
            )
            errors += rows[-1][1].outcome.errors
        print(report(rows, base, empty_base))
        print("\n" + "\n".join(sorted(set(errors))[:10]) if errors else "\nNo errors.")
        last = percentile(rows[-1][1].steps_ms, 0.95)
        verdict = "met" if last < TARGET_MS and not errors else "MISSED"
        print(f"Target: p95 under {TARGET_MS:.0f} ms with {counts[-1]} patients, no errors: {verdict}. {machine()}")


if __name__ == "__main__":
    main()

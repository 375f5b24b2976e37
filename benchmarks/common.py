"""What every benchmark shares: how a time is taken, and on what machine."""

from __future__ import annotations

import importlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent.parent
Input = TypeVar("Input")


def machine() -> str:
    """One line on what the figures were taken on, with the load average of the last minute: other work makes every
    figure worse."""
    cpu = platform.processor() or "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
    load = os.getloadavg()[0]
    return (
        f"{date.today()}, {os.cpu_count()} cores of {cpu}, Python {platform.python_version()}, load average {load:.2f}"
    )


def needed(module: str) -> Any:
    """A package that only the benchmarks use. Ends the program in words when it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        sys.exit(
            f"The benchmark needs the package {module}: install what it compares with by pip install -r "
            "benchmarks/requirements.in"
        )


def times_ms(job: Callable[[Input], object], inputs: Sequence[Input], rounds: int) -> list[float]:
    """The median time of each input over some rounds, in milliseconds, after a round that does not count."""
    taken: list[list[float]] = [[] for _ in inputs]
    for counts in (False, *[True] * rounds):
        for one, mine in zip(inputs, taken, strict=True):
            start = time.perf_counter()
            job(one)
            if counts:
                mine.append(time.perf_counter() - start)
    return [statistics.median(mine) * 1000 for mine in taken]


def median_ms(job: Callable[[], object], rounds: int) -> float:
    """The median time of a job over some rounds, in milliseconds, after a round that does not count."""
    return times_ms(lambda _: job(), [None], rounds)[0]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed; nan when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else float("nan")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as a Markdown table, ready for the README."""
    lines = [head, ["---"] * len(head), *[[str(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""Patients who fill in the whole form on a running server, each on a device of their own, from the start page to the
receipt."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benchmarks.common import ROOT
from benchmarks.streamlit_client import Failed, Tab, fetch

ADULT = 18
_MOST_STEPS = 120
"""More than any way through the form takes, so that a patient who goes round in circles ends."""


@dataclass
class Outcome:
    """What a crowd went through: the seconds the server took for the first run of each tab and for every later step,
    and what went wrong."""

    opens: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    finished: int = 0


Think = Callable[[], Awaitable[None]]
Journey = Callable[[int, Think, Outcome], Awaitable[None]]


async def crowd(journey: Journey, count: int, think_seconds: float, limit_seconds: float) -> Outcome:
    """Send `count` people through a journey at once. They come over one think time, so that the steps are spread; each
    waits between half and one and a half `think_seconds` before every action. Whoever is not through after
    `limit_seconds` is an error."""
    outcome = Outcome()

    async def one(number: int) -> None:
        chance = random.Random(number)

        async def think() -> None:
            await asyncio.sleep(think_seconds * chance.uniform(0.5, 1.5))

        await asyncio.sleep(think_seconds * number / count)
        try:
            async with asyncio.timeout(limit_seconds):
                await journey(number, think, outcome)
            outcome.finished += 1
        except Exception as error:  # whatever went wrong for one person is counted and shown; the others go on
            outcome.errors.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(*(one(number) for number in range(count)))
    return outcome


def adults() -> list[dict[str, Any]]:
    """The answers of the rule book's cases that are of age: a child's form ends early."""
    cases = [
        case
        for path in sorted((ROOT / "rules/book/cases").glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]
    return [case["answers"] for case in cases if (case["answers"].get("age_years") or ADULT) >= ADULT]


def patient(port: int) -> Journey:
    """A journey through the form on the server at a port of this machine, answering as one of the cases does."""
    cases = adults()

    async def journey(number: int, think: Think, outcome: Outcome) -> None:
        answers = {"consent_screening": True, "consent_data": True, "age_years": 40, **cases[number % len(cases)]}
        await fetch(port, "GET", "/")
        async with Tab(port) as tab:
            outcome.opens.append(await tab.open())
            await think()
        status, cookie = await fetch(port, "POST", "/start")
        if status != 303 or not cookie:
            raise Failed(f"POST /start answered {status}, with {'a' if cookie else 'no'} cookie")
        await fetch(port, "GET", "/", cookie)
        async with Tab(port, cookie) as tab:
            outcome.opens.append(await tab.open())
            for _ in range(_MOST_STEPS):
                view = tab.component_data()
                action = next_action(view["body"], answers)
                if action is None:
                    return
                await think()
                outcome.steps.append(await tab.trigger("action", {**action, "turn": view["turn"]}))
        raise Failed(f"no receipt after {_MOST_STEPS} steps")

    return journey


def next_action(body: Sequence[Any], answers: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the patient does on a page: answer and continue, again after a notice, or press the one button; None at the
    receipt."""
    nodes = list(_elements(body))
    if any(attributes.get("class") == "reference" for _, attributes, _ in nodes):
        return None
    errors = [" ".join(_texts(children)) for _, attributes, children in nodes if attributes.get("class") == "error"]
    if errors:
        raise Failed(f"the form refused an answer: {errors}")
    for _, attributes, children in nodes:
        if "data-form" in attributes:
            blocks = [block for block in _elements(children) if "data-question" in block[1]]
            return {
                "name": attributes["data-form"],
                "page": attributes["data-page"],
                "values": {block[1]["data-question"]: _typed(*block, answers) for block in blocks},
            }
    for _, attributes, _ in nodes:
        if attributes.get("data-action") in ("send", "read_advice"):
            return {"name": attributes["data-action"], "value": attributes.get("data-value", "")}
    raise Failed(f"nothing to do on this page: {' '.join(_texts(body))[:200]}")


def _typed(_: str, attributes: Mapping[str, Any], children: Sequence[Any], answers: Mapping[str, Any]) -> Any:
    """What the patient leaves in one question's control, in the shape in which the page sends it."""
    answer, kind = answers.get(attributes["data-question"]), attributes["data-type"]
    if kind == "contact":
        boxes = [field["data-field"] for _, field, _ in _elements(children) if "data-field" in field]
        # Born on 1 January, they had this year's birthday whatever day it is.
        details = {
            "name": "Alex Example",
            "born": f"1 1 {date.today().year - answers['age_years']}",
            "email": "alex@example.org",
        }
        return {box: details.get(box, "") for box in boxes}
    if kind == "number":
        return "" if answer is None else str(answer)
    if kind == "multiple_choice":
        return answer or []
    return bool(answer) if kind == "boolean" else answer


def _elements(nodes: Sequence[Any]) -> Iterator[tuple[str, Mapping[str, Any], Sequence[Any]]]:
    """Every element of a page's tree: its tag, its attributes, its children."""
    for node in nodes:
        if not isinstance(node, str):
            tag, attributes, *children = node
            yield tag, attributes, children
            yield from _elements(children)


def _texts(nodes: Sequence[Any]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from _texts(node[2:])

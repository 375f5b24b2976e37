"""Checks of a rule book beyond its shape: one a file, each a function from the content to findings."""

from __future__ import annotations

from pathlib import Path

from questionnaire.load import read_json, read_text
from questionnaire.problems import Problem, Refused
from rules.review.check import (
    alike,
    cases,
    contradiction,
    convention,
    decides,
    dodged,
    holds,
    languages,
    reachable,
    review,
    safety,
    threshold,
    uncovered,
    unused,
    wording,
)
from rules.review.check.finding import Check, Content, Finding, NotDecided

CHECKS: dict[str, Check] = {
    "cases": cases.check,
    "holds": holds.check,
    "contradiction": contradiction.check,
    "threshold": threshold.check,
    "decides": decides.check,
    "alike": alike.check,
    "reachable": reachable.check,
    "safety": safety.check,
    "uncovered": uncovered.check,
    "unused": unused.check,
    "dodged": dodged.check,
    "review": review.check,
    "wording": wording.check,
    "languages": languages.check,
    "convention": convention.check,
}
"""Every check by name."""


def run_checks(content: Content, accepted: dict[str, str] | None = None) -> list[Finding]:
    """All findings. `accepted` explains warnings that are meant, by `check: place`: they become notes that carry the
    explanation. An explanation of something that is not found is a warning itself, so that none outlives its reason,
    unless its check could not be carried through. A check that would take too long says so."""
    accepted = accepted or {}
    findings: list[Finding] = []
    settled: set[str] = set()
    for name, check in CHECKS.items():
        try:
            for finding in check(content):
                key = f"{finding.check}: {finding.place}"
                meant = finding.severity == "warning" and key in accepted
                findings.append(_explained(finding, accepted[key]) if meant else finding)
                settled.update({key} if meant else ())
        except NotDecided as stopped:
            findings.append(Finding(name, "warning", stopped.place, _NOT_DECIDED))
            settled.update(key for key in accepted if key.startswith(f"{name}: "))
    findings += [
        Finding(
            "accepted",
            "warning",
            f"accepted.json / {key}",
            "nothing of this kind is found any more; remove the explanation",
        )
        for key in accepted
        if key not in settled
    ]
    return findings


_NOT_DECIDED = (
    "not decided: there are too many combinations of answers to try, so this check stopped here and what comes after "
    "is not checked by it. Simplify the condition, for example by making two rules of it"
)


def _explained(finding: Finding, why: str) -> Finding:
    return Finding(finding.check, "note", finding.place, f"{finding.message} [meant: {why}]", finding.example)


def read_accepted(text: str, place: str = "accepted.json") -> dict[str, str]:
    """The explanations of warnings that are meant. Raises `Refused` if the file is not an object of texts."""
    raw = read_json(text, place)
    if not isinstance(raw, dict) or not all(isinstance(why, str) and why for why in raw.values()):
        raise Refused(
            [
                Problem(
                    place,
                    'this is an object such as {"reachable: treatments / exosome / may_be_suitable": "why this '
                    'is meant"}',
                )
            ]
        )
    return raw


def load_accepted(folder: Path) -> dict[str, str]:
    """The explanations that stand beside a book; none if there is no such file."""
    path = folder / "accepted.json"
    return read_accepted(read_text(path)) if path.exists() else {}


__all__ = ["CHECKS", "Content", "Finding", "load_accepted", "run_checks"]

"""Sentences for patients that promise, order a medicine stopped, or are hard to read; and numbers that would go stale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaire.conditions import Between, Condition, Limit, leaves
from rules.check.finding import Content, Finding

GRADE_LIMIT = 8.0
"""The Flesch-Kincaid grade above which a sentence is reported."""

_PROMISES = re.compile(
    r"\b(guarantee\w*|permanent\w*|cures?|cured|will (?:grow|regrow|work(?! out)|fix|restore|succeed)|100 ?%|risk[- ]free|completely safe)\b",
    re.IGNORECASE,
)
_STOPS = re.compile(r"\b(?:stop|quit|come off|skip|pause)\s+(?:taking|using|your)\b", re.IGNORECASE)
_REFUSALS = re.compile(r"\b(?:never|not|no|cannot|nobody can|don't|do not|isn't|without)\b[^.!?]*$", re.IGNORECASE)


def check(content: Content) -> Iterator[Finding]:
    """An error for a promise or an order to stop a medicine, a warning for a text above the reading grade."""
    for place, text in _patient_texts(content):
        for pattern, told in ((_PROMISES, "this promises"), (_STOPS, "this tells a patient to stop something")):
            for found in pattern.finditer(text):
                if not _REFUSALS.search(text[: found.start()].rsplit(". ", 1)[-1]):
                    yield Finding("wording", "error", place, f"{told}: “{found.group(0)}”. Say what is known instead")
        grade = reading_grade(text)
        if grade > GRADE_LIMIT:
            message = f"this reads at grade {grade:.1f}, above {GRADE_LIMIT:.0f}: “{text}”. Use shorter words and sentences"
            yield Finding("wording", "warning", place, message)
    yield from _typed_numbers(content)


def _typed_numbers(content: Content) -> Iterator[Finding]:
    """A rule's own limit typed as a number into its title, action or patient's sentence: it would stay when the parameter moves. The
    rationale may quote numbers, for they are what the sources say."""
    for rule in content.book.written.values():
        named = {limit.parameter: limit.value for limit in _limits(content.book.conditions[rule.id]) if limit.parameter}
        for field, text in (("title", rule.title), ("action", rule.action), ("patient", rule.patient["en"])):
            for name, value in named.items():
                if re.search(rf"(?<![\w$.,-]){value:g}(?![\w-])", text.replace(",", "")):
                    told = f"this says {value:g}, which is the parameter {name}: write ${name}, so that the text moves with it"
                    yield Finding("wording", "warning", f"rules / {rule.id} / {field}", told)


def _limits(condition: Condition) -> Iterator[Limit]:
    for leaf in leaves(condition):
        if isinstance(leaf, Between):
            yield from (limit for limit in (leaf.low, leaf.high) if limit is not None)


def _patient_texts(content: Content) -> Iterator[tuple[str, str]]:
    for rule in content.book.rules:
        yield f"rules / {rule.id} / patient", rule.patient["en"]
    for name, treatment in content.book.treatments.items():
        place = f"treatments.json / {name}"
        yield f"{place} / what_it_is", treatment.what_it_is["en"]
        yield f"{place} / what_it_is_like", treatment.what_it_is_like["en"]
        for point in (*treatment.reasons_for, *treatment.reasons_against, *treatment.side_effects):
            yield f"{place} / reasons", point.text["en"]


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others 1975). Syllables are counted by
    groups of vowels, which is right for most English words and off by one for some."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(1, len(re.findall(r"[.!?:;](?:\s|$)", text)))
    if not words:
        return 0.0
    return 0.39 * len(words) / sentences + 11.8 * sum(_syllables(word) for word in words) / len(words) - 15.59


def _syllables(word: str) -> int:
    word = word.lower().strip("'")
    groups = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    if (
        word.endswith(("ed", "es"))
        and groups > 1
        and not word.endswith(("ted", "ded", "ses", "ces", "ges", "xes", "zes", "ches", "shes"))
    ):
        groups -= 1
    return max(1, groups)

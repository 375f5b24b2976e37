"""Sentences for patients that promise, order a medicine stopped, or are hard to read; and numbers that would go stale.

Promises and orders are looked for in English and Spanish; the reading grade is a measure of English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from questionnaire.conditions import Between, Condition, Limit, leaves
from questionnaire.model import Option, Text
from questionnaire.words import catalogue
from rules.check.finding import Content, Finding

GRADE_LIMIT = 8.0
"""The Flesch-Kincaid grade above which a sentence is reported."""

_HARMLESS = "smoking|vaping|nicotine|cigarettes|alcohol|loss|shedding|thinning|bleeding|growing|working|falling|pulling"
_PROMISES = {
    "en": r"\b(?:guarantee\w*|permanent\w*|cures?|cured|will (?:grow|regrow|work(?! out)|fix|restore|succeed)|100 ?%|risk[- ]free"
    r"|completely safe)\b",
    "es": r"\b(?:garant\w+|permanente\w*|cura(?:rá)? (?:el|la|su)|crecerá\w*|funcionará\w*|100 ?%|sin (?:ningún )?riesgos?)\b",
}
_STOPS = {
    "en": rf"\b(?:stop|quit|come off|skip|pause|discontinue)\s+(?!(?:(?:your|the|any|all|more|further|new|hair)\s+)*(?:{_HARMLESS})\b)\w+"
    r"|(?<!smoking )(?<!vaping )\b(?:must|should|needs? to|ha(?:s|ve) to) be (?:stopped|skipped|paused|discontinued)\b",
    "es": r"\b(?:(?:(?:debe|debería|tiene que|hay que)\s+dejar|deje)\s+(?!de (?:fumar|vapear|beber))\w+|dejar de (?:tomar|usar)|déjel[oa]s?"
    r"|(?:suspend|interrump)(?:a|er|ir)\s+\w+|suspéndal[oa]s?)\b",
}
"""An order to stop anything but what is known to be no medicine: a name that is not on any list may be one."""
_REFUSALS = {
    "en": r"\b(?:never|not?|none|nor|nobody|cannot|\w+n['’]t|without)\b(?:\s+\w+){0,6}\s+$",
    "es": r"\b(?:no|nunca|ni|ningun[oa]s?|ningún|nadie|jamás|sin)\b(?:\s+\w+){0,6}\s+$",
}
"""What turns the words that follow in the same clause into their opposite: "nobody can guarantee", "do not stop"."""


def check(content: Content) -> Iterator[Finding]:
    """An error for a promise or an order to stop a medicine, a warning for a text above the reading grade and for a typed number, and a note
    for each language whose sentences this check cannot read."""
    unread: set[str] = set()
    for place, texts in _patient_texts(content):
        for language, text in texts.items():
            if language in _PROMISES:
                yield from _forbidden(place if language == "en" else f"{place} / {language}", language, text)
            else:
                unread.add(language)
        grade = reading_grade(texts["en"])
        if grade > GRADE_LIMIT:
            message = (
                f"this reads at grade {grade:.1f}, above {GRADE_LIMIT:.0f}: “{texts['en']}”. Use shorter words and sentences"
            )
            yield Finding("wording", "warning", place, message)
    yield from _typed_numbers(content)
    yield from _hard_sentences(content)
    for language in sorted(unread):
        told = f'sentences in "{language}" are not checked for promises or orders to stop a medicine; have somebody read them for that'
        yield Finding("wording", "note", "rules and treatments.json", told)


def _forbidden(place: str, language: str, text: str) -> Iterator[Finding]:
    for patterns, told, remedy in (
        (_PROMISES, "this promises", "Say what is known instead"),
        (_STOPS, "this tells a patient to stop something", "Ask them to speak with the doctor who prescribes it instead"),
    ):
        for found in re.finditer(patterns[language], text, re.IGNORECASE):
            if not re.search(_REFUSALS[language], text[: found.start()], re.IGNORECASE):
                yield Finding("wording", "error", place, f"{told}: “{found.group(0)}”. {remedy}")


def _hard_sentences(content: Content) -> Iterator[Finding]:
    """A note for each sentence of the form above the reading grade, the hardest first. Names of medicines and diseases count like any word,
    so that not every one of these can be made easier."""
    found = []
    for place, text in _form_texts(content):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            grade = reading_grade(sentence)
            if len(sentence.split()) >= _FEWEST_WORDS and grade > GRADE_LIMIT:
                found.append((grade, place, sentence))
    for grade, place, sentence in sorted(found, reverse=True):
        yield Finding("wording", "note", place, f"this reads at grade {grade:.1f}: “{sentence}”")


def _form_texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every English text of the form, and the product's own words around it."""
    for page in content.questionnaire.pages:
        for question in page.questions:
            texts: list[tuple[str, Text | None]]
            texts = [("text", question.text), ("why", question.why), ("hint", question.hint), *question.errors.items()]
            texts += [(f"{option.id} / {part}", text) for option in question.options for part, text in _words_of(option)]
            for name, text in texts:
                if text:
                    yield f"questions.json / {question.id} / {name}", text["en"]
    for key, words in catalogue("en").items():
        yield f"locales/en.json / {key}", words


def _words_of(option: Option) -> tuple[tuple[str, Text | None], ...]:
    return ("text", option.text), ("hint", option.hint)


_FEWEST_WORDS = 5
"""Shorter texts are labels rather than sentences: the formula means nothing for them."""


def _typed_numbers(content: Content) -> Iterator[Finding]:
    """A rule's own limit typed as a number into its title, action or patient's sentence: it would stay when the parameter moves. The
    rationale may quote numbers, for they are what the sources say."""
    for rule in content.book.written.values():
        named = {limit.parameter: limit.value for limit in _limits(content.book.conditions[rule.id]) if limit.parameter}
        patient = ((f"patient / {language}", text) for language, text in rule.patient.items())
        for (field, text), (name, value) in product((("title", rule.title), ("action", rule.action), *patient), named.items()):
            if re.search(rf"(?<![\w$.])(?<![A-Za-z]-){value:.12g}(?!\w|\.\d)", text.replace(",", "")):
                told = f"this says {value:.12g}, which is the parameter {name}: write ${name}, so that the text moves with it"
                yield Finding("wording", "warning", f"rules / {rule.id} / {field}", told)


def _limits(condition: Condition) -> Iterator[Limit]:
    for leaf in leaves(condition):
        if isinstance(leaf, Between):
            yield from (limit for limit in (leaf.low, leaf.high) if limit is not None)


def _patient_texts(content: Content) -> Iterator[tuple[str, Text]]:
    for rule in content.book.rules:
        yield f"rules / {rule.id} / patient", rule.patient
    for name, treatment in content.book.treatments.items():
        place = f"treatments.json / {name}"
        yield f"{place} / what_it_is", treatment.what_it_is
        yield f"{place} / what_it_is_like", treatment.what_it_is_like
        for field in ("reasons_for", "reasons_against", "side_effects"):
            for number, point in enumerate(getattr(treatment, field), 1):
                yield f"{place} / {field} / {number}", point.text


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

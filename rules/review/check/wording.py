"""Sentences for patients that promise, order a medicine stopped, or are hard to read; and numbers that would go stale.

Promises and orders are looked for in English and Spanish; the reading grade is a measure of English. A name of a
medicine or a condition counts there as one short word if the glossary has it, for a box of tablets cannot be renamed;
its plain words must then stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from questionnaire.conditions import Condition, Limit, SumWithin, Within, leaves
from questionnaire.model import ContactField, Option, Text
from questionnaire.words import catalogue, glossary
from rules.review.check.finding import Content, Finding

GRADE_LIMIT = 8.0
"""The Flesch-Kincaid grade above which a sentence is reported."""

_HARMLESS = "smoking|vaping|nicotine|cigarettes|alcohol|loss|shedding|thinning|bleeding|growing|working|falling|pulling"
_PROMISES = {
    "en": r"\b(?:guarantee\w*|permanent\w*|cures?|cured|will (?:grow|regrow|work(?! "
    r"out)|fix|restore|succeed)|100 ?%|risk[- ]free"
    r"|completely safe)\b",
    "es": r"\b(?:garant\w+|permanente\w*|cura(?:rá)? (?:el|la|su)|crecerá\w*|funcionará\w*|100 ?%|sin "
    r"(?:ningún )?riesgos?)\b",
}
_STOPS = {
    "en": rf"\b(?:stop|quit|come "
    rf"off|skip|pause|discontinue)\s+(?!(?:(?:your|the|any|all|more|further|new|hair)\s+)*(?:{_HARMLESS})\b)\w+"
    r"|(?<!smoking )(?<!vaping )\b(?:must|should|needs? to|ha(?:s|ve) to) be (?:stopped|skipped|paused|discontinued)\b",
    "es": r"\b(?:(?:(?:debe|debería|tiene que|hay que)\s+dejar|deje)\s+(?!de (?:fumar|vapear|beber))\w+|dejar "
    r"de (?:tomar|usar)|déjel[oa]s?"
    r"|(?:suspend|interrump)(?:a|er|ir)\s+\w+|suspéndal[oa]s?)\b",
}
"""An order to stop anything but what is known to be no medicine: a name that is not on any list may be one."""
_REFUSALS = {
    "en": r"\b(?:never|not?|none|nor|nobody|cannot|\w+n['’]t|without)\b(?:\s+\w+){0,6}\s+$",
    "es": r"\b(?:no|nunca|ni|ningun[oa]s?|ningún|nadie|jamás|sin)\b(?:\s+\w+){0,6}\s+$",
}
"""What turns the words that follow in the same clause into their opposite: "nobody can guarantee", "do not stop"."""


def check(content: Content) -> Iterator[Finding]:
    """An error for a promise or an order to stop a medicine, a warning for a text above the reading grade, for a typed
    number and for a name without its plain words, and a note for each language whose sentences this check cannot
    read."""
    unread: set[str] = set()
    for place, texts in _patient_texts(content):
        for language, text in texts.items():
            if language in _PROMISES:
                yield from _forbidden(place if language == "en" else f"{place} / {language}", language, text)
            else:
                unread.add(language)
        grade = reading_grade(_without_names(texts["en"]))
        if grade > GRADE_LIMIT:
            message = (
                f"this reads at grade {grade:.1f}, above {GRADE_LIMIT:.0f}: “{texts['en']}”. Use shorter "
                "words and sentences"
            )
            yield Finding("wording", "warning", place, message)
    yield from _typed_numbers(content)
    yield from _hard_sentences(content)
    yield from _unexplained(content)
    for language in sorted(unread):
        told = (
            f'sentences in "{language}" are not checked for promises or orders to stop a medicine; have '
            "somebody read them for that"
        )
        yield Finding("wording", "note", "rules and treatments.json", told)


def _forbidden(place: str, language: str, text: str) -> Iterator[Finding]:
    for patterns, told, remedy in (
        (_PROMISES, "this promises", "Say what is known instead"),
        (
            _STOPS,
            "this tells a patient to stop something",
            "Ask them to speak with the doctor who prescribes it instead",
        ),
    ):
        for found in re.finditer(patterns[language], text, re.IGNORECASE):
            if not re.search(_REFUSALS[language], text[: found.start()], re.IGNORECASE):
                yield Finding("wording", "error", place, f"{told}: “{found.group(0)}”. {remedy}")


def _hard_sentences(content: Content) -> Iterator[Finding]:
    """A note for each sentence above the reading grade, the hardest first, and one on what the glossary's names do to
    the measure."""
    measured, found, named = 0, [], []
    for place, text, _ in read_by_patients(content):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            measured += 1
            if len(re.findall(r"[A-Za-z’]+", sentence)) < _FEWEST_WORDS:
                continue
            grade, in_full = reading_grade(_without_names(sentence)), reading_grade(sentence)
            if grade > GRADE_LIMIT:
                found.append((grade, place, sentence))
            elif in_full > GRADE_LIMIT:
                named.append((in_full, sentence))
    for grade, place, sentence in sorted(found, reverse=True):
        yield Finding("wording", "note", place, f"this reads at grade {grade:.1f}: “{sentence}”")
    if named:
        hardest, sentence = max(named)
        told = (
            f"{len(found)} of {measured} sentences read above grade {GRADE_LIMIT:.0f}; {len(named)} more would if the "
            f"names in it were counted in full, up to grade {hardest:.1f}: “{sentence}”"
        )
        yield Finding("wording", "note", "locales/glossary.json", told)


def _unexplained(content: Content) -> Iterator[Finding]:
    """A warning for each name of the glossary whose plain words do not stand beside it."""
    for place, text, beside in read_by_patients(content):
        for name in dict.fromkeys(found.lower() for found in _names().findall(text)):
            plain = _plain()[name]
            if plain.lower() not in beside.lower():
                yield Finding(
                    "wording", "warning", place, f"this names “{name}” without its plain words beside it: “{plain}”"
                )


@lru_cache
def _names() -> re.Pattern[str]:
    """Any name of the glossary, the longest first: "discoid lupus" before "lupus"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(glossary(), key=len, reverse=True)))})\b", re.IGNORECASE)


@lru_cache
def _plain() -> dict[str, str]:
    return {name.lower(): plain for name, plain in glossary().items()}


def _without_names(text: str) -> str:
    """The text as it is measured: a short word for each name of the glossary."""
    return _names().sub("it", text)


def read_by_patients(content: Content) -> Iterator[tuple[str, str, str]]:
    """Every English text that a patient reads: its place, itself, and all that stands beside it on the page or
    paper."""
    for section in content.questionnaire.sections:
        yield f"questions.json / {section.id} / title", section.title["en"], section.title["en"]
    for page in content.questionnaire.pages:
        for name, about in (("title", page.title), ("intro", page.intro)):
            if about:
                yield f"questions.json / {page.id} / {name}", about["en"], about["en"]
        for question in page.questions:
            place = f"questions.json / {question.id}"
            asked = _joined(question.text, question.hint)
            texts: list[tuple[str, Text | None]] = [
                ("text", question.text),
                ("why", question.why),
                ("hint", question.hint),
            ]
            yield from (
                (f"{place} / {name}", text["en"], asked) for name, text in (*texts, *question.errors.items()) if text
            )
            choices: tuple[Option | ContactField, ...] = (*question.options, *question.fields)
            for choice in choices:
                beside = f"{asked} {_joined(choice.text, choice.hint)}"
                parts: list[tuple[str, Text | None]] = [("text", choice.text), ("hint", choice.hint)]
                yield from ((f"{place} / {choice.id} / {name}", text["en"], beside) for name, text in parts if text)
            for box in question.fields:
                yield from ((f"{place} / {box.id} / {name}", text["en"], asked) for name, text in box.errors.items())
    for key, words in catalogue("en").items():
        yield f"locales/en.json / {key}", words, words
    for place, said in _patient_texts(content):
        treatment = content.book.treatments.get(place.split(" / ")[1])
        yield place, said["en"], f"{said['en']} {treatment.what_it_is['en'] if treatment else ''}"


def _joined(*texts: Text | None) -> str:
    return " ".join(text["en"] for text in texts if text)


_FEWEST_WORDS = 5
"""Shorter texts are labels rather than sentences: the formula means nothing for them."""


def _typed_numbers(content: Content) -> Iterator[Finding]:
    """A rule's own limit typed as a number into its title, action or patient's sentence: it would stay when the
    parameter moves. The rationale may quote numbers, for they are what the sources say."""
    for rule in content.book.written.values():
        named = {limit.parameter: limit.value for limit in _limits(content.book.conditions[rule.id]) if limit.parameter}
        patient = ((f"patient / {language}", text) for language, text in rule.patient.items())
        for (field, text), (name, value) in product(
            (("title", rule.title), ("action", rule.action), *patient), named.items()
        ):
            if re.search(rf"(?<![\w$.])(?<![A-Za-z]-){value:.12g}(?!\w|\.\d)", text.replace(",", "")):
                told = (
                    f"this says {value:.12g}, which is the parameter {name}: write ${name}, so that the "
                    "text moves with it"
                )
                yield Finding("wording", "warning", f"rules / {rule.id} / {field}", told)


def _limits(condition: Condition) -> Iterator[Limit]:
    for leaf in leaves(condition):
        if isinstance(leaf, Within | SumWithin):
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
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others 1975).
    Syllables are counted by groups of vowels, which is right for most English words and off by one for some."""
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

"""The fixed sentences of the clinician's summary and how lists, counts and dates are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from questionnaire.words import word
from rules.assessment import Assessment
from rules.model import PROCEDURES, REGENERATIVE, TREATMENTS, Level, Pathway, RuleBook, Status

STATUS_WORDS: Final = {
    Status.NOT_SUITABLE: "Not suitable",
    Status.RESOLVE_FIRST: "Settle first",
    Status.NEEDS_INFO: "Needs information",
    Status.CONSIDER_WITH_CAUTION: "Consider with caution",
    Status.MAY_BE_SUITABLE: "May be suitable",
    Status.NOT_INDICATED: "Not indicated",
}
LEVEL_WORDS: Final = {
    Level.EXCLUDES: "excludes",
    Level.RESOLVE_FIRST: "settle first",
    Level.NEEDS_INFO: "needs information",
    Level.CAUTION: "caution",
    Level.SUPPORTS: "supports",
    Level.NOTICE: "for information",
}
GRADE_WORDS: Final = {
    "A": "several good trials agree",
    "B": "trials, small or mixed",
    "C": "early studies",
    "D": "no controlled trial found",
    "P": "established practice, not graded by trials",
}
GRADE_SHORT: Final = {
    "A": "good trials",
    "B": "small trials",
    "C": "early studies",
    "D": "no trial found",
    "P": "practice",
}
FITS: Final = (Status.MAY_BE_SUITABLE, Status.CONSIDER_WITH_CAUTION)
_NUMBERS: Final = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def day(moment: date, language: str = "en") -> str:
    """A date as people write it, the same on every machine: `14 Mar 1991`."""
    return f"{moment.day} {word(f'month.{moment.month}', language)} {moment.year}"


def day_and_time(moment: datetime, language: str = "en") -> str:
    """A date and time with its zone: `23 Nov 2026, 09:12 UTC`."""
    zone = f" {moment.tzname()}" if moment.tzinfo else ""
    return f"{day(moment, language)}, {moment:%H:%M}{zone}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def counted(count: int, one: str, many: str | None = None) -> str:
    """`two red flags`; from ten on in digits."""
    return f"{_NUMBERS[count] if count < 10 else count} {one if count == 1 else many or one + 's'}"


def capital(text: str) -> str:
    """`text` with its first letter large and the rest as it is."""
    return text[:1].upper() + text[1:]


_NAMES: Final = ("Norwood", "Ludwig", "Sinclair", "Hamilton")


def lower(text: str) -> str:
    """`text` with its first letter small, unless it begins a name, an abbreviation or a number: `shedding`, but
    `Norwood` and `PHQ-2`."""
    return text[:1].lower() + text[1:] if text[1:2].islower() and not text.startswith(_NAMES) else text


def scope(treatments: Iterable[str], book: RuleBook) -> str:
    """Which treatments a rule touches, in as few words as it takes."""
    touched = set(treatments)
    if touched >= set(TREATMENTS):
        return "All seven options"
    if touched == set(PROCEDURES):
        return "All six procedures"
    if touched == set(REGENERATIVE):
        return "All five regenerative options"
    if touched == set(REGENERATIVE) | {"banking"}:
        return "All but " + book.treatments["fue"].short_name
    return ", ".join(book.treatments[name].short_name for name in TREATMENTS if name in touched)


def headline(assessment: Assessment, book: RuleBook, to_settle: int) -> str:
    """The conclusion in one line. `to_settle` is how many distinct reasons exclude or defer a procedure."""
    fue = assessment.treatments["fue"].status
    surgery = book.treatments["fue"].short_name
    fitting = _fitting(assessment, book)
    match assessment.pathway:
        case Pathway.MEDICAL_REVIEW_FIRST:
            return f"Medical review before any procedure: {counted(len(assessment.red_flags), 'red flag')}."
        case Pathway.FUE_AND_REGENERATIVE:
            return f"{capital(fitting)}."
        case Pathway.FUE:
            return f"{capital(fitting)}; no regenerative option fits these answers now."
        case Pathway.REGENERATIVE:
            rest = {
                Status.NOT_SUITABLE: "is not suitable on these answers",
                Status.RESOLVE_FIRST: "has something to settle first",
                Status.NEEDS_INFO: "needs information",
                Status.NOT_INDICATED: "is not indicated",
            }
            return f"{surgery} {rest.get(fue, '')}; {fitting}."
        case Pathway.RESOLVE_FIRST:
            return f"Settle {counted(to_settle, 'point')} first: no procedure fits these answers yet."
        case Pathway.MORE_INFORMATION:
            return "More information is needed before any procedure can be assessed."
        case Pathway.NONE_SUITABLE:
            return "No procedure fits these answers."
    raise AssertionError(assessment.pathway)


def _fitting(assessment: Assessment, book: RuleBook) -> str:
    """`FUE surgery and five regenerative options can be discussed, three of them with caution`."""
    fits = [name for name in PROCEDURES if assessment.treatments[name].status in FITS]
    careful = sum(assessment.treatments[name].status is Status.CONSIDER_WITH_CAUTION for name in fits)
    names = [book.treatments[name].short_name for name in fits]
    if len(fits) > 3:
        names = [book.treatments["fue"].short_name] if "fue" in fits else []
        names.append(counted(len(fits) - len(names), "regenerative option"))
    caution = (
        ""
        if not careful
        else ", with caution"
        if careful == len(fits)
        else f", {counted(careful, 'of them', 'of them')} with caution"
    )
    return f"{listed(names)} can be discussed{caution}"


def by_status(assessment: Assessment, book: RuleBook) -> tuple[tuple[Status, str], ...]:
    """The treatments under each status that occurs, stops first: `(resolve_first, "FUE, PRP")`."""
    found: dict[Status, list[str]] = {status: [] for status in Status}
    for name in TREATMENTS:
        found[assessment.treatments[name].status].append(book.treatments[name].short_name)
    return tuple((status, ", ".join(names)) for status, names in found.items() if names)

"""The fixed sentences of the clinician's summary and how lists, counts and dates are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from questionnaire.words import word
from rules.assessment import Assessment
from rules.decision import FITS, leading
from rules.model import Group, Level, Pathway, RuleBook, Status

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
    everything = book.treatments
    by_group = {group: {name for name, one in everything.items() if one.group is group} for group in Group}
    if touched >= set(everything):
        return f"All {counted(len(everything), 'option')}"
    if touched == set(everything) - by_group[Group.INTEREST]:
        return f"All {counted(len(touched), 'procedure')}"
    if touched == by_group[Group.REGENERATIVE]:
        return f"All {counted(len(touched), 'regenerative option')}"
    if touched == set(everything) - by_group[Group.SURGERY]:
        return "All but " + _names([name for name in everything if name not in touched], book)
    return _names([name for name in everything if name in touched], book)


def _names(treatments: Iterable[str], book: RuleBook) -> str:
    return ", ".join(book.treatments[name].short_name for name in treatments)


def headline(assessment: Assessment, book: RuleBook, to_settle: int) -> str:
    """The conclusion in one line. `to_settle` is how many distinct reasons exclude or defer a procedure."""
    surgical = leading(book.treatments, Group.SURGERY)
    fitting = _fitting(assessment, book)
    fits = [name for name in assessment.procedures if assessment.treatments[name].status in FITS]
    # What is not approved never makes a conclusion; where it is all that fits, nothing else is said to be lacking.
    approved = "approved " if any(not book.treatments[name].leads for name in fits) else ""
    match assessment.pathway:
        case Pathway.MEDICAL_REVIEW_FIRST:
            return f"Medical review before any procedure: {counted(len(assessment.red_flags), 'red flag')}."
        case Pathway.FUE_AND_REGENERATIVE:
            return f"{capital(fitting)}."
        case Pathway.FUE:
            return f"{capital(fitting)}; no {approved}regenerative option fits these answers now."
        case Pathway.REGENERATIVE:
            rest = {
                Status.NOT_SUITABLE: "is not suitable on these answers",
                Status.RESOLVE_FIRST: "has something to settle first",
                Status.NEEDS_INFO: "needs information",
                Status.NOT_INDICATED: "is not indicated",
            }
            told = (f"{_names([n], book)} {rest.get(assessment.treatments[n].status, '')}; " for n in surgical)
            return f"{''.join(told)}{fitting}."
        case Pathway.RESOLVE_FIRST:
            return f"Settle {counted(to_settle, 'point')} first: no {approved}procedure fits these answers yet."
        case Pathway.MORE_INFORMATION:
            return f"More information is needed before any {approved}procedure can be assessed."
        case Pathway.NONE_SUITABLE:
            return f"No {approved}procedure fits these answers."
    raise AssertionError(assessment.pathway)


def _fitting(assessment: Assessment, book: RuleBook) -> str:
    """`FUE surgery and five regenerative options can be discussed, three of them with caution`."""
    fits = [name for name in leading(book.treatments) if assessment.treatments[name].status in FITS]
    careful = sum(assessment.treatments[name].status is Status.CONSIDER_WITH_CAUTION for name in fits)
    names = [book.treatments[name].short_name for name in fits]
    if len(fits) > 3:
        surgical = leading(book.treatments, Group.SURGERY)
        names = [book.treatments[name].short_name for name in fits if name in surgical]
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
    for name in assessment.treatments:
        found[assessment.treatments[name].status].append(book.treatments[name].short_name)
    return tuple((status, ", ".join(names)) for status, names in found.items() if names)

"""`summary FILE -o OUT.pdf`: the clinician's summary, or the patient's copy, as a PDF."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from desk.documents import letterhead
from desk.places import places_in_use
from pdf.clinician import clinician_summary
from pdf.finish import encrypt
from pdf.identity import Patient
from pdf.patient import patient_copy
from population.files.whole import write_whole
from questionnaire.contact import age_on, read_date
from questionnaire.locales import load_locales
from questionnaire.problems import Problem, Refused
from rules.assess import assess
from terminal.inputs import content, one_patient
from terminal.password import password

_LEAST_PASSWORD = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the verb. Raises `Refused` when the languages to choose from cannot be read."""
    languages = load_locales(places_in_use().locales).languages
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
    parser.add_argument("--for", dest="audience", choices=("clinician", "patient"), default="clinician")
    parser.add_argument(
        "--language", choices=tuple(languages), help="of the patient's copy (default: the clinic's first)"
    )
    parser.add_argument("--name", default="", help="the patient's name")
    parser.add_argument("--born", default="", help="date of birth, like 1991-03-14")
    parser.add_argument("--reference", default="", help="the clinic's reference number")
    parser.add_argument("--note", default="", help="the patient's own words")
    parser.add_argument("--made", default="", help="when the document was made, like 2026-11-23T09:12 (default: now)")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="for a mailed copy: lock it (AES-256) with the password on standard input",
    )


def run(args: argparse.Namespace) -> int:
    """Read, assess, draw, write."""
    found = content(args)
    clinic = found.clinic
    answers = one_patient(Path(args.file), found.questionnaire)
    made = _moment(args.made).astimezone(clinic.zone)
    patient = Patient(name=args.name, born=_born(args.born, made), reference=args.reference, note=args.note)
    draw = patient_copy if args.audience == "patient" else clinician_summary
    head = letterhead(clinic, args.language or clinic.languages[0])
    lock = password(args) if args.password_stdin else ""
    if args.password_stdin and len(lock) < _LEAST_PASSWORD:
        raise Refused([Problem("--password-stdin", f"the password needs {_LEAST_PASSWORD} characters or more")])
    document = draw(assess(answers, found.book), found.book, patient, head, made)
    write_whole(Path(args.output), encrypt(document, lock) if lock else document)
    return 0


def _born(text: str, made: datetime) -> date | None:
    if not text:
        return None
    born = read_date(text)
    if born is None:
        raise Refused([Problem("--born", f'"{text}" is not a date; write it like 1991-03-14')])
    if not 0 <= age_on(born, made.date()) <= 120:
        raise Refused([Problem("--born", f'nobody of today was born on "{text}"; check the year')])
    return born


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused([Problem("--made", f'"{text}" is not a date and time; write it like 2026-11-23T09:12')]) from None
    if not 1900 <= moment.year <= 9000:
        raise Refused([Problem("--made", f'"{text}" is too far from today')])
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

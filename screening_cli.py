"""The same jobs from a terminal.

    python screening_cli.py assess answers.json
    python screening_cli.py summary answers.json -o summary.pdf --name "Marta Reyes" --born 1991-03-14

Exit 0: done. Exit 1 (`check` only): an error was found. Exit 2: bad input, told in one line a fault on standard error,
nothing written.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from questionnaire.answers import Answers, read_answers
from questionnaire.contact import age_on, read_date
from questionnaire.load import load_questionnaire, read_json, read_text
from questionnaire.model import Questionnaire
from questionnaire.problems import Problem, Refused
from questionnaire.words import languages
from rules.load import load_rule_book
from rules.model import RuleBook

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Content:
    """The questionnaire and rule book that the commands work with."""

    questionnaire: Questionnaire
    book: RuleBook


def _content(args: argparse.Namespace) -> Content:
    questionnaire = load_questionnaire(Path(args.questions))
    return Content(questionnaire, load_rule_book(Path(args.book), questionnaire))


def assess_command(args: argparse.Namespace) -> int:
    """One assessment as JSON, or one a line for a `.jsonl` file."""
    from rules.assess import assess

    content = _content(args)
    path = Path(args.file)
    if path.suffix != ".jsonl":
        print(json.dumps(assess(_one(path, content), content.book).to_json(), indent=2, ensure_ascii=False))
        return 0
    # Everything is read and assessed before anything is written: a fault in the last line leaves no half of a result.
    lines = [
        json.dumps(assess(answers, content.book).to_json(), ensure_ascii=False) for answers in _many(path, content)
    ]
    sys.stdout.write("".join(line + "\n" for line in lines))
    return 0


def _one(path: Path, content: Content) -> Answers:
    return read_answers(read_json(read_text(path), path.name), content.questionnaire, path.name)


def _many(path: Path, content: Content) -> Iterator[Answers]:
    problems: list[Problem] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        place = f"{path.name} line {number}"
        if not line.strip():
            continue
        try:
            yield read_answers(read_json(line, place), content.questionnaire, place)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)


def summary_command(args: argparse.Namespace) -> int:
    """The clinician's summary, or the patient's copy, as a PDF."""
    from desk.documents import letterhead
    from pdf.clinician import clinician_summary
    from pdf.finish import encrypt
    from pdf.identity import Patient
    from pdf.patient import patient_copy
    from records.clinic import load_clinic
    from rules.assess import assess

    content = _content(args)
    clinic = load_clinic(Path(args.clinic))
    answers = _one(Path(args.file), content)
    made = _moment(args.made).astimezone(clinic.zone)
    patient = Patient(name=args.name, born=_born(args.born, made), reference=args.reference, note=args.note)
    draw = patient_copy if args.audience == "patient" else clinician_summary
    head = letterhead(clinic, args.language or clinic.languages[0])
    password = _password(args) if args.password_stdin else ""
    if args.password_stdin and len(password) < 12:
        raise Refused([Problem("--password-stdin", "the password needs 12 characters or more")])
    document = draw(assess(answers, content.book), content.book, patient, head, made)
    _write(Path(args.output), encrypt(document, password) if password else document)
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


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    if path.exists() and not path.is_file():
        raise Refused([Problem(str(path), "this is not a file; name one to write to")])
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as error:
        raise Refused([Problem(str(path), f"this file cannot be written: {error.strerror}")]) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o600)
        os.replace(name, path)
    except OSError as error:
        os.unlink(name)
        raise Refused([Problem(str(path), f"this file cannot be written: {error.strerror}")]) from None


def check_command(args: argparse.Namespace) -> int:
    """Check the questionnaire, the rule book and the cases; 1 if anything found is an error."""
    from rules.review.check import Content as Checked
    from rules.review.check import load_accepted, run_checks

    if args.output and not args.missing_cases:
        raise Refused([Problem("check", "-o says where proposed cases go; give it with --missing-cases")])
    try:
        content = _content(args)
        accepted = load_accepted(Path(args.book))
    except Refused as refused:
        for problem in refused.problems:
            print(f"error: {problem}")
        return 1
    if args.coverage or args.missing_cases:
        return _check_cases(args, content)
    findings = run_checks(Checked(content.book, content.questionnaire, date.today()), accepted)
    counts = {
        severity: sum(finding.severity == severity for finding in findings) for severity in ("error", "warning", "note")
    }
    for finding in findings:
        if finding.severity != "note" or args.notes:
            print(f"{finding.severity} ({finding.check}): {finding.place}: {finding.message}")
            if finding.example is not None and finding.severity != "note":
                print(f"    example patient: {json.dumps(finding.example, ensure_ascii=False)}")
    book = content.book
    print(
        f"Checked {len(content.questionnaire.questions)} questions, {len(book.rules)} rules and {len(book.cases)} "
        f"cases: {counts['error']} errors, {counts['warning']} warnings, {counts['note']} "
        f"notes{'' if args.notes else ' (shown with --notes)'}."
    )
    return 1 if counts["error"] else 0


def _check_cases(args: argparse.Namespace, content: Content) -> int:
    """How much of the rule book its cases show, or proposals for what they do not."""
    from rules.review.adequacy.coverage import coverage, coverage_table
    from rules.review.adequacy.proposals import cases_text, missing_cases

    if args.coverage:
        print(coverage_table(coverage(content.book, content.questionnaire)))
        return 0
    proposals = missing_cases(content.book, content.questionnaire)
    text = cases_text((one.case, one.changed) for one in proposals if one.case is not None)
    if args.output:
        _write(Path(args.output), text.encode())
    else:
        print(text, end="")
    for one in proposals:
        if one.case is None:
            print(f"rules / {one.rule} / {one.aspect}: {one.why}", file=sys.stderr)
    made = sum(one.case is not None for one in proposals)
    print(
        f"{made} cases proposed. Each expects what the rules say today: a person confirms it, gives it an id of its "
        "own, and only then puts it among the cases."
        if made
        else "No case is missing that could be found.",
        file=sys.stderr,
    )
    return 0


def mutate_command(args: argparse.Namespace) -> int:
    """Try the cases on many slightly wrong rule books, and tell which they would not notice."""
    from rules.review.adequacy.mutation import mutation_report, survivors, try_all

    content = _content(args)
    fates = try_all(content.book, content.questionnaire)
    print(mutation_report(fates, tuple(survivors(fates, content.book, content.questionnaire))))
    return 0


def compare_command(args: argparse.Namespace) -> int:
    """What lies between two versions of the rule book, and for whom it matters."""
    from rules.review.compare import compare

    questionnaire = load_questionnaire(Path(args.questions))
    old, new = (load_rule_book(Path(folder), questionnaire) for folder in (args.old, args.new))
    there = _moves(args, old, new, questionnaire)
    found = compare(old, new, questionnaire)
    print(f"{old.version.version} ({old.version.sha256[:12]}) -> {new.version.version} ({new.version.sha256[:12]})")
    if not found.edits:
        print("No rule and no parameter differs.")
    for edit in found.edits:
        print(f"{edit.kind} {edit.name}")
        for line in edit.says:
            print(f"    {line}")
    if found.unchanged:
        print(f"Proved unchanged for every possible patient: {', '.join(found.unchanged)}")
    if found.unchanged_if_answered:
        print(f"Proved unchanged for patients who answer everything: {', '.join(found.unchanged_if_answered)}")
    for moved in found.moved:
        print(f"{moved.treatment}: {moved.before} becomes {moved.after}, for example for this patient:")
        print(f"    {json.dumps(dict(moved.example), ensure_ascii=False)}")
    if found.undecided:
        print(f"Not decided, the search took too long: {', '.join(found.undecided)}")
    for line in there:
        print(line)
    return 0


def _moves(args: argparse.Namespace, old: RuleBook, new: RuleBook, questionnaire: Questionnaire) -> Sequence[str]:
    """What becomes of the patients of a file, in lines; none when there is no file."""
    from population.moved import moves_in_file, told

    if not args.population:
        if args.id:
            raise Refused([Problem("--id", "this names a column of a --population FILE, and none was given")])
        return ()
    return (
        "",
        *told(moves_in_file(Path(args.population), args.id, old, new, questionnaire, sys.stderr), questionnaire),
    )


def visible_command(args: argparse.Namespace) -> int:
    """The ids of the questions shown for these answers, in order, as a JSON list."""
    questionnaire = load_questionnaire(Path(args.questions))
    path = Path(args.file)
    answers = read_answers(read_json(read_text(path), path.name), questionnaire, path.name)
    print(json.dumps(list(answers.visible)))
    return 0


def demo_command(args: argparse.Namespace) -> int:
    """Fill an empty store with synthetic patients."""
    from desk.demo import fill

    fill(args.patients, args.seed)
    return 0


def account_command(args: argparse.Namespace) -> int:
    """Who may sign in: make, list, disable, or give a new password, which is typed or read from the first line of
    standard input."""
    from records.accounts import add_account, disable_account, list_accounts, set_password
    from records.errors import AccountRefused
    from records.place import database_url
    from records.store import open_store

    password = _password(args) if args.verb in ("add", "password") else ""
    store = open_store(database_url())
    now = datetime.now(UTC)
    try:
        if args.verb == "add":
            account = add_account(store, args.name, args.full_name or args.name, args.role, password, now)
            print(f"Made the account {account.name} ({account.role}). Sign in at /clinic.")
        elif args.verb == "password":
            set_password(store, args.name, password, now)
            print(f"{args.name} has a new password and is signed out everywhere.")
        elif args.verb == "disable":
            disable_account(store, args.name, now)
            print(f"{args.name} can no longer sign in.")
        else:
            for account in list_accounts(store):
                print(
                    f"{account.name}  {account.role}  {account.full_name}{'  (disabled)' if account.disabled else ''}"
                )
    except AccountRefused as refused:
        raise Refused([Problem("account", str(refused))]) from None
    finally:
        store.close()
    return 0


def _password(args: argparse.Namespace) -> str:
    try:
        return sys.stdin.readline().rstrip("\n") if args.password_stdin else _typed_password()
    except UnicodeDecodeError:
        raise Refused([Problem("account", "the password must be text in UTF-8")]) from None


def _typed_password() -> str:
    if not sys.stdin.isatty():
        raise Refused([Problem("account", "no terminal to type a password at; use --password-stdin")])
    password = getpass.getpass("Password (12 characters or more; leave empty to have one made): ")
    if not password:
        password = "-".join(secrets.token_hex(2) for _ in range(5))
        print(f"The password is {password}")
        return password
    if getpass.getpass("Once more: ") != password:
        raise Refused([Problem("account", "the two passwords differ; nothing was made")])
    return password


def rescreen_command(args: argparse.Namespace) -> int:
    """Every patient of a file under the rule book, or the SELECT that does the same in DuckDB."""
    content = _content(args)
    if args.sql:
        from population.sql import to_sql

        print(to_sql(content.book, content.questionnaire, keep=args.id))
        return 0
    if args.file is None or args.output is None:
        raise Refused([Problem("rescreen", "a FILE to read and -o OUT to write are needed; see --help")])
    from population.rescreen import rescreen

    tally = rescreen(Path(args.file), Path(args.output), args.id, content.book, content.questionnaire, sys.stderr)
    print(tally.text())
    return 0


def pages_command(args: argparse.Namespace) -> int:
    """How long the form takes, by the estimate of questionnaire/estimate.py, over the worked patients: the usual path
    and the longest."""
    from questionnaire.estimate import path_seconds

    content = _content(args)
    paths = sorted(
        (path_seconds(read_answers(case.answers, content.questionnaire)) for case in content.book.cases),
        key=lambda path: sum(path.values()),
    )
    for name, path in (("usual", paths[len(paths) // 2]), ("longest", paths[-1])):
        print(f"{name}: {sum(path.values()) / 60:.0f} minutes, {len(path)} pages")
    for page, seconds in paths[-1].items():
        print(f"  {seconds:4.0f} s  {page}")
    return 0


def schema_command(args: argparse.Namespace) -> int:
    """Write questions.schema.json, which editors use to help."""
    from questionnaire.schema import schema_text

    _write(Path(args.output), schema_text().encode())
    return 0


class _Parser(argparse.ArgumentParser):
    """Bad arguments in one line, like every other bad input."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Refused([Problem(self.prog.split()[-1], f"{message}; see --help")])


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="screening_cli.py", description="Screening before a hair-restoration consultation.")
    parser.add_argument(
        "--questions", default=str(ROOT / "questions.json"), help="the questionnaire (default: questions.json)"
    )
    parser.add_argument(
        "--book", default=str(ROOT / "rules" / "book"), help="the rule book's folder (default: rules/book)"
    )
    parser.add_argument(
        "--clinic", default=str(ROOT / "clinic.json"), help="the clinic's settings (default: clinic.json)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    one = command("assess", assess_command, "assess one answers file (.json), or one patient a line (.jsonl)")
    one.add_argument("file", metavar="FILE")
    two = command("summary", summary_command, "draw the PDF for an answers file")
    two.add_argument("file", metavar="FILE")
    two.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
    two.add_argument("--for", dest="audience", choices=("clinician", "patient"), default="clinician")
    two.add_argument(
        "--language", choices=tuple(languages()), help="of the patient's copy (default: the clinic's first)"
    )
    two.add_argument("--name", default="", help="the patient's name")
    two.add_argument("--born", default="", help="date of birth, like 1991-03-14")
    two.add_argument("--reference", default="", help="the clinic's reference number")
    two.add_argument("--note", default="", help="the patient's own words")
    two.add_argument("--made", default="", help="when the document was made, like 2026-11-23T09:12 (default: now)")
    two.add_argument(
        "--password-stdin",
        action="store_true",
        help="for a mailed copy: lock it (AES-256) with the password on standard input",
    )
    check = command("check", check_command, "check the questionnaire, the rule book and its cases")
    check.add_argument(
        "--notes", action="store_true", help="show the notes too: what is meant so, and what a doctor must sign off"
    )
    check.add_argument("--coverage", action="store_true", help="show instead which rules the cases reach, and how")
    check.add_argument(
        "--missing-cases", action="store_true", help="propose instead a case for all that the cases do not reach"
    )
    check.add_argument("-o", "--output", metavar="FILE", help="where the proposed cases go (default: standard output)")
    command("mutate", mutate_command, "try the cases on slightly wrong rule books: which would they not notice?")
    command("visible", visible_command, "list the questions shown for these answers").add_argument(
        "file", metavar="FILE"
    )
    compare = command("compare", compare_command, "compare two versions of the rule book (their folders)")
    compare.add_argument("old", metavar="OLD")
    compare.add_argument("new", metavar="NEW")
    compare.add_argument(
        "--population",
        metavar="FILE",
        help="count who of these patients moves (.parquet or .csv, one column a question)",
    )
    compare.add_argument(
        "--id", action="append", default=[], metavar="COLUMN", help="a column of FILE that names the patient"
    )
    demo = command("demo", demo_command, "fill an empty store with synthetic patients and print the demo accounts")
    demo.add_argument("--patients", type=int, default=200)
    demo.add_argument("--seed", type=int, default=1)
    account = command("account", lambda _: 0, "manage the clinic's accounts").add_subparsers(
        dest="verb", required=True, metavar="VERB"
    )
    verbs = (
        ("add", "make an account"),
        ("list", "who may sign in"),
        ("password", "a new password"),
        ("disable", "bar someone"),
    )
    for verb, about in verbs:
        one_verb = account.add_parser(verb, help=about)
        one_verb.set_defaults(run=account_command)
        if verb != "list":
            one_verb.add_argument("name")
        if verb in ("add", "password"):
            one_verb.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        if verb == "add":
            one_verb.add_argument("--full-name", default="")
            one_verb.add_argument("--role", choices=("clinician", "staff", "admin"), default="clinician")
    many = command(
        "rescreen", rescreen_command, "assess every patient of a table (.parquet or .csv, one column a question)"
    )
    many.add_argument("file", metavar="FILE", nargs="?")
    many.add_argument("-o", "--output", metavar="OUT", help="where the statuses go (.parquet or .csv)")
    many.add_argument(
        "--id", action="append", default=[], metavar="COLUMN", help="a column to keep, such as the patient's id"
    )
    many.add_argument("--sql", action="store_true", help='print a DuckDB SELECT over a table "patients" instead')
    command("pages", pages_command, "how long the form takes, page by page")
    schema = command("schema", schema_command, "write questions.schema.json for editors")
    schema.add_argument("-o", "--output", default=str(ROOT / "questions.schema.json"))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from records.errors import RecordsError

    try:
        args = _parser().parse_args(arguments)
        run: Callable[[argparse.Namespace], int] = args.run
        return run(args)
    except (Refused, RecordsError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:  # what was to be printed could not be: a full disk, a closed pipe
        print(f"the result could not be written: {error.strerror}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())

"""The clinician's finished document beside WeasyPrint, fpdf2 and Typst with the same content, then two thousand of ours
in eight threads.

    python benchmarks/pdf.py

Every sixth case of the rule book is one patient. All engines take their turn with each patient, in changing order; each
makes its document from the assessment on, and what an engine may keep between documents (fonts, style sheet, template)
it keeps. See pdf_peers.py for how the peers write it.
"""

from __future__ import annotations

import gc
import hashlib
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

import pikepdf

from benchmarks.common import ROOT, machine, needed, percentile, table
from benchmarks.pdf_peers import PEERS, Content, content, fresh, sample
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from pdf.view import summarise
from questionnaire.answers import read_answers
from questionnaire.load import load_questionnaire
from questionnaire.locales import load_locales
from questionnaire.words import use_locales
from rules.assess import assess
from rules.assessment import Assessment
from rules.load import load_rule_book
from rules.model import RuleBook

pypdfium2 = needed("pypdfium2")
for peer in ("weasyprint", "fpdf", "typst"):
    needed(peer)

OURS = "ours, tagged and finished"
EVERY, CHECKED, ALONE = 6, 3, 5
THREADS, DOCUMENTS, PATIENTS = 8, 2_000, 20
NOTE = "I would like to talk about what comes after."
PATIENT = Patient("Alex Example", date(1986, 1, 1), "EXAMPLE-1", NOTE)
LETTERHEAD = Letterhead("Example Hair Clinic", "020 7946 0000")
MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Engine = Callable[[Assessment, Patient], bytes]


@dataclass
class Taken:
    """What one engine took for each document, and what it made of it."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


def patients() -> tuple[RuleBook, list[Assessment]]:
    """Every sixth case of the rule book, assessed."""
    use_locales(load_locales(ROOT / "locales"))
    form = load_questionnaire(ROOT / "questions.json")
    book = load_rule_book(ROOT / "rules" / "book", form)
    return book, [assess(read_answers(case.answers, form), book) for case in book.cases[::EVERY]]


def described(assessment: Assessment, patient: Patient, book: RuleBook) -> Content:
    """What the peers draw."""
    return content(summarise(assessment, book, patient, MADE), assessment, book, patient, LETTERHEAD, MADE)


def engines(book: RuleBook) -> dict[str, Engine]:
    """Ours first."""

    def ours(assessment: Assessment, patient: Patient) -> bytes:
        return clinician_summary(assessment, book, patient, LETTERHEAD, MADE)

    def theirs(write: Callable[[Content, datetime], bytes]) -> Engine:
        return lambda assessment, patient: write(described(assessment, patient, book), MADE)

    return {OURS: ours, **{name: theirs(write) for name, write in PEERS.items()}}


def bare(text: str) -> str:
    """Without spaces and hyphens, which differ where lines are broken; pdfium reads a hyphen at a line's end as
    \\x02."""
    return "".join(text.split()).replace("-", "").replace("\x02", "")


def text_of(document: bytes) -> str:
    """The text layer of all pages."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(document))


def check_words(made: dict[str, Engine], assessments: list[Assessment], book: RuleBook) -> dict[str, int]:
    """Ends the program unless every engine's text layer holds the same sample; else how many words each has for one
    patient."""
    words: dict[str, int] = {}
    for assessment in assessments:
        wanted = sample(summarise(assessment, book, PATIENT, MADE), PATIENT)
        for name, engine in made.items():
            text = text_of(engine(assessment, PATIENT))
            words[name] = len(text.split())
            known = bare(text)
            missing = [one for one in wanted if bare(one) not in known]
            if missing:
                sys.exit(f"{name} lacks {len(missing)} of {len(wanted)} texts, the first: {missing[0]}")
    return words


def measure(made: dict[str, Engine], assessments: list[Assessment]) -> dict[str, Taken]:
    """Each engine's times for each patient, after one patient that does not count. No two documents are equal, so none
    comes from a cache; and what one engine left behind is cleared away before the next one's time begins."""
    taken = {name: Taken() for name in made}
    for number, assessment in enumerate([assessments[-1], *assessments]):
        patient = replace(PATIENT, name=f"Alex Example {number}", reference=f"EXAMPLE-{number}")
        names = list(made)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            document = made[name](assessment, patient)
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            if number:
                taken[name].wall.append(wall * 1000)
                taken[name].cpu.append(cpu * 1000)
                taken[name].size.append(len(document) / 1024)
                taken[name].pages.append(len(pypdfium2.PdfDocument(document)))
    return taken


def elements(document: bytes) -> int:
    """How many elements the structure tree has; 0 when the file does not say that it is tagged."""
    with pikepdf.Pdf.open(BytesIO(document)) as pdf:
        if "/MarkInfo" not in pdf.Root or not pdf.Root.MarkInfo.get("/Marked"):
            return 0
        return sum(
            isinstance(item, pikepdf.Dictionary) and "/S" in item and "/P" in item and "/K" in item
            for item in pdf.objects
        )


def alone(name: str, assessments: list[Assessment], book: RuleBook) -> dict[str, Any]:
    """What an engine takes in a process of its own. A peer gets its documents in words; ours reads the rule book and
    assesses first."""
    if name == OURS:
        command, given = [__file__, "--alone"], ""
    else:
        contents = [described(assessment, PATIENT, book) for assessment in assessments[:ALONE]]
        command, given = ["-m", "benchmarks.pdf_peers", name], json.dumps([contents, MADE.isoformat()])
    run = subprocess.run([sys.executable, *command], input=given, capture_output=True, text=True, check=True, cwd=ROOT)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def in_threads(ours: Engine, assessments: list[Assessment]) -> tuple[int, int, float]:
    """Documents whose bytes differ from those made one after another, errors, and documents a second."""
    jobs = [
        (a, replace(PATIENT, name=f"Alex Example {n}"))
        for n, a in enumerate(assessments[:: len(assessments) // PATIENTS][:PATIENTS])
    ]
    wanted = [hashlib.sha256(ours(*job)).digest() for job in jobs]
    wrong, errors, counted = 0, 0, threading.Lock()

    def one(number: int) -> None:
        nonlocal wrong, errors
        place = number * 7 % len(jobs)
        try:
            same = hashlib.sha256(ours(*jobs[place])).digest() == wanted[place]
        except Exception:
            with counted:
                errors += 1
        else:
            with counted:
                wrong += not same

    interval = sys.getswitchinterval()
    sys.setswitchinterval(
        1e-5
    )  # threads take turns five hundred times as often as they would, so that what can go wrong does
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(DOCUMENTS)))
    taken = time.perf_counter() - start
    sys.setswitchinterval(interval)
    return wrong, errors, DOCUMENTS / taken


def verdict(aim: str, figure: str, met: bool) -> str:
    """One line on an aim."""
    return f"{'met   ' if met else 'MISSED'} {aim}: {figure}"


def main() -> None:
    """Measure and print."""
    book, assessments = patients()
    if "--alone" in sys.argv:
        ours = engines(book)[OURS]
        print(json.dumps(fresh(lambda number: ours(assessments[number], PATIENT), ALONE)))
        return
    made = engines(book)
    print(f"{len(assessments)} patients (every {EVERY}th case of the rule book). {machine()}\n", flush=True)
    gc.freeze()
    words = check_words(made, assessments[:: len(assessments) // CHECKED][:CHECKED], book)
    taken = measure(made, assessments)
    base, median = taken[OURS], statistics.median
    rows, shapes = [], []
    for name, mine in taken.items():
        first = made[name](assessments[0], PATIENT)
        process = alone(name, assessments, book)
        same = first == made[name](assessments[0], PATIENT) and process["sha256"] == hashlib.sha256(first).hexdigest()
        wall = [median(mine.wall), percentile(mine.wall, 0.95), min(mine.wall), median(mine.cpu)]
        ratios = [median(mine.wall) / median(base.wall), median(mine.cpu) / median(base.cpu)]
        rate, others = 1000 / statistics.mean(mine.wall), [process["first_ms"], process["peak_mib"]]
        rows.append(
            [
                name,
                *(f"{ms:.0f}" for ms in wall),
                f"{rate:.1f}",
                *(f"{x:.0f}" for x in others),
                *(f"{x:.2f}" for x in ratios),
            ]
        )
        apart = max(abs(a - b) for a, b in zip(mine.pages, base.pages, strict=True))
        tags, pages = elements(first), "-".join(map(str, sorted({min(mine.pages), max(mine.pages)})))
        shapes.append(
            [name, f"{median(mine.size):.0f}", pages, apart, words[name], tags or "not tagged", "yes" if same else "no"]
        )
    head = [
        "",
        "p50 ms",
        "p95 ms",
        "min ms",
        "CPU p50 ms",
        "documents/s",
        "first ms",
        "peak MiB",
        "p50 to ours",
        "CPU to ours",
    ]
    print(table(head, rows), flush=True)
    print()
    head = [
        "",
        "median KiB",
        "pages",
        "most pages apart",
        "words of one",
        "elements tagged",
        "same bytes in two processes",
    ]
    print(table(head, shapes), flush=True)
    wrong, errors, rate = in_threads(made[OURS], assessments)
    print(
        f"\n{DOCUMENTS} of ours in {THREADS} threads: {wrong} with other bytes, {errors} errors, {rate:.1f} "
        "documents a second\n"
    )
    weasy = median(taken["WeasyPrint"].wall) / median(base.wall)
    typst = median(base.wall) / median(taken["Typst"].wall)
    print(
        verdict(
            "under 120 ms median",
            f"{median(base.wall):.0f} ms, of the processor {median(base.cpu):.0f} ms",
            median(base.wall) < 120,
        )
    )
    print(verdict("at least 3 times faster than WeasyPrint's PDF/UA", f"{weasy:.1f} times", weasy >= 3))
    print(verdict("within 4 times of Typst", f"{typst:.1f} times", typst <= 4))
    print(verdict("under 120 KiB without photos", f"at most {max(base.size):.0f} KiB", max(base.size) < 120))
    print(
        verdict(
            f"no mismatch in {DOCUMENTS} documents of {THREADS} threads",
            f"{wrong}, and {errors} errors",
            not wrong + errors,
        )
    )
    print(f"\nAt the end: {machine()}")


if __name__ == "__main__":
    main()

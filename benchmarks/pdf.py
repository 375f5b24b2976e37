"""The clinician's summary as a PDF, beside fpdf2 writing the same words plainly, line under line, in the same typeface.

    python benchmarks/pdf.py

The peer does less: no layout, no boxes, no links, no outline. It shows what a PDF of this many words takes at the least with another
pure Python library.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

from benchmarks.common import ROOT, machine, median_ms, needed, percentile, table
from pdf.clinician import clinician_summary
from pdf.identity import Letterhead, Patient
from questionnaire.answers import read_answers
from questionnaire.load import load_questionnaire
from rules.assess import assess
from rules.assessment import Assessment
from rules.load import load_rule_book
from rules.model import RuleBook

fpdf = needed("fpdf")
pypdfium2 = needed("pypdfium2")

ROUNDS = 3
FONT = ROOT / "pdf" / "fonts" / "SourceSans3_400Regular.ttf"
PATIENT = Patient("Alex Example", date(1986, 1, 1), "EXAMPLE-1", "I would like to talk about what comes after.")
LETTERHEAD = Letterhead("Example Hair Clinic", "020 7946 0000")
MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Pages = Sequence[Sequence[str]]


def ours(assessment: Assessment, book: RuleBook) -> bytes:
    """The clinician's summary of one patient."""
    return clinician_summary(assessment, book, PATIENT, LETTERHEAD, MADE)


def words_of(document: bytes) -> Pages:
    """The lines of text of each page."""
    opened = pypdfium2.PdfDocument(document)
    return [page.get_textpage().get_text_bounded().splitlines() for page in opened]


def plainly(pages: Pages) -> bytes:
    """The same lines on as many pages, drawn by fpdf2."""
    document = fpdf.FPDF(format="A4")
    document.set_auto_page_break(False)
    document.add_font("Source", fname=FONT)
    for lines in pages:
        document.add_page()
        document.set_font("Source", size=8)
        for line in lines:
            document.cell(text=line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def main() -> None:
    """Measure and print."""
    form = load_questionnaire(ROOT / "questions.json")
    book = load_rule_book(ROOT / "rules" / "book", form)
    assessments = [assess(read_answers(case.answers, form), book) for case in book.cases]
    documents = [ours(assessment, book) for assessment in assessments]
    words = [words_of(document) for document in documents]
    plain = [plainly(pages) for pages in words]
    mine = [median_ms(lambda a=assessment: ours(a, book), ROUNDS) for assessment in assessments]  # type: ignore[misc]
    theirs = [median_ms(lambda p=pages: plainly(p), ROUNDS) for pages in words]  # type: ignore[misc]
    pages = [len(document) for document in words]
    rows = []
    for name, times, files in (("clinician's summary", mine, documents), ("fpdf2, the same words plainly", theirs, plain)):
        median, size = statistics.median(times), statistics.median(len(file) for file in files) / 1024
        ratio = median / statistics.median(theirs)
        rows.append([name, f"{median:.0f}", f"{percentile(times, 0.95):.0f}", f"{max(times):.0f}", f"{size:.0f}", f"{ratio:.2f}"])
    print(f"{len(documents)} cases, {min(pages)} to {max(pages)} pages, median {statistics.median(pages):g}. {machine()}\n")
    print(table(["", "median ms", "p95 ms", "slowest ms", "median KiB", "ratio"], rows))


if __name__ == "__main__":
    main()

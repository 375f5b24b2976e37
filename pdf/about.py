"""The answers as given, and what this document is: intended use, limits, versions, sources, legal standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable

from pdf import theme
from pdf.flowables import Rule, grid
from pdf.parts import anchor_of, citations, heading, source_list
from pdf.tagged import Listed, Tabular
from pdf.text import Markup, anchor, esc, fill, join, link
from pdf.view import Answer, Summary
from pdf.words import STATUS_WORDS, capital
from questionnaire.answers import State
from rules.assessment import Assessment
from rules.decision import LINES, line_words
from rules.model import RuleBook

_LEVELS: Final = (
    "For each option, the first line that holds gives the status. "
    + " ".join(
        f"({number}) {capital(line_words(line))}: {STATUS_WORDS[line.status].lower()}."
        for number, line in enumerate(LINES, 1)
    )
    + " Rules only add to one another, their order never matters, and there is no score, weight or ranking. Price and "
    "budget never change a status."
)


def all_answers(summary: Summary, width: float) -> list[Flowable]:
    """Every question that applies, with its answer in the clinician's words, two to a row, by section of the form."""
    note = esc("* a rule that applies rests on this answer · ? a rule waits for it")
    parts = heading("answers", "Every answer", note, width, room=120)
    if not summary.sections:
        return [*parts, theme.para(esc("The questionnaire has no questions."), theme.BODY)]
    for title, answers in summary.sections:
        parts += [
            CondPageBreak(46),
            theme.para(esc(title), theme.GROUP),
            Rule(theme.NAVY, 0.6),
            _section(answers, width),
        ]
    return parts


def _section(answers: Sequence[Answer], width: float) -> Flowable:
    """The answers of one section, read from left to right."""
    label, gap = width * 0.2, 10.0
    answer = (width - 2 * label - gap) / 2
    rows: list[list[object]] = []
    for i in range(0, len(answers), 2):
        cells = [cell for one in answers[i : i + 2] for cell in (_answer_label(one), _answer_text(one))]
        rows.append([*cells[:2], "", *(cells[2:] or ["", ""])])
    return grid(
        rows,
        [label, answer, gap, label, answer],
        ("LINEBELOW", (0, 0), (1, -1), 0.35, theme.HAIRLINE),
        *((("LINEBELOW", (3, 0), (4, len(answers) // 2 - 1), 0.35, theme.HAIRLINE),) if len(answers) > 1 else ()),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        tags=Listed(0, 3),
    )


def _answer_label(answer: Answer) -> Flowable:
    mark = "*" if answer.used else "?" if answer.open else ""
    return theme.para(fill("{} <b>{}</b>", answer.label, mark), theme.ANSWER_LABEL)


def _answer_text(answer: Answer) -> Flowable:
    return theme.para(esc(answer.text), theme.ANSWER if answer.state is State.GIVEN else theme.ANSWER_OPEN)


def about(summary: Summary, assessment: Assessment, book: RuleBook, width: float) -> list[Flowable]:
    """What the document is and is not, how it came about, and what it rests on."""
    lines = (
        (
            "What it is",
            "A summary of one patient's own answers, read by written rules, for the clinician who will see the "
            "patient. It informs a decision; it makes none. It is not a diagnosis, a prescription, a quote or a "
            "consent form, and no one has been examined.",
        ),
        (
            "Intended use",
            "To prepare a consultation about hair restoration with an adult. The clinician examines, may disagree "
            "with any status, and records why. It is not meant for emergencies, for minors, or to refuse anyone care.",
        ),
        ("How a status comes about", _LEVELS),
        (
            "What is not known",
            "A question that was skipped or answered “not sure” is never read as “no”. “Could become” names every "
            "status that some answer to the open questions could bring.",
        ),
        (
            "Limits",
            "Answers are self-reported and unchecked. Men agree with a trained observer about their own stage of "
            "hair loss 48-55 % of the time (BMC Public Health 2004;4:60). Photographs are never analysed by "
            "software. Counts of rules are not a measure of strength.",
        ),
    )
    parts = heading("about", "About this document", None, width, room=120)
    said = [(label, esc(text)) for label, text in lines]
    said += [("Versions", _versions(assessment)), ("Conventions", _conventions(summary))]
    parts.append(_labelled(said, width))
    parts += _standing(summary, width)
    parts += _sources(summary, book, width)
    return parts


def _labelled(lines: Sequence[tuple[str, Markup]], width: float) -> Flowable:
    return grid(
        [[theme.para(esc(label), theme.LABEL), theme.para(text, theme.FINE)] for label, text in lines],
        [29 * mm, width - 29 * mm],
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        tags=Listed(0),
    )


def _versions(assessment: Assessment) -> Markup:
    return fill(
        "Rule book {}, SHA-256 {}<br/>Questionnaire {}, SHA-256 {}<br/>The same answers under these two "
        "versions give the same statuses.",
        assessment.rule_book.version,
        assessment.rule_book.sha256,
        assessment.questionnaire.version,
        assessment.questionnaire.sha256,
    )


def _conventions(summary: Summary) -> Markup:
    text = esc("[C] marks a clinical convention without a published source, which the clinic's own doctor signs off.")
    if summary.conventions:
        named = join(", ", [link(anchor_of(r.number), f"R{r.number} {r.title}") for r in summary.conventions])
        text = fill("{} Resting on convention alone here: {}.", text, named)
    else:
        text = fill("{} No rule that applies here rests on convention alone.", text)
    return fill("{}{}", anchor("conventions"), text)


def _standing(summary: Summary, width: float) -> list[Flowable]:
    if not summary.standing:
        return []
    words = ("Region", "Option", "Standing, as far as it was read", "As of")
    rows: list[list[object]] = [[theme.para(esc(word), theme.COLUMN) for word in words]]
    for entry in summary.standing:
        statement = fill("{} <font color='#12395B'>{}</font>", entry.says, citations(entry.sources))
        cells = (esc(", ".join(entry.regions)), esc(", ".join(entry.options)), statement, esc(entry.as_of))
        rows.append([theme.para(cell, theme.FINE) for cell in cells])
    table = grid(
        rows,
        [15 * mm, 31 * mm, width - 68 * mm, 22 * mm],
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, theme.HAIRLINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        repeat=1,
        tags=Tabular(0),
    )
    note = esc("Not legal advice. Being listed or registered is not approval.")
    return [*heading("standing", "Legal standing by region", note, width, room=90), table]


def _sources(summary: Summary, book: RuleBook, width: float) -> list[Flowable]:
    note = esc("Read: the page or abstract itself was read. Second-hand: known through another page.")
    parts = [
        *heading("sources", "Sources cited", note, width, room=130),
        *source_list(summary.sources, book, theme.SOURCE),
    ]
    return parts if summary.sources else [*parts, theme.para(esc("No source is cited in this document."), theme.FINE)]

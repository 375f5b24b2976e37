"""The clinician's summary as three other engines write it: WeasyPrint (PDF/UA-1), fpdf2 and Typst (PDF/UA-1).

All three draw the same plain description of the document, which `content` makes from the frozen view that our own pages
are drawn from: the same words in the same order, in the same typeface and sizes, on pages of the same margins. Where
our pages draw an icon, the peers print one character; they draw no head, no dots and no ruled lines, so they do a
little less. This module loads nothing of ours that draws, and an engine only when it is asked for, so that a process
can hold just one.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rules.model import Level, RuleBook

if TYPE_CHECKING:
    from pdf.identity import Letterhead, Patient
    from pdf.view import Reason, Summary
    from rules.assessment import Assessment

FONTS: Final = Path(__file__).parent.parent / "pdf" / "fonts"
FACES: Final = {
    ("", 400): FONTS / "SourceSans3_400Regular.ttf",
    ("italic", 400): FONTS / "SourceSans3_400Regular_Italic.ttf",
    ("", 600): FONTS / "SourceSans3_600SemiBold.ttf",
    ("", 700): FONTS / "SourceSans3_700Bold.ttf",
}
STYLES: Final = {  # size, distance of the lines, weight, colour
    "name": (17, 20, 700, "#16202b"),
    "section": (11.4, 14, 700, "#12395b"),
    "group": (8.6, 10.6, 700, "#12395b"),
    "headline": (12.6, 15.4, 700, "#16202b"),
    "lead": (9.4, 12, 400, "#16202b"),
    "title": (9.2, 11, 600, "#16202b"),
    "body": (8.6, 10.8, 400, "#16202b"),
    "pill": (8.2, 10.4, 700, "#12395b"),
    "label": (7.6, 9.6, 600, "#4a5663"),
    "item": (7.9, 9.6, 400, "#16202b"),
    "fine": (7.3, 9.1, 400, "#16202b"),
    "small": (7.4, 9.2, 400, "#4a5663"),
}
MARKS: Final = {
    Level.EXCLUDES: "✗",
    Level.RESOLVE_FIRST: "■",
    Level.NEEDS_INFO: "?",
    Level.CAUTION: "▲",
    Level.SUPPORTS: "✓",
    Level.NOTICE: "●",
}
WIDTH: Final = 178  # of the column of text, mm

Run = tuple[str, str, str]
"""Words, how they look ("", "b"old, "i"talic, "m"uted), and where they lead ("", "#place", "https://...")."""
Para = tuple[str, Sequence[Run], str]
"""A name of `STYLES`, the runs, and the name of this place, if something leads here."""
Cell = Sequence[Para]
Content = dict[str, Any]


# --- the document in words --------------------------------------------------------------------------------------------


def para(style: str, *runs: str | Run, place: str = "") -> Para:
    """A paragraph of plain texts and runs."""
    return style, [run if isinstance(run, tuple) else (run, "", "") for run in runs], place


def heading(level: int, text: str, note: str = "", place: str = "") -> Content:
    """A heading with a note."""
    return {"kind": "heading", "level": level, "text": text, "note": note, "place": place}


def rows_of(
    rows: Iterable[Sequence[Cell]], widths: Sequence[float], head: Sequence[str] = (), names: bool = True
) -> Content:
    """A table; a row of one cell goes across. `head` is repeated on each page; `names`: the first cell of a row is its
    heading."""
    return {"kind": "table", "widths": widths, "head": head, "rows": [list(row) for row in rows], "names": names}


def content(
    summary: Summary, assessment: Assessment, book: RuleBook, patient: Patient, letterhead: Letterhead, made: datetime
) -> Content:
    """Everything on our pages, in their order, without any drawing."""
    from pdf.clinician import _version_line, identity_line
    from pdf.words import day_and_time

    when = f"Made {day_and_time(made)}"
    return {
        "title": f"Screening summary: {patient.name}",
        "author": letterhead.clinic,
        "subject": "Pre-consultation screening, for the clinician. Not a diagnosis.",
        "foot": [[identity_line(patient), "Clinician's copy · Page"], [_version_line(assessment), when]],
        "blocks": [
            *_first_page(summary, patient, letterhead, made, when),
            {"kind": "break"},
            *_options(summary),
            *_reasons(summary),
            *_answers(summary),
            *_about(summary, assessment, book),
        ],
    }


def _refer(reason: Reason) -> Run:
    return f"R{reason.number}", "", f"#reason-{reason.number}"


def _between(parts: Iterable[Sequence[str | Run]], between: str) -> list[str | Run]:
    joined: list[str | Run] = []
    for part in parts:
        joined += [between, *part] if joined else part
    return joined


def _cited(sources: Iterable[int]) -> list[str | Run]:
    return _between(([(f"[{n or 'C'}]", "", f"#source-{n}" if n else "#conventions")] for n in sources), " ")


def _first_page(summary: Summary, patient: Patient, letterhead: Letterhead, made: datetime, when: str) -> list[Content]:
    from pdf.words import STATUS_WORDS, day
    from questionnaire.answers import State
    from questionnaire.contact import age_on

    born = [f"{age_on(patient.born, made.date())} years", f"born {day(patient.born)}"] if patient.born else []
    facts = " · ".join([*born, summary.sex, f"ref {patient.reference}"])
    flags = [act.title for act in summary.acts if act.kind is None]
    red = [para("lead", (f"Red flag{'s' * (len(flags) > 1)}: ", "b", ""), "; ".join(flags[:3]))] if flags else []
    groups = _between(([(f"{STATUS_WORDS[status]}: ", "b", ""), names] for status, names in summary.by_status), " · ")
    limits = (
        f"From the patient's own answers only ({summary.answered}): no examination, trichoscopy or blood "
        "test. Not a diagnosis."
    )
    statuses = [
        [
            [para("title", (o.short_name, "", f"#option-{o.id}"))],
            [para("pill", o.word)],
            [
                para(
                    "body",
                    o.main,
                    *([f" R{o.main_number}"] if o.main_number else []),
                    *([f" +{o.more} more"] if o.more else []),
                )
            ],
            [para("small", f"{len(o.supporting)} for"), para("small", f"{len(o.opposing)} against")],
            [para("small", (o.grade, "b", ""), f" {o.grade_words}")],
        ]
        for o in summary.options
    ]
    acts = [
        [
            [para("title", "■" if act.kind is None else MARKS[act.kind])],
            [para("title", act.title), para("body", (act.because, "i", ""))],
            [
                para("body", act.action or "Discuss at the consultation"),
                *([para("small", act.scope)] if act.scope else []),
            ],
            [para("small", (f"R{act.number}", "", f"#reason-{act.number}") if act.number else "")],
        ]
        for act in summary.acts
    ]
    weighed = _between(([f"{r.title} ", _refer(r)] for r in summary.cautions), "; ")
    missing: list[list[str | Run]] = []
    for state, words in (
        (State.UNANSWERED, "Not answered"),
        (State.UNSURE, "Not sure"),
        (State.DECLINED, "Prefers not to say"),
    ):
        labels = [[(m.label, "b" if m.holds else "", "")] for m in summary.missing if m.state is state]
        missing += [[f"{words}: ", *_between(labels, ", ")]] if labels else []
    seen = summary.look
    pairs: list[tuple[str, Sequence[str | Run]]] = [
        *((label, [text]) for label, text in seen.lines),
        ("Marked", [seen.areas_words]),
    ]
    pairs.append(("Open", _between(missing, "; ") if missing else ["Every question that applies was answered."]))
    pairs += [("Stage", [summary.stage_test])] if summary.stage_test else []
    pairs += [("In tension", [" · ".join(summary.tensions)])] if summary.tensions else []
    pairs += [("Own words", [(f"“{patient.note}”", "i", "")])] if patient.note else []
    agree = "□ I agree with the statuses   □ I differ (say which, and why)   □ Bloods or other tests asked for"
    nothing = "Nothing to act on first: no red flag, nothing to settle, and no status waits for an answer."
    return [
        {"kind": "para", "para": para("small", f"{letterhead.clinic} · CONFIDENTIAL HEALTH RECORD")},
        {"kind": "para", "para": para("small", "Pre-consultation screening: clinician's summary")},
        heading(1, patient.name, facts),
        {"kind": "para", "para": para("small", when)},
        {
            "kind": "box",
            "paras": [para("headline", summary.headline), *red, para("lead", *groups), para("small", limits)],
        },
        heading(
            2,
            "Status of each option",
            "Dots count rules: filled for, open against. R numbers lead to the reason in full.",
        ),
        rows_of(statuses, [27, 39, 58, 24, 30], ["Option", "Status", "Main reason", "Rules", "Evidence"]),
        heading(2, "Act on these first", "In italics: the patient's own answer."),
        rows_of(acts, [6, 78, 84, 10], names=False) if acts else {"kind": "para", "para": para("body", nothing)},
        *([{"kind": "para", "para": para("body", ("Also weigh: ", "b", ""), *weighed)}] if weighed else []),
        heading(2, "The patient in one look"),
        rows_of(([[para("label", label)], [para("body", *runs)]] for label, runs in pairs), [20, WIDTH - 20]),
        rows_of(
            [
                [
                    [para("label", "Clinician")],
                    [para("body", agree), para("small", "Findings, decision"), para("small", "Name, signature, date")],
                ]
            ],
            [20, WIDTH - 20],
        ),
    ]


def _options(summary: Summary) -> list[Content]:
    rows = []
    for option in summary.options:

        def named(
            reasons: Sequence[Reason], otherwise: str, deciding: frozenset[int] = option.deciding
        ) -> list[str | Run]:
            titles = ([_refer(r), (f" {r.title}", "b" if r.number in deciding else "", "")] for r in reasons)
            return _between(titles, " · ") or [otherwise]

        lines = [
            para(
                "body",
                (f"For ({len(option.supporting)}) ", "b", ""),
                *named(option.supporting, "no answer speaks for it"),
            ),
            para(
                "body",
                (f"Against ({len(option.opposing)}) ", "b", ""),
                *named(option.opposing, "no rule speaks against it"),
            ),
        ]
        if option.unknown:
            first = sorted(option.unknown, key=lambda r, deciding=option.deciding: r.number not in deciding)[:14]  # type: ignore[misc]
            parts: list[Sequence[str | Run]] = [_between(([_refer(r)] for r in first), " ")]
            parts += [[("Ask: ", "b", ""), "; ".join(option.ask[:6])]] if option.ask else []
            become: list[str | Run] = [("Could become: ", "b", ""), option.could_become]
            parts.append(become if option.could_become else ["no answer would change the status"])
            lines.append(para("body", (f"Not known ({len(option.unknown)}) ", "b", ""), *_between(parts, " · ")))
        if option.improve:
            lines.append(para("body", ("Would be ", "b", ""), "; ".join(option.improve)))
        head = [
            para("title", option.short_name, place=f"option-{option.id}"),
            para("pill", option.word),
            para("small", "Evidence ", (option.grade, "b", ""), f": {option.grade_words}"),
        ]
        rows.append([head, lines])
    note = "Bold: the reasons that decided the status. R numbers lead to the reason in full."
    return [heading(2, "Reasons for and against each option", note), rows_of(rows, [41, WIDTH - 41])]


def _reasons(summary: Summary) -> list[Content]:
    from pdf.words import LEVEL_WORDS

    groups: tuple[tuple[str, Callable[[Reason], bool]], ...] = (
        ("Against, or to settle first", lambda r: r.sure and r.strongest not in (Level.SUPPORTS, Level.NOTICE)),
        ("For", lambda r: r.sure and r.strongest is Level.SUPPORTS),
        ("For information; changes no status", lambda r: r.sure and r.strongest is Level.NOTICE),
        ("Not known: an answer is missing, so the rule may or may not apply", lambda r: not r.sure),
    )
    rows: list[list[Cell]] = []
    for title, belongs in groups:
        members = [reason for reason in summary.reasons if belongs(reason)]
        rows += [[[para("label", title)]]] if members else []
        for reason in members:
            cited = _cited(reason.sources)
            flag = [("· red flag ", "b", "")] if reason.red_flag else []
            text = [
                para(
                    "body",
                    (f"{reason.title} ", "b", ""),
                    *flag,
                    (reason.because, "i", ""),
                    *([] if reason.sure else [" ", *cited]),
                )
            ]
            if reason.sure:
                action = f" → {reason.action} " if reason.action and not reason.first_page else " "
                text.append(para("item", reason.rationale, action, *cited))
            marks = [
                [para("label", "" if x is None else MARKS[x] if reason.sure else f"{MARKS[x]} ?")]
                for x in reason.levels
            ]
            rows.append([[para("label", f"R{reason.number}", place=f"reason-{reason.number}")], text, *marks])
    legend = "   ".join(f"{MARKS[level]} {LEVEL_WORDS[level]}" for level in Level)
    names = [option.short_name for option in summary.options]
    mark = 11
    return [
        heading(
            2, "Every reason in full", "In italics: the patient's own answer. [n]: source; [C]: clinical convention."
        ),
        {"kind": "para", "para": para("small", legend)},
        rows_of(rows, [8, WIDTH - 8 - mark * len(names), *[mark] * len(names)], ["", "Reason", *names]),
    ]


def _answers(summary: Summary) -> list[Content]:
    from questionnaire.answers import State

    blocks = [
        heading(2, "Every answer", "* a rule that applies rests on this answer · ? a rule waits for it", "answers")
    ]
    for title, answers in summary.sections:
        cells = []
        for one in answers:
            mark = " *" if one.used else " ?" if one.open else ""
            text = (one.text, "" if one.state is State.GIVEN else "i", "")
            cells.append([[para("small", one.label, (mark, "b", ""))], [para("item", text)]])
        cells += [[[para("small", "")], [para("item", "")]]] * (len(cells) % 2)
        pairs = zip(cells[::2], cells[1::2], strict=True)
        blocks += [heading(3, title), rows_of(([*left, *right] for left, right in pairs), [36, 53, 36, 53])]
    return blocks


def _about(summary: Summary, assessment: Assessment, book: RuleBook) -> list[Content]:
    from questionnaire.words import word

    rules, form = assessment.rule_book, assessment.questionnaire
    named = _between(([(f"R{r.number} {r.title}", "", f"#reason-{r.number}")] for r in summary.conventions), ", ")
    resting = (
        [" Resting on convention alone here: ", *named]
        if named
        else [" No rule that applies here rests on convention alone."]
    )
    said: list[tuple[str, Para]] = [(label, para("fine", text)) for label, text in ABOUT]
    said += [
        ("Versions", para("fine", f"Rule book {rules.version}, SHA-256 {rules.sha256}")),
        ("", para("fine", f"Questionnaire {form.version}, SHA-256 {form.sha256}")),
        ("", para("fine", "The same answers under these two versions give the same statuses.")),
        ("Conventions", para("fine", CONVENTIONS, *resting, place="conventions")),
    ]
    standing = [
        [
            [para("fine", ", ".join(entry.regions))],
            [para("fine", ", ".join(entry.options))],
            [para("fine", f"{entry.says} ", *_cited(entry.sources))],
            [para("fine", entry.as_of)],
        ]
        for entry in summary.standing
    ]
    sources = []
    for number, key in summary.sources:
        source = book.sources[key]
        where = source.locator or ""
        link = f"https://doi.org/{where}" if where.startswith("10.") else where if where.startswith("https://") else ""
        read = word(f"copy.source.{source.grade}", "en")
        runs: list[str | Run] = [
            (f"[{number}] ", "b", ""),
            f"{source.title.rstrip('.')}. {source.published.rstrip('.')}. ",
        ]
        runs += [(where, "", link), ". "] if where else []
        sources.append(para("fine", *runs, f"({read})", place=f"source-{number}"))
    return [
        heading(2, "About this document"),
        rows_of(([[para("label", label)], [text]] for label, text in said), [29, WIDTH - 29]),
        heading(2, "Legal standing by region", "Not legal advice. Being listed or registered is not approval."),
        rows_of(standing, [15, 31, WIDTH - 68, 22], ["Region", "Option", "Standing, as far as it was read", "As of"]),
        heading(
            2, "Sources cited", "Read: the page or abstract itself was read. Second-hand: known through another page."
        ),
        {"kind": "list", "items": sources},
    ]


ABOUT: Final = (
    (
        "What it is",
        "A summary of one patient's own answers, read by written rules, for the clinician who will see the patient. "
        "It informs a decision; it makes none. It is not a diagnosis, a prescription, a quote or a consent form, and "
        "no one has been examined.",
    ),
    (
        "Intended use",
        "To prepare a consultation about hair restoration with an adult. The clinician examines, may disagree with "
        "any status, and records why. It is not meant for emergencies, for minors, or to refuse anyone care.",
    ),
    (
        "How a status comes about",
        "For each option, the first line that holds gives the status. (1) A rule that surely applies excludes it: "
        "not suitable. (2) One asks for something to be settled: settle first. (3) A rule asks for information, or "
        "one that might exclude or defer waits for an answer, or nothing surely speaks for the option while "
        "something may: needs information. (4) A caution and a support both apply: consider with caution. (5) A "
        "support applies: may be suitable. (6) Otherwise: not indicated. Rules only add to one another, their order "
        "never matters, and there is no score, weight or ranking. Price and budget never change a status.",
    ),
    (
        "What is not known",
        "A question that was skipped or answered “not sure” is never read as “no”. “Could become” names every status "
        "that some answer to the open questions could bring.",
    ),
    (
        "Limits",
        "Answers are self-reported and unchecked. Men agree with a trained observer about their own stage of hair "
        "loss 48-55 % of the time (BMC Public Health 2004;4:60). Photographs are never analysed by software. Counts "
        "of rules are not a measure of strength.",
    ),
)
CONVENTIONS: Final = (
    "[C] marks a clinical convention without a published source, which the clinic's own doctor signs off."
)


def sample(summary: Summary, patient: Patient) -> list[str]:
    """What every engine's text layer must hold: the name, each status, each reason, each answer, what the document says
    of itself."""
    answers = [text for _, rows in summary.sections for answer in rows for text in (answer.label, answer.text)]
    statuses = [text for option in summary.options for text in (option.short_name, option.word)]
    reasons = [text for r in summary.reasons for text in (r.title, r.because, *([r.rationale] if r.sure else []))]
    standing = [entry.says for entry in summary.standing]
    return [
        patient.name,
        summary.headline,
        *statuses,
        *reasons,
        *answers,
        *standing,
        *(text for _, text in ABOUT),
        CONVENTIONS,
    ]


# --- WeasyPrint -------------------------------------------------------------------------------------------------------


@cache
def _weasy_style() -> tuple[Any, Any]:
    """The style sheet, read once with its fonts, which every document shares."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: Source; src: url({file.as_uri()}); font-weight: {weight}; font-style: {slant or 'normal'} }}"
        for (slant, weight), file in FACES.items()
    )
    styles = "".join(
        f".{name} {{ font-size: {size}pt; line-height: {leading}pt; font-weight: {weight}; color: {colour} }}"
        for name, (size, leading, weight, colour) in STYLES.items()
    )
    own = """
    @page { size: A4; margin: 13mm 16mm 17mm; @bottom-left { content: element(left) } @bottom-right { content: element(right) } }
    body { font-family: Source; margin: 0 } p, h1, h2, h3, ul { margin: 0 } li { list-style: none; margin-left: 14pt; text-indent: -14pt }
    h2 { margin-top: 8pt; border-bottom: 0.9pt solid #12395b; break-after: avoid } h3 { margin-top: 2pt; break-after: avoid }
    h2 span, h1 span { font-size: 7.4pt; font-weight: 400; color: #4a5663 } a { color: #12395b; text-decoration: none }
    table { border-collapse: collapse; table-layout: fixed; width: 178mm } tr { break-inside: avoid; border-bottom: 0.5pt solid #c9d1d9 }
    td, th { padding: 1.4pt 4pt 2pt 0; text-align: left; vertical-align: top; font-weight: inherit } .m { color: #4a5663 }
    th.across { background: #f1f3f5 } thead th { font-size: 7.2pt; line-height: 8.6pt; font-weight: 600; color: #4a5663 }
    .pill span { border: 0.8pt solid; border-radius: 7pt; padding: 0 5pt } b { font-weight: 700 } i { font-style: italic }
    .box { background: #fbeded; border-left: 4pt solid #a11a1a; padding: 5pt 8pt; margin-top: 4pt } .page { break-before: page }
    .foot { font-size: 7.4pt; line-height: 9.6pt; color: #4a5663 } #left { position: running(left) } #right { position: running(right) }
    #right { text-align: right } .number::after { content: " " counter(page) " of " counter(pages) }
    """
    return CSS(string=faces + own + styles, font_config=fonts), fonts


def _html_para(block: Para, tag: str = "p") -> str:
    style, runs, place = block
    words = []
    for text, look, link in runs:
        inner = escape(text)
        inner = (
            f"<{look}>{inner}</{look}>" if look in ("b", "i") else f'<span class="m">{inner}</span>' if look else inner
        )
        words.append(f'<a href="{escape(link)}">{inner}</a>' if link else inner)
    body = f"<span>{''.join(words)}</span>" if style == "pill" else "".join(words)
    return f'<{tag} class="{style}"{f" id={place}" if place else ""}>{body}</{tag}>'


def _html_block(block: Content) -> str:
    match block["kind"]:
        case "heading":
            tag, style = f"h{block['level']}", ("name", "section", "group")[block["level"] - 1]
            note = f" <span>{escape(block['note'])}</span>" if block["note"] else ""
            place = f" id={block['place']}" if block["place"] else ""
            return f'<{tag} class="{style}"{place}>{escape(block["text"])}{note}</{tag}>'
        case "para":
            return _html_para(block["para"])
        case "box":
            return f'<div class="box">{"".join(map(_html_para, block["paras"]))}</div>'
        case "list":
            return f"<ul>{''.join(_html_para(item, 'li') for item in block['items'])}</ul>"
        case "break":
            return '<div class="page"></div>'
    columns = "".join(f'<col style="width: {width}mm">' for width in block["widths"])
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in block["head"])
    rows = []
    for row in block["rows"]:
        cells = ["".join(map(_html_para, cell)) for cell in row]
        if len(cells) == 1:
            rows.append(
                f'<tr><th scope="rowgroup" class="across" colspan="{len(block["widths"])}">{cells[0]}</th></tr>'
            )
        else:
            first = f'<th scope="row">{cells[0]}</th>' if block["names"] else f"<td>{cells[0]}</td>"
            rows.append(f"<tr>{first}{''.join(f'<td>{cell}</td>' for cell in cells[1:])}</tr>")
    return f"<table>{columns}{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{''.join(rows)}</tbody></table>"


def weasyprint(document: Content, made: datetime) -> bytes:
    """As PDF/UA-1 by WeasyPrint. The style sheet and its fonts are read once for all documents."""
    from weasyprint import HTML

    style, fonts = _weasy_style()
    (who, page), (versions, when) = document["foot"]
    html = (
        f'<html lang="en-GB"><head><title>{escape(document["title"])}</title><meta name="author" '
        f'content="{escape(document["author"])}">'
        f'<meta name="description" content="{escape(document["subject"])}"><meta name="dcterms.created" '
        f'content="{made.isoformat()}">'
        f'</head><body><div class="foot" id="left">{escape(who)}<br>{escape(versions)}</div>'
        f'<div class="foot" id="right"><span class="number">{escape(page)}</span><br>{escape(when)}</div>'
        f"{''.join(map(_html_block, document['blocks']))}</body></html>"
    )
    written: bytes = HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return written


# --- fpdf2 ------------------------------------------------------------------------------------------------------------


def _marked(runs: Iterable[Run]) -> str:
    """Runs in fpdf2's Markdown. Its links lead to addresses only, so those within the document are left out."""
    words = []
    for text, look, link in runs:
        plain = text
        for mark in ("**", "__", "--", "~~"):
            plain = plain.replace(mark, f"\\{mark}")
        mark = {"b": "**", "i": "__"}.get(look, "") if plain.strip() else ""
        inner = f"{mark}{plain}{mark}"
        words.append(f"[{inner}]({link})" if link.startswith("https://") else inner)
    return "".join(words)


def fpdf2(document: Content, made: datetime) -> bytes:
    """By fpdf2, which tags only headings. Its tables have one size of type in a cell; its fonts belong to one document
    and are read anew."""
    from fpdf import FPDF
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    (who, page), (versions, when) = document["foot"]

    class Pages(FPDF):  # type: ignore[misc]  # loaded only when needed
        def footer(self) -> None:
            self.set_y(-13)
            self.set_font("Source", size=7.4)
            self.cell(w=WIDTH / 2, h=3.4, text=who)
            self.cell(
                w=WIDTH / 2, h=3.4, text=f"{page} {self.page_no()} of {{nb}}", align="R", new_x="LMARGIN", new_y="NEXT"
            )
            self.cell(w=WIDTH / 2, h=3.4, text=versions)
            self.cell(w=WIDTH / 2, h=3.4, text=when, align="R")

    pdf = Pages(format="A4")
    pdf.set_creation_date(made)
    pdf.set_title(document["title"])
    pdf.set_author(document["author"])
    pdf.set_subject(document["subject"])
    pdf.set_lang("en-GB")
    pdf.set_margins(16, 13)
    pdf.set_auto_page_break(True, 17)
    for style, face in (("", ("", 400)), ("B", ("", 700)), ("I", ("italic", 400))):
        pdf.add_font("Source", style, FACES[face])
    pdf.add_page()

    def use(style: str) -> float:
        size, leading, weight, colour = STYLES[style]
        pdf.set_font("Source", "B" if weight > 500 else "", size)
        pdf.set_text_color(colour)
        return leading * 0.3528

    def write(block: Para, **more: Any) -> None:
        pdf.multi_cell(
            w=WIDTH,
            h=use(block[0]),
            text=_marked(block[1]),
            markdown=True,
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
            **more,
        )

    def face_of(style: str, **more: Any) -> FontFace:
        size, _, weight, colour = STYLES[style]
        return FontFace(emphasis="B" if weight > 500 else None, size_pt=size, color=colour, **more)

    faces = {style: face_of(style) for style in STYLES}
    across, heads = face_of("label", fill_color="#f1f3f5"), face_of("label")
    for block in document["blocks"]:
        match block["kind"]:
            case "heading":
                style = ("name", "section", "group")[block["level"] - 1]
                height = use(style)
                if block["level"] == 2 and pdf.get_y() > 250:
                    pdf.add_page()
                pdf.ln(2.5 if block["level"] == 2 else 0.7)
                if block["level"] < 3:
                    pdf.start_section(block["text"], block["level"] - 1)
                pdf.cell(
                    h=height,
                    text=block["text"],
                    new_x="RIGHT" if block["note"] else "LMARGIN",
                    new_y="TOP" if block["note"] else "NEXT",
                )
                if block["note"]:
                    use("small")
                    pdf.cell(h=height, text=f"  {block['note']}", new_x="LMARGIN", new_y="NEXT")
            case "para":
                write(block["para"])
            case "box":
                pdf.set_fill_color("#fbeded")
                for one in block["paras"]:
                    write(one, fill=True)
                pdf.set_fill_color("#ffffff")
            case "list":
                for one in block["items"]:
                    write(one)
            case "break":
                pdf.add_page()
            case "table":
                # One leading for a whole table: that of the type that most of its cells have.
                leading = use(
                    "fine" if block["rows"][0][-1][0][0] == "fine" else "item" if not block["head"] else "body"
                )
                with pdf.table(
                    col_widths=tuple(block["widths"]),
                    markdown=True,
                    first_row_as_headings=bool(block["head"]),
                    headings_style=heads,
                    borders_layout=TableBordersLayout.HORIZONTAL_LINES,
                    line_height=leading,
                    padding=(0.5, 1.4, 0.7, 0),
                    text_align="LEFT",
                    v_align="T",
                    width=WIDTH,
                    align="L",
                ) as table:
                    if block["head"]:
                        table.row(block["head"])
                    for cells in block["rows"]:
                        row = table.row()
                        for cell in cells:
                            row.cell(
                                "\n".join(_marked(runs) for _, runs, _ in cell),
                                colspan=len(block["widths"]) if len(cells) == 1 else 1,
                                style=across if len(cells) == 1 else faces["body" if len(cell) > 1 else cell[0][0]],
                            )
    return bytes(pdf.output())


# --- Typst ------------------------------------------------------------------------------------------------------------

_TEMPLATE: Final = """
#let doc = json(bytes(sys.inputs.document))
#let styles = json(bytes(sys.inputs.styles))
#let (muted, navy, hair) = (rgb("#4a5663"), rgb("#12395b"), rgb("#c9d1d9"))
#let foot = doc.foot
#set document(title: doc.title, author: doc.author, description: doc.subject)
#set text(font: "Source Sans 3", size: 8.6pt, lang: "en", region: "GB", hyphenate: false)
#set page(paper: "a4", margin: (x: 16mm, top: 13mm, bottom: 17mm), footer: context {
  set text(7.4pt, fill: muted)
  let number = counter(page)
  grid(columns: (1fr, 1fr), align: (left, right), row-gutter: 3pt,
    foot.at(0).at(0), [#foot.at(0).at(1) #number.display() of #number.final().first()], foot.at(1).at(0), foot.at(1).at(1))
})
#let styled(name, body) = {
  let (size, leading, weight, colour) = styles.at(name)
  set text(size * 1pt, weight: weight, fill: rgb(colour), top-edge: leading * 0.75pt, bottom-edge: leading * -0.25pt)
  set par(leading: 0pt, spacing: 0pt)
  body
}
#show link: set text(fill: navy)
#let run(r) = {
  let (words, look, to) = r
  let body = if look == "b" { strong(words) } else if look == "i" { emph(words) } else { words }
  if to == "" { body } else if to.starts-with("#") { link(label(to.slice(1)), body) } else { link(to, body) }
}
#let place-of(name) = if name != "" [#metadata(none)#label(name)]
#let para(p) = styled(p.at(0), {
  let body = p.at(1).map(run).join()
  par({ place-of(p.at(2)); if p.at(0) == "pill" { box(stroke: 0.8pt + navy, radius: 7pt, inset: (x: 5pt), body) } else { body } })
})
# show heading: set block(above: 8pt, below: 3pt) show heading.where(level: 1): it => styled("name", it) show
# heading.where(level: 2): it => block(width: 100%, stroke: (bottom: 0.9pt + navy), below: 3pt, styled("section",
# it.body)) show heading.where(level: 3): it => block(above: 4pt, below: 1pt, styled("group", it.body)) let titled(b) =
# heading(level: b.level, outlined: true, {
  b.text
  place-of(b.place)
  if b.note != "" { text(7.4pt, weight: 400, fill: muted, "  " + b.note) }
})
#let rows(b) = {
  let head = if b.head.len() > 0 { (table.header(..b.head.map(w => styled("label", w))),) } else { () }
  let cells = b.rows.map(row => if row.len() == 1 {
    (table.cell(colspan: b.widths.len(), fill: rgb("#f1f3f5"), row.at(0).map(para).join()),)
  } else { row.map(cell => table.cell(breakable: false, cell.map(para).join())) })
  table(columns: b.widths.map(w => w * 1mm), inset: (left: 0pt, right: 4pt, top: 1.4pt, bottom: 2pt), align: left + top,
    stroke: (rest: none, bottom: 0.5pt + hair), ..head, ..cells.flatten())
}
#for b in doc.blocks {
  if b.kind == "heading" { titled(b) } else if b.kind == "para" { para(b.para) } else if b.kind == "table" { rows(b) }
  else if b.kind == "box" {
    block(width: 100%, fill: rgb("#fbeded"), stroke: (left: 4pt + rgb("#a11a1a")), inset: (x: 10pt, y: 5pt), above: 5pt,
      b.paras.map(para).join())
  } else if b.kind == "list" { list(marker: none, body-indent: 0pt, spacing: 1pt, ..b.items.map(para)) } else { pagebreak() }
}
"""


@cache
def _typst_compiler() -> Any:
    """The compiler with its fonts and the template, which every document shares, and with them whatever the compiler
    keeps between documents."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(font_paths=fonts)


def typst(document: Content, made: datetime) -> bytes:
    """As PDF/UA-1 by Typst. The template is read once for all documents; each comes to it as JSON."""
    inputs = {"document": json.dumps(document), "styles": json.dumps(STYLES)}
    written: bytes = _typst_compiler().compile(
        _TEMPLATE.encode(), sys_inputs=inputs, format="pdf", pdf_standards=["ua-1"], timestamp=made
    )
    return written


def fresh(make: Callable[[int], bytes], documents: int) -> dict[str, Any]:
    """What an engine takes in a process of its own: its first document, and the most memory over so many of them."""
    start = time.perf_counter()
    first = make(0)
    taken = (time.perf_counter() - start) * 1000
    for number in range(1, documents):
        make(number)
    with open(
        "/proc/self/status", encoding="utf-8"
    ) as lines:  # what getrusage says begins with the process that started this one
        peak = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    return {"first_ms": taken, "peak_mib": peak, "sha256": hashlib.sha256(first).hexdigest()}


PEERS: Final[dict[str, Callable[[Content, datetime], bytes]]] = {
    "WeasyPrint": weasyprint,
    "fpdf2": fpdf2,
    "Typst": typst,
}


if __name__ == "__main__":
    # python -m benchmarks.pdf_peers NAME: the documents come as JSON, so that this process holds one engine and nothing
    # of ours that draws.
    contents, made_at = json.load(sys.stdin)
    engine = PEERS[sys.argv[1]]
    print(json.dumps(fresh(lambda number: engine(contents[number], datetime.fromisoformat(made_at)), len(contents))))

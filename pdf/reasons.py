"""Why each option stands where it stands: option by option, then every reason once, in full, with what it does to each
option."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from pdf import theme
from pdf.flowables import Legend, Pill, Upright, grid
from pdf.icons import LEVEL_ICON, level_icon, status_icon
from pdf.parts import anchor_of, citations, heading, reference, titled
from pdf.tagged import Tabular
from pdf.text import Markup, anchor, esc, fill, join, link
from pdf.view import Option, Reason, Summary
from pdf.words import LEVEL_WORDS
from rules.model import Level

_GROUPS: Final[tuple[tuple[str, Callable[[Reason], bool]], ...]] = (
    ("Red flags: a doctor should look before any procedure", lambda r: r.sure and r.red_flag),
    ("Against, or to settle first", lambda r: _plain(r) and r.strongest not in (Level.SUPPORTS, Level.NOTICE)),
    ("For", lambda r: _plain(r) and r.strongest is Level.SUPPORTS),
    ("For information; changes no status", lambda r: _plain(r) and r.strongest is Level.NOTICE),
    ("Not known: an answer is missing, so the rule may or may not apply", lambda r: not r.sure),
)


_MOST_UNKNOWN, _MOST_REASONS = 14, 8


def _plain(reason: Reason) -> bool:
    return reason.sure and not reason.red_flag


def option_by_option(summary: Summary, width: float) -> list[Flowable]:
    """Each option with its reasons for and against, what is not known, what it could become, and what to ask."""
    note = esc("Bold: the reasons that decided the status. R numbers lead to the reason in full.")
    parts = heading("options", "Reasons for and against each option", note, width)
    for option in summary.options:
        row = grid(
            [[_option_head(option), _option_text(option)]],
            [41 * mm, width - 41 * mm],
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, theme.HAIRLINE),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        )
        parts += [CondPageBreak(row.wrap(width, 10_000)[1]), row]
    return parts


def _option_head(option: Option) -> list[Flowable]:
    name = grid(
        [
            [
                status_icon(option.status, 10, 1),
                theme.para(fill("{}{}", anchor(f"option-{option.id}"), option.short_name), theme.OPTION_TITLE),
            ]
        ],
        [15, 36 * mm - 15],
    )
    evidence = theme.para(fill("Evidence <b>{}</b>: {}", option.grade, option.grade_words), theme.SMALL)
    return [name, Spacer(1, 2.5), Pill(option.status, option.word, 34.5 * mm), Spacer(1, 2), evidence]


def _option_text(option: Option) -> list[Flowable]:
    lines: list[Flowable] = []

    def line(label: Markup, text: Markup) -> None:
        lines.append(
            theme.para(
                fill("<font face='SourceSans3-SemiBold' color='#12395B'>{}</font>&nbsp; {}", label, text), theme.HANGING
            )
        )

    line(
        esc(f"For ({len(option.supporting)})"),
        _some(option.supporting, option.deciding) if option.supporting else esc("nothing in the answers calls for it"),
    )
    line(
        esc(f"Against ({len(option.opposing)})"),
        _some(option.opposing, option.deciding) if option.opposing else esc("no rule speaks against it"),
    )
    if option.unknown:
        parts = []
        if len(option.unknown) <= _MOST_UNKNOWN:  # numbers alone say nothing when there are many
            waiting = sorted(option.unknown, key=lambda r: r.number not in option.deciding)
            parts.append(
                join(" ", [fill("<b>{}</b>" if r.number in option.deciding else "{}", reference(r)) for r in waiting])
            )
        if option.ask:
            shown = list(option.ask[:6])
            more = [f"{len(option.ask) - 6} more"] if len(option.ask) > 6 else []
            parts.append(fill("<b>Ask:</b> {}", "; ".join(shown + more)))
        parts.append(
            fill("<b>Could become:</b> {}", option.could_become)
            if option.could_become
            else esc("no answer would change the status")
        )
        line(esc(f"Not known ({len(option.unknown)})"), join(" · ", parts))
    if option.improve:
        line(esc("Would be"), esc("; ".join(option.improve)))
    return lines


def _some(reasons: Sequence[Reason], deciding: frozenset[int]) -> Markup:
    """The reasons in a line, those that decided first; of very many, the first."""
    ordered = sorted(reasons, key=lambda r: r.number not in deciding)
    shown = ordered[: max(_MOST_REASONS, sum(r.number in deciding for r in ordered[: 2 * _MOST_REASONS]))]
    rest = len(ordered) - len(shown)
    more = fill(" · <b>{}</b>", link("reasons", f"and {rest} more, in the table →")) if rest else Markup("")
    return fill("{}{}", titled(shown, deciding), more)


def every_reason(summary: Summary, width: float) -> list[Flowable]:
    """Every rule that fires or may fire, once: what it says, the patient's own answer, its sources, and what it does to
    each option."""
    note = esc("In italics: the patient's own answer. [n]: source; [C]: clinical convention.")
    column = 7.8 * mm
    number, text = 20.0, width - 20 - len(summary.options) * column
    levels = [*Level]
    signs = [
        Legend([(LEVEL_ICON[level], theme.LEVEL_TONE[level].ink, LEVEL_WORDS[level]) for level in three], text)
        for three in (levels[:3], levels[3:])
    ]
    head: list[object] = [
        "",
        [*signs, Spacer(1, 8), theme.para(esc("Reason"), theme.COLUMN)],
        *(Upright(option.short_name, column) for option in summary.options),
    ]
    rows: list[list[object]] = [head]
    commands: list[tuple[object, ...]] = []
    for title, belongs in _GROUPS:
        members = [reason for reason in summary.reasons if belongs(reason)]
        if not members:
            continue
        commands += [
            ("SPAN", (0, len(rows)), (-1, len(rows))),
            ("BACKGROUND", (0, len(rows)), (-1, len(rows)), theme.NEUTRAL.ground),
        ]
        commands += [
            ("TOPPADDING", (0, len(rows)), (-1, len(rows)), 2),
            ("LEFTPADDING", (0, len(rows)), (0, len(rows)), 4),
        ]
        commands.append(("NOSPLIT", (0, len(rows)), (-1, len(rows) + 1)))
        rows.append([theme.para(esc(title), theme.LABEL), *[""] * (len(head) - 1)])
        rows += [_reason_row(reason) for reason in members]
    table = grid(
        rows,
        [number, text, *[column] * len(summary.options)],
        ("VALIGN", (1, 0), (-1, 0), "BOTTOM"),
        ("ALIGN", (2, 0), (-1, -1), "CENTER"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, theme.HAIRLINE),
        ("TOPPADDING", (0, 1), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
        ("RIGHTPADDING", (1, 1), (1, -1), 8),
        *commands,
        repeat=1,
        tags=Tabular(0),
    )
    return [*heading("reasons", "Every reason in full", note, width, room=120), table]


def _reason_row(reason: Reason) -> list[object]:
    cited = fill("<font face='SourceSans3' size='7.9' color='#12395B'>{}</font>", citations(reason.sources))
    title = fill(
        "{} {}&nbsp; <font face='SourceSans3-Italic' size='7.9' color='#4A5663'>{}</font> {}",
        reason.title,
        _flagged(reason),
        reason.because,
        Markup("") if reason.sure else cited,
    )
    text = [theme.para(title, theme.ROW_TITLE_SMALL)]
    if reason.sure:
        # What to do about a red flag, a stop or a deferral stands on the first page; about a caution, here.
        action = fill(" → {}", reason.action) if reason.action and not reason.first_page else Markup("")
        text.append(theme.para(fill("{}{} {}", reason.rationale, action, cited), theme.BODY_SMALL))
    cells = [level_icon(level, reason.sure) if level is not None else "" for level in reason.levels]
    return [
        theme.para(fill("{}R{}", anchor(anchor_of(reason.number)), str(reason.number)), theme.NUMERAL),
        text,
        *cells,
    ]


def _flagged(reason: Reason) -> Markup:
    return fill("<font color='#A11A1A'>{}</font>", "· red flag") if reason.red_flag else Markup("")

"""The first page of the clinician's summary, to be read in thirty seconds.

Its parts are measured before they are placed. What does not fit goes to the next page under its own heading, and the
first page says so: nothing is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer, Table

from pdf import theme
from pdf.build import Bookmark, Document
from pdf.flowables import Dots, HeadMap, Pill, SignOff, grid
from pdf.icons import FLAG, LEVEL_ICON, STATUS_ICON, Icon, status_icon
from pdf.identity import Letterhead, Patient
from pdf.parts import air_above, anchor_of, heading, reference
from pdf.tagged import Listed, Tabular
from pdf.text import TEXT_LIMIT, Markup, esc, fill, join, link, plain
from pdf.view import Act, Missing, Option, Summary
from pdf.words import GRADE_SHORT, GRADE_WORDS, STATUS_WORDS, day, day_and_time
from questionnaire.answers import State
from questionnaire.contact import age_on
from rules.decision import FITS
from rules.model import Status

_MISSING_WORDS: Final = {
    State.UNANSWERED: "Not answered",
    State.UNSURE: "Not sure",
    State.DECLINED: "Prefers not to say",
}
_ROOMY, _ROOMIEST = 150.0, 210.0
_BEST_FIRST: Final = (
    Status.MAY_BE_SUITABLE,
    Status.CONSIDER_WITH_CAUTION,
    Status.RESOLVE_FIRST,
    Status.NEEDS_INFO,
    Status.NOT_SUITABLE,
    Status.NOT_INDICATED,
)
_AFTER_REVIEW: Final = "The statuses count only once a doctor has looked:"
_CLEAR: Final = "Nothing to act on first: no red flag, nothing to settle, and no status waits for an answer."


@dataclass(frozen=True)
class _Room:
    """How much of the parts that may be long the first page takes: lines of the note, unanswered questions, tensions,
    cautions, and characters of each line of the patient in one look."""

    note: int
    missing: int
    tensions: int
    cautions: int
    look: int


_ROOMS: Final = (
    _Room(5, 24, 4, 6, 420),
    _Room(3, 14, 3, 4, 320),
    _Room(2, 9, 2, 2, 240),
    _Room(1, 6, 1, 0, 180),
    _Room(1, 6, 1, 0, 110),
)
_FLAGS_IN_LEAD: Final = 4


def page_one(
    summary: Summary, patient: Patient, letterhead: Letterhead, made: datetime, document: Document
) -> list[Flowable]:
    """The first page, and the start of the second with what did not fit. Ends where the next section may follow."""
    width = document.width
    top = [
        *_banner(summary, patient, letterhead, made, width),
        Spacer(1, 5),
        _bottom_line(summary, width),
        *heading("statuses", "Status of each option", _status_note(), width, above=6, room=0),
        *_statuses(summary.options, width),
    ]
    acts_heading = heading("act", "Act on these first", _acts_note(summary.acts), width, above=7, room=0)
    rows = [_act_row(act) for act in summary.acts]
    heights = [_height(_acts([row], width), width) for row in rows]
    free = document.height - sum(_height(f, width) for f in (*top, *acts_heading))
    for room in _ROOMS:
        below, note_cut = _below(summary, patient, room, width)
        left = free - sum(_height(f, width) for f in below) - SignOff.MINIMUM - 6
        shown = _fitting(heights, left)
        if shown == len(rows):
            break
    rest = len(rows) - shown
    acts: list[Flowable] = [_acts(rows[:shown], width)] if shown else []
    if not rows:
        acts = [theme.para(esc(_CLEAR), theme.BODY)]
    elif rest:
        acts.append(theme.para(fill("<b>{}</b>", link("act-more", f"{rest} more, from page 2 →")), theme.BODY))
    page: list[Flowable] = [Bookmark("summary", "Summary"), *top, *acts_heading, *acts, *below]
    spare = document.height - sum(_height(flowable, width) for flowable in page) - 6.5
    # Room that the page has left goes to the clinician's lines, and from a point on to the air between the sections.
    air = min(max(spare - _ROOMY, 0) / 3, 9)
    page = [air_above(flowable, air) for flowable in page]
    page += [Spacer(1, 6 + air), SignOff(width, min(spare - 4 * air, _ROOMIEST))]
    if spare >= SignOff.MINIMUM:  # else the strip itself opens the second page, and the rest follows it there
        page.append(PageBreak())
    return page + _carried_over(summary, patient, rows[shown:], room, note_cut, width)


def _height(flowable: Flowable, width: float) -> float:
    if isinstance(flowable, CondPageBreak | PageBreak):
        return 0
    height: float = flowable.wrap(width, 10_000)[1]
    return height


def _fitting(heights: Sequence[float], left: float) -> int:
    """How many rows fit; if not all do, room is kept for the line that says so."""
    if sum(heights) <= left:
        return len(heights)
    shown, used = 0, 12.0
    while shown < len(heights) and used + heights[shown] <= left:
        used += heights[shown]
        shown += 1
    return shown


def _banner(summary: Summary, patient: Patient, letterhead: Letterhead, made: datetime, width: float) -> list[Flowable]:
    facts = (
        [f"{age_on(patient.born, made.date())} years", f"born {day(patient.born)}"]
        if patient.born
        else ["date of birth not given"]
    )
    facts += [summary.sex] if summary.sex else []
    facts.append(f"ref {plain(patient.reference, 60)}" if patient.reference else "no reference")
    name, known = esc(patient.name or "Name not given", 200), " · ".join(facts)
    beside = fill("{}<font size='9.4' color='#4A5663' face='SourceSans3'>&nbsp;&nbsp; {}</font>", name, known)
    who = [theme.private(beside, theme.NAME)]
    if len(who[0].breakLines(width).lines) > 1:  # a long name has its line to itself, in smaller letters
        who = [theme.private(name, theme.NAME_LONG), theme.para(esc(known), theme.FACTS)]
    contact = join(" · ", [esc(line, 200) for line in patient.contact_lines])
    when = fill("Made {}", day_and_time(made))
    return [
        grid(
            [
                [
                    theme.para(fill("{} · CONFIDENTIAL HEALTH RECORD", plain(letterhead.clinic, 120)), theme.KICKER),
                    theme.para(esc("Pre-consultation screening: clinician's summary"), theme.KICKER_RIGHT),
                ]
            ],
            [width * 0.55, width * 0.45],
        ),
        *who,
        grid(
            [[theme.private(contact, theme.CONTACT), theme.para(when, theme.KICKER_RIGHT)]], [width * 0.7, width * 0.3]
        ),
    ]


def _bottom_line(summary: Summary, width: float) -> Table:
    """The conclusion: red flags and stops first, then every option under its status."""
    worst = _worst(summary)
    tone, draw = (theme.STOP, FLAG) if worst is None else (theme.STATUS_TONE[worst], STATUS_ICON[worst])
    # What fits first, when nothing stops or waits; else what holds things up.
    held = {status for status, _ in summary.by_status} - {*FITS, Status.NOT_INDICATED}
    told = summary.by_status if held else tuple(sorted(summary.by_status, key=lambda pair: _BEST_FIRST.index(pair[0])))
    groups = [fill("<b>{}:</b> {}", STATUS_WORDS[status], names) for status, names in told]
    titles = [act.title for act in summary.acts if act.kind is None]
    # Every one of them is named here, however many there are: the list below may not have room for all.
    lead = fill("<font color='#A11A1A'><b>Red {}:</b></font>", "flag" if len(titles) == 1 else f"flags ({len(titles)})")
    flags = fill("{} {}", lead, "; ".join(titles))
    limits = (
        f"From the patient's own answers only ({summary.answered}): no examination, trichoscopy or blood "
        "test. Not a diagnosis."
    )
    text = [
        theme.para(esc(summary.headline), theme.HEADLINE),
        Spacer(1, 1.5),
        *([theme.para(flags, theme.LEAD if len(titles) <= _FLAGS_IN_LEAD else theme.BODY)] if titles else []),
        *([theme.para(fill("<b>{}</b>", _AFTER_REVIEW), theme.LEAD)] if titles else []),
        *(theme.para(group, theme.LEAD) for group in groups),
        Spacer(1, 2),
        theme.para(esc(limits), theme.SMALL),
    ]
    return grid(
        [["", Icon(draw, tone.ink, 15, 1), text]],
        [4, 30, width - 34],
        ("BACKGROUND", (0, 0), (0, 0), tone.ink),
        ("BACKGROUND", (1, 0), (2, 0), tone.ground),
        ("LEFTPADDING", (1, 0), (1, 0), 8),
        ("TOPPADDING", (1, 0), (2, 0), 6),
        ("BOTTOMPADDING", (1, 0), (2, 0), 6.5),
        ("RIGHTPADDING", (2, 0), (2, 0), 8),
    )


def _worst(summary: Summary) -> Status | None:
    """What the box is coloured by: None for a red flag, else the gravest status while nothing fits, else the best
    one."""
    if any(act.kind is None for act in summary.acts):
        return None
    held = [option.status for option in summary.options if option.leads]
    best = next(status for status in _BEST_FIRST if status in held)
    waits = {Status.RESOLVE_FIRST, Status.NEEDS_INFO} & {*held}
    # A tick would be all that is taken home from a page on which surgery, say, has something to settle first.
    return Status.CONSIDER_WITH_CAUTION if best is Status.MAY_BE_SUITABLE and waits else best


def _status_note() -> Markup:
    return esc("Dots count rules: filled for, open against. R numbers lead to the reason in full.")


def _statuses(options: Sequence[Option], width: float) -> list[Flowable]:
    head = ["Option", "Status", "Main reason", "Rules", "Evidence"]
    fixed = [33 * mm, 37 * mm, 0, 28 * mm, 25 * mm]
    fixed[2] = width - sum(fixed)
    rows: list[list[object]] = [[theme.para(esc(word), theme.COLUMN) for word in head]]
    rows += [
        [
            _named(option),
            Pill(option.status, option.word, 34.5 * mm),
            theme.para(_main_reason(option, above), theme.BODY),
            Dots(len(option.supporting), len(option.opposing)),
            theme.para(
                fill("<b>{}</b> <font size='7.6' color='#4A5663'>{}</font>", option.grade, GRADE_SHORT[option.grade]),
                theme.SMALL_INK,
            ),
        ]
        for above, option in zip([None, *options], options, strict=False)
    ]
    table = grid(
        rows,
        fixed,
        ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, theme.HAIRLINE),
        ("TOPPADDING", (0, 1), (-1, -1), 1.3),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 2),
        ("RIGHTPADDING", (2, 0), (2, -1), 7),
        repeat=1,
        tags=Tabular(0),
    )
    grades = dict.fromkeys(option.grade for option in options)
    key = "; ".join(f"{grade} {GRADE_WORDS[grade]}" for grade in sorted(grades))
    return [table, theme.para(esc(f"Evidence: {key}."), theme.SMALL)]


def _named(option: Option) -> Table:
    name = theme.para(link(f"option-{option.id}", option.short_name), theme.ROW_TITLE)
    return grid([[status_icon(option.status, 10, 1), name]], [16, 33 * mm - 16])


def _main_reason(option: Option, above: Option | None) -> Markup:
    """The main reason; said in full only once where several options in a row have the same."""
    more = fill(" <font color='#4A5663'>+{} more</font>", str(option.more)) if option.more else Markup("")
    number = (
        fill("&nbsp;{}", link(anchor_of(option.main_number), f"R{option.main_number}"))
        if option.main_number
        else Markup("")
    )
    same = above is not None and option.main_number is not None and above.main_number == option.main_number
    main = fill("<font color='#4A5663'>{}</font>", "as above") if same else esc(option.main)
    return fill("{}<font color='#12395B' size='7.6'>{}</font>{}", main, number, more)


def _acts_note(acts: Sequence[Act]) -> Markup:
    flagged = " Flag: a doctor looks before any procedure." if any(act.kind is None for act in acts) else ""
    return esc(f"Italics: the patient's answer (and the rule's limit).{flagged}")


def _act_row(act: Act) -> list[object]:
    draw, tone = (FLAG, theme.STOP) if act.kind is None else (LEVEL_ICON[act.kind], theme.LEVEL_TONE[act.kind])
    why = [theme.para(esc(act.title), theme.ROW_TITLE), theme.para(esc(act.because), theme.QUOTE)]
    what = [theme.para(esc(act.action or "Discuss at the consultation"), theme.BODY)]
    if act.scope:
        what.append(theme.para(esc(act.scope), theme.SMALL))
    ref = fill("{}", link(anchor_of(act.number), f"R{act.number}")) if act.number else Markup("")
    return [Icon(draw, tone.ink, 9.5, 1), why, what, theme.para(ref, theme.SMALL_RIGHT)]


def _acts(rows: Sequence[Sequence[object]], width: float) -> Table:
    return grid(
        rows,
        [16, width * 0.44, width * 0.56 - 16 - 26, 26],
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, theme.HAIRLINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        ("RIGHTPADDING", (1, 0), (1, -1), 8),
        tags=Listed(),
    )


def _below(summary: Summary, patient: Patient, room: _Room, width: float) -> tuple[list[Flowable], bool]:
    """What stands below the list of acts, and whether the patient's note had to be cut."""
    parts: list[Flowable] = []
    if summary.cautions and room.cautions:
        some = [fill("{} {}", r.title, reference(r)) for r in summary.cautions[: room.cautions]]
        if len(summary.cautions) > room.cautions:
            some.append(fill("<b>{}</b>", link("reasons", f"{len(summary.cautions) - room.cautions} more")))
        parts += [Spacer(1, 3), theme.para(fill("<b>Also weigh:</b> {}", join("; ", some)), theme.BODY)]
    parts += [
        *heading("look", "The patient in one look", None, width, above=7, room=0),
        _look(summary, room.look, width),
    ]
    note = plain(patient.note, TEXT_LIMIT)
    lines = theme.private(esc(f"“{note}”"), theme.QUOTE).breakLines(width - 72).lines if note else []
    cut = len(lines) > room.note
    table = [["Open", _missing(summary.missing, room.missing)]]
    if summary.stage_test:
        table.append(["Stage", theme.para(esc(summary.stage_test), theme.BODY)])
    if summary.tensions:
        some = [esc(line) for line in summary.tensions[: room.tensions]]
        rest = len(summary.tensions) - len(some)
        more = [fill("<b>{}</b>", link("tensions", f"{rest} more, from page 2 →"))] if rest else []
        table.append(["In tension", theme.para(join("<br/>", [*some, *more]), theme.BODY)])
    if note:
        start = _first_lines(note, room.note, width - 72) if cut else note
        tail = fill(" <b>{}</b>", link("note", "goes on, from page 2 →")) if cut else Markup("")
        # The marks belong to the words: where these run from right to left, so do they.
        said = esc(f"“{start}{'…' if cut else '”'}")
        table.append(["Own words", theme.private(fill("<i>{}</i>{}", said, tail), theme.towards(note, theme.BODY))])
    cells = [[theme.para(esc(str(label)), theme.LABEL), text] for label, text in table]
    parts += [
        Spacer(1, 3),
        grid(
            cells,
            [48, width - 48],
            ("TOPPADDING", (0, 0), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
            tags=Listed(0),
        ),
    ]
    return parts, cut


def _first_lines(note: str, lines: int, width: float) -> str:
    """As many whole words as stand in so many lines, leaving room for the words that say it goes on."""
    words, kept = note.replace("\n", " / ").split(" "), ""
    for word in words:
        longer = f"{kept} {word}".strip()
        if len(theme.private(fill("“{}… goes on, from page 2 →", longer), theme.BODY).breakLines(width).lines) > lines:
            break
        kept = longer
    return kept or note[:40]


def _look(summary: Summary, limit: int, width: float) -> Table:
    seen = summary.look
    lines = [
        theme.para(
            fill(
                "<font face='SourceSans3-SemiBold' color='#12395B'>{}</font>&nbsp; {}", label, _shortened(text, limit)
            ),
            theme.BODY,
        )
        for label, text in seen.lines
    ]
    head = HeadMap(seen.areas, seen.areas_answered, seen.areas_words)
    caption = theme.para(
        fill("Marked: {}", _shortened(seen.areas_words or "not asked", max(limit // 3, 60))), theme.CAPTION
    )
    head_width = HeadMap.SIZE[0] + 12
    column = (width - head_width - 12) / 2
    gap = Spacer(1, 3)
    left = [lines[0], gap, lines[1]]
    right = [lines[2], gap, lines[3], gap, lines[4]]
    return grid(
        [[[head, caption], left, right]], [head_width, column + 6, column + 6], ("RIGHTPADDING", (0, 0), (-1, -1), 10)
    )


def _shortened(text: str, limit: int) -> Markup:
    """As many whole items as the limit allows, and a word on where the rest stands."""
    if len(text) <= limit:
        return esc(text)
    kept = text[:limit]
    kept = kept[: max(kept.rfind("; "), kept.rfind(", "), kept.rfind(". "), limit // 2)]
    return fill("{}; <b>{}</b>", kept, link("answers", "more with all answers"))


def _missing(missing: Sequence[Missing], limit: int) -> Flowable:
    """The questions without a usable answer, by how that came about; those that hold a status open first and bold."""
    if not missing:
        return theme.para(esc("Every question that applies was answered."), theme.BODY)
    shown = missing[:limit]
    parts = []
    for state, words in _MISSING_WORDS.items():
        labels = [fill("<b>{}</b>", m.label) if m.holds else esc(m.label) for m in shown if m.state is state]
        if labels:
            parts.append(fill("{}: {}", words, join(", ", labels)))
    if len(missing) > limit:
        parts.append(fill("<b>{}</b>", link("answers", f"and {len(missing) - limit} more, listed with all answers")))
    held = fill(" ({})", "bold: a status waits for it") if any(m.holds for m in shown) else Markup("")
    return theme.para(fill("{}{}", join("; ", parts), held), theme.BODY)


def _carried_over(
    summary: Summary, patient: Patient, rows: Sequence[Sequence[object]], room: _Room, note_cut: bool, width: float
) -> list[Flowable]:
    """What the first page promised to continue."""
    parts: list[Flowable] = []
    if rows:
        parts += [*heading("act-more", "Act on these first, continued", None, width, above=0), _acts(rows, width)]
    if note_cut:
        parts += heading("note", "The patient's own words, in full", None, width)
        note = f"“{plain(patient.note)}”"
        parts.append(theme.private(esc(note, 2_200), theme.towards(note, theme.QUOTE_FULL)))
    if len(summary.tensions) > room.tensions:
        parts += heading("tensions", "Answers in tension, in full", None, width)
        parts += [theme.para(fill("• {}", line), theme.BODY) for line in summary.tensions]
    return parts

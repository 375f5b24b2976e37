"""The patient's copy: what to do first, questions to bring, both sides of each option, and the patient's own answers to
check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from pdf import theme
from pdf.build import Bookmark, Document, build
from pdf.clinician import identity_line
from pdf.flowables import Box, Rule, grid
from pdf.icons import INFORM, LEVEL_ICON, Icon
from pdf.identity import Letterhead, Patient
from pdf.parts import citations, source_list
from pdf.patient_view import Cited, PatientOption, PatientView, Told, for_patient
from pdf.tagged import Listed
from pdf.text import TEXT_LIMIT, anchor, esc, fill, plain
from pdf.view import summarise
from pdf.words import day
from questionnaire.words import word
from rules.assessment import Assessment
from rules.model import Level, RuleBook

_SIGN = 7.0
"""Room for the sign before a point, in points."""

Say = Callable[..., str]
"""The words for a key, in the patient's language."""


def patient_copy(
    assessment: Assessment, book: RuleBook, patient: Patient, letterhead: Letterhead, made: datetime
) -> bytes:
    """The copy as PDF bytes. `made` is printed and stands in the file's dates; equal input gives equal bytes."""
    language = letterhead.language
    view = for_patient(
        summarise(assessment, book, patient, made), assessment, book, language, letterhead.show_statuses_to_patient
    )

    def say(key: str, **values: object) -> str:
        return word(f"copy.{key}", language, **values)

    document = Document(
        title=say("title", name=patient.name) if patient.name else say("title.nobody"),
        author=letterhead.clinic,
        subject=say("subject"),
        language="en-GB" if language == "en" else language,
        page_size=letterhead.page_size,
        made=made,
        footer=(
            (identity_line(patient, language), say("footer")),
            ("", say("made", moment=day(made, language))),
        ),
        footer_size=9,
        page_words=say("footer.page", number="{number}", total="{total}"),
    )

    def story() -> list[Flowable]:
        width = document.width
        return [
            *_opening(patient, letterhead, made, width, say),
            *_before(view, letterhead, width, say),
            *_questions(view, width, say),
            *_heading("time", say("time"), 90),
            theme.para(esc(say("time.text")), theme.P_BODY),
            *_options(view, width, say),
            *_answers(view, width, say),
            *_own_words(patient, say),
            *_heading("sources", say("sources"), 60),
            theme.para(fill("{}{}", anchor("conventions"), say("sources.conventions")), theme.P_SOURCE_NOTE),
            *source_list(view.sources, book, theme.P_SOURCE, language),
        ]

    return build(document, story)


def _heading(name: str, title: str, room: float = 90) -> list[Flowable]:
    return [CondPageBreak(room), Bookmark(name, title), theme.para(esc(title), theme.P_HEADING)]


def _opening(patient: Patient, letterhead: Letterhead, made: datetime, width: float, say: Say) -> list[Flowable]:
    intro = fill(
        "{} <b>{}</b> {}", say("intro", clinic=plain(letterhead.clinic, 120)), say("intro.limits"), say("intro.next")
    )
    return [
        grid(
            [
                [
                    theme.para(esc(letterhead.clinic, 120), theme.P_SMALL),
                    theme.para(esc(say("made", moment=day(made, letterhead.language))), theme.P_SMALL_RIGHT),
                ]
            ],
            [width * 0.65, width * 0.35],
        ),
        Spacer(1, 3),
        Bookmark("start", say("heading")),
        theme.para(esc(say("heading")), theme.P_TITLE),
        theme.private(esc(say("for", name=plain(patient.name, 200) or say("for.you"))), theme.P_FOR),
        Spacer(1, 4),
        theme.para(intro, theme.P_BODY),
    ]


def _told(told: Told, say: Say, style: ParagraphStyle = theme.P_BODY) -> list[Flowable]:
    """What the patient is told, over the own answer that it rests on."""
    text: list[Flowable] = [theme.para(esc(told.text), style)]
    return [*text, theme.para(esc(say("answered", answers=told.because)), theme.P_WHY)] if told.because else text


def _items(rows: Sequence[Sequence[object]], width: float, below: float) -> list[Flowable]:
    """A list whose items have a sign at their left."""
    if not rows:
        return []
    return [grid(rows, [23, width - 23], ("BOTTOMPADDING", (0, 0), (-1, -1), below), tags=Listed())]


def _before(view: PatientView, letterhead: Letterhead, width: float, say: Say) -> list[Flowable]:
    parts = _heading("first", say("first"))
    items = [(LEVEL_ICON[Level.CAUTION], theme.CHECK, told) for told in view.before]
    items += [(INFORM, theme.ASK, told) for told in view.doctor_first]
    rows = [
        [Icon(draw, tone.ink, 13, 2), _told(told, say, theme.P_WARNING if told in view.before else theme.P_BODY)]
        for draw, tone, told in items
    ]
    parts += _items(rows, width, 5)
    if view.before and letterhead.urgent_help:
        parts += [theme.para(esc(letterhead.urgent_help), theme.P_WARNING), Spacer(1, 5)]
    if not view.before:
        none = say(f"first.{'open' if view.signs_open else 'none'}{'.besides' if view.doctor_first else ''}")
        parts += [theme.para(fill("{} {}", none, say("first.watch")), theme.P_BODY), Spacer(1, 5)]
    keep = fill("<b>{}</b> {}", say("medicines"), say("medicines.why"))
    call = say("call", clinic=plain(letterhead.clinic, 120))
    line = fill("{} {} <b>{}</b>.", keep, call, letterhead.phone) if letterhead.phone else keep
    parts.append(theme.para(line, theme.P_BODY))
    if letterhead.urgent_help and not view.before:
        parts.append(theme.para(esc(letterhead.urgent_help), theme.P_BODY))
    return parts


def _questions(view: PatientView, width: float, say: Say) -> list[Flowable]:
    parts = _heading("questions", say("questions"))
    parts += _to_tick([Told(question, "") for question in view.questions], width, say)
    if view.open_questions:
        parts += [CondPageBreak(60), theme.para(esc(say("open")), theme.P_LEAD)]
        parts += _to_tick([Told(question, "") for question in view.open_questions], width, say)
    if view.points:
        parts += [CondPageBreak(70), theme.para(esc(say("points")), theme.P_LEAD)]
        parts += _to_tick(view.points, width, say)
    if view.more_points:
        parts.append(theme.para(esc(say("points.more")), theme.P_BODY))
    parts += [
        Spacer(1, 3),
        theme.para(esc(say("own")), theme.P_BODY),
        Rule(theme.MUTED, 0.5, 17, 2),
        Rule(theme.MUTED, 0.5, 20, 4),
    ]
    return parts


def _to_tick(points: Sequence[Told], width: float, say: Say) -> list[Flowable]:
    return _items([[Box(11, 2.5), _told(told, say)] for told in points], width, 4)


def _options(view: PatientView, width: float, say: Say) -> list[Flowable]:
    parts = _heading("options", say("options"), 165)
    parts += [theme.para(esc(say("options.medicines")), theme.P_BODY), Spacer(1, 4)]
    for option in view.options:
        parts += _option(option, width, say)
    parts += [Spacer(1, 4), theme.para(esc(say("options.note")), theme.P_SMALL)]
    return parts


def _option(option: PatientOption, width: float, say: Say) -> list[Flowable]:
    """Name, then both sides in columns of the same width and type."""
    gap = 14.0
    column = (width - gap) / 2
    name: Sequence[object] = [theme.para(esc(option.name), theme.P_OPTION), "", ""]
    rows: list[Sequence[object]] = [name]
    if option.status is not None:
        said = grid(
            [[Icon(INFORM, theme.MUTED, 11, 1.5), theme.para(esc(option.word), theme.P_STATUS)]],
            [17, width - 17],
        )
        rows.append([said, "", ""])
    rows.append(
        [
            _side(say("side.for"), option.reasons_for, column),
            "",
            _side(say("side.against"), option.reasons_against, column),
        ]
    )
    spans = [("SPAN", (0, row), (-1, row)) for row in range(len(rows) - 1)]
    table = grid(rows, [column, gap, column], ("BOTTOMPADDING", (0, 0), (-1, -1), 1), *spans)
    return [
        CondPageBreak(table.wrap(width, 10_000)[1]),
        table,
        Rule(theme.HAIRLINE, 0.6, 2, 3.5),
    ]


def _side(word: str, points: Sequence[Cited], width: float) -> list[Flowable]:
    rows = []
    for point in points:
        cited = fill(" <font size='8.4' color='#4A5663'>{}</font>", citations(point.sources)) if point.sources else ""
        rows.append([theme.para(esc("•"), theme.P_POINT), theme.para(fill("{}{}", point.text, cited), theme.P_POINT)])
    return [theme.para(esc(word), theme.P_SIDE), grid(rows, [_SIGN, width - _SIGN], tags=Listed(0))]


def _own_words(patient: Patient, say: Say) -> list[Flowable]:
    if not patient.note.strip():
        return []
    words = f"“{plain(patient.note)}”"
    lead = theme.para(esc(say("own_words")), theme.P_GROUP)
    return [
        CondPageBreak(60),
        lead,
        theme.private(esc(words, TEXT_LIMIT + 200), theme.towards(patient.note, theme.P_BODY)),
    ]


def _answers(view: PatientView, width: float, say: Say) -> list[Flowable]:
    parts = _heading("answers", say("answers"), 150)
    parts.append(theme.para(esc(say("answers.lead")), theme.P_BODY))
    for title, answers in view.sections:
        rows = [
            [
                theme.para(esc(question), theme.P_QUESTION),
                theme.para(esc(answer), theme.P_ANSWER if given else theme.P_OPEN),
            ]
            for question, answer, given in answers
        ]
        table = grid(
            rows,
            [width * 0.6, width * 0.4],
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, theme.HAIRLINE),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
            ("RIGHTPADDING", (0, 0), (0, -1), 12),
            tags=Listed(0),
        )
        parts += [CondPageBreak(60), theme.para(esc(title), theme.P_GROUP), table]
    return parts

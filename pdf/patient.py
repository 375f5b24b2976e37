"""The patient's copy: what to do first, questions to bring, both sides of each option, and the patient's own answers to check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from pdf import theme
from pdf.build import Bookmark, Document, build
from pdf.clinician import identity_line
from pdf.flowables import Box, Rule, grid
from pdf.icons import INFORM, LEVEL_ICON, Draw, Icon, status_icon
from pdf.identity import Letterhead, Patient
from pdf.parts import citations, source_list
from pdf.patient_view import Cited, PatientOption, PatientView, Told, for_patient
from pdf.text import anchor, esc, fill, plain
from pdf.view import summarise
from pdf.words import day, day_and_time
from rules.assessment import Assessment
from rules.model import Level, RuleBook

_QUESTIONS: Final = (
    "What happens if I wait six months?",
    "What would you do first, and why? Is there a medicine to try first, or as well?",
    "What does all of it cost, later visits included, and what if it does not work?",
)


def patient_copy(assessment: Assessment, book: RuleBook, patient: Patient, letterhead: Letterhead, made: datetime) -> bytes:
    """The copy as PDF bytes. `made` is printed and stands in the file's dates; equal input gives equal bytes."""
    view = for_patient(
        summarise(assessment, book, patient, made), assessment, book, letterhead.language, letterhead.show_statuses_to_patient
    )
    document = Document(
        title=f"Your copy: {patient.name or 'name not given'}",
        author=letterhead.clinic,
        subject="Your own answers, what to do first, and questions to bring. Not a diagnosis.",
        language="en-GB" if letterhead.language == "en" else letterhead.language,
        page_size=letterhead.page_size,
        made=made,
        footer=(
            (identity_line(patient), "Patient's copy"),
            (
                f"Rules {assessment.rule_book.version} · questions {assessment.questionnaire.version}",
                f"Made {day_and_time(made)}",
            ),
        ),
        footer_size=9,
    )

    def story() -> list[Flowable]:
        width = document.width
        return [
            *_opening(patient, letterhead, made, width),
            *_before(view, letterhead, width),
            *_questions(view, width),
            *_time(),
            *_options(view, width),
            *_answers(view, width),
            *_heading("sources", "Where the facts come from", 60),
            theme.para(fill("{}{}", anchor("conventions"), "[C]: common practice, without a published source."), theme.P_SOURCE),
            *source_list(view.sources, book, theme.P_SOURCE),
        ]

    return build(document, story)


def _heading(name: str, title: str, room: float = 90) -> list[Flowable]:
    return [CondPageBreak(room), Bookmark(name, title), theme.para(esc(title), theme.P_HEADING)]


def _opening(patient: Patient, letterhead: Letterhead, made: datetime, width: float) -> list[Flowable]:
    intro = fill(
        "This copy is yours to keep. It goes with the form you filled in for {}. It has what to do first, questions to bring, both sides "
        "of each option, and your own answers to check. <b>It is not a diagnosis, and nothing has been decided.</b> No one has examined "
        "you yet; a clinician will go through it with you.",
        letterhead.clinic,
    )
    return [
        grid(
            [
                [
                    theme.para(esc(letterhead.clinic, 120), theme.P_SMALL),
                    theme.para(fill("Made {}", day(made)), theme.P_SMALL_RIGHT),
                ]
            ],
            [width * 0.65, width * 0.35],
        ),
        Spacer(1, 3),
        Bookmark("start", "What this is"),
        theme.para(esc("Before your visit"), theme.P_TITLE),
        theme.para(fill("For {}", plain(patient.name, 200) or "you"), theme.P_FOR),
        Spacer(1, 4),
        theme.para(intro, theme.P_BODY),
    ]


def _told(told: Told) -> list[Flowable]:
    """What the patient is told, over the own answer that it rests on."""
    text: list[Flowable] = [theme.para(esc(told.text), theme.P_BODY)]
    return [*text, theme.para(fill("You answered: {}", told.because), theme.P_WHY)] if told.because else text


def _item(draw: Draw, tone: theme.Tone, told: Told, width: float) -> Flowable:
    return grid(
        [[Icon(draw, tone.ink, 13, 2), _told(told)]],
        [23, width - 23],
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    )


def _before(view: PatientView, letterhead: Letterhead, width: float) -> list[Flowable]:
    parts = _heading("first", "Before anything else")
    parts += [_item(LEVEL_ICON[Level.CAUTION], theme.CHECK, text, width) for text in view.before]
    parts += [_item(INFORM, theme.ASK, text, width) for text in view.doctor_first]
    if not view.before:
        none = (
            "What you answered holds none of the warning signs that this form looks for, but some questions about them were left open."
            if view.signs_open
            else "Your answers hold none of the warning signs that this form looks for."
        )
        watch = (
            "If your hair starts to fall out suddenly, or your scalp hurts, has sores or becomes infected, please see a doctor."
        )
        parts += [theme.para(fill("{} {}", none, watch), theme.P_BODY), Spacer(1, 5)]
    call = (
        fill(" Questions before your visit? Call {}: <b>{}</b>.", letterhead.clinic, letterhead.phone) if letterhead.phone else ""
    )
    parts.append(
        theme.para(
            fill("<b>Keep taking your prescribed medicines.</b> Do not stop or change one because of this form.{}", call),
            theme.P_BODY,
        )
    )
    if letterhead.urgent_help:
        parts.append(theme.para(esc(letterhead.urgent_help), theme.P_BODY))
    return parts


def _questions(view: PatientView, width: float) -> list[Flowable]:
    parts = _heading("questions", "Questions to bring")
    parts += [_tick_row(Told(question, ""), width) for question in _QUESTIONS]
    if view.open_questions:
        parts.append(
            theme.para(esc("You left these open. They matter, so please think about telling the clinician:"), theme.P_LEAD)
        )
        parts += [_tick_row(Told(question, ""), width) for question in view.open_questions]
    if view.points:
        parts.append(theme.para(esc("Your answers also bring up these points. Ask what each one means for you:"), theme.P_LEAD))
        parts += [_tick_row(point, width) for point in view.points]
    if view.more_points:
        parts.append(theme.para(esc("Your clinician has a few more points to go through with you."), theme.P_BODY))
    parts += [
        Spacer(1, 3),
        theme.para(esc("My own questions:"), theme.P_BODY),
        Rule(theme.MUTED, 0.5, 17, 2),
        Rule(theme.MUTED, 0.5, 20, 4),
    ]
    return parts


def _tick_row(told: Told, width: float) -> Flowable:
    return grid([[Box(11, 2.5), _told(told)]], [23, width - 23], ("BOTTOMPADDING", (0, 0), (-1, -1), 4))


def _time() -> list[Flowable]:
    return [
        *_heading("time", "Take your time"),
        theme.para(
            esc(
                "No one should hurry you, and nothing is booked by this form. You can ask for a second opinion, and you can change your "
                "mind at any point. If your hair weighs on you, please say so at your visit or to your own doctor: many people feel that "
                "way, and there is help."
            ),
            theme.P_BODY,
        ),
    ]


def _options(view: PatientView, width: float) -> list[Flowable]:
    parts = _heading("options", "The options, both sides", 165)
    for option in view.options:
        parts += _option(option, width)
    closing = (
        "Numbers in brackets lead to where a fact comes from, at the end; [C] is common practice without a published source. Being named "
        "here does not mean that an option is approved, offered or right for you."
    )
    parts += [Spacer(1, 4), theme.para(esc(closing), theme.P_SMALL)]
    return parts


def _option(option: PatientOption, width: float) -> list[Flowable]:
    """Name, then both sides in columns of the same width and type."""
    gap = 14.0
    column = (width - gap) / 2
    name: Sequence[object] = [theme.para(esc(option.name), theme.P_OPTION), "", ""]
    rows: list[Sequence[object]] = [name]
    if option.status is not None:
        said = grid(
            [[status_icon(option.status, 11, 1.5), theme.para(esc(option.word), theme.P_STATUS)]],
            [17, width - 17],
        )
        rows.append([said, "", ""])
    rows.append([_side("For", option.reasons_for), "", _side("Against", option.reasons_against)])
    spans = [("SPAN", (0, row), (-1, row)) for row in range(len(rows) - 1)]
    return [
        grid(rows, [column, gap, column], ("BOTTOMPADDING", (0, 0), (-1, -1), 1), ("NOSPLIT", (0, 0), (-1, -1)), *spans),
        Rule(theme.HAIRLINE, 0.6, 2, 3.5),
    ]


def _side(word: str, points: Sequence[Cited]) -> list[Flowable]:
    lines = [
        fill("•&nbsp;{} <font size='8.4' color='#4A5663'>{}</font>", point.text, citations(point.sources))
        if point.sources
        else fill("•&nbsp;{}", point.text)
        for point in points
    ]
    return [theme.para(esc(word), theme.P_SIDE), *(theme.para(line, theme.P_POINT) for line in lines)]


def _answers(view: PatientView, width: float) -> list[Flowable]:
    parts = _heading("answers", "Your answers, to check", 150)
    parts.append(theme.para(esc("If something is wrong or missing, mark it here and tell the clinic."), theme.P_BODY))
    for title, answers in view.sections:
        rows = [
            [theme.para(esc(question), theme.P_QUESTION), theme.para(esc(answer), theme.P_ANSWER if given else theme.P_OPEN)]
            for question, answer, given in answers
        ]
        table = grid(
            rows,
            [width * 0.6, width * 0.4],
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, theme.HAIRLINE),
            ("TOPPADDING", (0, 0), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
            ("RIGHTPADDING", (0, 0), (0, -1), 12),
        )
        parts += [CondPageBreak(60), theme.para(esc(title), theme.P_GROUP), table]
    return parts

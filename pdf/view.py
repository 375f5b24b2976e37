"""Everything that stands on the page, worked out once and frozen. Both documents draw from it; drawing holds no
logic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pdf.identity import Patient
from pdf.look import Look, look, sex_at_birth
from pdf.numbering import Numbering
from pdf.text import plain
from pdf.whatif import improvements, stage_test
from pdf.words import (
    GRADE_WORDS,
    LEVEL_WORDS,
    STATUS_WORDS,
    by_status,
    capital,
    counted,
    headline,
    listed,
    lower,
    scope,
)
from questionnaire.answers import Answers, State
from questionnaire.contact import age_on
from questionnaire.wording import answer_of, say
from rules.assessment import Assessment, Finding, TreatmentResult
from rules.model import Level, RuleBook, Spread, Status

AGAINST: Final = (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO, Level.CAUTION)
STOPS: Final = (Level.EXCLUDES, Level.RESOLVE_FIRST, Level.NEEDS_INFO)
UNKNOWN_STATES: Final = (State.UNANSWERED, State.UNSURE, State.DECLINED)
_REGIONS: Final = {"US": "US", "EU": "EU", "UK": "UK", "other": "Elsewhere"}
_TITLE, _SENTENCE = 300, 1_000
"""Characters of a rule's title or action, and of its other sentences. Real ones are far shorter; a cut says how much is
missing."""
_STRENGTH: Final = {level: strength for strength, level in enumerate(Level)}


@dataclass(frozen=True)
class Reason:
    """One rule that fires or may fire. `number` is how the document refers to it; `levels` has one place for each
    treatment, in the order of the rule book; `sources` are numbers of the list of sources, with 0 for a clinical
    convention."""

    number: int
    rule_id: str
    title: str
    because: str
    rationale: str
    action: str
    sources: tuple[int, ...]
    levels: tuple[Level | None, ...]
    strongest: Level
    sure: bool
    red_flag: bool
    act_first: bool
    scope: str

    @property
    def first_page(self) -> bool:
        """Whether it is among what to act on first: a red flag, something that stops, defers or asks for information,
        or a caution that the rule book wants there."""
        return self.sure and (self.red_flag or self.act_first or any(level in STOPS for level in self.levels))


@dataclass(frozen=True)
class Option:
    """One treatment's row. `main` is why it stands where it stands; `more` counts the further deciding reasons."""

    id: str
    leads: bool
    name: str
    short_name: str
    status: Status
    word: str
    main: str
    main_number: int | None
    more: int
    grade: str
    grade_words: str
    supporting: tuple[Reason, ...]
    opposing: tuple[Reason, ...]
    unknown: tuple[Reason, ...]
    deciding: frozenset[int]
    could_become: str
    improve: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """One thing to act on first. `kind` is "flag", or the level that asks for it; `number` is the reason's, if there is
    just one."""

    kind: Level | None
    title: str
    because: str
    action: str
    scope: str
    number: int | None


@dataclass(frozen=True)
class Missing:
    """A question without a usable answer: its label, how it came about, and whether a status waits for it."""

    label: str
    state: State
    holds: bool


@dataclass(frozen=True)
class Answer:
    """One line of the list of answers. `used`: a rule that fires rests on it; `open`: a rule waits for it."""

    label: str
    text: str
    state: State
    used: bool
    open: bool


@dataclass(frozen=True)
class Measured:
    """A published number with its spread, or the patient's own: `label` says of what, `words` what it is, `number` the
    same in figures."""

    label: str
    low: float
    high: float
    middle: float | None
    number: str
    words: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """What is said of the legal standing of some options in some regions, on a date, with its sources' numbers."""

    regions: tuple[str, ...]
    options: tuple[str, ...]
    says: str
    as_of: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """The clinician's summary, in words."""

    headline: str
    sex: str
    by_status: tuple[tuple[Status, str], ...]
    answered: str
    options: tuple[Option, ...]
    acts: tuple[Act, ...]
    cautions: tuple[Reason, ...]
    look: Look
    missing: tuple[Missing, ...]
    tensions: tuple[str, ...]
    stage_test: str
    reasons: tuple[Reason, ...]
    sections: tuple[tuple[str, tuple[Answer, ...]], ...]
    density: tuple[Measured, ...]
    donor: tuple[Measured, ...]
    standing: tuple[Standing, ...]
    sources: tuple[tuple[int, str], ...]
    conventions: tuple[Reason, ...]


def summarise(assessment: Assessment, book: RuleBook, patient: Patient, made: datetime) -> Summary:
    """The view of one assessment. Pure: equal input, equal view."""
    numbering = Numbering(book)
    ordered = sorted(assessment.findings, key=_order)
    reasons = tuple(_reason(number, finding, numbering, book) for number, finding in enumerate(ordered, 1))
    by_id = {reason.rule_id: reason for reason in reasons}
    density, donor = measured_density(book, numbering), donor_area(assessment.answers, book, numbering)
    standing = _standing(book, numbering)
    held = _held_open(assessment)
    holding = {q for name in assessment.procedures for q in _questions_of(assessment.treatments[name])}
    weight = _weights(assessment)
    acts = _acts(assessment, reasons, held)
    answers = assessment.answers
    shown = [q for q in answers.questionnaire.answerable if answers.applies(q.id)]
    given = sum(answers.states[q.id] is State.GIVEN for q in shown)
    settled = [r for r in reasons if r.sure and any(level in STOPS[:2] for level in r.levels)]
    return Summary(
        headline=headline(assessment, book, len(settled)),
        sex=sex_at_birth(answers),
        by_status=by_status(assessment, book),
        answered=f"{given} of the {len(shown)} questions that apply were answered",
        options=tuple(_option(assessment.treatments[name], by_id, assessment, book) for name in assessment.treatments),
        acts=acts,
        cautions=tuple(r for r in reasons if r.sure and r.strongest is Level.CAUTION and not r.first_page),
        look=look(answers, [lower(r.title) for r in reasons if r.sure and r.act_first and not r.red_flag]),
        missing=tuple(
            Missing(q.label, answers.states[q.id], q.id in holding)
            for q in sorted(shown, key=lambda q: (q.id not in holding, weight.get(q.id, len(weight))))
            if answers.states[q.id] in UNKNOWN_STATES
        ),
        tensions=(*_age_tension(assessment, patient, made), *(tension.clinician for tension in assessment.tensions)),
        stage_test=stage_test(assessment, book),
        reasons=reasons,
        sections=_sections(assessment),
        density=density,
        donor=donor,
        standing=standing,
        sources=numbering.cited,
        conventions=tuple(r for r in reasons if r.sources == (0,)),
    )


def _strongest(finding: Finding) -> Level:
    return min(finding.rule.effects.values(), key=_STRENGTH.__getitem__)


def _order(finding: Finding) -> tuple[int, int, bool]:
    """Red flags, then what stops or defers, cautions, what supports, what only informs; what is not known comes last.
    What rests on this patient's answers stands before what applies to everyone."""
    group = 2 if finding.truth is None else 0 if finding.rule.red_flag else 1
    return group, _STRENGTH[_strongest(finding)], not finding.questions


def _reason(number: int, finding: Finding, numbering: Numbering, book: RuleBook) -> Reason:
    rule = finding.rule
    effects: dict[str, Level] = dict(rule.effects.items())
    strongest = _strongest(finding)
    return Reason(
        number=number,
        rule_id=rule.id,
        title=plain(rule.title, _TITLE),
        because=plain(finding.because, _SENTENCE),
        rationale=plain(rule.clinician, _SENTENCE),
        action=plain(rule.action, _TITLE),
        sources=numbering.numbers(rule.sources),
        levels=tuple(effects.get(name) for name in book.treatments),
        strongest=strongest,
        sure=finding.truth is True,
        red_flag=rule.red_flag,
        act_first=rule.act_first,
        scope=_touched(effects, strongest, book),
    )


def _touched(effects: dict[str, Level], strongest: Level, book: RuleBook) -> str:
    """Which treatments a rule stops, or touches at its strongest level; each level by itself, so that nothing seems
    excluded that only has to be settled."""
    levels = [level for level in Level if level is strongest or level in STOPS]
    by_level = [(level, scope((name for name, own in effects.items() if own is level), book)) for level in levels]
    told = [(level, names) for level, names in by_level if names]
    if len(told) == 1:
        return told[0][1]
    return ". ".join(f"{capital(LEVEL_WORDS[level])}: {names}" for level, names in told)


def _option(result: TreatmentResult, by_id: dict[str, Reason], assessment: Assessment, book: RuleBook) -> Option:
    treatment = book.treatments[result.id]
    mine = sorted(((by_id[e.finding.rule.id], e.level) for e in result.effects), key=lambda pair: pair[0].number)
    deciding = [reason for reason, _ in mine if reason.rule_id in result.deciding_rules]
    labels = tuple(assessment.answers.questionnaire.by_id[name].label for name in result.ask)
    sure = next((reason for reason in deciding if reason.sure), None)
    if sure is not None:
        main, number, more = sure.title, sure.number, len(deciding) - 1
    elif deciding:
        waits = {
            question
            for e in result.effects
            if e.finding.rule.id in result.deciding_rules
            for question in e.finding.questions
        }
        open_labels = [label for name, label in zip(result.ask, labels, strict=True) if name in waits]
        main, number, more = (
            f"Not known: {listed([lower(label) for label in open_labels[:2]])}",
            None,
            max(len(open_labels) - 2, 0),
        )
    else:
        main, number, more = "Nothing in the answers calls for it", None, 0
    others = [STATUS_WORDS[status] for status in result.possible if status is not result.status]
    return Option(
        id=result.id,
        leads=treatment.leads,
        name=say(treatment.name),
        short_name=treatment.short_name,
        status=result.status,
        word=STATUS_WORDS[result.status],
        main=main,
        main_number=number,
        more=more,
        grade=treatment.evidence_grade,
        grade_words=GRADE_WORDS[treatment.evidence_grade],
        supporting=tuple(r for r, level in mine if r.sure and level is Level.SUPPORTS),
        opposing=tuple(r for r, level in mine if r.sure and level in AGAINST),
        unknown=tuple(r for r, level in mine if not r.sure and level is not Level.NOTICE),
        deciding=frozenset(reason.number for reason in deciding),
        could_become=listed([lower(word) for word in others], "or"),
        improve=improvements(assessment, result.id),
        ask=labels,
    )


def _held_open(assessment: Assessment) -> dict[str, list[Finding]]:
    """The questions whose missing answers hold a treatment at "needs information", with the rules that wait for
    each."""
    held: dict[str, list[Finding]] = {}
    for name in assessment.procedures:
        result = assessment.treatments[name]
        if result.status is not Status.NEEDS_INFO:
            continue
        for effect in result.effects:
            if effect.finding.rule.id in result.deciding_rules and effect.finding.truth is None:
                for question in effect.finding.questions:
                    waiting = held.setdefault(question, [])
                    if effect.finding not in waiting:
                        waiting.append(effect.finding)
    return held


def _acts(assessment: Assessment, reasons: tuple[Reason, ...], held: dict[str, list[Finding]]) -> tuple[Act, ...]:
    """Red flags; then what excludes or defers; then what information is needed, one line for each question."""
    acts = []
    # Red flags first, those about safety of life before the others; then what the rule book wants here though it only
    # cautions.
    for reason in sorted(reasons, key=lambda r: (not r.red_flag, not r.act_first)):
        if reason.first_page:
            kind = None if reason.red_flag else reason.strongest
            acts.append(Act(kind, reason.title, reason.because, reason.action, reason.scope, reason.number))
    form = assessment.answers.questionnaire
    weight = _weights(assessment)
    for question in sorted(held, key=lambda name: weight.get(name, len(weight))):
        waiting = [finding.rule.title for finding in held[question]]
        more = f" and {len(waiting) - 2} more" if len(waiting) > 2 else ""
        touched = [n for n in assessment.procedures if question in _questions_of(assessment.treatments[n])]
        acts.append(
            Act(
                kind=Level.NEEDS_INFO,
                title=f"Not known: {form.by_id[question].label}",
                because=capital(answer_of(assessment.answers, question, "label")),
                action=f"Ask. Open until then: {'; '.join(waiting[:2])}{more}",
                scope=capital(counted(len(touched), "procedure waits", "procedures wait")) if touched else "",
                number=None,
            )
        )
    return tuple(acts)


def _weights(assessment: Assessment) -> dict[str, int]:
    """Where each question stands among those to ask: the lowest place it has for any procedure."""
    places: dict[str, int] = {}
    for name in assessment.procedures:
        for place, question in enumerate(assessment.treatments[name].ask):
            places[question] = min(place, places.get(question, place))
    return places


def _questions_of(result: TreatmentResult) -> set[str]:
    if result.status is not Status.NEEDS_INFO:
        return set()
    return {q for e in result.effects if e.finding.rule.id in result.deciding_rules for q in e.finding.questions}


def _standing(book: RuleBook, numbering: Numbering) -> tuple[Standing, ...]:
    """Legal standing by region. What is said in the same words of several options, or of one option in several regions,
    stands once."""
    said: dict[tuple[str, str, tuple[int, ...]], tuple[dict[str, None], dict[str, None]]] = {}
    for region, word in _REGIONS.items():
        for name in book.treatments:
            for entry in book.treatments[name].regulation:
                if entry.region == region:
                    regions, options = said.setdefault(
                        (entry.says, entry.as_of, numbering.numbers(entry.sources)), ({}, {})
                    )
                    regions[word] = None
                    options[book.treatments[name].short_name] = None
    return tuple(
        Standing(tuple(regions), tuple(options), says, as_of, sources)
        for (says, as_of, sources), (regions, options) in said.items()
    )


def measured_density(book: RuleBook, numbering: Numbering) -> tuple[Measured, ...]:
    """What studies measured in hairs per cm², the negative ones among them; each study once, under the first option
    that has it."""
    rows: dict[str, Measured] = {}
    for name in book.treatments:
        for study in book.treatments[name].evidence:
            if study.density is not None and study.source not in rows:
                rows[study.source] = _measured(
                    book.treatments[name].short_name,
                    study.density,
                    f"{study.design}; {study.size}. {study.finding}.",
                    numbering.numbers([study.source]),
                )
    return tuple(rows.values())


def donor_area(answers: Answers, book: RuleBook, numbering: Numbering) -> tuple[Measured, ...]:
    """Grafts moved already, as the patient has it; what a first session takes at the chosen stage; and what a lifetime
    may give, which is disputed. Nothing where neither grafts nor a stage with a number are known."""
    donor = book.treatments["fue"].donor
    moved, stage = answers.values.get("prior_grafts_total"), answers.values.get("norwood_stage")
    session = donor.first_session.get(str(stage)) if donor is not None else None
    if donor is None or (session is None and not isinstance(moved, int)):
        return ()
    rows = []
    if isinstance(moved, int):
        rows.append(_measured("Moved already", Spread(low=moved, high=moved, says=""), "The patient’s own answer.", ()))
    if session is not None:
        words = (
            f"What one practice plans at Norwood {answer_of(answers, 'norwood_stage', 'label')}, the stage "
            "the patient chose."
        )
        spread = Spread(low=session[0], high=session[1], says="")
        rows.append(_measured("First session", spread, words, numbering.numbers([donor.first_session_source])))
    lifetime = (
        _measured("In a lifetime", s, f"{capital(s.says)}.", numbering.numbers([s.source])) for s in donor.lifetime
    )
    return (*rows, *lifetime)


def _measured(label: str, spread: Spread, words: str, sources: tuple[int, ...]) -> Measured:
    if spread.high == 0:
        number = "no effect"
    elif spread.low == spread.high:
        number = f"{spread.low:,g}"
    else:
        number = f"{spread.low:,g} to {spread.high:,g}"
        number = number if spread.middle is None else f"{spread.middle:,g} ({number})"
    return Measured(label, spread.low, spread.high, spread.middle, number, words, sources)


def _age_tension(assessment: Assessment, patient: Patient, made: datetime) -> tuple[str, ...]:
    """The age in the answers against the date of birth: one of the two is wrong, or they are not the same person."""
    age = assessment.answers.values.get("age_years")
    if patient.born is None or not isinstance(age, int):
        return ()
    # A birthday may lie between the answers and this document.
    computed = age_on(patient.born, made.date())
    if computed in (age, age + 1):
        return ()
    return (f"Age answered as {age}, but the date of birth gives {computed}: check the identity.",)


def _sections(assessment: Assessment) -> tuple[tuple[str, tuple[Answer, ...]], ...]:
    """Every question that applies, by section of the form, in the clinician's labels."""
    answers = assessment.answers
    used = {q for f in assessment.findings if f.truth for q in f.questions}
    waiting = {q for f in assessment.findings if f.truth is None for q in f.questions}
    sections = []
    for section in answers.questionnaire.sections:
        rows = tuple(
            Answer(
                label=question.label,
                text=capital(answer_of(answers, question.id, "label")),
                state=answers.states[question.id],
                used=question.id in used,
                open=question.id in waiting,
            )
            for page in section.pages
            for question in page.questions
            if question.type != "contact" and answers.applies(question.id)
        )
        if rows:
            sections.append((say(section.title), rows))
    return tuple(sections)

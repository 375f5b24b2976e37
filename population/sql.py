"""A rule book as one SELECT for DuckDB, for a clinic whose answers lie in a database. SQL has the same three truth
values as conditions have, so that a NULL carries "unknown" through AND, OR and NOT by itself.

The table has a column for each question that a rule or a question's condition reads: VARCHAR for a choice, VARCHAR[]
for a multiple choice, a number, BOOLEAN for yes/no. NULL is unanswered. What is no definite answer to its question -
"not sure", an unknown option, a number out of range - is unknown, never "no"; nothing is refused, because a SELECT
cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from questionnaire.conditions import (
    ALWAYS,
    All,
    Among,
    Answered,
    Any,
    Condition,
    Not,
    QuestionLeaf,
    Setting,
    SumWithin,
    Ticked,
    Within,
    questions_read,
)
from questionnaire.model import Question, Questionnaire, Score
from rules.decision import LINES, PATHWAY_LINES, Kind, PathwayLine, Some, Test, leading, line_holds
from rules.model import Rule, RuleBook


def to_sql(book: RuleBook, questionnaire: Questionnaire, table: str = "patients", keep: Sequence[str] = ()) -> str:
    """The SELECT that assesses every row of `table`: a column for each treatment with its status, then `pathway` and
    `red_flags` (how many fire).

    `keep` names columns, such as the patient's id, that come first and unchanged. Rows come in the order of the table,
    as far as the database keeps one; with an id they need not.
    """
    form = _Form(questionnaire)
    read = form.closure(frozenset().union(*book.reads.values()))
    questions = [question for question in questionnaire.answerable if question.id in read]
    steps: list[tuple[list[str], str]] = []
    kept = [_name(name) for name in keep]

    # What was answered. Columns are copied by name: a table may have others.
    answers = [_name(q.id) for q in questions if _name(q.id) not in kept]
    given = [f"{_given(q)} AS {_name('given', q.id)}" for q in questions]
    steps.append(([*kept, *answers, *given], _name(table)))

    # What applies: a question's condition reads earlier questions, which must stand in an earlier step.
    depths = {q.id: form.depth(q.id) for q in questions}
    for depth in range(1, max(depths.values(), default=0) + 1):
        layer = [q.id for q in questions if depths[q.id] == depth]
        shown = [
            f"({form.sql(questionnaire.conditions[name])}) IS NOT FALSE AS {_name('applies', name)}" for name in layer
        ]
        steps.append((["*", *shown], _step(len(steps))))
    sums = [
        column for score in questionnaire.scores if set(score.items) <= read for column in _sums(score, questionnaire)
    ]
    if sums:
        steps.append((["*", *sums], _step(len(steps))))

    fired = [f"{form.sql(book.conditions[rule.id])} AS {_name('rule', rule.id)}" for rule in book.rules]
    steps.append(([*kept, *fired], _step(len(steps))))
    flags = " + ".join(f"CAST({_name('rule', r.id)} IS TRUE AS INTEGER)" for r in book.rules if r.red_flag) or "0"
    statuses = [f"{_status(name, book)} AS {_name(name)}" for name in book.treatments]
    steps.append(([*kept, *statuses, f'{flags} AS "red_flags"'], _step(len(steps))))
    last = [*kept, *map(_name, book.treatments), f'{_pathway(book)} AS "pathway"', '"red_flags"']

    ctes = ",\n".join(f"{_step(i)} AS (\n{_select(columns, source)}\n)" for i, (columns, source) in enumerate(steps, 1))
    return f"WITH {ctes}\n{_select(last, _step(len(steps)))}"


def _select(columns: Sequence[str], source: str) -> str:
    return "SELECT\n  " + ",\n  ".join(columns or ['TRUE AS "a row"']) + f"\nFROM {source}"


def _step(number: int) -> str:
    return _name(f"step {number}")


def _name(*words: str) -> str:
    """An identifier. A blank inside keeps the names made here apart from the ids of questions, which have none."""
    return '"' + " ".join(words).replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _texts(texts: Iterable[str]) -> str:
    return ", ".join(_text(text) for text in texts)


def _given(question: Question) -> str:
    """Whether there is a definite answer: true or false, never NULL."""
    column = _name(question.id)
    if question.type == "boolean":
        return f"{column} IS NOT NULL"
    if question.type == "choice":
        test = f"{column} IN ({_texts(question.definite)})"
    elif question.type == "multiple_choice":
        # A NULL among the ticks is no definite answer.
        whole = f"len({column}) > 0 AND list_count({column}) = len({column})"
        test = f"{whole} AND list_has_all([{_texts(question.definite)}], {column})"
    else:
        test = f"{column} BETWEEN {_number(question.minimum)} AND {_number(question.maximum)}"
    return f"coalesce({test}, FALSE)"


def _number(number: float | None) -> str:
    assert number is not None
    short = f"{number:g}"
    if float(short) == number:
        return short
    exact = repr(float(number))
    return (
        exact if "e" in exact else exact + "e0"
    )  # with an exponent it is a DOUBLE, and not a decimal that may be rounded


def _sums(score: Score, questionnaire: Questionnaire) -> list[str]:
    """The lowest and the highest sum that a score may have: an item without points may stand for any."""
    bounds = {"low": min, "high": max}
    return [
        " + ".join(_points(questionnaire.by_id[item], bound) for item in score.items) + f" AS {_name(word, score.id)}"
        for word, bound in bounds.items()
    ]


def _points(item: Question, bound: object) -> str:
    scores = {option.id: option.score for option in item.options if option.score is not None}
    cases = " ".join(f"WHEN {_text(option)} THEN {points}" for option, points in scores.items())
    unknown = bound(scores.values())  # type: ignore[operator]
    return f"CASE {_name(item.id)} {cases} ELSE {unknown} END" if item.type == "choice" else str(unknown)


class _Form:
    """The questionnaire as SQL sees it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._form = questionnaire

    def closure(self, names: Iterable[str]) -> set[str]:
        """These questions and those on which it depends whether they are shown."""
        found: set[str] = set()
        for name in names:
            found |= {name} | self.closure(questions_read(self._form.conditions.get(name, ALWAYS)))
        return found

    def depth(self, name: str) -> int:
        """How many conditions must be settled, one after the other, to know whether a question applies."""
        condition = self._form.conditions.get(name)
        return 0 if condition is None else 1 + max(map(self.depth, questions_read(condition)), default=0)

    def sql(self, condition: Condition) -> str:
        """A condition: TRUE, FALSE or NULL."""
        if isinstance(condition, All | Any):
            word, empty = (" AND ", "TRUE") if isinstance(condition, All) else (" OR ", "FALSE")
            return "(" + word.join(self.sql(part) for part in condition.parts) + ")" if condition.parts else empty
        if isinstance(condition, Not):
            return f"(NOT {self.sql(condition.part)})"
        match condition:
            case Setting():
                return "TRUE" if condition.holds else "FALSE"
            case SumWithin():
                return self._applies(condition.items, _sum_leaf(condition))
            case _:
                return self._applies((condition.question,), _leaf(condition, self._form.by_id[condition.question]))

    def _applies(self, items: Sequence[str], test: str) -> str:
        """A test of a question that does not apply is FALSE, whatever was answered."""
        conditional = [_name("applies", item) for item in items if item in self._form.conditions]
        return "(" + " AND ".join([*conditional, test]) + ")"


def _leaf(leaf: QuestionLeaf, question: Question) -> str:
    """A leaf of a question that applies: true or false as a definite answer has it, and NULL where there is none."""
    column, given = _name(question.id), _name("given", question.id)
    match leaf:
        case Answered():
            return given if leaf.expected else f"NOT {given}"
        case Within():
            return f"CASE WHEN {given} THEN {_within(leaf, column, column)} END"
        case Ticked():
            word = " AND " if leaf.every else " OR "
            named = word.join(f"list_contains({column}, {_text(option)})" for option in leaf.options)
        case Among():
            if question.type == "boolean":
                return f"{column} = {leaf.options[0].upper()}"
            named = f"{column} IN ({_texts(leaf.options)})"
        case _:
            assert_never(leaf)
    return f"CASE WHEN {named} THEN TRUE WHEN {given} THEN FALSE END"


def _within(leaf: Within | SumWithin, low: str, high: str) -> str:
    """Whether everything from `low` to `high` is within the leaf's limits."""
    tests = [f"{low} >= {_number(leaf.low.value)}"] if leaf.low else []
    tests += [f"{high} < {_number(leaf.high.value)}"] if leaf.high else []
    return " AND ".join(tests) or "TRUE"


def _sum_leaf(leaf: SumWithin) -> str:
    low, high = _name("low", leaf.score), _name("high", leaf.score)
    # Settled when the lowest and the highest sum agree: the whole range is within, or all of it is without.
    return f"CASE WHEN {_within(leaf, low, high)} THEN TRUE WHEN NOT ({_within(leaf, high, low)}) THEN FALSE END"


def _some(rules: Iterable[Rule]) -> str:
    """Whether one of these rules fires: TRUE when one surely does, NULL when none does but one may."""
    return "(" + (" OR ".join(_name("rule", rule.id) for rule in rules) or "FALSE") + ")"


def _status(treatment: str, book: RuleBook) -> str:
    """The table of decisions, its lines in their order. CASE takes a line only when it is TRUE, so that NULL decides
    nothing by itself."""

    def holds(test: Test) -> str:
        at = [rule for rule in book.by_treatment[treatment] if rule.effects[treatment] in test.levels]
        match test.kind:
            case Kind.FIRES:
                return _some(at)
            case Kind.WAITS:
                return f"{_some(rule for rule in at if rule.if_unknown == 'needs_info')} IS NULL"
            case Kind.UNSURE:
                return f"{_some(at)} IS NULL"
            case _:
                assert_never(test.kind)

    whens = ((line_holds(line, holds, " OR ".join, _both), line.status) for line in LINES if line.tests)
    return _case(whens, LINES[-1].status)


def _pathway(book: RuleBook) -> str:
    def some(wanted: Some) -> str:
        names = leading(book.treatments, wanted.group)
        return "(" + (" OR ".join(f"{_name(n)} IN ({_texts(wanted.statuses)})" for n in names) or "FALSE") + ")"

    def holds(line: PathwayLine) -> str:
        return " AND ".join([*(['"red_flags" > 0'] if line.red_flag else []), *map(some, line.some)])

    whens = ((holds(line), line.pathway) for line in PATHWAY_LINES if line.red_flag or line.some)
    return _case(whens, PATHWAY_LINES[-1].pathway)


def _both(one: str, other: str) -> str:
    return f"{other} AND {one}"


def _case(whens: Iterable[tuple[str, str]], otherwise: str) -> str:
    lines = "".join(f"\n    WHEN {when} THEN {_text(then)}" for when, then in whens)
    return f"CASE{lines}\n    ELSE {_text(otherwise)}\n  END"

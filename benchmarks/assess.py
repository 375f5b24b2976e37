"""One patient's assessment with every reason, beside the GoRules ZEN engine evaluating the same conditions with its trace.

    python benchmarks/assess.py

The product reads the answers, finds the truth of every rule (true, false or unknown), writes why, decides seven statuses, works out which
statuses are still possible and what to ask. ZEN, a general rule engine in Rust, is given the same conditions translated to its own
language, and finds which are true and its trace. It has no "unknown", so it is only asked where every answer is there; that it then comes
to the same truths is checked first.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any as Anything

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

from benchmarks.common import ROOT, machine, needed, percentile, table
from questionnaire.answers import Answers, State, read_answers
from questionnaire.conditions import All, Answered, Any, Between, Condition, HasAny, In, Is, Leaf, Not, evaluate
from questionnaire.load import load_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.assess import assess
from rules.load import load_rule_book
from rules.model import RuleBook

zen = needed("zen")

ROUNDS = 15
Raw = dict[str, Anything]


def complete(raw: Mapping[str, Anything], form: Questionnaire) -> Raw:
    """Answers in which every question that is shown has a definite answer: the patient's own where there is one."""
    values = dict(raw)
    for question in form.answerable:  # conditions name earlier questions only, so one pass is enough
        if read_answers(values, form).states[question.id] is State.NOT_APPLICABLE:
            values.pop(question.id, None)
        elif read_answers(values, form).states[question.id] is not State.GIVEN:
            values[question.id] = _plainest(question)
    typed = read_answers(values, form).values
    return {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}


def _plainest(question: Question) -> Anything:
    if question.type == "boolean":
        return True
    if question.type in ("integer", "decimal"):
        assert question.minimum is not None
        assert question.maximum is not None
        return int((question.minimum + question.maximum) / 2)
    if question.type == "choice":
        return question.definite[0]
    return [next((o for o in question.definite if question.by_option[o].exclusive), question.definite[0])]


def without(raw: Raw, count: int, chance: random.Random) -> Raw:
    """The answers with `count` of them left out."""
    lost = chance.sample(sorted(raw), count)
    return {name: value for name, value in raw.items() if name not in lost}


def zen_expression(condition: Condition) -> str:
    """A condition in ZEN's expression language, for complete answers in which null stands for a question that does not apply."""
    if isinstance(condition, Not):
        return f"not ({zen_expression(condition.part)})"
    if isinstance(condition, All | Any):
        word = " and " if isinstance(condition, All) else " or "
        return "(" + word.join(zen_expression(part) for part in condition.parts) + ")" if condition.parts else "true"
    return _zen_leaf(condition)


def _zen_leaf(leaf: Leaf) -> str:
    name = leaf.question
    if isinstance(leaf, Is):
        return f"{name} == {leaf.option if leaf.option in ('true', 'false') else json.dumps(leaf.option)}"
    if isinstance(leaf, In):
        return f"{name} in {json.dumps(leaf.options)}"
    if isinstance(leaf, Between):
        tests = [f"{name} != null"]
        tests += [f"{name} >= {leaf.low.value}"] if leaf.low else []
        tests += [f"{name} < {leaf.high.value}"] if leaf.high else []
        return "(" + " and ".join(tests) + ")"
    if isinstance(leaf, Answered):
        return f"{name} != null" if leaf.expected else "false"
    word = "some" if isinstance(leaf, HasAny) else "all"
    return f"({name} != null and {word}({json.dumps(leaf.options)}, # in {name}))"


def zen_decision(book: RuleBook) -> Anything:
    """The rules as one ZEN decision: an expression for each."""
    expressions = [{"id": rule.id, "key": rule.id, "value": zen_expression(book.conditions[rule.id])} for rule in book.rules]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "rules",
            "name": "rules",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {"expressions": expressions},
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def zen_context(raw: Raw, form: Questionnaire) -> Raw:
    """Complete answers as ZEN sees them: null where a question does not apply, the scores summed."""
    states = read_answers(raw, form).states
    context = {question.id: raw.get(question.id) for question in form.answerable}
    for score in form.scores:
        applies = all(states[item] is State.GIVEN for item in score.items)
        points = [form.by_id[item].by_option[raw[item]].score or 0 for item in score.items] if applies else []
        context[score.id] = sum(points) if applies else None
    return context


def truths(answers: Answers, book: RuleBook) -> dict[str, bool | None]:
    """The truth of every rule and nothing else."""
    return {rule.id: evaluate(book.conditions[rule.id], answers.truth) for rule in book.rules}


def times_ms(job: Callable[[Raw], object], patients: Sequence[Raw]) -> list[float]:
    """Each patient's median time over some rounds, in milliseconds, after a round that does not count."""
    taken: list[list[float]] = [[] for _ in patients]
    for counts in (False, *[True] * ROUNDS):
        for raw, mine in zip(patients, taken, strict=True):
            start = time.perf_counter()
            job(raw)
            if counts:
                mine.append(time.perf_counter() - start)
    return [statistics.median(mine) * 1000 for mine in taken]


def main() -> None:
    """Measure and print."""
    form = load_questionnaire(ROOT / "questions.json")
    book = load_rule_book(ROOT / "rules" / "book", form)
    chance = random.Random(1)
    patients = [complete(case.answers, form) for case in book.cases]
    contexts = [zen_context(raw, form) for raw in patients]
    decision = zen_decision(book)
    for case, raw, context in zip(book.cases, patients, contexts, strict=True):
        theirs = decision.evaluate(context)["result"]
        ours = truths(read_answers(raw, form), book)
        wrong = [name for name, truth in ours.items() if theirs[name] is not truth]
        if wrong:
            sys.exit(f"ZEN and the product disagree on case {case.id}: {', '.join(wrong)}. The figures would not compare.")

    def ours_in_full(raw: Raw) -> object:
        return assess(read_answers(raw, form), book)

    measured = {
        "all answered": times_ms(ours_in_full, patients),
        "3 missing": times_ms(ours_in_full, [without(raw, 3, chance) for raw in patients]),
        "10 missing": times_ms(ours_in_full, [without(raw, 10, chance) for raw in patients]),
        "all missing": times_ms(ours_in_full, [{}]),
        "all answered, only which rules fire": times_ms(lambda raw: truths(read_answers(raw, form), book), patients),
        "ZEN with trace, only which rules fire": times_ms(lambda context: decision.evaluate(context, {"trace": True}), contexts),
        "ZEN without trace": times_ms(decision.evaluate, contexts),
    }
    peer = statistics.median(measured["ZEN with trace, only which rules fire"])
    rows = [
        [name, f"{statistics.median(t):.2f}", f"{percentile(t, 0.95):.2f}", f"{max(t):.2f}", f"{statistics.median(t) / peer:.2f}"]
        for name, t in measured.items()
    ]
    print(f"{len(patients)} patients, {len(book.rules)} rules. {machine()}\n")
    print(table(["", "median ms", "p95 ms", "slowest ms", "median to ZEN with trace"], rows))


if __name__ == "__main__":
    main()

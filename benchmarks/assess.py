"""One patient's assessment with every reason, beside other rule engines on the truth of the same conditions.

    python benchmarks/assess.py

The product reads the answers, finds the truth of every rule (true, false or unknown), writes why, decides seven
statuses, works out which statuses are still possible, what to ask and what would change. A peer is given the same
conditions in its own language and finds which are true. None of them has "unknown", so they are only asked where every
answer is there; that each comes to the same truths is checked first.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # imports start in the project's folder, not in this one

from benchmarks.common import ROOT, machine, percentile, table, times_ms
from benchmarks.peers import peers
from questionnaire.answers import Answers, State, read_answers
from questionnaire.conditions import Truth, evaluate
from questionnaire.load import load_questionnaire
from questionnaire.locales import load_locales
from questionnaire.model import Question, Questionnaire
from questionnaire.words import use_locales
from rules.assess import assess
from rules.load import load_rule_book
from rules.model import RuleBook
from rules.reasoning.possible import Completions

ROUNDS = 9
FEW = 20
"""How many patients a peer is timed with: each takes about the same, and some take long."""
Raw = dict[str, Any]


def complete(raw: Mapping[str, Any], form: Questionnaire) -> Raw:
    """Answers in which every question that is shown has a definite answer: the patient's own where there is one."""
    values = dict(raw)
    for question in form.answerable:  # conditions name earlier questions only, so one pass is enough
        state = read_answers(values, form).states[question.id]
        if state is State.NOT_APPLICABLE:
            values.pop(question.id, None)
        elif state is not State.GIVEN:
            values[question.id] = _plainest(question)
    typed = read_answers(values, form).values
    return {name: list(value) if isinstance(value, tuple) else value for name, value in typed.items()}


def _plainest(question: Question) -> Any:
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


def context_of(raw: Raw, form: Questionnaire) -> Raw:
    """Complete answers as the peers see them: null where a question does not apply, the scores summed."""
    states = read_answers(raw, form).states
    context = {question.id: raw.get(question.id) for question in form.answerable}
    for score in form.scores:
        applies = all(states[item] is State.GIVEN for item in score.items)
        points = [form.by_id[item].by_option[raw[item]].score or 0 for item in score.items] if applies else []
        context[score.id] = sum(points) if applies else None
    return context


def truths(answers: Answers, book: RuleBook) -> dict[str, Truth]:
    """The truth of every rule and nothing else."""
    return {rule.id: evaluate(book.conditions[rule.id], answers.truth) for rule in book.rules}


def possible_times(raws: Sequence[Raw], form: Questionnaire, book: RuleBook) -> tuple[list[float], list[float]]:
    """How long it takes, in milliseconds, to find which statuses are possible once the rules' truths are known: of all
    treatments for each patient, and of one treatment for each patient and treatment."""
    known = [(answers, truths(answers, book)) for answers in (read_answers(raw, form) for raw in raws)]

    def every(one: tuple[Answers, Mapping[str, Truth]]) -> object:
        completions = Completions(one[0], book, one[1])
        return [completions.statuses(name) for name in book.treatments]

    singles = [(answers, found, name) for answers, found in known for name in book.treatments]
    single = times_ms(lambda one: Completions(one[0], book, one[1]).statuses(one[2]), singles, ROUNDS)
    return times_ms(every, known, ROUNDS), single


def main() -> None:
    """Measure and print."""
    use_locales(load_locales(ROOT / "locales"))
    form = load_questionnaire(ROOT / "questions.json")
    book = load_rule_book(ROOT / "rules" / "book", form)
    chance = random.Random(1)
    patients = [complete(case.answers, form) for case in book.cases]
    contexts = [context_of(raw, form) for raw in patients]
    known = [truths(read_answers(raw, form), book) for raw in patients]

    theirs = {}
    for peer in peers(book, form):
        made = [peer.prepared(context) for context in contexts]
        for case, ours, one in zip(book.cases, known, made, strict=True):
            found = peer.truths(one)
            wrong = [name for name, truth in ours.items() if found[name] is not truth]
            if wrong:
                sys.exit(
                    f"{peer.name} and the product disagree on case {case.id}: {', '.join(wrong)}. The figures "
                    "would not compare."
                )
        theirs[peer.name] = times_ms(peer.truths, made[:: len(made) // FEW], ROUNDS)

    def in_full(raw: Raw) -> object:
        return assess(read_answers(raw, form), book).what_if  # worked out last, when asked for

    three, ten = ([without(raw, count, chance) for raw in patients] for count in (3, 10))
    measured = {
        "the whole assessment, all answered": times_ms(in_full, patients, ROUNDS),
        "the whole assessment, 3 answers missing": times_ms(in_full, three, ROUNDS),
        "the whole assessment, 10 missing": times_ms(in_full, ten, ROUNDS),
        "the whole assessment, all missing": times_ms(in_full, [{}], ROUNDS),
        "all but what would change, 3 missing": times_ms(
            lambda raw: assess(read_answers(raw, form), book), three, ROUNDS
        ),
        "only which rules fire, all answered": times_ms(
            lambda raw: truths(read_answers(raw, form), book), patients, ROUNDS
        ),
        **theirs,
    }
    every, single = possible_times(three, form, book)
    measured |= {
        "what is possible, 3 missing: seven treatments": every,
        "what is possible, 3 missing: one treatment": single,
    }
    peer_median = statistics.median(next(iter(theirs.values())))
    rows = [
        [
            name,
            f"{statistics.median(t):.2f}",
            f"{percentile(t, 0.95):.2f}",
            f"{max(t):.2f}",
            f"{peer_median / statistics.median(t):.1f}",
        ]
        for name, t in measured.items()
    ]
    print(f"{len(patients)} patients, {len(book.rules)} rules. {machine()}\n")
    print(table(["", "median ms", "p95 ms", "slowest ms", "times as fast as ZEN with its trace"], rows))


if __name__ == "__main__":
    main()

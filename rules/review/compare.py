"""Two versions of a rule book side by side: what was edited, and for whom it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from questionnaire.answers import read_answers
from questionnaire.model import Questionnaire
from rules.assess import assess
from rules.decision import FITS, HOLD_OPEN
from rules.explain import sentence
from rules.load import answer_classes
from rules.model import Rule, RuleBook, Status
from rules.reasoning.search import Patients, TooHard, either, every
from rules.review.check.formulas import stands_alone, statuses


@dataclass(frozen=True)
class Edit:
    """One thing that was edited: `kind` is "added", "removed" or "changed", `name` says what, `says` how, a sentence
    each."""

    kind: str
    name: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A treatment whose status differs for some patient: the old and the new status, and that patient's answers."""

    treatment: str
    before: Status
    after: Status
    example: Mapping[str, object]


@dataclass(frozen=True)
class Comparison:
    """What lies between two books.

    `unchanged`: treatments proved to have the same status for every patient there can be, whatever is left out.
    `unchanged_if_answered`: proved so only for patients who answer everything. `moved`: with an example. `undecided`:
    the search ran out of its budget.
    """

    edits: tuple[Edit, ...]
    unchanged: tuple[str, ...]
    unchanged_if_answered: tuple[str, ...]
    moved: tuple[Moved, ...]
    undecided: tuple[str, ...]


def compare(old: RuleBook, new: RuleBook, questionnaire: Questionnaire) -> Comparison:
    """Compare two books that speak about the same questionnaire."""
    groups: dict[str, list[str]] = {"unchanged": [], "if_answered": [], "undecided": []}
    moved = []
    for treatment in [name for name in new.treatments if name in old.treatments]:
        if _follows_from(old, treatment) == _follows_from(new, treatment):
            groups["unchanged"].append(treatment)
            continue
        try:
            found = _example(old, new, treatment, questionnaire)
        except TooHard:
            groups["undecided"].append(treatment)
            continue
        if found is None:
            groups["if_answered"].append(treatment)
        else:
            moved.append(found)
    return Comparison(
        edits=tuple(_edits(old, new, questionnaire)),
        unchanged=tuple(groups["unchanged"]),
        unchanged_if_answered=tuple(groups["if_answered"]),
        moved=tuple(moved),
        undecided=tuple(groups["undecided"]),
    )


def read_by_edited(old: RuleBook, new: RuleBook, treatment: str) -> frozenset[str]:
    """The questions on whose answers it depends whether the edited rules of a treatment move a patient."""
    edited = _follows_from(old, treatment) ^ _follows_from(new, treatment)
    rules = [
        (book, rule)
        for book in (old, new)
        for rule in book.by_treatment[treatment]
        if _part(book, rule, treatment) in edited
    ]
    return frozenset().union(*(book.reads[rule.id] for book, rule in rules))


def _follows_from(book: RuleBook, treatment: str) -> frozenset[tuple[object, ...]]:
    """All that a treatment's status follows from. Where this is equal, so is the status of everyone: rules add up in
    any order."""
    return frozenset(_part(book, rule, treatment) for rule in book.by_treatment[treatment])


def _part(book: RuleBook, rule: Rule, treatment: str) -> tuple[object, ...]:
    level = rule.effects[treatment]
    return book.conditions[rule.id], level, rule.if_unknown if level in HOLD_OPEN else None


def _example(old: RuleBook, new: RuleBook, treatment: str, questionnaire: Questionnaire) -> Moved | None:
    """A patient, otherwise plain, whose status differs: one who answers everything, else one who leaves a single
    question out.

    Raises `TooHard` when neither is found and the search for the first was not exhaustive.
    """
    both = {f"old {name}": c for name, c in old.conditions.items()} | {
        f"new {name}": c for name, c in new.conditions.items()
    }
    everyone = Patients(read_answers({}, questionnaire), replace(new, classes=answer_classes(questionnaire, both)))
    try:
        found = _who_answers_everything(old, new, treatment, everyone)
    except TooHard as hard:
        found = _who_leaves_something_out(old, new, treatment, everyone, questionnaire)
        if found is None:
            raise hard
        return found
    return found or _who_leaves_something_out(old, new, treatment, everyone, questionnaire)


def _who_answers_everything(old: RuleBook, new: RuleBook, treatment: str, everyone: Patients) -> Moved | None:
    fires = [{_part(book, rule, treatment)[:2] for rule in book.by_treatment[treatment]} for book in (old, new)]
    edited = fires[0] ^ fires[1]
    if not edited:
        return None
    # Where no edited condition holds, the rules that fire are the same: only the others need to be searched.
    touched = either(sorted({condition for condition, _ in edited}, key=repr))  # type: ignore[misc]
    before, after = statuses(old, treatment), statuses(new, treatment)
    pairs = [(was, becomes) for was in before for becomes in after if was is not becomes]
    # What a clinic asks first is who would now fit, or no longer does.
    for was, becomes in sorted(pairs, key=lambda pair: not set(FITS) & set(pair)):
        full = everyone.find(every([touched, before[was], after[becomes]]))
        if full is not None:
            return Moved(treatment, was, becomes, full)
    return None


def _who_leaves_something_out(
    old: RuleBook, new: RuleBook, treatment: str, everyone: Patients, questionnaire: Questionnaire
) -> Moved | None:
    edited = _follows_from(old, treatment) ^ _follows_from(new, treatment)
    for book in (old, new):
        for rule in book.by_treatment[treatment]:
            if _part(book, rule, treatment) not in edited:
                continue
            full = everyone.find(stands_alone(book, rule, treatment)) or everyone.find(book.conditions[rule.id])
            for question in sorted(book.reads[rule.id]) if full else ():
                without = {name: value for name, value in (full or {}).items() if name != question}
                found = _differing(old, new, treatment, without, questionnaire)
                if found is not None:
                    return found
    return None


def _differing(
    old: RuleBook, new: RuleBook, treatment: str, answers: Mapping[str, object], questionnaire: Questionnaire
) -> Moved | None:
    read = read_answers(answers, questionnaire)
    was, becomes = (assess(read, book).treatments[treatment].status for book in (old, new))
    return Moved(treatment, was, becomes, answers) if was is not becomes else None


def _edits(old: RuleBook, new: RuleBook, questionnaire: Questionnaire) -> Iterator[Edit]:
    """What was edited, in sentences: parameters first, then rules in the order of the book."""
    for name, parameter in new.parameters.items():
        before = old.parameters.get(name)
        if before is None:
            yield Edit("added", f"parameter {name}", (f"{parameter.label}: {parameter.value:g} {parameter.unit}",))
        elif (before.value, before.unit) != (parameter.value, parameter.unit):
            told = f"{parameter.label}: {before.value:g} {before.unit} becomes {parameter.value:g} {parameter.unit}"
            yield Edit("changed", f"parameter {name}", (told,))
    for name in old.parameters.keys() - new.parameters.keys():
        yield Edit("removed", f"parameter {name}", (old.parameters[name].label,))
    for rule in new.rules:
        if rule.id not in old.by_id:
            yield Edit(
                "added", f"rule {rule.id}", (rule.title, f"When {_when(new, rule, questionnaire)}", _effects(rule))
            )
        else:
            says = tuple(_changes(old, new, rule, questionnaire))
            if says:
                yield Edit("changed", f"rule {rule.id}", says)
    for rule in old.rules:
        if rule.id not in new.by_id:
            yield Edit(
                "removed", f"rule {rule.id}", (rule.title, f"When {_when(old, rule, questionnaire)}", _effects(rule))
            )


def _changes(old: RuleBook, new: RuleBook, rule: Rule, questionnaire: Questionnaire) -> Iterator[str]:
    before = old.by_id[rule.id]
    was, becomes = _when(old, before, questionnaire), _when(new, rule, questionnaire)
    if was != becomes:
        yield f"When {was} becomes: when {becomes}"
    if before.effects != rule.effects:
        yield f"{_effects(before)} becomes: {_effects(rule)}"
    if before.if_unknown != rule.if_unknown:
        yield f"If unknown: {before.if_unknown} becomes {rule.if_unknown}"
    if before.red_flag != rule.red_flag:
        yield "It is now a red flag" if rule.red_flag else "It is no longer a red flag"
    said, says = _texts(old.written[rule.id]), _texts(new.written[rule.id])
    for name in dict.fromkeys((*said, *says)):
        if said.get(name, "") != says.get(name, ""):
            yield f"Its {name}: “{said.get(name, '')}” becomes “{says.get(name, '')}”"


def _texts(rule: Rule) -> dict[str, str]:
    """What a rule says beyond its effect, by what it is called."""
    patient = {f"patient / {language}": text for language, text in rule.patient.items()}
    own = {"title": rule.title, "clinician": rule.clinician, "action": rule.action, **patient}
    return {**own, "sources": ", ".join(rule.sources), "temporary": "yes" if rule.temporary else "no"}


def _when(book: RuleBook, rule: Rule, questionnaire: Questionnaire) -> str:
    return sentence(book.conditions[rule.id], questionnaire)


def _effects(rule: Rule) -> str:
    return "Effects: " + ", ".join(f"{name} {level}" for name, level in rule.effects.items())

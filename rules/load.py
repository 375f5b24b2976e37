"""Reading a rule book from its folder: every name checked, every fault reported with its place and remedy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from questionnaire.answers import Value, within
from questionnaire.canonical import canonical_json, sha256
from questionnaire.conditions import (
    Answered,
    Condition,
    Leaf,
    Within,
    leaves,
    named_options,
    parse,
    questions_of,
)
from questionnaire.load import read_json, read_model, read_text
from questionnaire.model import Data, Question, Questionnaire
from questionnaire.problems import Problem, Refused, did_you_mean
from rules.model import (
    TREATMENTS,
    Case,
    Level,
    Parameter,
    Rule,
    RuleBook,
    Source,
    Tension,
    Treatment,
    Version,
)

Model = TypeVar("Model", bound=Data)
Raw = dict[str, Any]
"""A book as plain JSON values, before anything in it is believed."""


def load_rule_book(folder: Path, questionnaire: Questionnaire) -> RuleBook:
    """The rule book in a folder. Raises `Refused` with every fault found."""
    return read_rule_book(read_folder(folder), questionnaire)


def read_folder(folder: Path) -> Raw:
    """A book's files as one JSON value: `version`, `title`, `treatments`, `parameters`, `sources`, `rules`, `tensions`,
    `cases`.

    Rules come in the order of their files' names, then of the file. Raises `Refused` for a missing file or broken JSON.
    """
    if not folder.is_dir():
        raise Refused([Problem(str(folder), "there is no rule book in this folder")])
    raw: Raw = dict(_object(read_json(read_text(folder / "book.json"), "book.json"), "book.json"))
    for name in ("treatments", "parameters", "sources", "tensions"):
        raw[name] = read_json(read_text(folder / f"{name}.json"), f"{name}.json")
    for name in ("rules", "cases"):
        entries: list[object] = []
        for path in sorted((folder / name).glob("*.json")):
            part = read_json(read_text(path), f"{name}/{path.name}")
            if not isinstance(part, list):
                raise Refused([Problem(f"{name}/{path.name}", "this file holds a list")])
            entries += part
        raw[name] = entries
    return raw


def read_rule_book(raw: Raw, questionnaire: Questionnaire) -> RuleBook:
    """A rule book from plain JSON values, checked against the questionnaire it speaks about. Raises `Refused` with
    every fault found."""
    problems: list[Problem] = []

    def read(model: type[Model], value: object, place: str) -> Model | None:
        try:
            return read_model(model, value, place)
        except Refused as refused:
            problems.extend(refused.problems)
            return None

    def mapping(name: str, model: type[Model]) -> dict[str, Model]:
        entries = _object(raw.get(name), f"{name}.json")
        read_entries = ((key, read(model, value, f"{name}.json / {key}")) for key, value in entries.items())
        return {key: entry for key, entry in read_entries if entry is not None}

    def listing(name: str, model: type[Model]) -> tuple[Model, ...]:
        entries = raw.get(name)
        if not isinstance(entries, list):
            raise Refused([Problem(name, "this is a list")])
        read_entries = (read(model, value, f"{name} / {_id_of(value, i)}") for i, value in enumerate(entries, 1))
        return tuple(entry for entry in read_entries if entry is not None)

    parameters = mapping("parameters", Parameter)
    if problems:  # without its parameters every rule would seem to be wrong
        raise Refused(problems)
    sources = mapping("sources", Source)
    treatments = mapping("treatments", Treatment)
    written = listing("rules", Rule)
    tensions = listing("tensions", Tension)
    cases = listing("cases", Case)

    subjects = questionnaire.subjects()
    values = {name: parameter.value for name, parameter in parameters.items()}
    rules = tuple(_with_numbers(rule, values, problems) for rule in written)
    conditions: dict[str, Condition] = {}
    whens = [(rule.id, rule.when) for rule in rules] + [(tension.id, tension.when) for tension in tensions]
    for name, when in whens:
        try:
            conditions[name] = parse(when, f"rules / {name} / when", subjects, values)
        except Refused as refused:
            problems.extend(refused.problems)
    problems += _check_names(rules, tensions, cases, treatments, parameters, sources)
    for name in raw.keys() - {"version", "title", "treatments", "parameters", "sources", "rules", "tensions", "cases"}:
        problems.append(Problem(f"book.json / {name}", "this key is not known here; remove it or correct its spelling"))
    problems += [
        Problem(f"treatments.json / {name}", f'its id is "{treatment.id}"; both must be the same')
        for name, treatment in treatments.items()
        if name != treatment.id
    ]
    if not isinstance(raw.get("version"), str):
        problems.append(Problem("book.json", 'a version such as "1.0.0" is missing'))
    if problems:
        raise Refused(problems)
    classes = answer_classes(questionnaire, conditions)
    return RuleBook(
        version=Version(raw["version"], sha256(canonical(raw))),
        title=str(raw.get("title", "")),
        treatments={name: treatments[name] for name in TREATMENTS},
        parameters=parameters,
        sources=sources,
        rules=rules,
        written={rule.id: rule for rule in written},
        tensions=tensions,
        cases=cases,
        conditions=conditions,
        classes=classes,
        plain=plain_answers(questionnaire, {rule.id: conditions[rule.id] for rule in rules}, classes),
        asks_whether_answered=frozenset(rule.id for rule in rules if _asks_whether_answered(conditions[rule.id])),
        score_items={score.id: score.items for score in questionnaire.scores},
        questionnaire=questionnaire,
    )


_IN_TEXT = re.compile(r"\$([a-z][a-z0-9_]*)")


def _with_numbers(rule: Rule, values: Mapping[str, float], problems: list[Problem]) -> Rule:
    """A rule whose texts name the numbers of its parameters: `Under $fue_deferral_age` cannot go stale when the
    parameter moves."""

    def number(found: re.Match[str], place: str) -> str:
        name = found.group(1)
        if name not in values:
            problems.append(Problem(place, f'there is no parameter "{name}".{did_you_mean(name, values)}'))
            return found.group(0)
        return f"{values[name]:,g}"

    def filled(text: str, field: str) -> str:
        return _IN_TEXT.sub(lambda found: number(found, f"rules / {rule.id} / {field}"), text)

    texts = {field: filled(getattr(rule, field), field) for field in ("title", "clinician", "action")}
    patient = {language: filled(text, f"patient / {language}") for language, text in rule.patient.items()}
    return rule.model_copy(update={**texts, "patient": patient})


def canonical(raw: Raw) -> Raw:
    """The content that identifies a book: the same whatever file a rule stands in and whatever order rules and cases
    come in."""
    ordered = {name: sorted(raw[name], key=lambda entry: str(entry["id"])) for name in ("rules", "tensions", "cases")}
    return {**raw, **ordered}


def canonical_text(raw: Raw) -> str:
    """A book's canonical JSON, as it is kept beside the submissions made under it."""
    return canonical_json(canonical(raw))


def _object(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Refused([Problem(place, "this file holds one object")])
    return value


def _id_of(value: object, number: int) -> str:
    return str(value["id"]) if isinstance(value, dict) and "id" in value else f"entry {number}"


def _check_names(
    rules: tuple[Rule, ...],
    tensions: tuple[Tension, ...],
    cases: tuple[Case, ...],
    treatments: Mapping[str, Treatment],
    parameters: Mapping[str, Parameter],
    sources: Mapping[str, Source],
) -> list[Problem]:
    problems: list[Problem] = []
    for kind, ids in (
        ("rule or tension", [rule.id for rule in rules] + [tension.id for tension in tensions]),
        ("case", [case.id for case in cases]),
    ):
        counts = Counter(ids)
        problems += [
            Problem(f"{kind}s / {name}", f"two {kind}s have this id; ids are unique")
            for name, n in counts.items()
            if n > 1
        ]
    for missing in set(TREATMENTS) - set(treatments):
        problems.append(Problem("treatments.json", f'the treatment "{missing}" is missing'))

    def known_sources(place: str, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in sources:
                problems.append(
                    Problem(f"{place} / sources", f'there is no source "{key}".{did_you_mean(key, sources)}')
                )

    for rule in rules:
        place = f"rules / {rule.id}"
        known_sources(place, rule.sources)
        defers = any(level in (Level.EXCLUDES, Level.RESOLVE_FIRST) for level in rule.effects.values())
        if defers and rule.if_unknown is None:
            problems.append(
                Problem(
                    place,
                    'a rule that excludes or defers must say what an unknown answer does: "if_unknown": '
                    '"needs_info" or "note"',
                )
            )
        if not defers and rule.if_unknown is not None:
            problems.append(Problem(place, 'only a rule that excludes or defers has "if_unknown"; remove it'))
    for name, parameter in parameters.items():
        if parameter.least is not None and parameter.value < parameter.least:
            limit = (
                f"{parameter.value:g} is below {parameter.least:g} {parameter.unit}, the least this product is made for"
            )
            problems.append(Problem(f"parameters.json / {name}", limit))
        known_sources(f"parameters.json / {name}", parameter.sources)
    for name, treatment in treatments.items():
        place = f"treatments.json / {name}"
        points = (*treatment.reasons_for, *treatment.reasons_against, *treatment.side_effects)
        known_sources(
            place, (*treatment.sources, *treatment.cost_sources, *(study.source for study in treatment.evidence))
        )
        if treatment.donor is not None:
            given = (supply.source for supply in treatment.donor.lifetime)
            known_sources(place, (*given, treatment.donor.first_session_source))
        known_sources(place, (key for point in points for key in point.sources))
        known_sources(place, (key for entry in treatment.regulation for key in entry.sources))
    return problems


def answer_classes(questionnaire: Questionnaire, conditions: Mapping[str, Condition]) -> dict[str, tuple[Value, ...]]:
    """For each question that is not a multiple choice, one value of each kind that some condition can tell from the
    others."""
    tests: dict[str, list[Leaf]] = {}
    for condition in (*conditions.values(), *questionnaire.conditions.values()):
        for leaf in leaves(condition):
            for name in questions_of(leaf):
                tests.setdefault(name, []).append(leaf)
    scored = {item for score in questionnaire.scores for item in score.items}
    return {
        question.id: _classes(question, tests.get(question.id, []), question.id in scored)
        for question in questionnaire.answerable
        if question.type != "multiple_choice"
    }


def _classes(question: Question, tests: list[Leaf], scored: bool) -> tuple[Value, ...]:
    if question.type == "boolean":
        return (True, False)
    if question.type == "choice":
        if scored:
            return question.definite
        by_signature: dict[tuple[bool, ...], str] = {}
        for option in question.definite:
            signature = tuple(option in named_options(test) for test in tests)
            by_signature.setdefault(signature, option)
        return tuple(by_signature.values())
    assert question.minimum is not None
    assert question.maximum is not None
    cuts = {limit.value for t in tests if isinstance(t, Within) for limit in (t.low, t.high) if limit is not None}
    starts = sorted({question.minimum, *(cut for cut in cuts if question.minimum < cut <= question.maximum)})
    return tuple(int(-(-start // 1)) if question.type == "integer" else start for start in starts)


def _asks_whether_answered(condition: Condition) -> bool:
    return any(isinstance(leaf, Answered) for leaf in leaves(condition))


def plain_answers(
    questionnaire: Questionnaire, conditions: Mapping[str, Condition], classes: Mapping[str, tuple[Value, ...]]
) -> dict[str, Value]:
    """For each question, the answer that the fewest leaves of rules name: "none", "no", "never" as a rule."""
    tests: dict[str, list[Leaf]] = {}
    for condition in conditions.values():
        for leaf in leaves(condition):
            for name in questions_of(leaf):
                tests.setdefault(name, []).append(leaf)
    plain: dict[str, Value] = {}
    for question in questionnaire.answerable:
        if question.type == "multiple_choice":
            exclusive = [option.id for option in question.options if option.exclusive]
            least = min(
                question.definite, key=lambda option: sum(_names(leaf, option) for leaf in tests.get(question.id, []))
            )
            plain[question.id] = (exclusive[0],) if exclusive else (least,)
        elif question.type == "boolean":
            plain[question.id] = True
        else:
            options = question.definite if question.type == "choice" else classes[question.id]
            plain[question.id] = min(
                options, key=lambda value: sum(_names(leaf, value) for leaf in tests.get(question.id, []))
            )
    return plain


def _names(leaf: Leaf, value: Value) -> bool:
    """Whether a leaf names this one value."""
    if isinstance(leaf, Within):
        return isinstance(value, int | float) and within(leaf, value, value) is True
    return value in named_options(leaf)

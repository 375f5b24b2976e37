"""Reading a rule book from its folder: every name checked, every fault reported with its place and remedy."""

from __future__ import annotations

import json
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
    Fact,
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
    Case,
    ClinicSetting,
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


def load_rule_book(folder: Path, questionnaire: Questionnaire, settings: Mapping[str, str] | None = None) -> RuleBook:
    """The rule book in a folder, under a clinic's settings (see `read_rule_book`). Raises `Refused` with every fault
    found."""
    return read_rule_book(read_folder(folder), questionnaire, settings)


def read_folder(folder: Path) -> Raw:
    """A book's files as one JSON value: `version`, `title`, `treatments`, `parameters`, `settings`, `sources`, `rules`,
    `tensions`, `cases`.

    Rules come in the order of their files' names, then of the file. Raises `Refused` for a missing file or broken JSON.
    """
    if not folder.is_dir():
        raise Refused([Problem(str(folder), "there is no rule book in this folder")])
    raw: Raw = dict(_object(read_json(read_text(folder / "book.json"), "book.json"), "book.json"))
    for name in ("treatments", "parameters", "settings", "sources", "tensions"):
        path = folder / f"{name}.json"
        if name != "settings" or path.exists():  # a book of the first edition has none
            raw[name] = read_json(read_text(path), path.name)
    for name in ("rules", "cases"):
        entries: list[object] = []
        for path in sorted((folder / name).glob("*.json")):
            part = read_json(read_text(path), f"{name}/{path.name}")
            if not isinstance(part, list):
                raise Refused([Problem(f"{name}/{path.name}", "this file holds a list")])
            entries += part
        raw[name] = entries
    return raw


def read_rule_book(raw: Raw, questionnaire: Questionnaire, settings: Mapping[str, str] | None = None) -> RuleBook:
    """A rule book from plain JSON values, checked against the questionnaire it speaks about. `settings` are what the
    clinic says of itself, by the id of the setting; what it leaves out stands as the book has it. The identity of the
    book does not depend on them. Raises `Refused` with every fault found."""
    kept, raw = raw, as_today(raw)
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

    def listing(name: str, model: type[Model], place: str = "") -> tuple[Model, ...]:
        entries, place = raw.get(name), place or name
        if not isinstance(entries, list):
            raise Refused([Problem(place, "this is a list")])
        read_entries = (read(model, value, f"{place} / {_id_of(value, i)}") for i, value in enumerate(entries, 1))
        return tuple(entry for entry in read_entries if entry is not None)

    parameters = mapping("parameters", Parameter)
    if problems:  # without its parameters every rule would seem to be wrong
        raise Refused(problems)
    sources = mapping("sources", Source)
    treatments = listing("treatments", Treatment, "treatments.json")
    by_treatment = {treatment.id: treatment for treatment in treatments}
    facts = _facts(listing("settings", ClinicSetting, "settings.json"), by_treatment, settings or {}, problems)
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
            conditions[name] = parse(when, f"rules / {name} / when", subjects, values, facts)
        except Refused as refused:
            problems.extend(refused.problems)
    problems += _unique_ids(rules, tensions, cases, treatments)
    problems += _check_names(rules, cases, by_treatment, parameters, sources)
    for name in raw.keys() - _KEYS:
        problems.append(Problem(f"book.json / {name}", "this key is not known here; remove it or correct its spelling"))
    if not isinstance(raw.get("version"), str):
        problems.append(Problem("book.json", 'a version such as "1.0.0" is missing'))
    if problems:
        raise Refused(problems)
    classes = answer_classes(questionnaire, conditions)
    return RuleBook(
        version=Version(raw["version"], sha256(canonical(kept))),
        title=str(raw.get("title", "")),
        treatments=by_treatment,
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
        settings=facts,
        questionnaire=questionnaire,
    )


_KEYS = {"version", "title", "treatments", "parameters", "settings", "sources", "rules", "tensions", "cases"}
OFFER = ("offered", "trial_only", "not_offered")
"""Whether the clinic offers a treatment: what the setting `offer_<treatment>` may be, and at first what it is."""
_FIRST_EDITION = Path(__file__).parent / "first_edition.json"


def as_today(raw: Raw) -> Raw:
    """A book as it is written today. Books kept beside submissions of the first edition have their treatments by id,
    and say neither what group one belongs to nor that the clinic has settings; what they meant stands in
    `first_edition.json`."""
    raw = {"settings": [], **raw}
    if not isinstance(raw.get("treatments"), dict):
        return raw
    meant: list[Raw] = json.loads(_FIRST_EDITION.read_text(encoding="utf-8"))
    treatments = [{**entry, **raw["treatments"][entry["id"]]} for entry in meant if entry["id"] in raw["treatments"]]
    return {**raw, "treatments": treatments}


def _facts(
    declared: Iterable[ClinicSetting],
    treatments: Iterable[str],
    settings: Mapping[str, str],
    problems: list[Problem],
) -> dict[str, Fact]:
    """The facts of the clinic that conditions may read: those which the book declares, and for each treatment whether
    the clinic offers it."""
    facts = {f"offer_{name}": Fact(OFFER, OFFER[0]) for name in treatments}
    for setting in declared:
        place = f"settings.json / {setting.id}"
        if setting.id in facts:
            problems.append(Problem(place, "there is a setting of this name already"))
        if setting.default not in setting.options:
            problems.append(Problem(place, f'its default "{setting.default}" is none of its options'))
        facts[setting.id] = Fact(setting.options, setting.default)
    for name, value in settings.items():
        place = f"settings / {name}"
        if name not in facts:
            problems.append(Problem(place, f"the rule book has no such setting.{did_you_mean(name, facts)}"))
        elif value not in facts[name].options:
            known = ", ".join(facts[name].options)
            problems.append(Problem(place, f'"{value}" is not one of its options, which are {known}'))
        else:
            facts[name] = Fact(facts[name].options, value)
    return facts


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


def _unique_ids(
    rules: Iterable[Rule], tensions: Iterable[Tension], cases: Iterable[Case], treatments: Iterable[Treatment]
) -> list[Problem]:
    problems: list[Problem] = []
    for kind, ids in (
        ("rule or tension", [rule.id for rule in rules] + [tension.id for tension in tensions]),
        ("case", [case.id for case in cases]),
        ("treatment", [treatment.id for treatment in treatments]),
    ):
        problems += [
            Problem(f"{kind}s / {name}", f"two {kind}s have this id; ids are unique")
            for name, n in Counter(ids).items()
            if n > 1
        ]
    return problems


def _check_names(
    rules: tuple[Rule, ...],
    cases: tuple[Case, ...],
    treatments: Mapping[str, Treatment],
    parameters: Mapping[str, Parameter],
    sources: Mapping[str, Source],
) -> list[Problem]:
    problems: list[Problem] = []
    for place, named in [
        *((f"rules / {rule.id} / effects", list(rule.effects)) for rule in rules),
        *((f"cases / {case.id} / treatments", list(case.expected.treatments)) for case in cases),
    ]:
        problems += [
            Problem(place, f'there is no treatment "{name}".{did_you_mean(name, treatments)}')
            for name in named
            if name not in treatments
        ]

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

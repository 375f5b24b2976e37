"""Small questionnaires and rule books for tests: written by hand in a line or two, or drawn by hypothesis.

A question is written as `choice("sex", "male female rather_not~")`. In the text of the options a mark says what is
special about one: `none!` is exclusive, `not_sure?` means unsure, `rather_not~` means declined, `often=2` scores two
points.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from questionnaire.load import read_questionnaire
from questionnaire.model import Question, Questionnaire
from rules.load import read_rule_book
from rules.model import RuleBook

Raw = dict[str, Any]


def thorough(examples: int) -> settings:
    """Settings for a property: the same examples on every machine and every run, however busy it is."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


# --- Questionnaires ---------------------------------------------------------------------------------------------------


def en(text: str) -> Raw:
    """A text in English."""
    return {"en": text}


def question(name: str, kind: str, causes: str, **more: object) -> Raw:
    """A question with the words that every question needs."""
    kept = {key: value for key, value in more.items() if value is not None}
    words = {
        "text": en(f"What about {name}?"),
        "label": name.capitalize(),
        "why": en("It matters."),
        "used_by": "a test",
    }
    return {
        "id": name,
        "type": kind,
        **words,
        "errors": {cause: en(f"{cause} {name}") for cause in causes.split()},
        **kept,
    }


def options(marked: str) -> list[Raw]:
    """Options from words with marks: `a b=2 none! not_sure? rather_not~`."""
    found = []
    for word in marked.split():
        name, _, score = word.rstrip("!?~").partition("=")
        option: Raw = {"id": name, "text": en(f"It is {name}"), "label": name.capitalize()}
        if "!" in word:
            option["exclusive"] = True
        if word[-1] in "?~":
            option["means"] = "unsure" if word[-1] == "?" else "declined"
        if score:
            option["score"] = int(score)
        found.append(option)
    return found


def choice(name: str, marked: str, show_if: Raw | None = None, **more: object) -> Raw:
    return question(name, "choice", "missing", options=options(marked), show_if=show_if, **more)


def multi(name: str, marked: str, show_if: Raw | None = None, **more: object) -> Raw:
    causes = "missing exclusive" if "!" in marked else "missing"
    return question(name, "multiple_choice", causes, options=options(marked), show_if=show_if, **more)


def integer(name: str, low: int, high: int, marked: str = "", show_if: Raw | None = None, **more: object) -> Raw:
    causes = "missing not_a_number out_of_range"
    return question(
        name, "integer", causes, minimum=low, maximum=high, options=options(marked), show_if=show_if, **more
    )


def decimal(name: str, low: float, high: float, show_if: Raw | None = None, **more: object) -> Raw:
    return question(name, "decimal", "not_a_number out_of_range", minimum=low, maximum=high, show_if=show_if, **more)


def boolean(name: str, show_if: Raw | None = None, **more: object) -> Raw:
    return question(name, "boolean", "missing", show_if=show_if, **more)


def raw_form(*questions: Raw, scores: Mapping[str, Sequence[str]] | None = None) -> Raw:
    """A questionnaire as JSON values, one question a page."""
    pages = [{"id": f"page_{q['id']}", "title": en(q["id"]), "questions": [q]} for q in questions]
    sums = [
        {"id": n, "label": f"{n.capitalize()} total", "items": list(i), "source": "a test"}
        for n, i in (scores or {}).items()
    ]
    return {
        "version": "1",
        "title": en("Tiny"),
        "sections": [{"id": "s", "title": en("All"), "pages": pages}],
        "scores": sums,
    }


def form_of(*questions: Raw, scores: Mapping[str, Sequence[str]] | None = None) -> Questionnaire:
    """A small questionnaire, read and checked."""
    return read_questionnaire(json.dumps(raw_form(*questions, scores=scores)))


# --- Rule books -------------------------------------------------------------------------------------------------------

GROUPS = {
    "fue": "surgery",
    **dict.fromkeys(("prp_crp", "prp_ecm", "micrograft", "secretome", "exosome"), "regenerative"),
    "banking": "interest",
}
TREATMENT_IDS = tuple(GROUPS)
LEADING = ("fue", "prp_crp", "prp_ecm", "micrograft")
_POINT = {"text": en("A point."), "sources": ["SOURCE"]}


def _treatment(name: str) -> Raw:
    texts = ("short_name", "who_was_studied", "evidence_summary", "time_to_result", "durability", "schedule", "cost")
    return {
        "id": name,
        "group": GROUPS[name],
        "done": [],
        "approved": name in LEADING,
        "leads": name in LEADING,
        **dict.fromkeys(texts, "text"),
        **dict.fromkeys(("name", "what_it_is", "what_it_is_like"), en("text")),
        **{key: [_POINT] for key in ("reasons_for", "reasons_against", "side_effects")},
        **{key: ["SOURCE"] for key in ("cost_sources", "sources")},
        "evidence_grade": "C",
        "regulation": [{"region": "UK", "says": "text", "as_of": "2026", "sources": ["SOURCE"]}],
        "reviewed": "2026-11-23",
    }


def rule(name: str, when: Raw, effects: Raw, if_unknown: str | None = None, **more: object) -> Raw:
    """A rule as JSON values; one that excludes or defers asks for information when it is unknown, unless told
    otherwise."""
    if if_unknown is None and {"excludes", "resolve_first"} & set(effects.values()):
        if_unknown = "needs_info"
    unknown = {"if_unknown": if_unknown} if if_unknown else {}
    words = {
        "title": name,
        "clinician": "Because.",
        "patient": en("Because."),
        "sources": ["SOURCE"],
        "reviewed": "2026-11-23",
    }
    return {"id": name, "when": when, "effects": effects, **unknown, **words, **more}


def raw_book(rules: Sequence[Raw], parameters: Mapping[str, float] | None = None, cases: Sequence[Raw] = ()) -> Raw:
    """A rule book as JSON values, with just enough about the treatments to be read."""
    shape = {"label": "A limit", "unit": "", "sources": ["SOURCE"], "reviewed": "2026-11-23"}
    return {
        "version": "1",
        "title": "Tiny",
        "treatments": [_treatment(name) for name in TREATMENT_IDS],
        "settings": [],
        "parameters": {name: {**shape, "value": value} for name, value in (parameters or {}).items()},
        "sources": {"SOURCE": {"title": "A source", "published": "2026", "grade": "U"}},
        "rules": list(rules),
        "tensions": [],
        "cases": list(cases),
    }


def book_of(form: Questionnaire, *rules: Raw, parameters: Mapping[str, float] | None = None) -> RuleBook:
    """A small rule book, read and checked."""
    return read_rule_book(raw_book(rules, parameters), form)


# --- Drawn by hypothesis ----------------------------------------------------------------------------------------------

_MARKED = {
    "choice": ("a b", "a b c", "a b not_sure?", "a b c not_sure? rather_not~"),
    "multiple_choice": (
        "a b",
        "a b c",
        "none! a b",
        "none! a b c not_sure?",
        "a b not_sure?",
        "none! never! a b rather_not~",
    ),
}
_SCORED = ("no=0 yes=1", "no=0 some=1 much=3 rather_not~", "no=0 yes=2 not_sure?")


@st.composite
def forms(draw: st.DrawFn) -> Raw:
    """A questionnaire of three to five questions of any type, some shown only for some answers, sometimes with a
    score."""
    questions: list[Raw] = []
    for number in range(draw(st.integers(3, 4))):
        kind = draw(
            st.sampled_from(("choice", "choice", "multiple_choice", "multiple_choice", "integer", "decimal", "boolean"))
        )
        earlier = [leaf for q in questions for leaf in _shows(q)]
        show_if = draw(st.none() | _flat(earlier)) if earlier else None
        name = f"q{number}"
        if kind == "choice":
            questions.append(choice(name, draw(st.sampled_from(_MARKED["choice"])), show_if))
        elif kind == "multiple_choice":
            questions.append(multi(name, draw(st.sampled_from(_MARKED["multiple_choice"])), show_if))
        elif kind == "integer":
            questions.append(integer(name, 0, 4, draw(st.sampled_from(("", "not_sure?"))), show_if))
        elif kind == "decimal":
            questions.append(decimal(name, 0.5, 3, show_if))
        else:
            questions.append(boolean(name, show_if))
    scores = {}
    if draw(st.booleans()):
        items = [choice(f"item{i}", draw(st.sampled_from(_SCORED))) for i in range(2)]
        questions += items
        scores = {"total": [item["id"] for item in items]}
    return raw_form(*questions, scores=scores)


def _shows(q: Raw) -> list[Raw]:
    """Leaves over one question that a `show_if` may hold; of a choice they may name every option, "not sure" too."""
    names = [o["id"] for o in q.get("options", ()) if q["type"] == "choice" or "means" not in o]
    if q["type"] == "choice":
        return [{q["id"]: name} for name in names] + [{q["id"]: {"in": names[:2]}}, {q["id"]: {"in": names[-2:]}}]
    if q["type"] == "multiple_choice":
        return [
            {q["id"]: {"has_any": names[1:]}},
            {q["id"]: {"has_any": names[-2:]}},
            {q["id"]: {"has_all": names[-2:]}},
        ]
    if q["type"] == "boolean":
        return [{q["id"]: True}, {q["id"]: False}]
    return [{q["id"]: {"at_least": 2}}, {q["id"]: {"between": [1, 3]}}]


def _flat(leaves: list[Raw]) -> st.SearchStrategy[Raw]:
    one = st.sampled_from(leaves)
    several = st.lists(one, min_size=1, max_size=2)
    return st.one_of(one, several.map(lambda parts: {"all": parts}), several.map(lambda parts: {"any": parts}))


def questions_in(raw: Raw) -> list[Raw]:
    """The questions of a questionnaire's JSON, in order."""
    return [q for section in raw["sections"] for page in section["pages"] for q in page["questions"]]


def rule_leaves(raw: Raw, answered: bool = True) -> list[Raw]:
    """The leaves that a rule may hold over a small questionnaire: every test of every type, on every definite
    option."""
    leaves: list[Raw] = []
    for q in questions_in(raw):
        name, kind = q["id"], q["type"]
        definite = [o["id"] for o in q.get("options", ()) if "means" not in o]
        subsets = [list(some) for size in (1, 2) for some in combinations(definite, size)]
        if kind == "choice":
            leaves += [{name: option} for option in definite] + [{name: {"in": some}} for some in subsets]
        elif kind == "multiple_choice":
            leaves += [{name: {test: some}} for some in subsets for test in ("has_any", "has_all")]
        elif kind == "boolean":
            leaves += [{name: True}, {name: False}]
        else:
            leaves += [
                {name: {"below": 2}},
                {name: {"at_least": 1}},
                {name: {"at_least": 2.5}},
                {name: {"between": [1, 3]}},
            ]
        if answered:
            leaves += [{name: {"answered": True}}, {name: {"answered": False}}]
    for score in raw["scores"]:
        leaves += [{score["id"]: {"at_least": 2}}, {score["id"]: {"below": 1}}, {score["id"]: {"between": [1, 3]}}]
    return leaves


def conditions(leaves: list[Raw]) -> st.SearchStrategy[Raw]:
    """Trees of up to a handful of these leaves, an empty `all` among them."""
    few = {"min_size": 1, "max_size": 3}
    return st.recursive(
        st.one_of(st.sampled_from(leaves), st.sampled_from(leaves), st.just({"all": []})),
        lambda inner: st.one_of(
            st.lists(inner, **few).map(lambda parts: {"all": parts}),  # type: ignore[arg-type]
            st.lists(inner, **few).map(lambda parts: {"any": parts}),  # type: ignore[arg-type]
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


@st.composite
def rules_over(draw: st.DrawFn, raw: Raw, answered: bool = True) -> list[Raw]:
    """One to seven rules on a few treatments, at any level."""
    levels = st.sampled_from(("excludes", "resolve_first", "needs_info", "caution", "supports", "supports", "notice"))
    effects = st.dictionaries(st.sampled_from(("fue", "fue", "exosome", "banking")), levels, min_size=1, max_size=2)
    found = []
    for number in range(draw(st.integers(1, 7))):
        when, does = draw(conditions(rule_leaves(raw, answered))), draw(effects)
        note = draw(st.sampled_from((None, "note"))) if {"excludes", "resolve_first"} & set(does.values()) else None
        found.append(rule(f"r{number}", when, does, note, red_flag=draw(st.integers(0, 7)) == 7))
    return found


def value_of(q: Question, unknown: bool = True) -> st.SearchStrategy[Any]:
    """An answer to one question as JSON; `unknown`: the options that mean "unsure" or "declined" too."""
    names = [o.id for o in q.options if unknown or not o.means]
    if q.type == "choice":
        return st.sampled_from(names)
    if q.type == "multiple_choice":
        alone = [[o.id] for o in q.options if o.exclusive and o.id in names]
        together = [o.id for o in q.options if not o.exclusive and o.id in names]
        some = st.lists(st.sampled_from(together), min_size=1, max_size=3, unique=True)
        return st.one_of(st.sampled_from(alone), some) if alone else some
    if q.type == "boolean":
        return st.booleans()
    assert q.minimum is not None
    assert q.maximum is not None
    number: st.SearchStrategy[Any]
    if q.type == "integer":
        number = st.integers(int(q.minimum), int(q.maximum))
    else:
        number = st.floats(q.minimum, q.maximum, allow_nan=False)
    return st.one_of(number, st.sampled_from(names)) if names else number


def answers_to(form: Questionnaire, unknown: bool = True) -> st.SearchStrategy[Raw]:
    """Answers as JSON, any of them missing. They need not hang together: a hidden question may have one."""
    return st.fixed_dictionaries({}, optional={q.id: value_of(q, unknown) for q in form.answerable})

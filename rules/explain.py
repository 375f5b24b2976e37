"""Plain English from conditions: what a rule asks, and why it fires for this patient, in the patient's own answers.

Nobody writes these sentences; they follow the tree, the question labels and the answers, so that they cannot disagree
with the rule.
"""

from __future__ import annotations

from typing import assert_never

from questionnaire.answers import Answers, State
from questionnaire.conditions import (
    All,
    Among,
    Answered,
    Any,
    Condition,
    Leaf,
    Not,
    QuestionLeaf,
    Setting,
    SumWithin,
    Ticked,
    Truth,
    Within,
    evaluate,
    leaves,
    questions_of,
)
from questionnaire.model import Questionnaire
from questionnaire.wording import answer_of, option_text, say

FOR_EVERYONE = "Applies to everyone"
_UNKNOWN_WORDS = {State.UNANSWERED: "not answered", State.UNSURE: "not sure", State.DECLINED: "prefers not to say"}


def sentence(condition: Condition, questionnaire: Questionnaire) -> str:
    """A condition read aloud, such as `Age is at least 18 years and below 25 years`."""
    if isinstance(condition, All) and not condition.parts:
        return FOR_EVERYONE
    if isinstance(condition, All):
        return " and ".join(_bracketed(part, questionnaire) for part in condition.parts)
    if isinstance(condition, Any):
        return " or ".join(_bracketed(part, questionnaire) for part in condition.parts)
    if isinstance(condition, Not):
        return f"not ({sentence(condition.part, questionnaire)})"
    return _leaf_sentence(condition, questionnaire)


def _bracketed(part: Condition, questionnaire: Questionnaire) -> str:
    text = sentence(part, questionnaire)
    return f"({text})" if isinstance(part, All | Any) and len(part.parts) > 1 else text


def _leaf_sentence(leaf: Leaf, form: Questionnaire) -> str:
    match leaf:
        case Answered():
            return f"{_label(leaf, form)} is {'' if leaf.expected else 'not '}answered"
        case Within() | SumWithin():
            return f"{_label(leaf, form)} is {_limits(leaf, form)}"
        case Among():
            return f"{_label(leaf, form)} is {_listed(leaf, form, 'or')}"
        case Ticked():
            return f"{_label(leaf, form)} includes {_listed(leaf, form, 'and' if leaf.every else 'or')}"
        case Setting():
            return f"the clinic's setting {leaf.name} is {' or '.join(leaf.options)}"
        case _:
            assert_never(leaf)


def _listed(leaf: Among | Ticked, form: Questionnaire, word: str) -> str:
    question = form.by_id[leaf.question]
    if question.type == "boolean":
        return "yes" if leaf.options[0] == "true" else "no"
    words = [f"“{question.by_option[name].label}”" for name in leaf.options]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}"


def _label(leaf: QuestionLeaf | SumWithin, form: Questionnaire) -> str:
    return form.score_by_id[leaf.score].label if isinstance(leaf, SumWithin) else form.by_id[leaf.question].label


def _limits(leaf: Within | SumWithin, form: Questionnaire) -> str:
    counted = form.by_id[leaf.question].unit if isinstance(leaf, Within) else None
    unit = f" {say(counted)}" if counted else ""
    parts = []
    if leaf.low is not None:
        parts.append(f"at least {leaf.low.value:,g}{unit}")
    if leaf.high is not None:
        parts.append(f"below {leaf.high.value:,g}{unit}")
    return " and ".join(parts)


def because(condition: Condition, truth: Truth, answers: Answers) -> tuple[str, tuple[str, ...]]:
    """Why a condition is true or unknown for this patient: a sentence with the patient's own answers, and the questions
    it rests on.

    For an unknown condition the sentence names what is not known.
    """
    if truth is None:
        missing = dict.fromkeys(q for leaf in _unsettled(condition, answers) for q in _missing(leaf, answers))
        form = answers.questionnaire
        named = (f"{form.by_id[q].label} ({_UNKNOWN_WORDS.get(answers.states[q], 'not known')})" for q in missing)
        return "Not known: " + "; ".join(named), tuple(missing)
    reasons: dict[str, Leaf] = {}
    for leaf in _settling(condition, True, answers):
        reasons.setdefault(_leaf_reason(leaf, answers), leaf)
    questions = dict.fromkeys(name for leaf in reasons.values() for name in questions_of(leaf))
    return "; ".join(reasons) or FOR_EVERYONE, tuple(questions)


def in_own_words(condition: Condition, answers: Answers, language: str = "en") -> str:
    """The answers that a condition rests on, as the patient read and gave them: `Do you take any of these medicines? –
    Blood thinner`."""
    form = answers.questionnaire
    said: dict[str, str] = {}
    for leaf in leaves(condition):
        if answers.truth(leaf) is not True or isinstance(leaf, Answered):
            continue
        for name in questions_of(leaf):
            question, value = form.by_id[name], answers.values.get(name)
            if isinstance(leaf, Ticked) and isinstance(value, tuple):
                chosen = tuple(option for option in value if option in leaf.options)
                text = "; ".join(option_text(question.by_option[option], "text", language) for option in chosen)
            else:
                text = answer_of(answers, name, "text", language)
            said.setdefault(name, f"{say(question.text, language)} – {text}")
    return " · ".join(said.values())


def _settling(condition: Condition, wanted: bool, answers: Answers) -> list[Leaf]:
    """The leaves that make a condition true (or false), leaving out the parts it does not need."""
    if isinstance(condition, Not):
        return _settling(condition.part, not wanted, answers)
    if isinstance(condition, All | Any):
        needs_every = isinstance(condition, All) is wanted
        found = []
        for part in condition.parts:
            if needs_every or evaluate(part, answers.truth) is wanted:
                found += _settling(part, wanted, answers)
        return found
    return [condition]


def _unsettled(condition: Condition, answers: Answers) -> list[Leaf]:
    """The unknown leaves on which an unknown condition still depends: parts that are settled no longer matter."""
    if isinstance(condition, All | Any):
        open_parts = [part for part in condition.parts if evaluate(part, answers.truth) is None]
        return [leaf for part in open_parts for leaf in _unsettled(part, answers)]
    if isinstance(condition, Not):
        return _unsettled(condition.part, answers)
    return [condition] if answers.truth(condition) is None else []


def _missing(leaf: Leaf, answers: Answers) -> list[str]:
    """The questions whose answers an unknown leaf lacks."""
    return [name for name in questions_of(leaf) if answers.states[name] in _UNKNOWN_WORDS]


def _leaf_reason(leaf: Leaf, answers: Answers) -> str:
    form = answers.questionnaire
    if isinstance(leaf, Setting):
        return _leaf_sentence(leaf, form)
    label = _label(leaf, form)
    if isinstance(leaf, SumWithin):
        points = [form.by_id[i].by_option.get(str(answers.values.get(i))) for i in leaf.items]
        scores = [option.score for option in points if option is not None and option.score is not None]
        known = f"{sum(scores)}" if len(scores) == len(points) else f"at least {sum(scores)}, as far as answered"
        return f"{label}: {known} ({_limits(leaf, form)})"
    if isinstance(leaf, Within) and answers.truth(leaf) is True:
        return f"{label}: {answer_of(answers, leaf.question, 'label')} ({_limits(leaf, form)})"
    value = answers.values.get(leaf.question)
    if isinstance(leaf, Ticked) and isinstance(value, tuple):
        ticked = [form.by_id[leaf.question].by_option[o].label for o in leaf.options if o in value]
        if ticked:
            return f"{label}: {'; '.join(ticked)}"
    return f"{label}: {answer_of(answers, leaf.question, 'label')}"

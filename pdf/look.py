"""The patient in one look: the answers a surgeon wants at a glance, in a few lines. Only what was answered is said;
what was not answered is said to be so, never left out as if it were "no"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pdf.words import capital, lower
from questionnaire.answers import Answers, State
from questionnaire.wording import answer_of, option_text

_NOTHING: Final = ("none", "no", "never", "not_applicable")
_HEALTH: Final = (
    "diagnoses",
    "scarring_quiet_months",
    "areata_quiet_months",
    "scalp_symptoms",
    "scalp_infection_now",
    "general_symptoms",
    "pregnancy_status",
    "blood_conditions",
    "platelet_count_10e9_l",
    "haemoglobin_g_dl",
    "cancer_status",
    "bloodborne_infection",
    "heart_circulation",
    "diabetes",
    "autoimmune",
    "organ_disease",
    "keloid_history",
    "allergies",
    "smoking",
)
_MEDICINES: Final = ("medicines_now", "nsaid_use", "isotretinoin_timing")
_OPTIONAL: Final = ("platelet_count_10e9_l", "haemoglobin_g_dl")
"""Values that one may well not know; their silence is listed among the open questions, not here."""


@dataclass(frozen=True)
class Look:
    """Labelled lines for two columns, and the areas marked on the head (option ids)."""

    lines: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    areas_words: str
    areas_answered: bool


def look(answers: Answers, first: Sequence[str] = ()) -> Look:
    """The patient in one look, from the answers alone. `first` is what a rule made of several of them and must not be
    overlooked: it opens the line on health."""
    areas = answers.values.get("hair_loss_areas")
    marked = areas if isinstance(areas, tuple) else ()
    return Look(
        lines=(
            ("Pattern", _pattern(answers)),
            ("Health", _positives(answers, _HEALTH, "nothing else reported", first)),
            ("Medicines, not for hair", _positives(answers, _MEDICINES, "")),
            ("Tried", _tried(answers)),
            ("Wants", _wants(answers)),
        ),
        areas=marked,
        areas_words=_said(answers, "hair_loss_areas"),
        areas_answered=answers.states.get("hair_loss_areas") is State.GIVEN or bool(marked),
    )


def sex_at_birth(answers: Answers) -> str:
    """The sex at birth as answered, for the banner: never left out as if it did not matter."""
    state = answers.states.get("sex_at_birth", State.NOT_APPLICABLE)
    if state is State.NOT_APPLICABLE:
        return ""
    return f"sex at birth {lower(answer_of(answers, 'sex_at_birth', 'label')) if state is State.GIVEN else 'not known'}"


def _said(answers: Answers, name: str) -> str:
    """The answer in the clinician's label; empty when the questionnaire has no such question or it does not apply."""
    if answers.states.get(name, State.NOT_APPLICABLE) is State.NOT_APPLICABLE:
        return ""
    return answer_of(answers, name, "label")


def _phrases(answers: Answers, *asked: tuple[str, str, str]) -> list[str]:
    """`shedding usual` for each (word, noun, question) that was answered; the nouns of those that were not, together at
    the end."""
    there, missing = [], []
    for word, noun, name in asked:
        said = _said(answers, name)
        if said and answers.states[name] is State.UNANSWERED:
            missing.append(noun)
        elif said:
            there.append(f"{word} {lower(said)}".strip())
    return [*there, f"not answered: {', '.join(missing)}"] if missing else there


def _sentence(parts: Sequence[str], between: str = "; ") -> str:
    text = between.join(part for part in parts if part)
    return f"{capital(text)}." if text else "Not asked."


def _pattern(answers: Answers) -> str:
    stages = []
    for word, name in (("Norwood", "norwood_stage"), ("Ludwig", "ludwig_stage")):
        if answers.states.get(name) is State.GIVEN:
            stages.append(f"{word} {_said(answers, name)}, self-placed")
        elif _said(answers, name) and answers.states.get("pattern_chart") is State.GIVEN:
            stages.append(f"{word} stage {lower(_said(answers, name))}")
    if not stages:
        stages = _phrases(answers, ("pattern chart:", "pattern chart", "pattern_chart"))
    course = _phrases(
        answers,
        ("onset", "onset", "onset_speed"),
        ("for", "duration", "duration"),
        ("last 12 months", "last 12 months", "stability_12m"),
        ("shedding", "shedding", "shedding_now"),
        ("donor", "donor", "donor_density_self"),
    )
    return _sentence([*stages, *course])


def _positives(answers: Answers, names: Sequence[str], rest: str, first: Sequence[str] = ()) -> str:
    """What was said to be there, and `rest` of what was answered; then what was not answered."""
    there, unknown, asked = [*first], [], 0
    for name in names:
        state = answers.states.get(name, State.NOT_APPLICABLE)
        if state is State.NOT_APPLICABLE:
            continue
        asked += name not in _OPTIONAL
        value = answers.values.get(name)
        question = answers.questionnaire.by_id[name]
        ticked = value if isinstance(value, tuple) else (value,)
        positive = [item for item in ticked if item is not None and item not in _NOTHING and item not in question.means]
        if positive and isinstance(value, tuple):
            words = ", ".join(lower(option_text(question.by_option[str(item)], "label")) for item in positive)
            there.append(words if name == "medicines_now" else f"{lower(question.label)}: {words}")
        elif positive:
            there.append(f"{lower(question.label)}: {lower(answer_of(answers, name, 'label'))}")
        if state is not State.GIVEN and name not in _OPTIONAL:
            unknown.append(lower(question.label))
    if len(unknown) == asked and not there:
        return "Not answered." if asked else "Not asked."
    missing = f"Not known: {', '.join(unknown)}." if unknown else ""
    if not there:
        if (
            lower(answers.questionnaire.by_id[names[0]].label) in unknown
        ):  # the main question is open: nothing here is reassuring
            return missing
        return f"{missing} Nothing else reported." if unknown else "Nothing reported."
    told = _sentence([*there, rest] if rest else there)
    return f"{told} {missing}".strip()


def _tried(answers: Answers) -> str:
    tried = answers.values.get("medical_tried")
    duration = answers.values.get("medical_duration")
    medical = "no medical treatment" if tried == ("none",) else _said(answers, "medical_tried").replace("; ", ", ")
    known = answers.states.get("medical_tried") is State.GIVEN
    course = (
        ()
        if tried == ("none",)
        else (
            ("" if duration in ("stopped", "not_started", "declined") else "for", "for how long", "medical_duration"),
            ("response", "response", "medical_response"),
        )
    )
    rest = _phrases(
        answers,
        *(() if known else (("tried", "medical treatment", "medical_tried"),)),
        *course,
        ("PRP", "PRP", "prior_prp"),
        ("transplants", "transplants", "prior_transplants"),
        ("grafts", "grafts", "prior_grafts_total"),
        ("last", "last transplant", "last_transplant"),
    )
    return _sentence([medical if known else "", *rest])


def _wants(answers: Answers) -> str:
    goals = _said(answers, "goals").replace("; ", ", ") if answers.states.get("goals") is State.GIVEN else ""
    rest = _phrases(
        answers,
        *(() if goals else (("goals", "goals", "goals"),)),
        ("success", "success", "expected_result"),
        ("shaving", "shaving", "shave_preference"),
        ("time off", "time off", "downtime_days"),
        ("start", "start", "timeline"),
    )
    return _sentence([goals, *rest])

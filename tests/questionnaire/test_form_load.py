"""A questionnaire with one fault is refused, and the message says where it is and what would be right."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from questionnaire.answers import State, read_answers
from questionnaire.canonical import canonical_json, sha256
from questionnaire.load import load_questionnaire, read_json, read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused, did_you_mean
from tests.generators import questions_in

Raw = dict[str, Any]
PATH = Path(__file__).parents[2] / "questions.json"
RAW: Raw = json.loads(PATH.read_text(encoding="utf-8"))
Spoil = Callable[[Raw], None]


def find(raw: Raw, name: str) -> Raw:
    return next(q for q in questions_in(raw) if q["id"] == name)


def on(name: str, **changes: object) -> Spoil:
    """A fault in one question: keys set to other values, or taken away (None)."""

    def spoil(raw: Raw) -> None:
        for key, value in changes.items():
            find(raw, name)[key] = value
            if value is None:
                del find(raw, name)[key]

    return spoil


def on_option(name: str, number: int, **changes: object) -> Spoil:
    def spoil(raw: Raw) -> None:
        option = find(raw, name)["options"][number]
        for key, value in changes.items():
            option[key] = value
            if value is None:
                del option[key]

    return spoil


def without_error(name: str, cause: str) -> Spoil:
    return lambda raw: find(raw, name)["errors"].pop(cause)


def repeat_question(name: str) -> Spoil:
    return lambda raw: raw["sections"][-1]["pages"][0]["questions"].append(copy.deepcopy(find(raw, name)))


def repeat_page(raw: Raw) -> None:
    raw["sections"][1]["pages"].append(
        {**copy.deepcopy(raw["sections"][1]["pages"][0]), "questions": [_new_question("brand_new")]}
    )


def _new_question(name: str) -> Raw:
    return {**copy.deepcopy(find(RAW, "smoking")), "id": name}


def score(**changes: object) -> Spoil:
    return lambda raw: raw["scores"][0].update(changes)


NORWOOD = "questions.json / hair_loss / norwood / norwood_stage"
SMOKING = "questions.json / health / smoking / smoking"
SHOW_IF = "questions.json / norwood_stage / show_if"

FAULTS: dict[str, tuple[Spoil, str, str]] = {
    # Ids.
    "two questions with one id": (repeat_question("smoking"), "questions.json / smoking", "ids are unique"),
    "two pages with one id": (repeat_page, "questions.json / you", "two pages have this id"),
    "two sections with one id": (
        lambda raw: raw["sections"][2].update(id="about_you"), "questions.json / about_you", "two sections "
                                                                                             "have this id",
    ),
    "two options with one id": (on_option("smoking", 1, id="never"), "questions.json / smoking / never", "two options have this id"),
    "two options that read the same": (
        lambda raw: find(raw, "smoking")["options"][1].update(text=find(raw, "smoking")["options"][0]["text"]),
        "questions.json / smoking", "a patient could not tell them apart",
    ),
    "a score with the id of a question": (score(id="smoking"), "questions.json / smoking", "ids are unique"),
    "an id with a space": (on("smoking", id="do you smoke"), "questions.json / health / smoking / do you smoke "
                                                             "/ id", ""),
    # Words.
    "no words for a missing answer": (
        without_error("smoking", "missing"), "questions.json / smoking / errors", 'words for "missing" are missing',
    ),
    "no words for exclusive options": (
        without_error("diagnoses", "exclusive"), "questions.json / diagnoses / errors", 'words for "exclusive"',
    ),
    "no words for what is no number": (
        without_error("age_years", "not_a_number"), "questions.json / age_years / errors", 'words for "not_a_number"',
    ),
    "no words for out of range": (
        without_error("haemoglobin_g_dl", "out_of_range"), "questions.json / haemoglobin_g_dl / errors", '"out_of_range"',
    ),
    "words for exclusive where nothing is": (
        lambda raw: find(raw, "goals")["errors"].update(exclusive={"en": "One only"}), "questions.json / goals", "but no exclusive option",
    ),
    "words for an error that does not exist": (
        lambda raw: find(raw, "goals")["errors"].update(wrong={"en": "Wrong"}), "questions.json / hopes / "
                                                                                "goals / goals / errors", "",
    ),
    "a text without English": (on("smoking", text={"de": "Rauchen Sie?"}), f"{SMOKING} / text", "at least English"),
    "an English text that is blank": (on("smoking", why={"en": "  "}), f"{SMOKING} / why", "at least English"),
    "a language by its full name": (on("smoking", text={"en": "Smoke?", "german": "Rauchen?"}), f"{SMOKING} / text", ""),
    "an option without English": (on_option("smoking", 0, text={}), f"{SMOKING} / options / never / text", "at least English"),
    "a text that is no object": (on("smoking", text="Do you smoke?"), f"{SMOKING} / text", "object"),
    # Shape.
    "a misspelt key": (on("smoking", requird=True), f"{SMOKING} / requird", "not known here; remove it or "
                                                                            "correct its spelling"),
    "a misspelt key of an option": (
        on_option("smoking", 0, exclusiv=True), f"{SMOKING} / options / never / exclusiv", "correct its spelling",
    ),
    "a misspelt key of the whole": (lambda raw: raw.update(titel={"en": "x"}), "questions.json / titel", "correct its spelling"),
    "a missing key": (on("smoking", label=None), f"{SMOKING} / label", "this key is missing"),
    "no reason for asking": (on("smoking", why=None), f"{SMOKING} / why", "this key is missing"),
    "a type that does not exist": (on("smoking", type="radio"), f"{SMOKING} / type", "'choice'"),
    "yes as a text": (on("smoking", required="yes"), f"{SMOKING} / required", "boolean"),
    "an option that means something else": (
        on_option("hair_type", 4, means="maybe"), "hair_type / options / not_sure / means", "'unsure' or 'declined'",
    ),
    "a page without questions": (
        lambda raw: raw["sections"][1]["pages"][0].update(questions=[]), "questions.json / about_you / you", "",
    ),
    "no sections": (lambda raw: raw.update(sections=[]), "questions.json", ""),
    "no version": (lambda raw: raw.pop("version"), "questions.json / version", "this key is missing"),
    # Parts that do not belong together.
    "a choice with one option": (
        lambda raw: find(raw, "smoking").update(options=find(raw, "smoking")["options"][:1]), "questions.json / smoking", "at least two options",
    ),
    "a choice without options": (on("smoking", options=[]), "questions.json / smoking", "at least two options"),
    "yes or no with options": (
        lambda raw: find(raw, "consent_data").update(options=find(raw, "smoking")["options"]), "questions.json "
                                                                                               "/ consent_data", "has no options",
    ),
    "a number with an option that is an answer": (
        lambda raw: find(raw, "age_years").update(options=find(raw, "smoking")["options"][:1]),
        "questions.json / age_years", 'may only offer an option that means "unsure" or "declined"',
    ),
    "a number without a minimum": (on("age_years", minimum=None), "questions.json / age_years", "a minimum below its maximum"),
    "a number with its range turned round": (
        on("age_years", minimum=200), "questions.json / age_years", "a minimum below its maximum",
    ),
    "contact details without boxes": (on("contact", fields=[]), "questions.json / contact", "contact details "
                                                                                            "need fields"),
    # Scores.
    "a score over a question that does not exist": (
        score(items=["phq2_interest", "phq2_moood"]), "questions.json / phq2",
        'item "phq2_moood" must be a question whose options carry a score',
    ),
    "an item without a score": (on_option("phq2_mood", 2, score=None), "questions.json / phq2", 'item "phq2_mood" must be a question'),
    "a score over a number": (score(items=["prior_grafts_total"]), "questions.json / phq2", 'item "prior_grafts_total"'),
    "a score over yes or no": (score(items=["consent_data"]), "questions.json / phq2", 'item "consent_data"'),
    "a score over ticks": (
        lambda raw: (find(raw, "phq2_mood").update(type="multiple_choice"), None)[1], "questions.json / phq2", 'item "phq2_mood"',
    ),
    "a score of nothing": (score(items=[]), "questions.json / scores / phq2 / items", ""),
    # What decides whether a question is shown.
    "a later question": (on("norwood_stage", show_if={"smoking": "vape"}), SHOW_IF, 'no question or score "smoking"'),
    "the question itself": (on("norwood_stage", show_if={"norwood_stage": "i"}), SHOW_IF, 'no question or '
                                                                                          'score "norwood_stage"'),
    "a question that does not exist": (
        on("norwood_stage", show_if={"patern_chart": "male_chart"}), SHOW_IF, 'Did you mean "pattern_chart"?',
    ),
    "an option that does not exist": (
        on("norwood_stage", show_if={"pattern_chart": "male"}), f"{SHOW_IF} / pattern_chart", '"male" is not an option',
    ),
    "a wrong test": (
        on("norwood_stage", show_if={"pattern_chart": {"has_any": ["male_chart"]}}), f"{SHOW_IF} / "
                                                                                     "pattern_chart", "this is a choice",
    ),
    "a parameter of the rules": (
        on("norwood_stage", show_if={"age_years": {"below": "$adult_age"}}), f"{SHOW_IF} / age_years", "no parameter",
    ),
    "all within any": (
        on("norwood_stage", show_if={"any": [{"pattern_chart": "male_chart"}, {"all": [{"sex_at_birth": "male"}]}]}),
        SHOW_IF, 'keep this to one leaf, or one "all" or "any" of leaves',
    ),
    "not": (on("norwood_stage", show_if={"not": {"pattern_chart": "male_chart"}}), SHOW_IF, "deeper logic "
                                                                                            "belongs in the rules"),
    "not within all": (
        on("norwood_stage", show_if={"all": [{"not": {"pattern_chart": "neither"}}]}), SHOW_IF, "deeper logic "
                                                                                                "belongs in the rules",
    ),
    "an empty any": (on("norwood_stage", show_if={"any": []}), f"{SHOW_IF} / any", "a list of conditions"),
    "a score, whose items come later": (
        on("norwood_stage", show_if={"phq2": {"at_least": 3}}), SHOW_IF, 'no question or score "phq2"',
    ),
    "contact details that may be hidden": (on("contact", show_if={"pattern_chart": "neither"}), "contact", ""),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_refused_with_place_and_remedy(fault: str) -> None:
    spoil, place, words = FAULTS[fault]
    raw = copy.deepcopy(RAW)
    spoil(raw)
    with pytest.raises(Refused) as refused:
        read_questionnaire(json.dumps(raw))
    matching = [p for p in refused.value.problems if place in p.place and words in p.message]
    assert matching, str(refused.value)


def test_the_message_is_for_people() -> None:
    """It speaks of texts, lists and ids, not of the code that found the fault."""
    for fault, (spoil, _, _) in FAULTS.items():
        raw = copy.deepcopy(RAW)
        spoil(raw)
        message = complaint(partial(read_questionnaire, json.dumps(raw)))
        assert not any(word in message for word in JARGON), f"{fault}: {message}"


def complaint(read: Callable[[], object]) -> str:
    """What reading was refused with; nothing if it was not."""
    try:
        read()
    except Refused as refused:
        return str(refused)
    return ""


JARGON = ("Tuple", "after validation", "pattern '^", "dict", "pydantic", "NoneType")


def test_a_follow_up_to_being_answered_never_takes_silence_for_no() -> None:
    """A `show_if` that asks whether a question was answered would make a skipped question rule its follow-up out for
    good. Either it is refused, or the follow-up stays open until the question is answered."""
    raw = copy.deepcopy(RAW)
    find(raw, "last_transplant")["show_if"] = {"prior_transplants": {"answered": True}}
    try:
        form = read_questionnaire(json.dumps(raw))
    except Refused:
        return
    assert read_answers({}, form).states["last_transplant"] is State.UNANSWERED


def test_all_faults_of_one_kind_are_told_at_once() -> None:
    raw = copy.deepcopy(RAW)
    for fault in (
        "two options with one id",
        "no words for exclusive options",
        "a number without a minimum",
        "an item without a score",
    ):
        FAULTS[fault][0](raw)
    with pytest.raises(Refused) as refused:
        read_questionnaire(json.dumps(raw))
    assert len(refused.value.problems) == 4
    assert len(str(refused.value).splitlines()) == 4


TEXT: dict[str, tuple[str, str]] = {
    "a key that stands twice": (
        '{"version": "1", "version": "2"}',
        'the key "version" stands twice in one object; keep one of them',
    ),
    "a key that stands twice, deep inside": ('{"a": [{"b": {"c": 1, "c": 1}}]}', 'the key "c" stands twice'),
    "not a number": ('{"maximum": NaN}', "NaN is not a number"),
    "infinity": ('{"maximum": Infinity}', "Infinity is not a number"),
    "minus infinity": ('{"maximum": -Infinity}', "-Infinity is not a number"),
    "a comma too many": ('{\n"a": 1,\n}', "not valid JSON"),
    "an unfinished file": ('{"a": [1, 2', "not valid JSON"),
    "two values": ("{} {}", "not valid JSON"),
    "an empty file": ("", "not valid JSON"),
    "single quotes": ("{'a': 1}", "line 1, column 2"),
    "nested without end": ("[" * 100_000, "nested too deeply"),
    "a number of thousands of digits": ('{"a": ' + "9" * 5000 + "}", ""),
}


@pytest.mark.parametrize("fault", TEXT)
def test_json_is_read_strictly(fault: str) -> None:
    text, words = TEXT[fault]
    with pytest.raises(Refused) as refused:
        read_json(text, "some.json")
    (problem,) = refused.value.problems
    assert problem.place == "some.json"
    assert words in problem.message


def test_json_says_the_line(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"at line 3, column 1"):
        read_json('{\n"a": 1,\n}', "some.json")


@pytest.mark.parametrize("raw", ["[]", '"questions"', "null", "7"])
def test_only_an_object_is_a_questionnaire(raw: str) -> None:
    with pytest.raises(Refused, match=r"questions\.json"):
        read_questionnaire(raw)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes('{"title": "Müller"}'.encode("latin-1"))
    for path, words in (
        (tmp_path / "no.json", "there is no such file"),
        (tmp_path, "this is a folder"),
        (latin, "not UTF-8"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            load_questionnaire(path)
        assert str(path) in str(refused.value)


def test_a_byte_order_mark_is_forgiven(form: Questionnaire, tmp_path: Path) -> None:
    marked = tmp_path / "questions.json"
    marked.write_bytes(b"\xef\xbb\xbf" + PATH.read_bytes())
    assert load_questionnaire(marked).sha256 == form.sha256


# --- The identity of a questionnaire ----------------------------------------------------------------------------------


def test_the_identity_follows_the_content(form: Questionnaire) -> None:
    """Neither the layout of the file nor the order of keys nor the line for editors counts; any word does."""
    turned = dict(reversed(copy.deepcopy(RAW).items()))
    turned.pop("$schema", None)
    assert read_questionnaire(json.dumps(turned, indent=7)).sha256 == form.sha256
    for name, change in (
        ("smoking", {"label": "Tobacco"}),
        ("age_years", {"maximum": 119}),
        ("norwood_stage", {"show_if": {"sex_at_birth": "male"}}),
    ):
        raw = copy.deepcopy(RAW)
        find(raw, name).update(change)
        assert read_questionnaire(json.dumps(raw)).sha256 != form.sha256, name


def test_canonical_json() -> None:
    assert canonical_json({"b": [1, 2.5, None, True], "a": "é"}) == '{"a":"é","b":[1,2.5,null,true]}'
    assert sha256({"b": 1, "a": 2}) == sha256({"a": 2, "b": 1}) != sha256({"a": 1, "b": 2})
    assert len(sha256({})) == 64
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("norwood_stge", ' Did you mean "norwood_stage"?'),
        ("smoke", ' Did you mean "smoking"?'),
        ("xyz", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_did_you_mean(word: object, hint: str) -> None:
    assert did_you_mean(word, ["norwood_stage", "smoking"]) == hint

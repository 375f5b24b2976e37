"""Reading `questions.json`: every fault is reported with its place and its remedy, and nothing half-right is let
through."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from questionnaire.conditions import RESERVED
from questionnaire.model import ContactField, Questionnaire
from questionnaire.problems import Problem, Refused
from questionnaire.same_page import undecidable

Model = TypeVar("Model", bound=BaseModel)


_JSON_REMEDY = "Look there and just before for a comma, a quotation mark or a bracket that is missing or one too many"


def read_json(text: str, place: str) -> object:
    """Parse JSON strictly: a repeated key, NaN or infinity is refused. Raises `Refused` naming `place` and the line."""

    def no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeated = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
            raise Refused([Problem(place, f'the key "{repeated}" stands twice in one object; keep one of them')])
        return found

    def no_constant(name: str) -> float:
        raise Refused([Problem(place, f"{name} is not a number that an answer or a limit can have")])

    def finite(digits: str) -> float:
        number = float(digits)
        return number if math.isfinite(number) else no_constant(digits)

    try:
        return json.loads(text, object_pairs_hook=no_repeats, parse_constant=no_constant, parse_float=finite)
    except json.JSONDecodeError as error:
        raise Refused(
            [
                Problem(
                    place,
                    f"this is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}. {_JSON_REMEDY}",
                )
            ]
        ) from None
    except Refused:
        raise
    except ValueError:
        raise Refused([Problem(place, "a number in this JSON has too many digits to be read")]) from None
    except RecursionError:
        raise Refused([Problem(place, "this JSON is nested too deeply to be read")]) from None


def read_text(path: Path) -> str:
    """A file's text. Raises `Refused` in words when it is missing, not a file, or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused([Problem(str(path), "there is no such file")]) from None
    except IsADirectoryError:
        raise Refused([Problem(str(path), "this is a folder, not a file")]) from None
    except UnicodeDecodeError:
        raise Refused([Problem(str(path), "this file is not UTF-8 text")]) from None
    except OSError as error:
        raise Refused([Problem(str(path), f"this file cannot be read: {error.strerror}")]) from None


def read_model(model: type[Model], raw: object, place: str) -> Model:
    """Read one pydantic model from parsed JSON, turning its faults into `Refused` with a path a person can follow."""
    try:
        return model.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise Refused(Problem(_path(place, raw, item["loc"]), _words(item)) for item in error.errors()) from None


def _path(place: str, raw: object, location: tuple[int | str, ...]) -> str:
    """`questions.json / hair / pattern / norwood_stage / label` rather than `sections.1.pages.0.questions.2.label`."""
    steps: list[str] = []
    for step in location:
        if isinstance(raw, list) and isinstance(step, int):
            raw = raw[step]
        else:
            raw = raw.get(str(step)) if isinstance(raw, dict) else None
        if isinstance(step, int):
            steps.append(str(raw["id"]) if isinstance(raw, dict) and "id" in raw else str(step + 1))
        elif step not in ("sections", "pages", "questions"):
            steps.append(step)
    return " / ".join([place, *steps])


def _words(error: object) -> str:
    kind, message = error["type"], error["msg"]  # type: ignore[index]
    if kind == "missing":
        return "this key is missing"
    if kind == "extra_forbidden":
        return "this key is not known here; remove it or correct its spelling"
    if kind == "too_short":
        return "this list is empty; it needs at least one entry"
    if kind == "string_pattern_mismatch":
        return (
            "this name may hold small letters, digits and _ only (a source's key: capitals), and starts "
            "with a letter or digit"
        )
    if kind in ("float_type", "float_parsing", "int_type", "int_parsing"):
        return "this must be a number, written without quotation marks"
    if kind in ("date_from_datetime_parsing", "date_parsing", "date_type"):
        return "this must be a date such as 2026-11-23"
    return str(message).removeprefix("Value error, ").replace("Input should be", "this must be")


def read_questionnaire(text: str, place: str = "questions.json") -> Questionnaire:
    """The questionnaire in `text` (JSON). Raises `Refused` with every fault found."""
    form = read_model(Questionnaire, read_json(text, place), place)
    problems = [problem for check in _CHECKS for problem in check(form, place)]
    if problems:
        raise Refused(problems)
    if problems := undecidable(form, place):  # parses every condition, so that a fault shows here and not later
        raise Refused(problems)
    return form


def load_questionnaire(path: Path) -> Questionnaire:
    """The questionnaire in a file. Raises `Refused` with every fault found."""
    return read_questionnaire(read_text(path), path.name)


def _unique_ids(form: Questionnaire, place: str) -> list[Problem]:
    problems = []
    for kind, ids in (
        ("section", [s.id for s in form.sections]),
        ("page", [p.id for p in form.pages]),
        ("question or score", [q.id for q in form.questions] + [s.id for s in form.scores]),
    ):
        problems += [
            Problem(f"{place} / {name}", f"two {kind}s have this id; ids are unique")
            for name, n in Counter(ids).items()
            if n > 1
        ]
    problems += [
        Problem(f"{place} / {name}", "this word has a meaning of its own in conditions; choose another id")
        for name in (*form.by_id, *form.score_by_id)
        if name in RESERVED
    ]
    for question in form.questions:
        repeated = Counter(option.id for option in question.options)
        problems += [
            Problem(f"{place} / {question.id} / {name}", "two options have this id")
            for name, n in repeated.items()
            if n > 1
        ]
        for option in question.options:
            for name in (option.lower, option.higher):
                if name is not None and name not in question.by_option:
                    problems.append(
                        Problem(f"{place} / {question.id} / {option.id}", f'there is no option "{name}" to be next to')
                    )
        texts = Counter(option.text["en"] for option in question.options)
        problems += [
            Problem(f"{place} / {question.id}", f'two options read "{text}"; a patient could not tell them apart')
            for text, n in texts.items()
            if n > 1
        ]
    return problems


def _right_parts(form: Questionnaire, place: str) -> list[Problem]:
    """Each type of question has what it needs and nothing else, and words for each way a patient can be wrong."""
    needs_errors: dict[str, tuple[str, ...]] = {
        "choice": ("missing",),
        "multiple_choice": ("missing", "exclusive"),
        "integer": ("missing", "not_a_number", "out_of_range"),
        "decimal": ("not_a_number", "out_of_range"),
        "boolean": ("missing",),
        "contact": (),
    }
    problems = []
    for q in form.questions:
        at = f"{place} / {q.id}"
        if q.type in ("choice", "multiple_choice") and len(q.options) < 2:
            problems.append(Problem(at, "a choice needs at least two options"))
        if q.type in ("boolean", "contact", "decimal") and q.options:
            problems.append(Problem(at, f"a {q.type} question has no options"))
        if q.type == "integer" and any(not option.means for option in q.options):
            problems.append(Problem(at, 'a number may only offer an option that means "unsure" or "declined"'))
        if q.type in ("integer", "decimal") and (q.minimum is None or q.maximum is None or q.minimum >= q.maximum):
            problems.append(Problem(at, "a number needs a minimum below its maximum"))
        if q.type == "contact" and not q.fields:
            problems.append(Problem(at, "contact details need fields"))
        if q.type == "contact" and q.show_if is not None:
            problems.append(Problem(f"{at} / show_if", "contact details are always asked for; remove this"))
        for box in q.fields:
            lacking = [cause for cause in _box_causes(box) if cause not in box.errors]
            problems += [Problem(f"{at} / {box.id} / errors", f'words for "{cause}" are missing') for cause in lacking]
        if q.type == "multiple_choice" and not any(o.exclusive for o in q.options) and "exclusive" in q.errors:
            problems.append(Problem(at, 'this question has words for "exclusive" but no exclusive option'))
        for cause in needs_errors[q.type]:
            if cause == "exclusive" and not any(o.exclusive for o in q.options):
                continue
            if cause not in q.errors:
                problems.append(Problem(f"{at} / errors", f'words for "{cause}" are missing'))
    return problems


def _box_causes(box: ContactField) -> list[str]:
    """The ways in which a contact box can be wrong."""
    causes = ["missing"] if box.required or box.id in ("email", "phone") else []
    causes += [] if box.options else ["too_long"]
    causes += ["unreachable"] if box.id == "email" else []
    causes += ["invalid"] if box.options or box.id in ("born", "email", "phone") else []
    return causes + (["disagrees"] if box.id == "born" else [])


def _known_scores(form: Questionnaire, place: str) -> list[Problem]:
    problems = []
    for score in form.scores:
        for item in score.items:
            question = form.by_id.get(item)
            if (
                question is None
                or question.type != "choice"
                or any(o.score is None and not o.means for o in question.options)
                or not question.options
            ):
                problems.append(
                    Problem(f"{place} / {score.id}", f'item "{item}" must be a question whose options carry a score')
                )
    return problems


_CHECKS: tuple[Callable[[Questionnaire, str], list[Problem]], ...] = (_unique_ids, _right_parts, _known_scores)

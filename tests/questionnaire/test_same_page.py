"""Follow-ups that one page shows and hides by itself: what the browser is told, and what it could not decide."""

from __future__ import annotations

import json
from typing import Any

import pytest

from questionnaire.load import read_questionnaire
from questionnaire.model import Questionnaire
from questionnaire.problems import Refused
from questionnaire.same_page import openings
from tests.generators import boolean, choice, integer, multi, raw_form


def form_with(condition: dict[str, Any], earlier: bool = False) -> str:
    """A form of one page whose last question is shown by `condition`; with `earlier`, the question "first" stands on a page
    of its own before it."""
    raw = raw_form(
        choice("first", "a b"),
        choice("pick", "a b rather_not~"),
        multi("ticks", "none! x y"),
        integer("n", 0, 10),
        boolean("truly"),
        choice("more", "a b", condition),
    )
    questions = [q for section in raw["sections"] for page in section["pages"] for q in page["questions"]]
    page = raw["sections"][0]["pages"][0]
    pages = [[questions[0]], questions[1:]] if earlier else [questions]
    raw["sections"] = [
        {**raw["sections"][0], "pages": [{**page, "id": f"p{i}", "questions": qs} for i, qs in enumerate(pages)]}
    ]
    return json.dumps(raw)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ({"pick": "a"}, (True, [("pick", ["a"])])),
        ({"pick": {"in": ["a", "rather_not"]}}, (True, [("pick", ["a", "rather_not"])])),
        ({"truly": True}, (True, [("truly", ["true"])])),
        ({"ticks": {"has_any": ["x", "y"]}}, (True, [("ticks", ["x", "y"])])),
        ({"ticks": {"has_all": ["x"]}}, (True, [("ticks", ["x"])])),
        ({"ticks": {"has_all": ["x", "y"]}}, (True, [("ticks", ["x"]), ("ticks", ["y"])])),
        ({"all": [{"pick": "a"}, {"truly": False}]}, (True, [("pick", ["a"]), ("truly", ["false"])])),
        ({"any": [{"pick": "a"}, {"ticks": {"has_any": ["x"]}}]}, (False, [("pick", ["a"]), ("ticks", ["x"])])),
    ],
    ids=str,
)
def test_what_the_browser_is_told(condition: dict[str, Any], told: tuple[bool, list[tuple[str, list[str]]]]) -> None:
    form = read_questionnaire(form_with(condition))
    opening = openings(form.pages[0], form)["more"].to_json()
    assert opening == {"every": told[0], "among": [[name, options] for name, options in told[1]]}


def test_a_follow_up_on_a_later_page_is_left_to_the_server() -> None:
    form = read_questionnaire(form_with({"first": "a"}, earlier=True))
    assert openings(form.pages[1], form) == {}


@pytest.mark.parametrize(
    ("condition", "earlier", "words"),
    [
        ({"n": {"at_least": 5}}, False, "a browser cannot decide this"),
        ({"all": [{"pick": "a"}, {"n": {"below": 3}}]}, False, "a browser cannot decide this"),
        ({"any": [{"pick": "a"}, {"ticks": {"has_all": ["x", "y"]}}]}, False, "a browser cannot decide this"),
        ({"all": [{"first": "a"}, {"pick": "a"}]}, True, '"first" stands on another page'),
        ({"any": [{"first": "a"}, {"pick": "a"}]}, True, '"first" stands on another page'),
    ],
    ids=str,
)
def test_what_the_browser_cannot_decide_is_refused(condition: dict[str, Any], earlier: bool, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_questionnaire(form_with(condition, earlier))
    (problem,) = refused.value.problems
    assert problem.place == "questions.json / more / show_if"
    assert words in problem.message
    assert "Move it to a later page" in problem.message


def test_the_shipped_form_tells_the_browser_every_follow_up_of_a_page(form: Questionnaire) -> None:
    told = {name for page in form.pages for name in openings(page, form)}
    expected = {
        question.id
        for page in form.pages
        for question in page.questions
        if any(f'"{other.id}"' in json.dumps(question.show_if) for other in page.questions)
    }
    assert told == expected
    assert told

"""A message is read once, at the door: what pages send becomes an action, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from desk.patient.actions import (
    Action,
    Back,
    Change,
    ChooseLanguage,
    Continue,
    LeavePhotos,
    NotUnderstood,
    Park,
    PhotosSent,
    RemovePhoto,
    Send,
    Typed,
    read_action,
)
from questionnaire.model import Page, Questionnaire


def page(form: Questionnaire, question: str) -> Page:
    """The page on which a question stands."""
    return next(page for page in form.pages if any(q.id == question for q in page.questions))


def read(form: Questionnaire, message: dict[str, object]) -> Action:
    """The action, at a clinic that offers English and Spanish."""
    return read_action(message, form, ("en", "es"))


@pytest.mark.parametrize(
    ("question", "sent", "entry"),
    [
        ("smoking", "never", "never"),
        ("smoking", None, None),
        ("goals", ["fill_crown", "slow_loss"], ("fill_crown", "slow_loss")),
        ("goals", [], ()),
        ("consent_data", True, True),
        ("age_years", " 31 years", 31),
        ("age_years", "  ", None),
        ("age_years", "many", "many"),
        ("prior_grafts_total", "not_sure", "not_sure"),
    ],
)
def test_each_control_is_read_as_what_it_holds(form: Questionnaire, question: str, sent: Any, entry: Any) -> None:
    at = page(form, question)
    message = {"name": "continue", "page": at.id, "values": {question: sent, "elsewhere": "x"}}
    assert read(form, message) == Continue(Typed(at, {question: entry}))


def test_the_boxes_of_the_contact_question_are_those_that_it_has(form: Questionnaire) -> None:
    contact = next(q for q in form.questions if q.type == "contact")
    at = page(form, contact.id)
    message = {"name": "continue", "page": at.id, "values": {contact.id: {"name": "Ana", "role": "admin"}}}
    action = read(form, message)
    assert isinstance(action, Continue)
    assert action.typed.entries[contact.id] == {box.id: "Ana" if box.id == "name" else "" for box in contact.fields}


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ({"name": "continue", "page": "photos", "values": {}}, LeavePhotos()),
        ({"name": "skip_photos", "value": ""}, LeavePhotos()),
        ({"name": "back", "value": "check"}, Back("check", None)),
        ({"name": "park", "page": "", "values": {}}, Park(None)),
        ({"name": "change", "value": "smoking"}, Change("smoking", None)),
        ({"name": "remove_photo", "value": "crown"}, RemovePhoto("crown")),
        ({"name": "photo", "value": "top", "problems": {"top": "small"}}, PhotosSent("top", (("top", "small"),))),
        ({"name": "language", "value": "es", "page": "photos"}, ChooseLanguage("es", None)),
        ({"name": "send", "value": "12"}, Send(12)),
    ],
)
def test_what_pages_send_is_understood(form: Questionnaire, message: dict[str, object], action: Action) -> None:
    assert read(form, message) == action


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"name": None},
        {"name": ["continue"]},
        {"name": "idle"},
        {"name": "continue"},
        {"name": "continue", "page": "no_such_page", "values": {}},
        {"name": "continue", "page": "smoking"},
        {"name": "continue", "page": "smoking", "values": ["never"]},
        {"name": "continue", "page": "smoking", "values": {"smoking": {"in": "never"}}},
        {"name": "continue", "page": "goals", "values": {"goals": "fill_crown"}},
        {"name": "continue", "page": "goals", "values": {"goals": [["fill_crown"]]}},
        {"name": "continue", "page": "consent", "values": {"consent_data": "yes"}},
        {"name": "continue", "page": "you", "values": {"age_years": True}},
        {"name": "continue", "page": "contact", "values": {"contact": {"name": 7}}},
        {"name": "back", "value": "no_such_page"},
        {"name": "change", "value": ["smoking"]},
        {"name": "language", "value": "fr"},
        {"name": "remove_photo", "value": "passport"},
        {"name": "send", "value": "-1"},
        {"name": "send", "value": "٣"},
        {"name": "send", "value": "9" * 40},
        {"name": "send"},
    ],
    ids=str,
)
def test_what_no_page_sends_is_not(form: Questionnaire, message: dict[str, object]) -> None:
    assert read(form, message) == NotUnderstood()

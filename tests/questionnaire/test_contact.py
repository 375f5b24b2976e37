"""Who the patient is: dates as people type them, ages, and each box of the contact page."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.contact import Contact, age_on, read_contact, read_date
from questionnaire.model import Questionnaire
from tests.generators import thorough

TODAY = date(2026, 11, 23)
FULL = {
    "name": "Ann  O’Neil-Şahin", "born": "14 3 1991", "email": "ann@example.com", "phone": "+44 20 7946 0123", "prefers": "either",
    "note": "Allergic to latex.",
}  # fmt: skip

DATES: dict[str, date | None] = {
    "14 3 1991": date(1991, 3, 14),
    "14/03/1991": date(1991, 3, 14),
    "14.3.1991": date(1991, 3, 14),
    "14-03-1991": date(1991, 3, 14),
    "14 March 1991": date(1991, 3, 14),
    "14 march 1991": date(1991, 3, 14),
    "14 Mar 1991": date(1991, 3, 14),
    "14, March, 1991": date(1991, 3, 14),
    " 14  3  1991 ": date(1991, 3, 14),
    "1991-03-14": date(1991, 3, 14),
    "1991/3/14": date(1991, 3, 14),
    "3 14 1991": None,
    "14th March 1991": date(1991, 3, 14),
    "1st of January 1991": date(1991, 1, 1),
    "March 14 1991": date(1991, 3, 14),
    "Jan 1st, 1991": date(1991, 1, 1),
    "14–3–1991": date(1991, 3, 14),
    "12 3 1991": date(1991, 3, 12),
    "29 2 1992": date(1992, 2, 29),
    "29 2 1991": None,
    "31 2 1990": None,
    "31 4 1990": None,
    "0 3 1991": None,
    "14 0 1991": None,
    "14 13 1991": None,
    "14 3 91": None,
    "14/03/91": None,
    "14 3 0000": None,
    "14 3 19911": None,
    "14 de marzo de 1991": date(1991, 3, 14),
    "14 enero 1991": date(1991, 1, 14),
    "14 abr 1991": date(1991, 4, 14),
    "14 ago 1991": date(1991, 8, 14),
    "14 dic 1991": date(1991, 12, 14),
    "14 de 1991": None,
    "14 Maerz 1991": None,
    "14 3": None,
    "March 1991": None,
    "14031991": None,
    "14 3 1991 5": None,
    "٣ ٣ ١٩٩١": date(1991, 3, 3),
    "-1 3 1991": None,
    "today": None,
    "": None,
}


@pytest.mark.parametrize("typed", DATES, ids=repr)
def test_date(typed: str) -> None:
    """The day comes first; a two-digit year is not guessed."""
    assert read_date(typed) == DATES[typed]


@thorough(100)
@given(
    day=st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    written=st.sampled_from(("%d %m %Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")),
)
def test_every_date_can_be_typed(day: date, written: str) -> None:
    assert read_date(day.strftime(written)) == day


@thorough(100)
@given(typed=st.text(max_size=20))
def test_whatever_is_typed_is_a_date_or_none(typed: str) -> None:
    assert read_date(typed) is None or isinstance(read_date(typed), date)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1991, 3, 14), date(2026, 3, 13), 34),
        (date(1991, 3, 14), date(2026, 3, 14), 35),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2026, 11, 23), TODAY, 0),
        (date(2026, 11, 24), TODAY, -1),
        (date(1900, 12, 31), date(2026, 1, 1), 125),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_the_details_of_a_patient(form: Questionnaire) -> None:
    contact, errors = read_contact(form.by_id["contact"], FULL, TODAY, 35)
    assert errors == ()
    assert contact == Contact(
        "Ann  O’Neil-Şahin", date(1991, 3, 14), "ann@example.com", "+44 20 7946 0123", "either", "Allergic to latex."
    )  # fmt: skip


def test_name_date_of_birth_and_one_way_to_reach_are_enough(form: Questionnaire) -> None:
    contact, errors = read_contact(
        form.by_id["contact"], {"name": " Ann ", "born": "14 3 1991", "phone": "020 7946 0123"}, TODAY, 35
    )
    assert (contact, errors) == (Contact("Ann", date(1991, 3, 14), phone="020 7946 0123"), ())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("half a sign \ud83d here", "half a sign  here"),
        ("turned \u202egnol\u2066 round", "turned gnol round"),
        ("warfarin 5\t10 mg", "warfarin 5 10 mg"),
        ("one\x0btwo\x85three\r\nfour", "one\ntwo\nthree\nfour"),
        ("bell\x07and nothing\x00", "bell and nothing"),
        ("two\nlines", "two\nlines"),
        ("👩‍👧 نام‌ها", "👩‍👧 نام‌ها"),
    ],
)
def test_what_no_keyboard_types_is_left_out(form: Questionnaire, typed: str, kept: str) -> None:
    """It could hide what stands beside it, or keep the clinic's page from opening; joiners, which some scripts need,
    stay."""
    contact, errors = read_contact(form.by_id["contact"], {**FULL, "note": typed}, TODAY, 35)
    assert errors == ()
    assert contact is not None
    assert contact.note == kept


BOXES: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "nothing at all": (dict.fromkeys(FULL, ""), [("name", "missing"), ("born", "missing"), ("email", "unreachable")]),
    "no way to reach": ({"email": "", "phone": ""}, [("email", "unreachable")]),
    "an email will do": ({"phone": ""}, []),
    "a phone number will do": ({"email": ""}, []),
    "by email, but none given": ({"email": "", "prefers": "email"}, [("email", "missing")]),
    "by phone, but none given": ({"phone": "", "prefers": "phone"}, [("phone", "missing")]),
    "by phone, and nothing given": ({"email": "", "phone": "", "prefers": "phone"}, [("phone", "missing")]),
    "spaces for a name": ({"name": "   "}, [("name", "missing")]),
    "a name that nobody can see": ({"name": "\u200b\u2060"}, [("name", "missing")]),
    "a name without end": ({"name": "x" * 201}, [("name", "too_long")]),
    "a name of one letter": ({"name": "Y"}, []),
    "a name in another script": ({"name": "山田 太郎"}, []),
    "no date": ({"born": "in spring"}, [("born", "invalid")]),
    "a date that never was": ({"born": "31 2 1990"}, [("born", "invalid")]),
    "a two-digit year": ({"born": "14 3 91"}, [("born", "invalid")]),
    "tomorrow": ({"born": "24 11 2026"}, [("born", "invalid")]),
    "next year": ({"born": "14 3 2027"}, [("born", "invalid")]),
    "long before anyone alive": ({"born": "14 3 1891"}, [("born", "invalid")]),
    "another age than was said": ({"born": "14 3 1990"}, [("born", "disagrees")]),
    "the birthday is tomorrow": ({"born": "24 11 1991"}, [("born", "disagrees")]),
    "the birthday is today": ({"born": "23 11 1991"}, []),
    "a date without end": ({"born": "1" * 41}, [("born", "too_long")]),
    "no at in the email": ({"email": "ann.example.com"}, [("email", "invalid")]),
    "no domain in the email": ({"email": "ann@"}, [("email", "invalid")]),
    "no dot in the email": ({"email": "ann@example"}, [("email", "invalid")]),
    "two ats in the email": ({"email": "ann@b@example.com"}, [("email", "invalid")]),
    "a space in the email": ({"email": "ann o@example.com"}, [("email", "invalid")]),
    "two emails": ({"email": "ann@example.com, bob@example.com"}, [("email", "invalid")]),
    "an email of two lines": ({"email": "ann@example.com\nbcc: all@example.com"}, [("email", "invalid")]),
    "an email with a plus": ({"email": "ann+hair@mail.example.co.uk"}, []),
    "an email without end": ({"email": "ann@" + "x" * 250 + ".com"}, [("email", "too_long")]),
    "a short phone number": ({"phone": "12345"}, [("phone", "invalid")]),
    "a phone number of letters": ({"phone": "call me"}, [("phone", "invalid")]),
    "a phone number with brackets": ({"phone": "(020) 7946-0123"}, []),
    "a phone number without end": ({"phone": "1" * 19}, [("phone", "invalid")]),
    "a way that is not offered": ({"prefers": "pigeon"}, [("prefers", "invalid")]),
    "a way to be reached that is none": ({"prefers": "x" * 201}, [("prefers", "invalid")]),
    "a note without end": ({"note": "x" * 2001}, [("note", "too_long")]),
    "several faults, box by box": (
        {"name": "", "born": "x", "email": "x", "phone": "x"},
        [("name", "missing"), ("born", "invalid"), ("email", "invalid"), ("phone", "invalid")],
    ),
}


@pytest.mark.parametrize("case", BOXES)
def test_what_is_wrong_box_by_box(form: Questionnaire, case: str) -> None:
    typed, expected = BOXES[case]
    contact, errors = read_contact(form.by_id["contact"], {**FULL, **typed}, TODAY, 35)
    assert [(e.question, e.cause) for e in errors] == expected
    assert (contact is None) == bool(expected)


def test_every_fault_that_a_patient_can_make_has_words(form: Questionnaire) -> None:
    """Only a choice that the page does not offer has none: nobody can make it by typing."""
    for case, (typed, _) in BOXES.items():
        _, errors = read_contact(form.by_id["contact"], {**FULL, **typed}, TODAY, 35)
        for error in errors:
            assert error.message.strip() or error.question == "prefers", case


def test_a_disagreement_names_both_ages(form: Questionnaire) -> None:
    _, (error,) = read_contact(form.by_id["contact"], {**FULL, "born": "14 3 1990"}, TODAY, 35)
    assert "you are 35" in error.message
    assert "36" in error.message


def test_without_an_age_the_date_stands_alone(form: Questionnaire) -> None:
    contact, errors = read_contact(form.by_id["contact"], {**FULL, "born": "14 3 1950"}, TODAY, None)
    assert contact is not None
    assert errors == ()


def test_born_today_is_possible(form: Questionnaire) -> None:
    contact, _ = read_contact(form.by_id["contact"], {**FULL, "born": TODAY.isoformat()}, TODAY, 0)
    assert contact is not None


def test_round_trip(form: Questionnaire) -> None:
    contact, _ = read_contact(form.by_id["contact"], FULL, TODAY, 35)
    assert contact is not None
    written = json.loads(json.dumps(contact.to_json()))
    assert written["born"] == "1991-03-14"
    assert Contact.from_json(written) == contact


@thorough(100)
@given(born=st.dates(date(1930, 1, 1), TODAY), later=st.integers(0, 366))
def test_age_goes_up_by_one_on_each_birthday(born: date, later: int) -> None:
    day = TODAY + timedelta(days=later)
    birthdays = sum(1 for year in range(born.year + 1, day.year + 1) if _birthday(born, year) <= day)
    assert age_on(born, day) == birthdays


def _birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)

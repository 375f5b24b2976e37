"""Patients do anything at any time, in any order, in two tabs, with a store that fails: no answer that was acknowledged is
lost, nobody gets stuck, and whatever was not done is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.patient.actions import CHECK, PHOTOS
from desk.patient.desk import PatientDesk
from desk.patient.form import FormState
from desk.patient.show import Arrival
from desk.patient.situation import Visitor
from desk.patient.tab import Tab, Trouble, at_page, same, tab_of
from desk.patient.views import (
    AdvicePage,
    AskedAgain,
    CheckPage,
    CodePage,
    GonePage,
    MinorPage,
    PhotosPage,
    QuestionPage,
    ReceiptPage,
    Shown,
    StartPage,
    StoreDownPage,
    TakeAlongPage,
    WhosePage,
)
from desk.roles import age_question
from desk.sending import plain
from desk.services import Product
from photos import VIEWS
from photos.clean import Cleaned
from questionnaire.answers import Answers
from questionnaire.journey import as_shown, parse_number, readable
from questionnaire.load import load_questionnaire
from questionnaire.model import Question
from questionnaire.words import languages
from records.clinic import load_clinic
from rules.load import load_rule_book
from tests.desk.memory import MemoryRecords

ROOT = Path(__file__).parent.parent.parent
FORM = load_questionnaire(ROOT / "questions.json")
BOOK = load_rule_book(ROOT / "rules" / "book", FORM)
PRODUCT = Product(FORM, BOOK, load_clinic(ROOT / "clinic.json", languages()))
PAGES = [page.id for page in FORM.pages]
PLAIN = dict(next(case for case in BOOK.cases if case.id == "v01").answers)
NAMES = (
    "continue", "skip_photos", "back", "park", "change", "change_age", "photo", "remove_photo", "take_along", "form",
    "resume", "language", "send", "read_advice", "idle", "",
)  # fmt: skip
_JUST_THERE = Arrival()
TELL_THEMSELVES = (GonePage, StartPage, WhosePage, MinorPage, ReceiptPage, AdvicePage)
"""Views that say where the form stands: there is none, it is sent, it is not for this patient, whose is it."""
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*PAGES, PHOTOS, CHECK]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def raw(question: Question, entry: object) -> object:
    """What the browser sends for a control in which this stands."""
    match question.type:
        case "multiple_choice":
            return list(entry) if isinstance(entry, tuple) else []
        case "boolean":
            return entry is True
        case "integer" | "decimal":
            return "" if entry is None else str(entry)
        case "contact":
            given = entry if isinstance(entry, Mapping) else {}
            return {box.id: str(given.get(box.id) or "") for box in question.fields}
        case _:
            return entry


def read(question: Question, value: Any) -> object:
    """What is acknowledged when the browser sent this and the page could be left."""
    if question.type in ("integer", "decimal") and value not in question.by_option:
        return parse_number(question, value) if value.strip() else None
    return value


def entries(question: Question) -> st.SearchStrategy[object]:
    """What a person may leave in a control, sense or nonsense."""
    options = [option.id for option in question.options]
    match question.type:
        case "choice":
            return st.none() | st.sampled_from(options)
        case "multiple_choice":
            return st.lists(st.sampled_from(options), max_size=3, unique=True)
        case "boolean":
            return st.booleans()
        case "integer" | "decimal":
            numbers = st.sampled_from(["", "31", "40", "17", "250", "-1", "2,500", "about 7", "many", "1e999", "٣٤"])
            return numbers | st.sampled_from(options) if options else numbers
        case _:
            texts = st.sampled_from(["", "Ana", "ana@example.org", "1990-01-02", "020 7946 0991", "phone", "x" * 3000])
            return st.fixed_dictionaries({box.id: texts for box in question.fields})


def sensible(question: Question, today: datetime, answers: Answers) -> object:
    """What a patient who wants to be done leaves in a control."""
    if question.type == "contact":
        age = answers.values.get("age_years")
        born = today.year - (age if isinstance(age, int) else 38) - 1
        return {
            "name": "Ana",
            "born": f"31/12/{born}",
            "email": "ana@example.org",
            "phone": "",
            "prefers": "",
            "note": "n",
        }
    if question.type == "boolean":
        return True
    value = PLAIN.get(question.id)
    if value is not None:
        return list(value) if isinstance(value, list | tuple) else str(value)
    if question.options:
        last = question.options[-1].id
        return [last] if question.type == "multiple_choice" else last
    return str(int(question.minimum or 0) + 1)


def sensible_or(data: st.DataObject, question: Question, stands: object, changed: Question) -> object:
    """Another entry for the question that is changed; what stands there for the others."""
    return data.draw(entries(question)) if question is changed else stands


class Patients(RuleBasedStateMachine):
    """One form in two tabs of one browser."""

    @initialize()
    def open_the_form(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
        self.records = MemoryRecords()
        self.desk = PatientDesk(PRODUCT, self.records, lambda: self.now)
        self.tabs: list[Tab | None] = [None, None]
        self.kept: dict[str, object] = {}
        self.saved: list[tuple[str, Mapping[str, object]]] = [("", {}), ("", {})]
        self.forms = 0
        self.begin()
        self.shown = [self.look(0), self.look(1)]

    # --- the browser --------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Press the button of the start page."""
        token = self.desk.begin(getattr(self, "visitor", Visitor()).token, "en")
        if token is not None:
            self.visitor = Visitor(token, "en-GB", "https://forms.example.org/")
            self.kept, self.forms = {}, self.forms + 1

    def look(self, tab: int, arrival: Arrival = _JUST_THERE) -> Shown:
        """The page is drawn."""
        self.tabs[tab], shown = self.desk.show(self.tabs[tab], self.visitor, arrival)
        if tab < len(getattr(self, "shown", ())):
            self.shown[tab] = shown
        form = self.form()
        if isinstance(shown.view, QuestionPage) and form:
            self.saved[tab] = (shown.view.page.id, form.saved(shown.view.page))
        return shown

    def press(self, tab: int, message: Mapping[str, object]) -> Shown:
        """A message goes, and the page is drawn anew."""
        self.tabs[tab] = self.desk.act(self.tabs[tab], self.visitor, message)
        return self.look(tab)

    def healthy(self) -> MemoryRecords:
        """The records, whether or not they answer just now."""
        return replace(self.records, failing=frozenset())

    def form(self) -> FormState | None:
        """The form as it is in the store, whether or not that answers."""
        draft = self.healthy().find_draft(self.visitor.token, self.now)
        return FormState(draft, PRODUCT, self.now.date()) if draft and draft.reference is None else None

    def message(self, tab: int, fill: Any, page: str | None = None) -> dict[str, object]:
        """Continue, with what stands on the page that the tab drew last and what `fill` leaves in its controls."""
        view = self.shown[tab].view
        if isinstance(view, PhotosPage):
            return {"name": "continue", "page": PHOTOS, "values": {}}
        if not isinstance(view, QuestionPage):
            here = next(one for one in FORM.pages if one.id == (page or PAGES[0]))
            return {"name": "continue", "page": here.id, "values": {q.id: fill(q, None) for q in here.questions}}
        form = self.form()
        values: dict[str, object] = {}
        answered = dict(form.draft.answers) if form else {}
        for question in view.shown:
            follow_up = question.id in view.follow_ups
            if follow_up and not as_shown(readable(answered, FORM)).shown(question.id):
                continue  # hidden by the browser
            values[question.id] = fill(question, raw(question, view.entries.get(question.id)))
            answered[question.id] = read(question, values[question.id]) if question.type != "contact" else None
        return {"name": "continue", "page": view.page.id, "values": values}

    def press_continue(self, tab: int, message: Mapping[str, object]) -> None:
        """Press Continue and hold that it was saved, or told, or both."""
        before, drawn = self.form(), self.shown[tab].view
        touched = self.touched(tab, message)
        failing = bool(self.records.failing)
        shown = self.press(tab, message)
        after, view = self.form(), shown.view
        place = self.place(tab)
        saved = (
            before is not None
            and after is not None
            and message["page"] in after.draft.passed
            and (
                after.draft.version > before.draft.version
                and not place.errors
                and not place.asked
                and not place.trouble
            )
        )
        if saved:
            assert after is not None
            self.acknowledge(after, touched)
        elif failing and isinstance(view, StoreDownPage):
            healthy, self.records.failing = self.records.failing, frozenset()
            self.still_stands(self.look(tab), message, touched)
            self.records.failing = healthy
        elif not isinstance(view, TELL_THEMSELVES):
            told = place.errors or place.asked or place.trouble or place.wrong_code or place.code
            assert told, f"{message} was dropped without a word: {view}"
            self.told_in_view(shown)
            self.still_stands(shown, message, touched)
        assert drawn is not None

    def place(self, tab: int) -> Any:
        return tab_of(self.tabs[tab], self.visitor.token).place

    def touched(self, tab: int, message: Mapping[str, object]) -> dict[str, object]:
        """What a message says that was not saved yet when the tab drew the page."""
        page, saved = self.saved[tab]
        values = message["values"]
        assert isinstance(values, dict)
        return {
            name: value
            for name, value in values.items()
            if page != message["page"] or not same(raw(FORM.by_id[name], saved.get(name)), value)
        }

    def told_in_view(self, shown: Shown) -> None:
        """What was not done can be read on the page."""
        view = shown.view
        if isinstance(view, QuestionPage):
            assert view.errors or view.notice, view
        elif isinstance(view, PhotosPage | CheckPage):
            assert view.trouble, view
        else:
            assert isinstance(view, CodePage | TakeAlongPage), view

    def still_stands(self, shown: Shown, message: Mapping[str, object], touched: Mapping[str, object]) -> None:
        """What was typed stands on the page, if that is the page shown."""
        view = shown.view
        if isinstance(view, QuestionPage) and view.page.id == message["page"]:
            for name, value in touched.items():
                assert same(view.entries.get(name), read(FORM.by_id[name], value)), name

    def acknowledge(self, form: FormState, touched: Mapping[str, object]) -> None:
        """The page could be left: from now on what was typed on it is an answer."""
        for name, value in touched.items():
            question = FORM.by_id[name]
            if question.type == "contact" or form.answers.shown(name):
                self.kept[name] = read(question, value) if question.type != "contact" else value

    # --- what people do -----------------------------------------------------------------------------------------------

    tab = st.integers(0, 1)

    @rule(tab=tab, pages=st.sampled_from([1, 5, 20, 60]))
    def go_on(self, tab: int, pages: int) -> None:
        for _ in range(pages):
            if not self.one_step(tab, stop_at_check=True):
                return

    @rule(tab=tab, data=st.data(), page=st.sampled_from(PAGES), twice=st.booleans())
    def leave_a_page(self, tab: int, data: st.DataObject, page: str, twice: bool) -> None:
        def fill(question: Question, stands: object) -> object:
            return data.draw(entries(question)) if stands is None or data.draw(st.booleans()) else stands

        message = self.message(tab, fill, page)
        if message["page"] == PHOTOS:
            self.press(tab, message)
            return
        for _ in range(1 + twice):
            self.press_continue(tab, message)

    @rule(tab=tab, name=st.sampled_from(NAMES), data=st.data())
    def do_anything(self, tab: int, name: str, data: st.DataObject) -> None:
        form = self.form()
        version = str(form.draft.version if form else 1)
        values = {
            "back": st.sampled_from([*PAGES, PHOTOS, CHECK]),
            "change": st.sampled_from([*PAGES, PHOTOS, CHECK]),
            "photo": st.sampled_from(VIEWS),
            "remove_photo": st.sampled_from(VIEWS),
            "language": st.sampled_from(["en", "es", "fr"]),
            "send": st.sampled_from([version, "1", "-1", "x"]),
        }
        message: dict[str, object] = {"name": name, "value": data.draw(values.get(name, st.just("")))}
        sent = self.records.sent
        view = self.shown[tab].view
        if name in ("back", "park", "change", "take_along", "resume", "language", "continue"):
            typed = self.message(tab, lambda question, stands: data.draw(entries(question)))
            if name == "continue":
                self.press_continue(tab, typed) if typed["page"] != PHOTOS else self.press(tab, typed)
                return
            if isinstance(view, QuestionPage):
                message |= {"page": typed["page"], "values": typed["values"]}
        if name == "photo":
            message["problems"] = dict.fromkeys(data.draw(st.lists(st.sampled_from(VIEWS), max_size=2)), "small")
        shown = self.press(tab, message)
        may_send = name == "send" and form is not None and form.complete and message["value"] == version
        assert self.records.sent == sent or may_send, "something was sent that nobody looked over"
        self.came_of(tab, message, form, shown)

    def came_of(self, tab: int, message: Mapping[str, object], before: FormState | None, shown: Shown) -> None:
        """Where an action leads, if it was done; and that it is told, if not."""
        view, name, value = shown.view, message["name"], str(message["value"])
        if isinstance(view, (*TELL_THEMSELVES, StoreDownPage)) or before is None:
            return
        done = {
            "send": False,
            "change": shown.address == value,
            "take_along": isinstance(view, TakeAlongPage),
            "language": shown.voice.language == value,
            "remove_photo": value not in {photo.view for photo in self.healthy().list_draft_photos(before.draft.id)},
            "skip_photos": shown.address == CHECK,
        }.get(str(name), name not in ("read_advice", "idle", ""))
        if name == "back":
            done = shown.address != value
        if not done and not isinstance(view, CodePage | TakeAlongPage):
            self.told_in_view(shown)

    @rule(tab=tab, data=st.data(), left_by=st.sampled_from(["back", "park", "change"]))
    @precondition(lambda self: not self.records.failing)
    def leave_without_continue_and_come_back(self, tab: int, data: st.DataObject, left_by: str) -> None:
        view = self.shown[tab].view
        if not isinstance(view, QuestionPage) or view.first:
            return
        typed = self.message(tab, lambda question, stands: data.draw(entries(question)))
        touched = self.touched(tab, typed)
        value = view.page.id if left_by == "back" else PAGES[0]
        self.press(tab, {**typed, "name": left_by, "value": value})
        self.tabs[tab] = at_page(tab_of(self.tabs[tab], self.visitor.token), PAGES[0])
        self.look(tab)
        shown = self.press(tab, {"name": "change", "value": view.page.id})
        if isinstance(shown.view, QuestionPage) and shown.view.page.id == view.page.id:
            self.still_stands(shown, typed, touched)

    def insist(self, tab: int) -> None:
        """Press Continue again, if the page asked whether what stands there is meant."""
        view = self.shown[tab].view
        if isinstance(view, QuestionPage) and isinstance(view.notice, AskedAgain):
            self.press_continue(tab, self.message(tab, lambda question, stands: stands))

    def pages_open(self, at_least: int = 1) -> list[str]:
        """The pages that may be seen now, with so many questions or more; the first page if there are none."""
        form = self.form()
        found = [p.id for p in FORM.pages if form and form.may_stand_on(p.id) and len(p.questions) >= at_least]
        return found or PAGES[:1]

    def open_page(self, tab: int, page: str) -> bool:
        """Go to a page by its address. Whether it may be seen and stands on the screen."""
        form = self.form()
        if form is None or not form.may_stand_on(page):
            return False
        self.tabs[tab] = at_page(tab_of(self.tabs[tab], self.visitor.token), page)
        return self.look(tab).address == page

    @rule(tab=tab, age=st.sampled_from(["17", "31", "40"]))
    @precondition(lambda self: not self.records.failing)
    def give_another_age(self, tab: int, age: str) -> None:
        page = next(page for page in FORM.pages if age_question(FORM) in page.questions)
        if self.open_page(tab, page.id):
            answers = Answers(FORM, {})
            asked = age_question(FORM)
            fill = lambda q, stands: age if q is asked else stands or sensible(q, self.now, answers)  # noqa: E731
            self.press_continue(tab, self.message(tab, fill))

    @rule(data=st.data())
    @precondition(lambda self: not self.records.failing)
    def fill_in_one_page_in_both_tabs(self, data: st.DataObject) -> None:
        """Each changes something else; the one that is behind puts nothing old over what the other saved."""
        page = data.draw(st.sampled_from(self.pages_open(at_least=2)))
        if not all([self.open_page(0, page), self.open_page(1, page)]):
            return
        for tab in (0, 1):
            view = self.shown[tab].view
            assert isinstance(view, QuestionPage)
            changed = view.shown[min(tab, len(view.shown) - 1)]
            fill = lambda q, stands: sensible_or(data, q, stands, changed)  # noqa: B023, E731
            self.press_continue(tab, self.message(tab, fill))
            self.insist(tab)

    @rule(tab=tab, data=st.data())
    @precondition(lambda self: not self.records.failing)
    def change_in_one_tab_and_send_in_the_other(self, tab: int, data: st.DataObject) -> None:
        form, sent = self.form(), self.records.sent
        page = data.draw(st.sampled_from(self.pages_open()))
        if form is None or not form.complete or not self.open_page(tab, page):
            return
        self.press_continue(tab, self.message(tab, lambda question, stands: data.draw(entries(question))))
        after = self.form()
        assert after is not None
        if after.draft.version == form.draft.version:
            return
        shown = self.press(1 - tab, {"name": "send", "value": str(form.draft.version)})
        assert self.records.sent == sent, "something was sent that nobody looked over"
        if isinstance(shown.view, CheckPage):
            assert shown.view.trouble is Trouble.CHANGED

    @rule(tab=tab, message=st.dictionaries(st.sampled_from(["name", "value", "page", "values", "problems"]), ANYTHING))
    def say_nonsense(self, tab: int, message: dict[str, object]) -> None:
        self.press(tab, message)

    @rule(
        tab=tab,
        name=st.sampled_from(NAMES),
        rest=st.dictionaries(st.sampled_from(["value", "page", "values"]), ANYTHING),
    )
    def say_half_of_it(self, tab: int, name: str, rest: dict[str, object]) -> None:
        before = self.form()
        shown = self.press(tab, {"name": name, **rest})
        if name == "continue" and not isinstance(shown.view, (*TELL_THEMSELVES, StoreDownPage)):
            after = self.form()
            assert before is not None
            assert after is not None
            if after.draft.version == before.draft.version:
                self.told_in_view(shown)

    @rule(tab=tab, page=st.sampled_from([*PAGES, PHOTOS, CHECK, "nowhere"]))
    def follow_the_address(self, tab: int, page: str) -> None:
        self.tabs[tab] = at_page(tab_of(self.tabs[tab], self.visitor.token), page)
        self.look(tab)

    @rule(tab=tab, problem=st.sampled_from(["code", "wait", "cookies", "x"]), opening=st.booleans())
    def arrive(self, tab: int, problem: str, opening: bool) -> None:
        self.look(tab, Arrival(problem, opening))

    @rule(tab=tab)
    def reload(self, tab: int) -> None:
        self.tabs[tab] = None
        self.look(tab)

    @rule(minutes=st.sampled_from([1, 2, 25, 30, 60 * 24 * 31]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.begin_anew_if_gone()

    @rule(view=st.sampled_from(VIEWS))
    def add_a_photo(self, view: str) -> None:
        if not self.records.failing and self.desk.takes_photos(self.visitor.token):
            self.records.keep_photo(self.visitor.token, view, Cleaned(view.encode(), 900, 700), self.now)

    @rule(failing=st.sampled_from([(), (), (), ("saves",), ("reads",)]))
    def the_store_fails(self, failing: tuple[str, ...]) -> None:
        self.records.failing = frozenset(failing)

    @rule(times=st.integers(1, 4))
    def others_save_first(self, times: int) -> None:
        self.records.interrupted = times

    @rule()
    @precondition(lambda self: not self.records.failing)
    def take_it_to_another_device(self) -> None:
        form = self.form()
        if form is None:
            return
        code = self.records.make_code(self.visitor.token, self.now)
        token = self.records.open_by_code(code, self.now)
        assert token is not None
        gone = self.look(0).view
        assert isinstance(gone, GonePage) or gone is not None
        self.visitor = replace(self.visitor, token=token)
        self.look(0), self.look(1)

    @rule()
    @precondition(lambda self: not self.records.failing)
    def send_in_both_tabs(self) -> None:
        form, before = self.form(), self.records.sent
        if form is None or not form.complete:
            return
        message = {"name": "send", "value": str(form.draft.version)}
        expected = plain(form.answers.values)
        for tab in (0, 1, 0):
            shown = self.press(tab, message)
            assert isinstance(shown.view, AdvicePage | ReceiptPage), shown.view
        assert self.records.sent == before + 1
        sent = self.desk.submission_shown(self.visitor.token)
        assert sent is not None
        assert sent.answers == expected

    def begin_anew_if_gone(self) -> None:
        failing, self.records.failing = self.records.failing, frozenset()
        if self.records.find_draft(self.visitor.token, self.now) is None:
            self.begin()
            self.look(0), self.look(1)
        self.records.failing = failing

    # --- what must hold -----------------------------------------------------------------------------------------------

    @invariant()
    def no_acknowledged_answer_is_lost(self) -> None:
        form = self.form()
        if form is None:
            return
        for name, value in self.kept.items():
            if FORM.by_id[name].type == "contact":
                assert isinstance(value, Mapping)
                assert all(form.draft.contact.get(box) == text.strip() for box, text in value.items()), name
            else:
                assert same(form.draft.answers.get(name), value), (name, form.draft.answers.get(name), value)

    def teardown(self) -> None:
        """From wherever they are, Continue with sensible answers leads to the receipt."""
        if not hasattr(self, "visitor"):
            return
        self.records.failing, self.records.interrupted = frozenset(), 0
        self.begin_anew_if_gone()
        self.look(0)
        for _ in range(3 * len(PAGES)):
            if not self.one_step(0):
                break
        form = self.form()
        assert form is None, f"stuck at {self.shown[0].view}"
        self.no_acknowledged_answer_is_lost()

    def one_step(self, tab: int, *, stop_at_check: bool = False) -> bool:
        """Press what leads on. Whether anything does."""
        view = self.shown[tab].view
        match view:
            case QuestionPage():
                form = self.form()
                answers = form.answers if form else Answers(FORM, {})
                fill = lambda question, stands: sensible(question, self.now, answers)  # noqa: E731
                self.press_continue(tab, self.message(tab, fill))
            case PhotosPage():
                self.press(tab, {"name": "skip_photos"})
            case CheckPage(version=version):
                if stop_at_check:
                    return False
                self.press(tab, {"name": "send", "value": str(version)})
            case MinorPage():
                self.press(tab, {"name": "change_age"})
            case CodePage() | TakeAlongPage():
                self.press(tab, {"name": "form"})
            case WhosePage():
                self.press(tab, {"name": "resume"})
            case AdvicePage():
                self.press(tab, {"name": "read_advice"})
            case _:
                return False
        return not self.records.failing


# A story of thirty steps is short enough to read; to make it shorter would play thousands of others.
Patients.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=30,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
TestPatients = Patients.TestCase

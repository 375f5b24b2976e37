"""One patient on a phone, from the start page to the clinic's PDF."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdfium2 import PdfDocument

from records.audit import list_audit
from records.store import open_store
from rules.model import RuleBook
from tests.browser.conftest import PASSWORD, Server
from tests.browser.driver import CONTACT, address, at_check, current, fill_page, fill_until, heading, press

NOTE = 'I take <finasteride> daily & "rest". Ελληνικά, Русский, ≥ 30, 🙂'


def contact(name: str, age: int) -> dict[str, str]:
    """Contact details that agree with an age."""
    return {**CONTACT, "name": name, "born": f"1 1 {datetime.now(UTC).year - age}", "note": NOTE}


@pytest.fixture
def desk(browser: Browser, server: Server, account: str) -> Iterator[Page]:
    """The clinic's list of forms on a desktop, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, server, account, PASSWORD)
    page.get_by_role("heading", name="Forms sent by patients").wait_for()
    yield page
    context.close()


def sign_in(page: Page, server: Server, name: str, password: str) -> None:
    """Sign in at the clinic's page."""
    page.goto(f"{server.url}/clinic")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def answers_of(book: RuleBook, case_id: str) -> dict[str, object]:
    """The answers of one of the rule book's cases."""
    return dict(next(case for case in book.cases if case.id == case_id).answers)


def no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= there, (current(page), wide, there)


def test_a_patient_fills_the_form_and_the_clinic_reads_it(
    screen: Page, server: Server, desk: Page, book: RuleBook
) -> None:
    hosts = set()
    screen.on(
        "request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None
    )
    answers = {**answers_of(book, "v08"), "platelet_count_10e9_l": None}
    name = "Marta <b>Reyes</b> & Söhne"
    details = contact(name, 24)
    assert "not a diagnosis" in screen.locator(".content").inner_text()

    press_start(screen)
    fill_until(screen, lambda page: current(page) == "heart", answers, details, no_sideways_scroll)
    # A refresh in the middle comes back to the same page with everything kept.
    screen.reload()
    screen.locator("form[data-page=heart]").wait_for()
    passed = fill_until(screen, at_check, answers, details, no_sideways_scroll)
    assert "contact" in passed
    assert "pregnancy" not in passed, "the pregnancy page is not for this patient"

    # The check page: correct an answer and come straight back.
    row = screen.locator("dl.answers > div", has_text="Do you smoke")
    expect(row).to_contain_text("never")
    row.get_by_role("button").click()
    screen.locator("form[data-page=smoking]").wait_for()
    screen.reload()  # the way back to the check outlives a refresh
    screen.locator("form[data-page=smoking]").wait_for()
    fill_page(screen, {"smoking": "under_10_day"}, details)
    press(screen, "Continue")
    assert at_check(screen)
    expect(screen.locator("dl.answers > div", has_text="Do you smoke")).to_contain_text("10")
    expect(screen.locator("dl.answers > div", has_text="full name")).to_contain_text(name)
    none = screen.locator("dl.answers > div", has_text="any of these infections")
    expect(none).to_contain_text("HIV · Hepatitis B · Hepatitis C")  # what "none of these" denies

    press(screen, "Send to the clinic")
    assert heading(screen) == "Your form is sent"
    expect(screen.locator(".content")).to_contain_text("If you feel unwell or very low")
    reference = screen.locator(".reference").inner_text()
    screen.reload()
    expect(screen.locator(".reference")).to_have_text(reference)
    assert hosts == {server.url.split("/")[2]}, "the browser asked another host"
    assert "under_10_day" not in screen.url

    # The clinic finds it, opens it and gets the PDF.
    desk.get_by_label("Search").fill(reference)
    press(desk, "Search")
    row = desk.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(name)
    expect(row).to_contain_text("Regenerative options can be discussed")
    row.get_by_role("button").click()
    desk.get_by_role("heading", name="Status of each option").wait_for()
    statuses = desk.locator("table").first.inner_text()
    assert "FUE surgery" in statuses
    assert "Settle first" in statuses
    expect(desk.locator("blockquote")).to_have_text(NOTE)
    href = desk.get_by_role("link", name="Open the summary (PDF)").get_attribute("href")
    answer = desk.context.request.get(f"{server.url}{href}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(answer.body()))
    for expected in (
        name,
        reference,
        "Settle first",
        "Under 25",
        "24 years",
        'I take <finasteride> daily & "rest"',
        "Ελληνικά",
        "Русский",
        "≥ 30",
    ):
        assert expected in text, expected
    assert "🙂" not in text, "an emoji has no glyph here"
    assert "SLIGHTLY SMILING FACE" in text.upper(), "an emoji is named instead"

    # The patient's copy can be printed for them, and it is written down who looked at what.
    copy = desk.get_by_role("link", name="Patient’s copy (PDF)").get_attribute("href")
    own = screen.context.request.get(f"{server.url}/copy.pdf").body()
    assert desk.context.request.get(f"{server.url}{copy}").body() == own
    store = open_store(server.database)
    seen = [entry.action for entry in list_audit(store) if entry.entity == reference]
    store.close()
    assert {"read_case", "read_summary", "read_copy"} <= set(seen)

    press(desk, "Mark as reviewed")
    expect(desk.locator(".content")).to_contain_text("Reviewed by Dr A. Example")
    for document in (href, copy):
        refused = screen.context.request.get(f"{server.url}{document}", max_redirects=0)
        assert refused.status == 303, "a patient's browser does not get the clinic's documents"


def press_start(page: Page) -> None:
    """Begin the form."""
    page.get_by_role("button", name="Start now").click()
    page.locator("form[data-form]").wait_for()


def test_a_red_flag_tells_the_patient_what_to_do_before_the_receipt(screen: Page, book: RuleBook) -> None:
    answers = {**answers_of(book, "v01"), "onset_speed": "sudden_weeks"}
    press_start(screen)
    fill_until(screen, at_check, answers, contact("Ana Lopez", 38))
    press(screen, "Send to the clinic")
    assert heading(screen) == "Please read this first"
    expect(screen.locator(".content")).to_contain_text("doctor")
    expect(screen.locator(".content")).to_contain_text("You answered: ")
    assert screen.locator(".reference").count() == 0
    press(screen, "I have read this")
    assert heading(screen) == "Your form is sent"
    # On a shared device the next person sees nothing of it.
    screen.get_by_role("button", name="Finish and clear my answers from this device").click()
    screen.get_by_role("button", name="Start now").wait_for()
    assert "Ana" not in screen.content()


def test_someone_under_18_ends_kindly_and_leaves_nothing_behind(screen: Page, server: Server) -> None:
    press_start(screen)
    fill_page(screen, {"consent_screening": True, "consent_data": True}, {})
    press(screen, "Continue")
    fill_page(screen, {"age_years": 16, "sex_at_birth": "male"}, {})
    press(screen, "Continue")
    assert heading(screen) == "This form is for adults"
    expect(screen.locator(".content")).to_contain_text("family doctor")
    screen.reload()
    expect(screen.get_by_role("heading", level=1)).to_have_text("This form is for adults")
    before = drafts(server)
    screen.get_by_role("button", name="Delete my answers and finish").click()
    screen.get_by_role("button", name="Start now").wait_for()
    assert drafts(server) == before - 1


def drafts(server: Server) -> int:
    """How many drafts the server keeps."""
    with sqlite3.connect(server.database.removeprefix("sqlite:///")) as connection:
        return int(connection.execute("SELECT count(*) FROM draft").fetchone()[0])


def test_errors_are_told_at_the_field_and_nothing_typed_is_lost(screen: Page) -> None:
    press_start(screen)
    press(screen, "Continue")
    summary = screen.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    assert screen.title().startswith("Error: ")
    fill_page(screen, {"consent_screening": True, "consent_data": True}, {})
    press(screen, "Continue")
    fill_page(screen, {"sex_at_birth": "male"}, {})
    screen.locator("[data-question=age_years] input").fill("thirty-eight")
    press(screen, "Continue")
    expect(screen.locator("#error-age_years")).to_be_visible()
    expect(screen.locator("[data-question=age_years] input")).to_have_value("thirty-eight")
    expect(screen.locator("[data-question=sex_at_birth] input[value=male]")).to_be_checked()
    screen.get_by_role("alert").get_by_role("link").first.click()
    assert screen.evaluate(
        "(e) => e === e.getRootNode().activeElement", screen.locator("#i-age_years").element_handle()
    )
    screen.locator("[data-question=age_years] input").fill("38 years")
    press(screen, "Continue")
    assert heading(screen) == "Your natural hair"


def test_a_blank_answer_is_asked_about_once_and_stays_unknown(screen: Page) -> None:
    press_start(screen)
    fill_until(
        screen,
        lambda page: current(page) == "natural_hair",
        {"consent_screening": True, "consent_data": True, "age_years": 40, "sex_at_birth": "male"},
        {},
    )
    press(screen, "Continue")
    expect(screen.get_by_role("alert")).to_contain_text("You left something blank")
    screen.get_by_role("alert").get_by_role("link", name="hair").click()
    focused = screen.evaluate(
        "(e) => e.contains(e.getRootNode().activeElement)", screen.locator("#q-hair_type").element_handle()
    )
    assert focused, "the notice leads to the question"
    press(screen, "Continue")
    assert heading(screen) == "Your kind of hair loss"


def test_an_unlikely_number_is_asked_about_and_may_stay(screen: Page) -> None:
    press_start(screen)
    fill_page(screen, {"consent_screening": True, "consent_data": True}, {})
    press(screen, "Continue")
    fill_page(screen, {"age_years": 95, "sex_at_birth": "female"}, {})
    press(screen, "Continue")
    expect(screen.get_by_role("alert")).to_contain_text("Is this right?")
    screen.locator("#i-age_years").fill("96")
    press(screen, "Continue")
    expect(screen.get_by_role("alert")).to_contain_text("96", timeout=5000)
    press(screen, "Continue")
    assert heading(screen) == "Your natural hair"


def test_follow_ups_appear_where_they_belong_and_none_excludes_the_rest(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    answers = answers_of(book, "v01")
    fill_until(screen, lambda page: current(page) == "procedures", answers, {})
    grafts = screen.locator("[data-question=prior_grafts_total]")
    expect(grafts).to_be_hidden()
    screen.locator("[data-question=prior_transplants] input[value=one]").check()
    expect(grafts).to_be_visible()
    screen.locator("[data-question=prior_transplants] input[value=none]").check()
    expect(grafts).to_be_hidden()
    fill_until(screen, lambda page: current(page) == "medicines", answers, {})
    boxes = screen.locator("[data-question=medicines_now]")
    boxes.locator("input[value=anticoagulant]").check()
    boxes.locator("input[value=none]").check()
    expect(boxes.locator("input[value=anticoagulant]")).not_to_be_checked()
    boxes.locator("input[value=not_sure]").check()
    expect(boxes.locator("input[value=none]")).not_to_be_checked()


def test_without_cookies_the_form_says_so(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("button", name="Start now").wait_for()
    context.route("**/start", lambda route: route.fulfill(status=303, headers={"Location": "/?begun=1"}))
    page.get_by_role("button", name="Start now").click()
    expect(page.get_by_role("alert")).to_contain_text("Your browser blocks cookies")
    context.close()


def test_the_browsers_back_button_goes_back_and_deep_links_are_guarded(
    screen: Page, server: Server, book: RuleBook
) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "pattern", answers_of(book, "v01"), {})
    screen.go_back()
    expect(screen.get_by_role("heading", level=1)).to_have_text("Your natural hair")
    expect(screen.locator("input[value=wavy]")).to_be_checked()
    screen.goto(server.url + address("contact"))
    expect(screen.get_by_role("heading", level=1)).to_have_text("Your kind of hair loss")


def test_a_form_left_alone_is_shown_only_to_who_says_it_is_theirs(
    screen: Page, phone: BrowserContext, server: Server, book: RuleBook
) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "pattern", answers_of(book, "v01"), {})
    with sqlite3.connect(server.database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE draft SET updated_at = '2026-01-01T00:00:00.000000Z' WHERE page = 'pattern'")
    screen.goto("about:blank")
    later = phone.new_page()
    later.goto(server.url + address("natural_hair"))
    expect(later.get_by_role("heading", level=1)).to_have_text("A form was begun on this device")
    assert later.locator("input:checked").count() == 0
    press(later, "Carry on, it is mine")
    expect(later.get_by_role("heading", level=1)).to_have_text("Your natural hair")
    later.get_by_text("I want to stop, or this is not my form").click()
    delete = later.get_by_role("button", name="Delete this form")
    expect(delete).to_be_hidden()  # whoever only wants to stop does not delete it by mistake
    later.get_by_text("Not your form?").click()
    delete.click()
    later.get_by_role("button", name="Start now").wait_for()


def test_two_presses_of_send_make_one_submission(
    screen: Page, phone: BrowserContext, server: Server, book: RuleBook
) -> None:
    press_start(screen)
    fill_until(screen, at_check, answers_of(book, "v01"), contact("Ben Ito", 38))
    other = phone.new_page()
    other.goto(server.url)
    other.get_by_role("button", name="Send to the clinic").wait_for()
    screen.get_by_role("button", name="Send to the clinic").dblclick()
    other.get_by_role("button", name="Send to the clinic").click()
    for page in (screen, other):
        expect(page.locator(".reference")).to_be_visible()
    assert screen.locator(".reference").inner_text() == other.locator(".reference").inner_text()


def test_answers_are_neither_in_the_log_nor_in_the_browsers_storage(screen: Page, server: Server) -> None:
    stored = screen.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "anticoagulant" not in stored
    assert "Reyes" not in stored
    log = Path(server.log).read_text()
    assert not any(word in log for word in ("Reyes", "finasteride", "Lopez", "Traceback")), log


def test_a_wrong_password_tells_nothing_and_the_session_ends_with_sign_out(
    browser: Browser, server: Server, account: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    told = []
    for name in (account, "nobody"):
        sign_in(page, server, name, "not the password")
        page.get_by_role("alert").wait_for()
        told.append(page.get_by_role("alert").inner_text())
    assert told[0] == told[1]
    sign_in(page, server, account, PASSWORD)
    page.get_by_role("heading", name="Forms sent by patients").wait_for()
    cookie = next(c for c in context.cookies() if c["name"] == "screening_clinic")
    assert cookie["httpOnly"]
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    context.add_cookies([cookie])
    page.goto(f"{server.url}/clinic")
    page.get_by_role("heading", name="Sign in").wait_for()
    context.close()


def test_no_page_loads_pandas(server: Server) -> None:
    """Streamlit loads it, and 87 MiB with it, as soon as it is shown anything that might be a table. All pages were
    shown by now."""
    mapped = Path(f"/proc/{server.pid}/maps").read_text()
    assert "_pydantic_core" in mapped, "libraries show in this list"
    assert not [name for name in ("pandas", "pyarrow") if f"/{name}/" in mapped]


def test_a_case_left_open_hides_itself_even_without_a_line(browser: Browser, server: Server, account: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, server, account, PASSWORD)
    page.get_by_role("heading", name="Forms sent by patients").wait_for()
    page.clock.install()
    page.locator("tbody tr").first.get_by_role("button").click()
    page.get_by_role("heading", name="Status of each option").wait_for()
    context.set_offline(True)
    page.clock.fast_forward("31:00")
    expect(page.get_by_role("heading", name="Status of each option")).to_have_count(0)
    assert page.locator("#page").inner_text().strip() in ("", "Working…")
    with sqlite3.connect(server.database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE clinic_session SET last_seen_at = '2026-01-01T00:00:00.000000Z'")
    context.set_offline(False)
    page.reload()
    page.get_by_role("heading", name="Sign in").wait_for()
    context.close()

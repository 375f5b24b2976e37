"""The form for everyone: by keyboard alone, by a screen reader, at 320 pixels, in the dark, with another language, on a
bad line."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from questionnaire.model import Questionnaire
from rules.model import RuleBook
from tests.browser.conftest import PASSWORD, Server
from tests.browser.driver import address, at_check, current, fill_page, fill_until, press
from tests.browser.test_whole_form import answers_of, contact, press_start, sign_in

STREAMLITS_OWN = {
    # Streamlit's page around ours: its live region and its main block stand outside the landmarks that axe would like
    # to see.
    "region",
}
"""Rules of axe that Streamlit's own elements break; nothing of ours may."""

AXE = Axe()
Scheme = Literal["light", "dark"]


def opened(
    browser: Browser, server: Server, width: int, scheme: Scheme = "light", locale: str = "en-GB"
) -> tuple[BrowserContext, Page]:
    """A browser of its own with the start page."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("heading", level=1).wait_for()
    return context, page


def ours(page: Page) -> list[str]:
    """What axe finds on the page, a line each, but for what is Streamlit's own."""
    response = AXE.run(page).response
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]}"
        for found in response["violations"]
        for node in found["nodes"]
        if not (found["id"] in STREAMLITS_OWN and "#page" not in str(node["target"]))
    ]


def heard(page: Page, questions: dict[str, str]) -> list[str]:
    """What is wrong for someone who listens: every group is named by its question, every control by its words."""
    wrong = []
    for block in page.locator("fieldset[data-question]:visible").all():
        name = block.get_attribute("data-question") or ""
        if not page.get_by_role("group", name=re.compile(re.escape(questions[name]))).count():
            wrong.append(f"{name}: no group is named by its question")
    for block in page.locator("[data-question]:not([data-type=contact]):visible").all():
        speaks = 'e => (e.matches("fieldset") ? e : e.querySelector("input")).getAttribute("aria-describedby") ?? ""'
        if f"why-{block.get_attribute('data-question')}" not in block.evaluate(speaks).split():
            wrong.append(f"{block.get_attribute('data-question')}: why it is asked is not read out")
    controls = page.locator("#page input:visible, #page textarea:visible").all()
    nameless = [control for control in controls if not control.evaluate("(e) => e.labels[0]?.innerText.trim()")]
    return [*wrong, f"{current(page)}: {len(nameless)} controls without a name"] if nameless else wrong


def untold(page: Page) -> list[str]:
    """What a patient has to guess on a page with questions: why each is asked, or, before the first, who will see the
    answers."""
    questions = page.locator("[data-question]:visible")
    silent = [
        block.get_attribute("data-question") for block in questions.all() if not block.locator(".why").is_visible()
    ]
    wrong = [f"{name}: the page does not say why it is asked" for name in silent]
    if questions.count():
        who = page.locator(".who").bounding_box()
        first = questions.first.bounding_box()
        if not who or not first or who["y"] > first["y"]:
            wrong.append(f"{current(page)}: the page does not say first who will see the answers")
    return wrong


def narrow(page: Page) -> list[str]:
    """What is wrong at 320 pixels: sideways scroll, targets below 24 pixels."""
    page.set_viewport_size({"width": 320, "height": 800})
    wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    wrong = [f"{current(page)}: {wide} pixels wide"] if wide > there else []
    boxes = page.locator("#page").evaluate(
        """(root) => [...root.querySelectorAll("button, label.option, summary, .button, input[type=text], textarea")]
             .filter((e) => e.checkVisibility()).map((e) => [e.innerText, e.getBoundingClientRect().width,
             e.getBoundingClientRect().height])"""
    )
    return wrong + [
        f"{current(page)}: {text} is {width:.0f} x {height:.0f}"
        for text, width, height in boxes
        if min(width, height) < 24
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everyone(
    browser: Browser, server: Server, book: RuleBook, form: Questionnaire, scheme: Scheme
) -> None:
    """One journey with an error, a notice and a red flag; on each page axe, narrow and wide; names; 320 pixels."""
    context, page = opened(browser, server, 360, scheme)
    questions = {question.id: question.text["en"] for question in form.questions}
    wrong: list[str] = []

    def look(page: Page) -> None:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            wrong.extend(f"{current(page)} {width}: {line}" for line in ours(page))
        wrong.extend(heard(page, questions))
        wrong.extend(untold(page))
        wrong.extend(narrow(page))

    look(page)
    press_start(page)
    press(page, "Continue")  # with errors
    look(page)
    answers = {**answers_of(book, "v24"), "onset_speed": "sudden_weeks"}
    fill_until(page, at_check, answers, contact("Ana Lopez", int(str(answers["age_years"]))), look)
    look(page)
    press(page, "Send to the clinic")
    look(page)
    press(page, "I have read this")
    look(page)
    context.close()
    assert wrong == []


FOCUS = """() => {
  let element = document.activeElement;
  while (element && element.shadowRoot && element.shadowRoot.activeElement) element = element.shadowRoot.activeElement;
  if (!element) return {};
  const block = element.closest("[data-question]");
  return { tag: element.tagName, type: element.type ?? "", value: element.value ?? "", name: element.name ?? "",
    field: element.dataset?.field ?? "", question: block?.dataset.question ?? "", kind: block?.dataset.type ?? "",
    checked: element.checked ?? false, text: element.textContent.trim() };
}"""


def fill_by_keyboard(page: Page, answers: dict[str, object], details: dict[str, str]) -> None:
    """One page with Tab, Space, the arrows and Enter; what has focus decides what is done."""
    shown = page.locator("#page").get_attribute("data-drawn")
    done: set[str] = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        wanted = answers.get(at.get("question", ""))
        if at.get("type") == "submit" and at["text"] == "Continue":
            page.keyboard.press("Enter")
            expect(page.locator("#page")).not_to_have_attribute("data-drawn", shown or "")
            return
        if (
            at.get("type") == "radio"
            and at.get("kind") == "choice"
            and at["question"] not in done
            and wanted is not None
        ):
            done.add(at["question"])
            for _ in range(20):
                if page.evaluate(FOCUS)["value"] == wanted:
                    break
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            assert page.evaluate(FOCUS)["checked"], at
        elif at.get("type") == "checkbox" and not at["checked"]:
            if wanted is True or (isinstance(wanted, list) and at["value"] in wanted):
                page.keyboard.press("Space")
        elif at.get("kind") == "number" and at["type"] == "text" and wanted is not None:
            page.keyboard.press("Control+a")
            page.keyboard.type(str(wanted))
        elif at.get("kind") == "contact" and details.get(at["field"]):
            page.keyboard.press("Control+a")
            page.keyboard.type(details[at["field"]])
    raise AssertionError(f"Continue was not reached on {current(page)}")


def test_the_whole_form_is_done_by_keyboard_alone(browser: Browser, server: Server, book: RuleBook) -> None:
    context, page = opened(browser, server, 1280)
    answers = answers_of(book, "v08")
    details = contact("Kim Keys", int(str(answers["age_years"])))
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["text"] == "Start now":
            break
    page.keyboard.press("Enter")
    page.locator("form[data-form]").wait_for()
    for _ in range(60):
        if at_check(page):
            break
        fill_by_keyboard(page, answers, details)
        if page.locator("#notice").count():
            fill_by_keyboard(page, {}, {})
        assert not page.locator("#problems").count(), page.locator("#problems").inner_text()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS)["text"] == "Send to the clinic":
            break
    page.keyboard.press("Enter")
    page.locator(".reference").wait_for()
    context.close()


def has_left(step: str, page: Page) -> bool:
    """Whether another step than this one is shown."""
    return current(page) != step


def test_refresh_and_back_on_every_step(screen: Page, book: RuleBook) -> None:
    """A refresh shows the same page with the same answers; Back then Continue comes back to it."""
    answers, details = answers_of(book, "v01"), contact("Ben Back", 38)
    press_start(screen)
    before = ""
    while not at_check(screen):
        page = current(screen)
        screen.reload()
        screen.locator(f"form[data-page={page}]").wait_for()
        if before:
            screen.go_back()
            screen.locator(f"form[data-page={before}]").wait_for()
            press(screen, "Continue")
            screen.locator(f"form[data-page={page}]").wait_for()
        before = page
        fill_until(screen, partial(has_left, page), answers, details)
    screen.reload()
    screen.get_by_role("heading", name="Check your answers").wait_for()


def test_ten_seconds_without_a_line_lose_nothing(screen: Page, phone: BrowserContext, book: RuleBook) -> None:
    answers = answers_of(book, "v01")
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "smoking", answers, {})
    fill_page(screen, answers, {})
    phone.set_offline(True)
    screen.wait_for_timeout(10_000)
    expect(screen.locator("input[value=never]")).to_be_checked()
    phone.set_offline(False)
    screen.get_by_role("button", name="Continue", exact=True).click()
    expect(screen.locator("form[data-page=cancer]")).to_be_visible(timeout=30_000)
    screen.reload()
    screen.locator("form[data-page=cancer]").wait_for()


def test_two_tabs_on_one_draft_end_with_both_changes(
    screen: Page, phone: BrowserContext, server: Server, book: RuleBook
) -> None:
    answers = answers_of(book, "v01")
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "norwood", answers, {})
    other = phone.new_page()
    other.goto(server.url + address("natural_hair"))
    other.locator("form[data-page=natural_hair]").wait_for()
    fill_page(screen, answers, {})
    press(screen, "Continue")
    other.locator("input[value=curly]").check()
    press(other, "Continue")
    third = phone.new_page()
    third.goto(server.url + address("natural_hair"))
    expect(third.locator("input[value=curly]")).to_be_checked()
    third.goto(server.url + address("norwood"))
    expect(third.locator("input[value=iii_vertex]")).to_be_checked()


def test_a_form_goes_on_in_a_second_browser_by_code(
    screen: Page, browser: Browser, server: Server, book: RuleBook
) -> None:
    answers = answers_of(book, "v01")
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "pattern", answers, {})
    screen.get_by_text("I want to stop").click()
    press(screen, "Go on with another device")
    code = screen.locator(".reference").inner_text()
    assert screen.locator(".link-text").inner_text() == f"{server.url}/?open=1#code={code}"
    assert code not in screen.url
    context, second = opened(browser, server, 1280)
    second.get_by_text("I have a code").click()
    second.get_by_label("Your code").fill("AAAA-AAAA-AAAA")
    second.get_by_role("button", name="Open my form").click()
    expect(second.get_by_role("alert")).to_contain_text("does not open a form")
    second.get_by_label("Your code").fill(code.lower().replace("-", " "))
    second.get_by_role("button", name="Open my form").click()
    second.locator("form[data-page=pattern]").wait_for()
    press(second, "Back")
    expect(second.locator("input[value=wavy]")).to_be_checked()
    screen.reload()
    expect(screen.get_by_role("heading", level=1)).to_have_text("This form is no longer here")
    context.close()


@pytest.fixture
def tablet(browser: Browser, server: Server, account: str) -> Iterator[Page]:
    """A tablet in the waiting room, made one by someone of the clinic."""
    context = browser.new_context(viewport={"width": 800, "height": 1000})
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, server, account, PASSWORD)
    page.get_by_text("A tablet in the waiting room").click()
    page.get_by_role("button", name="Make this device a tablet").click()
    page.get_by_role("button", name="Start now").wait_for()
    yield page
    context.close()


def test_a_tablet_wipes_itself_after_sending(tablet: Page, book: RuleBook) -> None:
    tablet.clock.install()
    expect(tablet.locator(".content")).to_contain_text(
        "if no one touches it for 3 minutes, all that was not sent is deleted"
    )
    press_start(tablet)
    fill_until(tablet, lambda page: current(page) == "you", {"consent_screening": True, "consent_data": True}, {})
    expect(tablet.locator(".content")).to_contain_text("use it before you leave this tablet")
    fill_until(tablet, at_check, answers_of(book, "v01"), contact("Tab Let", 38))
    press(tablet, "Send to the clinic")
    tablet.locator(".reference").wait_for()
    expect(tablet.locator(".content")).to_contain_text("The clinic can print your copy for you")
    assert tablet.get_by_role("link", name="Open your copy").count() == 0, (
        "in a window of its own it would outlast the wiping"
    )
    assert tablet.request.get(urljoin(tablet.url, "/copy.pdf"), max_redirects=0).status == 303
    tablet.clock.fast_forward(45_000)
    expect(tablet.locator("#page").get_by_role("alert")).to_contain_text("Are you still there?")
    tablet.clock.fast_forward(25_000)
    tablet.get_by_role("button", name="Start now").wait_for()


def test_a_tablet_left_alone_wipes_itself_and_waits_for_whoever_touches_it(tablet: Page) -> None:
    tablet.clock.install()
    press_start(tablet)
    fill_page(tablet, {"consent_screening": True, "consent_data": True}, {})
    press(tablet, "Continue")
    tablet.locator("#i-age_years").fill("44")
    tablet.clock.fast_forward(170_000)
    warning = tablet.get_by_text("Are you still there?")
    expect(warning).to_be_visible()
    tablet.locator("#i-age_years").click()
    expect(warning).to_have_count(0)
    expect(tablet.locator("#i-age_years")).to_have_value("44")
    tablet.clock.fast_forward(170_000)
    expect(warning).to_be_visible()
    tablet.clock.fast_forward(25_000)
    tablet.get_by_role("button", name="Start now").wait_for()
    tablet.go_back()
    tablet.wait_for_timeout(500)
    typed = tablet.locator("input:not([type=checkbox]):not([type=radio]), textarea").evaluate_all(
        "fields => fields.map(field => field.value)"
    )
    assert "44" not in typed
    expect(tablet.locator("#i-age_years")).to_have_count(0)
    tablet.reload()
    expect(tablet.get_by_role("button", name="Start now")).to_be_visible()


def test_a_tablet_that_slept_wipes_itself_as_it_is_touched(tablet: Page) -> None:
    """Its timers stood still meanwhile."""
    tablet.clock.install()
    press_start(tablet)
    fill_page(tablet, {"consent_screening": True, "consent_data": True}, {})
    press(tablet, "Continue")
    tablet.locator("#i-age_years").fill("44")
    assert tablet.locator("[autocomplete]:not([autocomplete=off])").count() == 0
    tablet.clock.set_system_time(datetime.now(UTC) + timedelta(hours=1))
    tablet.evaluate("() => document.onpointerdown()")
    tablet.get_by_role("button", name="Start now").wait_for()


def test_a_tablet_closed_with_a_form_open_has_given_it_up(tablet: Page, server: Server, book: RuleBook) -> None:
    press_start(tablet)
    fill_until(tablet, lambda page: current(page) == "pattern", answers_of(book, "v01"), {})
    with sqlite3.connect(server.database.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE draft SET updated_at = '2026-01-01T00:00:00.000000Z' WHERE page = 'pattern'")
    tablet.reload()
    expect(tablet.get_by_role("button", name="Start now")).to_be_visible()
    tablet.reload()
    expect(tablet.get_by_role("button", name="Start now")).to_be_visible()


def test_a_code_is_taken_where_another_form_is_open_and_a_wrong_one_comes_back_to_be_mended(
    screen: Page, server: Server, book: RuleBook
) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "pattern", answers_of(book, "v01"), {})
    screen.evaluate("() => { location.hash = 'code=ABCD-EFGH-JKMN'; }")
    box = screen.locator("#i-code")
    expect(box).to_be_visible()
    expect(box).to_have_value("ABCD-EFGH-JKMN")
    assert "ABCD" not in screen.url
    screen.get_by_role("button", name="Open my form").click()
    expect(screen.locator("#code-error")).to_contain_text("does not open a form")
    expect(box).to_have_value("ABCD-EFGH-JKMN")
    press(screen, "Back to the form")
    assert current(screen) == "pattern"
    screen.context.clear_cookies()
    screen.goto(server.url)
    screen.get_by_text("I have a code from another device").click()
    box.fill("wrong code 12")
    screen.get_by_role("button", name="Open my form").click()
    expect(screen.locator("#code-error")).to_contain_text("does not open a form")
    expect(box).to_have_value("wrong code 12")
    assert "wrong" not in screen.url
    # The link of another device, on one that has a form of its own: that form is let go of only on purpose.
    press_start(screen)
    screen.get_by_role("checkbox").first.check()
    link = f"{server.url}/?open=1#code=ABCD-EFGH-JKMN"
    screen.goto("about:blank")
    screen.goto(link)
    expect(screen.get_by_role("heading", level=1)).to_have_text("Open the form from your other device")
    expect(screen.locator(".content")).to_contain_text("cannot be opened any more")
    expect(box).to_have_value("ABCD-EFGH-JKMN")
    assert "ABCD" not in screen.url
    press(screen, "Back to the form")
    assert current(screen) == "consent"
    screen.context.clear_cookies()
    screen.goto(server.url)
    # A form in which nothing was answered yet takes a code as well.
    press_start(screen)
    screen.evaluate("() => { location.hash = 'code=ABCD-EFGH-JKMN'; }")
    expect(box).to_have_value("ABCD-EFGH-JKMN")


def test_a_strangers_browser_cannot_be_made_a_tablet(browser: Browser, server: Server) -> None:
    context, _ = opened(browser, server, 360)
    answer = context.request.post(f"{server.url}/clinic/kiosk", headers={"Origin": server.url}, max_redirects=0)
    assert answer.headers["location"] == "/clinic"
    assert "screening_kiosk" not in {cookie["name"] for cookie in context.cookies()}
    context.close()

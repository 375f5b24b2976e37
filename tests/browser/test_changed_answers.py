"""People change their minds: what they take back, leave, or change in another window counts as they see it."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import BrowserContext, Page, expect

from questionnaire.contact import age_on
from records.store import open_store
from records.submissions import find_submission
from rules.model import RuleBook
from tests.browser.conftest import Server
from tests.browser.driver import address, at_check, current, fill_page, fill_until, press
from tests.browser.test_whole_form import answers_of, contact, press_start


def test_an_answer_that_is_no_longer_shown_is_neither_sent_nor_judged(
    screen: Page, server: Server, book: RuleBook
) -> None:
    """Whoever takes back what opened a question takes back what was said there, though it comes back with it."""
    press_start(screen)
    answers = {
        **answers_of(book, "v01"),
        "prior_transplants": "two_or_more",
        "prior_grafts_total": 7000,
        "last_transplant": "ge_12m",
    }
    fill_until(screen, at_check, answers, contact("Ex Grafts", 38))
    row = screen.locator("dl.answers > div", has_text="How many hair transplants")
    row.get_by_role("button").click()
    block = screen.locator("[data-question=prior_transplants]")
    block.wait_for()
    block.locator("input:checked").evaluate("(box) => { box.checked = false; }")
    press(screen, "Continue")
    press(screen, "Continue")  # left blank, on purpose
    assert at_check(screen)
    assert "7000" not in screen.locator(".content").inner_text().replace(",", "")
    press(screen, "Send to the clinic")
    store = open_store(server.database)
    sent = find_submission(store, screen.locator(".reference").inner_text())
    store.close()
    assert sent is not None
    assert not {"prior_transplants", "prior_grafts_total", "last_transplant"} & set(sent.answers)


def test_only_what_was_looked_over_is_sent(screen: Page, phone: BrowserContext, server: Server, book: RuleBook) -> None:
    press_start(screen)
    fill_until(screen, at_check, answers_of(book, "v01"), contact("Two Tabs", 38))
    other = phone.new_page()
    other.goto(server.url + address("smoking"))
    other.locator("form[data-form]").wait_for()
    fill_page(other, {"smoking": "ten_plus_day"}, {})
    press(other, "Continue")
    press(screen, "Send to the clinic")
    expect(screen.get_by_role("alert")).to_contain_text("Your answers have changed")
    expect(screen.locator("dl.answers > div", has_text="Do you smoke")).to_contain_text("10 or more")
    press(screen, "Send to the clinic")
    screen.locator(".reference").wait_for()


def test_a_date_of_birth_that_disagrees_with_the_age_is_one_press_from_it(screen: Page, book: RuleBook) -> None:
    """Nothing typed is lost on the way, and the way back is as short."""
    press_start(screen)
    answers, details = answers_of(book, "v01"), contact("Dis Agree", 31)
    fill_until(screen, lambda page: current(page) == "contact", answers, {})
    fill_page(screen, {}, details)
    press(screen, "Continue")
    expect(screen.locator("#error-born")).to_contain_text("go back and change your age")
    expect(screen.locator("#i-born")).to_have_attribute("aria-invalid", "true")
    press(screen, "Change your age")
    assert current(screen) == "you"
    fill_page(screen, {"age_years": 31}, {})
    press(screen, "Continue")
    assert current(screen) == "contact"
    expect(screen.locator("#i-name")).to_have_value("Dis Agree")
    expect(screen.locator("textarea")).to_have_value(details["note"])
    press(screen, "Continue")
    press(screen, "Continue without photos")
    assert at_check(screen)
    # Changed once more from the check page: the details say at once what no longer fits.
    screen.locator("dl.answers > div", has_text="How old are you").get_by_role("button").click()
    screen.locator("form[data-page=you]").wait_for()
    fill_page(screen, {"age_years": 40}, {})
    press(screen, "Continue")
    assert current(screen) == "contact"
    expect(screen.get_by_role("alert").first).to_contain_text("You said that you are 40")


def test_back_keeps_what_was_typed(screen: Page) -> None:
    press_start(screen)
    fill_page(screen, {"consent_screening": True, "consent_data": True}, {})
    press(screen, "Continue")
    fill_page(screen, {"sex_at_birth": "female"}, {})
    screen.locator("#i-age_years").fill("4")
    press(screen, "Back")
    press(screen, "Continue")
    expect(screen.locator("#i-age_years")).to_have_value("4")
    expect(screen.locator("input[value=female]")).to_be_checked()


def test_what_was_changed_but_not_saved_is_told_before_it_is_missed(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    fill_until(screen, at_check, answers_of(book, "v01"), contact("Un Saved", 38))
    assert screen.locator("#notice").count() == 0
    screen.locator("dl.answers > div", has_text="Do you smoke").get_by_role("button").click()
    screen.locator("form[data-page=smoking]").wait_for()
    press(screen, "Check your answers")
    assert screen.locator("#notice").count() == 0, "nothing was changed"
    screen.locator("dl.answers > div", has_text="Do you smoke").get_by_role("button").click()
    screen.locator("form[data-page=smoking]").wait_for()
    fill_page(screen, {"smoking": "ten_plus_day"}, {})
    press(screen, "Check your answers")
    expect(screen.get_by_role("alert")).to_contain_text("Something is not saved yet")
    expect(screen.locator("dl.answers > div", has_text="Do you smoke")).to_contain_text("never")
    screen.get_by_role("alert").get_by_role("button", name="Smoking and vaping").click()
    screen.locator("form[data-page=smoking]").wait_for()
    expect(screen.locator("input[value=ten_plus_day]")).to_be_checked()
    press(screen, "Continue")
    assert at_check(screen)
    assert screen.locator("#notice").count() == 0
    expect(screen.locator("dl.answers > div", has_text="Do you smoke")).to_contain_text("10 or more")


def test_an_older_window_puts_nothing_old_over_what_a_newer_one_saved(
    screen: Page, phone: BrowserContext, server: Server, book: RuleBook
) -> None:
    """Only what was touched in it is laid over, question by question."""
    press_start(screen)
    answers = {**answers_of(book, "v01"), "keloid_history": "no", "allergies": ["none"]}
    fill_until(screen, at_check, answers, contact("Two Windows", 38))
    older = phone.new_page()
    older.goto(server.url + address("scars_and_allergies"))
    older.locator("form[data-page=scars_and_allergies]").wait_for()
    newer = phone.new_page()
    newer.goto(server.url + address("scars_and_allergies"))
    newer.locator("form[data-page=scars_and_allergies]").wait_for()
    newer.locator("input[value=latex]").check()
    press(newer, "Continue")
    older.locator("[data-question=keloid_history] input[value=yes]").check()
    press(older, "Continue")
    assert at_check(older)
    expect(older.locator("dl.answers > div", has_text="keloids")).to_contain_text("Yes")
    expect(older.locator("dl.answers > div", has_text="an allergy or a bad reaction")).to_contain_text("Latex")


def test_what_is_looked_over_is_letter_for_letter_what_is_sent(screen: Page, server: Server, book: RuleBook) -> None:
    """What no keyboard types is taken out when it is saved, not on the way to the clinic."""
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "contact", answers_of(book, "v01"), {})
    fill_page(screen, {}, contact("Tabbed Note", 38))
    screen.locator("textarea").fill("warfarin 5\t10 mg\nnot \u202e15")
    press(screen, "Continue")
    press(screen, "Continue without photos")
    note = (
        screen.locator("dl.answers > div", has_text="anything else")
        .locator("dd")
        .first.evaluate("(e) => e.textContent")
    )
    press(screen, "Send to the clinic")
    store = open_store(server.database)
    sent = find_submission(store, screen.locator(".reference").inner_text())
    store.close()
    assert sent is not None
    assert note == sent.contact["note"] == "warfarin 5 10 mg\nnot 15"


def test_the_browsers_back_keeps_what_was_chosen(screen: Page, book: RuleBook) -> None:
    """A phone's Back is the one that people press. What they choose after it counts, whichever Back they press next."""
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "norwood", answers_of(book, "v01"), {})
    stage = screen.locator("input[name=norwood_stage]:checked")
    screen.locator("input[value=iii]").check()
    press(screen, "Back")
    press(screen, "Continue")
    expect(stage).to_have_value("iii")
    screen.locator("input[value=iv]").check()
    screen.go_back()
    expect(screen.locator("form[data-page=norwood]")).to_have_count(0)
    assert current(screen) != "norwood"
    screen.go_forward()
    screen.locator("form[data-page=norwood]").wait_for()
    expect(stage).to_have_value("iv")
    screen.go_back()
    screen.locator("form[data-page=pattern]").wait_for()
    press(screen, "Continue")
    expect(stage).to_have_value("iv")


def test_whoever_takes_the_form_along_is_told_what_stays_behind(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "norwood", answers_of(book, "v01"), {})
    screen.get_by_text("I want to stop").click()
    press(screen, "Go on with another device")
    expect(screen.locator("#notice")).to_have_count(0)
    press(screen, "Back to the form")
    screen.locator("input[value=iv]").check()
    screen.get_by_text("I want to stop").click()
    press(screen, "Go on with another device")
    expect(screen.locator("#notice")).to_contain_text("stays behind")
    expect(screen.locator("#notice li")).to_have_count(1)
    press(screen, "Back to the form")
    expect(screen.locator("input[value=iv]")).to_be_checked()
    press(screen, "Continue")
    screen.get_by_text("I want to stop").click()
    press(screen, "Go on with another device")
    expect(screen.locator("#notice")).to_have_count(0)


def test_after_a_change_the_check_page_shows_the_row_that_was_changed(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    details = {**contact("Ro Wanted", 38), "born": f"03/04/{date.today().year - 39}"}
    fill_until(
        screen, at_check, {**answers_of(book, "v01"), "age_years": age_now(3, 4, date.today().year - 39)}, details
    )
    expect(screen.locator("#heading")).to_be_focused()
    row = screen.locator("dl.answers > div", has_text="Do you smoke")
    row.get_by_role("button").click()
    screen.locator("form[data-page=smoking]").wait_for()
    fill_page(screen, {"smoking": "ten_plus_day"}, {})
    press(screen, "Continue")
    assert at_check(screen)
    expect(row).to_be_focused()
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("10 or more")
    # Day and month stand in the other order elsewhere: the date is shown as it was understood.
    expect(screen.locator("dl.answers > div", has_text="Date of birth")).to_contain_text(
        f"3 Apr {date.today().year - 39}"
    )


def test_what_cannot_go_with_an_answer_is_taken_away_and_said(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "scalp", answers_of(book, "v01"), {})
    block, status = screen.locator("[data-question=scalp_symptoms]"), screen.locator("#page > [role=status]")
    itching, none = block.locator("input[value=itching]"), block.locator("input[value=none]")
    none.uncheck()
    itching.check()
    expect(status).to_be_empty()
    none.check()
    expect(itching).not_to_be_checked()
    expect(status).to_have_text("What cannot go with this answer is no longer chosen.")
    expect(status).to_be_in_viewport()
    itching.check()
    expect(none).not_to_be_checked()
    block.locator("input[value=scaling]").check()
    expect(itching).to_be_checked()
    expect(status).to_be_empty()


def test_a_number_and_not_being_sure_of_it_exclude_one_another(screen: Page, book: RuleBook) -> None:
    press_start(screen)
    fill_until(screen, lambda page: current(page) == "procedures", answers_of(book, "v01"), {})
    screen.locator("[data-question=prior_transplants] input[value=one]").check()
    block = screen.locator("[data-question=prior_grafts_total]")
    number, unsure = block.locator("input[type=text]"), block.locator("input[value=not_sure]")
    number.fill("2000")
    unsure.check()
    expect(number).to_have_value("")
    number.press_sequentially("15")
    expect(unsure).not_to_be_checked()
    expect(number).to_have_value("15")
    expect(screen.locator("#page > [role=status]")).to_contain_text("no longer chosen")
    number.fill("")
    unsure.check()
    number.press_sequentially(" ")
    expect(unsure).to_be_checked()


def age_now(day: int, month: int, year: int) -> int:
    """The age today of somebody born then."""
    return age_on(date(year, month, day), date.today())

"""The page's script by itself, in a real browser: what it builds, what it reads, and how it shows and hides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from questionnaire.journey import readable
from questionnaire.model import Questionnaire
from questionnaire.same_page import openings
from screens.page.component import script


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page in which the script's functions can be called."""
    page = browser.new_page()
    page.set_content("<main></main>")
    page.add_script_tag(content=script().replace("export default function", "function page"))
    yield page
    page.close()


def built(page: Page, node: object) -> str:
    """The markup of what is built from a tree of data."""
    return str(page.evaluate("(node) => build(node).outerHTML", node))


def test_text_stays_text(blank: Page) -> None:
    assert built(blank, ["p", {}, "<script>x</script>"]) == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    "node", [["script", {}], ["iframe", {}], ["p", {"onclick": "x"}], ["svg", {"onload": "x"}], ["path", {"href": "x"}]]
)
def test_what_could_run_is_not_built(blank: Page, node: object) -> None:
    with pytest.raises(Error, match="unknown"):
        built(blank, node)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", "http://x.example"]
)
def test_no_link_leads_where_it_must_not(blank: Page, address: str) -> None:
    assert built(blank, ["a", {"href": address}, "x"]) == "<a>x</a>"
    assert built(blank, ["img", {"src": address}]) == "<img>"


@pytest.mark.parametrize(
    "address", ["/clinic", "#q-smoking", "?page=1", "https://example.org", "tel:0207", "mailto:a@b.c"]
)
def test_links_of_ours_are_built(blank: Page, address: str) -> None:
    assert f'href="{address}"' in built(blank, ["a", {"href": address}, "x"])


def test_what_stands_in_each_control_is_read(blank: Page) -> None:
    found = blank.evaluate(
        """() => {
          const root = document.querySelector("main");
          root.innerHTML = `
            <div data-question="one" data-type="choice"><input type="radio" value="a"><input type="radio" value="b" checked></div>
            <div data-question="none" data-type="choice"><input type="radio" value="a"></div>
            <div data-question="many" data-type="multiple_choice">
              <input type="checkbox" value="a" checked><input type="checkbox" value="b" checked></div>
            <div data-question="yes" data-type="boolean"><input type="checkbox" checked></div>
            <div data-question="number" data-type="number"><input type="text" value=" 31 "></div>
            <div data-question="unsure" data-type="number"><input type="text"><input type="checkbox" value="not_sure" checked></div>
            <div data-question="who" data-type="contact"><input type="text" data-field="name" value="Ana">
              <fieldset data-field="prefers"><input type="radio" value="email"></fieldset></div>
            <div data-question="hidden" data-type="number" hidden><input type="text" value="7"></div>`;
          return answers(root);
        }"""
    )
    assert found == {
        "one": "b",
        "none": None,
        "many": ["a", "b"],
        "yes": True,
        "number": " 31 ",
        "unsure": "not_sure",
        "who": {"name": "Ana", "prefers": ""},
    }


def test_the_browser_shows_a_follow_up_when_the_server_would(blank: Page, form: Questionnaire) -> None:
    """Every condition on answers of the same page, for each answer that it can read there and for none."""
    held = 0
    for page in form.pages:
        for name, opening in openings(page, form).items():
            for other in page.questions:
                if other.id not in dict(opening.among):
                    continue
                several = other.type == "multiple_choice"
                for option in (None, *other.by_option):
                    value = ([option] if option else []) if several else option
                    shown = readable({other.id: value}, form).shown(name)
                    said = blank.evaluate(
                        "([opening, values]) => opens(opening, values)", [opening.to_json(), {other.id: value}]
                    )
                    assert said is shown, (name, other.id, option)
                    held += 1
    assert held > 10


def test_answers_that_exclude_one_another_are_taken_away(blank: Page) -> None:
    ticked = blank.evaluate(
        """() => {
          const root = document.querySelector("main");
          root.innerHTML = `<div data-question="q" data-type="multiple_choice"><input type="checkbox" value="a" checked>
            <input type="checkbox" value="b" checked><input type="checkbox" value="none" data-exclusive></div>`;
          const [a, b, none] = root.querySelectorAll("input");
          const first = keepExclusive(b);
          none.checked = true;
          return [first, keepExclusive(none), a.checked, b.checked, none.checked];
        }"""
    )
    assert ticked == [False, True, False, False, True]

"""The list of the forms that patients sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desk.clinic.views import ListPage
from pdf.words import day
from records.clinic import Clinic
from records.submissions import SubmissionRow
from screens.clinic.layout import PATHWAY_WORDS, moment, screen, trouble_box
from screens.page.markup import Node, Screen, action_button, bullets, el, heading, post_button


def listing(clinic: Clinic, view: ListPage) -> Screen:
    """The forms sent, with a search, and what else the team does on this device."""
    rows = view.rows
    nothing = "Nothing matches this search." if view.search or view.only_open else "No form has been sent yet."
    return screen(
        clinic,
        view.account,
        "Forms",
        heading("Forms sent by patients"),
        trouble_box(view.trouble),
        _rules_notice(view.faults),
        _search(view),
        el(
            "p",
            f"{view.offset + 1} to {view.offset + len(rows)} of {view.total}" if rows else f"0 of {view.total}",
            class_="quiet",
        ),
        _table(rows, clinic) if rows else el("p", nothing),
        _turning(view),
        el("p", view.in_use, class_="quiet"),
        _tablet(),
    )


def _search(view: ListPage) -> Node:
    other = ("Show all forms", "no") if view.only_open else ("Show only forms not reviewed", "yes")
    return el(
        "form",
        el(
            "div",
            el("label", "Search by name, date of birth or reference", for_="i-search"),
            el("input", type="search", id="i-search", value=view.search, class_="medium", data_field="search"),
            class_="field",
            data_question="search",
            data_type="fields",
        ),
        el(
            "div",
            el("button", "Search", type="submit", class_="secondary"),
            action_button(other[0], "only_open", other[1], "link"),
            class_="buttons",
        ),
        data_form="search",
    )


def _table(rows: Sequence[SubmissionRow], clinic: Clinic) -> Node:
    titles = ("Patient", "Conclusion", "Red flags", "Reviewed", "Sent")
    return el(
        "div",
        el(
            "table",
            el("caption", "Forms", hidden=True),
            el("thead", el("tr", *(el("th", title, scope="col") for title in titles))),
            el("tbody", *(_row(row, clinic) for row in rows)),
        ),
        class_="scroll",
    )


def _turning(view: ListPage) -> Node:
    newer, older = max(0, view.offset - view.page_size), view.offset + view.page_size
    more = view.offset + len(view.rows) < view.total
    return el(
        "div",
        action_button("Newer", "offset", str(newer), "secondary") if view.offset else None,
        action_button("Older", "offset", str(older), "secondary") if more else None,
        class_="buttons",
    )


def _tablet() -> Node:
    return el(
        "details",
        el("summary", "A tablet in the waiting room"),
        el(
            "p",
            "As a tablet for patients this device shows the form only, and wipes itself when a form was sent or "
            "nobody touches it. You are signed out. To end it, sign in here on the tablet and press the same button.",
        ),
        post_button("Make this device a tablet for patients, or an ordinary one again", "/clinic/kiosk", "secondary"),
    )


def _rules_notice(faults: Sequence[str]) -> Node | None:
    """Someone edited the rules and did not see it through: said where the team looks every day."""
    if not faults:
        return None
    return el(
        "section",
        el("h2", "The rule book does not pass its own check"),
        el(
            "p",
            f"{len(faults)} result{'s differ' if len(faults) > 1 else ' differs'} from what its worked patients "
            "expect. Whoever edited the rules should run: make check",
        ),
        bullets(*faults[:3]),
        class_="notice stop",
    )


def _row(row: SubmissionRow, clinic: Clinic) -> Node:
    flags = len(row.red_flags)
    marked = el("span", f"▲ {flags} red flag{'s' if flags > 1 else ''}", class_="tag stop") if flags else "none"
    # The name opens the form, and stands first: on a phone the rest of a row is out of sight.
    name = action_button(row.name, "open", row.reference, "link", f"Open {row.name}, {row.reference}")
    return el(
        "tr",
        el("td", name, el("br"), f"born {day(date.fromisoformat(row.born))}"),
        el("td", PATHWAY_WORDS[row.pathway]),
        el("td", marked),
        el("td", f"✓ {moment(row.reviewed_at, clinic)}" if row.reviewed_at else "not yet"),
        el("td", moment(row.sent_at, clinic)),
    )

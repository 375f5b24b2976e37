"""The list of the forms that patients sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.services import Services
from records.accounts import Account
from records.submissions import SubmissionRow
from screens.clinic.frame import PATHWAY_WORDS, day, frame, moment
from screens.page.markup import Node, View, action_button, bullets, el, heading, post_button

PAGE_SIZE = 25


@dataclass(frozen=True)
class Shown:
    """Which forms someone looks at: those that match a search, perhaps only those not reviewed, from a place in the
    list on."""

    search: str = ""
    only_open: bool = False
    offset: int = 0


def listing(
    parts: Services, account: Account, shown: Shown, rows: Sequence[SubmissionRow], total: int, faults: Sequence[str]
) -> View:
    """The forms sent, the newest first: `rows` of the `total` that match. `faults`: worked patients of the rule book
    that come out otherwise than it says."""
    nothing = "Nothing matches this search." if shown.search or shown.only_open else "No form has been sent yet."
    return frame(
        parts.clinic,
        account,
        "Forms",
        heading("Forms sent by patients"),
        _rules_notice(faults),
        _search(shown),
        el(
            "p",
            f"{shown.offset + 1} to {shown.offset + len(rows)} of {total}" if rows else f"0 of {total}",
            class_="quiet",
        ),
        _table(rows, parts) if rows else el("p", nothing),
        _turning(shown, len(rows), total),
        el("p", _in_force(parts), class_="quiet"),
        _tablet(),
    )


def _search(shown: Shown) -> Node:
    other = ("Show all forms", "no") if shown.only_open else ("Show only forms not reviewed", "yes")
    return el(
        "form",
        el(
            "div",
            el("label", "Search by name, date of birth or reference", for_="i-search"),
            el("input", type="search", id="i-search", value=shown.search, class_="medium", data_field="search"),
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


def _table(rows: Sequence[SubmissionRow], parts: Services) -> Node:
    titles = ("Patient", "Conclusion", "Red flags", "Reviewed", "Sent")
    return el(
        "div",
        el(
            "table",
            el("caption", "Forms", hidden=True),
            el("thead", el("tr", *(el("th", title, scope="col") for title in titles))),
            el("tbody", *(_row(row, parts) for row in rows)),
        ),
        class_="scroll",
    )


def _turning(shown: Shown, count: int, total: int) -> Node:
    newer, older = max(0, shown.offset - PAGE_SIZE), shown.offset + PAGE_SIZE
    return el(
        "div",
        action_button("Newer", "offset", str(newer), "secondary") if shown.offset else None,
        action_button("Older", "offset", str(older), "secondary") if shown.offset + count < total else None,
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


def _in_force(parts: Services) -> str:
    """Which rules and questions are in use, so that an edit can be seen to have come into force."""
    book, form = parts.book.version, parts.questionnaire
    return (
        f"In use: rule book {book.version} ({book.sha256[:12]}), {len(parts.book.rules)} rules, "
        f"{len(parts.book.cases)} worked patients; questionnaire {form.version} ({form.sha256[:12]})."
    )


def _row(row: SubmissionRow, parts: Services) -> Node:
    flags = len(row.red_flags)
    marked = el("span", f"▲ {flags} red flag{'s' if flags > 1 else ''}", class_="tag stop") if flags else "none"
    # The name opens the form, and stands first: on a phone the rest of a row is out of sight.
    name = action_button(row.name, "open", row.reference, "link", f"Open {row.name}, {row.reference}")
    return el(
        "tr",
        el("td", name, el("br"), f"born {day(date.fromisoformat(row.born))}"),
        el("td", PATHWAY_WORDS[row.pathway]),
        el("td", marked),
        el("td", f"✓ {moment(row.reviewed_at, parts.clinic)}" if row.reviewed_at else "not yet"),
        el("td", moment(row.sent_at, parts.clinic)),
    )

"""What the clinic's pages have in common, and the pages for whoever is not signed in."""

from __future__ import annotations

from datetime import datetime

from desk.clinic.views import SignInPage, StoreDownPage
from pdf.words import day
from records.accounts import IDLE_LIMIT, Account
from records.clinic import Clinic
from rules.model import Pathway
from screens.page.brand import brand
from screens.page.markup import Node, Screen, el, heading, post_button

PATHWAY_WORDS: dict[str, str] = {
    Pathway.MEDICAL_REVIEW_FIRST: "Medical review first",
    Pathway.FUE_AND_REGENERATIVE: "FUE and regenerative options can be discussed",
    Pathway.FUE: "FUE can be discussed",
    Pathway.REGENERATIVE: "Regenerative options can be discussed",
    Pathway.RESOLVE_FIRST: "Something to settle first",
    Pathway.MORE_INFORMATION: "More information needed",
    Pathway.NONE_SUITABLE: "Nothing fits at present",
}
_SIGN_IN_PROBLEMS = {
    "wrong": "The name or the password is not right.",
    "wait": "Too many tries. Please wait a few minutes and try again.",
}


def screen(clinic: Clinic, account: Account | None, title: str, *body: Node | None, focus: str = "heading") -> Screen:
    """A page of the clinic, for whoever is signed in or for nobody yet: its header, and what is put in it."""
    who = (
        el("span", f"{account.full_name} ", post_button("Sign out", "/clinic/sign-out", "link"), class_="bar")
        if account
        else el("span", "For the clinic's team")
    )
    return Screen(
        title=f"{title} – {clinic.name}",
        body=(el("header", *brand(clinic), who, class_="brand"), el("div", *body, class_="content")),
        focus=focus,
        wide=account is not None,
        colours=(clinic.colour.light, clinic.colour.dark),
        idle_after=int(IDLE_LIMIT.total_seconds()) + 5 if account else 0,
        say={"saving": "Working…", "slow": "This takes longer than usual. Please try again."},
    )


def store_down(clinic: Clinic, view: StoreDownPage) -> Screen:
    """The store does not answer."""
    return screen(clinic, None, "Not available", heading("The records cannot be read right now"), el("p", view.why))


def trouble_box(why: str) -> Node | None:
    """Why what was asked for last was not done, if it was not."""
    if not why:
        return None
    return el("section", el("h2", "That was not saved"), el("p", why), class_="notice stop", role="alert")


def sign_in(clinic: Clinic, view: SignInPage) -> Screen:
    """The sign-in form; it posts to the server itself, so that the cookie never passes through a script."""
    words = _SIGN_IN_PROBLEMS.get(view.problem or "")
    return screen(
        clinic,
        None,
        "Sign in",
        el(
            "section",
            el("h2", "There is a problem"),
            el("p", words),
            class_="problem-summary",
            id="problems",
            tabindex="-1",
            role="alert",
        )
        if words
        else None,
        heading("Sign in"),
        el(
            "p",
            "Accounts are made by the person who runs this server, with: python screening_cli.py account add",
            class_="hint",
        ),
        el(
            "form",
            _text("name", "Name", "username", "text"),
            _text("password", "Password", "current-password", "password"),
            el("div", el("button", "Sign in", type="submit", class_="primary"), class_="buttons"),
            method="post",
            action="/clinic/sign-in",
        ),
        focus="problems" if words else "heading",
    )


def _text(name: str, label: str, autocomplete: str, kind: str) -> Node:
    box = el("input", type=kind, name=name, id=f"i-{name}", class_="medium", autocomplete=autocomplete)
    return el("div", el("label", label, for_=f"i-{name}"), box, class_="field")


def moment(at: datetime, clinic: Clinic) -> str:
    """A time on the clinic's own clock: 1 Jan 2026 09:30."""
    local = at.astimezone(clinic.zone)
    return f"{day(local)} {local:%H:%M}"

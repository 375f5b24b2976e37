"""The clinic's name and logo at the head of every page."""

from __future__ import annotations

from records.clinic import Clinic
from screens.page.markup import Node, el


def brand(clinic: Clinic) -> list[Node]:
    """The logo, if the clinic has one, and the name, which says the same in words."""
    logo: list[Node] = [el("img", src="/logo.png", alt="")] if clinic.logo else []
    return [*logo, el("strong", clinic.name)]

"""A page as data: a tree of elements that the page component builds in the browser, text as text, so that nothing can
be injected."""

from __future__ import annotations

from dataclasses import dataclass, field

Node = str | list[object]
"""A text, or `[tag, attributes, child, ...]`."""


def el(tag: str, *children: Node | None, **attributes: str | bool | None) -> Node:
    """An element. A trailing underscore is dropped from attribute names and other underscores become dashes: `class_`,
    `data_action`. Children and attributes that are None or False are left out."""
    named = {
        name.rstrip("_").replace("_", "-"): value
        for name, value in attributes.items()
        if value is not None and value is not False
    }
    return [tag, named, *(child for child in children if child is not None)]


@dataclass(frozen=True)
class Screen:
    """One screen to draw: its title for the browser tab, its content, and the id of the element that takes the focus.

    `colours` are the clinic's own, in the light theme and in the dark. `idle_after`: after so many seconds without a
    touch the page asks the server again, as the action "idle"; 0 is never. `wipe_after`: after so many seconds without
    a touch the page warns, in the words "wipe" of `say`, and then deletes what this device holds; 0 is never.
    `leave_after`: after so many seconds without a touch the page warns, in the words "leave" of `say`, and then shows
    `left` in place of its content until the action "resume", which brings back what was typed; 0 is never.
    """

    title: str
    body: tuple[Node, ...]
    focus: str = "heading"
    language: str = "en"
    direction: str = "ltr"
    wide: bool = False
    colours: tuple[str, str] | None = None
    idle_after: int = 0
    wipe_after: int = 0
    leave_after: int = 0
    left: tuple[Node, ...] = ()
    say: dict[str, str] = field(default_factory=dict)

    def to_json(self, turn: int) -> dict[str, object]:
        """As data for the component. `turn` counts the actions handled, so that an answer to an action is always
        drawn."""
        return {
            "title": self.title,
            "body": list(self.body),
            "focus": self.focus,
            "language": self.language,
            "direction": self.direction,
            "wide": self.wide,
            "colours": self.colours,
            "idle": self.idle_after,
            "wipe": self.wipe_after,
            "leave": self.leave_after,
            "left": list(self.left),
            "say": self.say,
            "turn": turn,
        }


def heading(text: str) -> Node:
    """The page's one `h1`, which takes the focus when the page appears."""
    return el("h1", text, id="heading", tabindex="-1")


def bullets(*items: str) -> Node:
    """A plain list."""
    return el("ul", *(el("li", item) for item in items))


def action_button(
    text: str,
    action: str,
    value: str = "",
    kind: str = "primary",
    label: str | None = None,
    keep: bool = False,
    lang: str | None = None,
) -> Node:
    """A button that sends an action to the server. `label` is what a screen reader says when the text alone is not
    enough; `keep` sends along what was typed on the page; `lang` is the language of the text, if not the page's."""
    return el(
        "button",
        text,
        type="button",
        class_=kind,
        data_action=action,
        data_value=value,
        data_keep=keep,
        aria_label=label,
        lang=lang,
    )


def post_button(text: str, to: str, kind: str = "primary", **fields: str) -> Node:
    """A button that posts to one of our own addresses, with `fields`, and so can set or clear a cookie."""
    hidden = [el("input", type="hidden", name=name, value=value) for name, value in fields.items()]
    return el("form", *hidden, el("button", text, type="submit", class_=kind), method="post", action=to)

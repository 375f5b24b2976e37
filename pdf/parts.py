"""Building blocks that several pages share: headings, references, plain lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from pdf import theme
from pdf.build import Bookmark
from pdf.flowables import Rule, grid
from pdf.tagged import Begin, End
from pdf.text import Markup, anchor, esc, fill, join, link, source_link
from pdf.view import Reason
from questionnaire.words import word
from rules.model import RuleBook


def heading(
    name: str, title: str, note: Markup | None = None, width: float = 0, above: float = 9, room: float = 60
) -> list[Flowable]:
    """A section's heading with its bookmark and a hair's line; `note` stands small at the right. `room` points must
    still be free below it on the page, else it moves to the next."""
    head: Flowable = theme.para(esc(title), theme.HEADING)
    if note is not None:
        head = grid(
            [[head, theme.para(note, theme.HEADING_NOTE)]],
            [width * 0.42, width * 0.58],
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        )
    return [CondPageBreak(room), _Air(1, above), Bookmark(name, title), head, Rule(theme.NAVY, 0.9, 1.2, 2.4)]


class _Air(Spacer):  # type: ignore[misc]  # reportlab has no types
    """Room between sections."""


def air_above(flowable: Flowable, air: float) -> Flowable:
    """The same flowable, or wider room where it is the room above a heading."""
    return _Air(1, flowable.height + air) if isinstance(flowable, _Air) else flowable


def reference(reason: Reason) -> Markup:
    """`R4`, linked to the reason in full."""
    return fill("<font color='#12395B'>{}</font>", link(anchor_of(reason.number), f"R{reason.number}"))


def anchor_of(number: int) -> str:
    """The place of a reason in the list of reasons."""
    return f"reason-{number}"


def citations(sources: Iterable[int]) -> Markup:
    """`[3] [7] [C]`, each linked to its entry in the list of sources; C is a clinical convention."""
    return join(" ", [link(f"source-{n}" if n else "conventions", f"[{n or 'C'}]") for n in sources])


def source_list(
    cited: Sequence[tuple[int, str]], book: RuleBook, style: ParagraphStyle, language: str = "en"
) -> list[Flowable]:
    """A list of the sources: number, title, date, where to find it, and how far it was read. Nothing where there are
    none."""
    parts: list[Flowable] = []
    for number, key in cited:
        source = book.sources[key]
        where = fill(" {}.", source_link(source.locator)) if source.locator else Markup("")
        read = word(f"copy.source.{source.grade}", language)
        title = source.title if source.title.endswith(("?", ".")) else f"{source.title}."
        dated = word("copy.source.undated", language) if source.published == "n.d." else source.published.rstrip(".")
        entry = fill("{} {}.{} ({})", title, dated, where, read)
        parts.append(theme.para(fill("{}<b>[{}]</b> {}", anchor(f"source-{number}"), str(number), entry), style))
    return [Begin("L"), *parts, End()] if parts else []


def titled(reasons: Sequence[Reason], deciding: frozenset[int] = frozenset()) -> Markup:
    """Reasons in a line: `R4 Smokes 10 or more a day · R7 ...`; those that decided are bold."""
    parts = [fill("{} <b>{}</b>" if r.number in deciding else "{} {}", reference(r), r.title) for r in reasons]
    return join(" · ", parts)

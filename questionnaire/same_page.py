"""Follow-ups on the page of the question that opens them. The browser shows and hides them at once: it is told this
much of their conditions and nothing more, and the server decides again when the page is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaire.conditions import Among, Any, Condition, Ticked, leaves, questions_read
from questionnaire.model import Page, Questionnaire
from questionnaire.problems import Problem


@dataclass(frozen=True)
class Opening:
    """What opens a follow-up: of a question, one of these options is chosen or ticked. With `every` this must be so of
    each entry, else of one. A yes/no question has the options "true" and "false"."""

    every: bool
    among: tuple[tuple[str, tuple[str, ...]], ...]

    def to_json(self) -> dict[str, object]:
        """As plain JSON values: `{"every": true, "among": [["smoking", ["vape"]]]}`."""
        return {"every": self.every, "among": [[name, list(options)] for name, options in self.among]}


def openings(page: Page, form: Questionnaire) -> dict[str, Opening]:
    """What opens each question of a page that an answer on the same page can open, by its id."""
    found = {name: _opening(condition) for name, condition in _on_same_page(page, form.conditions)}
    return {name: opening for name, opening in found.items() if opening is not None}


def undecidable(form: Questionnaire, place: str) -> list[Problem]:
    """A problem for each follow-up that the browser could not show or hide: it knows what is chosen and ticked on the
    page, and neither numbers nor other pages."""
    problems = []
    for page in form.pages:
        here = {question.id for question in page.questions}
        for name, condition in _on_same_page(page, form.conditions):
            at = f"{place} / {name} / show_if"
            if elsewhere := sorted(questions_read(condition) - here):
                told = f'"{elsewhere[0]}" stands on another page than the rest of this condition'
                problems.append(Problem(at, f"{told}; {_REMEDY}"))
            elif _opening(condition) is None:
                told = "a browser cannot decide this while the page is filled in"
                problems.append(Problem(at, f"{told}; {_REMEDY}"))
    return problems


_REMEDY = (
    "on one page a follow-up may only be shown by what is chosen or ticked there. Move it to a later page, or reword "
    "the condition"
)


def _on_same_page(page: Page, conditions: Mapping[str, Condition]) -> Iterator[tuple[str, Condition]]:
    """The questions of a page whose condition reads another question of it."""
    here = {question.id for question in page.questions}
    for question in page.questions:
        condition = conditions.get(question.id)
        if condition is not None and not here.isdisjoint(questions_read(condition)):
            yield question.id, condition


def _opening(condition: Condition) -> Opening | None:
    """A condition as the browser is told it; None for one that it cannot decide."""
    every = not isinstance(condition, Any)
    among: list[tuple[str, tuple[str, ...]]] = []
    for leaf in leaves(condition):
        match leaf:
            case Among():
                among.append((leaf.question, leaf.options))
            case Ticked() if not leaf.every or len(leaf.options) == 1:
                among.append((leaf.question, leaf.options))
            case Ticked() if every:
                among += [(leaf.question, (option,)) for option in leaf.options]
            case _:
                return None
    return Opening(every, tuple(among))

"""The page on which a patient may add photos, as data, and what the check page says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from desk.patient.actions import PHOTOS
from desk.patient.views import PhotosPage
from desk.voice import Voice
from photos import VIEWS
from photos.clean import LEAST_SIDE, MOST_BYTES
from pictures import Texture
from pictures.photo_guide import photo_guide
from questionnaire.journey import FieldError
from records.photos import PhotoRow
from screens.page.markup import Node, Screen, action_button, bullets, el, heading
from screens.patient.drawings import drawing_node
from screens.patient.layout import error_summary, screen, take_along_or_leave, trouble_box

_ACCEPTED: Final = "image/jpeg,image/png,image/webp,image/heic,image/heif"


def photo_page(voice: Voice, view: PhotosPage) -> Screen:
    """Four views, each with a drawing, advice, and the photo that was added or a way to add one."""
    added = {photo.view: photo for photo in view.photos}
    photos, texture, camera, at = view.photos, view.texture, view.camera_only, view.at
    errors = {name: _error(voice, name, why) for name, why in view.problems if why != "early"}
    notice = trouble_box(voice, view.trouble) if view.trouble else None
    sections = [_section(voice, name, added.get(name), texture, errors.get(name), camera) for name in VIEWS]
    ways = [action_button(voice.word("app.back"), "back", PHOTOS, "link")]
    if not photos:
        ways.append(action_button(voice.word("photo.skip"), "skip_photos", kind="link"))
    drawn = screen(
        voice,
        voice.word("photo.title"),
        el("nav", *ways, aria_label=voice.word("app.ways"), class_="ways"),
        error_summary(voice, list(errors.values())) if errors else None,
        notice,
        el("p", voice.word("photo.step"), class_="step"),
        heading(voice.word("photo.title")),
        el("p", voice.word("photo.lead")),
        el("h2", voice.word("photo.who.title")),
        el("p", voice.word("photo.who", clinic=voice.clinic.name)),
        el("p", voice.word("photo.hidden")),
        el("p", voice.word("photo.agree"), " ", voice.word("photo.until")),
        el("h2", voice.word("photo.how.title")),
        bullets(*(voice.word(f"photo.how.{point}") for point in ("light", "hair", "distance", "help"))),
        el("p", voice.word("photo.formats", most=MOST_BYTES // 1024**2), id="formats"),
        *sections,
        el(
            "form",
            el("div", el("button", voice.word("app.continue"), type="submit", class_="primary"), class_="buttons"),
            data_form="continue",
            data_page=PHOTOS,
        ),
        take_along_or_leave(voice),
        focus="problems" if errors else "notice" if notice else f"q-{at}" if at else "heading",
        error=bool(errors),
    )
    return replace(
        drawn,
        say={
            **drawn.say,
            "sending": voice.word("photo.sending"),
            "chosen": voice.word("photo.chosen", name="{name}"),
            "unsent": voice.word("photo.unsent"),
        },
    )


def _error(voice: Voice, view: str, problem: str) -> FieldError:
    numbers = {"most": MOST_BYTES // 1024**2, "least": LEAST_SIDE}
    return FieldError(
        view, problem, voice.word(f"photo.problem.{problem}", view=voice.word(f"photo.{view}"), **numbers)
    )


def _section(
    voice: Voice, view: str, added: PhotoRow | None, texture: Texture, error: FieldError | None, camera: bool
) -> Node:
    """One view: what it should show and how to take it; then the photo, or a way to add it."""
    name = voice.word(f"photo.{view}")
    guide = drawing_node(photo_guide(view, texture))
    form = _form(voice, view, name, error, camera, again=added is not None)
    return el(
        "section",
        el("h2", name, id=f"h-{view}"),
        el("div", guide, el("p", voice.word(f"photo.{view}.how")), class_="guide"),
        *(
            [form]
            if added is None
            else [*_shown(voice, added, name), _another(voice, view, name, form, error is not None)]
        ),
        class_="photo has-error" if error else "photo",
        id=f"q-{view}",
        tabindex="-1",
        aria_labelledby=f"h-{view}",
    )


def _shown(voice: Voice, photo: PhotoRow, name: str) -> list[Node]:
    """The photo as it is kept, to look at."""
    picture = el(
        "img",
        # The mark is not to be guessed, so that only this page can call the photo up.
        src=f"/photo/{photo.view}?mark={photo.mark}",
        alt=voice.word("photo.alt", view=name),
    )
    return [picture, el("p", voice.word("photo.added"))]


def _another(voice: Voice, view: str, name: str, form: Node, opened: bool) -> Node:
    """Ways to change what was added."""
    remove = voice.word("photo.remove")
    return el(
        "div",
        el("details", el("summary", f"{voice.word('photo.again')}: {name}"), form, open=opened),
        action_button(remove, "remove_photo", view, "link", f"{remove}: {name}"),
    )


def _form(voice: Voice, view: str, name: str, error: FieldError | None, camera: bool, *, again: bool) -> Node:
    """An ordinary form with a file field. The page's script sends it, so that nothing is lost when the connection
    is."""
    button = voice.word("photo.replace" if again else "photo.add")
    described = [f"chosen-{view}", "formats", *([f"error-{view}"] if error else [])]
    return el(
        "form",
        el("p", error.message, class_="error", id=f"error-{view}") if error else None,
        el(
            "input",
            type="file",
            name="photo",
            id=f"i-{view}",
            accept=_ACCEPTED,
            capture="environment" if camera else None,
            aria_describedby=" ".join(described),
        ),
        # The browser's own button speaks the browser's language; this label is the button, and the page says what was
        # chosen.
        el("label", f"{voice.word('photo.choose')}: {name}", for_=f"i-{view}", class_="button secondary"),
        el("p", voice.word("photo.none"), class_="chosen hint", id=f"chosen-{view}"),
        el(
            "div",
            el("button", button, type="submit", class_="secondary", aria_label=f"{button}: {name}"),
            class_="buttons",
        ),
        el("p", role="status", class_="status"),
        method="post",
        action=f"/photo/{view}",
        enctype="multipart/form-data",
        class_="field",
        data_photo=view,
        data_most=str(MOST_BYTES),
    )


def photo_rows(voice: Voice, photos: Sequence[PhotoRow]) -> tuple[Node, ...]:
    """For "check your answers": which photos were added, with a way to change that."""
    title, change = voice.word("photo.check.added"), voice.word("check.change")
    names = "; ".join(voice.word(f"photo.{photo.view}") for photo in photos)
    row = el(
        "div",
        el("dt", title),
        el("dd", names or voice.word("photo.check.none"), class_=None if names else "blank"),
        el("dd", action_button(change, "change", PHOTOS, "link", f"{change}: {title}"), class_="change"),
    )
    return el("h2", voice.word("photo.check.title")), el("dl", row, class_="answers")

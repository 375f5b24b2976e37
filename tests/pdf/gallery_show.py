"""`make gallery`: every document of the gallery as pictures, beside the last accepted ones. `make gallery-accept`
accepts the new ones.

What is accepted is the documents themselves (tests/pdf/golden/*.pdf): pages, text and structure are read from both
whenever they are compared, so that another version of the reading library never looks like a change of ours.
"""

from __future__ import annotations

import difflib
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image

from tests.pdf.gallery import DOCUMENTS, GALLERY, ROOT, make
from tests.pdf.gallery_pages import alike, grey, highlighted, pictures, structure, texts

GOLDEN: Final = ROOT / "tests" / "pdf" / "golden"
SHOWN: Final = ROOT / "build" / "gallery"
SHEETS: Final = ROOT / "docs" / "documents"
LIST: Final = ROOT / "docs" / "documents.md"
LIMIT: Final = 3_000_000
"""Bytes that the accepted documents may take together, and the sheets together."""
_SCALE: Final = 1.6


def accepted(name: str) -> bytes | None:
    """The accepted document of this name, if there is one."""
    file = GOLDEN / f"{name}.pdf"
    return file.read_bytes() if file.exists() else None


# --- the page to look at ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One page of one document on the page to look at. `state` is "changed", "new", "gone" or "same"; the rest are
    addresses."""

    document: str
    number: int
    state: str
    new: str
    old: str
    difference: str
    text: str


def show(documents: dict[str, bytes]) -> Path:
    """Write build/gallery/index.html and its pictures, and give its path."""
    shutil.rmtree(SHOWN, ignore_errors=True)
    (SHOWN / "pages").mkdir(parents=True)
    shown = [page for name, pdf in documents.items() for page in _pages(name, pdf, accepted(name))]
    trees = {name: _tree_difference(pdf, accepted(name)) for name, pdf in documents.items()}
    order = {"changed": 0, "gone": 0, "new": 1, "same": 2}
    shown.sort(key=lambda page: order[page.state])
    index = SHOWN / "index.html"
    index.write_text(_html(shown, trees), encoding="utf-8")
    return index


def _pages(name: str, pdf: bytes, old: bytes | None) -> Iterable[Shown]:
    new_pages, new_texts = pictures(pdf, _SCALE), texts(pdf)
    same = pdf == old
    old_pages, old_texts = ([], []) if same or old is None else (pictures(old, _SCALE), texts(old))
    for at in range(max(len(new_pages), len(old_pages))):
        new = new_pages[at] if at < len(new_pages) else None
        before = old_pages[at] if at < len(old_pages) else None
        words = _words(old_texts, new_texts, at)
        if new is not None and (same or (before is not None and not words and alike(new, before))):
            yield Shown(name, at + 1, "same", _saved(new, name, at, "new"), "", "", "")
        elif new is None and before is not None:
            yield Shown(name, at + 1, "gone", "", _saved(before, name, at, "old"), "", words)
        elif new is not None and before is None:
            yield Shown(name, at + 1, "new", _saved(new, name, at, "new"), "", "", "")
        elif new is not None and before is not None:
            where = _saved(highlighted(new, before), name, at, "difference")
            yield Shown(
                name, at + 1, "changed", _saved(new, name, at, "new"), _saved(before, name, at, "old"), where, words
            )


def _saved(picture: Image.Image, name: str, at: int, kind: str) -> str:
    address = f"pages/{name}-{at + 1}-{kind}.png"
    picture.save(SHOWN / address, compress_level=1)
    return address


def _words(old: Sequence[str], new: Sequence[str], at: int) -> str:
    before = old[at] if at < len(old) else ""
    after = new[at] if at < len(new) else ""
    return "" if not old else _lines(before, after)


def _tree_difference(pdf: bytes, old: bytes | None) -> str:
    return "" if old is None or pdf == old else _lines(structure(old), structure(pdf))


def _lines(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "accepted", "new", n=1, lineterm="")
    return "\n".join(lines)


_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 24px; background: #e9ecef; color: #16202b }
section { margin: 0 0 36px; padding-top: 12px; border-top: 1px solid #9aa5b1 }
h2 { font-size: 17px; margin: 0 0 8px } h2 small { font-weight: normal; color: #4a5663 }
.row { display: flex; gap: 12px; align-items: flex-start; overflow-x: auto }
figure { margin: 0 } figcaption { font-size: 13px; color: #4a5663 }
img { width: 620px; background: #fff; box-shadow: 0 1px 4px #0004; display: block }
.grey { filter: grayscale(1) } .old img { outline: 3px solid #4a5663 } .difference img { outline: 3px solid #c80078 }
pre { background: #fff; padding: 10px; overflow-x: auto; font-size: 13px }
"""


def _html(shown: Sequence[Shown], trees: dict[str, str]) -> str:
    why = {name: telling.shows for name, (telling, _) in DOCUMENTS.items()}
    counts = {state: sum(page.state == state for page in shown) for state in ("changed", "new", "gone", "same")}
    said = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    parts = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Documents of the gallery</title>',
        f"<style>{_STYLE}</style><h1>Documents of the gallery</h1>",
        f"<p>Pages: {said or 'none'}. To accept them all: <code>make gallery-accept</code>.</p>",
    ]
    for name, tree in trees.items():
        if tree:
            parts.append(f"<details><summary>Other structure: {name}</summary><pre>{escape(tree)}</pre></details>")
    for page in shown:
        parts.append(
            f'<section id="{page.document}-{page.number}"><h2>{page.document}, page {page.number}: {page.state} '
            f'<small>{escape(why[page.document])}</small></h2><div class="row">'
        )
        if page.new:
            parts += [_figure(page.new, "new"), _figure(page.new, "new, in grey", "grey")]
        if page.old:
            parts += [_figure(page.old, "accepted", "old")]
        if page.difference:
            parts += [_figure(page.difference, "difference", "difference")]
        parts.append("</div>")
        if page.text:
            parts.append(f"<details><summary>Other text</summary><pre>{escape(page.text)}</pre></details>")
        parts.append("</section>")
    return "\n".join([*parts, "</html>"])


def _figure(address: str, words: str, kind: str = "") -> str:
    return (
        f'<figure class="{kind}"><a href="{address}"><img loading="lazy" src="{address}" alt="{words}"></a>'
        f"<figcaption>{words}</figcaption></figure>"
    )


# --- accepting --------------------------------------------------------------------------------------------------------


def accept(documents: dict[str, bytes]) -> None:
    """Keep the documents as the accepted ones, and make the sheets of docs/documents anew."""
    _only(GOLDEN, "*.pdf", set(documents))
    for name, pdf in documents.items():
        (GOLDEN / f"{name}.pdf").write_bytes(pdf)
    shown = [f"{telling.id}-{kind}" for telling in GALLERY for kind in telling.sheets]
    _only(SHEETS, "*.webp", set(shown))
    for name in shown:
        sheet(documents[name]).save(SHEETS / f"{name}.webp", quality=_QUALITY, method=6)
    LIST.write_text(_list(), encoding="utf-8")
    for folder in (GOLDEN, SHEETS):
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(
            f"{folder.relative_to(ROOT)}: {size / 1e6:.2f} MB"
            + ("" if size <= LIMIT else f", more than the {LIMIT / 1e6:.0f} MB set")
        )


def _only(folder: Path, pattern: str, names: set[str]) -> None:
    """Make the folder if need be, and take out what no document is behind any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(pattern):
        if file.stem not in names:
            file.unlink()


_SHEET_SCALE: Final = 0.62
_QUALITY: Final = 28
_MOST_PAGES: Final = 6


def sheet(pdf: bytes) -> Image.Image:
    """The first pages side by side, in colour above and in grey below."""
    pages = pictures(pdf, _SHEET_SCALE)[:_MOST_PAGES]
    gap, (width, height) = 10, pages[0].size
    made = Image.new("RGB", (gap + len(pages) * (width + gap), 2 * (height + gap) + gap), (150, 156, 162))
    for at, page in enumerate(pages):
        left = gap + at * (width + gap)
        made.paste(page, (left, gap))
        made.paste(grey(page).convert("RGB"), (left, 2 * gap + height))
    return made


_LEAD: Final = f"""# The documents, for fifteen patients

Each of these invented patients is telling for how a document can go wrong. The pictures show the first {_MOST_PAGES} pages side by side, in
colour and below that as a printer without colours gives them; the names open the documents themselves. `make gallery` shows every page
larger, beside the last accepted one, and what differs; `make gallery-accept` accepts the new ones and makes this page anew.
The patients are in [tests/pdf/gallery.py](../tests/pdf/gallery.py).
"""
_KINDS: Final = {"summary": "Clinician's summary", "copy": "Patient's copy"}


def _list() -> str:
    """docs/documents.md: what each patient shows, with the sheets and the documents."""
    parts = [_LEAD]
    for telling in GALLERY:
        links = [f"[{_KINDS[kind]}](../tests/pdf/golden/{telling.id}-{kind}.pdf)" for kind in telling.documents]
        parts.append(f"## {telling.id.replace('-', ' ').capitalize()}\n\n{telling.shows}\n\n{' · '.join(links)}\n")
        for kind in telling.sheets:
            name = f"{telling.id}-{kind}"
            parts.append(f"![{_KINDS[kind]}, the pages side by side, in colour and in grey](documents/{name}.webp)\n")
    return "\n".join(parts)


def main(arguments: Sequence[str]) -> None:
    """Show the gallery, or accept it."""
    documents = {name: make(name) for name in DOCUMENTS}
    if list(arguments) == ["accept"]:
        accept(documents)
    else:
        print(f"Open {show(documents)}")


if __name__ == "__main__":
    main(sys.argv[1:])

"""The programs of others find nothing wrong with the documents, and would say so if there were."""

from __future__ import annotations

from pathlib import Path

import pytest
from pikepdf import Dictionary, Name, Pdf

from tests.pdf.gallery import DOCUMENTS, make
from tests.pdf.validators import VALIDATORS, there


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every document of the gallery."""
    folder = tmp_path_factory.mktemp("documents")
    for name in DOCUMENTS:
        (folder / f"{name}.pdf").write_bytes(make(name))
    return folder


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document that each validator must find something wrong with."""
    folder = tmp_path_factory.mktemp("spoiled")
    (folder / "sound.pdf").write_bytes(make("fits-copy"))
    with Pdf.open(folder / "sound.pdf") as pdf:
        pdf.pages[0].resources.Font.Plain = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        )
        del pdf.Root.MarkInfo
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.save(folder / "spoiled.pdf")
    whole = (folder / "spoiled.pdf").read_bytes()
    at = whole.index(b"stream", len(whole) // 2) + 40
    (folder / "damaged.pdf").write_bytes(whole[:at] + b"\0" * 40 + whole[at + 40 :])
    return folder


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_validator_finds_nothing_wrong(validator: str, folder: Path) -> None:
    assert there(validator), f"{validator} is not on this machine: `make validate` installs it on Debian, or says how"
    found = VALIDATORS[validator](folder)
    assert found == {f"{name}.pdf": [] for name in DOCUMENTS}


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_validator_would_say_so(validator: str, spoiled: Path) -> None:
    assert there(validator), f"{validator} is not on this machine: `make validate` installs it on Debian, or says how"
    found = VALIDATORS[validator](spoiled)
    assert not found["sound.pdf"]
    assert found["damaged.pdf" if validator == "qpdf" else "spoiled.pdf"]

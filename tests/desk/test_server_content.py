"""The server works with the content of the folder that `SCREENING_CONTENT` names, and does not start on a faulty
one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from questionnaire.locales import SHIPPED, load_locales
from questionnaire.problems import Refused
from questionnaire.words import use_locales, word
from records.versions import find_version
from screens.server.process import services
from tests.content_folder import copied_content, edit, edited_content


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has not started yet, with a store of its own; afterwards the tests' words again."""
    monkeypatch.setenv("SCREENING_DATABASE", f"sqlite:///{tmp_path / 'records.db'}")
    services.cache_clear()
    yield
    services.cache_clear()
    use_locales(load_locales(SHIPPED))


@pytest.mark.usefixtures("fresh")
def test_the_server_takes_every_part_from_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCREENING_CONTENT", str(edited_content(tmp_path / "ours")))
    parts = services()
    assert parts.book.parameters["fue_deferral_age"].value == 23
    assert parts.questionnaire.version == "77.7.7"
    assert parts.clinic.name == "Clinic of the Folder"
    assert word("copy.heading") == "Heading of the folder"
    kept = find_version(parts.store, "rule_book", parts.book.version.sha256)
    parts.store.close()
    assert kept is not None
    assert '"value":23' in kept, "what is kept beside the submissions is what was read"


@pytest.mark.usefixtures("fresh")
def test_the_server_does_not_start_on_a_faulty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied_content(tmp_path / "ours")
    edit(folder / "locales/es.json", lambda raw: raw.pop("app.back"))
    edit(folder / "questions.json", lambda raw: raw.pop("version"))
    monkeypatch.setenv("SCREENING_CONTENT", str(folder))
    with pytest.raises(Refused) as refused:
        services()
    assert {problem.place for problem in refused.value.problems} == {
        "questions.json / version",
        "locales/es.json / app.back",
    }
    assert not (tmp_path / "records.db").exists()

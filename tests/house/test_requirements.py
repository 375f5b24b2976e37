"""Whoever installs what the requirements declare has all that is imported: nothing rests on what another package
happens to bring."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.test_floors import FLOOR, ROOT, modules

TESTS = sorted((ROOT / "tests").rglob("*.py"))
OURS = {*FLOOR, "tests", *(file.stem for file in TESTS)}


def plain(name: str) -> str:
    """A distribution's name as they are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*files: str) -> set[str]:
    """The distributions that these files ask for."""
    text = "\n".join((ROOT / file).read_text(encoding="utf-8") for file in files)
    return {plain(name) for name in re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)}


def imported(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Each package from elsewhere that these files import, with the file."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            for package in {name.split(".")[0] for name in names} - sys.stdlib_module_names - OURS:
                yield package, str(file.relative_to(ROOT))


def undeclared(files: Iterable[Path], asked: set[str]) -> list[str]:
    """What is imported without being asked for."""
    brought_by = packages_distributions()
    return sorted(
        f"{package} ({file})"
        for package, file in set(imported(files))
        if asked.isdisjoint(plain(name) for name in brought_by.get(package, [package]))
    )


@pytest.mark.parametrize(
    ("files", "requirements"),
    [(modules(), ["requirements.in"]), (TESTS, ["requirements.in", "requirements-dev.in"])],
    ids=["product", "tests"],
)
def test_what_is_imported_is_declared(files: list[Path], requirements: list[str]) -> None:
    assert undeclared(files, declared(*requirements)) == []


def test_the_check_would_see_an_import_that_is_not_declared() -> None:
    assert undeclared(TESTS, declared("requirements-dev.in") - {"hypothesis"})

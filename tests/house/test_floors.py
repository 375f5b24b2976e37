"""The house stands: a room imports only from the floors below its own, and the pure rooms import no Streamlit and no
database."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FLOOR = {
    "photos": 0,
    "pictures": 0,
    "questionnaire": 0,
    "rules": 1,
    "population": 2,
    "pdf": 2,
    "records": 2,
    "desk": 3,
    "screens": 4,
    "terminal": 4,
    "screening_app": 5,
    "screening_cli": 5,
}
PURE = ("photos", "pictures", "questionnaire", "rules", "pdf")
EFFECTS = {
    "streamlit",
    "sqlalchemy",
    "alembic",
    "starlette",
    "uvicorn",
    "argon2",
    "socket",
    "urllib.request",
    "subprocess",
}


def modules() -> list[Path]:
    """Every Python file of the product."""
    rooms = [room for room in FLOOR if (ROOT / room).is_dir()]
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    return sorted([*files, ROOT / "screening_app.py", ROOT / "screening_cli.py"])


def imports(file: Path) -> set[str]:
    """The modules a file imports anywhere in it, by full name."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names.add(node.module or "")
    return names


def room_of(file: Path) -> str:
    """The room a file stands in."""
    first = file.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("file", modules(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_room_imports_only_from_below(file: Path) -> None:
    room = room_of(file)
    for name in imports(file):
        other = name.split(".")[0]
        if other in FLOOR and other != room:
            assert FLOOR[other] < FLOOR[room], f"{room} may not import {name}"
        if room in PURE:
            assert not any(name == effect or name.startswith(effect + ".") for effect in EFFECTS), (
                f"{room} is pure and may not import {name}"
            )


def test_the_check_would_see_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from streamlit.runtime import x\n    import screens.server.guard\n")
    assert imports(wrong) == {"streamlit.runtime", "screens.server.guard"}


def test_conditions_are_never_evaluated_as_code() -> None:
    for file in modules():
        called = {
            node.func.id
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "__import__"}, file

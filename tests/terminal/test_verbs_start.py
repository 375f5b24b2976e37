"""A verb costs what it needs itself: nothing of the others is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.main import VERBS
from tests.terminal.command import ROOT, run

HEAVY = ("pandas", "numpy", "pyarrow", "reportlab", "pikepdf", "PIL", "sqlalchemy", "alembic", "streamlit", "starlette")
RECORDS = {"sqlalchemy", "alembic", "PIL"}
NEEDS = {"summary": RECORDS | {"reportlab", "pikepdf"}, "demo": RECORDS, "account": RECORDS}


@pytest.mark.parametrize("verb", ["assess", "visible"])
def test_what_is_asked_for_most_starts_nothing_heavy_when_it_works_either(verb: str, answers: Path) -> None:
    code = (
        f"import sys; from terminal.main import main; main([{verb!r}, {str(answers)!r}])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout != "", done.stderr) == (True, "[]\n")


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_imports_nothing_heavy_that_it_does_not_need(verb: str) -> None:
    code = (
        "import json, sys; from terminal.main import main\n"
        f"try: main([{verb!r}, '--help'])\n"
        f"except SystemExit: print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout.splitlines()[-1])) <= NEEDS.get(verb, set())


def test_help_tells_every_verb() -> None:
    told = run("--help").stdout
    assert all(
        f"    {verb} " in told and about.split(" (")[0][:40] in " ".join(told.split()) for verb, about in VERBS.items()
    )


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_refuses_an_argument_that_it_does_not_know(verb: str) -> None:
    done = run(verb, "--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1

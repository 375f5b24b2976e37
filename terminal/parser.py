"""How arguments are read, and refused."""

from __future__ import annotations

import argparse

from questionnaire.problems import Problem, Refused


class Parser(argparse.ArgumentParser):
    """Bad arguments in one line, like every other bad input."""

    def error(self, message: str) -> None:  # type: ignore[override]
        raise Refused([Problem(self.prog.split()[-1], f"{message}; see --help")])

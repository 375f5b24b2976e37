"""The same jobs from a terminal.

    python screening_cli.py assess answers.json
    python screening_cli.py summary answers.json -o summary.pdf --name "Marta Reyes" --born 1991-03-14

What each command does, and how a fault is told: terminal/main.py.
"""

from __future__ import annotations

import sys

from terminal.main import main

if __name__ == "__main__":
    sys.exit(main())

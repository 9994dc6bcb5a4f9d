"""``python -m tests.referee SEED``: solve one random fleet and show what it is worth."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.referee.fleets import random_fleet
from tests.referee.model import solve


def main(arguments: list[str]) -> int:
    """Solve the fleet of a seed; with a second argument write it to that folder too."""
    if not arguments:
        sys.stderr.write("usage: python -m tests.referee SEED [FOLDER]\n")
        return 2
    fleet = random_fleet(int(arguments[0]))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[1]) if len(arguments) > 1 else Path(scratch)
        fleet.write(folder)
        began = time.perf_counter()
        result = solve(fleet.document, folder)
        seconds = time.perf_counter() - began
    lines = [f"{result.status}  npv_usd {result.npv_usd}  ({seconds:.2f} s)"]
    lines += [f"  {line:20} {usd:20,.2f}" for line, usd in result.terms.items() if usd]
    lines.append("features: " + ", ".join(sorted(fleet.features)))
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

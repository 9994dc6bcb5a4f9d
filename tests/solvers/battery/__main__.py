"""``python -m tests.solvers.battery``: back-ends x cases as Markdown."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from optimizer.solvers.registry import backend_class
from tests.solvers.battery.battery import BACKENDS, Answered, pairs, play, takes
from tests.solvers.battery.case import Case
from tests.solvers.battery.known import KNOWN
from tests.solvers.desk import Desk


@dataclass(eq=False)
class Row:
    """What a back-end made of the battery."""

    passed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    not_its_kind: int = 0
    late: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a case fails that is not a known defect."""
    made = argparse.ArgumentParser(prog="python -m tests.solvers.battery", description=__doc__)
    made.add_argument("--quick", action="store_true", help="the cases of the test suite alone")
    made.add_argument("--limit", type=float, default=60.0, help="seconds for a case (60)")
    made.add_argument("--backends", default=",".join(BACKENDS))
    asked = made.parse_args(arguments)
    rows: dict[str, Row] = defaultdict(Row)
    groups: list[str] = []
    with Desk() as desk:
        for backend, case in pairs(asked.quick):
            if backend not in asked.backends.split(","):
                continue
            if case.group not in groups:
                groups.append(case.group)
            _play(rows[backend], backend, case, desk, asked.limit)
    sys.stdout.write(_table(rows, groups))
    return 1 if any(row.failed for row in rows.values()) else 0


def _play(row: Row, backend: str, case: Case, desk: Desk, limit: float) -> None:
    began = time.monotonic()
    end = play(backend, case, desk, limit)
    seconds = time.monotonic() - began
    row.seconds += seconds
    if seconds > 5:
        sys.stderr.write(f"{backend}: {case.name} took {seconds:.1f} s\n")
    if not isinstance(end, Answered):
        if takes(backend, case.make()):
            row.refused.append(f"{case.name}: {end.why}")
        else:
            row.not_its_kind += 1
        return
    row.asked[case.group] += 1
    known = KNOWN.get((backend, case.name))
    if end.late and not end.wrong:
        row.late.append(f"{case.name}: not done after {limit:g} s")
    elif not end.wrong and known is None:
        row.passed[case.group] += 1
    elif end.wrong and known is not None:
        row.known.append(f"{case.name}: {known}")
    else:
        row.failed.append(f"{case.name}: {'; '.join(end.wrong) or 'a known defect that is gone'}")


def _table(rows: dict[str, Row], groups: list[str]) -> str:
    lines = [
        f"| back-end | version | {' | '.join(groups)} | passed | known defects | failed "
        "| out of time | refused | not its kind | seconds |",
        f"|---|---|{'---|' * (len(groups) + 7)}",
    ]
    for backend, row in rows.items():
        cells = [
            f"{row.passed[group]}/{row.asked[group]}" if row.asked[group] else "-"
            for group in groups
        ]
        cells += [f"{row.passed.total()}/{row.asked.total()}", str(len(row.known))]
        cells += [str(len(row.failed)), str(len(row.late))]
        cells += [str(len(row.refused)), str(row.not_its_kind)]
        cells.append(f"{row.seconds:.0f}")
        version = backend_class(backend).version()
        lines.append(f"| {backend} | {version} | {' | '.join(cells)} |")
    for title, which in (
        ("Known defects", "known"),
        ("Failed", "failed"),
        ("Out of time", "late"),
        ("Refused, with the reason that is given", "refused"),
    ):
        noted = [f"- {name}: {word}" for name, row in rows.items() for word in getattr(row, which)]
        if noted:
            lines += ["", f"{title}:", "", *noted]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

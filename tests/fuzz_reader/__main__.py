"""``python -m tests.fuzz_reader --cases 100000 --seed 1``: many spoiled fleets, and a summary.

The cases are read in processes of their own with bounded memory; each case has a bound of
time. A failure is printed with its number: ``--only NUMBER`` reads it again, with its traceback,
and ``--show`` prints it. ``--solve`` draws fleets at the edges of what is allowed, and solves them.
"""

# ruff: noqa: T201 - it is a program

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz_reader.runs import Tally, in_a_process, ways


def main() -> int:
    """Run the cases; 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz_reader")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", type=int, help="read this case only")
    parser.add_argument("--show", action="store_true", help="with --only: print the case")
    parser.add_argument("--solve", action="store_true", help="extreme fleets, solved as well")
    asked = parser.parse_args()
    if asked.only is not None:
        return _one(asked.seed, asked.only, show=asked.show, solve=asked.solve)
    total = Tally()
    # Cases a process: memory is measured by process.
    step = 100 if asked.solve else 2000
    last = asked.first + asked.cases
    for first in range(asked.first, last, step):
        end = min(first + step, last)
        total.add(in_a_process(asked.seed, first, end, solve=asked.solve))
        print(f"{total.cases:,} cases, {len(total.failures)} failures", file=sys.stderr)
    print(total.summary())
    return 1 if total.failures else 0


def _one(seed: int, number: int, *, show: bool, solve: bool) -> int:
    drawn, judged = ways(solve=solve)
    case = drawn(seed, number)
    if show:
        print(case)
    with tempfile.TemporaryDirectory() as name:
        outcome, wrong = judged(case, Path(name))
    print(f"{case.kind}: {outcome}", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

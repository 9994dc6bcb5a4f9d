"""``python -m tests.solvers.fuzz``: how often is each back-end wrong?"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from optimizer.solvers.base import SolveOptions
from tests.solvers.desk import Desk
from tests.solvers.fuzz.campaign import Contender, Finding, Tally, Way, run
from tests.solvers.fuzz.draw import Drawn
from tests.solvers.fuzz.report import keep, line, table
from tests.solvers.fuzz.sources import TRAPS, fleets, programs


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m tests.solvers.fuzz", description=__doc__)
    made.add_argument("--cases", type=int, default=500, help="random small programs (500)")
    made.add_argument("--fleets", type=int, default=20, help="random fleets, on top of traps (20)")
    made.add_argument("--seed", type=int, default=1, help="first seed (1)")
    made.add_argument("--backends", default="highs,scip,cbc,cp-sat,glop,pdlp")
    made.add_argument("--ways", default="judged", help="judged, rounded, raw: several by comma")
    made.add_argument("--gap", type=float, default=1e-6, help="relative gap asked for (1e-6)")
    made.add_argument("--limit", type=float, default=60.0, help="seconds per solve (60)")
    made.add_argument("--keep", type=Path, help="folder for failing programs, as MPS files")
    made.add_argument(
        "--forgive",
        default="cbc",
        help="back-ends whose wrong answers are counted and do not fail the campaign (cbc, whose "
        "search cuts off optima now and then: only a proof or another lineage tells)",
    )
    made.add_argument("--every", type=int, default=1000, help="print the table so often (1000)")
    return made


def main(arguments: list[str]) -> int:
    """Run a campaign; 1 where a judged back-end was wrong that is not forgiven."""
    asked = parser().parse_args(arguments)
    contenders = tuple(
        Contender(name, Way(way))
        for way in asked.ways.split(",")
        for name in asked.backends.split(",")
    )
    options = SolveOptions(threads=1, gap=asked.gap, time_limit_s=asked.limit)
    traps = TRAPS if asked.fleets else ()
    fleet_seeds = range(asked.seed, asked.seed + asked.fleets)
    source: Iterator[Drawn] = chain(
        fleets(traps), fleets(fleet_seeds), programs(asked.seed, asked.cases)
    )
    tally, told, began = Tally(), 0, time.monotonic()
    with Desk() as desk:
        for number, tally in enumerate(run(source, contenders, desk, options), start=1):
            for finding in tally.findings[told:]:
                _tell(finding, asked.keep)
            told = len(tally.findings)
            if number % asked.every == 0:
                sys.stderr.write(table(tally, number, time.monotonic() - began))
    sys.stdout.write(table(tally, asked.cases, time.monotonic() - began))
    return 1 if tally.wrong(Way.JUDGED, asked.forgive.split(",")) else 0


def _tell(finding: Finding, folder: Path | None) -> None:
    sys.stderr.write(line(finding))
    if folder is not None:
        keep(finding, folder)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

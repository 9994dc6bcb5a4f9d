"""Sizes and seconds of every shipped fleet, phase by phase.

Usage::

    python -m benchmarks.run                        # all fleets
    python -m benchmarks.run by-hand two-sites      # some
    python -m benchmarks.run --time-limit 60 --repeat 3

Phases: *read* the fleet file and its price files into arrays, *build* the program, *solve* it,
*prove* that no plan is worth more, *check* plan and proof without a solver, *choose* among plans of
the same worth, make the *report* (frames, tables, JSON), and replay the plan in the *ledger*. Each
is the best of ``--repeat`` runs. A fleet with hourly
prices appears a second time with one mean price per month: the hours cost nothing but their
reading, and the difference in NPV is what an average would have got wrong.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from optimizer.inputs.problem import HourTable, Problem
from optimizer.plan import Certify, build, load
from optimizer.plan.audit import audit
from optimizer.plan.climb import certificate_of, seek
from optimizer.report.json_report import to_json
from optimizer.report.terminal import to_terminal
from optimizer.results import make_result
from optimizer.results.canonical_plan import make_canonical
from optimizer.solvers.base import SolveOptions
from optimizer.solvers.solve import solve as solve_program

FLEETS = Path(__file__).resolve().parent.parent / "fleets"
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One line of the table; phases in seconds, NPV in USD or None without a plan."""

    fleet: str
    price_rows: int
    rows: int
    columns: int
    nonzeros: int
    integers: int
    read: float
    build: float
    solve: float
    prove: float
    check: float
    choose: float
    report: float
    ledger: float | None
    nodes: int
    rung: str
    end: str
    npv: float | None


def best(repeat: int, work: Callable[[], T]) -> tuple[float, T]:
    """Shortest time of some runs, and what the last one gave."""
    shortest = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        value = work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest, value


def price_rows(problem: Problem) -> int:
    """Rows of all hour tables: what a model with a variable per hour would have to carry."""
    return sum(len(hours.price) for site in problem.sites for hours in site.power.hours)


def averaged(problem: Problem) -> Problem:
    """The same problem with one price per month, the month's mean."""

    def flat(hours: HourTable) -> HourTable:
        mean = float(np.average(hours.price, weights=hours.weight))
        weights = [hours.weight[hours.candidate == c].sum() for c in (False, True)]
        kept = np.array(weights) > 0  # candidate hours for the peak stay a share of the month
        return HourTable(
            price=np.full(kept.sum(), mean),
            weight=np.array(weights)[kept],
            candidate=np.array([False, True])[kept],
        )

    sites = tuple(
        replace(site, power=replace(site.power, hours=tuple(map(flat, site.power.hours))))
        for site in problem.sites
    )
    return replace(problem, sites=sites, said=None)  # not what the file says any more


def measure(name: str, options: SolveOptions, repeat: int) -> Iterator[Row]:
    """One row for a fleet, and one more with mean prices where its prices are hourly."""
    seconds, problem = best(repeat, lambda: load(FLEETS / name / "site.yaml"))
    yield _phases(name, seconds, problem, options, repeat)
    flat = averaged(problem)
    if price_rows(flat) < price_rows(problem):
        yield _phases(f"{name}, one price a month", seconds, flat, options, repeat)


def _phases(name: str, read: float, problem: Problem, options: SolveOptions, repeat: int) -> Row:
    build_s, formulation = best(repeat, lambda: build(problem))
    solve_s, solved_once = best(repeat, lambda: solve_program(formulation.program, options, None))

    program, level = formulation.program, Certify.AUTO
    prove_s, (solved, grounds) = best(repeat, lambda: seek(program, solved_once, options, level))
    choose_s, (solved, _) = best(repeat, lambda: make_canonical(formulation, solved))
    check_s, certificate = best(
        repeat, lambda: certificate_of(program, solved, options, level, grounds)
    )

    def report() -> str:
        result = make_result(formulation, solved, options, build_s)
        return to_json(result) + to_terminal(result)

    report_s, _ = best(repeat, report)
    ledger_s = None
    if solved.has_plan and problem.said is not None:
        plan = make_result(formulation, solved, options, build_s).plan
        ledger_s, _ = best(repeat, lambda: audit(problem, plan))
    rows, columns = program.shape
    return Row(
        fleet=name,
        price_rows=price_rows(problem),
        rows=rows,
        columns=columns,
        nonzeros=program.nonzeros,
        integers=int(program.integer.sum()),
        read=read,
        build=build_s,
        solve=solve_s,
        prove=prove_s,
        check=check_s,
        choose=choose_s,
        report=report_s,
        ledger=ledger_s,
        nodes=0 if certificate is None else certificate.nodes,
        rung="–" if certificate is None else certificate.rung.value,
        end=str(solved.reason),
        npv=solved.objective if solved.has_plan else None,
    )


def table() -> Table:
    """An empty table with its head."""
    out = Table("fleet", box=None, pad_edge=False)
    for head in ("price rows", "rows", "columns", "non-zeros", "integers"):
        out.add_column(head, justify="right")
    phases = ("read", "build", "solve", "prove", "check", "choose", "report", "ledger")
    for head in (*(f"{phase} s" for phase in phases), "nodes", "NPV $M"):
        out.add_column(head, justify="right")
    out.add_column("rung")
    out.add_column("end")
    return out


def cells(row: Row) -> list[str]:
    """A row's cells as text."""
    counts = (row.price_rows, row.rows, row.columns, row.nonzeros, row.integers)
    phases = (row.read, row.build, row.solve, row.prove, row.check, row.choose, row.report)
    seconds = [*(f"{s:.3f}" for s in phases), "–" if row.ledger is None else f"{row.ledger:.3f}"]
    npv = "–" if row.npv is None else f"{row.npv / 1e6:,.3f}"
    return [
        row.fleet,
        *(f"{n:,}" for n in counts),
        *seconds,
        f"{row.nodes:,}",
        npv,
        row.rung,
        row.end,
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    every = sorted(path.parent.name for path in FLEETS.glob("*/site.yaml"))
    parser = argparse.ArgumentParser(description="Sizes and seconds of every fleet, by phase.")
    parser.add_argument("fleets", nargs="*", metavar="FLEET", help=f"of: {', '.join(every)}")
    parser.add_argument("--repeat", type=int, default=1, help="best of so many runs")
    parser.add_argument("--time-limit", type=float, default=600, help="seconds per solve")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.fleets) - set(every):
        parser.error(f"no fleet {', '.join(sorted(unknown))}; there are: {', '.join(every)}")
    options = SolveOptions(time_limit_s=asked.time_limit)
    out = table()
    load(FLEETS / every[0] / "site.yaml")  # what is imported on first use is no fleet's time
    for name in asked.fleets or every:
        print(f"{name} ..", file=sys.stderr)
        for row in measure(name, options, asked.repeat):
            out.add_row(*cells(row))
    Console(width=220).print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""One fleet, phase by phase, in a process of its own; prints JSON.

Usage: ``python -m benchmarks.case FLEET.yaml GAP SECONDS [PEER]``. Without a peer the phases of
fleetopt are timed; with one, that tool solves the fleet as ``benchmarks.peers`` builds it.
"""

import time

STARTED = time.perf_counter()

import importlib  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any, TypeVar  # noqa: E402

from optimizer.formulation.sets import make_sets  # noqa: E402
from optimizer.formulation.strips import make_strips  # noqa: E402
from optimizer.numerics.highs_lp import HighsLp  # noqa: E402
from optimizer.numerics.presolve_checks import check  # noqa: E402
from optimizer.numerics.scaling import scale  # noqa: E402
from optimizer.plan import Certify, build, load  # noqa: E402
from optimizer.plan.audit import audit  # noqa: E402
from optimizer.plan.climb import certificate_of, seek, settled  # noqa: E402
from optimizer.report.json_report import to_json  # noqa: E402
from optimizer.report.terminal import to_terminal  # noqa: E402
from optimizer.results import make_result  # noqa: E402
from optimizer.results.canonical_plan import make_canonical  # noqa: E402
from optimizer.solvers.base import SolveOptions  # noqa: E402
from optimizer.solvers.solve import solve  # noqa: E402

T = TypeVar("T")


class Clock:
    """Seconds by phase, in order."""

    def __init__(self) -> None:
        """Start without any."""
        self.seconds: dict[str, float] = {}

    def time(self, phase: str, work: Callable[[], T]) -> T:
        """Do some work of a phase."""
        began = time.perf_counter()
        value = work()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + time.perf_counter() - began
        return value


def own(path: Path, gap: float, limit: float) -> dict[str, Any]:
    """Phases and sizes of fleetopt."""
    clock = Clock()
    clock.seconds["import"] = time.perf_counter() - STARTED
    problem = clock.time("read", lambda: load(path))
    sets = make_sets(problem)
    clock.time("strips", lambda: make_strips(problem, sets))
    formulation = clock.time("build", lambda: build(problem))
    clock.seconds["build"] -= clock.seconds["strips"]
    program = formulation.program
    clock.time("to solver", lambda: HighsLp(scale(check(program).program)))
    options, level = SolveOptions(gap=gap, time_limit_s=limit), Certify.AUTO
    solved = clock.time("solve", lambda: solve(program, options, None))
    solved, grounds = clock.time("solve", lambda: seek(program, solved, options, level))
    solved, _ = clock.time("choose", lambda: make_canonical(formulation, solved))
    proof = clock.time("verify", lambda: certificate_of(program, solved, options, level, grounds))
    solved = settled(solved, proof, gap)
    result = clock.time("report", lambda: make_result(formulation, solved, options, 0.0))
    if result.has_plan:
        clock.time("verify", lambda: audit(problem, result.plan))
    clock.time("report", lambda: to_json(result) + to_terminal(result))
    rows, columns = program.shape
    return {
        "price_rows": sum(len(h.price) for site in problem.sites for h in site.power.hours),
        "rows": rows,
        "columns": columns,
        "nonzeros": program.nonzeros,
        "integers": int(program.integer.sum()),
        "phases": {name: round(seconds, 4) for name, seconds in clock.seconds.items()},
        "nodes": solved.nodes,
        "reason": str(solved.reason),
        "rung": "" if proof is None else proof.rung.value,
        "npv_usd": solved.objective if solved.has_plan else None,
        "gap": solved.gap,
    }


def peer(path: Path, gap: float, tool: str) -> dict[str, Any]:
    """Seconds of another tool from the arrays to the optimum."""
    hourly = importlib.import_module("benchmarks.peers.hourly")
    module = importlib.import_module(f"benchmarks.peers.with_{tool}")
    fleet = hourly.site_year(load(path))
    began = time.perf_counter()
    npv = module.solve(fleet, gap)
    return {"npv_usd": npv, "solve_s": round(time.perf_counter() - began, 3)}


def peak_mb() -> float | None:
    """Largest resident size of this process so far, MB; None where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return None
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), None)
    return None if line is None else round(int(line.split()[1]) / 1000, 1)


def main() -> None:
    """Measure what the command line says."""
    path, gap, limit = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    found = own(path, gap, limit) if len(sys.argv) == 4 else peer(path, gap, sys.argv[4])
    found["memory_mb"] = peak_mb()
    # Solvers print what they like; the last line is ours.
    sys.stdout.write("\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main()

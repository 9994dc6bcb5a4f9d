"""Solve a program with the back-end that the options name, or with two that race."""

import time

from optimizer.lp.program import Program
from optimizer.solvers.base import Progress, ProgressCallback, SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.names import AUTO
from optimizer.solvers.race import race
from optimizer.solvers.registry import get
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with
from optimizer.solvers.waiting import interruptible


def solve(
    program: Program,
    options: SolveOptions | None = None,
    progress: ProgressCallback | None = None,
    workplace: Workplace | None = None,
) -> SolveResult:
    """Maximise a program.

    Args:
        program: what to solve.
        options: back-end, limits, gap, threads and seed; the defaults if None.
        progress: called now and then in the calling thread, and once at the end.
        workplace: where a back-end runs that does not run in this process; it may have been
            started before and stays open. None for one that lasts for this solve; ``auto``
            uses two of its own in any case.

    Raises:
        UsageError: there is no such back-end, or it cannot take this program or an option.
        MissingSolverError: the back-end is not installed.
        KeyboardInterrupt: on a second Ctrl-C. The first one ends the solve with the best plan.
    """
    options = options or SolveOptions()
    started = time.monotonic()
    with interruptible() as asked:
        clock = Clock(started, asked)
        if options.solver == AUTO:
            result = race(program, options, clock, progress)
        else:
            result = solve_with(get(options.solver), program, options, clock, progress, workplace)
    if progress is not None:
        progress(Progress(result.seconds, result.objective, result.bound, result.gap, result.nodes))
    return result

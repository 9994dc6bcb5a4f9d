"""Solve a program with the back-end that the options name.

What holds for every back-end: integer bounds are rounded inward before it sees them, its
plan is polished and checked row by row, its claims are held against what can be proved of
them, and it runs in a process of its own unless it may run in this one.
"""

import time

from optimizer.lp.program import Program
from optimizer.solvers.asking import refuse
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import (
    Progress,
    ProgressCallback,
    Reason,
    SolveOptions,
    SolveResult,
)
from optimizer.solvers.ending import without_plan
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.names import AUTO, HIGHS
from optimizer.solvers.presolve_checks import check
from optimizer.solvers.raw import RawEnd, Settings
from optimizer.solvers.registry import get
from optimizer.solvers.scaling import ScaledProgram
from optimizer.solvers.session import Clock, Session
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
            from optimizer.solvers.race import race

            result = race(program, options, clock, progress)
        else:
            result = solve_with(get(options.solver), program, options, clock, progress, workplace)
    if progress is not None:
        progress(Progress(result.seconds, result.objective, result.bound, result.gap, result.nodes))
    return result


def solve_with(
    backend: Backend,
    program: Program,
    options: SolveOptions,
    clock: Clock,
    progress: ProgressCallback | None = None,
    workplace: Workplace | None = None,
) -> SolveResult:
    """Solve with one back-end, here or in a process of its own.

    Args:
        backend: what searches.
        program, options: as in :func:`solve`; which solver they name does not matter.
        clock: when the solve began, and who asks for its end.
        progress: called in the calling thread while the back-end runs.
        workplace: where back-ends run that must not run here, and which stays open; None
            for one that is closed at the end.
    """
    checked = check(program)
    refuse(backend, checked.program, options)
    alone = options.isolated or options.memory_limit_mb is not None
    elsewhere = workplace or Workplace()

    def run(it: Backend, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        if it.in_process and not alone:
            return it.run(scaled, settings, monitor)
        return elsewhere.run(it, scaled, settings, monitor)

    session = Session(
        program=checked.program,
        options=options,
        backend=backend,
        polisher=polisher_of(backend),
        runner=run,
        progress=progress,
        clock=clock,
    )
    try:
        if checked.conflict is not None:
            return without_plan(session.run(), Reason.INFEASIBLE, checked.conflict)
        if 0 in program.shape:
            return session.closed_form()
        return session.solve()
    finally:
        if workplace is None:
            elsewhere.close()


def polisher_of(backend: Backend) -> Backend:
    """What solves the linear program that is left: the back-end itself where it gives duals."""
    able = backend.capabilities
    return backend if able.lp and able.duals else get(HIGHS)

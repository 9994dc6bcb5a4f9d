"""Solve a program with one back-end, in this process or in one of its own.

What holds for every back-end: integer bounds are rounded inward before it sees them, its
plan is polished and checked row by row, its claims are held against what can be proved of
them, and it runs in a process of its own unless it may run in this one.
"""

from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.asking import refuse
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import ProgressCallback, Reason, SolveOptions, SolveResult
from optimizer.solvers.ending import without_plan
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.names import HIGHS
from optimizer.solvers.raw import RawEnd, Settings
from optimizer.solvers.registry import get
from optimizer.solvers.session import Clock, Session


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

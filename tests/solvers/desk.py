"""Ask back-ends many programs in a row, with one process of their own for all of them.

``optimizer.solvers.solve`` starts that process anew for every solve, as it should for one
program, and as hundreds in a row cannot afford. Nothing else is different.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType

from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.numerics.scaling import ScaledProgram, scale
from optimizer.solvers.base import SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import RawEnd, Settings
from optimizer.solvers.registry import get
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with


class Desk:
    """Where back-ends are asked; a context manager."""

    def __init__(self) -> None:
        self._workplace = Workplace()

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace
        self._workplace.close()

    def answer(self, program: Program, options: SolveOptions) -> SolveResult:
        """As ``optimizer.solvers.solve.solve``.

        Raises:
            UsageError: the back-end cannot take the program or an option.
            MissingSolverError: the back-end is not installed.
        """
        clock = Clock(time.monotonic(), threading.Event())
        backend = get(options.solver)
        return solve_with(backend, program, options, clock, workplace=self._workplace)

    def unjudged(self, name: str, scaled: ScaledProgram, settings: Settings) -> RawEnd:
        """What the bare solver says, once, with nobody to check it."""
        backend = get(name)
        if backend.in_process:
            return backend.run(scaled, settings, Monitor())
        return self._workplace.run(backend, scaled, settings, Monitor())


def bare(program: Program, *, rounded: bool) -> ScaledProgram:
    """A program as a solver sees it, whole numbers' bounds rounded inward or as they are."""
    return scale(check(program).program if rounded else program)

"""Any solver that PuLP can drive: for those who have a licence, or GLPK.

The program is built in PuLP's own objects, variable by variable: 48 s for a million of them,
against one for arrays. PuLP then talks to the solver as it does for everybody, and all that
it gives back is a status and numbers of twelve digits. So such a back-end is used without
duals and bounds: a plan is polished by HiGHS, and "optimal" is its claim that the bound is
within the gap.

PuLP's ``status`` says "Optimal" for some solvers also where a time limit ended the search
with a plan. ``sol_status`` tells them apart for some solvers, and for GLPK and others
nothing does; so a claim that comes when the time limit is over is not believed either.
"""

import time
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend
from optimizer.solvers.backends.pulp_package import quiet_pulp
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings

NEARLY = 0.95
"""A run that took this share of its time limit is taken to have been ended by it."""


class PulpBackend(Backend):
    """A solver behind PuLP's model.

    Attributes:
        pulp_solver: PuLP's name for it, as ``pulp.listSolvers()`` prints.
        gap_option: PuLP's name for the relative gap, "" where there is none.
    """

    package: ClassVar[str] = "pulp"
    distribution: ClassVar[str] = "PuLP"
    pulp_solver: ClassVar[str]
    gap_option: ClassVar[str] = "gapRel"
    lp_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(),)
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(),)

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Build PuLP's model and have it solved; there is no stopping it but to kill it."""
        del monitor
        with quiet_pulp() as pulp:
            problem, columns = model_of(pulp, scaled)
            started = time.monotonic()
            problem.solve(self.solver(pulp, settings))
            seconds = time.monotonic() - started
            return self._answer(pulp, problem, columns, scaled, settings, seconds)

    def solver(self, pulp: Any, settings: Settings) -> Any:
        """PuLP's solver with the options of this run."""
        options: dict[str, Any] = {"msg": False}
        if settings.time_limit_s is not None:
            options["timeLimit"] = self.time_limit(settings.time_limit_s)
        if self.gap_option:
            options[self.gap_option] = settings.gap
        if settings.threads and self.capabilities.threads:
            options["threads"] = settings.threads
        return pulp.getSolver(self.pulp_solver, **options)

    def time_limit(self, seconds: float) -> float:
        """The time limit as PuLP passes it on; zero would mean none."""
        return max(seconds, 0.01)

    def _answer(
        self,
        pulp: Any,
        problem: Any,
        columns: list[Any],
        scaled: ScaledProgram,
        settings: Settings,
        seconds: float,
    ) -> RawEnd:
        words = f"{pulp.LpStatus[problem.status]}, {pulp.LpSolution[problem.sol_status]}"
        limit = settings.time_limit_s
        late = limit is not None and seconds >= NEARLY * self.time_limit(limit)
        if problem.status == pulp.LpStatusInfeasible and not late:
            return RawEnd(End.INFEASIBLE, words)
        if problem.status == pulp.LpStatusUnbounded:
            return RawEnd(End.UNBOUNDED, words)
        values = [column.varValue for column in columns]
        if None in values:
            return RawEnd(End.TIME if late else End.FAILED, words)
        x = np.array(values, dtype=np.float64)
        if problem.sol_status != pulp.LpSolutionOptimal or late:
            # Also where PuLP says "not solved": some plans of a time limit are there all the same.
            return RawEnd(End.TIME if late else End.FAILED, words, x)
        objective = float(scaled.objective @ x) + scaled.offset
        margin = settings.gap * abs(objective) if scaled.integer.any() and self.gap_option else 0.0
        return RawEnd(End.OPTIMAL, words, x, bound=objective + margin)


def model_of(pulp: Any, scaled: ScaledProgram) -> tuple[Any, list[Any]]:
    """The program in PuLP's objects, and its columns in order."""
    problem = pulp.LpProblem("fleet", pulp.LpMaximize)
    bounds = zip(
        scaled.col_lower.tolist(), scaled.col_upper.tolist(), scaled.integer.tolist(), strict=True
    )
    columns = [
        pulp.LpVariable(f"c{j}", low, high, "Integer" if whole else "Continuous")
        for j, (low, high, whole) in enumerate(bounds)
    ]
    # Named also where they cost nothing and stand in no row: the solver has to set them.
    problem.addVariables(columns)
    costs = scaled.objective.tolist()
    problem += pulp.LpAffineExpression((columns[j], costs[j]) for j in range(len(columns)))
    matrix = sp.csr_array(scaled.matrix)
    starts, where, values = (a.tolist() for a in (matrix.indptr, matrix.indices, matrix.data))
    sides = zip(scaled.row_lower.tolist(), scaled.row_upper.tolist(), strict=True)
    for i, (low, high) in enumerate(sides):
        total = pulp.LpAffineExpression(
            (columns[where[k]], values[k]) for k in range(starts[i], starts[i + 1])
        )
        if starts[i] == starts[i + 1]:
            continue
        if low == high:
            problem += (total == low, f"r{i}")
            continue
        if np.isfinite(low):
            problem += (total >= low, f"r{i}_lo")
        if np.isfinite(high):
            problem += (total <= high, f"r{i}_hi")
    return problem, columns

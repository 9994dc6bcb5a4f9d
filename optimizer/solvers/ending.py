"""From a checked plan or the lack of one to a :class:`SolveResult`, for every back-end."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.verify import Verification, verify
from optimizer.solvers.base import Limit, Reason, SolveResult

FloatArray = NDArray[np.float64]

GAP_NOISE = 1e-9
"""Slack in comparing gaps: a bound this far below an objective is rounding, not an error."""


@dataclass(frozen=True)
class Run:
    """What every result says about the run it came from.

    Attributes:
        solver, version, seconds, threads: as in :class:`SolveResult`.
        gap: relative gap that was asked for.
    """

    solver: str
    version: str
    seconds: float
    threads: int
    gap: float


@dataclass(frozen=True, eq=False)
class Plan:
    """A candidate in the program's units and its check.

    Attributes:
        x: shape (n,), inside the column bounds, integers exact.
        objective: value at x.
        row_duals, reduced_costs: of the program with integers fixed, or None.
        verification: the row-by-row check.
    """

    x: FloatArray
    objective: float
    row_duals: FloatArray | None
    reduced_costs: FloatArray | None
    verification: Verification


def plan_of(
    program: Program,
    x: FloatArray,
    row_duals: FloatArray | None = None,
    reduced_costs: FloatArray | None = None,
) -> Plan:
    """A plan moved inside its column bounds (never by more than rounding matters) and checked."""
    # + 0.0 turns -0.0 into 0.0, so that reports do not show a minus sign.
    inside = np.clip(x, program.col_lower, program.col_upper) + 0.0
    return Plan(inside, program.value(inside), row_duals, reduced_costs, verify(program, inside))


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """How far the bound is above the objective, relative to it (but at least to 1).

    None where one of them is missing. Never negative.
    """
    if objective is None or bound is None:
        return None
    return max(bound - objective, 0.0) / max(abs(objective), 1.0)


def within_gap(objective: float, bound: float | None, gap: float) -> bool:
    """True when the bound proves the objective and does not contradict it.

    A bound below the objective of a checked plan is wrong, unless by rounding only.
    """
    if bound is None:
        return False
    distance = (bound - objective) / max(abs(objective), 1.0)
    return -max(gap, GAP_NOISE) <= distance <= gap + GAP_NOISE


def with_plan(
    run: Run, plan: Plan, bound: float | None, limit: Limit | None, nodes: int, words: str
) -> SolveResult:
    """The result of a solve that has a verified plan: optimal where the bound proves it."""
    optimal = within_gap(plan.objective, bound, run.gap)
    if bound is not None and bound < plan.objective:
        # Rounding, or a wrong bound, which is worth nothing.
        bound = plan.objective if optimal else None
    gap = relative_gap(plan.objective, bound)
    distance = "no bound is known" if gap is None else f"the gap is {gap:.3g}"
    return SolveResult(
        reason=Reason.OPTIMAL if optimal else Reason.FEASIBLE,
        limit=None if optimal else limit,
        message=f"optimal within a gap of {run.gap:g}" if optimal else f"{words}; {distance}",
        solver=run.solver,
        version=run.version,
        seconds=run.seconds,
        threads=run.threads,
        objective=plan.objective,
        bound=bound,
        gap=gap,
        nodes=nodes,
        x_or_none=plan.x,
        row_duals=plan.row_duals,
        reduced_costs=plan.reduced_costs,
        verification=plan.verification,
    )


def without_plan(
    run: Run,
    reason: Reason,
    words: str,
    limit: Limit | None = None,
    bound: float | None = None,
    nodes: int = 0,
) -> SolveResult:
    """The result of a solve that ended without a plan."""
    return SolveResult(
        reason=reason,
        limit=limit,
        message=words,
        solver=run.solver,
        version=run.version,
        seconds=run.seconds,
        threads=run.threads,
        bound=bound,
        nodes=nodes,
    )

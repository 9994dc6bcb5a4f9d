"""What is wrong with an answer: feasibility, optimality conditions, bound, and its three facts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.numerics.verify import describe, verify
from optimizer.solvers.base import Reason, SolveResult
from optimizer.solvers.bounds import dual_bound
from tests.solvers.battery.case import Case, Right

FloatArray = NDArray[np.float64]

STATIONARITY = 1e-6
"""Accepted errors of reduced costs and complementarity, relative to the largest cost."""

NOISE = 1e-9


def complaints(case: Case, program: Program, result: SolveResult) -> list[str]:
    """Everything that is wrong with an answer to a case; an empty list if it is right."""
    found = facts(result) + of_plan(program, result)
    found += of_end(case, result)
    found += of_bound(case, result)
    if result.reason is Reason.OPTIMAL:
        found += of_gap(case, result)
        found += of_duals(program, result)
    return found


def facts(result: SolveResult) -> list[str]:
    """Why it stopped, which limit, is there a plan: any two must not contradict."""
    found = []
    if result.has_plan != (result.reason in (Reason.OPTIMAL, Reason.FEASIBLE)):
        found.append(f"ended {result.reason} with has_plan={result.has_plan}")
    if result.limit is not None and result.reason in (Reason.OPTIMAL, Reason.INFEASIBLE):
        found.append(f"ended {result.reason} and names the {result.limit} limit")
    if not result.message:
        found.append("says nothing")
    if not result.has_plan and (result.objective is not None or result.gap is not None):
        found.append("an objective or a gap without a plan")
    if not result.solver or not result.version:
        found.append("no name or version of the solver")
    return found


def of_plan(program: Program, result: SolveResult) -> list[str]:
    """Rows, bounds, whole numbers and the objective, recomputed."""
    if not result.has_plan:
        return []
    x, found = result.x, []
    again = verify(program, x)
    if not again.ok:
        found.append(f"its plan fails the check: {describe(again)}")
    if not np.array_equal(x[program.integer], np.rint(x[program.integer])):
        found.append("its whole numbers are none")
    if (x < program.col_lower - NOISE).any() or (x > program.col_upper + NOISE).any():
        found.append("its plan leaves the bounds of its columns")
    if result.objective != program.value(x):
        found.append(f"objective {result.objective!r} of a plan worth {program.value(x)!r}")
    if result.verification is None or not result.verification.ok:
        found.append("its plan was not verified")
    return found


def of_end(case: Case, result: SolveResult) -> list[str]:
    """The end against the right one."""
    said = f"ended {result.reason}, limit {result.limit}: {result.message}"
    reason, limit = result.reason, result.limit
    infeasible = reason is Reason.INFEASIBLE
    right = {
        Right.OPTIMAL: reason is Reason.OPTIMAL,
        Right.INFEASIBLE: infeasible,
        Right.STOPPED_WITH_PLAN: reason is Reason.FEASIBLE and limit is case.limit,
        Right.STOPPED_WITHOUT_PLAN: reason is Reason.NO_SOLUTION_FOUND and limit is case.limit,
        Right.STOPPED_OR_DONE: reason is Reason.OPTIMAL
        or (reason is Reason.NO_SOLUTION_FOUND and limit is case.limit),
        Right.HONEST: not (result.has_plan if case.optimum is None else infeasible),
    }[case.right]
    found = [] if right else [f"not {case.right}: {said}"]
    if reason is Reason.OPTIMAL and case.optimum is not None and result.objective is not None:
        room = case.relative * max(1.0, abs(case.optimum))
        if abs(result.objective - case.optimum) > room:
            found.append(f"called {result.objective:.12g} optimal where {case.optimum:.12g} is")
    return found


def of_bound(case: Case, result: SolveResult) -> list[str]:
    """No bound below what a plan can reach."""
    if result.bound is None or case.optimum is None:
        return []
    room = case.relative * max(1.0, abs(case.optimum))
    if result.bound < case.optimum - room:
        return [f"a bound of {result.bound:.12g} below the optimum {case.optimum:.12g}"]
    return []


def of_gap(case: Case, result: SolveResult) -> list[str]:
    """What is called optimal comes with a bound that proves it."""
    if result.bound is None or result.gap is None or result.objective is None:
        return ["called optimal without a bound"]
    found = []
    if result.bound < result.objective:
        found.append("a bound below its objective")
    distance = (result.bound - result.objective) / max(abs(result.objective), 1.0)
    if abs(distance - result.gap) > NOISE:
        found.append(f"a gap of {result.gap:g} where it is {distance:g}")
    if result.gap > case.options.gap + 2 * NOISE:
        found.append(f"a gap of {result.gap:g} where {case.options.gap:g} was asked for")
    return found


def of_duals(program: Program, result: SolveResult) -> list[str]:
    """Stationary and complementary with the whole numbers fixed, where there are duals."""
    y, d = result.row_duals, result.reduced_costs
    if y is None or d is None:
        return [] if y is d else ["row duals without reduced costs, or the reverse"]
    found = []
    program = check(program).program
    cost = np.abs(program.objective) + abs(program.matrix).T @ np.abs(y)
    off = np.abs(program.objective - program.matrix.T @ y - d)
    if (off > STATIONARITY * np.maximum(cost, NOISE)).any():
        found.append(f"reduced costs are off by {off.max():g}")
    found += _complementary(
        "row", program.matrix @ result.x, program.row_lower, program.row_upper, y
    )
    free = ~program.integer
    lower, upper = program.col_lower[free], program.col_upper[free]
    found += _complementary("column", result.x[free], lower, upper, d[free])
    if not program.is_mip and result.objective is not None:
        # Stronger than the two above together: the distance in money, over all rows and columns.
        room = 1e-4 * max(1.0, abs(result.objective))
        proved = dual_bound(program, y)
        if proved > result.objective + room:
            found.append(f"its duals prove {proved:.12g} only, not {result.objective:.12g}")
    return found


def _complementary(
    kind: str, values: FloatArray, lower: FloatArray, upper: FloatArray, multipliers: FloatArray
) -> list[str]:
    """A multiplier pushes only against a bound that holds."""
    size = 1e-6 * np.maximum(1.0, np.abs(values))
    limit = STATIONARITY * max(1.0, float(np.abs(multipliers).max(initial=0.0)))
    loose = ((upper - values) > size) & (multipliers > limit)
    loose |= ((values - lower) > size) & (multipliers < -limit)
    if not loose.any():
        return []
    i = int(np.flatnonzero(loose)[0])
    return [f"a multiplier of {multipliers[i]:g} on {kind} {i}, whose bound does not hold"]

"""Business as usual: what happens if nothing is signed, built, bought or sold that need not be.

Leases that run or must be signed stay, and with them the builds that they need: as few MW of them
as make a plan possible. Nothing is ordered, no equity is raised, no machine and no opening coin is
sold. All else answers as in the plan: machines run where that pays, debt is served and drawn, mined
coins are treated as the treasury's policy says.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.diagnosis.elastic import Give, elastic
from optimizer.formulation import Formulation, formulate, scales
from optimizer.inputs.problem import TreasuryPolicy
from optimizer.lp import Axis, Program, block_of
from optimizer.reasons.bench import Solve
from optimizer.reasons.choices import columns_of, lease_columns, without
from optimizer.results.reasoning import Obstacle
from optimizer.solvers.base import Reason, SolveResult

FloatArray = NDArray[np.float64]

_ROUNDING_USD = 0.01

_ROUNDING = 1e-6
"""MW that a build may exceed the fewest by: rounding."""


def solve_baseline(formulation: Formulation, solve: Solve) -> SolveResult | None:
    """The best plan that changes nothing which need not change.

    Returns:
        The end of the solve, which has no plan where business as usual cannot be; None where it
        was not found out.
    """
    program = as_usual(formulation)
    phases = columns_of(formulation.halls.phases).ravel()
    if not (program.col_upper[phases] > 0).any():
        return solve(program)
    still = solve(without(program, phases))
    if still is None or still.reason is not Reason.INFEASIBLE:
        return still
    weights = _mw(formulation)
    fewest = solve(_cheapest(program, weights))
    if fewest is None or not fewest.has_plan:
        return fewest
    most = float(weights @ np.rint(fewest.x)) + _ROUNDING
    return solve(program.with_row("baseline.builds", weights, -np.inf, most, "MW"))


@dataclass(frozen=True)
class Missing:
    """Why business as usual cannot be.

    Attributes:
        obstacle: what is in the way.
        short_usd: how far cash falls below its floor, None where that is not in the way.
    """

    obstacle: Obstacle
    short_usd: float | None


def what_is_missing(formulation: Formulation, solve: Solve) -> Missing | None:
    """Why business as usual cannot be: cash, covenants, or something else.

    In the best case for both: builds are left open, and what is short bears no interest.

    Returns:
        None where it was not found out.
    """
    problem = formulation.problem
    if problem.finance is None:
        return Missing(Obstacle.OTHER, None)
    end = _fewest_cash(formulation, solve)
    if end is None or end.has_plan or not problem.finance.covenants:
        return _missing(end, Obstacle.CASH)
    free = formulate(replace(problem, finance=replace(problem.finance, covenants=())))
    return _missing(_fewest_cash(free, solve), Obstacle.CASH_AND_COVENANTS)


def _missing(end: SolveResult | None, obstacle: Obstacle) -> Missing | None:
    """What the fewest cash says of an obstacle."""
    if end is None:
        return None
    if not end.has_plan or end.objective is None:
        return Missing(Obstacle.OTHER, None)
    short = -end.objective
    if obstacle is Obstacle.CASH_AND_COVENANTS and short < _ROUNDING_USD:
        return Missing(Obstacle.COVENANTS, None)
    return Missing(obstacle, short)


def _fewest_cash(formulation: Formulation, solve: Solve) -> SolveResult | None:
    """The plan as usual that falls the least below the floor of cash; None where unfinished."""
    rows = block_of(formulation.program.rows, "cash.floor")
    cash = formulation.cash
    assert cash is not None
    if rows is None or not len(rows.numbers):
        return solve(as_usual(formulation))
    program = as_usual(formulation)
    floor = program.row_lower[rows.numbers]
    deepest = program.col_lower[columns_of(cash.held)]
    size = len(rows.numbers)
    give = Give(
        name="baseline.cash",
        axis=Axis("cash", ("short",)),
        row=rows.numbers,
        column=np.zeros(size, dtype=np.int64),
        weight=np.ones(size),
        price=np.ones(1),
        upper=np.array([max(float(floor.max() - deepest.min()), 0.0)]),
        scale=scales.USD,
    )
    return solve(elastic(program, (give,)).program)


def as_usual(formulation: Formulation) -> Program:
    """The program without what business as usual does not do; builds are left open."""
    problem, miners = formulation.problem, formulation.miners
    held = [columns_of(miners.ordered).ravel(), columns_of(miners.sold).ravel()]
    held.append(columns_of(formulation.gpus.ordered).ravel())
    held += [
        lease_columns(formulation, c)
        for c, contract in enumerate(problem.contracts)
        if not (contract.running or contract.must_sign)
    ]
    if formulation.equity is not None:
        held.append(columns_of(formulation.equity.raised).ravel())
    program = without(formulation.program, np.concatenate(held))
    return _without_opening_coins_sold(formulation, program)


def _without_opening_coins_sold(formulation: Formulation, program: Program) -> Program:
    """Coins held at the start stay; what is mined later goes the way of the policy."""
    treasury, finance = formulation.treasury, formulation.problem.finance
    if treasury is None or finance is None or finance.treasury is None:
        return program
    if finance.treasury.policy is not TreasuryPolicy.OPTIMIZE:
        return without(program, columns_of(treasury.sold).ravel())
    lower = program.col_lower.copy()
    held = columns_of(treasury.held).ravel()
    lower[held] = np.minimum(np.maximum(lower[held], finance.treasury.btc), program.col_upper[held])
    return program.with_bounds(lower, program.col_upper)


def _mw(formulation: Formulation) -> FloatArray:
    """HPC MW of a phase, over the program's columns, shape (n,)."""
    halls, out = formulation.halls, np.zeros(formulation.program.shape[1])
    for own, h in zip(columns_of(halls.phases), halls.conversions.codes[0], strict=True):
        plan = formulation.problem.halls[h].conversion
        assert plan is not None
        out[own] = plan.hpc_mw / plan.phases
    return out


def _cheapest(program: Program, weights: FloatArray) -> Program:
    """The program that builds as little as it can."""
    return replace(program, objective=-weights, offset=0.0)

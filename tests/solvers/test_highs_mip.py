"""Mixed-integer programs through HiGHS."""

import numpy as np
import pytest

from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.solve import solve
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, knapsack, named, program

HIGHS = SolveOptions(solver="highs")


def test_knapsack():
    mip = knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7)
    result = solve(mip, HIGHS)
    assert_optimal(mip, result)
    assert result.objective == 23
    assert result.x.tolist() == [1, 1, 0, 0]


def test_integers_are_exact_and_continuous_columns_follow_them():
    # One fixed charge of 1e5 megawatts: an integer off by 1e-7 would be worth 0.01 MW.
    mip = program([1, -5e4], [[1, -1e5]], -INF, 0, 0, [70_000, 1], [0, 1])
    result = solve(mip, HIGHS)
    assert_optimal(mip, result)
    assert result.x.tolist() == [70_000, 1]
    assert result.objective == 20_000


def test_duals_are_those_with_integers_fixed():
    mip = program([5, 2], [[1, 1]], -INF, 3.5, 0, 10, [1, 0])
    result = solve(mip, HIGHS)
    assert_optimal(mip, result)
    assert result.x.tolist() == [3, 0.5]
    assert result.row_duals is not None
    assert result.reduced_costs is not None
    assert result.row_duals[0] == pytest.approx(2)
    assert result.reduced_costs[0] == pytest.approx(3)


@pytest.mark.parametrize("most", [12.7, 12.0, 12.999999])
def test_fractional_bounds_of_integers_are_rounded_inward(most):
    mip = program([1, -0.001], [[1, -1]], -INF, 100, [-2.5, 0.2], [most, 9.9], True)
    result = solve(mip, HIGHS)
    assert_optimal(mip, result)
    assert result.x.tolist() == [12, 1]


def test_bound_a_rounding_error_below_a_whole_number_is_that_number():
    mip = program([1, 1], [[1, 1]], -INF, 100, 0, [0.1 * 3 * 10, 2.9999999999], True)
    assert solve(mip, HIGHS).x.tolist() == [3, 3]


def test_integer_without_a_whole_number_in_its_bounds_is_named():
    mip = named(program([1, 1], [[1, 1]], -INF, 9, [0, 3.2], [4, 3.8], [0, 1]))
    result = solve(mip, HIGHS)
    assert result.reason is Reason.INFEASIBLE
    assert result.message == (
        "plan.amount[x1] must be a whole number between 3.2 and 3.8, and there is none"
    )


def test_infeasible_in_integers_only():
    # 2 x + 2 y = 3 has solutions, and no whole ones.
    result = solve(program([1, 1], [[2, 2]], 3, 3, 0, 5, True), HIGHS)
    assert result.reason is Reason.INFEASIBLE


def test_pure_integer_equalities():
    mip = program([1, 1, 1], [[3, 5, 7], [1, -1, 0]], [41, -1], [41, 1], 0, 9, True)
    result = solve(mip, HIGHS)
    assert_optimal(mip, result)


def test_gap_is_the_one_asked_for_and_reported():
    rng = np.random.default_rng(5)
    mip = knapsack(rng.integers(50, 100, 60), rng.integers(50, 100, 60), 1234)
    loose = solve(mip, SolveOptions(solver="highs", gap=0.05))
    tight = solve(mip, SolveOptions(solver="highs", gap=0.0))
    assert loose.reason is tight.reason is Reason.OPTIMAL
    assert loose.gap is not None
    assert loose.gap <= 0.05
    assert tight.gap == 0.0
    assert tight.objective is not None
    assert loose.objective is not None
    assert loose.bound is not None
    assert loose.objective <= tight.objective <= loose.bound * (1 + 1e-9)


def test_big_m_chain_with_mixed_units():
    """Build-or-not over 12 halls: dollars in the millions beside megawatts."""
    halls, rng = 12, np.random.default_rng(2)
    cost, worth = rng.uniform(5e6, 3e7, halls), rng.uniform(3e5, 1.5e6, halls)
    A = np.vstack(
        [
            np.hstack([np.eye(halls), -np.diag(rng.uniform(10, 60, halls))]),
            np.r_[np.ones(halls), np.zeros(halls)],
            np.r_[np.zeros(halls), cost],
        ]
    )
    mip = program(
        c=np.r_[worth, -cost],
        A=A,
        row_lower=-INF,
        row_upper=np.r_[np.zeros(halls), 200.0, 1.2e8],
        lower=0,
        upper=np.r_[np.full(halls, 60.0), np.ones(halls)],
        integer=np.r_[np.zeros(halls), np.ones(halls)],
        offset=-3e7,
    )
    assert_optimal(mip, solve(mip, HIGHS))


def test_same_seed_same_bytes():
    rng = np.random.default_rng(8)
    mip = knapsack(rng.integers(10, 60, 40), rng.integers(10, 60, 40), 400)
    first, second = (solve(mip, SolveOptions(solver="highs", seed=3)) for _ in range(2))
    assert first.x.tobytes() == second.x.tobytes()
    assert first.objective == second.objective

"""Linear programs through HiGHS, judged by optimality conditions."""

import numpy as np
import pytest

from optimizer.solvers.base import NoPlanError, Reason, SolveOptions
from optimizer.solvers.solve import solve
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, named, program


def test_textbook_lp_has_its_known_optimum_and_duals():
    # Dantzig's example: 2 x + 3 y with x + y <= 4, x + 3 y <= 6.
    lp = program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3, offset=10.0)
    result = solve(lp)
    assert_optimal(lp, result)
    assert result.objective == pytest.approx(10 + 2 * 3 + 3 * 1)
    np.testing.assert_allclose(result.x, [3, 1])


def test_dual_is_what_one_more_unit_of_a_bound_is_worth():
    def best(capacity):
        return solve(program([2, 3], [[1, 2]], -INF, capacity, 0, 10)).objective

    result = solve(program([2, 3], [[1, 2]], -INF, 15.0, 0, 10))
    assert result.row_duals is not None
    assert result.row_duals[0] == pytest.approx(best(16.0) - best(15.0))
    assert result.reduced_costs is not None
    assert result.reduced_costs[0] == pytest.approx(0.5)


def test_dual_of_a_lower_bound_is_negative_when_it_costs():
    result = solve(program([-2, -3], [[1, 1]], 4.0, INF, 0, 10))
    assert result.row_duals is not None
    assert result.row_duals[0] == pytest.approx(-2)
    assert result.objective == pytest.approx(-8)


def test_equality_and_ranged_rows():
    lp = program([1, 2, -1], [[1, 1, 1], [1, -1, 0]], [6, -2], [6, 1], -4, 5)
    result = solve(lp)
    assert_optimal(lp, result)


def test_degenerate_vertex():
    # Many rows through the same point: duals are not unique, conditions hold all the same.
    A = [[1, 1], [2, 1], [1, 2], [1, 0], [0, 1], [3, 3]]
    lp = program([1, 1], A, -INF, [2, 3, 3, 1, 1, 6], 0, 10)
    assert_optimal(lp, solve(lp))


def test_beale_cycling_example():
    A = [[0.25, -60, -0.04, 9], [0.5, -90, -0.02, 3], [0, 0, 1, 0]]
    lp = program([0.75, -150, 0.02, -6], A, -INF, [0, 0, 1], 0, 1e4)
    result = solve(lp)
    assert_optimal(lp, result)
    assert result.objective == pytest.approx(0.05)


def test_scales_of_blocks_change_nothing_but_the_numbers_the_solver_sees():
    dollars, megawatts = 2.0**24, 2.0**-3
    lp = program([1.0, 4.0], [[1, 1e6], [1, -2e6]], -INF, [3e7, 1e7], 0, [1e9, 40])
    plain = solve(lp)
    scaled_program = named(lp, column_scale=dollars, row_scale=megawatts)
    scaled = solve(scaled_program)
    assert_optimal(lp, plain)
    assert_optimal(scaled_program, scaled)
    assert scaled.objective == pytest.approx(plain.objective)
    assert scaled.row_duals is not None
    assert plain.row_duals is not None
    np.testing.assert_allclose(scaled.row_duals, plain.row_duals)


@pytest.mark.parametrize("magnitude", [1e-6, 1.0, 1e6, 1e9])
def test_objectives_of_any_magnitude(magnitude):
    lp = program(np.array([3, 2, 5]) * magnitude, [[1, 1, 2], [2, 0, 3]], -INF, [4, 5], 0, 3)
    result = solve(lp)
    assert result.reason is Reason.OPTIMAL
    assert result.objective == pytest.approx(magnitude * 10.5, rel=1e-9)


def test_badly_scaled_cash_chain_balances_to_the_cent():
    """Balances of a billion carried over 60 months with flows of cents."""
    months, rng = 60, np.random.default_rng(3)
    cash = np.eye(months) - np.eye(months, k=-1)
    flow = -1e6 * np.eye(months)
    A = np.hstack([cash, flow])
    received = rng.uniform(-1e6, 1e6, months).round(2)
    received[0] += 1e9
    lp = program(
        c=np.r_[np.zeros(months - 1), 1.0, np.full(months, -0.9e6)],
        A=A,
        row_lower=received,
        row_upper=received,
        lower=0,
        upper=np.r_[np.full(months, 1e11), np.full(months, 10.0)],
    )
    result = solve(named(lp, row_scale=2.0**20))
    assert result.reason is Reason.OPTIMAL
    assert np.abs(A @ result.x - received).max() < 0.005


def test_rows_without_entries_and_columns_without_rows():
    lp = program([1, -1, 0], [[0, 0, 0], [1, 0, 0]], [-1, -INF], [1, 2], [0, -3, 1], [9, 9, 4])
    result = solve(lp)
    assert_optimal(lp, result)
    np.testing.assert_allclose(result.x[:2], [2, -3])


def test_no_rows():
    lp = program([2, -3, 0], np.zeros((0, 3)), 0, 0, [-1, -2, 1], [4, 5, 6], [0, 1, 0])
    result = solve(lp)
    assert_optimal(lp, result)
    assert result.x.tolist() == [4, -2, 1]


def test_no_columns():
    lp = program(0, np.zeros((2, 0)), -1, [0, 1], 0, 0, offset=7.0)
    result = solve(lp)
    assert_optimal(lp, result)
    assert result.objective == 7.0
    assert result.x.shape == (0,)
    assert result.row_duals is not None
    assert result.row_duals.shape == (2,)


def test_no_columns_and_a_row_that_asks_for_something():
    lp = program(0, np.zeros((1, 0)), 3, INF, 0, 0)
    assert solve(lp).reason is Reason.INFEASIBLE


def test_nothing_at_all():
    result = solve(program(0, np.zeros((0, 0)), 0, 0, 0, 0, offset=-2.0))
    assert result.reason is Reason.OPTIMAL
    assert result.objective == -2.0


def test_objective_of_zeros():
    lp = program(0, [[1, 1]], 1, 2, 0, 5)
    result = solve(lp)
    assert_optimal(lp, result)
    assert result.objective == 0.0
    assert result.gap == 0.0


def test_infeasible_rows():
    # Neither row alone is out of reach.
    result = solve(program([1, 1], [[1, 1], [1, -1], [1, 0]], [4, 0, -INF], [INF, 0, 1], 0, 5))
    assert result.reason is Reason.INFEASIBLE
    assert result.limit is None
    assert result.message == "no plan satisfies all rows and bounds"
    assert not result.has_plan
    with pytest.raises(NoPlanError, match="infeasible and has no plan"):
        _ = result.x
    assert result.objective is None
    assert result.verification is None


def test_row_out_of_reach_is_named():
    lp = named(program([1, 1], [[1, 1]], 11, INF, 0, 5))
    result = solve(lp)
    assert result.reason is Reason.INFEASIBLE
    assert result.message == "limit.total[r0] must be at least 11 but can reach 10"


def test_same_seed_same_answer():
    rng = np.random.default_rng(0)
    lp = program(rng.random(30), rng.random((20, 30)), -INF, rng.random(20) * 30, 0, 3)
    first, second = (solve(lp, SolveOptions(seed=7)) for _ in range(2))
    assert first.x.tobytes() == second.x.tobytes()
    assert first.row_duals is not None
    assert second.row_duals is not None
    assert first.row_duals.tobytes() == second.row_duals.tobytes()


def test_result_says_who_solved_it():
    result = solve(program([1], [[1]], -INF, 1, 0, 2), SolveOptions(threads=2))
    assert result.solver == "tree"
    assert result.version.startswith("1.")
    assert result.threads == 2
    assert result.seconds > 0
    assert result.message == "optimal within a gap of 1e-06"

"""A bound from duals is a bound, for any duals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.solvers.bounds import dual_bound
from optimizer.solvers.solve import solve
from tests.solvers.programs import INF, program, random_program


@given(st.integers(0, 200), st.integers(0, 10**6))
def test_no_duals_give_a_bound_below_the_optimum(seed, dual_seed):
    lp = random_program(seed, integers=False)
    optimum = solve(lp).objective
    y = np.random.default_rng(dual_seed).normal(scale=5, size=lp.shape[0])
    assert optimum is not None
    assert dual_bound(lp, y) >= optimum - 1e-9 * max(1, abs(optimum))


def test_duals_of_the_wrong_sign_and_broken_ones_count_as_zero():
    lp = program([1, 1], [[1, 1]], -INF, 3, 0, 2)
    assert dual_bound(lp, np.array([1.0])) == 3
    assert dual_bound(lp, np.array([-1.0])) == 4
    assert dual_bound(lp, np.array([np.nan])) == 4


@pytest.mark.parametrize("seed", range(300, 320))
def test_optimal_duals_prove_the_optimum(seed):
    lp = random_program(seed, integers=False)
    result = solve(lp)
    assert result.row_duals is not None
    assert dual_bound(lp, result.row_duals) == pytest.approx(result.objective, rel=1e-9, abs=1e-9)

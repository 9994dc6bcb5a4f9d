"""Optimality conditions: what makes an answer right, whichever of several vertices it is."""

import numpy as np

from optimizer.numerics.verify import verify
from optimizer.solvers.base import Reason, SolveResult
from optimizer.solvers.bounds import dual_bound


def assert_optimal(program, result: SolveResult, tolerance=1e-6) -> None:
    """Feasible, and stationary with the integers fixed; proved by the bound."""
    assert result.reason is Reason.OPTIMAL, result.message
    assert result.limit is None
    x, y, d = result.x, result.row_duals, result.reduced_costs
    assert y is not None
    assert d is not None
    check = verify(program, x)
    assert check.ok, check
    assert result.verification is not None
    assert result.verification.ok
    assert result.objective is not None
    assert result.objective == program.value(x)
    assert np.array_equal(x[program.integer], np.rint(x[program.integer]))

    size = max(1.0, float(np.abs(program.objective).max(initial=0.0)))
    np.testing.assert_allclose(
        program.objective - program.matrix.T @ y, d, rtol=0, atol=tolerance * size
    )
    _assert_complementary(program.matrix @ x, program.row_lower, program.row_upper, y, tolerance)
    free = ~program.integer
    bounds = (program.col_lower[free], program.col_upper[free])
    _assert_complementary(x[free], *bounds, d[free], tolerance)

    assert result.bound is not None
    assert result.gap is not None
    assert result.bound >= result.objective
    assert result.gap <= 1.01e-6
    if not program.is_mip:
        slack = 1e-6 * max(1.0, abs(result.objective))
        assert dual_bound(program, y) <= result.objective + slack


def _assert_complementary(values, lower, upper, multipliers, tolerance):
    """A multiplier pushes only against a bound that holds."""
    size = np.maximum(1.0, np.abs(values))
    off_upper = (upper - values) > 1e-6 * size
    off_lower = (values - lower) > 1e-6 * size
    limit = tolerance * max(1.0, float(np.abs(multipliers).max(initial=0.0)))
    assert np.all(multipliers[off_upper] <= limit)
    assert np.all(multipliers[off_lower] >= -limit)

"""Scaling loses nothing and comes back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.numerics.scaling import scale
from tests.solvers.programs import INF, named, program, random_program


@given(st.integers(0, 500), st.integers(-30, 30), st.integers(-30, 30))
def test_scaled_program_is_the_same_program(seed, column_power, row_power):
    base = random_program(seed, integers=True)
    mip = named(base, column_scale=2.0**column_power, row_scale=2.0**row_power)
    scaled = scale(mip)
    rng = np.random.default_rng(seed)
    x = rng.uniform(mip.col_lower, mip.col_upper)
    inner = x / scaled.column_scale
    assert np.array_equal(scaled.unscale_x(inner), x)
    np.testing.assert_allclose(
        (scaled.matrix @ inner) * scaled.row_scale, mip.matrix @ x, rtol=1e-12, atol=1e-12
    )
    value = float(scaled.objective @ inner) + scaled.offset
    assert scaled.unscale_objective(value) == pytest.approx(mip.value(x), rel=1e-12, abs=1e-9)
    # Powers of two: exact there and back.
    assert np.array_equal(scaled.row_upper * scaled.row_scale, mip.row_upper)
    assert np.array_equal(scaled.col_lower * scaled.column_scale, mip.col_lower)


@given(st.integers(0, 500))
def test_duals_come_back_as_derivatives_of_the_unscaled_program(seed):
    lp = named(random_program(seed, integers=False), column_scale=2.0**12, row_scale=2.0**-5)
    scaled = scale(lp)
    y = np.random.default_rng(seed).normal(size=lp.shape[0])
    d = scaled.objective - scaled.matrix.T @ y
    rows, columns = scaled.unscale_row_duals(y), scaled.unscale_reduced_costs(d)
    np.testing.assert_allclose(lp.objective - lp.matrix.T @ rows, columns, atol=1e-9)


def test_integer_columns_are_never_scaled():
    mip = named(program([1, 1], [[1, 1]], -INF, 9, 0, 5, [1, 0]), column_scale=1024.0)
    scaled = scale(mip)
    assert scaled.column_scale.tolist() == [1, 1024]
    assert scaled.col_upper.tolist() == [5, 5 / 1024]


@pytest.mark.parametrize("largest", [1e-9, 0.3, 1.0, 1024.0, 7e12])
def test_largest_objective_coefficient_is_sane(largest):
    scaled = scale(program([largest, largest / 8], [[1, 1]], -INF, 1, 0, 1))
    assert 512 < np.abs(scaled.objective).max() <= 1024
    assert np.log2(scaled.objective_scale) % 1 == 0


def test_no_objective_no_scale():
    assert scale(program(0, [[1, 1]], -INF, 1, 0, 1)).objective_scale == 1.0


def test_scales_that_are_no_powers_of_two_are_rounded_to_one():
    scaled = scale(named(program([1], [[1]], -INF, 1, 0, 1), column_scale=1000.0, row_scale=3e6))
    assert scaled.column_scale.tolist() == [1024.0]
    assert scaled.row_scale.tolist() == [2.0**22]


def test_fixed_leaves_no_integers_and_the_program_itself_alone():
    mip = named(program([1, 1], [[1, 1]], -INF, 9, 0, 5, [1, 0]), column_scale=4.0)
    scaled = scale(mip)
    fixed = scaled.fixed(np.array([3.0, 2.0]))
    assert not fixed.integer.any()
    assert fixed.col_lower.tolist() == [3, 0]
    assert fixed.col_upper.tolist() == [3, 1.25]
    assert scaled.integer.tolist() == [True, False]
    assert mip.matrix.data.tolist() == [1, 1]


def test_unscaled_is_the_program_to_the_last_bit() -> None:
    rng = np.random.default_rng(5)
    base = program(rng.normal(size=4), rng.normal(size=(3, 4)), -1.5, 2.25, -0.3, 7.1)
    of = named(base, column_scale=2.0**20, row_scale=2.0**-7)
    back = scale(of).unscaled()
    for name in ("objective", "row_lower", "row_upper", "col_lower", "col_upper", "integer"):
        np.testing.assert_array_equal(getattr(back, name), getattr(of, name))
    np.testing.assert_array_equal(back.matrix.toarray(), of.matrix.toarray())
    np.testing.assert_array_equal(back.column_scales(), of.column_scales())
    assert back.column_name(2).endswith("[2]")

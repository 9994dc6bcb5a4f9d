"""The check of a plan catches what was tampered with, and only that."""

import numpy as np
import pytest

from optimizer.numerics.verify import describe, verify
from tests.solvers.programs import INF, named, program

LP = named(program([1, 1], [[1, 2], [3, -1]], [-INF, 0], [10, 6], 0, [4, 5], [0, 1]))


def test_a_plan_that_holds():
    check = verify(LP, np.array([2.0, 3.0]))
    assert check.ok
    assert (check.worst_row, check.row_violation, check.row_relative) == ("", 0.0, 0.0)
    assert (check.worst_column, check.column_violation, check.integrality) == ("", 0.0, 0.0)
    assert describe(check) == "every row, bound and whole number holds"


@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([4.0, 4.0], "limit.total[r0] is violated by 2"),
        ([0.0, 1.0], "limit.total[r1] is violated by 1"),
        ([4.0, 5.0], "limit.total[r0] is violated by 4"),
        ([2.0, 3.001], "an integer is 0.001 from a whole number"),
        ([-0.5, 0.0], "limit.total[r1] is violated by 1.5; plan.amount[x0] is 0.5 out of bounds"),
        ([np.nan, 0.0], "plan.amount[x0] is inf out of bounds; an integer is inf from"),
    ],
)
def test_a_tampered_plan_is_caught_and_named(x, words):
    check = verify(LP, np.array(x))
    assert not check.ok
    assert describe(check).startswith(words)


def test_any_single_tampered_entry_of_a_tight_plan_is_caught():
    rng = np.random.default_rng(1)
    A = rng.uniform(1, 5, (6, 6))
    x = rng.uniform(1, 5, 6)
    tight = program(0, A, A @ x, A @ x, 0, 10)
    assert verify(tight, x).ok
    for j in range(6):
        moved = x.copy()
        moved[j] += 1e-4
        assert not verify(tight, moved).ok


def test_tolerance_is_in_units_of_the_rows_scale():
    row = program([1], [[1]], -INF, 100, 0, 1000)
    assert not verify(named(row, row_scale=1.0), np.array([100.5])).ok
    dollars = named(row, row_scale=2.0**20)
    assert verify(dollars, np.array([100.5])).ok
    assert not verify(dollars, np.array([102.0])).ok


def test_large_cancelling_terms_do_not_hide_a_violation():
    # A relative rule of 1e-6 would let this row be off by 1000.
    row = program([0, 0], [[1, -1]], 0, 0, 0, 2e9)
    assert not verify(row, np.array([1e9, 1e9 - 10.0])).ok
    assert verify(row, np.array([1e9, 1e9 - 0.5])).ok


def test_rounding_noise_of_large_numbers_is_not_a_violation():
    A = [[0.1, 0.2, -0.3]]
    row = program([0, 0, 0], A, 0, 0, 0, 1e9)
    assert verify(row, np.full(3, 1e9)).ok


def test_infinite_bounds_never_hurt():
    assert verify(program([1], [[1]], -INF, INF, 0, 1), np.array([1.0])).ok


def test_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"a plan of shape \(3,\) for 2 columns"):
        verify(LP, np.zeros(3))

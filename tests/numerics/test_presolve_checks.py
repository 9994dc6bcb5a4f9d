"""What is settled before a solver is asked."""

import numpy as np
import pytest

from optimizer.numerics.presolve_checks import check
from tests.solvers.programs import INF, named, program, random_program


def test_bounds_of_integers_are_rounded_inward_and_others_left():
    mip = program([0] * 4, np.ones((1, 4)), -INF, 99, [-1.5, 0.1, 0.1, -0.4], 12.7, [1, 1, 0, 1])
    checked = check(mip)
    assert checked.conflict is None
    assert checked.program.col_lower.tolist() == [-1, 1, 0.1, 0]
    assert checked.program.col_upper.tolist() == [12, 12, 12.7, 12]
    assert mip.col_upper.tolist() == [12.7] * 4


def test_noise_around_whole_numbers_is_forgiven():
    mip = program([0, 0], [[1, 1]], -INF, 99, [2.0000000001, 1e9 + 0.1], [2.9999999999, 2e9], True)
    checked = check(mip)
    assert checked.program.col_lower.tolist() == [2, 1e9 + 1]
    assert checked.program.col_upper.tolist() == [3, 2e9]


def test_continuous_bounds_that_cross_by_noise_are_one_bound():
    lp = program([0], [[1]], -INF, 99, 0.1 + 0.2, 0.3)
    checked = check(lp)
    assert checked.conflict is None
    assert checked.program.col_lower == checked.program.col_upper


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"lower": [0, 3], "upper": [4, 2]},
            "plan.amount[x1] must be at least 3 and at most 2",
        ),
        (
            {"lower": [0.5, 0], "upper": [0.9, 2], "integer": [1, 0]},
            "plan.amount[x0] must be a whole number between 0.5 and 0.9, and there is none",
        ),
        (
            {"row_lower": 7.5, "row_upper": 7.0},
            "limit.total[r0] must be at least 7.5 and at most 7",
        ),
        ({"row_lower": 9.0}, "limit.total[r0] must be at least 9 but can reach 8"),
        ({"row_upper": -1.0}, "limit.total[r0] must be at most -1 but is at least 0"),
        (
            {"A": [[0, 0]], "row_lower": 1.0},
            "limit.total[r0] must be at least 1 but can reach 0",
        ),
    ],
)
def test_what_cannot_be_is_named(change, words):
    parts = {
        "c": [1, 1],
        "A": [[1, 2]],
        "row_lower": -INF,
        "row_upper": INF,
        "lower": 0,
        "upper": [4, 2],
        **change,
    }
    assert check(named(program(**parts))).conflict == words


def test_feasible_programs_pass():
    assert all(check(random_program(seed, True)).conflict is None for seed in range(200))

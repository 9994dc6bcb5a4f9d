"""A plan is recomputed to the last digit."""

import dataclasses

import numpy as np
import pytest

from optimizer.certificate.primal import check_plan, worth
from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program
from tests.certificate.small import INF, program


def named(base: Program, row_scale=1.0, column_scale=1.0) -> Program:
    m, n = base.matrix.shape

    def block(name, size, scale):
        axis = Axis("item", tuple(f"i{k}" for k in range(size)))
        return Block(name, (axis,), np.arange(size), scale, "MW")

    return dataclasses.replace(
        base,
        columns=(block("plan.amount", n, column_scale),),
        rows=(block("limit.total", m, row_scale),),
    )


def two_rows(**more):
    return named(program([1, 2], [[1, 1], [1, -1]], [-INF, 0], [4, 0], 0, [3, 3], **more))


def test_a_good_plan():
    check = check_plan(two_rows(offset=0.25), np.array([2.0, 2.0]))
    assert check.ok
    assert check.objective == 6.25
    assert (check.worst_row, check.row_violation) == ("", 0.0)
    assert (check.worst_column, check.column_violation) == ("", 0.0)


def test_the_worst_row_has_its_name():
    check = check_plan(two_rows(), np.array([3.0, 2.0]))
    assert not check.ok
    assert check.worst_row == "limit.total[i0]"
    assert check.row_violation == 1.0


def test_below_a_lower_bound():
    check = check_plan(two_rows(), np.array([0.5, 2.0]))
    assert (check.worst_row, check.row_violation) == ("limit.total[i1]", 1.5)


@pytest.mark.parametrize(("excess", "scale", "ok"), [(3e-6, 4.0, True), (5e-6, 4.0, False)])
def test_rows_are_held_against_their_scale(excess, scale, ok):
    base = named(program([1], [[1]], -INF, 1, 0, 9), row_scale=scale)
    assert check_plan(base, np.array([1 + excess])).ok is ok


def test_rows_are_held_against_their_terms_and_bounds():
    base = named(program([1, 1], [[1, -1]], -INF, 0, 0, 1e10))
    assert check_plan(base, np.array([1e9 + 1.0, 1e9])).ok
    assert not check_plan(base, np.array([1e9 + 3.0, 1e9])).ok
    base = named(program([1], [[1]], 1e9, INF, 0, 1e10))
    assert check_plan(base, np.array([1e9 - 0.9])).ok
    assert not check_plan(base, np.array([1e9 - 1.1])).ok


def test_columns_and_whole_numbers():
    base = named(program([1, 1], [[1, 1]], -INF, 9, 0, 3, [True, False]))
    check = check_plan(base, np.array([2.5, 3.25]))
    assert not check.ok
    assert (check.worst_column, check.column_violation) == ("plan.amount[i1]", 0.25)
    assert check.integrality == 0.5
    assert check_plan(base, np.array([2 + 5e-7, 3 + 2e-6])).ok
    assert not check_plan(base, np.array([2 + 2e-6, 3])).ok
    assert not check_plan(base, np.array([-2e-6, 3])).ok


def test_a_violation_that_floats_do_not_see():
    """1e17 + 1 - 1e17 added up in floats is 0 and holds; in truth it is 1."""
    base = named(program([1, 1, 1], [[1, 1, -1]], -INF, 0, 0, 1e18))
    x = np.array([1e17, 1.0, 1e17])
    assert (base.matrix @ x)[0] == 0.0
    check = check_plan(base, x)
    assert check.row_violation == 1.0
    assert check.worst_row == "limit.total[i0]"


def test_a_worth_that_floats_get_wrong():
    base = program([1e17, 1.0, -1e17], [[1, 1, 1]], -INF, INF, 0, 1, offset=0.5)
    x = np.ones(3)
    assert base.value(x) != 1.5
    assert worth(base, x) == check_plan(base, x).objective == 1.5


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_no_number_is_no_plan(bad):
    check = check_plan(two_rows(), np.array([1.0, bad]))
    assert not check.ok
    assert check.worst_column == "plan.amount[i1]"


def test_numbers_at_the_end_of_floats():
    base = program([1e308, 1e308], [[1e308, 1e308]], -INF, 1, -1e308, 1e308)
    check = check_plan(base, np.array([1e308, 1e308]))
    assert not check.ok
    assert (check.row_violation, check.objective) == (INF, INF)
    tiny = check_plan(base, np.array([5e-324, 0.0]))
    assert tiny.ok
    assert tiny.objective == pytest.approx(1e308 * 5e-324)


def test_another_shape_is_an_error():
    with pytest.raises(ValueError, match=r"a plan of shape \(3,\) for 2 columns"):
        check_plan(two_rows(), np.zeros(3))


def test_rows_without_entries():
    base = named(program([1], [[0], [1], [0]], [0, 0, 1], [0, 2, 1], 0, 3))
    check = check_plan(base, np.array([1.0]))
    assert (check.worst_row, check.row_violation) == ("limit.total[i2]", 1.0)

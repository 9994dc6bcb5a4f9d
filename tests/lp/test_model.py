"""A model ends in the program that was written down."""

import numpy as np
import pytest

from optimizer.lp import Axis, Model, Program, Relation, table, zeros

MONTHS = Axis("month", ("2026-01", "2026-02", "2026-03"))


def stock_model() -> Program:
    """Buy now or later to meet demand from a stock."""
    model = Model()
    buy = model.variables("buy", MONTHS, upper=10.0, unit="t", scale=2.0)
    use = table((MONTHS,), [3.0, 4.0, 1.0])
    model.balance("stock", MONTHS, buy - use, opening=2.0, lower=0.0, unit="t")
    model.rows("limit", buy.sum() <= 7.0, unit="t")
    return model.maximize(-(buy * table((MONTHS,), [5.0, 6.0, 7.0])).sum() + 1.0)


def test_a_balance_is_one_row_per_month_with_the_state_before() -> None:
    program = stock_model()
    expected = [
        [-1, 0, 0, 1, 0, 0],
        [0, -1, 0, -1, 1, 0],
        [0, 0, -1, 0, -1, 1],
        [1, 1, 1, 0, 0, 0],
    ]
    np.testing.assert_array_equal(program.matrix.toarray(), expected)
    np.testing.assert_array_equal(program.row_lower, [-1, -4, -1, -np.inf])
    np.testing.assert_array_equal(program.row_upper, [-1, -4, -1, 7])
    assert program.offset == 1.0
    np.testing.assert_array_equal(program.objective, [-5, -6, -7, 0, 0, 0])


def test_bounds_of_a_stock_follow_from_its_changes() -> None:
    program = stock_model()
    np.testing.assert_array_equal(program.col_lower[3:], [0, 0, 0])
    np.testing.assert_allclose(program.col_upper[3:], [9, 15, 24], rtol=1e-5)
    assert (program.col_upper[3:] >= [9, 15, 24]).all()


def test_names_and_scales_follow_the_blocks() -> None:
    program = stock_model()
    assert program.column_name(1) == "buy[2026-02]"
    assert program.row_name(2) == "stock[2026-03]"
    assert program.row_name(3) == "limit"
    np.testing.assert_array_equal(program.column_scales(), [2, 2, 2, 1, 1, 1])


def test_rows_that_hold_anyway_are_left_out_and_impossible_ones_kept() -> None:
    model = Model()
    model.variables("v", MONTHS, upper=1.0, unit="")
    model.rows("floor", table((MONTHS,), [1.0, -2.0, 0.0]) >= zeros(MONTHS), unit="")
    program = model.maximize(zeros())
    assert program.shape == (1, 3)
    assert program.row_name(0) == "floor[2026-02]"
    assert program.row_lower[0] == 2.0


def test_a_defined_column_equals_its_expression() -> None:
    model = Model()
    v = model.variables("v", MONTHS, lower=-1.0, upper=2.0, unit="")
    model.define("double", v * 2.0 + 1.0, unit="")
    program = model.maximize(zeros())
    x = np.array([0.5, 1.0, 2.0, 2.0, 3.0, 5.0])
    np.testing.assert_allclose(program.matrix @ x, program.row_lower)
    assert (program.col_lower[3:] <= -1).all()
    assert (program.col_upper[3:] >= 5).all()


def test_where_chooses_rows() -> None:
    model = Model()
    v = model.variables("v", MONTHS, upper=1.0, unit="")
    model.rows("some", v <= 0.5, unit="", where=np.array([True, False, True]))
    program = model.maximize(zeros())
    assert [program.row_name(i) for i in range(2)] == ["some[2026-01]", "some[2026-03]"]


def test_a_name_is_used_once() -> None:
    model = Model()
    model.variables("v", MONTHS, upper=1.0, unit="")
    with pytest.raises(ValueError, match="block 'column v' already"):
        model.variables("v", MONTHS, upper=1.0, unit="")


def test_infinite_bounds_are_refused_by_name() -> None:
    model = Model()
    model.variables("v", MONTHS, upper=np.inf, unit="")
    with pytest.raises(ValueError, match=r"v\[2026-01\] has no finite bounds"):
        model.maximize(zeros())


def test_relaxed_only_drops_integrality() -> None:
    model = Model()
    model.variables("v", MONTHS, upper=1.0, unit="", integer=True)
    program = model.maximize(zeros())
    assert program.is_mip
    assert not program.relaxed().is_mip
    assert program.relaxed().shape == program.shape


def test_large_bounds_are_never_moved_inward() -> None:
    model = Model()
    v = model.variables("v", MONTHS, lower=-7.4e9, upper=6.3e9, unit="USD")
    low, high = model.interval(v * 1.000000001)
    assert (low <= -7.4e9 * 1.000000001).all()
    assert (high >= 6.3e9 * 1.000000001).all()


def test_a_stock_has_columns_and_rows_only_where_it_can_change() -> None:
    model = Model()
    buy = model.variables("buy", MONTHS, upper=10.0, unit="t", where=np.array([True, False, False]))
    stock = model.balance("stock", MONTHS, buy - 1.0, opening=5.0, lower=0.0, unit="t")
    program = model.maximize(stock.sum())
    assert program.shape == (1, 2)
    assert program.col_upper.tolist() == pytest.approx([10.0, 14.0])
    assert program.col_lower[1] == pytest.approx(4.0)  # what is there, and nothing bought
    assert stock.value(np.array([3.0, 7.0])).tolist() == [7.0, 6.0, 5.0]


def test_running_totals_start_anew_in_each_run() -> None:
    model = Model()
    entries = Relation.of("entry", (MONTHS,), ([0, 1, 0, 1, 2],))
    buy = model.variables("buy", entries, upper=1.0, unit="t")
    total = model.running(
        "total", entries, np.array([0, 0, 1, 1, 1]), buy, upper=3.0, unit="t", priority=(1, 2)
    )
    program = model.maximize(total.sum())
    x = np.array([1.0, 1, 1, 0, 1, 1, 2, 1, 1, 2])
    assert (program.matrix @ x).tolist() == [0.0] * 5
    assert program.priority.tolist() == [0] * 5 + [1, 2, 1, 1, 2]


def test_columns_without_priority_have_none() -> None:
    program = stock_model()
    assert program.priority.tolist() == [0] * 6

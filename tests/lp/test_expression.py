"""The algebra gives what dense arrays give, and refuses what does not line up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.lp import AlignmentError, Axis, Expression, Model, Relation, table, zeros

ROWS = Axis("row", ("a", "b", "c"))
COLS = Axis("col", ("x", "y"))
PAIRS = Relation.of("pair", (ROWS, COLS), ([0, 2, 2], [1, 0, 1]))
X = np.arange(1.0, 40.0)


def block(*axes: Axis | Relation) -> Expression:
    """Fresh columns over some axes."""
    return Model().variables("v", *axes, upper=1.0, unit="")


def test_a_block_of_columns_has_their_values() -> None:
    np.testing.assert_array_equal(block(ROWS, COLS).value(X), [[1, 2], [3, 4], [5, 6]])


def test_addition_repeats_along_missing_axes() -> None:
    total = block(ROWS) + table((COLS,), [10.0, 20.0])
    np.testing.assert_array_equal(total.value(X), [[11, 21], [12, 22], [13, 23]])


def test_products_need_a_table() -> None:
    doubled = block(ROWS, COLS) * table((COLS,), [1.0, 2.0])
    np.testing.assert_array_equal(doubled.value(X), [[1, 4], [3, 8], [5, 12]])
    with pytest.raises(AlignmentError, match="not linear"):
        _ = block(ROWS) * block(ROWS)


def test_arrays_without_labels_are_refused() -> None:
    with pytest.raises(AlignmentError, match="no labels"):
        _ = block(ROWS) * np.ones(3)  # type: ignore[operator]
    with pytest.raises(AlignmentError, match="has shape"):
        table((ROWS,), np.ones(2))


def test_axes_of_one_name_with_other_labels_are_refused() -> None:
    other = Axis("row", ("a", "b", "d"))
    with pytest.raises(AlignmentError, match="different labels"):
        _ = block(ROWS) + table((other,), np.ones(3))


def test_sum_to_keeps_the_named_axes() -> None:
    expr = block(ROWS, COLS)
    np.testing.assert_array_equal(expr.sum_to(COLS).value(X), [9, 12])
    np.testing.assert_array_equal(expr.sum_to(COLS, ROWS).value(X), [[1, 3, 5], [2, 4, 6]])
    assert float(expr.sum().value(X)) == 21


def test_sum_to_reaches_a_relations_parents() -> None:
    expr = block(PAIRS)
    np.testing.assert_array_equal(expr.sum_to(ROWS).value(X), [1, 0, 5])
    np.testing.assert_array_equal(expr.sum_to(ROWS, COLS).value(X), [[0, 1], [0, 0], [2, 3]])


def test_on_reads_at_every_entry_of_a_relation() -> None:
    expr = block(ROWS, COLS) + 100.0
    np.testing.assert_array_equal(expr.on(PAIRS).value(X), [102, 105, 106])
    np.testing.assert_array_equal(block(ROWS).on(PAIRS).value(X), [1, 3, 3])


def test_an_axis_that_nothing_carries_is_refused() -> None:
    with pytest.raises(AlignmentError, match="no axis carries 'col'"):
        block(ROWS).sum_to(COLS)
    with pytest.raises(AlignmentError, match="two axes carry"):
        block(PAIRS).on(PAIRS, ROWS).on(Relation.of("twice", (PAIRS, ROWS), ([0], [0])), ROWS)


def test_shift_looks_back_along_the_last_axis() -> None:
    expr = block(COLS, ROWS)
    np.testing.assert_array_equal(expr.shift(ROWS, 1).value(X), [[0, 1, 2], [0, 4, 5]])
    np.testing.assert_array_equal(expr.shift(ROWS, -1).value(X), [[2, 3, 0], [5, 6, 0]])
    each = expr.shift(ROWS, np.array([2, 0]))
    np.testing.assert_array_equal(each.value(X), [[0, 0, 1], [4, 5, 6]])
    assert expr.shift(ROWS, 7).is_constant
    with pytest.raises(AlignmentError, match="only the last axis"):
        expr.shift(COLS, 1)


def test_at_drops_an_axis() -> None:
    np.testing.assert_array_equal(block(ROWS, COLS).at(ROWS, 1).value(X), [3, 4])


def test_empty_axes_are_no_special_case() -> None:
    nothing = Axis("nothing", ())
    expr = block(nothing, COLS)
    assert expr.sum_to(COLS).value(X).tolist() == [0.0, 0.0]
    assert zeros(nothing).sum().value(X) == 0.0


@given(
    st.lists(st.floats(-5, 5), min_size=6, max_size=6),
    st.lists(st.floats(-5, 5), min_size=2, max_size=2),
    st.floats(-3, 3),
)
def test_affine_arithmetic_is_numpys(a: list[float], b: list[float], c: float) -> None:
    first, second = table((ROWS, COLS), np.reshape(a, (3, 2))), table((COLS,), b)
    v = block(ROWS, COLS)
    made = c - (v * first + second * 2.0 - v) * c
    values = np.arange(1.0, 7.0).reshape(3, 2)
    expected = c - (values * np.reshape(a, (3, 2)) + np.array(b) * 2.0 - values) * c
    np.testing.assert_allclose(made.value(X), expected, atol=1e-12)


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=3), st.floats(0, 1), st.floats(-1, 0))
def test_intervals_hold_every_value(weights: list[float], high: float, low: float) -> None:
    expr = (block(ROWS) * table((ROWS,), weights)).sum() + 1.0
    lower, upper = np.full(3, low), np.full(3, high)
    bottom, top = expr.interval(lower, upper)
    for corner in np.ndindex(2, 2, 2):
        x = np.where(np.array(corner) == 0, lower, upper)
        assert bottom - 1e-9 <= expr.value(x) <= top + 1e-9


def test_changes_along_the_last_axis() -> None:
    model = Model()
    axis = Axis("step", ("a", "b", "c", "d"))
    x = model.variables("x", axis, upper=1.0, unit="")
    held = x.gather((axis,), np.array([0, 0, 2, 2])) + table((axis,), [0.0, 0.0, 0.0, 1.0])
    assert held.changes(axis).tolist() == [True, False, True, True]

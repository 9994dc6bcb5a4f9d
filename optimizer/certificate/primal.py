r"""Check a plan against its program in whole numbers: no rounding can hide a violated row.

The activity of every row and the objective are summed exactly, unscaled. A row may be off by
``ROW_TOLERANCE`` of its size,

    size_i = max( scale_i,  10^-3 * sum_j |a_ij x_j|,  10^-3 * |violated bound| )

where the scale is the typical size of the row's block in the row's own unit: a solver works in
floats, and what it adds up to is right to a billionth of the terms. A column may be outside its
bounds by ``COLUMN_TOLERANCE`` of its scale or bound, a whole-numbered one ``WHOLE_TOLERANCE`` off a
whole number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.arithmetic import Scaled, WholeArray, nearest, scaled
from optimizer.certificate.ladder import PlanCheck

if TYPE_CHECKING:
    from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROW_TOLERANCE = 1e-6
"""Largest accepted violation of a row, relative to its size."""

COLUMN_TOLERANCE = 1e-6
"""Largest accepted distance outside a column's bounds, relative to its scale or bound."""

WHOLE_TOLERANCE = 1e-6
"""Largest accepted distance of a whole-numbered column from a whole number."""

TERM_WEIGHT = 1e-3
"""Weight of a row's terms, and of its bound, in its size."""


def check_plan(program: Program, x: FloatArray) -> PlanCheck:
    """Recompute every row, bound and whole number of a plan, and its worth.

    Args:
        program: the unscaled program.
        x: the plan in the program's units, shape (n,).

    Raises:
        ValueError: x has another shape.
    """
    columns = program.matrix.shape[1]
    if x.shape != (columns,):
        raise ValueError(f"a plan of shape {x.shape} for {columns} columns")
    if not np.isfinite(x).all():
        name = program.column_name(int(np.flatnonzero(~np.isfinite(x))[0]))
        return PlanCheck("", 0.0, name, np.inf, np.inf, np.nan, ok=False)
    row, row_violation, row_relative = _worst_row(program, x)
    column, column_violation, column_relative = _worst_column(program, x)
    whole = x[program.integer]
    # The distance of a float to the nearest whole number is a float: nothing is rounded here.
    integrality = float(np.abs(whole - np.rint(whole)).max(initial=0.0))
    return PlanCheck(
        worst_row=program.row_name(row) if row >= 0 else "",
        row_violation=row_violation,
        worst_column=program.column_name(column) if column >= 0 else "",
        column_violation=column_violation,
        integrality=integrality,
        objective=worth(program, x),
        ok=row_relative <= ROW_TOLERANCE
        and column_relative <= COLUMN_TOLERANCE
        and integrality <= WHOLE_TOLERANCE,
    )


def worth(program: Program, x: FloatArray) -> float:
    """The float nearest to the objective of a finite plan, offset included."""
    coefficients = scaled(np.append(program.objective, program.offset))
    amounts = scaled(np.append(x, 1.0))
    total = int((coefficients.whole * amounts.whole).sum())
    return nearest(total, coefficients.exponent + amounts.exponent)


def _worst_row(program: Program, x: FloatArray) -> tuple[int, float, float]:
    """Row violated most relative to its size (-1 if none is), and both violations."""
    matrix = program.matrix
    coefficients, amounts = scaled(matrix.data), scaled(x)
    product = coefficients.whole * amounts.whole[matrix.indices]
    activity = Scaled(
        _by_row(product, np.asarray(matrix.indptr, dtype=np.int64)),
        coefficients.exponent + amounts.exponent,
    )
    below, above = _beyond(program, activity)
    violation = np.maximum(below, above)
    if not violation.any():
        return -1, 0.0, 0.0
    bound = np.where(below >= above, program.row_lower, program.row_upper)
    bound = np.where(violation > 0.0, np.abs(bound), 0.0)
    # A tolerance need not be exact: the terms are added up in floats.
    with np.errstate(over="ignore"):
        term = np.abs(matrix.data * x[matrix.indices])
    number = np.repeat(np.arange(len(bound)), np.diff(matrix.indptr))
    terms = np.bincount(number, term, minlength=len(bound))
    size = np.maximum.reduce([program.row_scales(), TERM_WEIGHT * terms, TERM_WEIGHT * bound])
    return _worst(violation, size)


def _beyond(program: Program, activity: Scaled) -> tuple[FloatArray, FloatArray]:
    """How far each row is below its lower and above its upper bound, 0 where it is not."""
    rows = len(activity.whole)
    bounds = np.concatenate([program.row_lower, program.row_upper])
    finite = np.isfinite(bounds)
    exact = scaled(np.where(finite, bounds, 0.0))
    exponent = min(activity.exponent, exact.exponent)
    have, asked = activity.at(exponent), exact.at(exponent)
    below = _floats(asked[:rows] - have, exponent, finite[:rows])
    above = _floats(have - asked[rows:], exponent, finite[rows:])
    return below, above


def _floats(whole: WholeArray, exponent: int, finite: NDArray[np.bool_]) -> FloatArray:
    """The nearest floats of positive whole numbers; 0 for others and where there is no bound."""
    out = np.zeros(len(whole))
    for i in np.flatnonzero(finite & (whole > 0)):
        out[i] = nearest(whole[i], exponent)
    return out


def _by_row(product: WholeArray, start: IntArray) -> WholeArray:
    """Sums of the entries of each row, 0 where a row has none."""
    out = np.zeros(len(start) - 1, dtype=object)
    present = np.flatnonzero(np.diff(start))
    if len(present):
        out[present] = np.add.reduceat(product, start[:-1][present])
    return out


def _worst_column(program: Program, x: FloatArray) -> tuple[int, float, float]:
    """Column furthest outside its bounds (-1 if none is), and both distances."""
    # A difference of two floats is rounded once: it is 0 or negative only where it truly is.
    with np.errstate(over="ignore"):
        below, above = program.col_lower - x, x - program.col_upper
    violation = np.maximum(np.maximum(below, above), 0.0)
    bound = np.where(below >= above, program.col_lower, program.col_upper)
    return _worst(violation, np.maximum(program.column_scales(), np.abs(bound)))


def _worst(violation: FloatArray, size: FloatArray) -> tuple[int, float, float]:
    if not violation.any():
        return -1, 0.0, 0.0
    # Infinite by infinite is no number: argmax takes it for the worst, and no tolerance allows it.
    with np.errstate(invalid="ignore"):
        relative = violation / size
    number = int(np.argmax(relative))
    return number, float(violation[number]), float(relative[number])

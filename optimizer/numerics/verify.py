"""Check a plan against its program, trusting no solver.

Every row is computed again in the program's own units with numpy alone. A row's violation
is held against the row's *size*

    size_i = max( scale_i,  10^-3 * sum_j |a_ij x_j|,  10^-3 * |violated bound| )

and the plan passes when no row is violated by more than ``ROW_TOLERANCE`` of its size.
The scale is the block's typical size in its own unit, so a row in dollars with a scale of
2**20 may be off by a dollar and one in megawatts with a scale of 1 by a watt. The other
terms allow for rounding in rows whose terms dwarf that scale: a billionth of what is
added up, well above floating-point error and far below anything a person would notice.
A purely relative rule would let a row of large cancelling terms be off by thousands, a
purely absolute one would fail rows for noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Verification:
    """How well a plan satisfies its program, recomputed row by row in unscaled units.

    Attributes:
        worst_row: name of the row with the worst relative violation ("" if none is violated;
            what is within tolerance is named too).
        row_violation: that row's violation in the row's own unit.
        row_relative: the same relative to the row's size, which ``solvers.verify`` defines.
        worst_column: name of the column furthest outside its bounds ("" if none).
        column_violation: that distance.
        integrality: largest distance of an integer column from a whole number.
        ok: all of them within tolerance.
    """

    worst_row: str
    row_violation: float
    row_relative: float
    worst_column: str
    column_violation: float
    integrality: float
    ok: bool


ROW_TOLERANCE = 1e-6
"""Largest accepted violation of a row, relative to its size."""

COLUMN_TOLERANCE = 1e-6
"""Largest accepted distance outside a column's bounds, relative to its scale or bound."""

INTEGRALITY_TOLERANCE = 1e-6
"""Largest accepted distance of an integer column from a whole number."""

TERM_WEIGHT = 1e-3
"""Weight of a row's terms in its size: terms are allowed a relative error of 1e-9."""


@dataclass(frozen=True)
class _Worst:
    """The worst entry of a list of violations; ``number`` is -1 when there is none."""

    number: int
    violation: float
    relative: float


def verify(program: Program, x: FloatArray) -> Verification:
    """Recompute every row, bound and whole number of a plan.

    Args:
        program: the unscaled program.
        x: the plan in the program's units, shape (n,).

    Raises:
        ValueError: x has another shape.
    """
    if x.shape != (program.shape[1],):
        raise ValueError(f"a plan of shape {x.shape} for {program.shape[1]} columns")
    if not np.isfinite(x).all():
        return _not_a_number(program, x)
    row = _worst_row(program, x)
    column = _worst_column(program, x)
    whole = x[program.integer]
    integrality = float(np.abs(whole - np.rint(whole)).max(initial=0.0))
    return Verification(
        worst_row=program.row_name(row.number) if row.number >= 0 else "",
        row_violation=row.violation,
        row_relative=row.relative,
        worst_column=program.column_name(column.number) if column.number >= 0 else "",
        column_violation=column.violation,
        integrality=integrality,
        ok=row.relative <= ROW_TOLERANCE
        and column.relative <= COLUMN_TOLERANCE
        and integrality <= INTEGRALITY_TOLERANCE,
    )


def describe(verification: Verification) -> str:
    """What is wrong with a plan that failed, in words with the row's or column's name."""
    parts = []
    if verification.row_relative > ROW_TOLERANCE:
        parts.append(f"{verification.worst_row} is violated by {verification.row_violation:.6g}")
    if verification.worst_column and verification.column_violation > 0:
        parts.append(
            f"{verification.worst_column} is {verification.column_violation:.6g} out of bounds"
        )
    if verification.integrality > INTEGRALITY_TOLERANCE:
        parts.append(f"an integer is {verification.integrality:.6g} from a whole number")
    return "; ".join(parts) or "every row, bound and whole number holds"


def _worst_row(program: Program, x: FloatArray) -> _Worst:
    matrix = program.matrix
    activity = matrix @ x
    below = program.row_lower - activity
    above = activity - program.row_upper
    violation = np.maximum(np.maximum(below, above), 0.0)
    bound = np.where(below >= above, program.row_lower, program.row_upper)
    bound = np.where(violation > 0.0, np.abs(bound), 0.0)
    terms = abs(matrix) @ np.abs(x)
    size = np.maximum.reduce([program.row_scales(), TERM_WEIGHT * terms, TERM_WEIGHT * bound])
    return _worst(violation, size)


def _worst_column(program: Program, x: FloatArray) -> _Worst:
    below, above = program.col_lower - x, x - program.col_upper
    violation = np.maximum(np.maximum(below, above), 0.0)
    bound = np.where(below >= above, program.col_lower, program.col_upper)
    return _worst(violation, np.maximum(program.column_scales(), np.abs(bound)))


def _worst(violation: FloatArray, size: FloatArray) -> _Worst:
    if not violation.any():
        return _Worst(-1, 0.0, 0.0)
    relative = violation / size
    number = int(np.argmax(relative))
    return _Worst(number, float(violation[number]), float(relative[number]))


def _not_a_number(program: Program, x: FloatArray) -> Verification:
    j = int(np.flatnonzero(~np.isfinite(x))[0])
    return Verification("", 0.0, 0.0, program.column_name(j), np.inf, np.inf, ok=False)

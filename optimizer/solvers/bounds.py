"""A bound on the optimum from row duals alone, whoever they come from.

For any y, with entries of the wrong sign set to 0 where a row has no bound on that side,

    c x  =  y (A x) + (c - y A) x
        <=  sum_i y_i * (upper bound of row i where y_i > 0, lower where y_i < 0)
          + sum_j d_j * (upper bound of column j where d_j > 0, lower where d_j < 0)

for every feasible x, where d = c - y A (Neumaier and Shcherbina, Mathematical Programming
99, 2004). Columns have finite bounds, so the bound is finite. It proves a linear program's
optimum without believing the solver that found it.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]


def dual_bound(program: Program, row_duals: FloatArray) -> float:
    """An upper bound on the objective, offset included, up to floating-point rounding.

    Args:
        program: the unscaled program; whole numbers are not made use of.
        row_duals: any numbers, shape (m,); the closer to optimal duals, the better the bound.
    """
    side = np.where(row_duals > 0.0, program.row_upper, program.row_lower)
    usable = np.isfinite(side) & np.isfinite(row_duals)
    y = np.where(usable, row_duals, 0.0)
    d = program.objective - program.matrix.T @ y
    from_rows = float(y @ np.where(usable, side, 0.0))
    from_columns = float(np.maximum(d * program.col_lower, d * program.col_upper).sum())
    return from_rows + from_columns + program.offset

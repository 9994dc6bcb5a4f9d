"""The plan that goes with some whole numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.highs_lp import HighsLp
from optimizer.numerics.scaling import scale
from optimizer.numerics.verify import verify

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """A plan that passed the check, shape (n,), and its worth, offset included."""

    x: FloatArray
    objective: float


def plan_near(program: Program, values: FloatArray) -> Found | None:
    """The best plan with given whole numbers; None where there is none.

    Args:
        program: integer bounds rounded inward.
        values: the columns that must be whole, in their order; rounded here, shape (k,).
    """
    whole = np.flatnonzero(program.integer)
    x = np.zeros(program.shape[1])
    x[whole] = np.clip(np.rint(values), program.col_lower[whole], program.col_upper[whole])
    answer = HighsLp(scale(program).fixed(x)).solve()
    if answer.x is None:
        return None
    plan = np.where(program.integer, x, answer.x)
    plan = np.clip(plan, program.col_lower, program.col_upper) + 0.0
    return Found(plan, program.value(plan)) if verify(program, plan).ok else None

"""Is there a better plan where the relaxation is all but whole?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.solvers.highs_lp import HighsLp
from optimizer.solvers.scaling import scale
from optimizer.solvers.verify import verify

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Found:
    """A plan that passed the check, shape (n,), and its worth, offset included."""

    x: FloatArray
    objective: float


def plan_near(program: Program, x: FloatArray) -> Found | None:
    """The best plan with the whole numbers of x, rounded; None where there is none."""
    whole = program.integer
    rounded = np.clip(np.rint(x), program.col_lower, program.col_upper)
    fixed = scale(program).fixed(np.where(whole, rounded, x))
    answer = HighsLp(fixed).solve()
    if answer.x is None:
        return None
    plan = np.where(whole, rounded, answer.x)
    plan = np.clip(plan, program.col_lower, program.col_upper) + 0.0
    return Found(plan, program.value(plan)) if verify(program, plan).ok else None

"""Whole numbers of plans seen so far: the quickest way to see that a like program has a plan.

Relaxing a cap or moving a covenant leaves the columns as they are, so the leases, builds and
servers of one plan can be tried in another program, which is then a linear one.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimizer.lp import Program

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

KEPT = 4
"""So many are remembered; the latest are tried first."""


@dataclass(eq=False)
class Assignments:
    """Remembers whole numbers, and puts them into programs with the same columns."""

    known: list[tuple[BoolArray, FloatArray]] = field(default_factory=list)

    def remember(self, integer: BoolArray, x: FloatArray) -> None:
        """Keep the whole numbers of a plan.

        Args:
            integer: which columns are whole, shape (n,).
            x: the plan, shape (n,).
        """
        values = np.where(integer, np.rint(x), 0.0)
        for i, (mask, old) in enumerate(self.known):
            if np.array_equal(mask, integer) and np.array_equal(old, values):
                self.known.insert(0, self.known.pop(i))
                return
        self.known.insert(0, (integer, values))
        del self.known[KEPT:]

    def tried_in(self, program: Program) -> list[Program]:
        """The program with its first columns' whole numbers fixed, once per fitting assignment."""
        out = []
        for mask, values in self.known:
            n = len(mask)
            if n > program.shape[1] or not np.array_equal(program.integer[:n], mask):
                continue
            low, high = program.col_lower.copy(), program.col_upper.copy()
            inside = (values >= low[:n] - 0.5) & (values <= high[:n] + 0.5)
            if not inside[mask].all():
                continue
            fixed = np.flatnonzero(mask)
            low[fixed] = high[fixed] = values[fixed]
            out.append(program.with_bounds(low, high))
        return out

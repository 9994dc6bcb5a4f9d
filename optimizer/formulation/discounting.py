r"""# Discounting

Money of month $t$ arrives at its end: $\delta_t = (1 + r)^{-(t+1)/12}$, with one rate for the
hosting stream and one for everything else. Terminal stocks count at $\delta_{T-1}$, flows after
the horizon at their own month's $\delta$.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.formulation.lines import Stream
from optimizer.inputs.problem import Problem
from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Discounting:
    """Discount factors.

    Attributes:
        default_rate, hosting_rate: per year, fractions.
        horizon: number of months T.
    """

    default_rate: float
    hosting_rate: float
    horizon: int

    @classmethod
    def of(cls, problem: Problem) -> "Discounting":
        """The factors that a problem asks for."""
        objective = problem.objective
        return cls(objective.default_rate, objective.hosting_rate, problem.horizon.months)

    def at(self, stream: Stream, months: ArrayLike) -> FloatArray:
        """Factor of money at the end of some months (offsets), same shape.

        Nil for lines that are not in the NPV.
        """
        if stream is Stream.NOT_IN_NPV:
            return np.zeros(np.shape(months))
        rate = self.hosting_rate if stream is Stream.HOSTING else self.default_rate
        out: FloatArray = (1.0 + rate) ** (-(np.asarray(months, dtype=float) + 1) / MONTHS_PER_YEAR)
        return out

    def months(self, stream: Stream) -> FloatArray:
        """Factors of the months of the horizon, shape (T,)."""
        return self.at(stream, np.arange(self.horizon))

    def end(self, stream: Stream) -> float:
        """Factor of a stock at the horizon's end."""
        return float(self.at(stream, self.horizon - 1))

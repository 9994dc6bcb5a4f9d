r"""The price of a coin: a random walk of its logarithm, with mean one around the fleet's curve.

With total variance $V_t$ the factor on the curve is $e^{\mu_t + \sqrt{V_t} Z - V_t / 2}$; the first
month is known. Volatility is one number, or solved from statements: that the price $P$ is below
$K$ with probability $p$ in a month whose curve, drift included, is $F$ means

$$ \Phi\left( \frac{\ln(K/F) + V/2}{\sqrt V} \right) = p
   \quad\Leftrightarrow\quad \sqrt V = z \pm \sqrt{z^2 - 2 \ln(K/F)}, \quad z = \Phi^{-1}(p), $$

of which the smallest positive root is taken: the calmest walk of which the statement is true.
Between two statements variance grows evenly, after the last as it did before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


class StatementError(ValueError):
    """A statement that no random walk makes true.

    Attributes:
        index: which of the statements.
    """

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


@dataclass(frozen=True)
class Below:
    """That a price is below some USD in a month (offset, at least 1) with a probability."""

    month: int
    usd: float
    probability: float


def total_deviation(usd: float, forward: float, probability: float) -> float:
    """Standard deviation of the log price of which a statement is true, 0 where there is none.

    Args:
        usd: the price stated.
        forward: mean of the price.
        probability: that it is below ``usd``.
    """
    distance, z = float(np.log(usd / forward)), float(ndtri(probability))
    inside = z * z - 2.0 * distance
    if inside < 0:
        return 0.0
    roots = (z - inside**0.5, z + inside**0.5)
    return min((root for root in roots if root > 0), default=0.0)


def variances(volatility: float, months: int) -> FloatArray:
    """Total variance by month of a walk with one volatility of a year, shape (months,)."""
    out: FloatArray = volatility**2 * np.arange(months) / MONTHS_PER_YEAR
    return out


def implied_variances(statements: Sequence[Below], curve: FloatArray, drift: float) -> FloatArray:
    """Total variance by month of which all statements are true, shape (T,).

    Args:
        statements: at most one for a month.
        curve: price of a coin by month, USD, shape (T,).
        drift: growth beyond the curve, of a year.

    Raises:
        StatementError: one cannot be true, or not together with an earlier one.
    """
    known = [(0, 0.0)]
    order = sorted(range(len(statements)), key=lambda i: statements[i].month)
    for i in order:
        one = statements[i]
        forward = curve[one.month] * (1.0 + drift) ** (one.month / MONTHS_PER_YEAR)
        deviation = total_deviation(one.usd, forward, one.probability)
        if deviation == 0.0:
            side = "below" if one.usd < forward else "above"
            raise StatementError(
                i,
                f"no random walk around {forward:,.0f} USD has {one.probability:.1%} of its prices "
                f"below {one.usd:,.0f} USD, which is {side} its mean",
            )
        if deviation**2 <= known[-1][1]:
            raise StatementError(
                i, "an earlier statement is true of wilder prices only than this one"
            )
        known.append((one.month, deviation**2))
    months, values = (np.array(part, dtype=float) for part in zip(*known, strict=True))
    t = np.arange(len(curve), dtype=float)
    slope = (values[-1] - values[-2]) / (months[-1] - months[-2])
    beyond = np.maximum(t - months[-1], 0.0) * slope
    out: FloatArray = np.interp(t, months, values) + beyond
    return out


def log_walk(rng: np.random.Generator, paths: int, variance: FloatArray) -> FloatArray:
    """Walks of the logarithm whose exponential has mean one, shape (paths, T).

    Args:
        rng: stream of random numbers.
        paths: how many.
        variance: total variance by month, rising from nil, shape (T,).
    """
    steps = np.sqrt(np.diff(variance, prepend=0.0))
    walk: FloatArray = np.cumsum(rng.standard_normal((paths, len(variance))) * steps, axis=1)
    return walk - variance / 2.0

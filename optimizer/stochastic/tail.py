r"""Expectation, value at risk and conditional value at risk of worths with probabilities.

CVaR at level $\alpha$ is the mean of the worst $1-\alpha$ of the probability; the worth at which
that share ends counts with the part of its probability that is left. It is the largest value over
$\eta$ of $\eta - \sum_s p_s (\eta - v_s)^+ / (1-\alpha)$ (Rockafellar and Uryasev, Optimization of
conditional value-at-risk, Journal of Risk 2, 2000), here found by sorting.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Tail:
    """What the bad end of a distribution of worths is.

    Attributes:
        mean: expectation over all.
        value_at_risk: the worth that is not reached with a probability of ``1 - level``.
        cvar: mean of the worst ``1 - level`` of the probability.
    """

    mean: float
    value_at_risk: float
    cvar: float

    def blend(self, weight: float) -> float:
        """``(1 - weight) * mean + weight * cvar``."""
        return (1.0 - weight) * self.mean + weight * self.cvar


def tail_of(worth: FloatArray, probability: FloatArray, level: float) -> Tail:
    """Mean, value at risk and CVaR.

    Args:
        worth: USD, higher is better, shape (S,).
        probability: adds up to 1, shape (S,).
        level: at least 0, below 1; at 0 CVaR is the mean.
    """
    share = tail_weights(worth, probability, level)
    counted = worth[share > 0]
    return Tail(
        mean=float(probability @ worth),
        value_at_risk=float(counted.max()),
        cvar=float(share @ worth),
    )


def tail_weights(worth: FloatArray, probability: FloatArray, level: float) -> FloatArray:
    """How much each worth counts in CVaR: its probability within the tail, over the tail's."""
    order = np.argsort(worth, kind="stable")
    before = np.cumsum(probability[order]) - probability[order]
    inside = np.clip(1.0 - level - before, 0.0, probability[order])
    weights = np.zeros(len(worth))
    weights[order] = inside / inside.sum()
    return weights

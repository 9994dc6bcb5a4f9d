"""Few futures that stand for many: those chosen one by one that leave the least distance.

Fast forward selection (Heitsch and Roemisch, Scenario reduction algorithms in stochastic
programming, Computational Optimization and Applications 24, 2003): the distance between two futures
is the Euclidean one of the logarithms of their factors, lost tenants and power prices beside them;
each future's probability goes to the nearest that is kept. The same input gives the same choice.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.scenario import Scenario

FloatArray = NDArray[np.float64]

_LEAST = 1e-6
"""Factors below this count as this: their logarithm must be a number."""


def reduced(scenarios: tuple[Scenario, ...], number: int) -> tuple[Scenario, ...]:
    """The futures that stand best for all, in their old order, with new probabilities.

    Args:
        scenarios: all.
        number: how many to keep.
    """
    if number >= len(scenarios):
        return scenarios
    features = np.array([_features(one, scenarios) for one in scenarios])
    probability = np.array([one.probability for one in scenarios])
    distance = _distances(features)
    nearest = np.full(len(scenarios), np.inf)
    kept: list[int] = []
    for _ in range(number):
        left = np.minimum(nearest[None, :], distance) @ probability
        left[kept] = np.inf
        chosen = int(np.argmin(left))
        kept.append(chosen)
        nearest = np.minimum(nearest, distance[chosen])
    kept.sort()
    owner = np.argmin(distance[kept], axis=0)
    mass = np.bincount(owner, weights=probability, minlength=len(kept))
    return tuple(
        replace(scenarios[k], probability=float(p)) for k, p in zip(kept, mass, strict=True)
    )


def _distances(features: FloatArray) -> FloatArray:
    square = (features**2).sum(axis=1)
    distance: FloatArray = square[:, None] + square[None, :] - 2.0 * features @ features.T
    np.fill_diagonal(distance, 0.0)
    return np.sqrt(np.maximum(distance, 0.0))


def _features(one: Scenario, scenarios: tuple[Scenario, ...]) -> FloatArray:
    """Logarithms of the factors by month, and when each contract is lost, as a share of time."""
    curves = np.array([one.hashprice, one.btc_price, one.power_price, one.gpu_price])
    names = sorted({tenant.contract for other in scenarios for tenant in other.lost})
    lost = []
    for name in names:
        month = one.lost_from(name)
        gone = 0.0 if month is None else (one.months - month) / one.months
        lost.append(gone * np.sqrt(one.months))
    return np.concatenate((np.log(np.maximum(curves, _LEAST)).ravel(), lost))

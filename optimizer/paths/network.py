r"""The network: hashrate follows what miners earn, and fees come and go.

In logarithms and as deviations from the fleet's curves, with $r_t$ what all miners earn together
(price times subsidy and fees) and $h_t$ hashrate:

$$ h_t = h_{t-1} + \kappa (\varepsilon \, r_{t-1} - h_{t-1}) + \sigma_h \eta_t,
   \qquad \kappa = 1 - e^{-1/\text{lag}} $$

so a price that stays one per cent higher ends up with hashrate $\varepsilon$ per cent higher, and
difficulty takes back that much of what a miner gains. Hashprice is $r_t - h_t$. Halvings are in the
curves; fees count by their share of the reward, which doubles when the subsidy halves.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.units import MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]


def log_hashrate(
    rng: np.random.Generator,
    reward: FloatArray,
    elasticity: float,
    lag_months: float,
    volatility: float,
) -> FloatArray:
    """Deviation of hashrate, shape (paths, T).

    Args:
        rng: stream of random numbers.
        reward: deviation of what miners earn, shape (paths, T).
        elasticity: in the long run.
        lag_months: months in which two thirds of the way are gone.
        volatility: of what hashrate does on its own, of a year.
    """
    speed = 1.0 - np.exp(-1.0 / lag_months)
    noise = rng.standard_normal(reward.shape) * volatility / np.sqrt(MONTHS_PER_YEAR)
    out = np.zeros_like(reward)
    for t in range(1, reward.shape[1]):
        before = out[:, t - 1]
        out[:, t] = before + speed * (elasticity * reward[:, t - 1] - before) + noise[:, t]
    return out


def log_fees(
    rng: np.random.Generator, paths: int, months: int, volatility: float, half_life_months: float
) -> FloatArray:
    """Deviation of fees, which comes back to nil and whose exponential has mean one.

    Args:
        rng: stream of random numbers.
        paths, months: shape of the result.
        volatility: of a year.
        half_life_months: months after which half of a deviation is left.
    """
    kept = 0.5 ** (1.0 / half_life_months)
    step = volatility / np.sqrt(MONTHS_PER_YEAR)
    noise = rng.standard_normal((paths, months)) * step
    out, variance = np.zeros((paths, months)), np.zeros(months)
    for t in range(1, months):
        out[:, t] = kept * out[:, t - 1] + noise[:, t]
        variance[t] = kept**2 * variance[t - 1] + step**2
    return out - variance / 2.0


def log_reward(price: FloatArray, fees: FloatArray, fee_part: FloatArray) -> FloatArray:
    """Deviation of what miners earn together, shape (paths, T).

    Args:
        price: deviation of the coin's price, shape (paths, T).
        fees: deviation of fees, shape (paths, T).
        fee_part: fees as a part of subsidy and fees by month, shape (T,).
    """
    out: FloatArray = price + np.log1p(fee_part * np.expm1(fees))
    return out

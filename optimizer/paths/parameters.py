"""What is assumed where a fleet file says nothing: estimated from history, and dated.

``fleetopt calibrate`` makes these numbers; a test makes them again where the history is at hand.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A number and how sure it is.

    Attributes:
        value: the estimate.
        standard_error: of it.
    """

    value: float
    standard_error: float

    @property
    def interval(self) -> tuple[float, float]:
        """Where it lies with a probability of 95 %, roughly."""
        return self.value - 2 * self.standard_error, self.value + 2 * self.standard_error


@dataclass(frozen=True)
class Calibration:
    """Parameters of the network and the price of a coin.

    Attributes:
        first, last: days of the history, ``YYYY-MM-DD``.
        volatility: of the coin's price, of a year, a fraction.
        drift: its growth, of a year, a fraction: no guide to the future.
        elasticity: of hashrate to what all miners earn, in the long run.
        lag_months: months in which two thirds of the way to it are gone.
        trend: growth of hashrate at the same earnings, of a year: better machines.
        hashrate_volatility: what it does beside, of a year.
        fee_share: fees over the subsidy, the median month.
        fee_volatility: of its logarithm, of a year.
        fee_half_life_months: months after which half of a deviation is left.
    """

    first: str
    last: str
    volatility: Estimate
    drift: Estimate
    elasticity: Estimate
    lag_months: Estimate
    trend: Estimate
    hashrate_volatility: Estimate
    fee_share: Estimate
    fee_volatility: Estimate
    fee_half_life_months: Estimate


DEFAULT_PROBABILITIES = {
    "AAA": 0.0001,
    "AA": 0.0002,
    "A": 0.0005,
    "BBB": 0.0015,
    "BB": 0.006,
    "B": 0.031,
    "CCC": 0.26,
}
"""Yearly probability of default by rating: assumed, of the size of the long-run averages that
rating agencies publish."""

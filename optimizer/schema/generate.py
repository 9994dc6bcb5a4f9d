"""How futures are drawn at random: every process varies around the file's own curves."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from optimizer.schema.base import (
    Flag,
    Growth,
    Model,
    Month,
    Name,
    NonNegative,
    Positive,
    keys_error,
)

MOST_PATHS = 10_000

Volatility = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=500)]
"""Per cent per square root of a year."""
Chance = Annotated[float, Field(strict=True, allow_inf_nan=False, gt=0, lt=100)]
Paths = Annotated[int, Field(strict=True, ge=1, le=MOST_PATHS)]
Rating: TypeAlias = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC"]


class Statement(Model):
    """What somebody, or a market of options, says of a month: a chance that a price is lower."""

    month: Month
    """The month, after the horizon's first."""

    below_usd: Positive
    """Price of a bitcoin, USD."""

    probability_pct: Chance
    """Probability that the price is below that, per cent."""


class BtcProcess(Model):
    """The price of a bitcoin: a random walk of its logarithm around the file's curve."""

    drift_pct_per_year: Growth = 0
    """Growth beyond the file's curve, per cent per year. Default 0: the curve is the mean."""

    volatility_pct_per_year: Volatility | None = None
    """Volatility of a year, per cent. Default: the one estimated from daily history."""

    implied: Annotated[tuple[Statement, ...], Field(min_length=1)] | None = None
    """Statements from which the volatility is solved, month by month; instead of it."""

    @model_validator(mode="after")
    def _one_volatility(self) -> "BtcProcess":
        if self.implied is not None and self.volatility_pct_per_year is not None:
            raise keys_error("give `volatility_pct_per_year` or `implied`, not both")
        return self


class HashrateProcess(Model):
    """The network's hashrate: it follows what miners earn, late and not in full."""

    elasticity: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=2)] | None = None
    """Per cent by which hashrate ends up higher where miners' revenue stays one per cent higher.
    Default: estimated from history."""

    lag_months: Positive | None = None
    """Months in which two thirds of the way are gone. Default: estimated from history."""

    volatility_pct_per_year: Volatility | None = None
    """What hashrate does on its own, per cent per square root of a year. Default: estimated."""


class FeesProcess(Model):
    """Transaction fees: their logarithm wanders and comes back to the file's curve."""

    share_pct: NonNegative | None = None
    """Fees as a share of the subsidy, per cent, where the file gives hashprice and no network.
    Default: estimated from history."""

    volatility_pct_per_year: Volatility | None = None
    """Volatility of a year, per cent. Default: estimated from history."""

    half_life_months: Positive | None = None
    """Months after which half of a deviation is left. Default: estimated from history."""


class PowerProcess(Model):
    """Market prices of power: blocks of days drawn with replacement from the price file."""

    block_days: Annotated[int, Field(strict=True, ge=1, le=31)] = 7
    """Days in a block; hours of a block stay together. A month draws from the blocks of the same
    calendar month, in whatever year of the file. Default 7."""

    resample: Flag = True
    """Whether hours are drawn; false: every future has all hours of the file. Default true."""

    volatility_pct_per_year: Volatility = 0
    """Volatility of the level, per cent per square root of a year, around the file's prices.
    Default 0."""


class GpuProcess(Model):
    """Rent of GPUs: a random walk of its logarithm around the file's curve."""

    drift_pct_per_year: Growth = 0
    """Growth beyond the file's curve, per cent per year; a decline is negative. Default 0."""

    volatility_pct_per_year: Volatility = 20
    """Volatility of a year, per cent. Default 20."""


class TenantProcess(Model):
    """Defaults of tenants: drawn month by month, instead of counted as an expectation."""

    drawn: Flag = True
    """Whether defaults are drawn at all; false: `default_pct_per_year` counts as an expectation in
    every future. Default true."""

    ratings: Annotated[dict[Name, Rating], Field(default_factory=dict)]
    """Ratings of tenants by contract, from which their yearly probability of default follows.
    Default: each contract's `default_pct_per_year`."""


class Generate(Model):
    """Futures drawn at random, each with the same probability."""

    paths: Paths
    """How many are drawn."""

    seed: Annotated[int, Field(strict=True, ge=0, lt=2**31)] = 0
    """Seed: the same file and seed draw the same futures. Default 0."""

    reduce_to: Paths | None = None
    """Keep so many that stand best for all, with the probabilities of those they stand for.
    Default: keep all."""

    btc: BtcProcess = BtcProcess()
    """The price of a bitcoin."""

    hashrate: HashrateProcess = HashrateProcess()
    """The network's hashrate."""

    fees: FeesProcess = FeesProcess()
    """Transaction fees."""

    power: PowerProcess = PowerProcess()
    """Market prices of power."""

    gpu: GpuProcess = GpuProcess()
    """Rent of GPUs."""

    tenants: TenantProcess = TenantProcess(ratings={})
    """Defaults of tenants."""

    @model_validator(mode="after")
    def _fewer(self) -> "Generate":
        if self.reduce_to is not None and self.reduce_to > self.paths:
            raise keys_error("`reduce_to` is more than `paths`")
        return self

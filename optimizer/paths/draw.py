"""Draw the futures that a fleet file asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.months import Horizon
from optimizer.paths.bitcoin import (
    Below,
    implied_variances,
    log_walk,
    variances,
)
from optimizer.paths.defaults import CALIBRATION
from optimizer.paths.network import log_fees, log_hashrate, log_reward
from optimizer.paths.parameters import DEFAULT_PROBABILITIES
from optimizer.paths.reduce import reduced
from optimizer.scenario import LostTenant, Scenario
from optimizer.schema import Generate
from optimizer.units import MONTHS_PER_YEAR, fraction

FloatArray = NDArray[np.float64]

MOST_DRAWN = 2**31


@dataclass(frozen=True, eq=False)
class Around:
    """The fleet's own curves, as far as futures vary around them.

    Attributes:
        horizon: the months.
        btc_price: USD by month, shape (T,); None where the fleet gives none.
        fee_part: fees as a part of subsidy and fees by month, shape (T,); None where the fleet
            gives hashprice and no network.
        subsidy_share: subsidy relative to the first month's, shape (T,): fees are a larger part
            of the reward after a halving.
        default_rates: yearly probability of default by contract, fractions.
    """

    horizon: Horizon
    btc_price: FloatArray | None
    fee_part: FloatArray | None
    subsidy_share: FloatArray
    default_rates: Mapping[str, float]


def draw(said: Generate, around: Around) -> tuple[Scenario, ...]:
    """All futures, reduced if that was asked for.

    Raises:
        StatementError: what is said of prices cannot be true.
    """
    streams = [np.random.default_rng(seed) for seed in np.random.SeedSequence(said.seed).spawn(6)]
    coin, network, fees, power, gpu, tenants = streams
    paths, months = said.paths, around.horizon.months
    price = _price(said, around, coin)
    fee = log_fees(fees, paths, months, *_fee_process(said))
    reward = log_reward(price, fee, _fee_part(said, around))
    hashrate = log_hashrate(network, reward, *_hashrate_process(said))
    level = log_walk(power, paths, variances(fraction(said.power.volatility_pct_per_year), months))
    rents = _with_drift(
        log_walk(gpu, paths, variances(fraction(said.gpu.volatility_pct_per_year), months)),
        said.gpu.drift_pct_per_year,
    )
    draws = _draws(said, around, power)
    lost = _defaults(said, around, tenants)
    width = len(str(paths))
    drawn = tuple(
        Scenario(
            name=f"path {i + 1:0{width}d}",
            probability=1.0 / paths,
            hashprice=_factors(reward[i] - hashrate[i]),
            btc_price=_factors(price[i]),
            power_price=_factors(level[i]),
            gpu_price=_factors(rents[i]),
            power_draws=None if draws is None else draws[i],
            power_block_days=said.power.block_days,
            lost=lost[i],
            defaults_drawn=said.tenants.drawn,
        )
        for i in range(paths)
    )
    return drawn if said.reduce_to is None else reduced(drawn, said.reduce_to)


def _factors(logarithm: FloatArray) -> tuple[float, ...]:
    return tuple(np.exp(logarithm).tolist())


def _price(said: Generate, around: Around, rng: np.random.Generator) -> FloatArray:
    months, drift = around.horizon.months, said.btc.drift_pct_per_year
    if said.btc.implied is not None and around.btc_price is not None:
        statements = [
            Below(around.horizon.offset(one.month), one.below_usd, fraction(one.probability_pct))
            for one in said.btc.implied
        ]
        variance = implied_variances(statements, around.btc_price, fraction(drift))
    else:
        given = said.btc.volatility_pct_per_year
        known = CALIBRATION.volatility.value if given is None else fraction(given)
        variance = variances(known, months)
    return _with_drift(log_walk(rng, said.paths, variance), drift)


def _with_drift(walk: FloatArray, growth_pct: float) -> FloatArray:
    years = np.arange(walk.shape[1]) / MONTHS_PER_YEAR
    out: FloatArray = walk + np.log1p(fraction(growth_pct)) * years
    return out


def _fee_process(said: Generate) -> tuple[float, float]:
    volatility, half_life = said.fees.volatility_pct_per_year, said.fees.half_life_months
    return (
        CALIBRATION.fee_volatility.value if volatility is None else fraction(volatility),
        CALIBRATION.fee_half_life_months.value if half_life is None else half_life,
    )


def _fee_part(said: Generate, around: Around) -> FloatArray:
    if around.fee_part is not None:
        return around.fee_part
    share = said.fees.share_pct
    known = CALIBRATION.fee_share.value if share is None else fraction(share)
    relative = known / around.subsidy_share
    part: FloatArray = relative / (1.0 + relative)
    return part


def _hashrate_process(said: Generate) -> tuple[float, float, float]:
    asked = said.hashrate
    volatility = asked.volatility_pct_per_year
    return (
        CALIBRATION.elasticity.value if asked.elasticity is None else asked.elasticity,
        CALIBRATION.lag_months.value if asked.lag_months is None else asked.lag_months,
        CALIBRATION.hashrate_volatility.value if volatility is None else fraction(volatility),
    )


def _draws(
    said: Generate, around: Around, rng: np.random.Generator
) -> list[tuple[tuple[int, ...], ...]] | None:
    """Numbers of the blocks of days that each month of each path takes its hours from."""
    if not said.power.resample:
        return None
    counts = [-(-int(days) // said.power.block_days) for days in around.horizon.days]
    numbers = rng.integers(0, MOST_DRAWN, (said.paths, sum(counts)))
    ends = np.cumsum(counts)[:-1]
    return [
        tuple(tuple(part.tolist()) for part in np.split(numbers[i], ends))
        for i in range(said.paths)
    ]


def _defaults(
    said: Generate, around: Around, rng: np.random.Generator
) -> Sequence[tuple[LostTenant, ...]]:
    """Tenants who default, by path."""
    if not said.tenants.drawn:
        return [()] * said.paths
    rates = dict(around.default_rates)
    for name, rating in said.tenants.ratings.items():
        rates[name] = DEFAULT_PROBABILITIES[rating]
    out: list[tuple[LostTenant, ...]] = []
    # A draw for every contract, whatever its rate: another rate leaves the others' luck alone.
    luck = rng.random((said.paths, len(rates)))
    for i in range(said.paths):
        lost = []
        for (name, rate), chance in zip(rates.items(), luck[i], strict=True):
            if rate <= 0:
                continue
            years = np.log(chance) / np.log1p(-rate) if rate < 1 else 0.0
            month = int(np.floor(years * MONTHS_PER_YEAR))
            if month < around.horizon.months:
                lost.append(LostTenant(name, month))
        out.append(tuple(lost))
    return out

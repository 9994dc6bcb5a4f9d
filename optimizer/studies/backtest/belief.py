r"""What is believed of prices at the start of a month, from what had happened until then.

Before that month everything is what happened. From it on

* the price of a coin, GPU rents and the prices of servers stay what they were in the month before;
* hashprice either *stays*, but for the subsidy, which everybody knows will halve, or goes on along
  its *trend*: the exponential that fits all months known by least squares, through the last one;
* what machines cost and fetch moves with what is believed of hashprice;
* the hours of a site's power are those of the same calendar month a year before, where there is
  one; in the first year those of the fleet file.

Contracts, interest, fixed prices, dates and sizes are known from the start: they are agreed.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.assemble.market import block_subsidy
from optimizer.inputs.assemble.power import reference_price
from optimizer.inputs.problem import GpuServer, Machine, Market, Power, Problem, Site
from optimizer.studies.backtest.past import Past

FloatArray = NDArray[np.float64]

LEAST_TREND = 24
"""Months that must be known before a trend is believed; until then hashprice stays."""


class Belief(StrEnum):
    """What is believed of hashprice."""

    STAYS = "stays"
    """It stays what it is, but for the subsidy."""

    TREND = "trend"
    """It goes on as it has gone so far."""

    TRUE = "true"
    """What happens is known."""


def believed(problem: Problem, month: int, belief: Belief, past: Past) -> Problem:
    """The problem as it looks at the start of a month.

    Args:
        problem: with the curves that happened.
        month: offset; what is before it is known. The horizon's length for afterwards.
        belief: what is believed of hashprice.
        past: the months before the horizon.

    Returns:
        The problem whose curves from that month on are what is believed; it has no scenarios.
    """
    calm = replace(problem, scenarios=(), future=None)
    if belief is Belief.TRUE or month >= problem.horizon.months:
        return calm
    hashprice, last = believed_hashprice(problem, month, belief, past)
    move = hashprice / last if last > 0 else np.ones(len(hashprice))
    told = replace(_power(calm, month), market=_market(problem, hashprice, month))
    return replace(
        told,
        asics=tuple(replace(one, machine=_machine(one.machine, month, move)) for one in told.asics),
        asic_orders=tuple(
            replace(
                one,
                machine=_machine(one.machine, month, move),
                price=_moving(one.price, month, move),
            )
            for one in told.asic_orders
        ),
        gpus=tuple(replace(one, server=_server(one.server, month)) for one in told.gpus),
        gpu_orders=tuple(
            replace(one, server=_server(one.server, month), price=_staying(one.price, month))
            for one in told.gpu_orders
        ),
    )


def believed_hashprice(
    problem: Problem, month: int, belief: Belief, past: Past
) -> tuple[FloatArray, float]:
    """Hashprice as it is believed, and what it was when it was last seen.

    Returns:
        USD per PH/s and day by month of the horizon, what happened before ``month``; and the last
        month's. Where nothing is known at all the first month of the horizon is.
    """
    came = problem.market.hashprice
    known = np.concatenate((past.hashprice, came[:month]))
    ahead = np.arange(month, len(came))
    if not len(known):
        known, month_of_last = came[:1], 0
    else:
        month_of_last = month - 1
    last = float(known[-1])
    steps = ahead - month_of_last
    if belief is Belief.TREND and len(known) >= LEAST_TREND and known.min() > 0:
        expected = last * np.exp(_slope(known) * steps)
    else:
        expected = last * _subsidies(problem, ahead) / _subsidies(problem, [month_of_last])
    return np.concatenate((came[:month], expected)), last


def _slope(known: FloatArray) -> float:
    """Monthly growth of the logarithm, by least squares."""
    t = np.arange(len(known), dtype=float)
    slope, _ = np.polyfit(t, np.log(known), 1)
    return float(slope)


def _subsidies(problem: Problem, offsets: Sequence[int] | NDArray[np.int64]) -> FloatArray:
    """BTC per block; without a halving where the horizon is older than the schedule."""
    try:
        return np.array([block_subsidy(problem.horizon.start + int(t)) for t in offsets])
    except ValueError:
        return np.ones(len(offsets))


def _staying(values: FloatArray, month: int) -> FloatArray:
    """What was known before a month, and from it on the last known."""
    return _moving(values, month, np.ones(len(values)))


def _moving(values: FloatArray, month: int, move: FloatArray) -> FloatArray:
    """The same, where the last known moves."""
    out: FloatArray = np.concatenate((values[:month], values[max(month - 1, 0)] * move[month:]))
    return out


def _market(problem: Problem, hashprice: FloatArray, month: int) -> Market:
    coin = problem.market.btc_price
    return Market(hashprice, None if coin is None else _staying(coin, month))


def _machine(machine: Machine, month: int, move: FloatArray) -> Machine:
    return replace(machine, resale=_moving(machine.resale, month, move))


def _server(server: GpuServer, month: int) -> GpuServer:
    return replace(server, usd_per_gpu_hour=_staying(server.usd_per_gpu_hour, month))


def _power(problem: Problem, month: int) -> Problem:
    """Every site with the hours of the same calendar month of the last year that is known."""
    sources = [_last_known(t, month) for t in range(problem.horizon.months)]
    return replace(
        problem, sites=tuple(replace(one, power=_hours(one, sources)) for one in problem.sites)
    )


def _last_known(t: int, month: int) -> int:
    """The last month of t's calendar month that is over in a month; t where there is none."""
    if t < month:
        return t
    before = t - 12 * (-(-(t - month + 1) // 12))
    return before if before >= 0 else t


def _hours(site: Site, sources: Sequence[int]) -> Power:
    """A site's power, every month with the hours of another, as many as it has itself."""
    power = site.power
    if power.market is None:
        return power
    hours = []
    for t, source in enumerate(sources):
        table = power.hours[source]
        share = power.hours[t].weight.sum() / table.weight.sum()
        hours.append(table if source == t else replace(table, weight=table.weight * share))
    market = replace(power.market, mean_price=power.market.mean_price[list(sources)])
    return replace(
        power,
        market=market,
        hours=tuple(hours),
        reference_price=reference_price(power.blocks, market, site.grid_mw),
    )

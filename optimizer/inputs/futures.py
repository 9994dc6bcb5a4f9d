"""The fleet's arrays in a future: the file's own, with a scenario's factors, losses and delays."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.assemble.power import reference_price
from optimizer.inputs.problem import (
    Contract,
    FloatArray,
    GpuServer,
    HourTable,
    Market,
    Power,
    Problem,
)
from optimizer.scenario import Scenario


def under(problem: Problem, scenario: Scenario) -> Problem:
    """The problem in a future.

    Hashprice, the price of a coin, market prices of power and GPU rent are multiplied; hours are
    those drawn, if any; lost tenants and late builds are marked. Everything else stays.

    Args:
        problem: as the fleet file has it.
        scenario: one of its futures, or any other.

    Returns:
        A problem with no scenarios of its own, whose ``future`` is the scenario.

    Raises:
        ValueError: the scenario has other months than the horizon.
    """
    if scenario.months != problem.horizon.months:
        raise ValueError(
            f"scenario {scenario.name!r} has {scenario.months} months, "
            f"the horizon {problem.horizon.months}"
        )
    gpu_price = np.array(scenario.gpu_price)
    return replace(
        problem,
        market=_market(problem.market, scenario),
        sites=tuple(
            replace(site, power=_power(site.power, site.grid_mw, scenario))
            for site in problem.sites
        ),
        halls=tuple(replace(hall, slip=scenario.slip(hall.name)) for hall in problem.halls),
        gpus=tuple(replace(one, server=_server(one.server, gpu_price)) for one in problem.gpus),
        gpu_orders=tuple(
            replace(one, server=_server(one.server, gpu_price)) for one in problem.gpu_orders
        ),
        contracts=tuple(_contract(one, scenario) for one in problem.contracts),
        scenarios=(),
        future=scenario,
    )


def _market(market: Market, scenario: Scenario) -> Market:
    price = None if market.btc_price is None else market.btc_price * np.array(scenario.btc_price)
    return Market(market.hashprice * np.array(scenario.hashprice), price)


def _server(server: GpuServer, factor: FloatArray) -> GpuServer:
    return replace(server, usd_per_gpu_hour=server.usd_per_gpu_hour * factor)


def _contract(contract: Contract, scenario: Scenario) -> Contract:
    drawn = scenario.months if scenario.defaults_drawn else 0
    return replace(contract, lost_from=scenario.lost_from(contract.name), expected_from=drawn)


def _power(power: Power, grid_mw: FloatArray, scenario: Scenario) -> Power:
    """Supplies whose market has other prices; what follows from them is worked out again."""
    if power.market is None:
        return power
    hours = tuple(
        _hours(table, scenario, t, factor)
        for t, (table, factor) in enumerate(zip(power.hours, scenario.power_price, strict=True))
    )
    mean = np.array([np.average(table.price, weights=table.weight) for table in hours])
    market = replace(power.market, mean_price=mean)
    return replace(
        power,
        market=market,
        hours=hours,
        reference_price=reference_price(power.blocks, market, grid_mw),
    )


def _hours(table: HourTable, scenario: Scenario, t: int, factor: float) -> HourTable:
    """The hours of a month at the scenario's prices, of the blocks drawn if any are."""
    if scenario.power_draws is None or table.day is None:
        return replace(table, price=table.price * factor)
    block = blocks_of(table.day, scenario.power_block_days)
    drawn = np.array(scenario.power_draws[t], dtype=np.int64) % (int(block.max()) + 1)
    times = np.bincount(drawn, minlength=int(block.max()) + 1)[block].astype(float)
    weight = times * (table.weight.sum() / times.sum())
    kept = times > 0
    candidate = table.candidate[kept]
    if table.candidate.any() and not candidate.any():
        # The dearest hours of the file are not among those drawn: the dearest of these is.
        candidate = np.arange(int(kept.sum())) == np.argmax(table.price[kept])
    return HourTable(table.price[kept] * factor, weight[kept], candidate, table.day[kept])


def blocks_of(day: NDArray[np.int64], block_days: int) -> NDArray[np.int64]:
    """Which block of days each hour of a calendar month belongs to, counted from 0.

    Args:
        day: days since 1970-01-01, shape (n,).
        block_days: days in a block; the last block of a month may be shorter.
    """
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    in_month = day - month.astype("datetime64[D]").astype(np.int64)
    _, block = np.unique(
        np.stack((month.astype(np.int64), in_month // block_days)), axis=1, return_inverse=True
    )
    return np.asarray(block, dtype=np.int64).reshape(-1)

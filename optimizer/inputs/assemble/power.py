"""Power supply of a site: blocks, market, hours, charges and the reference price."""

import calendar
from collections.abc import Sequence

import numpy as np

from optimizer import schema
from optimizer.inputs import hour_tables
from optimizer.inputs.assemble.reading import Loc, Reading, ranges_of
from optimizer.inputs.curves import out_of_range
from optimizer.inputs.hour_tables import PeakRule
from optimizer.inputs.problem import (
    FloatArray,
    HourTable,
    MarketSupply,
    Power,
    PowerBlock,
)
from optimizer.inputs.tables import Fault, HourlyPrices, TableError

_LEAST_COVERAGE = 0.9


def power(said: schema.Power, grid_mw: FloatArray, reading: Reading, loc: Loc) -> Power:
    """Power supply of a site whose interconnection delivers ``grid_mw``, shape (T,)."""
    blocks: list[PowerBlock] = []
    bought: tuple[schema.MarketSupply, Loc] | None = None
    for i, supply in enumerate(said.supply):
        at = (*loc, "supply", i)
        if isinstance(supply, schema.MarketSupply):
            bought = (supply, at)
        else:
            blocks.append(_block(supply, reading, at))
    hours = _hours(bought, _peak_rule(said.coincident_peak), reading)
    market = None if bought is None else _market(*bought, hours, reading)
    return Power(
        blocks=tuple(blocks),
        market=market,
        hours=hours,
        demand_rate=reading.curve(said, "demand_usd_per_kw_month", loc),
        peak_rate=_peak_rate(said.coincident_peak, reading, (*loc, "coincident_peak")),
        reference_price=reference_price(blocks, market, grid_mw),
    )


def reference_price(
    blocks: Sequence[PowerBlock], market: MarketSupply | None, grid_mw: FloatArray
) -> FloatArray:
    """Reference price of a site in USD/MWh, shape (T,).

    With a market it is the mean price at full load: take-or-pay blocks in force up to
    ``grid_mw`` in file order, the rest at the mean market price plus adder (the latter alone
    where ``grid_mw`` is 0). Without a market it is the MW-weighted mean of the blocks in force,
    and 0 in a month without any.

    Args:
        blocks: in file order.
        market: the market supply, or None.
        grid_mw: gross MW, shape (T,).
    """
    cost = np.zeros_like(grid_mw)
    if market is None:
        size = np.zeros_like(grid_mw)
        for block in blocks:
            mw = block.mw * block.active
            size += mw
            cost += mw * block.price
        return np.divide(cost, size, out=np.zeros_like(cost), where=size > 0)
    rest = market.mean_price + market.adder
    left = grid_mw.copy()
    for block in blocks:
        if block.take_or_pay:
            used = np.minimum(block.mw * block.active, left)
            left -= used
            cost += used * block.price
    cost += left * rest
    return np.divide(cost, grid_mw, out=rest.copy(), where=grid_mw > 0)


def _block(said: schema.BlockSupply, reading: Reading, loc: Loc) -> PowerBlock:
    """A fixed-price block."""
    months = np.arange(reading.horizon.months)
    first = reading.offset(said.from_, default=0)
    last = reading.offset(said.until, default=reading.last)
    return PowerBlock(
        name=said.name,
        mw=said.mw,
        price=reading.curve(said, "usd_per_mwh", loc),
        take_or_pay=said.take_or_pay,
        resale=said.resale,
        resale_fee=float(said.resale_fee_usd_per_mwh),
        active=(months >= first) & (months <= last),
    )


def _market(
    said: schema.MarketSupply, loc: Loc, hours: tuple[HourTable, ...], reading: Reading
) -> MarketSupply:
    """The market supply."""
    return MarketSupply(
        name=said.name,
        adder=reading.curve(said, "adder_usd_per_mwh", loc),
        max_mw=said.max_mw,
        mean_price=np.array([np.average(table.price, weights=table.weight) for table in hours]),
    )


# --------------------------------------------------------------------------- coincident peak


def _peak_rule(said: schema.CoincidentPeak | None) -> PeakRule | None:
    """Which hours may be the coincident peak."""
    if said is None:
        return None
    hours = None if said.hours_of_day is None else frozenset(said.hours_of_day)
    return PeakRule(frozenset(said.months), hours, said.dearest_hours_per_month)


def _peak_rate(said: schema.CoincidentPeak | None, reading: Reading, loc: Loc) -> FloatArray:
    """Charge accrued in each month, USD per kW, shape (T,)."""
    if said is None:
        return np.zeros(reading.horizon.months)
    months = sorted(set(said.months))
    charged = np.isin(reading.horizon.calendar_months, months)
    return np.where(charged, reading.curve(said, "usd_per_kw_year", loc) / len(months), 0.0)


# ------------------------------------------------------------------------------------- hours


def _hours(
    bought: tuple[schema.MarketSupply, Loc] | None, rule: PeakRule | None, reading: Reading
) -> tuple[HourTable, ...]:
    """The hour tables, length T; prices are zeros without a market."""
    horizon = reading.horizon
    if bought is None:
        return hour_tables.flat(np.zeros(horizon.months), horizon, rule)
    said, loc = bought
    if not isinstance(said.price, schema.HourlyPrices):
        return hour_tables.flat(reading.curve(said, "price", loc), horizon, rule)
    scale = reading.curve(said.price, "scale", (*loc, "price"))
    prices = _hourly_prices(said.price, reading, (*loc, "price"))
    if prices is None:
        return hour_tables.flat(np.zeros(horizon.months), horizon, rule)
    return hour_tables.from_file(prices, scale, horizon, rule)


def _hourly_prices(said: schema.HourlyPrices, reading: Reading, loc: Loc) -> HourlyPrices | None:
    """The prices of an hourly file that has hours for every month; None after an error."""
    allowed = ranges_of(schema.MarketSupply, "price")
    try:
        prices = reading.tables.hourly(said.hourly_csv, said.column)
        if faults := out_of_range(prices.price, prices.lines, said.column, allowed):
            raise TableError(said.hourly_csv, faults)
        _check_coverage(prices, said.hourly_csv, reading, loc)
    except TableError as error:
        reading.add_table(error, loc, "hourly_csv", said.column)
        return None
    return prices


def _check_coverage(prices: HourlyPrices, name: str, reading: Reading, loc: Loc) -> None:
    """Warn of calendar months with few hours.

    Raises:
        TableError: a calendar month of the horizon has no hours.
    """
    found = hour_tables.hours_found(prices)
    needed: dict[int, float] = {}
    for month, hours in zip(
        reading.horizon.calendar_months.tolist(), reading.horizon.hours.tolist(), strict=True
    ):
        needed[month] = min(hours, needed.get(month, hours))
    missing = [month for month in needed if not found[month]]
    if missing:
        message = f"there are no hours of {_listed(missing)}, which the horizon needs"
        hint = "add a reference year that has them"
        raise TableError(name, [Fault("E407", 0, message, hint=hint)])
    few = [month for month, hours in needed.items() if found[month] < _LEAST_COVERAGE * hours]
    if few:
        worst = min(few, key=lambda month: found[month] / needed[month])
        message = (
            f"{name} has less than {_LEAST_COVERAGE:.0%} of the hours of {_listed(few)}: "
            f"{calendar.month_name[worst]} has {found[worst]} of {needed[worst]:.0f}"
        )
        reading.add("W401", (*loc, "hourly_csv"), message, hint="take whole months")


def _listed(months: Sequence[int]) -> str:
    """Calendar months in words, like ``Jan, Feb``."""
    return ", ".join(calendar.month_abbr[month] for month in sorted(months))

"""Power: every month has some, firm load is carried, and resale has a market."""

from collections.abc import Iterator

import numpy as np

from optimizer.inputs.checks.base import Context, Issue, months_listed
from optimizer.inputs.checks.space import server_mw
from optimizer.inputs.problem import BoolArray, FloatArray
from optimizer.schema import BlockSupply, HourlyPrices, MarketSupply, Site

_LOOKS_LIKE_CENTS = 7.5
_TOLERANCE = 1e-9


def resale_without_market(ctx: Context) -> Iterator[Issue]:
    """A block may be resold without being paid for whole, or without a market to resell it to."""
    for site, loc in ctx.sites():
        for i, supply in enumerate(site.power.supply):
            if not isinstance(supply, BlockSupply) or not supply.resale:
                continue
            at = (*loc, "power", "supply", i, "resale")
            if not supply.take_or_pay:
                message = "`resale` needs `take_or_pay: true`: only what is paid for can be resold"
                yield Issue(at, message, hint="add `take_or_pay: true`, or remove `resale`")
            if site.power.market is None:
                message = f"`resale` needs a market supply, and site {site.name!r} has none"
                yield Issue(at, message, hint="add a supply of `kind: market`, or remove `resale`")


def several_markets(ctx: Context) -> Iterator[Issue]:
    """A site has more than one market supply."""
    for site, loc in ctx.sites():
        markets = [i for i, s in enumerate(site.power.supply) if isinstance(s, MarketSupply)]
        for i in markets[1:]:
            message = f"site {site.name!r} has more than one market supply"
            yield Issue((*loc, "power", "supply", i, "kind"), message, allowed="at most one")


def month_without_supply(ctx: Context) -> Iterator[Issue]:
    """No supply of a site is in force in some month."""
    for site, loc in ctx.sites():
        if site.power.market is not None:
            continue
        dark: BoolArray = ~np.any([_in_force(ctx, block) for block in site.power.blocks], axis=0)
        if dark.any():
            message = f"no supply is in force in {months_listed(ctx.horizon, dark)}"
            hint = "add a supply, or mend `from` and `until`"
            yield Issue((*loc, "power", "supply"), message, hint=hint)


def too_little_power(ctx: Context) -> Iterator[Issue]:
    """Supplies or the grid cannot carry the load that is there whatever the plan does."""
    for site, loc in ctx.sites():
        supplied = _most_supply(ctx, site)
        grid = ctx.curve(site.grid_mw)
        load, reserved = _firm_load(ctx, site)
        dark = supplied <= 0
        short = (supplied < load - _TOLERANCE) & ~dark
        if short.any():
            most, least = load[short].max(), supplied[short].min()
            message = (
                f"firm load (auxiliary and GPU servers) of {most:g} MW exceeds the supplies in "
                f"force ({least:g} MW) in {months_listed(ctx.horizon, short)}"
            )
            yield Issue((*loc, "power", "supply"), message, hint="add power, or mend the load")
        if grid is None or grid.min() < 0:  # told about where the curve is read
            continue
        over = grid < reserved - _TOLERANCE
        if over.any():
            most, least = reserved[over].max(), grid[over].min()
            message = (
                f"firm load (auxiliary and GPU servers) of {most:g} MW exceeds `grid_mw` "
                f"({least:g}) in {months_listed(ctx.horizon, over)}"
            )
            yield Issue((*loc, "grid_mw"), message, hint="mend one of the two")


def _in_force(ctx: Context, block: BlockSupply) -> BoolArray:
    """Months in which a block is in force, shape (T,)."""
    offsets = np.arange(ctx.horizon.months)
    first = ctx.horizon.offset(block.from_ or ctx.horizon.start)
    last = ctx.horizon.offset(block.until or ctx.horizon.end)
    return (offsets >= first) & (offsets <= last)


def _most_supply(ctx: Context, site: Site) -> FloatArray:
    """Most gross MW that a site can get, shape (T,)."""
    total = np.zeros(ctx.horizon.months)
    for block in site.power.blocks:
        total += block.mw * _in_force(ctx, block)
    market = site.power.market
    if market is not None:
        total += np.inf if market.max_mw is None else market.max_mw
    return total


def _firm_load(ctx: Context, site: Site) -> tuple[FloatArray, FloatArray]:
    """Average and reserved gross MW of auxiliary load and owned GPU servers, each shape (T,)."""
    load = np.full(ctx.horizon.months, float(site.auxiliary_mw))
    reserved = load.copy()
    halls = {hall.name: hall for hall in site.halls}
    for group in site.gpus:
        hall = halls.get(group.hall.rpartition("/")[2])
        if hall is None:
            continue
        last = ctx.horizon.offset(group.until or ctx.horizon.end)
        gross = server_mw(group) * group.servers * hall.pue.hpc
        there = np.arange(ctx.horizon.months) <= last
        reserved += gross * there
        load += gross * there * group.load_factor_pct / 100
    return load, reserved


def market_price_without_market(ctx: Context) -> Iterator[Issue]:
    """A lease passes energy through at a market price that one of its sites does not have."""
    for contract, loc in ctx.contracts():
        if contract.pass_through_price != "market" or "energy" not in contract.passes:
            continue
        sites = dict.fromkeys(place.site for place in ctx.hpc_halls(contract.halls))
        without = [s for s in sites if ctx.fleet.sites[s].power.market is None]
        if without:
            names = ", ".join(repr(ctx.fleet.sites[s].name) for s in without)
            message = f"`pass_through_price: market`, but {names} has no market supply"
            hint = "add one, name halls elsewhere, or use `reference` or a curve"
            yield Issue((*loc, "pass_through_price"), message, hint=hint)


def price_like_cents(ctx: Context) -> Iterator[Issue]:
    """A power price looks like cents or dollars per kWh."""
    for site, loc in ctx.sites():
        for i, supply in enumerate(site.power.supply):
            block = isinstance(supply, BlockSupply)
            said = supply.usd_per_mwh if isinstance(supply, BlockSupply) else supply.price
            values = None if isinstance(said, HourlyPrices) else ctx.curve(said)
            if values is None or not 0 < np.abs(values).max() < _LOOKS_LIKE_CENTS:
                continue
            price = float(np.abs(values).max())
            factor, unit = (10, "cents per kWh") if price >= 0.5 else (1000, "USD per kWh")
            message = f"{price:g} USD per MWh is very little: it looks like {unit}"
            hint = f"if so, write {price * factor:g}"
            key = "usd_per_mwh" if block else "price"
            yield Issue((*loc, "power", "supply", i, key), message, hint=hint)


def block_larger_than_grid(ctx: Context) -> Iterator[Issue]:
    """A block is larger than the interconnection ever is, and its rest cannot be resold."""
    for site, loc in ctx.sites():
        grid = ctx.curve(site.grid_mw)
        for i, supply in enumerate(site.power.supply):
            if grid is None or not isinstance(supply, BlockSupply) or supply.resale:
                continue
            if supply.mw > grid.max() + _TOLERANCE:
                message = f"the block of {supply.mw:g} MW is larger than `grid_mw` ever is"
                hint = f"grid_mw is at most {grid.max():g}; both are gross MW at the meter"
                yield Issue((*loc, "power", "supply", i, "mw"), message, hint=hint)

"""Deals: contracts that exclude each other, prices that make free money, the market's prices."""

from collections.abc import Iterator

import numpy as np

from optimizer.inputs.checks.base import Context, Issue, months_listed
from optimizer.schema import Contract

_TOLERANCE = 1e-9


def excludes_itself(ctx: Context) -> Iterator[Issue]:
    """A contract excludes itself, or two that are forced exclude each other."""
    by_name = {contract.name: contract for contract in ctx.fleet.contracts}

    def forced(contract: Contract) -> bool:
        return contract.must_sign or ctx.runs_already(contract)

    for contract, loc in ctx.contracts():
        for n, name in enumerate(contract.excludes):
            at = (*loc, "excludes", n)
            if name == contract.name:
                yield Issue(at, f"{name!r} excludes itself", hint="remove it from the list")
            elif name in by_name and forced(contract) and forced(by_name[name]):
                message = (
                    f"{contract.name!r} and {name!r} exclude each other, and neither can be refused"
                )
                hint = "remove `excludes`, or `must_sign` of one of them"
                yield Issue(at, message, hint=hint)


def lease_without_rent(ctx: Context) -> Iterator[Issue]:
    """A lease earns nothing."""
    for contract, loc in ctx.contracts():
        if contract.usd_per_kw_month == 0:
            yield Issue((*loc, "usd_per_kw_month"), "the lease earns no rent")


def resale_above_price(ctx: Context) -> Iterator[Issue]:
    """A machine can be sold for more than it costs in the month of its order."""
    horizon = ctx.horizon
    for i, order in enumerate(ctx.fleet.asic_orders):
        price, resale = ctx.curve(order.usd_per_th), ctx.curve(order.resale_usd_per_th)
        if price is None or resale is None:
            continue
        offsets = np.arange(horizon.months)
        first = horizon.offset(order.earliest or horizon.start)
        last = horizon.offset(order.latest or horizon.end)
        window = (offsets >= first) & (offsets <= last)
        free = (resale > price + _TOLERANCE) & window
        if free.any():
            t = int(np.flatnonzero(free)[0])
            message = (
                f"a machine sells for {resale[t]:g} USD/TH and costs {price[t]:g}: free money in "
                f"{months_listed(horizon, free)}"
            )
            allowed = "at most `usd_per_th` of the same month"
            loc = ("asic_orders", i, "resale_usd_per_th")
            yield Issue(loc, message, f"{resale[t]:g}", allowed)


def no_bitcoin_price(ctx: Context) -> Iterator[Issue]:
    """A treasury or BTC-backed debt has no price of bitcoin to be valued at."""
    finance = ctx.fleet.finance
    if finance is None or ctx.fleet.market.btc_price is not None:
        return
    hint = "add `btc_price_usd` to `market`, or give `network` in place of hashprice"
    if finance.treasury is not None:
        message = "a treasury needs the price of bitcoin"
        yield Issue(("finance", "treasury"), message, hint=hint)
    for i, debt in enumerate(finance.debts):
        if debt.kind == "btc_backed":
            message = f"the BTC-backed debt {debt.name!r} needs the price of bitcoin"
            yield Issue(("finance", "debts", i), message, hint=hint)


def two_bitcoin_prices(ctx: Context) -> Iterator[Issue]:
    """The price of bitcoin is given twice."""
    market = ctx.fleet.market
    if market.network is not None and market.btc_price_usd is not None:
        message = "`network` has a price of bitcoin too; that one is used, and this one is not"
        yield Issue(("market", "btc_price_usd"), message, hint="remove one of the two")

"""Hashprice and the price of bitcoin over the horizon."""

import numpy as np

from optimizer import schema
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import FloatArray, Market
from optimizer.months import Month
from optimizer.units import BLOCKS_PER_DAY, HALVING_MONTHS, PH_PER_EH

HALVINGS = (
    (Month.of(2016, 7), 12.5),
    (Month.of(2020, 5), 6.25),
    (Month.of(2024, 5), 3.125),
)
"""Months from which a subsidy in BTC per block is taken."""


def block_subsidy(month: Month) -> float:
    """Block subsidy in BTC; after the last known halving it halves every 48 months.

    Raises:
        ValueError: the month is before the first known halving.
    """
    last, subsidy = HALVINGS[-1]
    if month >= last:
        return float(subsidy * 0.5 ** ((month - last) // HALVING_MONTHS))
    for since, known in reversed(HALVINGS):
        if month >= since:
            return known
    raise ValueError(f"the halving schedule starts in {HALVINGS[0][0]}, got {month}")


def network_hashprice(
    subsidy: FloatArray, fees: FloatArray, btc_price: FloatArray, hashrate_eh: FloatArray
) -> FloatArray:
    """Hashprice in USD per PH/s and day, shape (T,).

    Args:
        subsidy: BTC per block, shape (T,).
        fees: BTC per block, shape (T,).
        btc_price: USD per BTC, shape (T,).
        hashrate_eh: of the whole network, EH/s, shape (T,).
    """
    return (subsidy + fees) * BLOCKS_PER_DAY * btc_price / (PH_PER_EH * hashrate_eh)


def market(said: schema.Market, reading: Reading, loc: Loc) -> Market:
    """Prices that all sites share."""
    if said.network is None:
        hashprice = reading.curve(said, "hashprice_usd_per_ph_day", loc)
        if said.btc_price_usd is None:
            return Market(hashprice, None)
        return Market(hashprice, reading.curve(said, "btc_price_usd", loc))
    network, at = said.network, (*loc, "network")
    price = reading.curve(network, "btc_price_usd", at)
    hashprice = network_hashprice(
        subsidy=_subsidy(network, reading, at),
        fees=reading.curve(network, "fees_btc_per_block", at),
        btc_price=price,
        hashrate_eh=reading.curve(network, "hashrate_eh", at),
    )
    return Market(hashprice, price)


def _subsidy(network: schema.Network, reading: Reading, loc: Loc) -> FloatArray:
    """BTC per block, shape (T,)."""
    if network.block_subsidy_btc is not None:
        return reading.curve(network, "block_subsidy_btc", loc)
    horizon = reading.horizon
    try:
        return np.array([block_subsidy(horizon.start + t) for t in range(horizon.months)])
    except ValueError as error:
        reading.add("E333", loc, str(error), hint="give `block_subsidy_btc`")
        return np.ones(horizon.months)

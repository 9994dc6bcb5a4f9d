"""What hashing earns, and what a coin is worth."""

from decimal import Decimal

from optimizer.ledger.amounts import THOUSAND, Monthly
from optimizer.ledger.case import Case
from optimizer.months import Month
from optimizer.schema import Network

_BLOCKS_A_DAY = 144
_HALVINGS = (
    (Month.of(2016, 7), Decimal("12.5")),
    (Month.of(2020, 5), Decimal("6.25")),
    (Month.of(2024, 5), Decimal("3.125")),
)
_HALVING_MONTHS = 48


def hashprice(case: Case) -> Monthly:
    """USD per PH/s and day, by month."""
    if case.scenario is None:
        return _hashprice(case)
    return case.scaled(_hashprice(case), case.scenario.hashprice)


def _hashprice(case: Case) -> Monthly:
    market = case.fleet.market
    if market.network is None:
        assert market.hashprice_usd_per_ph_day is not None
        return case.curve(market.hashprice_usd_per_ph_day)
    network = market.network
    price, hashrate_eh = case.curve(network.btc_price_usd), case.curve(network.hashrate_eh)
    fees, subsidy = case.curve(network.fees_btc_per_block), _subsidy(case, network)
    return tuple(
        (subsidy[t] + fees[t]) * _BLOCKS_A_DAY * price[t] / (THOUSAND * hashrate_eh[t])
        for t in case.timeline.all
    )


def btc_price(case: Case) -> Monthly | None:
    """USD per BTC by month; None where the file gives none."""
    price = case.fleet.market.btc_price
    if price is None:
        return None
    if case.scenario is None:
        return case.curve(price)
    return case.scaled(case.curve(price), case.scenario.btc_price)


def _subsidy(case: Case, network: Network) -> Monthly:
    """New coins, BTC per block."""
    if network.block_subsidy_btc is not None:
        return case.curve(network.block_subsidy_btc)
    return tuple(_scheduled(case.timeline.start + t) for t in case.timeline.all)


def _scheduled(month: Month) -> Decimal:
    """The halving schedule by month."""
    start, coins = next((m, c) for m, c in reversed(_HALVINGS) if m <= month)
    return coins / Decimal(2) ** ((month - start) // _HALVING_MONTHS)

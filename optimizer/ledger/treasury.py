"""Coins: mined, kept and sold."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ONE, ZERO, Monthly, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.lines import Line
from optimizer.ledger.market import btc_price
from optimizer.schema import Treasury


@dataclass(frozen=True)
class Coins:
    """Coins held at every month's end.

    Attributes:
        held: BTC.
        value: USD at the month's price.
        net_of_fee: what a sale of them after the last month would bring, USD.
    """

    held: Monthly
    value: Monthly
    net_of_fee: Decimal


def fee_on_mined(case: Case) -> Decimal:
    """Share of a mined coin's price that its sale costs, nil unless it is sold in its month."""
    treasury = _treasury(case)
    if treasury is None or treasury.policy != "sell_mined":
        return ZERO
    return share(treasury.sell_fee_pct)


def book_treasury(case: Case) -> Coins | None:
    """Book coins kept and sold, after mining has been booked; None without a treasury."""
    treasury, price = _treasury(case), btc_price(case)
    if treasury is None or price is None:
        for sale in case.schedule.coin_sales:
            case.breaches.refuse("coins", sale.month, "coins are sold and there is no treasury")
        return None
    revenue = case.journal.total((Line.MINING_REVENUE, Line.POOL_FEES))
    sold = _sales(case, treasury)
    keeps = treasury.policy != "sell_mined"
    fee = share(treasury.sell_fee_pct)
    coins = opening = exact(treasury.btc)
    held = []
    for t in case.timeline.all:
        mined = revenue[t] / price[t]
        coins += (mined if keeps else ZERO) - sold[t]
        opening -= sold[t]
        case.breaches.at_least("coins", t, "coins held", coins, ZERO, Unit.BTC)
        if treasury.policy == "hold_mined":
            case.breaches.at_least("coins", t, "opening coins held", opening, ZERO, Unit.BTC)
        held.append(coins)
        proceeds = sold[t] * price[t]
        case.journal.post(Line.COINS_KEPT, t, -revenue[t] if keeps else ZERO)
        case.journal.post(Line.COIN_SALES, t, proceeds)
        case.journal.post(Line.COIN_SALE_FEES, t, -fee * proceeds)
    value = tuple(btc * usd for btc, usd in zip(held, price, strict=True))
    return Coins(tuple(held), value, value[-1] * (ONE - fee))


def _treasury(case: Case) -> Treasury | None:
    return case.fleet.finance.treasury if case.fleet.finance else None


def _sales(case: Case, treasury: Treasury) -> list[Decimal]:
    """Coins sold by month, beside those sold as they are mined."""
    sold = [ZERO] * case.timeline.months
    for sale in case.schedule.coin_sales:
        if case.in_horizon("coins", "a sale of coins", sale.month):
            sold[sale.month] += exact(sale.btc)
    for t, btc in enumerate(sold):
        case.breaches.at_least("coins", t, "coins sold", btc, ZERO, Unit.BTC)
        if treasury.max_sell_btc_per_month is not None:
            limit = exact(treasury.max_sell_btc_per_month)
            case.breaches.at_most("coins", t, "coins sold", btc, limit, Unit.BTC)
    return sold

"""What power costs at a site: supplies, classes of hours, charges and the reference price."""

from dataclasses import dataclass
from decimal import Decimal

from optimizer.ledger.amounts import ZERO, Monthly, add_up, exact
from optimizer.ledger.case import Case
from optimizer.ledger.hours import Cost, HourClass, Hours, classes_of
from optimizer.ledger.month_hours import MonthHours
from optimizer.schema import BlockSupply, CoincidentPeak, MarketSupply, Power, Site


@dataclass(frozen=True)
class Supply:
    """A supply of a site.

    Attributes:
        name: its name.
        market: the market, else a block.
        mw: gross MW, None without a limit.
        price: of a block, or the adder on the market's, USD/MWh by month.
        take_or_pay, resale: see the format.
        resale_fee: USD/MWh.
        months: months in force.
    """

    name: str
    market: bool
    mw: Decimal | None
    price: Monthly
    take_or_pay: bool
    resale: bool
    resale_fee: Decimal
    months: range

    def in_force(self, t: int) -> bool:
        """Whether it delivers anything in a month."""
        return t in self.months and (self.mw is None or self.mw > 0)

    def cost(self, t: int) -> Cost:
        """What use costs: of a block paid anyway nothing, or the resale that it gives up."""
        if self.take_or_pay and self.resale:
            return Cost(self.name, -self.resale_fee, follows_market=True)
        base = ZERO if self.take_or_pay else self.price[t]
        return Cost(self.name, base, follows_market=self.market)


@dataclass(frozen=True)
class Tariff:
    """Power of a site by month.

    Attributes:
        supplies: blocks in file order, the market last.
        classes: classes of hours of every month.
        mean_price: mean market price before the adder, USD/MWh; nil without a market.
        market_price: the same with the adder; the reference price without a market.
        reference_price: USD/MWh.
        demand_usd_per_kw: demand charge of a month.
        peak_usd_per_kw: coincident peak charge that accrues in a month.
    """

    supplies: tuple[Supply, ...]
    classes: tuple[tuple[HourClass, ...], ...]
    mean_price: Monthly
    market_price: Monthly
    reference_price: Monthly
    demand_usd_per_kw: Monthly
    peak_usd_per_kw: Monthly


def read_tariff(case: Case, site: Site) -> Tariff:
    """The tariff of a site."""
    power = site.power
    supplies = _supplies(case, power)
    peak = _peak_rate(case, power.coincident_peak)
    reader = MonthHours(case, power, peak)
    hours = [reader.of(t) for t in case.timeline.all]
    classes = tuple(
        classes_of(parts, [supply.cost(t) for supply in supplies if supply.in_force(t)])
        for t, parts in enumerate(hours)
    )
    mean = tuple(_mean(parts) for parts in hours)
    reference = _reference(case, site, supplies, mean)
    market = next((supply for supply in supplies if supply.market), None)
    paid = reference
    if market is not None:
        paid = tuple(price + adder for price, adder in zip(mean, market.price, strict=True))
    return Tariff(
        supplies=supplies,
        classes=classes,
        mean_price=mean,
        market_price=paid,
        reference_price=reference,
        demand_usd_per_kw=case.curve(power.demand_usd_per_kw_month),
        peak_usd_per_kw=peak,
    )


def _supplies(case: Case, power: Power) -> tuple[Supply, ...]:
    blocks = [_block(case, one) for one in power.supply if isinstance(one, BlockSupply)]
    markets = [_market(case, one) for one in power.supply if isinstance(one, MarketSupply)]
    return (*blocks, *markets)


def _block(case: Case, said: BlockSupply) -> Supply:
    timeline = case.timeline
    first = timeline.offset(said.from_, 0)
    last = timeline.offset(said.until, timeline.last)
    return Supply(
        name=said.name,
        market=False,
        mw=exact(said.mw),
        price=case.curve(said.usd_per_mwh),
        take_or_pay=said.take_or_pay,
        resale=said.resale,
        resale_fee=exact(said.resale_fee_usd_per_mwh),
        months=range(first, last + 1),
    )


def _market(case: Case, said: MarketSupply) -> Supply:
    return Supply(
        name=said.name,
        market=True,
        mw=None if said.max_mw is None else exact(said.max_mw),
        price=case.curve(said.adder_usd_per_mwh),
        take_or_pay=False,
        resale=False,
        resale_fee=ZERO,
        months=case.timeline.all,
    )


def _peak_rate(case: Case, said: CoincidentPeak | None) -> Monthly:
    """USD per kW that accrues in each month: a share of the year's in those listed."""
    if said is None:
        return (ZERO,) * case.timeline.months
    yearly, listed = case.curve(said.usd_per_kw_year), set(said.months)
    return tuple(
        yearly[t] / len(listed) if case.timeline.calendar_month(t) in listed else ZERO
        for t in case.timeline.all
    )


def _mean(parts: list[Hours]) -> Decimal:
    """Mean market price of a month, USD/MWh."""
    return add_up(part.value for part in parts) / add_up(part.number for part in parts)


# --------------------------------------------------------------------------- reference price


def _reference(case: Case, site: Site, supplies: tuple[Supply, ...], mean: Monthly) -> Monthly:
    """The site's reference price, USD/MWh."""
    grid = case.curve(site.grid_mw)
    market = next((supply for supply in supplies if supply.market), None)
    blocks = [supply for supply in supplies if not supply.market]
    prices = []
    for t in case.timeline.all:
        in_force = [(block, block.mw or ZERO) for block in blocks if t in block.months]
        if market is None:
            mw = add_up(size for _, size in in_force)
            cost = add_up(size * block.price[t] for block, size in in_force)
            prices.append(cost / mw if mw > 0 else ZERO)
            continue
        left, cost = grid[t], ZERO
        for block, size in in_force:
            if block.take_or_pay:
                used = min(size, left)
                left -= used
                cost += used * block.price[t]
        bought = mean[t] + market.price[t]
        prices.append((cost + left * bought) / grid[t] if grid[t] > 0 else bought)
    return tuple(prices)

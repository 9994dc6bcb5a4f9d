"""Shocks from the field: what has happened to miners and their lenders, and all of it at once.

A shock changes the fleet's own curves: factors, losses and delays as a scenario has them, and
beside that interest rates, what machines fetch, and coins that must go at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from optimizer.inputs.futures import under
from optimizer.inputs.problem import Debt, Machine, Problem
from optimizer.scenario import LostTenant, Scenario, Slip

HASHPRICE = 0.5
COIN = 0.4
SCARCITY = 4.0
"""Factor on market prices of power in a summer of scarcity; assumed."""

SUMMER = (6, 7, 8, 9)
LATE_MONTHS = 6
RATES = 0.03
USED_MACHINES = 0.6
"""What machines fetch where everybody sells: of the price in the file."""

LOST_AFTER = 12
"""Months after its start when the largest tenant is lost."""

DAILY_DEVIATION = 0.027
"""Standard deviation of a coin's price in a day: 52 % a year."""

DAILY_VOLUME_BTC = 20_000.0
"""Coins that change hands against dollars in a day on the larger exchanges; assumed."""


@dataclass(frozen=True)
class Shock:
    """Something bad.

    Attributes:
        name: in a few words.
        scenario: factors, losses and delays.
        rates: added to every debt's interest rate, a fraction.
        machines: factor on what machines fetch.
        coins_go: opening coins are sold in the first month, whatever they fetch.
    """

    name: str
    scenario: Scenario
    rates: float = 0.0
    machines: float = 1.0
    coins_go: bool = False


@dataclass(frozen=True)
class Tenant:
    """A lease of the plan: its contract, first month and MW."""

    contract: str
    start: int
    mw: float


@dataclass(frozen=True, eq=False)
class Shocked:
    """A fleet after a shock.

    Attributes:
        problem: its arrays.
        proceeds: discounted USD that coins sold at once brought, which the program counts as
            opening cash and not as worth.
    """

    problem: Problem
    proceeds: float = field(default=0.0)


def shocks(problem: Problem, tenants: tuple[Tenant, ...]) -> Iterator[Shock]:
    """All shocks that can touch a fleet, the last all of the worst at once."""
    months = problem.horizon.months
    calm = Scenario.as_planned("as planned", months)
    yield Shock("as planned", calm)
    parts: list[Shock] = []

    def add(name: str, shock: Shock) -> Shock:
        named = replace(shock, name=name, scenario=replace(shock.scenario, name=name))
        parts.append(named)
        return named

    yield add("hashprice halves", Shock("", replace(calm, hashprice=(HASHPRICE,) * months)))
    treasury = problem.finance.treasury if problem.finance else None
    if problem.market.btc_price is not None:
        fallen = replace(calm, btc_price=(COIN,) * months)
        if problem.said is not None and problem.said.market.network is not None:
            fallen = replace(fallen, hashprice=fallen.btc_price)  # it follows, as in a scenario
        yield add("coin -60 %", Shock("", fallen))
    sells = treasury is not None and treasury.btc > 0
    if sells or problem.asics:
        name = "forced sale of coins and machines" if sells else "forced sale of machines"
        yield add(name, Shock("", calm, machines=USED_MACHINES, coins_go=sells))
    if any(site.power.market is not None for site in problem.sites):
        scarce = _summer(problem)
        if scarce is not None:
            yield add("summer of scarcity", Shock("", replace(calm, power_price=scarce)))
    if tenants:
        largest = max(tenants, key=lambda one: one.mw)
        month = max(largest.start, 0) + LOST_AFTER
        if month < months:
            lost = (LostTenant(largest.contract, month),)
            yield add(f"{largest.contract} defaults", Shock("", replace(calm, lost=lost)))
    slips = tuple(
        Slip(hall.name, LATE_MONTHS)
        for hall in problem.halls
        if hall.conversion is not None or hall.building is not None
    )
    if slips:
        yield add(f"builds {LATE_MONTHS} months late", Shock("", replace(calm, slips=slips)))
    if problem.finance is not None and problem.finance.debts:
        yield add("rates +300 bp", Shock("", calm, rates=RATES))
    if len(parts) > 1:
        yield _together(calm, parts)


def _summer(problem: Problem) -> tuple[float, ...] | None:
    """Factors on power in the first whole summer, None where the horizon has none."""
    calendar = problem.horizon.calendar_months
    starts = [t for t in range(len(calendar)) if calendar[t] == SUMMER[0]]
    if not starts:
        return None
    span = range(starts[0], min(starts[0] + len(SUMMER), len(calendar)))
    return tuple(SCARCITY if t in span else 1.0 for t in range(len(calendar)))


def _together(calm: Scenario, parts: list[Shock]) -> Shock:
    """All of the worst at once."""

    def least(key: str) -> tuple[float, ...]:
        return tuple(np.min([getattr(one.scenario, key) for one in parts], axis=0).tolist())

    power = np.max([one.scenario.power_price for one in parts], axis=0)
    scenario = replace(
        calm,
        name="all at once",
        hashprice=least("hashprice"),
        btc_price=least("btc_price"),
        power_price=tuple(power.tolist()),
        lost=tuple(lost for one in parts for lost in one.scenario.lost),
        slips=tuple(slip for one in parts for slip in one.scenario.slips),
    )
    return Shock(
        "all at once",
        scenario,
        rates=max(one.rates for one in parts),
        machines=min(one.machines for one in parts),
        coins_go=any(one.coins_go for one in parts),
    )


def shocked(problem: Problem, shock: Shock) -> Shocked:
    """The fleet after a shock."""
    changed = under(problem, shock.scenario)
    if shock.machines != 1.0:
        changed = replace(
            changed,
            asics=tuple(
                replace(one, machine=_cheaper(one.machine, shock.machines)) for one in changed.asics
            ),
            asic_orders=tuple(
                replace(one, machine=_cheaper(one.machine, shock.machines))
                for one in changed.asic_orders
            ),
        )
    finance, proceeds = changed.finance, 0.0
    if finance is not None and shock.rates:
        debts = tuple(_dearer(debt, shock.rates) for debt in finance.debts)
        finance = replace(finance, debts=debts)
    price = changed.market.btc_price
    if (
        finance is not None
        and finance.treasury is not None
        and shock.coins_go
        and price is not None
    ):
        treasury = finance.treasury
        usd = treasury.btc * price[0] * (1.0 - impact(treasury.btc)) * (1.0 - treasury.sell_fee)
        proceeds = usd * (1.0 + changed.objective.default_rate) ** (-1.0 / 12.0)
        finance = replace(finance, cash=finance.cash + usd, treasury=replace(treasury, btc=0.0))
    return Shocked(replace(changed, finance=finance), proceeds)


def impact(btc: float) -> float:
    """Share of the price lost by selling so many coins in a day: the square-root law.

    The deviation of a day times the root of the share of the day's volume (Almgren, Thum,
    Hauptmann and Li, Direct estimation of equity market impact, 2005, find a power of 0.6; the
    root is the usual rule). At most all of it.
    """
    return min(DAILY_DEVIATION * float(np.sqrt(btc / DAILY_VOLUME_BTC)), 1.0)


def _cheaper(machine: Machine, factor: float) -> Machine:
    return replace(machine, resale=machine.resale * factor)


def _dearer(debt: Debt, by: float) -> Debt:
    return replace(debt, rate=debt.rate + by)

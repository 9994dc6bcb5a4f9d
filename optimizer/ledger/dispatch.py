"""Running machines and buying power: energy, revenue and peaks of every site and month."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from optimizer.ledger.amounts import MILLION, ONE, THOUSAND, ZERO, Monthly, exact, share
from optimizer.ledger.breaches import Unit
from optimizer.ledger.case import Case
from optimizer.ledger.hours import TIE_USD, HourClass
from optimizer.ledger.lines import Line
from optimizer.ledger.machines import Edge
from optimizer.ledger.miners import Group, Miners, Seat
from optimizer.ledger.space import Space
from optimizer.ledger.statement import SiteUse
from optimizer.ledger.tariff import Supply, Tariff
from optimizer.ledger.tenancy import Tenancies
from optimizer.ledger.timeline import HOURS_A_DAY
from optimizer.schedule import FirmSupply, Run
from optimizer.schema import Site


@dataclass(frozen=True)
class Prices:
    """What hashing earns, by month.

    Attributes:
        hashprice: USD per PH/s and day.
        sell_fee: share of a mined coin's price, where it is sold in its month.
    """

    hashprice: Monthly
    sell_fee: Decimal


@dataclass
class Load:
    """What hangs on the supplies in a class of hours, while all runs that runs at all.

    Attributes:
        gross: MW at the meter by supply.
        firm: firm load carried, MW at the meter.
        it: miners' IT MW by hall.
        seats: IT MW by group, hall and edge.
    """

    gross: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    firm: Decimal = ZERO
    it: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    seats: dict[tuple[str, str, int], Decimal] = field(
        default_factory=lambda: defaultdict(lambda: ZERO)
    )

    @property
    def total(self) -> Decimal:
        """MW at the meter."""
        return sum(self.gross.values(), ZERO)


class Dispatch:
    """One site's power, from decisions to money.

    Args:
        case: the case.
        site: what the file says of the site.
        tariff: its power.
        spaces: its halls, by name.
        miners: all machines.
        prices: what hashing earns.
    """

    def __init__(
        self,
        case: Case,
        site: Site,
        tariff: Tariff,
        spaces: dict[str, Space],
        miners: Miners,
        prices: Prices,
    ) -> None:
        self._case = case
        self._site = site
        self._tariff = tariff
        self._spaces = spaces
        self._miners = miners
        self._prices = prices
        self._pool_fee = share(site.mining.pool_fee_pct)
        self._on = ONE - share(site.mining.curtailment_pct)
        self._response = case.curve(site.mining.demand_response_usd_per_mwh)
        self._grid = case.curve(site.grid_mw)
        self._supplies = {supply.name: supply for supply in tariff.supplies}
        self._classes = [{one.name: one for one in month} for month in tariff.classes]
        self._loads = [{one.name: Load() for one in month} for month in tariff.classes]
        self._mwh = [ZERO] * case.timeline.months

    def book(self, tenancies: Tenancies) -> SiteUse:
        """Book the site's power; check that everything is carried and fits."""
        case = self._case
        for t, usd in enumerate(case.curve(self._site.fixed_cost_usd_per_month)):
            case.journal.post(Line.FIXED_COSTS, t, -usd)
        self._book_paid_anyway()
        for run in case.schedule.runs:
            if run.hall in self._spaces:
                self._run(run)
        for supplied in case.schedule.firm:
            if supplied.site == self._site.name:
                self._supply_firm(supplied)
        peaks = []
        for t in case.timeline.all:
            gross = [(tenancies[name], space.pue_hpc) for name, space in self._spaces.items()]
            auxiliary = exact(self._site.auxiliary_mw)
            firm = auxiliary + sum((one.average[t] * pue for one, pue in gross), ZERO)
            full = sum((one.delivered[t] * pue for one, pue in gross), auxiliary)
            reserved = sum((one.reserved[t] * pue for one, pue in gross), auxiliary)
            what = f"MW at the meter reserved at {self._site.name}"
            case.breaches.at_most("reserved", t, what, reserved, self._grid[t], Unit.MW)
            self._check(t, firm)
            peaks.append(self._book_peaks(t, full - firm))
        return SiteUse(self._site.name, tuple(self._mwh), tuple(peaks))

    def _book_paid_anyway(self) -> None:
        """Take-or-pay blocks are paid whole, and sold back whole before use takes its part."""
        for supply in self._tariff.supplies:
            for t in self._case.timeline.all:
                if not supply.take_or_pay or not supply.in_force(t) or supply.mw is None:
                    continue
                hours = self._case.timeline.hours(t)
                paid = supply.mw * hours * supply.price[t]
                self._case.journal.post(Line.ENERGY, t, -paid)
                if supply.resale:
                    price = self._tariff.mean_price[t] - supply.resale_fee
                    self._case.journal.post(Line.POWER_RESALE, t, supply.mw * hours * price)

    # ------------------------------------------------------------------------------ records

    def _run(self, run: Run) -> None:
        """Machines that follow a supply in a class of hours."""
        group = self._miners.groups.get(run.group)
        what = f"a run of {run.group} in {run.hall} on {run.supply} in the hours {run.hours}"
        found = self._found("run", what, run.month, run.supply, run.hours)
        if found is None:
            return
        if (
            group is None
            or run.hall not in group.halls
            or run.step not in range(len(group.machine.edges))
        ):
            self._case.breaches.refuse("run", run.month, f"there is no such machine: {what}")
            return
        supply, hours = found
        mw, t = exact(run.mw), run.month
        self._case.breaches.at_least("run", t, f"MW of {what}", mw, ZERO, Unit.MW)
        edge, pue = group.machine.edges[run.step], self._spaces[run.hall].pue_asic
        earned = self._worth(edge, pue, t)
        number, value = self._running(supply, hours, t, earned)
        if not number:
            return
        gross = mw * pue
        load = self._loads[t][run.hours]
        load.gross[run.supply] += gross
        load.it[run.hall] += mw
        load.seats[run.group, run.hall, run.step] += mw
        mwh = gross * number * self._on
        self._mwh[t] += mwh
        self._use(supply, t, gross * number * self._on, gross * value * self._on)
        self._earn(t, mwh * earned, mwh)

    def _supply_firm(self, supplied: FirmSupply) -> None:
        """Firm load runs in all hours of the class."""
        what = f"firm load of {supplied.site} on {supplied.supply} in the hours {supplied.hours}"
        found = self._found("firm", what, supplied.month, supplied.supply, supplied.hours)
        if found is None:
            return
        supply, hours = found
        mw, t = exact(supplied.mw), supplied.month
        self._case.breaches.at_least("firm", t, what, mw, ZERO, Unit.MW)
        load = self._loads[t][supplied.hours]
        load.firm += mw
        load.gross[supplied.supply] += mw
        self._mwh[t] += mw * hours.hours.number
        self._use(supply, t, mw * hours.hours.number, mw * hours.hours.value)

    def _found(
        self, rule: str, what: str, t: int, supply: str, hours: str
    ) -> tuple[Supply, HourClass] | None:
        """The supply and the hours that a record names; a breach if there are none."""
        if not self._case.in_horizon(rule, what, t):
            return None
        known, named = self._supplies.get(supply), self._classes[t].get(hours)
        if known is None or named is None or not known.in_force(t):
            text = f"no such supply or hours at {self._site.name}: {what}"
            self._case.breaches.refuse(rule, t, text)
            return None
        return known, named

    # -------------------------------------------------------------------------------- money

    def _worth(self, edge: Edge, pue: Decimal, t: int) -> Decimal:
        """Mining revenue of a gross MWh, USD: PH/s of a MW at the meter, for an hour."""
        ph_per_mw = THOUSAND * edge.terahash / edge.watts / pue
        return ph_per_mw * self._prices.hashprice[t] / HOURS_A_DAY

    def _running(
        self, supply: Supply, hours: HourClass, t: int, earned: Decimal
    ) -> tuple[Decimal, Decimal]:
        """Hours in which machines on a supply run, and those times the market price."""
        if not self._site.mining.price_responsive:
            return hours.hours.number, hours.hours.value
        kept = (ONE - self._pool_fee) * (ONE - self._prices.sell_fee)
        margin = earned * kept + self._response[t] - supply.cost(t).base - TIE_USD
        if supply.cost(t).follows_market:
            return hours.hours.cheaper_than(margin)
        return (hours.hours.number, hours.hours.value) if margin > 0 else (ZERO, ZERO)

    def _earn(self, t: int, revenue: Decimal, mwh: Decimal) -> None:
        post = self._case.journal.post
        post(Line.MINING_REVENUE, t, revenue)
        post(Line.POOL_FEES, t, -self._pool_fee * revenue)
        kept = (ONE - self._pool_fee) * revenue
        post(Line.SELL_FEES, t, -self._prices.sell_fee * kept)
        post(Line.DEMAND_RESPONSE, t, self._response[t] * mwh)

    def _use(self, supply: Supply, t: int, mwh: Decimal, value: Decimal) -> None:
        """Pay for energy, or give up its resale.

        Args:
            supply: where it is from.
            t: the month.
            mwh: energy at the meter.
            value: the same at each hour's market price, USD.
        """
        post = self._case.journal.post
        if supply.market:
            post(Line.ENERGY, t, -(value + supply.price[t] * mwh))
        elif not supply.take_or_pay:
            post(Line.ENERGY, t, -supply.price[t] * mwh)
        elif supply.resale:
            post(Line.POWER_RESALE, t, -(value - supply.resale_fee * mwh))

    def _book_peaks(self, t: int, at_once: Decimal) -> Decimal:
        """Demand and coincident peak charges; returns the highest load.

        Args:
            t: the month.
            at_once: MW that tenants and GPUs may draw above their average.
        """
        highest, coincident = ZERO, ZERO
        for name, load in self._loads[t].items():
            highest = max(highest, load.total)
            if self._classes[t][name].hours.candidate:
                coincident = max(coincident, load.total)
        peak = highest + at_once
        demand, charge = self._tariff.demand_usd_per_kw[t], self._tariff.peak_usd_per_kw[t]
        self._case.journal.post(Line.DEMAND_CHARGE, t, -THOUSAND * peak * demand)
        self._case.journal.post(Line.COINCIDENT_PEAK, t, -THOUSAND * coincident * charge)
        return peak

    # ------------------------------------------------------------------------------- checks

    def _check(self, t: int, firm: Decimal) -> None:
        """Everything is carried, and fits, in every class of a month."""
        check = self._case.breaches
        for name, load in self._loads[t].items():
            here = f"at {self._site.name} in the hours {name}"
            check.equal("firm", t, f"firm load carried {here}", load.firm, firm, Unit.MW)
            check.at_most("grid", t, f"load {here}", load.total, self._grid[t], Unit.MW)
            for supply, mw in load.gross.items():
                size = self._supplies[supply].mw
                if size is not None:
                    check.at_most("supply", t, f"MW from {supply} {here}", mw, size, Unit.MW)
            for hall, mw in load.it.items():
                room = self._spaces[hall].asic_mw[t]
                what = f"miners' IT MW in {hall} in the hours {name}"
                check.at_most("hall", t, what, mw, room, Unit.MW)
            for (group, hall, step), mw in load.seats.items():
                offered = self._offered(self._miners.groups[group], Seat(group, hall, t), step)
                what = f"IT MW of {group} in {hall}, step {step + 1}, in the hours {name}"
                check.at_most("machines", t, what, mw, offered, Unit.MW)
        if not self._site.mining.price_responsive:
            self._check_even(t)

    def _offered(self, group: Group, seat: Seat, step: int) -> Decimal:
        """IT MW that the installed machines offer on an edge of their boundary."""
        units = self._miners.installed.get(seat, ZERO)
        return units * group.machine.uptime * group.machine.edges[step].watts / MILLION

    def _check_even(self, t: int) -> None:
        """Miners that do not answer to prices run the same in every class."""
        loads = self._loads[t]
        for seat in {seat for load in loads.values() for seat in load.seats}:
            amounts = [load.seats.get(seat, ZERO) for load in loads.values()]
            group, hall, step = seat
            what = f"IT MW of {group} in {hall}, step {step + 1}, in its lightest class of hours"
            least, most = min(amounts), max(amounts)
            self._case.breaches.equal("even", t, what, least, most, Unit.MW)

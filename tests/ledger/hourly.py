"""The same dispatch hour by hour: every row of the price file walked through, nothing sorted.

Plain floats, reading the fleet as a dict: slow, and obviously what the format says. It holds
for fleets whose machines give their own figures.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cmp_to_key
from pathlib import Path
from typing import Any

from optimizer.schedule import Run, Schedule
from optimizer.schedule.records import TIE
from tests.referee.reading import Reader, hashprice, month_number, sites_of
from tests.referee.tariff import Hour, MonthTariff, read_tariff

Spec = dict[str, Any]
LINES = (
    "mining_revenue", "pool_fees", "sell_fees", "demand_response", "power_resale", "bill",
    "coincident_peak",
)  # fmt: skip


@dataclass(frozen=True)
class Supply:
    """A supply in force in a month."""

    name: str
    mw: float
    price: float
    kind: str  # market, block, paid (take-or-pay, lost) or resold
    place: int

    def cost(self, price: float) -> float:
        """USD/MWh of use in an hour with this market price."""
        if self.kind == "market":
            return price + self.price
        if self.kind == "resold":
            return price - self.price
        return 0.0 if self.kind == "paid" else self.price

    @property
    def constant(self) -> bool:
        """The same in every hour."""
        return self.kind in ("block", "paid")


@dataclass
class Books:
    """USD by line and month, gross MWh by month, highest load by site and month."""

    usd: dict[str, list[float]]
    mwh: list[float]
    highest: dict[tuple[str, int], float] = field(default_factory=dict)


def walk(document: Spec, folder: Path, schedule: Schedule) -> Books:
    """Every hour of every month of every site."""
    start = month_number(document["horizon"]["start"])
    reader = Reader(folder, start, document["horizon"]["months"])
    books = Books({line: [0.0] * reader.months for line in LINES}, [0.0] * reader.months)
    for site in sites_of(document):
        for t, tariff in enumerate(read_tariff(site, reader)):
            _month(document, site, reader, t, tariff, schedule, books)
    return books


def _supplies(site: Spec, reader: Reader, t: int, tariff: MonthTariff) -> list[Supply]:
    """In file order, the market last, those of no size left out."""
    found: list[Supply] = []
    in_force = iter(tariff.blocks)
    for spec in site["power"]["supply"]:
        first = reader.index(spec["from"]) if "from" in spec else 0
        last = reader.index(spec["until"]) if "until" in spec else reader.months - 1
        if spec["kind"] == "block" and first <= t <= last:
            block = next(in_force)
            kind = "block"
            if block.take_or_pay:
                kind = "resold" if block.resale else "paid"
            price = block.resale_fee if kind == "resold" else block.usd_per_mwh
            found.append(Supply(spec["name"], block.mw, price, kind, len(found)))
    for spec in site["power"]["supply"]:
        if spec["kind"] == "market":
            most = tariff.market_max_mw
            mw = float("inf") if most is None else most
            found.append(Supply(spec["name"], mw, tariff.adder, "market", len(found)))
    return [supply for supply in found if supply.mw > 0]


def _class_name(supplies: list[Supply], hour: Hour, *, charged: bool) -> str:
    def compare(one: Supply, other: Supply) -> int:
        if one.constant is other.constant:
            mine, theirs = one.cost(hour.price), other.cost(hour.price)
            return (mine > theirs) - (mine < theirs) or one.place - other.place
        constant, rising = (one, other) if one.constant else (other, one)
        constant_first = rising.cost(hour.price) >= constant.cost(hour.price) - TIE
        return -1 if constant_first is one.constant else 1

    ordered = sorted(supplies, key=cmp_to_key(compare))
    return " < ".join(s.name for s in ordered) + (" *" if hour.candidate and charged else "")


def _month(
    document: Spec,
    site: Spec,
    reader: Reader,
    t: int,
    tariff: MonthTariff,
    schedule: Schedule,
    books: Books,
) -> None:
    name, mining = site["name"], site.get("mining", {})
    supplies = _supplies(site, reader, t, tariff)
    by_name = {supply.name: supply for supply in supplies}
    on = 1 - mining.get("curtailment_pct", 0.0) / 100
    response = reader.curve(mining.get("demand_response_usd_per_mwh"))[t]
    fees = mining.get("pool_fee_pct", 0.0) / 100, _sell_fee(document)
    kept = (1 - fees[0]) * (1 - fees[1])
    price = hashprice(document["market"], reader)[t]
    runs = [r for r in schedule.runs if r.month == t and r.hall.split("/")[0] == name]
    firms = [f for f in schedule.firm if f.month == t and f.site == name]
    machines = {id(run): _machine(document, site, run) for run in runs}
    charged = tariff.peak_usd_per_mw > 0
    coincident = highest = 0.0
    for hour in tariff.hours:
        here = _class_name(supplies, hour, charged=charged)
        used: dict[str, float] = defaultdict(float)
        load = 0.0
        for firm in firms:
            if firm.hours == here:
                used[firm.supply] += firm.mw
                load += firm.mw
        for run in runs:
            ph_per_mw, pue = machines[id(run)]
            worth = ph_per_mw * price / 24 / pue
            margin = worth * kept + response - by_name[run.supply].cost(hour.price)
            if run.hours == here and (not mining.get("price_responsive", True) or margin > TIE):
                gross = run.mw * pue
                load += gross
                used[run.supply] += gross * on
                revenue = gross * on * worth * hour.weight
                books.usd["mining_revenue"][t] += revenue
                books.usd["pool_fees"][t] -= fees[0] * revenue
                books.usd["sell_fees"][t] -= fees[1] * (1 - fees[0]) * revenue
                books.usd["demand_response"][t] += gross * on * hour.weight * response
        _settle(supplies, tariff, hour, used, t, books)
        highest = max(highest, load)
        if hour.candidate:
            coincident = max(coincident, load)
    books.usd["coincident_peak"][t] -= coincident * tariff.peak_usd_per_mw
    books.highest[name, t] = highest


def _settle(
    supplies: list[Supply],
    tariff: MonthTariff,
    hour: Hour,
    used: dict[str, float],
    t: int,
    books: Books,
) -> None:
    """Buy and sell back in one hour."""
    for block in tariff.blocks:
        if block.take_or_pay:
            books.usd["bill"][t] -= block.mw * block.usd_per_mwh * hour.weight
    for supply in supplies:
        mw = used[supply.name]
        books.mwh[t] += mw * hour.weight
        if supply.kind == "resold":
            sold = (supply.mw - mw) * (hour.price - supply.price)
            books.usd["power_resale"][t] += sold * hour.weight
        else:
            books.usd["bill"][t] -= mw * supply.cost(hour.price) * hour.weight


def _sell_fee(document: Spec) -> float:
    treasury = (document.get("finance") or {}).get("treasury")
    if not treasury or treasury.get("policy", "sell_mined") != "sell_mined":
        return 0.0
    return float(treasury.get("sell_fee_pct", 0.0)) / 100


def _machine(document: Spec, site: Spec, run: Run) -> tuple[float, float]:
    """PH/s per IT MW of a run's edge of the boundary, and its hall's PUE."""
    name = run.group.split("/", 1)[1].removesuffix(" (ordered)")
    own = [] if run.group.endswith(" (ordered)") else site.get("asics", [])
    specs = [*own, *document.get("asic_orders", [])]
    spec = next(one for one in specs if one["name"] == name)
    modes = [spec, *spec.get("modes", [])]
    hull = [(0.0, 0.0)]
    for w, th in sorted((m["power_w"], m["hashrate_th"]) for m in modes):
        while hull[1:] and (hull[-1][1] - hull[-2][1]) * (w - hull[-1][0]) <= (th - hull[-1][1]) * (
            hull[-1][0] - hull[-2][0]
        ):
            hull.pop()
        hull.append((w, th))
    watts = hull[run.step + 1][0] - hull[run.step][0]
    terahash = hull[run.step + 1][1] - hull[run.step][1]
    hall = next(h for h in site["halls"] if h["name"] == run.hall.split("/")[1])
    return 1000.0 * terahash / watts, hall.get("pue", {}).get("asic", 1.05)

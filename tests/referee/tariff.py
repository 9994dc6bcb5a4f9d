"""What power costs at a site, hour by hour: data only, no variables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.referee.reading import Reader, Spec


@dataclass(frozen=True)
class Hour:
    """An hour of the price file, standing for ``weight`` hours of the month."""

    price: float
    weight: float
    candidate: bool


@dataclass(frozen=True)
class Block:
    """A fixed-price block in force in a month."""

    mw: float
    usd_per_mwh: float
    take_or_pay: bool
    resale: bool
    resale_fee: float


@dataclass(frozen=True)
class MonthTariff:
    """Everything about power in one month at one site. Money per MW or MWh in USD."""

    hours: list[Hour]
    blocks: list[Block]
    has_market: bool
    market_max_mw: float | None
    adder: float
    mean_market_price: float
    reference_price: float
    demand_usd_per_mw: float
    peak_usd_per_mw: float
    grid_mw: float


def read_tariff(site: Spec, reader: Reader) -> list[MonthTariff]:
    """The tariff of every month of the horizon."""
    power = site["power"]
    market = next((s for s in power["supply"] if s["kind"] == "market"), None)
    demand = reader.curve(power.get("demand_usd_per_kw_month"))
    grid = reader.curve(site["grid_mw"])
    adder = reader.curve(market.get("adder_usd_per_mwh") if market else None)
    peak = power.get("coincident_peak")
    peak_rate = reader.curve(peak["usd_per_kw_year"] if peak else None)
    blocks = _blocks(power["supply"], reader)
    out = []
    for t in range(reader.months):
        charged = peak if peak and reader.calendar_month(t) in _peak_months(peak) else None
        hours = _hours(market, charged, reader, t)
        weight = sum(hour.weight for hour in hours)
        mean = sum(hour.price * hour.weight for hour in hours) / weight
        out.append(
            MonthTariff(
                hours=hours,
                blocks=blocks[t],
                has_market=market is not None,
                market_max_mw=market.get("max_mw") if market else None,
                adder=adder[t],
                mean_market_price=mean,
                reference_price=_reference(blocks[t], mean + adder[t] if market else None, grid[t]),
                demand_usd_per_mw=demand[t] * 1000,
                peak_usd_per_mw=peak_rate[t] * 1000 / len(_peak_months(peak)) if charged else 0.0,
                grid_mw=grid[t],
            )
        )
    return out


def _peak_months(peak: Spec) -> set[int]:
    return set(peak.get("months", [6, 7, 8, 9]))


def _blocks(supply: list[Spec], reader: Reader) -> list[list[Block]]:
    by_month: list[list[Block]] = [[] for _ in range(reader.months)]
    for spec in supply:
        if spec["kind"] != "block":
            continue
        price = reader.curve(spec["usd_per_mwh"])
        first = reader.index(spec["from"]) if "from" in spec else 0
        last = reader.index(spec["until"]) if "until" in spec else reader.months - 1
        for t in range(max(first, 0), min(last, reader.months - 1) + 1):
            by_month[t].append(
                Block(
                    mw=spec["mw"],
                    usd_per_mwh=price[t],
                    take_or_pay=spec.get("take_or_pay", False),
                    resale=spec.get("resale", False),
                    resale_fee=spec.get("resale_fee_usd_per_mwh", 0.0),
                )
            )
    return by_month


def _hours(market: Spec | None, peak: Spec | None, reader: Reader, t: int) -> list[Hour]:
    price: Any = market["price"] if market else 0.0
    if isinstance(price, dict) and "hourly_csv" in price:
        return _file_hours(price, peak, reader, t)
    flat = reader.curve(price)[t]
    month = reader.hours(t)
    if peak is None:
        share = 0.0
    elif "hours_of_day" in peak:
        share = month * len(set(peak["hours_of_day"])) / 24
    else:
        share = min(month, peak["dearest_hours_per_month"])
    halves = [Hour(flat, share, True), Hour(flat, month - share, False)]
    return [hour for hour in halves if hour.weight > 0]


def _file_hours(price: Spec, peak: Spec | None, reader: Reader, t: int) -> list[Hour]:
    scale = reader.curve(price.get("scale"), default=1.0)[t]
    stamps: list[datetime] = []
    prices: list[float] = []
    for row in reader.rows(price["hourly_csv"]):
        stamp = datetime.fromisoformat(row["timestamp"])
        if stamp.month == reader.calendar_month(t):
            stamps.append(stamp)
            prices.append(float(row[price["column"]]) * scale)
    found = len(prices)
    candidates: set[int] = set()
    if peak is not None and "hours_of_day" in peak:
        candidates = {i for i in range(found) if stamps[i].hour in peak["hours_of_day"]}
    elif peak is not None:
        # Python rounds halves to even, as the format asks; the sort is stable, so the earlier
        # row of a tie comes first.
        number = max(1, round(peak["dearest_hours_per_month"] * found / reader.hours(t)))
        candidates = set(sorted(range(found), key=lambda i: -prices[i])[:number])
    weight = reader.hours(t) / found
    return [Hour(prices[i], weight, i in candidates) for i in range(found)]


def _reference(blocks: list[Block], market: float | None, grid_mw: float) -> float:
    """USD/MWh of the site run at full load; ``market`` is the mean price with its adder."""
    if market is None:
        size = sum(block.mw for block in blocks)
        return sum(block.mw * block.usd_per_mwh for block in blocks) / size if size else 0.0
    if grid_mw <= 0:
        return market
    left, cost = grid_mw, 0.0
    for block in blocks:
        if block.take_or_pay:
            used = min(block.mw, left)
            left -= used
            cost += used * block.usd_per_mwh
    return (cost + left * market) / grid_mw

"""Reading a fleet given as a plain dict: months, curves, CSV files, defaults."""

from __future__ import annotations

import calendar
import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Spec = dict[str, Any]

# Month from which a block subsidy in BTC holds; half of the last every 48 months after.
HALVINGS = (("2016-07", 12.5), ("2020-05", 6.25), ("2024-05", 3.125))
HALVING_MONTHS = 48


def month_number(text: str) -> int:
    """Months since year 0 of ``YYYY-MM``."""
    year, month = str(text).split("-")
    return int(year) * 12 + int(month) - 1


def block_subsidy(month: int) -> float:
    """The network's block subsidy in BTC in a month."""
    last_from, last = HALVINGS[-1]
    if month >= month_number(last_from):
        return float(last / 2 ** ((month - month_number(last_from)) // HALVING_MONTHS))
    return next(v for start, v in reversed(HALVINGS) if month >= month_number(start))


@dataclass(frozen=True)
class Reader:
    """The horizon and the folder against which curves are read."""

    folder: Path
    start: int
    months: int

    def index(self, text: str) -> int:
        """Months from the horizon's start (may be negative or after its end)."""
        return month_number(text) - self.start

    def calendar_month(self, t: int) -> int:
        """1..12."""
        return (self.start + t) % 12 + 1

    def year(self, t: int) -> int:
        """Calendar year of month t."""
        return (self.start + t) // 12

    def hours(self, t: int) -> float:
        """Hours in month t, which may lie after the horizon."""
        return 24.0 * calendar.monthrange(self.year(t), self.calendar_month(t))[1]

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of a CSV file next to the fleet."""
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def curve(self, spec: Any, default: float = 0.0) -> list[float]:
        """Monthly values of a curve; ``None`` is the default in every month."""
        span = range(self.months)
        if spec is None:
            return [default] * self.months
        if not isinstance(spec, dict):
            return [float(spec)] * self.months
        if "csv" in spec:
            by_month = {
                month_number(row["month"]): float(row[spec["column"]])
                for row in self.rows(spec["csv"])
            }
            return [by_month[self.start + t] for t in span]
        if "start" in spec:
            growth = 1 + spec["growth_pct_per_year"] / 100
            return [spec["start"] * growth ** (t / 12) for t in span]
        steps = sorted((self.index(key), float(value)) for key, value in spec.items())
        return [[value for first, value in steps if first <= t][-1] for t in span]

    def window(self, spec: Spec, last: int) -> range:
        """Months from ``earliest`` to ``latest``, within 0 and ``last``."""
        first = self.index(spec["earliest"]) if "earliest" in spec else 0
        final = self.index(spec["latest"]) if "latest" in spec else last
        return range(max(first, 0), min(final, last) + 1)


def sites_of(document: Spec) -> list[Spec]:
    """The sites, whichever way they are written."""
    return [document["site"]] if "site" in document else list(document["sites"])


def hashprice(market: Spec, reader: Reader) -> list[float]:
    """USD per PH/s and day in every month."""
    if "network" not in market:
        return reader.curve(market["hashprice_usd_per_ph_day"])
    network = market["network"]
    price = reader.curve(network["btc_price_usd"])
    hashrate_eh = reader.curve(network["hashrate_eh"])
    fees = reader.curve(network.get("fees_btc_per_block"))
    if "block_subsidy_btc" in network:
        subsidy = reader.curve(network["block_subsidy_btc"])
    else:
        subsidy = [block_subsidy(reader.start + t) for t in range(reader.months)]
    return [
        (subsidy[t] + fees[t]) * 144 * price[t] / (1000 * hashrate_eh[t])
        for t in range(reader.months)
    ]


def btc_price(market: Spec, reader: Reader) -> list[float]:
    """USD per BTC in every month; zeros where the fleet gives none (nothing then needs it)."""
    source = market.get("network", market)
    return reader.curve(source.get("btc_price_usd"))

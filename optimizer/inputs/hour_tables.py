"""The hours of each month of the horizon: price, weight, and whether they may be the peak."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import BoolArray, FloatArray, HourTable
from optimizer.inputs.tables import HourlyPrices
from optimizer.months import Horizon
from optimizer.units import HOURS_PER_DAY


@dataclass(frozen=True)
class PeakRule:
    """Which hours may be the coincident peak.

    Attributes:
        months: calendar months with a charge, 1..12.
        hours_of_day: hours, by their beginning, that may be; or None.
        dearest: number of dearest hours of a month that may be; or None.
    """

    months: frozenset[int]
    hours_of_day: frozenset[int] | None
    dearest: int | None


def flat(price: FloatArray, horizon: Horizon, rule: PeakRule | None) -> tuple[HourTable, ...]:
    """Hour tables where a month has one price.

    Args:
        price: USD/MWh, shape (T,).
        horizon: the months.
        rule: candidates for the coincident peak; they are a share of the month's hours.

    Returns:
        A table per month with one row, or two where only a part may be the peak.
    """
    tables = []
    for t in range(horizon.months):
        hours = float(horizon.hours[t])
        share = 0.0
        if rule is not None and int(horizon.calendar_months[t]) in rule.months:
            share = _candidate_hours(rule, hours)
        weight = np.array([share, hours - share])
        rows = weight > 0
        table = HourTable(
            price=np.full(2, price[t])[rows],
            weight=weight[rows],
            candidate=np.array([True, False])[rows],
        )
        tables.append(table)
    return tuple(tables)


def _candidate_hours(rule: PeakRule, hours: float) -> float:
    """Hours of a month that may be the peak, where hours have no price of their own."""
    if rule.hours_of_day is not None:
        return hours * len(rule.hours_of_day) / HOURS_PER_DAY
    assert rule.dearest is not None
    return min(float(rule.dearest), hours)


def from_file(
    prices: HourlyPrices, scale: FloatArray, horizon: Horizon, rule: PeakRule | None
) -> tuple[HourTable, ...]:
    """Hour tables where a file has prices by hour.

    Args:
        prices: prices of the file; every calendar month of the horizon must be there.
        scale: factor on the price, shape (T,).
        horizon: the months.
        rule: candidates for the coincident peak.

    Returns:
        A table per month with a row per hour that the file has for its calendar month.
    """
    rows_of = {m: np.flatnonzero(prices.hours.month == m) for m in range(1, 13)}
    tables = []
    for t in range(horizon.months):
        calendar_month = int(horizon.calendar_months[t])
        rows = rows_of[calendar_month]
        hours = float(horizon.hours[t])
        price = prices.price[rows]
        candidate = np.zeros(len(rows), dtype=bool)
        if rule is not None and calendar_month in rule.months:
            candidate = _candidates(rule, price, prices.hours.hour[rows], hours)
        table = HourTable(
            price=price * scale[t],
            weight=np.full(len(rows), hours / len(rows)),
            candidate=candidate,
            day=prices.hours.day[rows],
        )
        tables.append(table)
    return tuple(tables)


def _candidates(
    rule: PeakRule, price: FloatArray, hour_of_day: NDArray[np.int64], hours: float
) -> BoolArray:
    """Rows of a month that may be the peak, shape (n,)."""
    if rule.hours_of_day is not None:
        return np.isin(hour_of_day, sorted(rule.hours_of_day))
    assert rule.dearest is not None
    found = len(price)
    # round() rounds halves to even, and the stable sort puts the earlier row of a tie first.
    number = max(1, round(rule.dearest * found / hours))
    candidate = np.zeros(found, dtype=bool)
    candidate[np.argsort(-price, kind="stable")[:number]] = True
    return candidate


def hours_found(prices: HourlyPrices) -> dict[int, int]:
    """Hours that the file has for each calendar month 1..12, all its years together."""
    counts = np.bincount(prices.hours.month, minlength=13)
    return {month: int(counts[month]) for month in range(1, 13)}

"""Numbers, money and months as people read them: always with their unit."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.months import Month

ABSENT = "n/a"
_SCALES = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
_MOST_RANGES = 3
_EXACT_BELOW = 100.0


def usd(value: float | None) -> str:
    """Money to about four digits: ``$123.4M``, ``-$12.30k``, ``$950``."""
    if value is None or not math.isfinite(value):
        return ABSENT
    size = abs(value)
    sign = "-" if value < 0 else ""
    for scale, suffix in _SCALES:
        if round(size / scale, 2) >= 1:
            return f"{sign}${_digits(size / scale)}{suffix}"
    if size < _EXACT_BELOW:
        cents = f"{size:.2f}"
        return f"${cents}" if cents == "0.00" else f"{sign}${cents}"
    return f"{sign}${size:,.0f}"


def _digits(value: float) -> str:
    """A number with one decimal from 100 on, else two."""
    return f"{value:,.1f}" if value >= _EXACT_BELOW else f"{value:.2f}"


def count(units: float) -> str:
    """A number of machines: whole from 10 on, else with what makes it not whole."""
    if units >= 10 or abs(units - round(units)) < 5e-3:
        return f"{units:,.0f}"
    return f"{units:.2f}".rstrip("0")


def plural(number: float, noun: str) -> str:
    """A number with its noun: ``1 machine``, ``4,000 machines``."""
    shown = count(number)
    return f"{shown} {noun}" if shown == "1" else f"{shown} {noun}s"


def mw(value: float) -> str:
    """Megawatts to at most two decimals: ``40 MW``, ``12.5 MW``."""
    return f"{plain(value)} MW"


def plain(value: float) -> str:
    """A number to at most two decimals, without a unit."""
    shown = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def span(months: int) -> str:
    """A number of months in words: ``15 years``, ``18 months``."""
    if months > 0 and months % 12 == 0:
        return plural(months // 12, "year")
    return plural(months, "month")


def percent(fraction: float) -> str:
    """A share in per cent with as many digits as it needs to be seen."""
    value = 100 * fraction
    if value == 0 or abs(value) >= 0.1:
        return f"{value:.1f} %"
    return f"{value:.1g} %"


def month_ranges(labels: Iterable[str]) -> str:
    """Months with neighbours drawn together: ``2026-03..2026-07, 2027-01``.

    Args:
        labels: ``YYYY-MM``, in any order, repeated or not.

    Returns:
        At most three ranges; beyond that the first and last month and how many there are.
    """
    months = sorted({Month.parse(label) for label in labels})
    ranges: list[list[Month]] = []
    for month in months:
        if ranges and month - ranges[-1][-1] == 1:
            ranges[-1].append(month)
        else:
            ranges.append([month])
    if len(ranges) > _MOST_RANGES:
        return f"{months[0]}..{months[-1]} ({len(months)} months)"
    return ", ".join(_range(group) for group in ranges)


def _range(months: Sequence[Month]) -> str:
    """One unbroken run of months."""
    return str(months[0]) if len(months) == 1 else f"{months[0]}..{months[-1]}"


@dataclass(frozen=True)
class MoneyUnit:
    """The unit of a money table, named in its title.

    Attributes:
        name: ``$bn``, ``$M``, ``$k`` or ``$``.
        divisor: USD per unit.
        decimals: digits shown after the point.
    """

    name: str
    divisor: float
    decimals: int

    @classmethod
    def for_size(cls, largest_usd: float) -> "MoneyUnit":
        """The unit in which the largest amount reads best."""
        if largest_usd >= 100e9:
            return cls("$bn", 1e9, 1)
        if largest_usd >= 100e6:
            return cls("$M", 1e6, 1)
        if largest_usd >= 10e6:
            return cls("$M", 1e6, 2)
        if largest_usd >= 1e6:
            return cls("$k", 1e3, 0)
        if largest_usd >= 10e3:
            return cls("$k", 1e3, 1)
        return cls("$", 1.0, 0 if largest_usd >= 1e3 else 2)

    def cell(self, value_usd: float) -> str:
        """An amount in this unit; ``-`` for nothing at all, empty where it is absent."""
        if math.isnan(value_usd):
            return ""
        if value_usd == 0:
            return "-"
        shown = f"{value_usd / self.divisor:,.{self.decimals}f}"
        return shown.lstrip("-") if not shown.strip("-0.,") else shown

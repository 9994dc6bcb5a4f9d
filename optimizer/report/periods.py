"""Months drawn together into the rows or columns of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.months import Horizon
from optimizer.report.cells import FloatArray

_MOST_MONTHS = 12
_MOST_MONTH_COLUMNS = 6
_MOST_MONTHS_IN_QUARTERS = 48
_FAR_SHARE = 0.4


@dataclass(frozen=True)
class Period:
    """An unbroken run of months.

    Attributes:
        label: what people read, e.g. ``2026-Q3``.
        first, stop: offsets of its first month and of the month after its last.
    """

    label: str
    first: int
    stop: int

    def total(self, values: FloatArray) -> float:
        """Sum over the period of a monthly array of shape (T,)."""
        return float(values[self.first : self.stop].sum())

    def last(self, values: FloatArray) -> float:
        """Value of the period's last month."""
        return float(values[self.stop - 1])

    def mean(self, values: FloatArray, days: FloatArray) -> float:
        """Mean over the period, each month weighing its days; both of shape (T,)."""
        here = slice(self.first, self.stop)
        return float(np.average(values[here], weights=days[here]))


def for_rows(horizon: Horizon) -> list[Period]:
    """Periods as rows: months up to a year, quarters up to four, else calendar years."""
    if horizon.months <= _MOST_MONTHS:
        return by_month(horizon)
    if horizon.months <= _MOST_MONTHS_IN_QUARTERS:
        return by_quarter(horizon)
    return by_year(horizon)


def for_columns(horizon: Horizon, columns: int) -> list[Period]:
    """Periods as at most ``columns`` columns.

    Up to half a year each month has its own. Else each calendar year has its own, and where
    there are too many, the near years keep theirs and the far ones share.

    Args:
        horizon: the months planned.
        columns: how many fit, at least 1.
    """
    if horizon.months <= min(columns, _MOST_MONTH_COLUMNS):
        return by_month(horizon)
    years = by_year(horizon)
    if len(years) <= columns:
        return years
    grouped = max(1, int(_FAR_SHARE * columns))
    near = columns - grouped
    shares = np.array_split(np.arange(near, len(years)), grouped)
    return years[:near] + [_join([years[i] for i in share]) for share in shares]


def by_month(horizon: Horizon) -> list[Period]:
    """Each month by itself."""
    return [Period(label, t, t + 1) for t, label in enumerate(horizon.labels)]


def by_quarter(horizon: Horizon) -> list[Period]:
    """Calendar quarters, the first and last perhaps cut by the horizon."""
    quarters = (horizon.calendar_months - 1) // 3 + 1
    return _runs([f"{y}-Q{q}" for y, q in zip(horizon.years, quarters, strict=True)])


def by_year(horizon: Horizon) -> list[Period]:
    """Calendar years, the first and last perhaps cut by the horizon."""
    return _runs([str(year) for year in horizon.years])


def _runs(labels: Sequence[str]) -> list[Period]:
    """Neighbouring months of the same label, drawn together."""
    starts = [t for t in range(len(labels)) if t == 0 or labels[t] != labels[t - 1]]
    return [
        Period(labels[first], first, stop)
        for first, stop in zip(starts, [*starts[1:], len(labels)], strict=True)
    ]


def _join(years: Sequence[Period]) -> Period:
    """Several years as one period, labelled ``2031-34``."""
    first, last = years[0], years[-1]
    label = first.label if first is last else f"{first.label}-{last.label[-2:]}"
    return Period(label, first.first, last.stop)

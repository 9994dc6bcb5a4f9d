"""Money by period, line by line, with the subtotals that lenders and owners ask for.

The last amount of a row is its discounted sum over the horizon. With the terminal lines below it
adds up to the NPV, so that a reader can follow the headline to its parts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from optimizer.months import Horizon
from optimizer.report.cells import FloatArray, column
from optimizer.report.periods import Period
from optimizer.results.result import MoneyGroup, MoneyLine, Plan
from optimizer.units import MONTHS_PER_YEAR

_TERMINAL_TITLES = {
    "runoff_rent": "rent of leases",
    "runoff_opex": "opex of leases",
    "runoff_power": "power not reimbursed",
    "tenant_funding_owed": "tenant funding owed back",
    "machines": "machines at resale price",
    "gpu_servers": "GPU servers",
    "coins": "coins held",
    "hpc_residual": "HPC halls without a tenant",
    "debt_interest": "interest",
}


@dataclass(frozen=True)
class Row:
    """A row of the money table.

    Attributes:
        label: what people read.
        by_period: USD by period; NaN leaves the cell empty.
        total: USD over the horizon; NaN leaves it empty.
        discounted: USD in today's money; NaN where the line is not in the NPV.
        strong: a subtotal.
        ruled: a rule stands under it.
    """

    label: str
    by_period: tuple[float, ...]
    total: float
    discounted: float
    strong: bool = False
    ruled: bool = False

    @property
    def amounts(self) -> tuple[float, ...]:
        """All its amounts."""
        return (*self.by_period, self.total, self.discounted)

    @property
    def is_nothing(self) -> bool:
        """Whether no amount is other than 0 or absent."""
        return not any(amount and not math.isnan(amount) for amount in self.amounts)


class _Lines:
    """Rows of one plan over some periods."""

    def __init__(self, plan: Plan, periods: Sequence[Period]) -> None:
        self._plan = plan
        self._periods = periods

    def line(self, line: MoneyLine) -> Row:
        """One money line."""
        return self._row(line.title, column(self._plan.money, line.name), self._worth([line]))

    def lines(self, *groups: MoneyGroup) -> list[Row]:
        """The lines of some groups that are not nothing all the time."""
        rows = [(line, self.line(line)) for line in self._plan.lines if line.group in groups]
        shown = {line.name: row for line, row in rows if not row.is_nothing}
        if "energy" in shown and "hosting_energy" not in shown:
            # Without tenants it is simply all of the energy.
            shown["energy"] = replace(shown["energy"], label="Energy")
        return list(shown.values())

    def subtotal(self, label: str, *groups: MoneyGroup) -> Row:
        """Sum of all lines of some groups."""
        lines = [line for line in self._plan.lines if line.group in groups]
        values = self._plan.money[[line.name for line in lines]].to_numpy(dtype=float).sum(axis=1)
        return replace(self._row(label, values, self._worth(lines)), strong=True, ruled=True)

    def balance(self, label: str, name: str) -> Row | None:
        """A balance at each period's end; None where the plan has none."""
        values = column(self._plan.monthly, name)
        if np.isnan(values).all():
            return None
        by_period = tuple(period.last(values) for period in self._periods)
        return Row(label, by_period, math.nan, math.nan)

    def _row(self, label: str, values: FloatArray, worth: float) -> Row:
        by_period = tuple(period.total(values) for period in self._periods)
        return Row(label, by_period, float(values.sum()), worth)

    def _worth(self, lines: Iterable[MoneyLine]) -> float:
        """Discounted sum of the lines that are in the NPV; NaN if none is."""
        known = [line.name for line in lines if line.name in self._plan.discounted.index]
        return float(self._plan.discounted[known].sum()) if known else math.nan


def money_rows(plan: Plan, periods: Sequence[Period]) -> list[Row]:
    """All rows, from EBITDA to cash."""
    lines = _Lines(plan, periods)
    group = MoneyGroup
    rows = [*lines.lines(group.EBITDA), lines.subtotal("EBITDA", group.EBITDA)]
    if treasury := lines.lines(group.TREASURY):
        rows += [*treasury, lines.subtotal("CFADS", group.EBITDA, group.TREASURY)]
    if capex := lines.lines(group.CAPEX):
        rows += [*capex, lines.subtotal("Capex", group.CAPEX)]
    rows += lines.lines(group.FUNDING)
    if service := lines.lines(group.DEBT_SERVICE):
        rows += [*service, lines.subtotal("Debt service", group.DEBT_SERVICE)]
    rows += lines.lines(group.FINANCING)
    rows.append(lines.subtotal("Cash flow", *group))
    balances = (
        lines.balance("Cash at the end", "cash_usd"),
        lines.balance("Debt at the end", "debt_usd"),
    )
    shown = [row for row in balances if row is not None and not row.is_nothing]
    if shown:
        shown[-1] = replace(shown[-1], ruled=True)
    return rows + shown


def worth_rows(plan: Plan, horizon: Horizon, periods: int) -> list[Row]:
    """What lies after the horizon, line by line, and the NPV: today's money only."""
    nothing = (math.nan,) * periods
    rows = [
        Row(f"After {horizon.end}: {terminal_title(str(name))}", nothing, math.nan, value)
        for name, value in plan.terminal.items()
        if value
    ]
    return [*rows, Row("NPV", nothing, math.nan, plan.npv.npv_usd, strong=True)]


def terminal_title(name: str) -> str:
    """What people read for a terminal line."""
    return _TERMINAL_TITLES.get(name, name.replace("_", " "))


def largest_amount(plan: Plan) -> float:
    """Largest amount, by which the unit is chosen: of a year, where the horizon has one."""
    months = min(len(plan.money), MONTHS_PER_YEAR)
    yearly = plan.money.abs().to_numpy(dtype=float).max(initial=0.0) * months
    return max(float(yearly), abs(plan.npv.npv_usd), _peak(plan.monthly["cash_usd"]))


def _peak(values: "pd.Series[float]") -> float:
    """Largest size among values, 0 where all are absent."""
    sizes = values.abs().dropna().to_numpy(dtype=float)
    return float(sizes.max(initial=0.0))

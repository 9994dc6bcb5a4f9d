"""Money by period, line by line, with the subtotals that lenders and owners ask for.

The last column holds each line's discounted sum over the horizon. With the terminal lines
below it adds up to the NPV, so that a reader can follow the headline to its parts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from rich.table import Table
from rich.text import Text

from optimizer.months import Horizon
from optimizer.report.cells import FloatArray, column
from optimizer.report.layout import GAP, Canvas, new_table
from optimizer.report.periods import Period, for_columns
from optimizer.report.words import MoneyUnit
from optimizer.results.result import MoneyGroup, MoneyLine, Plan
from optimizer.units import MONTHS_PER_YEAR

_LABEL = 36
_MOST_PERIODS = 10

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


class _Ledger:
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


def money_table(plan: Plan, horizon: Horizon, canvas: Canvas) -> Table:
    """Money by period, from revenue to cash, and in its last column down to the NPV."""
    unit = MoneyUnit.for_size(_largest(plan))
    periods = _fitting(plan, horizon, unit, canvas.width)
    table = new_table(f"Money in {unit.name} (inflow positive)")
    table.add_column("")
    for period in periods:
        table.add_column(period.label, justify="right", no_wrap=True)
    table.add_column("Total", justify="right", no_wrap=True)
    table.add_column("Today's\nmoney", justify="right", no_wrap=True)
    for row in [*_rows(plan, periods), *_worth(plan, horizon, len(periods))]:
        table.add_row(
            Text(row.label),
            *(_cell(amount, unit) for amount in row.amounts),
            style="bold" if row.strong else "",
            end_section=row.ruled,
        )
    return table


def _rows(plan: Plan, periods: Sequence[Period]) -> list[Row]:
    """All rows, from EBITDA to cash."""
    ledger = _Ledger(plan, periods)
    group = MoneyGroup
    rows = [*ledger.lines(group.EBITDA), ledger.subtotal("EBITDA", group.EBITDA)]
    if treasury := ledger.lines(group.TREASURY):
        rows += [*treasury, ledger.subtotal("CFADS", group.EBITDA, group.TREASURY)]
    if capex := ledger.lines(group.CAPEX):
        rows += [*capex, ledger.subtotal("Capex", group.CAPEX)]
    rows += ledger.lines(group.FUNDING)
    if service := ledger.lines(group.DEBT_SERVICE):
        rows += [*service, ledger.subtotal("Debt service", group.DEBT_SERVICE)]
    rows += ledger.lines(group.FINANCING)
    rows.append(ledger.subtotal("Cash flow", *group))
    balances = (
        ledger.balance("Cash at the end", "cash_usd"),
        ledger.balance("Debt at the end", "debt_usd"),
    )
    shown = [row for row in balances if row is not None and not row.is_nothing]
    if shown:
        shown[-1] = replace(shown[-1], ruled=True)
    return rows + shown


def _worth(plan: Plan, horizon: Horizon, periods: int) -> list[Row]:
    """What lies after the horizon, line by line, and the NPV: today's money only."""
    nothing = (math.nan,) * periods
    rows = [
        Row(f"After {horizon.end}: {_terminal_title(str(name))}", nothing, math.nan, value)
        for name, value in plan.terminal.items()
        if value
    ]
    return [*rows, Row("NPV", nothing, math.nan, plan.npv.npv_usd, strong=True)]


def _terminal_title(name: str) -> str:
    """What people read for a terminal line."""
    return _TERMINAL_TITLES.get(name, name.replace("_", " "))


def _largest(plan: Plan) -> float:
    """Largest amount, by which the unit is chosen: of a year, where the horizon has one."""
    months = min(len(plan.money), MONTHS_PER_YEAR)
    yearly = plan.money.abs().to_numpy(dtype=float).max(initial=0.0) * months
    return max(float(yearly), abs(plan.npv.npv_usd), _peak(plan.monthly["cash_usd"]))


def _peak(values: "pd.Series[float]") -> float:
    """Largest size among values, 0 where all are absent."""
    sizes = values.abs().dropna().to_numpy(dtype=float)
    return float(sizes.max(initial=0.0))


def _fitting(plan: Plan, horizon: Horizon, unit: MoneyUnit, width: int) -> list[Period]:
    """As many periods as the width carries, at least one."""
    for columns in range(_MOST_PERIODS, 1, -1):
        periods = for_columns(horizon, columns)
        if _width(_rows(plan, periods), periods, unit) <= width:
            return periods
    return for_columns(horizon, 1)


def _width(rows: Sequence[Row], periods: Sequence[Period], unit: MoneyUnit) -> int:
    """Columns that a table takes."""
    heads = [*(period.label for period in periods), "Total", "Today's"]
    label = min(max(len(row.label) for row in rows), _LABEL)
    widest = [
        max(len(head), *(len(unit.cell(row.amounts[i])) for row in rows))
        for i, head in enumerate(heads)
    ]
    return label + sum(widest) + GAP * len(heads)


def _cell(amount: float, unit: MoneyUnit) -> Text:
    """An amount, red below nothing."""
    shown = unit.cell(amount)
    style = "red" if shown.startswith("-") and shown != "-" else "dim" if shown == "-" else ""
    return Text(shown, style=style)

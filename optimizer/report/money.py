"""The money table of the terminal."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from optimizer.months import Horizon
from optimizer.report.layout import GAP, Canvas, new_table
from optimizer.report.money_rows import Row, largest_amount, money_rows, worth_rows
from optimizer.report.periods import Period, for_columns
from optimizer.report.words import MoneyUnit
from optimizer.results.result import Plan

_LABEL = 36
_MOST_PERIODS = 10


def money_table(plan: Plan, horizon: Horizon, canvas: Canvas) -> Table:
    """Money by period, from revenue to cash, and in its last column down to the NPV."""
    unit = MoneyUnit.for_size(largest_amount(plan))
    periods = _fitting(plan, horizon, unit, canvas.width)
    table = new_table(f"Money in {unit.name} (inflow positive)")
    table.add_column("")
    for period in periods:
        table.add_column(period.label, justify="right", no_wrap=True)
    table.add_column("Total", justify="right", no_wrap=True)
    table.add_column("Today's\nmoney", justify="right", no_wrap=True)
    for row in [*money_rows(plan, periods), *worth_rows(plan, horizon, len(periods))]:
        table.add_row(
            Text(row.label),
            *(_cell(amount, unit) for amount in row.amounts),
            style="bold" if row.strong else "",
            end_section=row.ruled,
        )
    return table


def _fitting(plan: Plan, horizon: Horizon, unit: MoneyUnit, width: int) -> list[Period]:
    """As many periods as the width carries, at least one."""
    for columns in range(_MOST_PERIODS, 1, -1):
        periods = for_columns(horizon, columns)
        if _width(money_rows(plan, periods), periods, unit) <= width:
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

"""The small tables of the page: money, debts, covenants, machines."""

from optimizer.report.covenants import ratio, tightest
from optimizer.report.grid import Grid
from optimizer.report.money_rows import largest_amount, money_rows, worth_rows
from optimizer.report.periods import for_columns
from optimizer.report.tables import Column, Kind, Table, tables
from optimizer.report.uncertainty import scenario_grid
from optimizer.report.words import MoneyUnit, usd
from optimizer.results.result import Plan, Result

_MOST_YEARS = 12


def grids(result: Result, plan: Plan) -> list[Grid]:
    """Money, debts, covenants, machines."""
    found = [_money(result, plan), _debts(plan), _covenants(plan)]
    if result.uncertainty is not None:
        found.insert(0, scenario_grid(result.uncertainty, result.fleet.horizon))
    machines = next((table for table in tables(result) if table.name == "machines"), None)
    if machines is not None:
        found.append(_grid(machines))
    return [grid for grid in found if grid.rows]


def _grid(table: Table) -> Grid:
    """A table of data as words."""
    return Grid(
        table.title,
        tuple(column.heading for column in table.columns),
        tuple(
            tuple(cell(value, column) for value, column in zip(row, table.columns, strict=True))
            for row in table.rows
        ),
    )


def _money(result: Result, plan: Plan) -> Grid:
    horizon = result.fleet.horizon
    unit = MoneyUnit.for_size(largest_amount(plan))
    periods = for_columns(horizon, _MOST_YEARS)
    rows = [*money_rows(plan, periods), *worth_rows(plan, horizon, len(periods))]
    return Grid(
        f"Money in {unit.name}, inflow positive",
        ("", *(period.label for period in periods), "Total", "Today's money"),
        tuple((row.label, *(unit.cell(amount) for amount in row.amounts)) for row in rows),
        tuple(i for i, row in enumerate(rows) if row.strong),
    )


def _debts(plan: Plan) -> Grid:
    rows = []
    for name, debt in plan.debts.groupby(level=0, sort=False):
        total = debt.sum()
        rows.append(
            (
                str(name),
                *(usd(float(total[key])) for key in ("drawn_usd", "repaid_usd", "interest_usd")),
                usd(float(total["fees_usd"])),
                usd(float(debt["balance_usd"].max())),
                usd(float(debt["balance_usd"].iloc[-1])),
            )
        )
    headings = ("Debt", "Drawn", "Repaid", "Interest", "Fees", "Highest balance", "At the end")
    return Grid("Debts over the horizon", headings, tuple(rows))


def _covenants(plan: Plan) -> Grid:
    headings = ("Covenant", "Month", "Required", "Met", "EBITDA to spare", "Tests")
    rows = tuple(
        (
            one.name,
            one.month or "not tested",
            ratio(one.required),
            ratio(one.actual),
            usd(one.headroom_usd) if one.tests else "",
            str(one.tests),
        )
        for one in tightest(plan.covenants)
    )
    return Grid("Covenants in their tightest month", headings, rows)


def cell(value: object, column: Column) -> str:
    """A cell of a table of data as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return str(value)
    form = {Kind.USD: ",.0f", Kind.WHOLE: ",.0f", Kind.PERCENT: ".0f"}.get(column.kind, ",.2f")
    return f"{value:{form}}"

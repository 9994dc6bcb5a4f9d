"""How close the plan comes to what lenders forbid: each covenant's tightest month."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from optimizer.report.cells import by_name, column, number
from optimizer.report.layout import new_table
from optimizer.report.words import ABSENT, usd
from optimizer.results.result import Plan

_BINDING = 1e-6
_FLOOR = "min_dscr"


@dataclass(frozen=True)
class Tightest:
    """A covenant in the month in which it comes closest to a breach.

    Attributes:
        name: of the covenant.
        kind: what it limits.
        month: the tightest tested month; "" if it is never tested.
        required, actual: the ratio asked for and met; None where there is none.
        headroom_usd: EBITDA of the window that could be lost before the breach.
        tests: number of months tested.
    """

    name: str
    kind: str
    month: str
    required: float | None
    actual: float | None
    headroom_usd: float | None
    tests: int


def tightest(covenants: pd.DataFrame) -> Iterator[Tightest]:
    """The tightest month of each covenant, in the order of the file."""
    for name, rows in covenants.groupby("covenant", sort=False):
        tested = [row for row in rows.itertuples(index=False) if row.tested]
        if not tested:
            kind, required = str(rows["kind"].iloc[0]), number(rows["required"].iloc[0])
            yield Tightest(str(name), kind, "", required, None, None, 0)
            continue
        closest = min(tested, key=_room)
        yield Tightest(
            name=str(name),
            kind=str(closest.kind),
            month=str(closest.month),
            required=number(closest.required),
            actual=number(closest.actual),
            headroom_usd=number(closest.headroom_usd),
            tests=len(tested),
        )


def covenant_table(plan: Plan) -> Table | None:
    """Each covenant's tightest month; None where there are no covenants."""
    rows = list(tightest(plan.covenants))
    if not rows:
        return None
    table = new_table("Covenants in their tightest month")
    table.add_column("Covenant", overflow="fold")
    for title in ("Month", "Required", "Met", "EBITDA to spare", "Tests"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        headroom = row.headroom_usd
        binding = headroom is not None and headroom <= _BINDING * max(1.0, abs(headroom))
        table.add_row(
            Text(row.name),
            row.month or "not tested",
            ratio(row.required),
            ratio(row.actual),
            Text(usd(headroom) if row.tests else "", style="red" if binding else ""),
            str(row.tests),
        )
    return table


def debt_table(plan: Plan) -> Table | None:
    """What each debt did over the horizon; None where there is no debt."""
    debts = by_name(plan.debts)
    if not debts:
        return None
    table = new_table("Debts over the horizon")
    table.add_column("Debt", overflow="fold")
    # Long heads in two lines: on a narrow terminal it is the names that would be broken.
    heads = ("Drawn", "Repaid", "Interest", "Fees", "Highest\nbalance", "in", "At the\nend")
    for title in heads:
        table.add_column(title, justify="right", no_wrap=True)
    for name, debt in debts.items():
        balance = column(debt, "balance_usd")
        top = int(balance.argmax())
        sums = (
            _amount(float(column(debt, item).sum()))
            for item in ("drawn_usd", "repaid_usd", "interest_usd", "fees_usd")
        )
        when = str(debt.index[top]) if balance[top] else ""
        peak = (_amount(float(balance[top])), when, _amount(float(balance[-1])))
        table.add_row(Text(name), *sums, *peak)
    return table


def _amount(value: float) -> str:
    """Money; ``-`` for none."""
    return usd(value) if value else "-"


def ratio(value: float | None) -> str:
    """A ratio as lenders write it: ``1.25x``."""
    return ABSENT if value is None else f"{value:,.2f}x"


def _room(row: Any) -> tuple[float, float]:
    """For comparing months: how far the ratio is from its limit, then EBITDA to spare."""
    required, actual = number(row.required), number(row.actual)
    headroom = number(row.headroom_usd)
    spare = math.inf if headroom is None else headroom
    if required is None or actual is None:
        # Without a ratio (no debt service, no EBITDA) only a month without room is tight.
        return (0.0 if spare <= 0 else math.inf, spare)
    upwards = row.kind == _FLOOR
    return (actual - required if upwards else required - actual, spare)

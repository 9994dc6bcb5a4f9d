"""Why the plan is what it is, as tables and sentences in the terminal."""

from collections.abc import Iterator

import pandas as pd
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from optimizer.report.cells import number
from optimizer.report.layout import heading, new_table
from optimizer.report.reasons import (
    against_baseline,
    instead,
    lease_sentence,
    not_in_full,
    scarce_sentences,
)
from optimizer.report.words import MoneyUnit, usd
from optimizer.results.reasoning import LeaseReason, Reasons, Standing
from optimizer.results.result import MoneyGroup, Plan, Result

_SCARCE_SHOWN = 6
"""Scarce things named in the terminal; the JSON report has them all."""

_OTHERS_SHOWN = 8

_GROUPS = {
    MoneyGroup.EBITDA: "EBITDA",
    MoneyGroup.TREASURY: "Coins kept and sold",
    MoneyGroup.CAPEX: "Capex",
    MoneyGroup.FUNDING: "Tenant funding, machines sold",
    MoneyGroup.DEBT_SERVICE: "Interest and fees",
    MoneyGroup.FINANCING: "Cost of equity",
}

_STYLES = {Standing.SIGNED: "green", Standing.NEEDED: "green", Standing.IMPOSSIBLE: "yellow"}


def why_parts(result: Result) -> Iterator[RenderableType]:
    """Baseline, leases, alternatives, machines, scarce things; nothing where none was asked for."""
    told = result.reasons
    if told is None:
        return
    npv = result.plan.npv.npv_usd
    yield heading("Why")
    yield Padding(Text(against_baseline(told, npv)), (0, 0, 0, 2))
    if words := not_in_full(told):
        yield Padding(Text(words, style="dim"), (0, 0, 0, 2))
    for table in (
        _leases(told),
        _others(told, npv),
        _machines(told.machines),
        None if told.baseline is None else _baseline(result.plan, told.baseline),
    ):
        if table is not None:
            yield ""
            yield table
    if scarce := scarce_sentences(told.marginal):
        yield ""
        yield from _scarce(scarce)


def _leases(told: Reasons) -> Table | None:
    """What each lease is worth, and the rent at which it makes no difference."""
    shown = [lease for lease in told.leases if lease.standing is not Standing.UNKNOWN]
    if not shown:
        return None
    table = new_table("Leases, rents in USD per kW-month")
    table.add_column("Lease", overflow="fold")
    table.add_column("")
    for title in ("Worth", "Rent", "Break-even", "Slack"):
        table.add_column(title, justify="right", no_wrap=True)
    for lease in shown:
        style = _STYLES.get(lease.standing, "")
        worth = usd(lease.npv_usd) if lease.npv_usd is not None else ""
        table.add_row(
            Text(lease.name),
            Text(_standing(lease), style=style),
            worth,
            _rent(lease.rent_usd_per_kw_month),
            _rent(lease.break_even_usd_per_kw_month),
            _rent(lease.slack_usd_per_kw_month),
        )
    return table


def _standing(lease: LeaseReason) -> str:
    """How a lease stands, in a few words."""
    return {
        Standing.SIGNED: "signed",
        Standing.NEEDED: "signed: no plan without it",
        Standing.LEFT: "left",
        Standing.IMPOSSIBLE: "left: no plan holds it",
        Standing.FORCED: "no choice",
    }.get(lease.standing, lease_sentence(lease))


def _rent(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _others(told: Reasons, npv: float) -> Table | None:
    """The best plans that decide one thing otherwise."""
    if not told.alternatives:
        return None
    table = new_table("The best plans otherwise")
    table.add_column("Instead", overflow="fold")
    table.add_column("NPV", justify="right", no_wrap=True)
    table.add_column("Costs", justify="right", no_wrap=True)
    for one in told.alternatives[:_OTHERS_SHOWN]:
        cost = one.cost(npv)
        table.add_row(
            Text(instead(one)),
            "no plan" if one.impossible else usd(one.npv_usd),
            "" if cost is None else usd(cost + 0.0),
        )
    if len(told.alternatives) > _OTHERS_SHOWN:
        table.add_row(Text(f"and {len(told.alternatives) - _OTHERS_SHOWN} more", style="dim"))
    return table


def _machines(frame: pd.DataFrame) -> Table | None:
    """When each group of machines pays, and what a unit of its hashing costs."""
    if frame.empty:
        return None
    table = new_table("Machines: hashprice and hashcost in USD per PH/s and day, while running")
    table.add_column("Group", overflow="fold")
    for title in (
        "J/TH", "Strike\n$/MWh", "Hours in\nthe money", "Break-even\nhashprice",
        "Hashcost\npower", "Hashcost\n+ opex", "Hashcost\nall in", "Payback\nmonths",
    ):  # fmt: skip
        table.add_column(title, justify="right", no_wrap=True)
    for name, row in frame.iterrows():
        table.add_row(
            Text(str(name)),
            _figure(row["j_per_th"], ".1f"),
            _figure(row["strike_usd_per_mwh"], ".2f"),
            _figure(row["in_the_money_pct"], ".0f", " %"),
            _figure(row["break_even_hashprice_usd_per_ph_day"], ".2f"),
            _figure(row["hashcost_power"], ".2f"),
            _figure(row["hashcost_with_opex"], ".2f"),
            _figure(row["hashcost_all_in"], ".2f"),
            _figure(row["payback_months"], ".0f"),
        )
    return table


def _figure(value: object, form: str, unit: str = "") -> str:
    shown = number(value)
    return "-" if shown is None else f"{shown:,{form}}{unit}"


def _baseline(plan: Plan, base: Plan) -> Table:
    """Plan and business as usual side by side, discounted, adding up to their NPVs."""
    rows: list[tuple[str, float, float]] = []
    for group, title in _GROUPS.items():
        names = [line.name for line in plan.lines if line.group is group]
        mine, its = (float(one.discounted.reindex(names).sum()) for one in (plan, base))
        rows.append((title, mine, its))
    rows.append(("After the horizon", float(plan.terminal.sum()), float(base.terminal.sum())))
    unit = MoneyUnit.for_size(max(abs(amount) for row in rows for amount in row[1:]))
    table = new_table(f"Plan and business as usual, {unit.name} discounted")
    table.add_column("")
    for title in ("Plan", "As usual", "Difference"):
        table.add_column(title, justify="right", no_wrap=True)
    for title, mine, its in rows:
        if mine or its:
            table.add_row(title, unit.cell(mine), unit.cell(its), unit.cell(mine - its))
    table.add_section()
    mine, its = plan.npv.npv_usd, base.npv.npv_usd
    cells = (unit.cell(mine), unit.cell(its), unit.cell(mine - its))
    table.add_row("NPV", *cells, style="bold")
    return table


def _scarce(sentences: list[str]) -> Iterator[RenderableType]:
    """What is scarce, a line each."""
    yield heading("What is scarce (whole numbers fixed)")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for sentence in sentences[:_SCARCE_SHOWN]:
        grid.add_row("-", Text(sentence))
    if len(sentences) > _SCARCE_SHOWN:
        grid.add_row("", Text(f"and {len(sentences) - _SCARCE_SHOWN} more", style="dim"))
    yield Padding(grid, (0, 0, 0, 2))

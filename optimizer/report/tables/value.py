"""Where the NPV comes from, line by line, and key figures."""

from optimizer.report.money_rows import terminal_title
from optimizer.report.tables.table import Cell, Column, Kind, Table, from_rows
from optimizer.results.result import Plan, Result


def value_table(result: Result, plan: Plan) -> Table:
    """Discounted money lines and terminal lines; they add up to the NPV.

    Beside them business as usual and the difference, where that was worked out and can be.
    """
    base = result.reasons.baseline if result.reasons is not None else None
    usd = ("USD", True)
    columns = [
        Column("line", "Line", Kind.TEXT),
        Column("part", "Part", Kind.TEXT),
        Column("plan_usd", "Plan", Kind.USD, *usd),
    ]
    if base is not None:
        columns += [
            Column("as_usual_usd", "Business as usual", Kind.USD, *usd),
            Column("difference_usd", "Difference", Kind.USD, *usd),
        ]
    rows: list[list[Cell]] = []
    for line in plan.lines:
        if line.name in plan.discounted.index:
            mine = float(plan.discounted[line.name])
            its = 0.0 if base is None else float(base.discounted.get(line.name, 0.0))
            rows.append([line.title, f"{line.stream.value} rate", mine, its, mine - its])
    names = list(plan.terminal.index)
    for name in names:
        mine = float(plan.terminal[name])
        its = 0.0 if base is None else float(base.terminal.get(name, 0.0))
        rows.append([terminal_title(str(name)), "after the horizon", mine, its, mine - its])
    shown = [row[: len(columns)] for row in rows if row[2] or row[3]]
    return from_rows("value", "From the money lines to the NPV, discounted", columns, shown)


def key_figures_table(plan: Plan) -> Table:
    """Key figures as numbers."""
    k = plan.kpis
    per_mw = "USD/MW-year"
    rows: list[tuple[str, Cell, str]] = [
        ("NPV", plan.npv.npv_usd, "USD"),
        ("No plan is worth more than", plan.npv.bound_usd, "USD"),
        ("Hashprice earned", k.hashprice_usd_per_ph_day, "USD/PH/s-day"),
        ("Hashcost, all in", k.hashcost_usd_per_ph_day, "USD/PH/s-day"),
        ("Efficiency while running", k.efficiency_j_per_th, "J/TH"),
        ("EBITDA of mining", k.yield_mining_usd_per_mw_year, per_mw),
        ("EBITDA of hosting", k.yield_hosting_usd_per_mw_year, per_mw),
        ("EBITDA, all in", k.yield_site_usd_per_mw_year, per_mw),
        ("Payback", k.payback_months, "months"),
        ("IRR", k.irr_pct, "% per year"),
        ("Lowest DSCR", k.min_dscr, "x"),
        ("Lowest cash at a month's end", k.min_cash_usd, "USD"),
    ]
    columns = [
        Column("figure", "Figure", Kind.TEXT),
        Column("value", "Value", Kind.NUMBER),
        Column("unit", "Unit", Kind.TEXT),
    ]
    kept = [row for row in rows if row[1] is not None]
    return from_rows("key_figures", "Key figures", columns, kept)

"""Cash, debt and covenants; where the NPV comes from; rents and break-evens."""

import numpy as np

from optimizer.report.cells import column, number, numbers
from optimizer.report.html.charts.chart import Chart, by_month
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.tables import Cell, Column, Kind
from optimizer.report.tables.table import from_rows
from optimizer.report.words import usd
from optimizer.results.reasoning import Reasons
from optimizer.results.result import MoneyGroup, Plan


def cash_and_debt(plan: Plan) -> Chart | None:
    """Cash, its floor, and debt; the ratios that lenders watch below."""
    cash = column(plan.monthly, "cash_usd")
    if np.isnan(cash).all():
        return None
    months = [str(month) for month in plan.monthly.index]
    low = int(np.nanargmin(cash))
    debt = column(plan.monthly, "debt_usd")
    message = f"Cash is lowest in {months[low]} with {usd(float(cash[low]))}"
    if debt.max(initial=0.0) > 0:
        high = int(np.argmax(debt))
        message += f"; debt is highest in {months[high]} with {usd(float(debt[high]))}"
    covenants: list[Json] = []
    for name, rows in plan.covenants.groupby("covenant", sort=False):
        tested = rows[rows["tested"].astype(bool)]
        covenants.append(
            {
                "name": str(name),
                "required": number(rows["required"].iloc[0]),
                "months": [str(month) for month in tested["month"]],
                "actual": list[Json](numbers(tested["actual"])),
            }
        )
    keys = ["cash_usd", "min_cash_usd", "debt_usd", "ebitda_usd", "debt_service_usd"]
    titles = ["Cash", "Floor of cash", "Debt", "EBITDA", "Debt service"]
    data: JsonObject = {
        "months": list[Json](months),
        "cash": list[Json](numbers(cash)),
        "floor": list[Json](numbers(column(plan.monthly, "min_cash_usd"))),
        "debt": list[Json](numbers(debt)),
        "covenants": covenants,
    }
    table = by_month("cash", "Cash and debt", months, titles, keys, plan.monthly, "USD")
    return Chart("cash", "cash", "Cash, debt and covenants", f"{message}.", data, table)


_STEPS = {
    "Mining": ("mining_revenue", "pool_fees", "sell_fees", "demand_response", "mining_opex"),
    "Hosting": ("rent", "rent_credits", "reimbursements", "hosting_opex"),
    "GPUs": ("gpu_revenue", "gpu_opex"),
    "Power": (
        "hosting_energy", "energy", "power_resale", "demand_charge", "coincident_peak",
    ),
    "Fixed costs": ("fixed_costs", "overhead"),
    "Coins": ("coins_kept", "coin_sales", "coin_sale_fees"),
}  # fmt: skip
_GROUP_STEPS = {
    "Capex": MoneyGroup.CAPEX,
    "Tenant funding, sales": MoneyGroup.FUNDING,
    "Interest, fees": MoneyGroup.DEBT_SERVICE,
    "Cost of equity": MoneyGroup.FINANCING,
}


def waterfall(told: Reasons | None, plan: Plan) -> Chart:
    """From business as usual to the plan, or from nothing where there is no such baseline."""
    base = told.baseline if told is not None else None
    steps = _steps(plan)
    its = dict.fromkeys(steps, 0.0) if base is None else _steps(base)
    start = 0.0 if base is None else base.npv.npv_usd
    changes = [(name, steps[name] - its[name]) for name in steps]
    changes = [(name, change) for name, change in changes if abs(change) > 0.5]
    bars: list[Json] = []
    if base is not None:
        bars.append({"name": "As usual", "from": 0.0, "to": start, "total": True})
    level = start
    for name, change in changes:
        bars.append({"name": name, "from": level, "to": level + change, "total": False})
        level += change
    bars.append({"name": "Plan", "from": 0.0, "to": plan.npv.npv_usd, "total": True})
    title = "From business as usual to the plan" if base else "Where the NPV comes from"
    most = max(changes, key=lambda one: abs(one[1]), default=("nothing", 0.0))
    message = (
        f"NPV {usd(plan.npv.npv_usd)}"
        + (f" against {usd(start)} as usual" if base else "")
        + f"; the largest part is {most[0].lower()} with {usd(most[1])}, discounted."
    )
    columns = [
        Column("part", "Part", Kind.TEXT), Column("usd", "Change", Kind.USD, "USD", adds_up=True),
    ]  # fmt: skip
    rows: list[tuple[Cell, ...]] = [*changes]
    if base is not None:
        rows.insert(0, ("Business as usual", start))
    table = from_rows("waterfall", title, columns, rows)
    return Chart("waterfall", "waterfall", title, message, {"bars": bars}, table)


def _steps(plan: Plan) -> dict[str, float]:
    """The discounted value of each step; they add up to the NPV."""
    value = plan.discounted
    out = {name: float(value.reindex(lines).sum()) for name, lines in _STEPS.items()}
    for name, group in _GROUP_STEPS.items():
        lines = [line.name for line in plan.lines if line.group is group]
        out[name] = float(value.reindex(lines).sum())
    known = {line for lines in _STEPS.values() for line in lines}
    known |= {line.name for line in plan.lines if line.group in _GROUP_STEPS.values()}
    out["Other"] = float(value[[name for name in value.index if name not in known]].sum())
    out["After the horizon"] = float(plan.terminal.sum())
    return out


def rents(told: Reasons | None) -> Chart | None:
    """Rent on offer and break-even rent of each lease."""
    if told is None:
        return None
    known = [one for one in told.leases if one.break_even_usd_per_kw_month is not None]
    if not known:
        return None
    data: JsonObject = {
        "leases": [
            {
                "name": one.name,
                "rent": one.rent_usd_per_kw_month,
                "edge": one.break_even_usd_per_kw_month,
                "signed": (one.slack_usd_per_kw_month or 0.0) >= 0,
            }
            for one in known
        ]
    }
    closest = min(known, key=lambda one: abs(one.slack_usd_per_kw_month or 0.0))
    away = abs(closest.slack_usd_per_kw_month or 0.0)
    message = f"Closest to its break-even is {closest.name}, ${away:,.2f}/kW-month away."
    return Chart("rents", "rents", "Rents and where leases break even", message, data, None)

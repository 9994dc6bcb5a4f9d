"""Megawatts by use, and deals and builds in time."""

from collections.abc import Iterator
from typing import Any

from optimizer.report.cells import by_name, column, numbers
from optimizer.report.decisions import hall_of
from optimizer.report.html.charts.chart import MOST_SITES, Chart, by_month
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.tables import Cell, Column, Kind
from optimizer.report.tables.table import from_rows
from optimizer.results.result import Plan, Result

_USES = (
    ("hosting_mw", "Hosting"),
    ("gpu_mw", "GPUs"),
    ("mining_mw", "Mining"),
    ("auxiliary_mw", "Auxiliary"),
)


def megawatts(plan: Plan) -> Iterator[Chart]:
    """Stacked MW at the meter by use, a picture for each site."""
    sites = by_name(plan.sites)
    for number_, (site, frame) in enumerate(list(sites.items())[:MOST_SITES]):
        months = [str(month) for month in frame.index]
        shown = [(key, title) for key, title in _USES if (column(frame, key) > 1e-6).any()]
        mining, hosting = column(frame, "mining_mw"), column(frame, "hosting_mw")
        message = (
            f"Mining goes from {mining[0]:,.0f} MW to {mining[-1]:,.0f} MW, hosting from "
            f"{hosting[0]:,.0f} MW to {hosting[-1]:,.0f} MW; the grid carries "
            f"{column(frame, 'grid_mw')[-1]:,.0f} MW at the end."
        )
        data: JsonObject = {
            "months": list[Json](months),
            "uses": [
                {"name": title, "mw": list[Json](numbers(column(frame, key)))}
                for key, title in shown
            ],
            "grid": list[Json](numbers(column(frame, "grid_mw"))),
        }
        keys = [*(key for key, _ in shown), "grid_mw"]
        titles = [*(title for _, title in shown), "Grid"]
        table = by_month(f"mw_{number_}", site, months, titles, keys, frame, "MW")
        yield Chart(f"mw-{number_}", "megawatts", f"Megawatts at {site}", message, data, table)


def timeline(result: Result, plan: Plan) -> Chart | None:
    """Deals, builds and orders in time."""
    bars: list[JsonObject] = []
    decisions = plan.decisions
    for row in decisions.contracts.itertuples(index=False):
        if row.signed:
            label = f"{row.name}: {_float(row.mw):,.3g} MW"
            bars.append(_bar("Lease", label, str(row.start), str(row.ends)))
    for row in decisions.conversions.itertuples(index=False):
        label = f"{hall_of(str(row.hall))}: {_float(row.hpc_mw):,.3g} MW HPC"
        bars.append(_bar("Build", label, str(row.month), str(row.ready)))
    for frame in (decisions.asic_orders, decisions.gpu_orders):
        for row in frame.itertuples(index=False):
            bars.append(_bar("Order", str(row.name), str(row.month), str(row.arrives)))
    if not bars:
        return None
    rows: list[tuple[Cell, ...]] = [
        (str(bar["kind"]), str(bar["label"]), str(bar["from"]), str(bar["to"])) for bar in bars
    ]
    columns = [
        Column("kind", "Kind", Kind.TEXT), Column("what", "What", Kind.TEXT),
        Column("from", "From", Kind.MONTH), Column("to", "To", Kind.MONTH),
    ]  # fmt: skip
    data: JsonObject = {
        "bars": list[Json](bars),
        "start": str(result.fleet.horizon.start),
        "end": str(result.fleet.horizon.end),
    }
    first = min(str(bar["from"]) for bar in bars)
    message = f"{len(bars)} deals, builds and orders, the first in {first}."
    table = from_rows("timeline", "Deals and builds", columns, rows)
    return Chart("timeline", "timeline", "Deals, builds and orders", message, data, table)


def _bar(kind: str, label: str, first: str, last: str) -> JsonObject:
    return {"kind": kind, "label": label, "from": first, "to": last}


def _float(value: Any) -> float:
    return float(value)

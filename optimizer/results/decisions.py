"""What the plan decides: leases, builds, orders and sales."""

import numpy as np
import pandas as pd

from optimizer.formulation import Formulation
from optimizer.lp.expression import FloatArray
from optimizer.results.result import Decisions

# Less than this of a machine or a MW is the solver's dust, not a decision.
_DUST = 1e-6


def read_decisions(formulation: Formulation, x: FloatArray) -> Decisions:
    """All decisions of a plan."""
    return Decisions(
        contracts=_contracts(formulation, x),
        conversions=_conversions(formulation, x),
        asic_orders=_asic_orders(formulation, x),
        asic_sales=_asic_sales(formulation, x),
        gpu_orders=_gpu_orders(formulation, x),
    )


def _contracts(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    problem, hosting = formulation.problem, formulation.hosting
    offers, start = hosting.offers, problem.horizon.start
    signed, mw, placed = (e.value(x) for e in (hosting.signed, hosting.mw, hosting.placed))
    rows = []
    for c, contract in enumerate(problem.contracts):
        chosen = np.flatnonzero((offers.contract == c) & (signed > 0.5))
        row: dict[str, object] = {
            "name": contract.name,
            "signed": bool(len(chosen)),
            "running": contract.running,
            "start": None,
            "mw": np.nan,
            "site": None,
            "halls": {},
            "term_months": contract.term_months,
            "usd_per_kw_month": contract.usd_per_kw_month,
            "ends": None,
        }
        if len(chosen):
            o, u = int(chosen[0]), int(offers.start[chosen[0]])
            places = np.flatnonzero(offers.placements.codes[0] == o)
            row |= {
                "start": str(start + u),
                "mw": float(mw[o]),
                "site": problem.sites[offers.site[o]].name,
                "halls": {
                    problem.halls[offers.placements.codes[1][i]].name: float(placed[i])
                    for i in places
                    if placed[i] > _DUST
                },
                "ends": str(start + (u + contract.term_months - 1)),
            }
        rows.append(row)
    columns = [
        "name",
        "signed",
        "running",
        "start",
        "mw",
        "site",
        "halls",
        "term_months",
        "usd_per_kw_month",
        "ends",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"signed": bool, "running": bool})


def _conversions(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    problem, halls = formulation.problem, formulation.halls
    phases, rows = halls.phases.value(x), []
    for i, t in zip(*np.nonzero(phases > 0.5), strict=True):
        hall = problem.halls[halls.conversions.codes[0][i]]
        plan = hall.conversion
        assert plan is not None
        number = round(float(phases[i, t]))
        mw = plan.hpc_mw / plan.phases * number
        rows.append(
            {
                "hall": hall.name,
                "month": problem.horizon.labels[t],
                "phases": number,
                "hpc_mw": mw,
                "capex_usd": mw * plan.usd_per_mw,
                "ready": str(problem.horizon.start + int(t) + plan.months),
            }
        )
    return pd.DataFrame(rows, columns=["hall", "month", "phases", "hpc_mw", "capex_usd", "ready"])


def _asic_orders(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    problem, miners = formulation.problem, formulation.miners
    units, cost, rows = miners.ordered.value(x), miners.order_cost.constant, []
    for o, t in zip(*np.nonzero(units > _DUST), strict=True):
        order = problem.asic_orders[o]
        rows.append(
            {
                "name": order.name,
                "month": problem.horizon.labels[t],
                "units": float(units[o, t]),
                "usd": float(units[o, t] * cost[o, t]),
                "arrives": problem.horizon.labels[t + order.delivery_months],
            }
        )
    return pd.DataFrame(rows, columns=["name", "month", "units", "usd", "arrives"])


def _asic_sales(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    problem, miners = formulation.problem, formulation.miners
    units, price, rows = miners.sold.value(x), miners.sale_price.constant, []
    for g, t in zip(*np.nonzero(units > _DUST), strict=True):
        group = formulation.sets.machine_groups[g]
        rows.append(
            {
                "site": problem.sites[group.site].name,
                "group": group.label.split("/", 1)[1],
                "month": problem.horizon.labels[t],
                "units": float(units[g, t]),
                "usd": float(units[g, t] * price[g, t]),
            }
        )
    return pd.DataFrame(rows, columns=["site", "group", "month", "units", "usd"])


def _gpu_orders(formulation: Formulation, x: FloatArray) -> pd.DataFrame:
    problem, gpus = formulation.problem, formulation.gpus
    servers, rows = gpus.ordered.value(x), []
    order_of, hall_of = gpus.places.codes
    for o, order in enumerate(problem.gpu_orders):
        own = np.flatnonzero(order_of == o)
        for t in np.flatnonzero(servers[own].sum(axis=0) > 0.5):
            placed = {
                problem.halls[hall_of[i]].name: round(float(servers[i, t]))
                for i in own
                if servers[i, t] > 0.5
            }
            number = sum(placed.values())
            rows.append(
                {
                    "name": order.name,
                    "month": problem.horizon.labels[t],
                    "servers": number,
                    "usd": float(number * order.price[t]),
                    "halls": placed,
                    "arrives": problem.horizon.labels[t + order.delivery_months],
                }
            )
    return pd.DataFrame(rows, columns=["name", "month", "servers", "usd", "halls", "arrives"])

"""GPU servers: owned at the start, or ordered."""

from __future__ import annotations

from tests.referee.context import Context, HpcUse
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec


def add_gpus(model: Context) -> None:
    """Servers of the sites and of the orders."""
    for site in model.sites:
        for spec in site.get("gpus", []):
            last = model.reader.index(spec["until"]) if "until" in spec else model.months[-1]
            hall = model.hall(site["name"], spec["hall"]).name
            servers = Expr(constant=float(spec["servers"]))
            for t in model.months:
                if t <= last:
                    _run(model, spec, hall, t, servers)
    for order in model.document.get("gpu_orders", []):
        _order(model, order)


def _order(model: Context, order: Spec) -> None:
    lead, life = order["delivery_months"], order.get("life_months", 60)
    end = model.reader.months
    price = model.reader.curve(order["usd_per_server"])
    placed: dict[tuple[str, int], Expr] = {}
    for u in model.reader.window(order, last=end - 1 - lead):
        for name in order["halls"]:
            servers = model.lp.variable(
                f"servers[{order['name']},{name},{u}]", upper=order["max_servers"], integer=True
            )
            placed[name, u] = servers
            model.ledger.add("gpu_orders", u, servers * -price[u])
            for t in range(u + lead, min(u + lead + life, end)):
                _run(model, order, name, t, servers)
            share_left = max(0.0, 1 - (end - u - lead) / life)
            worth = share_left * min(price[u], price[-1])
            model.ledger.add("gpus_left", end - 1, servers * worth)
    model.lp.at_most(f"order_limit[{order['name']}]", total(placed.values()), order["max_servers"])


def _run(model: Context, spec: Spec, hall: str, t: int, servers: Expr) -> None:
    mw = servers * (spec["power_kw"] / 1000)
    average = mw * (spec.get("load_factor_pct", 100) / 100)
    model.hpc_use[hall, t].append(HpcUse(reserved=mw, delivered=mw, average=average))
    rate = model.reader.curve(spec["usd_per_gpu_hour"])[t]
    hours = model.reader.hours(t) * spec["utilization_pct"] / 100
    model.ledger.add("gpu_revenue", t, servers * (spec["gpus"] * rate * hours))
    opex = model.reader.curve(spec.get("opex_usd_per_server_month"))[t]
    model.ledger.add("gpu_opex", t, servers * -opex)

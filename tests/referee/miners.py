"""Machines: owned, bought, delivered, installed, sold. How they run is in power.py."""

from __future__ import annotations

from typing import Any

from tests.referee.context import Context, Group, Hall, Mode
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec


def add_miners(model: Context) -> None:
    """Groups owned at the start or on their way, and groups that orders bring."""
    nothing = Expr()
    for site in model.sites:
        for spec in site.get("asics", []):
            arrives = max(model.reader.index(spec["arrives"]), 0) if "arrives" in spec else 0
            mw = Expr(constant=spec["units"] * spec["power_w"] / 1e6)
            delivered = [mw if t == arrives else nothing for t in model.months]
            _group(model, site["name"], spec, delivered, spec.get("halls"))
    for order in model.document.get("asic_orders", []):
        _order(model, order)
    for name, hall in model.halls.items():
        for t in model.months:
            installed = total(
                group.installed_mw[t][name]
                for group in model.groups
                if name in group.installed_mw[t]
            )
            model.lp.at_most(f"asic_space[{name},{t}]", installed, hall.asic_mw[t])


def _order(model: Context, order: Spec) -> None:
    lead, power = order["delivery_months"], order["power_w"]
    price = model.reader.curve(order["usd_per_th"])
    bought = {}
    for u in model.reader.window(order, last=model.reader.months - 1 - lead):
        bought[u] = model.machines(f"bought[{order['name']},{u}]", power, order["max_units"])
        units = bought[u] * (1e6 / power)
        model.ledger.add("asic_orders", u, units * (-price[u] * order["hashrate_th"]))
    limit = order["max_units"] * power / 1e6
    model.lp.at_most(f"order_limit[{order['name']}]", total(bought.values()), limit)
    delivered: dict[str, list[Expr]] = {
        site: [
            model.machines(f"delivered[{order['name']},{site},{t}]", power)
            if t - lead in bought
            else Expr()
            for t in model.months
        ]
        for site in order["sites"]
    }
    for u, amount in bought.items():
        arrived = total(delivered[site][u + lead] for site in order["sites"])
        model.lp.equal(f"delivery[{order['name']},{u}]", arrived, amount)
    for site in order["sites"]:
        _group(model, site, order, delivered[site], None)


def _group(
    model: Context, site: str, spec: Spec, delivered: list[Expr], names: list[str] | None
) -> None:
    halls = _fitting_halls(model, site, spec.get("cooling", "air"), names)
    group = Group(
        site=site,
        name=spec["name"],
        nameplate=Mode("nameplate", spec["hashrate_th"], spec["power_w"]),
        modes=[_mode(mode) for mode in spec.get("modes", [])],
        uptime=spec.get("uptime_pct", 100) / 100,
        halls=halls,
        owned_mw=[],
        installed_mw=[],
    )
    group.modes.append(group.nameplate)
    power, label = spec["power_w"], f"{site},{group.name}"
    resale = model.reader.curve(spec.get("resale_usd_per_th"))
    opex = model.reader.curve(spec.get("opex_usd_per_unit_month"))
    owned = Expr()
    for t in model.months:
        sold = model.machines(f"sold[{label},{t}]", power)
        before = owned
        owned = model.machines(f"owned[{label},{t}]", power)
        model.lp.equal(f"owned[{label},{t}]", owned, total([before, delivered[t], -sold]))
        group.owned_mw.append(owned)
        group.installed_mw.append(
            {h.name: model.machines(f"installed[{label},{h.name},{t}]", power) for h in halls}
        )
        installed = total(group.installed_mw[t].values())
        model.lp.at_most(f"installed[{label},{t}]", installed, owned)
        usd = resale[t] * group.nameplate.hashrate_th
        model.ledger.add("machine_sales", t, group.units(sold) * usd)
        model.ledger.add("asic_opex", t, group.units(installed) * -opex[t])
    if model.terminal.get("asic_resale", True):
        usd = resale[-1] * group.nameplate.hashrate_th
        model.ledger.add("asics_left", model.months[-1], group.units(owned) * usd)
    model.groups.append(group)


def _fitting_halls(model: Context, site: str, cooling: str, names: list[str] | None) -> list[Hall]:
    halls = model.halls_of(site) if names is None else [model.hall(site, n) for n in names]
    return [hall for hall in halls if hall.cooling == cooling]


def _mode(spec: dict[str, Any]) -> Mode:
    return Mode(spec["name"], spec["hashrate_th"], spec["power_w"])

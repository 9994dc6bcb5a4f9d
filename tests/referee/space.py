"""Halls: what miners have, what tenants have, and what it costs to turn one into the other."""

from __future__ import annotations

from tests.referee.context import Context, Hall
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec


def add_halls(model: Context) -> None:
    """Conversions and buildings of every hall, with their capex."""
    for site in model.sites:
        for spec in site["halls"]:
            hall = _hall(model, site["name"], spec)
            model.halls[hall.name] = hall


def add_hpc_space_rows(model: Context) -> None:
    """Reserved MW fit the HPC-ready MW of each hall in each month."""
    for name, hall in model.halls.items():
        for t in model.months:
            model.lp.at_most(
                f"hpc_space[{name},{t}]", model.contract_mw(name, t, "reserved"), hall.hpc_mw[t]
            )


def _hall(model: Context, site: str, spec: Spec) -> Hall:
    name = f"{site}/{spec['name']}"
    pue = spec.get("pue", {})
    asic_mw = [Expr(constant=spec.get("asic_mw", 0.0)) for _ in model.months]
    hpc_mw = [Expr(constant=spec.get("hpc_mw", 0.0)) for _ in model.months]
    if "building" in spec:
        _building(model, spec["building"], hpc_mw)
    if "conversion" in spec:
        _conversion(model, name, spec, asic_mw, hpc_mw)
    return Hall(
        site=site,
        name=name,
        cooling=spec.get("cooling", "air"),
        pue_asic=pue.get("asic", 1.05),
        pue_hpc=pue.get("hpc", 1.35),
        asic_mw=asic_mw,
        hpc_mw=hpc_mw,
    )


def _building(model: Context, building: Spec, hpc_mw: list[Expr]) -> None:
    ready = model.reader.index(building["ready"])
    for t in model.months:
        if t >= ready:
            hpc_mw[t] = hpc_mw[t] + building["hpc_mw"]
        else:
            model.ledger.add("building", t, -building["remaining_usd"] / ready)


def _conversion(
    model: Context, name: str, spec: Spec, asic_mw: list[Expr], hpc_mw: list[Expr]
) -> None:
    conversion = spec["conversion"]
    phases, build = conversion.get("phases", 1), conversion["months"]
    starts = {
        u: model.lp.variable(f"phases_started[{name},{u}]", upper=phases, integer=True)
        for u in model.reader.window(conversion, last=model.reader.months - 1 - build)
    }
    model.lp.at_most(f"phases[{name}]", total(starts.values()), phases)
    usd_per_phase = conversion["usd_per_mw"] * conversion["hpc_mw"] / phases
    for t in model.months:
        begun = total(z for u, z in starts.items() if u <= t)
        ready = total(z for u, z in starts.items() if u + build <= t)
        building = total(z for u, z in starts.items() if u <= t < u + build)
        asic_mw[t] = asic_mw[t] - begun * (spec.get("asic_mw", 0.0) / phases)
        hpc_mw[t] = hpc_mw[t] + ready * (conversion["hpc_mw"] / phases)
        model.ledger.add("conversion", t, building * (-usd_per_phase / build))

"""Contracts: which are signed, when they start, where they sit, what they pay."""

from __future__ import annotations

from math import floor

from tests.referee.context import Context, Hall, HpcUse
from tests.referee.leases import LeaseMonth, lease_months
from tests.referee.lp import Expr, total
from tests.referee.reading import Spec
from tests.referee.tariff import MonthTariff


def add_hosting(model: Context) -> None:
    """All contracts and what they exclude."""
    signed = {spec["name"]: _contract(model, spec) for spec in model.contracts}
    for spec in model.contracts:
        for other in spec.get("excludes", []):
            both = signed[spec["name"]] + signed[other]
            model.lp.at_most(f"excludes[{spec['name']},{other}]", both, 1)


def _starts(model: Context, contract: Spec) -> range:
    start = contract["start"]
    if isinstance(start, dict):
        first, last = model.reader.index(start["earliest"]), model.reader.index(start["latest"])
        return range(first, last + 1)
    only = model.reader.index(start)
    return range(only, only + 1)


def _candidate_halls(model: Context, contract: Spec) -> list[str]:
    if "halls" in contract:
        return list(contract["halls"])
    return [
        f"{site['name']}/{hall['name']}"
        for site in model.sites
        for hall in site["halls"]
        if hall.get("hpc_mw", 0) > 0 or "conversion" in hall or "building" in hall
    ]


def _contract(model: Context, contract: Spec) -> Expr:
    """Variables and money of a contract; returns 1 where it is signed."""
    name = contract["name"]
    candidates = _candidate_halls(model, contract)
    choices = []
    for start in _starts(model, contract):
        schedule = lease_months(contract, start)
        for site in dict.fromkeys(hall.split("/")[0] for hall in candidates):
            chosen = model.lp.variable(f"start[{name},{site},{start}]", upper=1, integer=True)
            choices.append(chosen)
            halls = [model.halls[h] for h in candidates if h.split("/")[0] == site]
            mw = {h.name: model.lp.variable(f"mw[{name},{h.name},{start}]") for h in halls}
            _size(model, contract, f"{name},{site},{start}", total(mw.values()), chosen)
            for hall in halls:
                _lease(model, contract, schedule, hall, mw[hall.name])
            _at_start(model, contract, start, total(mw.values()))
    signed = total(choices)
    running = any(start < 0 for start in _starts(model, contract))
    if contract.get("must_sign", False) or running:
        model.lp.equal(f"signed[{name}]", signed, 1)
    else:
        model.lp.at_most(f"signed[{name}]", signed, 1)
    return signed


def _size(model: Context, contract: Spec, key: str, mw: Expr, chosen: Expr) -> None:
    size = contract["mw"]
    if not isinstance(size, dict):
        model.lp.equal(f"size[{key}]", mw, chosen * size)
        return
    # A size in steps is at most the largest multiple of the step below the maximum.
    count = floor(size["max"] / size["step"] + 1e-9) if "step" in size else 0
    most = count * size["step"] if "step" in size else size["max"]
    model.lp.at_most(f"max_size[{key}]", mw, chosen * most)
    model.lp.at_most(f"min_size[{key}]", chosen * size["min"], mw)
    if "step" in size:
        steps = model.lp.variable(f"steps[{key}]", upper=count, integer=True)
        model.lp.equal(f"step_size[{key}]", mw, steps * size["step"])


def _at_start(model: Context, contract: Spec, start: int, mw: Expr) -> None:
    """What changes hands in the start month; before the horizon it already has."""
    if start < 0:
        return
    fit_out = contract.get("fit_out_usd_per_mw", 0.0)
    funding = contract.get("tenant_funding_usd_per_mw", 0.0)
    model.ledger.add("fit_out", start, mw * -fit_out)
    model.ledger.add("tenant_funding", start, mw * funding)


def _lease(
    model: Context, contract: Spec, schedule: list[LeaseMonth], hall: Hall, mw: Expr
) -> None:
    """A lease of some MW in a hall through its term, within the horizon and after it."""
    end = model.reader.months
    load_factor = contract.get("load_factor_pct", 100) / 100
    for month in schedule:
        if month.t < 0:
            continue
        average_mw = month.delivered * load_factor
        if month.t >= end:
            _after_horizon(model, contract, month, hall, mw)
            continue
        model.hpc_use[hall.name, month.t].append(
            HpcUse(reserved=mw, delivered=mw * month.delivered, average=mw * average_mw)
        )
        tariff = model.tariffs[hall.site][month.t]
        model.ledger.add("rent", month.t, mw * month.rent)
        model.ledger.add("hosting_opex", month.t, mw * -month.opex)
        mwh = average_mw * hall.pue_hpc * model.reader.hours(month.t)
        model.ledger.add("energy_to_hosting", month.t, mw * (mwh * tariff.reference_price))
        model.ledger.add("energy_of_hosting", month.t, mw * (-mwh * tariff.reference_price))
        repaid = _reimbursed(model, contract, month, hall, tariff)
        model.ledger.add("reimbursement", month.t, mw * repaid)
        if month.t == end - 1:
            model.leased_at_end.append(mw)
            if not model.terminal.get("contract_runoff", True):
                model.ledger.add("funding_owed", month.t, mw * -month.uncredited)


def _reimbursed(
    model: Context, contract: Spec, month: LeaseMonth, hall: Hall, tariff: MonthTariff
) -> float:
    """USD per MW of contract that the tenant gives back for power in a month."""
    passes = contract.get("passes", ["energy"])
    average = month.delivered * contract.get("load_factor_pct", 100) / 100 * hall.pue_hpc
    usd = 0.0
    if "energy" in passes:
        price = contract.get("pass_through_price", "reference")
        if price == "reference":
            at = tariff.reference_price
        elif price == "market":
            at = tariff.mean_market_price + tariff.adder
        else:
            at = model.reader.curve(price)[month.t]
        usd += average * model.reader.hours(month.t) * at
    if "demand" in passes:
        usd += month.delivered * hall.pue_hpc * tariff.demand_usd_per_mw
    if "coincident_peak" in passes:
        usd += average * tariff.peak_usd_per_mw
    return usd


def _after_horizon(model: Context, contract: Spec, month: LeaseMonth, hall: Hall, mw: Expr) -> None:
    """Run-off: rent less opex and less the power costs that stay with us."""
    if not model.terminal.get("contract_runoff", True):
        return
    passes = contract.get("passes", ["energy"])
    months = model.tariffs[hall.site]
    full = month.delivered * hall.pue_hpc
    average = full * contract.get("load_factor_pct", 100) / 100
    usd = month.rent - month.opex
    if "energy" not in passes:
        price = model.mean_of_last_year([m.reference_price for m in months])
        usd -= average * model.reader.hours(month.t) * price
    if "demand" not in passes:
        usd -= full * model.mean_of_last_year([m.demand_usd_per_mw for m in months])
    if "coincident_peak" not in passes:
        usd -= average * model.mean_of_last_year([m.peak_usd_per_mw for m in months])
    model.ledger.add("contract_runoff", month.t, mw * usd)

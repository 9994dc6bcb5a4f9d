"""Which features of the format a fleet uses, read off the document itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Spec = dict[str, Any]

_NAMES = """
curve_flat curve_steps curve_growth curve_csv network halving_default network_fees
market_hourly market_monthly no_market adder max_mw scale negative_prices two_years
repeated_hour block block_dated take_or_pay take_or_pay_lost resale resale_fee demand_charge
peak_hours_of_day peak_dearest_hours peak_without_hourly not_price_responsive demand_response
curtailment pool_fee auxiliary fixed_cost grid_steps several_sites site_shorthand several_halls
cooling conversion conversion_phases conversion_window building modes modes_not_concave uptime
asic_opex asic_resale arrives fits_no_hall owned_gpus owned_gpus_until asic_order
asic_order_two_sites gpu_order gpu_life_ends contract contract_ramp escalator load_factor
passes_nothing passes_demand passes_coincident_peak pass_through_market pass_through_curve
hosting_opex fit_out tenant_funding rent_credit sla default must_sign excludes size_range
size_step start_window running_lease several_contracts finance min_cash overhead
term_loan_level term_loan_linear term_loan_bullet construction several_facilities
funds_interest construction_drawn construction_in_repayment revolver revolver_matures
revolver_drawn btc_backed min_dscr max_leverage covenant_window covenant_from covenant_until
covenant_named_debts covenant_facilities_only treasury sell_fee opening_coins max_sell equity
capex_limit two_discount_rates no_contract_runoff no_asic_resale hpc_residual integer_units
"""
FEATURES = frozenset(_NAMES.split())


def features_of(document: Spec, files: dict[str, str]) -> frozenset[str]:
    """The features of a fleet, a subset of :data:`FEATURES`."""
    found = set(_root(document))
    for site in _sites(document):
        found |= set(_power(site, files)) | set(_site(site, document["horizon"]))
    for contract in document.get("contracts", []):
        found |= set(_contract(contract, document["horizon"]["start"]))
    found |= set(_finance(document.get("finance"), document["horizon"]))
    found |= set(_curves(document))
    unknown = found - FEATURES
    if unknown:
        raise ValueError(f"features without a place in the list: {sorted(unknown)}")
    return frozenset(found)


def _sites(document: Spec) -> list[Spec]:
    return [document["site"]] if "site" in document else document["sites"]


def _flags(*pairs: tuple[Any, str]) -> Iterator[str]:
    return (name for present, name in pairs if present)


def _curves(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _curves(item, key)
    elif isinstance(node, dict):
        keys = {str(k) for k in node}
        if {"csv", "column"} <= keys:
            yield "curve_csv"
        elif {"start", "growth_pct_per_year"} <= keys:
            yield "curve_growth"
        elif key != "capex_limit_usd" and keys and all(k[:4].isdigit() for k in keys):
            yield "curve_steps"
        for name, value in node.items():
            yield from _curves(value, str(name))
    elif key in ("hashprice_usd_per_ph_day", "usd_per_mwh", "rate_pct"):
        yield "curve_flat"


def _root(document: Spec) -> Iterator[str]:
    network = document["market"].get("network")
    objective = document.get("objective", {})
    terminal = objective.get("terminal", {})
    orders = document.get("asic_orders", [])
    months = document["horizon"]["months"]
    yield from _flags(
        (network, "network"),
        (network and "block_subsidy_btc" not in network, "halving_default"),
        (network and "fees_btc_per_block" in network, "network_fees"),
        (len(_sites(document)) > 1, "several_sites"),
        ("site" in document, "site_shorthand"),
        (orders, "asic_order"),
        (any(len(order["sites"]) > 1 for order in orders), "asic_order_two_sites"),
        (document.get("gpu_orders"), "gpu_order"),
        (
            any(o.get("life_months", 60) < months for o in document.get("gpu_orders", [])),
            "gpu_life_ends",
        ),
        (len(document.get("contracts", [])) > 1, "several_contracts"),
        (isinstance(objective.get("discount_rate_pct"), dict), "two_discount_rates"),
        (not terminal.get("contract_runoff", True), "no_contract_runoff"),
        (not terminal.get("asic_resale", True), "no_asic_resale"),
        ("hpc_residual_usd_per_mw" in terminal, "hpc_residual"),
        (objective.get("integer_units"), "integer_units"),
    )


def _power(site: Spec, files: dict[str, str]) -> Iterator[str]:
    supply = site["power"]["supply"]
    market: Spec = next((s for s in supply if s["kind"] == "market"), {})
    price = market.get("price", {})
    hourly = isinstance(price, dict) and "hourly_csv" in price
    rows = files[price["hourly_csv"]].splitlines()[1:] if hourly else []
    stamps = [row.split(",")[0] for row in rows]
    blocks = [s for s in supply if s["kind"] == "block"]
    peak = site["power"].get("coincident_peak", {})
    yield from _flags(
        (hourly, "market_hourly"),
        (market and not hourly, "market_monthly"),
        (not market, "no_market"),
        ("adder_usd_per_mwh" in market, "adder"),
        ("max_mw" in market, "max_mw"),
        (hourly and "scale" in price, "scale"),
        (any(float(row.split(",")[1]) < 0 for row in rows), "negative_prices"),
        (len({stamp[:4] for stamp in stamps}) > 1, "two_years"),
        (len(set(stamps)) < len(stamps), "repeated_hour"),
        (any(not b.get("take_or_pay") for b in blocks), "block"),
        (any("from" in b or "until" in b for b in blocks), "block_dated"),
        (any(b.get("take_or_pay") for b in blocks), "take_or_pay"),
        (any(b.get("take_or_pay") and not b.get("resale") for b in blocks), "take_or_pay_lost"),
        (any(b.get("resale") for b in blocks), "resale"),
        (any("resale_fee_usd_per_mwh" in b for b in blocks), "resale_fee"),
        ("demand_usd_per_kw_month" in site["power"], "demand_charge"),
        ("hours_of_day" in peak, "peak_hours_of_day"),
        ("dearest_hours_per_month" in peak, "peak_dearest_hours"),
        (peak and not hourly, "peak_without_hourly"),
    )


def _site(site: Spec, horizon: Spec) -> Iterator[str]:
    mining, halls, groups = site.get("mining", {}), site["halls"], site.get("asics", [])
    conversions = [hall["conversion"] for hall in halls if "conversion" in hall]
    coolings = {hall.get("cooling", "air") for hall in halls}
    yield from _flags(
        (not mining.get("price_responsive", True), "not_price_responsive"),
        ("demand_response_usd_per_mwh" in mining, "demand_response"),
        ("curtailment_pct" in mining, "curtailment"),
        ("pool_fee_pct" in mining, "pool_fee"),
        ("auxiliary_mw" in site, "auxiliary"),
        ("fixed_cost_usd_per_month" in site, "fixed_cost"),
        (isinstance(site["grid_mw"], dict), "grid_steps"),
        (len(halls) > 1, "several_halls"),
        (coolings != {"air"}, "cooling"),
        (conversions, "conversion"),
        (any(c.get("phases", 1) > 1 for c in conversions), "conversion_phases"),
        (any("earliest" in c or "latest" in c for c in conversions), "conversion_window"),
        (any("building" in hall for hall in halls), "building"),
        (any("modes" in group for group in groups), "modes"),
        (any(_below_hull(group) for group in groups), "modes_not_concave"),
        (any("uptime_pct" in group for group in groups), "uptime"),
        (any("opex_usd_per_unit_month" in group for group in groups), "asic_opex"),
        (any("resale_usd_per_th" in group for group in groups), "asic_resale"),
        (any(g.get("arrives", "") > horizon["start"] for g in groups), "arrives"),
        (any(g.get("cooling", "air") not in coolings for g in groups), "fits_no_hall"),
        (site.get("gpus"), "owned_gpus"),
        (any("until" in gpu for gpu in site.get("gpus", [])), "owned_gpus_until"),
    )


def _below_hull(group: Spec) -> bool:
    """Whether a mode lies under a chord between two others, or between one and off."""
    points = [(0.0, 0.0), (group["power_w"], group["hashrate_th"])]
    points += [(mode["power_w"], mode["hashrate_th"]) for mode in group.get("modes", [])]
    return any(
        low[0] < middle[0] < high[0]
        and (middle[1] - low[1]) * (high[0] - low[0])
        < (high[1] - low[1]) * (middle[0] - low[0]) - 1e-9
        for low in points
        for middle in points
        for high in points
    )


def _contract(contract: Spec, horizon_start: str) -> Iterator[str]:
    passes = contract.get("passes", ["energy"])
    price = contract.get("pass_through_price", "reference")
    start, size = contract["start"], contract["mw"]
    yield from _flags(
        (True, "contract"),
        ("ramp_months" in contract, "contract_ramp"),
        ("escalator_pct_per_year" in contract, "escalator"),
        ("load_factor_pct" in contract, "load_factor"),
        (not passes, "passes_nothing"),
        ("demand" in passes, "passes_demand"),
        ("coincident_peak" in passes, "passes_coincident_peak"),
        ("energy" in passes and price == "market", "pass_through_market"),
        ("energy" in passes and price not in ("reference", "market"), "pass_through_curve"),
        ("opex_usd_per_kw_month" in contract, "hosting_opex"),
        ("fit_out_usd_per_mw" in contract, "fit_out"),
        ("tenant_funding_usd_per_mw" in contract, "tenant_funding"),
        ("rent_credit_pct" in contract, "rent_credit"),
        ("sla_credit_pct" in contract, "sla"),
        ("default_pct_per_year" in contract, "default"),
        (contract.get("must_sign"), "must_sign"),
        (contract.get("excludes"), "excludes"),
        (isinstance(size, dict), "size_range"),
        (isinstance(size, dict) and "step" in size, "size_step"),
        (isinstance(start, dict), "start_window"),
        (isinstance(start, str) and start < horizon_start, "running_lease"),
    )


def _finance(finance: Spec | None, horizon: Spec) -> Iterator[str]:
    if finance is None:
        return
    debts, covenants = finance.get("debts", []), finance.get("covenants", [])
    loans = {debt["repayment"] for debt in debts if debt["kind"] == "term_loan"}
    builds = [debt for debt in debts if debt["kind"] == "construction"]
    lines = [debt for debt in debts if debt["kind"] in ("revolver", "btc_backed")]
    treasury = finance.get("treasury", {})
    loan_names = {debt["name"] for debt in debts if debt["kind"] == "term_loan"}
    drawn = {debt["name"] for debt in debts if debt.get("drawn_usd")} | loan_names
    everything = [debt["name"] for debt in debts]
    yield from (f"term_loan_{repayment}" for repayment in loans)
    yield from (covenant["kind"] for covenant in covenants)
    yield from _flags(
        (True, "finance"),
        ("min_cash_usd" in finance, "min_cash"),
        ("overhead_usd_per_month" in finance, "overhead"),
        (builds, "construction"),
        (len(builds) > 1, "several_facilities"),
        (any("interest" in debt["funds"] for debt in builds), "funds_interest"),
        (any("drawn_usd" in debt for debt in builds), "construction_drawn"),
        (
            any(debt["repay_from"] <= horizon["start"] for debt in builds),
            "construction_in_repayment",
        ),
        (any(debt["kind"] == "revolver" for debt in lines), "revolver"),
        (any("matures" in debt for debt in lines), "revolver_matures"),
        (any("drawn_usd" in debt for debt in lines), "revolver_drawn"),
        (any(debt["kind"] == "btc_backed" for debt in lines), "btc_backed"),
        (any("window_months" in covenant for covenant in covenants), "covenant_window"),
        (any("from" in covenant for covenant in covenants), "covenant_from"),
        (any("until" in covenant for covenant in covenants), "covenant_until"),
        (any("debts" in covenant for covenant in covenants), "covenant_named_debts"),
        (
            any(not drawn & set(c.get("debts", everything)) for c in covenants),
            "covenant_facilities_only",
        ),
        (treasury, "treasury"),
        ("sell_fee_pct" in treasury, "sell_fee"),
        (treasury.get("btc"), "opening_coins"),
        ("max_sell_btc_per_month" in treasury, "max_sell"),
        (finance.get("equity"), "equity"),
        (finance.get("capex_limit_usd"), "capex_limit"),
    )

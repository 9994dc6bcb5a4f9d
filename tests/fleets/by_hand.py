"""The net present value of ``fleets/by-hand``, from its file alone, in decimal arithmetic."""

import calendar
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import yaml

HOURS_PER_DAY = 24
DIGITS = 40


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _in_month(curve: Any, label: str) -> Decimal:
    """Value of a constant or a step curve in a month."""
    if not isinstance(curve, dict):
        return _decimal(curve)
    return _decimal(curve[max(key for key in curve if str(key) <= label)])


def _labels(horizon: dict[str, Any]) -> list[str]:
    year, month = map(int, str(horizon["start"]).split("-"))
    return [
        f"{year + (month - 1 + t) // 12:04d}-{(month - 1 + t) % 12 + 1:02d}"
        for t in range(horizon["months"])
    ]


def net_present_value(path: Path) -> tuple[Decimal, dict[str, list[Decimal]]]:
    """NPV in USD if everything runs in every month, and the cash flow by line and month."""
    fleet = yaml.safe_load(path.read_text(encoding="utf-8"))
    site = fleet["sites"][0]
    (group,), (hall,) = site["asics"], site["halls"]
    (block,) = site["power"]["supply"]
    labels = _labels(fleet["horizon"])
    units = _decimal(group["units"])
    hashrate_ph = units * _decimal(group["hashrate_th"]) / 1000
    mining_mw = units * _decimal(group["power_w"]) / 10**6 * _decimal(hall["pue"]["asic"])
    gross_mw = mining_mw + _decimal(site["auxiliary_mw"])
    assert gross_mw <= _decimal(block["mw"])
    lines: dict[str, list[Decimal]] = {
        "mining_revenue": [], "pool_fees": [], "energy": [], "mining_opex": [], "fixed_costs": [],
    }  # fmt: skip
    for label in labels:
        days = calendar.monthrange(*map(int, label.split("-")))[1]
        hashprice = _in_month(fleet["market"]["hashprice_usd_per_ph_day"], label)
        revenue = hashrate_ph * hashprice * days
        mwh = gross_mw * HOURS_PER_DAY * days
        lines["mining_revenue"].append(revenue)
        lines["pool_fees"].append(-revenue * _decimal(site["mining"]["pool_fee_pct"]) / 100)
        lines["energy"].append(-mwh * _in_month(block["usd_per_mwh"], label))
        lines["mining_opex"].append(-units * _decimal(group["opex_usd_per_unit_month"]))
        lines["fixed_costs"].append(-_decimal(site["fixed_cost_usd_per_month"]))
    machines = hashrate_ph * 1000 * _in_month(group["resale_usd_per_th"], labels[-1])
    with localcontext() as context:
        context.prec = DIGITS
        rate = _decimal(fleet["objective"]["discount_rate_pct"]) / 100
        month = (1 + rate) ** (Decimal(1) / 12)
        cash = [sum(column, Decimal(0)) for column in zip(*lines.values(), strict=True)]
        npv = sum((usd / month ** (t + 1) for t, usd in enumerate(cash)), Decimal(0))
        return npv + machines / month ** len(labels), lines

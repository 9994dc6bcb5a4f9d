"""The decisions of the JSON report: what to sign, build, buy and sell."""

import pandas as pd

from optimizer.report.cells import number, shares, text, whole
from optimizer.report.json_text import Json, JsonObject
from optimizer.results.reasoning import LeaseReason, Reasons
from optimizer.results.result import Decisions


def decision_lists(decisions: Decisions, reasons: Reasons | None = None) -> JsonObject:
    """A list for each kind of decision; empty where there is none of it.

    Args:
        decisions: of a plan.
        reasons: what leases are worth, where that was worked out.
    """
    return {
        "contracts": _contracts(decisions.contracts, reasons),
        "conversions": _conversions(decisions.conversions),
        "asic_orders": _asic_orders(decisions.asic_orders),
        "asic_sales": _asic_sales(decisions.asic_sales),
        "gpu_orders": _gpu_orders(decisions.gpu_orders),
    }


def _contracts(frame: pd.DataFrame, reasons: Reasons | None) -> Json:
    """One entry per contract of the file, signed or not."""
    known = {lease.name: lease for lease in reasons.leases} if reasons else {}
    return [
        {
            "name": text(row.name),
            "signed": bool(row.signed),
            "running": bool(row.running),
            "start": text(row.start),
            "ends": text(row.ends),
            "mw": number(row.mw),
            "site": text(row.site),
            "halls": dict(shares(row.halls)),
            "term_months": whole(row.term_months),
            "usd_per_kw_month": number(row.usd_per_kw_month),
            "npv_usd": _of(known.get(str(row.name)), "npv_usd"),
            "break_even_usd_per_kw_month": _of(
                known.get(str(row.name)), "break_even_usd_per_kw_month"
            ),
        }
        for row in frame.itertuples(index=False)
    ]


def _of(lease: LeaseReason | None, name: str) -> float | None:
    """A figure of a lease's reason, None without one."""
    return None if lease is None else number(getattr(lease, name))


def _conversions(frame: pd.DataFrame) -> Json:
    """One entry per hall and month in which phases start."""
    return [
        {
            "hall": text(row.hall),
            "month": text(row.month),
            "phases": whole(row.phases),
            "hpc_mw": number(row.hpc_mw),
            "capex_usd": number(row.capex_usd),
            "ready": text(row.ready),
        }
        for row in frame.itertuples(index=False)
    ]


def _asic_orders(frame: pd.DataFrame) -> Json:
    """One entry per order and month in which machines are bought."""
    return [
        {
            "name": text(row.name),
            "month": text(row.month),
            "units": number(row.units),
            "usd": number(row.usd),
            "arrives": text(row.arrives),
        }
        for row in frame.itertuples(index=False)
    ]


def _asic_sales(frame: pd.DataFrame) -> Json:
    """One entry per group and month in which machines are sold."""
    return [
        {
            "site": text(row.site),
            "group": text(row.group),
            "month": text(row.month),
            "units": number(row.units),
            "usd": number(row.usd),
        }
        for row in frame.itertuples(index=False)
    ]


def _gpu_orders(frame: pd.DataFrame) -> Json:
    """One entry per order and month in which servers are bought."""
    return [
        {
            "name": text(row.name),
            "month": text(row.month),
            "servers": whole(row.servers),
            "usd": number(row.usd),
            "halls": dict(shares(row.halls)),
            "arrives": text(row.arrives),
        }
        for row in frame.itertuples(index=False)
    ]

"""The JSON report's reasons: baseline, worth of each decision, machines, marginal values."""

import pandas as pd

from optimizer.certificate.encode import encode_plan
from optimizer.report.cells import number
from optimizer.report.json_decisions import decision_lists
from optimizer.report.json_text import Json, JsonObject
from optimizer.report.reasons import (
    alternative_sentence,
    lease_sentence,
    reasons,
    scarce_sentences,
)
from optimizer.results.reasoning import Alternative, LeaseReason, Reasons
from optimizer.results.result import Result


def reason_sections(result: Result) -> JsonObject:
    """The sections of a plan's reasons, null where it was not explained."""
    told = result.reasons
    if told is None:
        return {"baseline": None, "reasons": None, "machines": None, "marginal_values": None}
    npv = result.plan.npv.npv_usd
    return {
        "baseline": _baseline(told, npv),
        "reasons": {
            "level": told.level.value,
            "leases": [_lease(lease) for lease in told.leases],
            "alternatives": [_alternative(one, npv) for one in told.alternatives],
            "sentences": [
                {"kind": why.kind, "name": why.name, "sentence": why.sentence}
                for why in reasons(result)
            ],
            "scarce": list[Json](scarce_sentences(told.marginal)),
        },
        "machines": _machines(told.machines),
        "marginal_values": _marginal(told.marginal),
    }


def _baseline(told: Reasons, npv: float) -> JsonObject | None:
    """Business as usual; ``columns`` as in the certificate."""
    base = told.baseline
    if base is None:
        return None
    return {
        "npv_usd": number(base.npv.npv_usd),
        "delta_usd": number(npv - base.npv.npv_usd),
        "discounted": {str(line): number(usd) for line, usd in base.discounted.items()},
        "terminal": {str(line): number(usd) for line, usd in base.terminal.items()},
        "columns": encode_plan(base.x),
    }


def _lease(lease: LeaseReason) -> JsonObject:
    return {
        "name": lease.name,
        "standing": lease.standing.value,
        "rent_usd_per_kw_month": number(lease.rent_usd_per_kw_month),
        "npv_usd": number(lease.npv_usd),
        "break_even_usd_per_kw_month": number(lease.break_even_usd_per_kw_month),
        "slack_usd_per_kw_month": number(lease.slack_usd_per_kw_month),
        "why": lease_sentence(lease),
    }


def _alternative(one: Alternative, npv: float) -> JsonObject:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "taken": one.taken,
        "npv_usd": number(one.npv_usd),
        "cost_usd": number(one.cost(npv)),
        "bound_usd": number(one.bound_usd),
        "impossible": one.impossible,
        "sentence": alternative_sentence(one, npv),
        "decisions": None if one.decisions is None else decision_lists(one.decisions),
    }


def _machines(frame: pd.DataFrame) -> JsonObject:
    """Figures of each group of machines."""
    return {
        str(name): {str(key): number(value) for key, value in row.items()}
        for name, row in frame.iterrows()
    }


def _marginal(frame: pd.DataFrame) -> JsonObject:
    """USD that one more unit brings, by kind and name: throughout, and month by month."""
    out: JsonObject = {}
    for (kind, name), own in frame.groupby(["kind", "name"], sort=False):
        throughout = own[own["month"].isna()]["usd_per_unit"]
        months = own[own["month"].notna()]
        entry: JsonObject = {
            "unit": str(own["unit"].iloc[0]),
            "usd_per_unit": number(throughout.iloc[0]) if len(throughout) else None,
            "by_month": {
                str(row.month): number(row.usd_per_unit) for row in months.itertuples(index=False)
            },
        }
        group = out.setdefault(str(kind), {})
        assert isinstance(group, dict)
        group[str(name)] = entry
    return out

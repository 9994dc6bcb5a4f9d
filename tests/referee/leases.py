"""What one MW of a lease pays month by month: arithmetic only, no variables."""

from __future__ import annotations

from dataclasses import dataclass

from tests.referee.reading import Spec


@dataclass(frozen=True)
class LeaseMonth:
    """One month of a lease, per MW of contract; money in USD, weighted by survival."""

    t: int
    delivered: float
    rent: float
    opex: float
    uncredited: float


def lease_months(contract: Spec, start: int) -> list[LeaseMonth]:
    """The whole term of a lease that starts in month ``start`` (negative: it already runs)."""
    term, ramp = contract["term_months"], contract.get("ramp_months", 0)
    escalator = 1 + contract.get("escalator_pct_per_year", 0.0) / 100
    sla = contract.get("sla_credit_pct", 0.0) / 100
    stays = 1 - contract.get("default_pct_per_year", 0.0) / 100
    credit_share = contract.get("rent_credit_pct", 50) / 100
    uncredited = float(contract.get("tenant_funding_usd_per_mw", 0.0))
    months = []
    for j in range(term):
        t = start + j
        delivered = min(1.0, (j + 1) / (ramp + 1))
        rent = contract["usd_per_kw_month"] * 1000 * delivered * escalator ** (j // 12)
        rent *= 1 - sla
        credit = uncredited if j == term - 1 else min(uncredited, credit_share * rent)
        uncredited -= credit
        survival = stays ** (max(0, t - max(start, 0)) / 12)
        opex = contract.get("opex_usd_per_kw_month", 0.0) * 1000 * delivered
        months.append(
            LeaseMonth(t, delivered, (rent - credit) * survival, opex * survival, uncredited)
        )
    return months

"""Leases on offer and leases that already run."""

from dataclasses import dataclass
from enum import StrEnum

from optimizer.inputs.problem.arrays import FloatArray


class PassThrough(StrEnum):
    """At which price a tenant reimburses energy."""

    REFERENCE = "reference"
    MARKET = "market"
    CURVE = "curve"


@dataclass(frozen=True, eq=False)
class Contract:
    """A lease on offer, or one that already runs.

    Attributes:
        name: unique name.
        mw_min, mw_max: critical IT MW (equal where the size is fixed).
        mw_step: size is a multiple of this, None for any size in between.
        halls: indices of the halls where it may sit.
        starts: offsets of the possible start months; one negative offset for a running lease.
        running: it already runs and cannot be refused.
        term_months, ramp_months: in months.
        usd_per_kw_month: rent on delivered critical IT kW.
        escalator: fraction per year.
        load_factor: average draw as a fraction of delivered MW.
        passes_energy, passes_demand, passes_peak: what the tenant reimburses.
        pass_through: at which price energy is reimbursed.
        pass_through_curve: USD/MWh, shape (T,), for ``PassThrough.CURVE``; else None.
        opex_usd_per_kw_month: on delivered kW.
        fit_out_usd_per_mw: paid by us in the start month.
        tenant_funding_usd_per_mw: received in the start month.
        rent_credit: largest fraction of a month's rent given back.
        sla_credit: expected credits as a fraction of rent.
        default_rate: annual probability that the tenant defaults, as a fraction.
        must_sign: it has to be signed.
        excludes: indices of the contracts that this one excludes (either way round).
        expected_from: offset of the month from which defaults count as an expectation; before it
            ``lost_from`` says what happens.
        lost_from: offset of the month from which the tenant is gone, None if it stays.
    """

    name: str
    mw_min: float
    mw_max: float
    mw_step: float | None
    halls: tuple[int, ...]
    starts: tuple[int, ...]
    running: bool
    term_months: int
    ramp_months: int
    usd_per_kw_month: float
    escalator: float
    load_factor: float
    passes_energy: bool
    passes_demand: bool
    passes_peak: bool
    pass_through: PassThrough
    pass_through_curve: FloatArray | None
    opex_usd_per_kw_month: float
    fit_out_usd_per_mw: float
    tenant_funding_usd_per_mw: float
    rent_credit: float
    sla_credit: float
    default_rate: float
    must_sign: bool
    excludes: tuple[int, ...]
    expected_from: int = 0
    lost_from: int | None = None

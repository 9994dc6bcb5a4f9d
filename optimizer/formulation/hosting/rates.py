"""Leases' money by month: schedules times MW, laid on the calendar."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.hosting.leases import LeaseSchedule, stays, survival
from optimizer.formulation.hosting.offers import Offers
from optimizer.formulation.lines import (
    FIT_OUT,
    HOSTING_ENERGY,
    HOSTING_OPEX,
    REIMBURSEMENTS,
    RENT,
    RENT_CREDITS,
    TENANT_FUNDING,
    Flow,
)
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Contract, PassThrough, Problem, Site
from optimizer.lp import AnyAxis, Expression, Relation, table
from optimizer.units import KW_PER_MW

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class RateTables:
    """USD of every option by month, each of shape (options, T).

    Attributes:
        rent, credit, opex, fit_out, funding: per MW.
        reimbursed, energy: per gross MW.
    """

    rent: FloatArray
    credit: FloatArray
    opex: FloatArray
    fit_out: FloatArray
    funding: FloatArray
    reimbursed: FloatArray
    energy: FloatArray


@dataclass(frozen=True, eq=False)
class _OptionRates:
    """USD per MW of an option in the months of the horizon, shape (T,)."""

    rent: FloatArray
    credit: FloatArray
    opex: FloatArray
    fit_out: FloatArray
    funding: FloatArray


def rate_tables(problem: Problem, sets: Sets, offers: Offers) -> RateTables:
    """What a MW of every option earns and costs by month."""
    horizon = sets.horizon
    rates = [
        _option_rates(problem.contracts[c], offers.schedules[c], int(u), horizon)
        for c, u in zip(offers.contract, offers.start, strict=True)
    ]
    reimbursed, energy = _power_rates(problem, sets, offers)
    return RateTables(
        rent=_stack([r.rent for r in rates], horizon),
        credit=_stack([r.credit for r in rates], horizon),
        opex=_stack([r.opex for r in rates], horizon),
        fit_out=_stack([r.fit_out for r in rates], horizon),
        funding=_stack([r.funding for r in rates], horizon),
        reimbursed=reimbursed,
        energy=energy,
    )


def hosting_flows(
    sets: Sets, offers: Offers, rates: RateTables, mw: Expression, at_meter: Expression
) -> tuple[Flow, ...]:
    """Money lines of all leases."""

    def earned(name: str, amount: Expression, usd: FloatArray) -> Expression:
        return _spread(name, amount, offers.options, sets.months, usd)

    return (
        Flow(RENT, earned("rent month", mw, rates.rent)),
        Flow(RENT_CREDITS, -earned("credit month", mw, rates.credit)),
        Flow(HOSTING_OPEX, -earned("opex month", mw, rates.opex)),
        Flow(FIT_OUT, -earned("fit-out month", mw, rates.fit_out)),
        Flow(TENANT_FUNDING, earned("funding month", mw, rates.funding)),
        Flow(REIMBURSEMENTS, earned("reimbursed month", at_meter, rates.reimbursed)),
        Flow(HOSTING_ENERGY, -earned("energy month", at_meter, rates.energy)),
    )


def _option_rates(
    contract: Contract, schedule: LeaseSchedule, u: int, horizon: int
) -> _OptionRates:
    first = max(u, 0)
    last = max(first, min(u + contract.term_months, horizon))
    inside = slice(first - u, last - u)
    months = np.arange(first, last)
    weight = survival(contract, u, months) * stays(contract, months)

    def laid(values: FloatArray) -> FloatArray:
        out = np.zeros(horizon)
        out[first:last] = weight * values[inside]
        return out

    def once(amount: float) -> FloatArray:
        out = np.zeros(horizon)
        if 0 <= u < horizon and stays(contract, np.array([u])).all():
            out[u] = amount
        return out

    return _OptionRates(
        rent=laid(schedule.rent),
        credit=laid(schedule.credit),
        opex=laid(schedule.opex),
        fit_out=once(contract.fit_out_usd_per_mw),
        funding=once(contract.tenant_funding_usd_per_mw),
    )


def _power_rates(problem: Problem, sets: Sets, offers: Offers) -> tuple[FloatArray, FloatArray]:
    """USD per gross MW reimbursed, and of energy at the reference price, (options, T)."""
    reimbursed = np.zeros((len(offers.options), sets.horizon))
    energy = np.zeros_like(reimbursed)
    hours = problem.horizon.hours
    for o, (c, s, u) in enumerate(zip(offers.contract, offers.site, offers.start, strict=True)):
        contract, site = problem.contracts[c], problem.sites[s]
        first = max(int(u), 0)
        last = max(first, min(int(u) + contract.term_months, sets.horizon))
        share, when = offers.schedules[c].delivered[first - u : last - u], slice(first, last)
        share = share * stays(contract, np.arange(first, last))
        load = share * contract.load_factor
        energy[o, when] = load * hours[when] * site.power.reference_price[when]
        if contract.passes_energy:
            price = pass_through_price(contract, site)
            reimbursed[o, when] += load * hours[when] * price[when]
        if contract.passes_demand:
            reimbursed[o, when] += share * KW_PER_MW * site.power.demand_rate[when]
        if contract.passes_peak:
            reimbursed[o, when] += load * KW_PER_MW * site.power.peak_rate[when]
    return reimbursed, energy


def pass_through_price(contract: Contract, site: Site) -> FloatArray:
    """Price at which the tenant reimburses energy, USD/MWh, shape (T,)."""
    if contract.pass_through is PassThrough.MARKET and site.power.market is not None:
        market = site.power.market
        return market.mean_price + market.adder
    if contract.pass_through_curve is not None:
        return contract.pass_through_curve
    return site.power.reference_price


def _spread(
    name: str, amount: Expression, owner: Relation, months: AnyAxis, rates: FloatArray
) -> Expression:
    """Amount times rate wherever a rate is not nil, over (owner, month) entries."""
    where, when = np.nonzero(rates)
    entries = Relation.of(name, (owner, months), (where, when))
    return amount.on(entries) * table((entries,), rates[where, when])


def _stack(rows: list[FloatArray], horizon: int) -> FloatArray:
    return np.array(rows).reshape(len(rows), horizon)

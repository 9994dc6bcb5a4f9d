"""A one-site fleet as plain arrays by hour and by month, for the peers to build on.

Only what the fleets of ``benchmarks/specs/peers.yaml`` use is read: one site with one hall,
machines with one mode, one take-or-pay block that resells, a market, leases on offer, cash.
Whatever else a fleet may hold is refused, so that no peer solves an easier problem unseen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import Contract, Problem

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Machines:
    """One group of machines.

    Attributes:
        units: owned at the start.
        mw: nameplate IT MW of a machine.
        uptime: share of time available.
        usd_per_mwh: what a gross MWh of it earns net of fees, shape (T,).
        opex, resale: USD per machine, shape (T,).
    """

    units: float
    mw: float
    uptime: float
    usd_per_mwh: FloatArray
    opex: FloatArray
    resale: FloatArray


@dataclass(frozen=True, eq=False)
class Rebuild:
    """The hall's rebuild: phases, months each, MW for tenants, USD per month and phase."""

    phases: int
    months: int
    hpc_mw: float
    usd_per_month: float
    earliest: int
    latest: int


@dataclass(frozen=True, eq=False)
class Tenant:
    """A lease on offer, per MW of it.

    Attributes:
        least, most, step: MW.
        starts: months in which it may start.
        reserved, delivered: shares by start and month, shape (starts, T).
        load_factor: average draw as a share.
        usd: cash by start and month before energy, shape (starts, T).
        later_usd: worth after the horizon by start, discounted, shape (starts,).
    """

    least: float
    most: float
    step: float
    starts: IntArray
    reserved: FloatArray
    delivered: FloatArray
    load_factor: float
    usd: FloatArray
    later_usd: FloatArray


@dataclass(frozen=True, eq=False)
class SiteYear:
    """The fleet.

    Attributes:
        months: T.
        month: of each hour, shape (H,).
        weight: hours of the month that an hour of the file stands for, shape (H,).
        price: market, USD/MWh, shape (H,).
        candidate: True where the coincident peak may fall, shape (H,).
        discount: by month, shape (T,).
        grid, hedge_mw, hedge_usd, adder, demand_usd, peak_usd, fixed_usd: by month, shape (T,), MW
            and USD per MWh or MW.
        resale_fee: USD/MWh.
        auxiliary, hall_mw, pue_asic, pue_hpc: of the site.
        machines, rebuild, tenants: what may be decided.
        cash, min_cash: USD; minus infinity and nil where the fleet has no finance.
        overhead: USD by month, shape (T,).
    """

    months: int
    month: IntArray
    weight: FloatArray
    price: FloatArray
    candidate: NDArray[np.bool_]
    discount: FloatArray
    grid: FloatArray
    hedge_mw: FloatArray
    hedge_usd: FloatArray
    adder: FloatArray
    demand_usd: FloatArray
    peak_usd: FloatArray
    fixed_usd: FloatArray
    resale_fee: float
    auxiliary: float
    hall_mw: float
    pue_asic: float
    pue_hpc: float
    machines: tuple[Machines, ...]
    rebuild: Rebuild | None
    tenants: tuple[Tenant, ...]
    cash: float | None
    min_cash: FloatArray
    overhead: FloatArray

    @property
    def sunk_usd(self) -> float:
        """What is earned or paid whatever is decided, discounted, USD."""
        resold = self.hedge_mw[self.month] * (self.price - self.resale_fee) * self.weight
        whole = np.bincount(self.month, self.weight, minlength=self.months)
        paid = self.hedge_mw * self.hedge_usd * whole + self.fixed_usd + self.overhead
        by_month = np.bincount(self.month, resold, minlength=self.months) - paid
        return float(self.discount @ by_month)

    @property
    def sunk_by_month(self) -> FloatArray:
        """The same by month, not discounted, shape (T,)."""
        resold = self.hedge_mw[self.month] * (self.price - self.resale_fee) * self.weight
        whole = np.bincount(self.month, self.weight, minlength=self.months)
        paid = self.hedge_mw * self.hedge_usd * whole + self.fixed_usd + self.overhead
        out: FloatArray = np.bincount(self.month, resold, minlength=self.months) - paid
        return out

    @property
    def hedge_give_up(self) -> FloatArray:
        """What a MWh of the block is worth if it is sold instead of used, shape (H,)."""
        return self.price - self.resale_fee


def site_year(problem: Problem) -> SiteYear:
    """The arrays of a fleet.

    Raises:
        ValueError: the fleet holds something that the peers do not have.
    """
    _refuse(problem)
    site, hall, horizon = problem.sites[0], problem.halls[0], problem.horizon
    power, finance, objective = site.power, problem.finance, problem.objective
    hours, block, market = power.hours, power.blocks[0], power.market
    assert market is not None
    months = horizon.months
    discount = (1 + objective.default_rate) ** (-(np.arange(months) + 1) / 12)
    kept = (1 - site.mining.pool_fee) * 1000 / 24
    machines = tuple(
        Machines(
            units=group.units,
            mw=group.machine.power_w / 1e6,
            uptime=group.machine.uptime,
            usd_per_mwh=problem.market.hashprice
            * (kept * group.machine.hashrate_th / group.machine.power_w / hall.pue_asic)
            + site.mining.demand_response,
            opex=group.machine.opex,
            resale=group.machine.resale * group.machine.hashrate_th,
        )
        for group in problem.asics
    )
    plan = hall.conversion
    rebuild = None
    if plan is not None:
        rebuild = Rebuild(
            phases=plan.phases,
            months=plan.months,
            hpc_mw=plan.hpc_mw,
            usd_per_month=plan.usd_per_mw * plan.hpc_mw / plan.phases / plan.months,
            earliest=plan.earliest,
            latest=plan.latest,
        )
    return SiteYear(
        months=months,
        month=np.repeat(np.arange(months), [len(each.price) for each in hours]),
        weight=np.concatenate([each.weight for each in hours]),
        price=np.concatenate([each.price for each in hours]),
        candidate=np.concatenate([each.candidate for each in hours]),
        discount=discount,
        grid=site.grid_mw,
        hedge_mw=np.where(block.active, block.mw, 0.0),
        hedge_usd=block.price,
        adder=market.adder,
        demand_usd=power.demand_rate * 1000,
        peak_usd=power.peak_rate * 1000,
        fixed_usd=site.fixed_cost,
        resale_fee=block.resale_fee,
        auxiliary=site.auxiliary_mw,
        hall_mw=hall.asic_mw,
        pue_asic=hall.pue_asic,
        pue_hpc=hall.pue_hpc,
        machines=machines,
        rebuild=rebuild,
        tenants=tuple(_tenant(problem, contract) for contract in problem.contracts),
        cash=None if finance is None else finance.cash,
        min_cash=np.zeros(months) if finance is None else finance.min_cash,
        overhead=np.zeros(months) if finance is None else finance.overhead,
    )


def _tenant(problem: Problem, contract: Contract) -> Tenant:
    months, site, hall = problem.horizon.months, problem.sites[0], problem.halls[0]
    market = site.power.market
    assert market is not None
    starts = np.array(contract.starts, dtype=np.int64)
    offset = np.arange(months)[None, :] - starts[:, None]
    inside = (offset >= 0) & (offset < contract.term_months)
    share = np.clip((offset + 1) / (contract.ramp_months + 1), 0.0, 1.0) * inside
    net = 1000 * (contract.usd_per_kw_month - contract.opex_usd_per_kw_month)
    gross = share * hall.pue_hpc
    usd = share * net - (offset == 0) * contract.fit_out_usd_per_mw
    energy = (market.mean_price + market.adder) * problem.horizon.hours
    usd = usd + gross * contract.load_factor * energy
    usd = usd + gross * 1000 * site.power.demand_rate
    usd = usd + gross * contract.load_factor * 1000 * site.power.peak_rate
    later = np.zeros(len(starts))
    for k, start in enumerate(starts):
        after = np.arange(months, start + contract.term_months)
        later[k] = net * ((1 + problem.objective.hosting_rate) ** (-(after + 1) / 12)).sum()
    return Tenant(
        least=contract.mw_min,
        most=contract.mw_max,
        step=contract.mw_step or 0.0,
        starts=starts,
        reserved=inside.astype(float),
        delivered=share,
        load_factor=contract.load_factor,
        usd=usd,
        later_usd=later,
    )


def _refuse(problem: Problem) -> None:
    site, objective = problem.sites[0], problem.objective
    finance = problem.finance
    fits = (
        len(problem.sites) == len(problem.halls) == len(site.power.blocks) == 1
        and site.power.blocks[0].resale
        and site.power.market is not None
        and site.mining.curtailment == 0
        and site.mining.price_responsive
        and not (problem.gpus or problem.asic_orders or problem.gpu_orders)
        and objective.default_rate == objective.hosting_rate
        and all(len(group.machine.modes) == 1 for group in problem.asics)
        and all(c.passes_energy and c.passes_demand and c.passes_peak for c in problem.contracts)
        and all(c.pass_through.value == "market" for c in problem.contracts)
        and all(c.default_rate == c.sla_credit == c.escalator == 0 for c in problem.contracts)
        and all(c.mw_step and not c.tenant_funding_usd_per_mw for c in problem.contracts)
        and (finance is None or not (finance.debts or finance.equity or finance.treasury))
    )
    if not fits:
        raise ValueError(f"{problem.name} holds something that the peers do not model")

"""Demands on megawatts: grid, halls, supply, and the loads that cannot be refused."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.diagnosis import keys
from optimizer.diagnosis.demands import Demand, hall_loc, of_contract, of_hall, of_site
from optimizer.diagnosis.lease_demands import lease_demands
from optimizer.inputs.problem import Contract, FloatArray, Hall, PowerBlock, Problem, Site
from optimizer.units import KW_PER_MW


def physical_demands(problem: Problem) -> tuple[Demand, ...]:
    """All of them, leases and what limits them first."""
    return (
        *lease_demands(problem),
        *_servers(problem),
        *_halls(problem),
        *_sites(problem),
        *_starts(problem),
    )


def without_money(problem: Problem) -> Problem:
    """The problem where money is no object."""
    return replace(problem, finance=None)


def _most_mw(problem: Problem) -> float:
    """Gross MW above all that a fleet could ever ask for."""
    leases = sum(contract.mw_max for contract in problem.contracts)
    servers = sum(g.servers * g.server.power_kw / KW_PER_MW for g in problem.gpus)
    auxiliary = sum(site.auxiliary_mw for site in problem.sites)
    pue = max((hall.pue_hpc for hall in problem.halls), default=1.0)
    return 1.0 + auxiliary + 2.0 * pue * (leases + servers)


def _servers(problem: Problem) -> Iterator[Demand]:
    for g, group in enumerate(problem.gpus):
        site = problem.halls[group.hall].site
        there = [i for i, one in enumerate(problem.gpus) if problem.halls[one.hall].site == site]
        names = [problem.gpus[i].name.partition("/")[2] for i in there]
        position = there.index(g)
        mw = group.servers * group.server.power_kw / KW_PER_MW

        def gone(one: Problem, g: int = g) -> Problem:
            gpus = list(one.gpus)
            gpus[g] = replace(gpus[g], servers=0.0)
            return replace(one, gpus=tuple(gpus))

        yield Demand(
            keys.item(f"{keys.site(problem, site)}.gpus", names, position),
            ("sites", site, "gpus", position),
            f"the servers '{group.name}' take {mw:.4g} MW of critical IT",
            gone,
        )


def _halls(problem: Problem) -> Iterator[Demand]:
    most = _most_mw(problem)
    for h, hall in enumerate(problem.halls):
        if hall.hpc_mw == 0 and hall.conversion is None and hall.building is None:
            continue

        def roomy(one: Hall) -> Hall:
            return replace(one, hpc_mw=one.hpc_mw + most)

        words = f"{hall.name} has {hall.hpc_mw:g} MW ready for tenants today"
        if hall.building is not None:
            ready = problem.horizon.start + hall.building.ready
            words += f", {hall.building.hpc_mw:g} MW more from {ready}"
        if (work := hall.conversion) is not None:
            ready = problem.horizon.start + (work.earliest + work.months)
            words += f", up to {work.hpc_mw:g} MW more by conversion from {ready}"
        yield Demand(
            f"{keys.hall(problem, h)}.hpc_mw", (*hall_loc(problem, h), "hpc_mw"), words,
            of_hall(h, roomy),
        )  # fmt: skip


def _sites(problem: Problem) -> Iterator[Demand]:
    most = _most_mw(problem)
    for s, site in enumerate(problem.sites):
        path, loc = keys.site(problem, s), ("sites", s)

        def connected(one: Site) -> Site:
            return replace(one, grid_mw=one.grid_mw + most)

        def supplied(one: Site) -> Site:
            always = np.ones(len(one.grid_mw), dtype=bool)
            block = PowerBlock(
                " more", most, np.zeros(len(always)), take_or_pay=False, resale=False,
                resale_fee=0.0, active=always,
            )  # fmt: skip
            return replace(one, power=replace(one.power, blocks=(*one.power.blocks, block)))

        yield Demand(
            f"{path}.grid_mw", (*loc, "grid_mw"),
            f"the grid delivers {_mw(site.grid_mw)} to {site.name}", of_site(s, connected),
        )  # fmt: skip
        yield Demand(
            f"{path}.power.supply", (*loc, "power", "supply"),
            f"{site.name} has no more power than its supplies hold", of_site(s, supplied),
        )  # fmt: skip
        if site.auxiliary_mw > 0:
            yield Demand(
                f"{path}.auxiliary_mw", (*loc, "auxiliary_mw"),
                f"{site.name} draws {site.auxiliary_mw:g} MW whatever it does",
                of_site(s, lambda one: replace(one, auxiliary_mw=0.0)),
            )  # fmt: skip


def _starts(problem: Problem) -> Iterator[Demand]:
    """The months in which leases that must be signed may start."""
    horizon = problem.horizon
    for c, lease in enumerate(problem.contracts):
        if not lease.must_sign or lease.running:
            continue

        def any_month(one: Contract) -> Contract:
            return replace(one, starts=tuple(range(horizon.months)))

        first, last = horizon.start + min(lease.starts), horizon.start + max(lease.starts)
        when = f"in {first}" if first == last else f"from {first} to {last}"
        yield Demand(
            f"{keys.contract(problem, c)}.start", ("contracts", c, "start"),
            f"the lease '{lease.name}' may start {when}", of_contract(c, any_month),
        )  # fmt: skip


def _mw(values: FloatArray) -> str:
    """The range of a curve."""
    low, high = float(values.min()), float(values.max())
    return f"{low:g} MW" if low == high else f"{low:g} to {high:g} MW"

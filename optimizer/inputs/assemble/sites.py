"""Sites and their halls."""

import numpy as np

from optimizer import schema
from optimizer.inputs.assemble.power import power
from optimizer.inputs.assemble.reading import Loc, Reading
from optimizer.inputs.problem import Building, Conversion, Hall, Mining, Site
from optimizer.units import fraction


def site(said: schema.Site, reading: Reading, loc: Loc) -> Site:
    """A site without its halls."""
    grid_mw = reading.curve(said, "grid_mw", loc)
    return Site(
        name=said.name,
        grid_mw=grid_mw,
        auxiliary_mw=float(said.auxiliary_mw),
        fixed_cost=reading.curve(said, "fixed_cost_usd_per_month", loc),
        power=power(said.power, grid_mw, reading, (*loc, "power")),
        mining=_mining(said.mining, reading, (*loc, "mining")),
    )


def _mining(said: schema.Mining, reading: Reading, loc: Loc) -> Mining:
    """Rules for the miners of a site."""
    return Mining(
        pool_fee=fraction(said.pool_fee_pct),
        price_responsive=said.price_responsive,
        demand_response=reading.curve(said, "demand_response_usd_per_mwh", loc),
        curtailment=fraction(said.curtailment_pct),
    )


def hall(said: schema.Hall, site_name: str, site: int, reading: Reading) -> Hall:
    """A hall of the site with this name and index."""
    return Hall(
        name=f"{site_name}/{said.name}",
        site=site,
        asic_mw=float(said.asic_mw),
        hpc_mw=float(said.hpc_mw),
        cooling=said.cooling,
        pue_asic=said.pue.asic,
        pue_hpc=said.pue.hpc,
        conversion=None if said.conversion is None else _conversion(said.conversion, reading),
        building=None if said.building is None else _building(said.building, reading),
    )


def _conversion(said: schema.Conversion, reading: Reading) -> Conversion:
    """A rebuild, its window cut to phases that are ready inside the horizon."""
    earliest, latest = reading.window(said.earliest, said.latest, lead=said.months)
    return Conversion(
        hpc_mw=said.hpc_mw,
        phases=said.phases,
        months=said.months,
        usd_per_mw=said.usd_per_mw,
        earliest=earliest,
        latest=latest,
    )


def _building(said: schema.Building, reading: Reading) -> Building:
    """A build under way; what it still costs is spread up to the month before it is ready."""
    ready = max(reading.offset(said.ready), 0)  # before the horizon: it is there already
    spend = np.zeros(reading.horizon.months)
    if ready > 0:
        spend[:ready] = said.remaining_usd / ready
    return Building(hpc_mw=said.hpc_mw, ready=ready, spend=spend)

"""The dispatch of the site-year in PyPSA, solved by HiGHS: the part that PyPSA can express.

A site is a bus, its supplies are generators, its machines are generators of the other sign that are
paid for what they take. Machines cannot be sold, moved or stored, there are no leases, no rebuilds,
no demand charge and no cash: fleets that have them are refused.
"""

import numpy as np
import pandas as pd
import pypsa

from benchmarks.peers.hourly import SiteYear


def solve(fleet: SiteYear, gap: float) -> float:
    """Optimal NPV, USD."""
    del gap  # it is a linear program
    resale = any(m.resale.any() or m.opex.any() for m in fleet.machines)
    if fleet.rebuild or fleet.tenants or fleet.cash is not None or resale:
        raise ValueError("PyPSA's dispatch has no rebuilds, leases, cash or sales of machines")
    if fleet.demand_usd.any() or fleet.peak_usd.any():
        raise ValueError("PyPSA has no demand charge")
    hours = pd.RangeIndex(len(fleet.price), name="snapshot")
    network = pypsa.Network(snapshots=hours)
    weight = fleet.weight * fleet.discount[fleet.month]
    network.snapshot_weightings["objective"] = weight
    network.add("Bus", "site")
    network.add("Load", "auxiliary", bus="site", p_set=fleet.auxiliary)
    price = pd.Series(fleet.price, index=hours)
    most = float(fleet.hedge_mw.max())
    share = pd.Series(fleet.hedge_mw[fleet.month] / most, index=hours)
    network.add(
        "Generator",
        "hedge",
        bus="site",
        p_nom=most,
        p_max_pu=share,
        marginal_cost=price - fleet.resale_fee,
    )
    network.add(
        "Generator",
        "market",
        bus="site",
        p_nom=float(fleet.grid.max()),
        marginal_cost=price + fleet.adder[fleet.month],
    )
    for g, group in enumerate(fleet.machines):
        network.add(
            "Generator",
            f"machines {g}",
            bus="site",
            sign=-1,
            p_nom=group.units * group.mw * group.uptime * fleet.pue_asic,
            marginal_cost=pd.Series(-group.usd_per_mwh[fleet.month], index=hours),
        )
    installed = sum(m.units * m.mw for m in fleet.machines)
    reach = installed * fleet.pue_asic + fleet.auxiliary
    if installed > fleet.hall_mw or reach > float(np.min(fleet.grid)):
        raise ValueError("PyPSA's dispatch wants room and grid for all machines")
    status, condition = network.optimize(solver_name="highs", output_flag=False)
    if status != "ok":
        raise RuntimeError(f"PyPSA ended {status}, {condition}")
    return -float(network.objective) + fleet.sunk_usd

r"""# Power: which megawatt runs on which supply in which hours

The heart of the model; [strips](#strips) explains segments, tiers and classes and why nothing is
lost by them.

**Variables**

| name | | unit |
|---|---|---|
| `power.strip` | $x_{s,k,c} \ge 0$, MW of segment $s$ given to tier $k$ in class $c$ | IT MW |
| `power.firm` | $f_{k,c} \ge 0$, firm load carried by tier $k$ in class $c$ | gross MW |
| `power.load` | $L_c$, largest load of the class's hours | gross MW |
| `power.flat` | $r_{s,t} \ge 0$, MW of a segment that runs in every hour, where mining does not answer to prices | IT MW |
| `power.peak` | $P_{i,t} \ge 0$, billed peak of site $i$, where there is a demand charge | gross MW |
| `power.coincident` | $CP_{i,t} \ge 0$, load billed as coincident peak | gross MW |

**Rows**, for classes $c$ of site $i$ and month $t$

| name | |
|---|---|
| `power.segment` | $\sum_k x_{s,k,c} \le N_{g,s,t} \cdot \text{uptime} \cdot \Delta W / 10^6$ |
| `power.hall` | $\sum_{s \in h, k} x_{s,k,c} \le A_{h,t}$, only where some machines can draw more than their nameplate |
| `power.even` | $\sum_k x_{s,k,c} = r_{s,t}$ in every class, where mining does not answer to prices |
| `power.firm` | $\sum_k f_{k,c} = F_{i,t}$ with $F = \text{auxiliary} +$ tenants' and GPUs' average draw, gross |
| `power.supply` | $f_{k,c} + \sum_s PUE_s x_{s,k,c} \le \text{size}_{k,t}$ |
| `power.load` | $L_c = \sum_k f_{k,c} + \sum_{s,k} PUE_s x_{s,k,c}$ |
| `power.grid` | $L_c \le \text{grid}_{i,t}$ |
| `power.reserved` | $\text{auxiliary} + \sum_h PUE^{hpc}_h (\text{MW reserved by tenants and GPUs}) \le \text{grid}_{i,t}$ |
| `power.peak` | $P_{i,t} \ge L_c +$ delivered $-$ average draw, gross: tenants may draw all of it at once |
| `power.coincident` | $CP_{i,t} \ge L_c$ in the classes of candidate hours |

**Money** `mining_revenue`, `pool_fees`, `sell_fees`, `demand_response` from the strips' running hours;
`energy` for tiers that are bought, the sunk price of take-or-pay blocks, less the tenants' energy
at the reference price, which stands in its own line; `power_resale`: whole blocks that may resell,
less what use gives up; `demand_charge`; `coincident_peak`; `fixed_costs`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.bills import power_flows
from optimizer.formulation.gpus import Gpus
from optimizer.formulation.halls import Halls
from optimizer.formulation.hosting import Hosting
from optimizer.formulation.lines import DEMAND_CHARGE, FIXED_COSTS, PEAK_CHARGE, Flow
from optimizer.formulation.miners import Miners
from optimizer.formulation.sets import Sets
from optimizer.formulation.strips import Strips
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model, Relation, table
from optimizer.units import KW_PER_MW

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Power:
    """Dispatch and load.

    Attributes:
        strips: segments, tiers, classes and strip values.
        strip: IT MW, over strips.
        strip_gross: the same in gross MW.
        firm: gross MW of firm load, over slots (tier in hours).
        firm_load: gross MW of firm load, over (site, month).
        load: gross MW, over the classes of hours.
        extra: MW that tenants and GPUs may draw above their average, gross, (site, month).
        reserved: gross MW reserved by tenants and GPUs, over (site, month).
        flows: money lines.
    """

    strips: Strips
    strip: Expression
    strip_gross: Expression
    firm: Expression
    firm_load: Expression
    load: Expression
    extra: Expression
    reserved: Expression
    flows: tuple[Flow, ...]


def add_power(
    model: Model,
    problem: Problem,
    sets: Sets,
    strips: Strips,
    halls: Halls,
    miners: Miners,
    hosting: Hosting,
    gpus: Gpus,
) -> Power:
    """Add dispatch, supply limits, grid limits and the power bill."""
    strip, gross = _add_strips(model, problem, sets, strips, halls, miners)
    pue = table((sets.halls,), [hall.pue_hpc for hall in problem.halls])
    site_month = (sets.sites, sets.months)

    def at_meter(mw: Expression) -> Expression:
        return (mw * pue).sum_to(*site_month)

    auxiliary = table((sets.sites,), [site.auxiliary_mw for site in problem.sites]).on(*site_month)
    firm_load = auxiliary + hosting.draw + at_meter(gpus.draw)
    firm, load = _add_load(model, problem, sets, strips, gross, firm_load)
    grid = table(site_month, np.array([site.grid_mw for site in problem.sites]))
    reserved = at_meter(hosting.reserved + gpus.mw)
    model.rows("power.reserved", auxiliary + reserved <= grid, unit="MW", scale=scales.MW)
    extra = hosting.delivered - hosting.draw + at_meter(gpus.delivered - gpus.draw)
    charges = _add_peaks(model, problem, sets, strips, load, extra)
    flows = (*power_flows(problem, sets, strips, strip, firm, hosting.flows), *charges)
    return Power(strips, strip, gross, firm, firm_load, load, extra, reserved, flows)


def _add_strips(
    model: Model, problem: Problem, sets: Sets, strips: Strips, halls: Halls, miners: Miners
) -> tuple[Expression, Expression]:
    """Miners' load by strip, in IT MW and in gross MW."""
    segments = strips.segments
    grid = np.array([site.grid_mw for site in problem.sites])
    site, pue = segments.site[strips.segment], segments.pue[strips.segment]
    at_meter = np.minimum(strips.slot_size[strips.axis.codes[1]], grid[site, strips.month])
    group = sets.pairs.codes[0][segments.axis.codes[0]]
    units = np.array([group.most_units for group in sets.machine_groups])[group]
    own = (units * segments.mw_per_unit)[strips.segment]
    strip = model.variables(
        "power.strip",
        strips.axis,
        upper=np.minimum(own, at_meter / pue),
        unit="MW",
        scale=scales.MW,
    )
    placed = strip.sum_to(strips.seats)
    offered = table((segments.axis,), segments.mw_per_unit).on(strips.seats)
    model.rows(
        "power.segment",
        placed <= miners.installed.on(strips.seats) * offered,
        unit="MW",
        scale=scales.MW,
    )
    room = halls.asic_mw.sum_to(sets.spaces, sets.months)
    tight = np.isin(
        strips.berths.codes[0], sets.pairs.codes[1][np.flatnonzero(segments.overclocked)]
    )
    model.rows(
        "power.hall",
        strip.sum_to(strips.berths) <= room.on(strips.berths),
        unit="MW",
        scale=scales.MW,
        where=tight,
    )
    _add_even(model, problem, sets, strips, placed, own)
    return strip, strip * table((strips.axis,), pue)


def _add_even(
    model: Model,
    problem: Problem,
    sets: Sets,
    strips: Strips,
    placed: Expression,
    own: FloatArray,
) -> None:
    """The same load in every class where mining does not answer to prices."""
    segments = strips.segments
    fixed = np.array([not site.mining.price_responsive for site in problem.sites])
    flat = np.flatnonzero(fixed[segments.site])
    flat_segments = Relation.of("flat segment", (segments.axis,), (flat,))
    seat_segment = strips.seats.codes[0]
    seats = np.flatnonzero(np.isin(seat_segment, flat))
    even = Relation.of(
        "flat segment in hours",
        (flat_segments, strips.seats),
        (np.searchsorted(flat, seat_segment[seats]), seats),
    )
    load = model.variables(
        "power.flat",
        flat_segments,
        sets.months,
        upper=float(own.max(initial=0.0)),
        unit="MW",
        scale=scales.MW,
    )
    model.rows("power.even", placed.on(even).equals(load.on(even)), unit="MW", scale=scales.MW)


def _add_load(
    model: Model,
    problem: Problem,
    sets: Sets,
    strips: Strips,
    gross: Expression,
    firm_load: Expression,
) -> tuple[Expression, Expression]:
    """Firm load by supply, and the load of every class."""
    classes = strips.classes.axis
    grid = table((sets.sites, sets.months), np.array([site.grid_mw for site in problem.sites]))
    grid_here = grid.on(strips.slots).constant
    firm = model.variables(
        "power.firm",
        strips.slots,
        upper=np.minimum(strips.slot_size, grid_here),
        unit="MW",
        scale=scales.MW,
    )
    model.rows(
        "power.firm",
        firm.sum_to(classes).equals(firm_load.on(classes)),
        unit="MW",
        scale=scales.MW,
    )
    limited = strips.slot_size < grid_here
    size = table((strips.slots,), np.where(limited, strips.slot_size, 0.0))
    model.rows(
        "power.supply",
        firm + gross.sum_to(strips.slots) <= size,
        unit="MW",
        scale=scales.MW,
        where=limited,
    )
    total = firm.sum_to(classes) + gross.sum_to(classes)
    load = model.define("power.load", total, unit="MW", scale=scales.MW)
    model.rows("power.grid", load <= grid.on(classes), unit="MW", scale=scales.MW)
    return firm, load


def _add_peaks(
    model: Model,
    problem: Problem,
    sets: Sets,
    strips: Strips,
    load: Expression,
    extra: Expression,
) -> tuple[Flow, ...]:
    """Billed peaks, in the months in which they cost something."""
    axes, classes = (sets.sites, sets.months), strips.classes.axis
    grid = np.array([site.grid_mw for site in problem.sites])
    # Tenants may draw more than their average, at most all that they have reserved.
    _, most_extra = model.interval(extra)
    demand = table(axes, KW_PER_MW * np.array([s.power.demand_rate for s in problem.sites]))
    coincident = table(axes, KW_PER_MW * np.array([s.power.peak_rate for s in problem.sites]))
    peak = model.variables(
        "power.peak",
        *axes,
        upper=np.where(demand.constant > 0, grid + most_extra, 0.0),
        unit="MW",
        scale=scales.MW,
    )
    model.rows(
        "power.peak",
        peak.on(classes) >= load + extra.on(classes),
        unit="MW",
        scale=scales.MW,
        where=demand.on(classes).constant > 0,
    )
    cp = model.variables(
        "power.coincident",
        *axes,
        upper=np.where(coincident.constant > 0, grid, 0.0),
        unit="MW",
        scale=scales.MW,
    )
    model.rows(
        "power.coincident",
        cp.on(classes) >= load,
        unit="MW",
        scale=scales.MW,
        where=strips.classes.candidate,
    )
    fixed = table(axes, np.array([site.fixed_cost for site in problem.sites]))
    return (
        Flow(DEMAND_CHARGE, -(peak * demand)),
        Flow(PEAK_CHARGE, -(cp * coincident)),
        Flow(FIXED_COSTS, -fixed),
    )

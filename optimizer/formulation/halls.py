r"""# Halls: space for miners and tenants, and the rebuilds between them

A hall has IT MW for miners and critical IT MW for tenants. A *conversion* rebuilds the
first into the second in equal phases: a phase takes its share of the miners' space away in
the month it starts and adds its share of HPC space when it is done. A *building* is HPC
space already under way.

**Variables**

| name | | unit |
|---|---|---|
| `halls.phases` | $z_{h,t} \in \mathbb{Z}_{\ge 0}$, phases that start in hall $h$ in month $t$ | phases |
| `halls.started` | $Z_{h,t} \in \mathbb{Z}$, phases started up to and including $t$ | phases |

$z_{h,t}$ may differ from zero only for $t$ in the conversion's window, which ends early
enough for the phase to be ready inside the horizon. $Z_{h,t}$ is a column for the months of the
window; it is nil before it and stays what it is after it.

**Rows**

`halls.started`: $Z_{h,t} = Z_{h,t-1} + z_{h,t}$, and $Z_{h,t} \le \text{phases}_h$ as a bound.

**Expressions** that other families use, with $n_h$ phases that take $d_h$ months each:

$$ A_{h,t} = \text{asic}_h \left(1 - Z_{h,t} / n_h \right) $$
$$ Q_{h,t} = \text{hpc}_h + \text{building}_h [t \ge \text{ready}_h]
   + \text{conversion}_h \, Z_{h,t-d_h} / n_h $$

In a future in which the hall's builds slip by $s_h$ months, what is ready is
$Q_{h,t}$ with $d_h + s_h$ and $\text{ready}_h + s_h$; the plan was made, and is paid, as if it
were not late.

**Money** `conversion_capex`: a phase costs
$\text{usd\_per\_mw} \cdot \text{conversion}_h / n_h / d_h$ in each of its $d_h$ months, that is
this rate times $Z_{h,t} - Z_{h,t-d_h}$. `building_capex`: what remains to be paid, evenly up to
the month before it is ready.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.lines import BUILDING_CAPEX, CONVERSION_CAPEX, Flow
from optimizer.formulation.order import Order
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Conversion, Problem
from optimizer.lp import Expression, Model, Relation, table


@dataclass(frozen=True, eq=False)
class Halls:
    """Space by hall and month.

    Attributes:
        asic_mw: miners' IT MW, over (hall, month).
        hpc_mw: HPC-ready critical IT MW, over (hall, month).
        ready_mw: the same where builds slip; ``hpc_mw`` is what was planned.
        building_mw: HPC MW under construction, over (hall, month).
        phases: phases that start, over (conversion, month).
        conversions: the halls that may be rebuilt.
        flows: money lines.
    """

    asic_mw: Expression
    hpc_mw: Expression
    ready_mw: Expression
    building_mw: Expression
    phases: Expression
    conversions: Relation
    flows: tuple[Flow, ...]


def add_halls(model: Model, problem: Problem, sets: Sets) -> Halls:
    """Add phases, and hand over space and building cost as expressions."""
    months, horizon = sets.months, sets.horizon
    plans = [(h, hall.conversion) for h, hall in enumerate(problem.halls) if hall.conversion]
    conversions = Relation.of("conversion", (sets.halls,), ([h for h, _ in plans],))
    limit = np.zeros((len(plans), horizon))
    for i, (_, plan) in enumerate(plans):
        limit[i, plan.earliest : plan.latest + 1] = plan.phases
    phases = model.variables(
        "halls.phases",
        conversions,
        months,
        upper=limit,
        unit="phases",
        integer=True,
        priority=Order.EXACTLY_WHEN,
    )
    started = _add_started(model, sets, conversions, [plan for _, plan in plans], phases)
    lead = np.array([plan.months for _, plan in plans], dtype=np.int64)
    slip = np.array([problem.halls[h].slip for h, _ in plans], dtype=np.int64)
    done = started.shift(months, lead)

    def by_hall(amount: Expression, per_phase: list[float]) -> Expression:
        return (amount * table((conversions,), per_phase)).sum_to(sets.halls, months)

    taken = [problem.halls[h].asic_mw / plan.phases for h, plan in plans]
    added = [plan.hpc_mw / plan.phases for _, plan in plans]
    cost = [plan.usd_per_mw * plan.hpc_mw / plan.phases / plan.months for _, plan in plans]
    capex = by_hall(started - done, cost)
    flows = (
        Flow(CONVERSION_CAPEX, -capex),
        Flow(BUILDING_CAPEX, -table((sets.halls, months), _building_spend(problem, horizon))),
    )
    return Halls(
        asic_mw=_miners_space(problem, sets) - by_hall(started, taken),
        hpc_mw=_hpc_space(problem, sets) + by_hall(done, added),
        ready_mw=_hpc_space(problem, sets, late=True)
        + by_hall(started.shift(months, lead + slip), added),
        building_mw=_under_way(problem, sets) + by_hall(started - done, added),
        phases=phases,
        conversions=conversions,
        flows=flows,
    )


def _add_started(
    model: Model,
    sets: Sets,
    conversions: Relation,
    plans: list[Conversion],
    phases: Expression,
) -> Expression:
    """Phases started by every month, over (conversion, month)."""
    months = sets.months
    windows = [(i, t) for i, p in enumerate(plans) for t in range(p.earliest, p.latest + 1)]
    conversion, month = np.array(windows, dtype=np.int64).reshape(-1, 2).T
    window = Relation.of("window month", (conversions, months), (conversion, month))
    starting = phases.on(window)
    most = np.array([plan.phases for plan in plans], dtype=float)[conversion]
    started = model.running(
        "halls.started",
        window,
        conversion,
        starting,
        upper=most,
        unit="phases",
        integer=True,
        priority=(Order.BY_WHEN, Order.HOW_MUCH),
    )
    first = np.searchsorted(conversion, np.arange(len(plans)))
    holding = [
        (t, first[i] + min(t, p.latest) - p.earliest)
        for i, p in enumerate(plans)
        for t in range(p.earliest, sets.horizon)
    ]
    # The month comes first among the parents: it is the one that counts, not the window's.
    later, entry = np.array(holding, dtype=np.int64).reshape(-1, 2).T
    in_force = Relation.of("started by", (months, window), (later, entry))
    return started.on(in_force).sum_to(conversions, months)


def _miners_space(problem: Problem, sets: Sets) -> Expression:
    mw = np.array([hall.asic_mw for hall in problem.halls], dtype=float)
    return table((sets.halls,), mw).on(sets.halls, sets.months)


def _hpc_space(problem: Problem, sets: Sets, *, late: bool = False) -> Expression:
    """HPC MW without conversions: today's, and buildings once ready, as planned or late."""
    mw = np.zeros((len(problem.halls), sets.horizon))
    for h, hall in enumerate(problem.halls):
        mw[h] = hall.hpc_mw
        if hall.building is not None:
            # What is ready in the first month cannot be late any more.
            delay = hall.slip if late and hall.building.ready > 0 else 0
            mw[h, hall.building.ready + delay :] += hall.building.hpc_mw
    return table((sets.halls, sets.months), mw)


def _under_way(problem: Problem, sets: Sets) -> Expression:
    mw = np.zeros((len(problem.halls), sets.horizon))
    for h, hall in enumerate(problem.halls):
        if hall.building is not None:
            mw[h, : hall.building.ready] += hall.building.hpc_mw
    return table((sets.halls, sets.months), mw)


def _building_spend(problem: Problem, horizon: int) -> NDArray[np.float64]:
    spend = np.zeros((len(problem.halls), horizon))
    for h, hall in enumerate(problem.halls):
        if hall.building is not None:
            spend[h] = hall.building.spend
    return spend

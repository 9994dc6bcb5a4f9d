r"""# Late builds: what tenants and servers miss where space is not ready

Only in a future in which builds slip. The plan reserves space as planned; what is not ready
cannot be used, and the rent of it is lost.

**Variables**

| name | | unit |
|---|---|---|
| `late.undelivered` | $s_{c,h,u,t} \ge 0$, MW of a lease in hall $h$ that cannot be delivered in month $t$ | MW |
| `late.idle` | $i_{o,h,t} \ge 0$, GPU servers of an order that have no space yet | servers |

**Rows**

| name | |
|---|---|
| `late.undelivered` | $s_{c,h,u,t} \le a_{c,h,u}$ |
| `late.idle` | $i_{o,h,t} \le V_{o,h,t}$ |
| `late.space` | reserved MW + GPU servers' MW $- \sum s - \text{power} \sum i \le$ MW ready with the delay |

**Money**: what is not delivered earns no rent, is given no credit, costs no opex, draws no power
and is reimbursed nothing; idle servers earn nothing and draw nothing, their opex is paid. Which of
several tenants waits is the plan's choice.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.gpus import Gpus
from optimizer.formulation.halls import Halls
from optimizer.formulation.hosting.hosting import Hosting
from optimizer.formulation.lines import (
    GPU_REVENUE,
    HOSTING_ENERGY,
    HOSTING_OPEX,
    REIMBURSEMENTS,
    RENT,
    RENT_CREDITS,
    Flow,
)
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Hall, Problem
from optimizer.lp import Expression, Model, Relation, table
from optimizer.units import KW_PER_MW

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Late:
    """What late builds keep from being used.

    Attributes:
        undelivered: MW over (placement, month) entries.
        idle: servers over (order in hall, month) entries.
    """

    undelivered: Expression
    idle: Expression


def add_late(
    model: Model, problem: Problem, sets: Sets, halls: Halls, hosting: Hosting, gpus: Gpus
) -> tuple[Late | None, Hosting, Gpus]:
    """Add what late builds cost, where any is late.

    Returns:
        What is missed, and leases and servers without it; None and the same where nothing slips.
    """
    if not any(hall.slip for hall in problem.halls):
        return None, hosting, gpus
    late = Late(
        _add_undelivered(model, problem, sets, hosting), _add_idle(model, problem, sets, gpus)
    )
    hosting_less = _without(late.undelivered, problem, sets, hosting)
    idle_mw, gpus_less = _without_idle(late.idle, problem, sets, gpus)
    missed = late.undelivered.sum_to(sets.halls, sets.months) + idle_mw
    slips = np.array([hall.slip > 0 for hall in problem.halls])
    model.rows(
        "late.space",
        hosting.reserved + gpus.mw - missed <= halls.ready_mw,
        unit="MW",
        scale=scales.MW,
        where=np.broadcast_to(slips[:, None], (len(sets.halls), sets.horizon)),
    )
    return late, hosting_less, gpus_less


def _months_late(hall: Hall, horizon: int) -> range:
    """Months in which something of a hall may be late."""
    first, last = horizon, 0
    if hall.building is not None:
        first, last = hall.building.ready, hall.building.ready + hall.slip
    plan = hall.conversion
    if plan is not None and plan.latest >= plan.earliest:
        first = min(first, plan.earliest + plan.months)
        last = max(last, plan.latest + plan.months + hall.slip)
    return range(max(first, 0), min(last, horizon)) if hall.slip else range(0)


def _add_undelivered(model: Model, problem: Problem, sets: Sets, hosting: Hosting) -> Expression:
    offers = hosting.offers
    option, hall = offers.placements.codes
    entries = []
    for p, (o, h) in enumerate(zip(option, hall, strict=True)):
        u, term = int(offers.start[o]), problem.contracts[offers.contract[o]].term_months
        months = _months_late(problem.halls[h], sets.horizon)
        entries += [(p, t) for t in months if u <= t < u + term]
    where, when = _pairs(entries)
    relation = Relation.of("undelivered", (offers.placements, sets.months), (where, when))
    most = np.array([problem.contracts[c].mw_max for c in offers.contract])[option]
    missed = model.variables(
        "late.undelivered", relation, upper=most[where], unit="MW", scale=scales.MW
    )
    model.rows(
        "late.undelivered", missed <= hosting.placed.on(relation), unit="MW", scale=scales.MW
    )
    return missed


def _add_idle(model: Model, problem: Problem, sets: Sets, gpus: Gpus) -> Expression:
    entries = [
        (i, t)
        for i, h in enumerate(gpus.places.codes[1])
        for t in _months_late(problem.halls[h], sets.horizon)
    ]
    where, when = _pairs(entries)
    relation = Relation.of("idle", (gpus.places, sets.months), (where, when))
    most = np.array([float(order.max_servers) for order in problem.gpu_orders])
    upper = most[gpus.places.codes[0][where]]
    idle = model.variables("late.idle", relation, upper=upper, unit="servers")
    model.rows("late.idle", idle <= gpus.running.on(relation), unit="servers")
    return idle


def _pairs(entries: list[tuple[int, int]]) -> tuple[IntArray, IntArray]:
    first, second = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    return first, second


def _without(missed: Expression, problem: Problem, sets: Sets, hosting: Hosting) -> Hosting:
    """Leases less what is not delivered."""
    offers, rates = hosting.offers, hosting.rates
    (relation,) = missed.axes
    assert isinstance(relation, Relation)
    placement, t = relation.codes
    option, hall = (code[placement] for code in offers.placements.codes)
    pue = table((relation,), np.array([one.pue_hpc for one in problem.halls])[hall])
    start, contract = offers.start[option], offers.contract[option]
    share = np.array(
        [offers.schedules[c].delivered[month] for c, month in zip(contract, t - start, strict=True)]
    )
    lost = [problem.contracts[c].lost_from for c in contract]
    there = np.array(
        [gone is None or month < gone for gone, month in zip(lost, t, strict=True)], dtype=bool
    )
    factor = np.array([problem.contracts[c].load_factor for c in contract])
    at_meter = missed * pue
    delivered = at_meter * table((relation,), (share * there).reshape(len(relation)))
    draw = delivered * table((relation,), factor.reshape(len(relation)))

    def lose(amount: Expression, usd: NDArray[np.float64]) -> Expression:
        return -(amount * table((relation,), usd[option, t]))

    return replace(
        hosting,
        delivered=hosting.delivered - delivered.sum_to(sets.sites, sets.months),
        draw=hosting.draw - draw.sum_to(sets.sites, sets.months),
        flows=(
            *hosting.flows,
            Flow(RENT, lose(missed, rates.rent)),
            Flow(RENT_CREDITS, -lose(missed, rates.credit)),
            Flow(HOSTING_OPEX, -lose(missed, rates.opex)),
            Flow(REIMBURSEMENTS, lose(at_meter, rates.reimbursed)),
            Flow(HOSTING_ENERGY, -lose(at_meter, rates.energy)),
        ),
    )


def _without_idle(
    idle: Expression, problem: Problem, sets: Sets, gpus: Gpus
) -> tuple[Expression, Gpus]:
    """IT MW that idle servers leave free, over (hall, month), and the servers without them."""
    (relation,) = idle.axes
    assert isinstance(relation, Relation)
    order = gpus.places.codes[0][relation.codes[0]]
    servers = [problem.gpu_orders[o].server for o in order]
    mw = np.array([server.power_kw / KW_PER_MW for server in servers]).reshape(len(relation))
    factor = np.array([server.load_factor for server in servers]).reshape(len(relation))
    taken = idle * table((relation,), mw)
    free = taken.sum_to(sets.halls, sets.months)
    undrawn = (taken * table((relation,), factor)).sum_to(sets.halls, sets.months)
    lost = -(idle * gpus.revenue.on(relation))
    return free, replace(
        gpus,
        delivered=gpus.delivered - free,
        draw=gpus.draw - undrawn,
        flows=(*gpus.flows, Flow(GPU_REVENUE, lost)),
    )

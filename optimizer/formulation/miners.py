r"""# Miners: machines owned, bought, moved, stored and sold

**Variables**, by group of machines $g$, space $s$ that fits it (a hall, or halls of a site that are
as one for miners), month $t$

| name | | unit |
|---|---|---|
| `miners.installed` | $N_{g,s,t} \ge 0$, machines installed | machines |
| `miners.owned` | $O_{g,t} \ge 0$, machines owned at the month's end | machines |
| `miners.sold` | $S_{g,t} \ge 0$, machines sold; they do not run in that month | machines |
| `miners.ordered` | $B_{o,t} \ge 0$, machines ordered, in the order's window | machines |
| `miners.delivered` | $D_{g,t} \ge 0$, machines of an order that arrive at one of its sites | machines |

They are whole numbers if the objective asks for `integer_units`.

**Rows**

| name | |
|---|---|
| `miners.owned` | $O_{g,t} = O_{g,t-1} + \text{arrivals}_{g,t} + D_{g,t} - S_{g,t}$ |
| `miners.stored` | $\sum_s N_{g,s,t} \le O_{g,t}$: the rest is in store, at no cost |
| `miners.space` | $\sum_g \text{power}_g N_{g,s,t} / 10^6 \le \sum_{h \in s} A_{h,t}$, nameplate watts against the miners' space |
| `miners.split` | $\sum_g D_{g,t} = B_{o,t - \text{delivery}}$ over the sites of an order |
| `miners.order_limit` | $\sum_t B_{o,t} \le \text{max\_units}_o$ |

**Money** `mining_opex` on installed machines; `asic_orders` paid in the order month at
$\text{usd\_per\_th} \cdot \text{TH}$; `machine_sales` at $\text{resale}_{g,t} \cdot \text{TH}$.
Machines may be moved between the group's halls at no cost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import scales
from optimizer.formulation.halls import Halls
from optimizer.formulation.lines import ASIC_ORDERS, MACHINE_SALES, MINING_OPEX, Flow
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model, Relation, table
from optimizer.units import W_PER_MW

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Miners:
    """Machines by month.

    Attributes:
        installed: over (group in space, month).
        owned, sold, delivered: over (group, month).
        ordered: over (order, month).
        order_cost, sale_price: USD per machine, over (order, month) and (group, month).
        flows: money lines.
    """

    installed: Expression
    owned: Expression
    sold: Expression
    delivered: Expression
    ordered: Expression
    order_cost: Expression
    sale_price: Expression
    flows: tuple[Flow, ...]


def add_miners(model: Model, problem: Problem, sets: Sets, halls: Halls) -> Miners:
    """Add machines, their stock, their space, orders and sales."""
    months, groups = sets.months, sets.groups
    whole = problem.objective.integer_units
    ordered, delivered = _add_orders(model, problem, sets)
    arrivals = np.zeros((len(groups), sets.horizon))
    for g, group in enumerate(sets.machine_groups):
        arrivals[g, group.arrives] += group.units
    most = np.array([group.most_units for group in sets.machine_groups])
    sold = model.variables(
        "miners.sold",
        groups,
        months,
        upper=most[:, None],
        unit="machines",
        scale=scales.UNITS,
        integer=whole,
    )
    owned = model.balance(
        "miners.owned",
        months,
        table((groups, months), arrivals) + delivered - sold,
        lower=0.0,
        upper=most[:, None],
        unit="machines",
        scale=scales.UNITS,
    )
    pair_most = most[sets.pairs.codes[0]][:, None]
    installed = model.variables(
        "miners.installed",
        sets.pairs,
        months,
        upper=pair_most,
        unit="machines",
        scale=scales.UNITS,
        integer=whole,
    )
    model.rows(
        "miners.stored",
        installed.sum_to(groups, months) <= owned,
        unit="machines",
        scale=scales.UNITS,
    )
    power = table((groups,), [g.machine.power_w / W_PER_MW for g in sets.machine_groups])
    draw = (installed * power.on(sets.pairs)).sum_to(sets.spaces, months)
    room = halls.asic_mw.sum_to(sets.spaces, months)
    model.rows("miners.space", draw <= room, unit="MW", scale=scales.MW)

    def per_unit(values: list[FloatArray]) -> Expression:
        return table((groups, months), np.array(values).reshape(len(groups), sets.horizon))

    opex = per_unit([g.machine.opex for g in sets.machine_groups])
    resale = per_unit([g.machine.resale * g.machine.hashrate_th for g in sets.machine_groups])
    cost = np.array([o.price * o.machine.hashrate_th for o in problem.asic_orders])
    order_cost = table((sets.orders, months), cost.reshape(len(sets.orders), sets.horizon))
    flows = (
        Flow(MINING_OPEX, -(installed * opex.on(sets.pairs, months))),
        Flow(ASIC_ORDERS, -(ordered * order_cost)),
        Flow(MACHINE_SALES, sold * resale),
    )
    return Miners(installed, owned, sold, delivered, ordered, order_cost, resale, flows)


def _add_orders(model: Model, problem: Problem, sets: Sets) -> tuple[Expression, Expression]:
    """Orders by month, and deliveries by group and month."""
    months, orders, whole = sets.months, sets.orders, problem.objective.integer_units
    window = np.zeros((len(orders), sets.horizon))
    for o, order in enumerate(problem.asic_orders):
        window[o, order.earliest : order.latest + 1] = order.max_units
    ordered = model.variables(
        "miners.ordered",
        orders,
        months,
        upper=window,
        unit="machines",
        scale=scales.UNITS,
        integer=whole,
    )
    arriving = [(g, group.order) for g, group in enumerate(sets.machine_groups)]
    places = Relation.of(
        "delivery",
        (sets.groups, orders),
        (
            [g for g, o in arriving if o is not None],
            [o for _, o in arriving if o is not None],
        ),
        shown=1,
    )
    delay = np.array([order.delivery_months for order in problem.asic_orders], dtype=np.int64)
    arrived = ordered.shift(months, delay)
    _, most = model.interval(arrived)
    delivered = model.variables(
        "miners.delivered",
        places,
        months,
        upper=most[places.codes[1]],
        unit="machines",
        scale=scales.UNITS,
        integer=whole,
    )
    model.rows(
        "miners.split",
        delivered.sum_to(orders, months).equals(arrived),
        unit="machines",
        scale=scales.UNITS,
    )
    limit = table((orders,), [order.max_units for order in problem.asic_orders])
    model.rows(
        "miners.order_limit", ordered.sum_to(orders) <= limit, unit="machines", scale=scales.UNITS
    )
    return ordered, delivered.sum_to(sets.groups, months)

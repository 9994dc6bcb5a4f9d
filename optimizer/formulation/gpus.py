r"""# GPUs: servers owned and servers bought

Servers owned at the start stay in their hall through their last month. An order buys whole
servers for one hall; they arrive after the delivery time and stay there to the end of their life
or of the horizon.

**Variables**

| name | | unit |
|---|---|---|
| `gpus.ordered` | $G_{o,h,u} \in \mathbb{Z}_{\ge 0}$, servers of order $o$ for hall $h$ ordered in month $u$ | servers |
| `gpus.running` | $V_{o,h,t}$, servers of order $o$ in service in hall $h$ | servers |

**Rows**

| name | |
|---|---|
| `gpus.running` | $V_{o,h,t} = V_{o,h,t-1} + G_{o,h,t-\text{delivery}} - G_{o,h,t-\text{delivery}-\text{life}}$ |
| `gpus.order_limit` | $\sum_{h,u} G_{o,h,u} \le \text{max\_servers}_o$ |

Their IT MW, $\text{power\_kw}/1000$ a server, take HPC-ready space (`hosting.space`) and grid in
full; their load factor says how much of it they draw on average.

**Money** `gpu_revenue`: GPUs $\cdot$ hours $\cdot$ utilisation $\cdot$ USD per GPU-hour;
`gpu_opex` per server and month; `gpu_orders` paid in the order month.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation.lines import GPU_OPEX, GPU_ORDERS, GPU_REVENUE, Flow
from optimizer.formulation.order import Order
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import GpuServer, Problem
from optimizer.lp import Axis, Expression, Model, Relation, table
from optimizer.units import KW_PER_MW

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gpus:
    """GPU servers by month.

    Attributes:
        orders: the orders.
        places: (order, hall) of what may be bought.
        ordered: servers ordered, over (order in hall, month).
        running: servers of orders in service, over (order in hall, month).
        revenue: USD per server and month of orders, over (order, month).
        order_cost: USD per server, over (order, month).
        mw: IT MW of servers in service, over (hall, month).
        delivered: IT MW that they may draw at once, over (hall, month).
        draw: average IT MW drawn, over (hall, month).
        flows: money lines.
    """

    orders: Axis
    places: Relation
    ordered: Expression
    running: Expression
    revenue: Expression
    order_cost: Expression
    mw: Expression
    delivered: Expression
    draw: Expression
    flows: tuple[Flow, ...]


def add_gpus(model: Model, problem: Problem, sets: Sets) -> Gpus:
    """Add orders of GPU servers, and the load and money of all servers."""
    months = sets.months
    orders = Axis("gpu order", tuple(order.name for order in problem.gpu_orders))
    fits = [(o, h) for o, order in enumerate(problem.gpu_orders) for h in order.halls]
    places = Relation.of(
        "gpu order in hall", (orders, sets.halls), ([o for o, _ in fits], [h for _, h in fits])
    )
    ordered, running = _add_orders(model, problem, sets, places)
    cost = np.array([order.price for order in problem.gpu_orders])
    order_cost = table((orders, months), cost.reshape(len(orders), sets.horizon))

    def of_order(values: Sequence[float | FloatArray]) -> Expression:
        per_month = np.zeros((len(orders), sets.horizon))
        for o, value in enumerate(values):
            per_month[o] = value
        return running * table((orders, months), per_month).on(places, months)

    servers = [order.server for order in problem.gpu_orders]
    hours = problem.horizon.hours
    earned = np.array([_revenue(server, hours) for server in servers])
    revenue = table((orders, months), earned.reshape(len(orders), sets.horizon))
    mw = of_order([server.power_kw / KW_PER_MW for server in servers])
    draw = of_order([server.power_kw / KW_PER_MW * server.load_factor for server in servers])
    owned = _owned(problem, sets)
    flows = (
        Flow(GPU_REVENUE, running * revenue.on(places, months)),
        Flow(GPU_REVENUE, owned.revenue),
        Flow(GPU_OPEX, -of_order([server.opex for server in servers])),
        Flow(GPU_OPEX, -owned.opex),
        Flow(GPU_ORDERS, -(ordered * order_cost.on(places, months))),
    )
    all_mw = mw.sum_to(sets.halls, months) + owned.mw
    return Gpus(
        orders=orders,
        places=places,
        ordered=ordered,
        running=running,
        revenue=revenue,
        order_cost=order_cost,
        mw=all_mw,
        delivered=all_mw,
        draw=draw.sum_to(sets.halls, months) + owned.draw,
        flows=flows,
    )


def _add_orders(
    model: Model, problem: Problem, sets: Sets, places: Relation
) -> tuple[Expression, Expression]:
    """Servers ordered and servers in service, over (order in hall, month)."""
    months = sets.months
    own = [problem.gpu_orders[o] for o in places.codes[0]]
    window = np.zeros((len(own), sets.horizon))
    for i, order in enumerate(own):
        window[i, order.earliest : order.latest + 1] = order.max_servers
    ordered = model.variables(
        "gpus.ordered",
        places,
        months,
        upper=window,
        unit="servers",
        integer=True,
        priority=Order.EXACTLY_WHEN,
    )
    delivery = np.array([order.delivery_months for order in own], dtype=np.int64)
    life = np.array([order.life_months for order in own], dtype=np.int64)
    most = np.array([order.max_servers for order in own], dtype=float)[:, None]
    running = model.balance(
        "gpus.running",
        months,
        ordered.shift(months, delivery) - ordered.shift(months, delivery + life),
        lower=0.0,
        upper=most,
        unit="servers",
    )
    orders = places.parents[0]
    limit = table((orders,), [float(order.max_servers) for order in problem.gpu_orders])
    model.rows("gpus.order_limit", ordered.sum_to(orders) <= limit, unit="servers")
    return ordered, running


def _revenue(server: GpuServer, hours: FloatArray) -> FloatArray:
    """USD per server and month, shape (T,)."""
    return server.gpus * server.usd_per_gpu_hour * server.utilization * hours


@dataclass(frozen=True, eq=False)
class _Owned:
    """Load and money of the servers owned at the start, over (hall, month)."""

    mw: Expression
    draw: Expression
    revenue: Expression
    opex: Expression


def _owned(problem: Problem, sets: Sets) -> _Owned:
    shape = (len(sets.halls), sets.horizon)
    mw, draw, revenue, opex = (np.zeros(shape) for _ in range(4))
    for group in problem.gpus:
        server, when = group.server, slice(0, group.until + 1)
        load = group.servers * server.power_kw / KW_PER_MW
        mw[group.hall, when] += load
        draw[group.hall, when] += load * server.load_factor
        revenue[group.hall, when] += group.servers * _revenue(server, problem.horizon.hours)[when]
        opex[group.hall, when] += group.servers * server.opex[when]
    axes = (sets.halls, sets.months)
    return _Owned(*(table(axes, values) for values in (mw, draw, revenue, opex)))

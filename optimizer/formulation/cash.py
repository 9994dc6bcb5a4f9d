r"""# Cash: the balance that must never fall below its floor

**Variables**

| name | | unit |
|---|---|---|
| `cash.ebitda` | EBITDA of the month, all lines of that group | USD |
| `cash.held` | cash at the month's end | USD |

**Rows**

| name | |
|---|---|
| `cash.ebitda` | $\text{EBITDA}_t = \sum_{l \in \text{EBITDA}} m_{l,t}$ |
| `cash.held` | $\text{cash}_t = \text{cash}_{t-1} + \text{EBITDA}_t + \sum_{l \notin \text{EBITDA}} m_{l,t}$: every line of every group moves cash |
| `cash.floor` | $\text{cash}_t \ge \text{min\_cash}_t$ |

Where there are several futures and the floor may be broken in some, `cash.broken` $b \in \{0,1\}$
says whether it is in this one: $\text{cash}_t + M_t b \ge \text{min\_cash}_t$, $M_t$ by interval
arithmetic.

A fleet without `finance` has no such rows: money is then no object.
"""

from dataclasses import dataclass

import numpy as np

from optimizer.formulation import scales
from optimizer.formulation.lines import OVERHEAD, Flow, MoneyGroup, total
from optimizer.formulation.order import Order
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model, table, zeros

FLOOR_BROKEN = "cash.broken"
"""Block of the column that says whether the floor is broken in this future."""


@dataclass(frozen=True, eq=False)
class Cash:
    """Liquidity by month, USD.

    Attributes:
        ebitda: over months.
        held: over months.
    """

    ebitda: Expression
    held: Expression


def overhead_flow(problem: Problem, sets: Sets) -> tuple[Flow, ...]:
    """Corporate overhead as a flow."""
    if problem.finance is None:
        return ()
    return (Flow(OVERHEAD, -table((sets.months,), problem.finance.overhead)),)


def add_cash(model: Model, problem: Problem, sets: Sets, flows: tuple[Flow, ...]) -> Cash | None:
    """Add the cash balance over all flows, where the fleet has finance."""
    if problem.finance is None:
        return None
    months = sets.months
    ebitda = model.define(
        "cash.ebitda", total(flows, months, MoneyGroup.EBITDA), unit="USD", scale=scales.USD
    )
    others = [group for group in MoneyGroup if group is not MoneyGroup.EBITDA]
    held = model.balance(
        "cash.held",
        months,
        ebitda + total(flows, months, *others),
        opening=problem.finance.cash,
        unit="USD",
        scale=scales.USD,
    )
    floor = table((months,), problem.finance.min_cash)
    slack = held - floor + _waived(model, problem, held - floor)
    model.rows("cash.floor", slack >= 0.0, unit="USD", scale=scales.USD)
    return Cash(ebitda, held)


def _waived(model: Model, problem: Problem, slack: Expression) -> Expression:
    """What makes up for any shortfall in a future in which the floor is broken; nil elsewhere."""
    if problem.future is None or problem.risk.min_cash_breach <= 0:
        return zeros(*slack.axes)
    broken = model.variables(FLOOR_BROKEN, upper=1.0, unit="", integer=True, priority=Order.WHETHER)
    lowest, _ = model.interval(slack)
    return broken.on(*slack.axes) * table(slack.axes, np.maximum(0.0, -lowest))

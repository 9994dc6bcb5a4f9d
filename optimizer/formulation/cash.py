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

A fleet without `finance` has no such rows: money is then no object.
"""

from dataclasses import dataclass

from optimizer.formulation import scales
from optimizer.formulation.lines import OVERHEAD, Flow, MoneyGroup, total
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model, table


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
    model.rows("cash.floor", held >= floor, unit="USD", scale=scales.USD)
    return Cash(ebitda, held)

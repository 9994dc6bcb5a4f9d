r"""# Equity

**Variables** `equity.raised` $E_t \ge 0$ and `equity.total`, what was raised up to and including $t$, at
most the limit (as a bound).

**Rows** `equity.total`: $\text{total}_t = \text{total}_{t-1} + E_t$.

**Money** `equity_raised` moves cash only. `cost_of_equity`: the issue cost once, and a twelfth of the
yearly cost on all that was raised before the month; it bears none after the horizon.
"""

from dataclasses import dataclass

from optimizer.formulation import scales
from optimizer.formulation.lines import COST_OF_EQUITY, EQUITY_RAISED, Flow
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model
from optimizer.units import MONTHS_PER_YEAR


@dataclass(frozen=True, eq=False)
class EquityBlock:
    """New equity.

    Attributes:
        raised: USD over months.
        flows: money lines.
    """

    raised: Expression
    flows: tuple[Flow, ...]


def add_equity(model: Model, problem: Problem, sets: Sets) -> EquityBlock | None:
    """Add new equity, where the fleet may raise it."""
    equity = problem.finance.equity if problem.finance else None
    if equity is None:
        return None
    months = sets.months
    raised = model.variables(
        "equity.raised", months, upper=equity.limit, unit="USD", scale=scales.USD
    )
    total = model.balance(
        "equity.total",
        months,
        raised,
        lower=0.0,
        upper=equity.limit,
        unit="USD",
        scale=scales.USD,
    )
    cost = raised * equity.issue_cost + total.shift(months, 1) * (equity.cost / MONTHS_PER_YEAR)
    return EquityBlock(raised, (Flow(EQUITY_RAISED, raised), Flow(COST_OF_EQUITY, -cost)))

r"""# Objective: net present value

$$ \max \; \sum_t \delta_t (\text{CFADS} - \text{capex} + \text{tenant funding} + \text{machine sales}
   - \text{interest} - \text{fees} - \text{cost of equity})_t + \text{terminal value} $$

that is, every money line at the discount factors of its stream. Principal, draws and equity
raised are financing, not value: they move cash and never the objective. So the plan never borrows
to look richer, and borrows where liquidity needs it.
"""

from optimizer.formulation.discounting import Discounting
from optimizer.formulation.lines import Flow, Stream
from optimizer.formulation.sets import Sets
from optimizer.formulation.terminal import TerminalLine
from optimizer.lp import Expression, table, zeros


def net_present_value(
    flows: tuple[Flow, ...],
    terminal: tuple[TerminalLine, ...],
    sets: Sets,
    discounting: Discounting,
) -> Expression:
    """The NPV as a single expression, USD."""
    out = zeros()
    for flow in flows:
        if flow.line.stream is not Stream.NOT_IN_NPV:
            factors = table((sets.months,), discounting.months(flow.line.stream))
            out = out + (flow.amount.sum_to(sets.months) * factors).sum()
    for line in terminal:
        out = out + line.amount
    return out

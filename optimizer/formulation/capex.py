r"""# Capex: what is built and bought, by kind, and its yearly limit

Capex is conversion (with builds under way), fit-out, ASIC orders and GPU orders, before tenant
funding. Construction facilities fund it by kind; a limit may hold it down by calendar year.

**Rows** `capex.limit`: $\sum_{t \in \text{year}} \text{capex}_t \le \text{limit}_{\text{year}}$.
"""

import numpy as np

from optimizer.formulation import scales
from optimizer.formulation.lines import (
    ASIC_ORDERS,
    BUILDING_CAPEX,
    CONVERSION_CAPEX,
    FIT_OUT,
    GPU_ORDERS,
    Flow,
    MoneyLine,
    line_total,
)
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import CapexKind, Problem
from optimizer.lp import Axis, Expression, Model, Relation, table, zeros

KINDS = Axis("capex kind", tuple(CapexKind))

_KIND_OF: tuple[tuple[MoneyLine, CapexKind], ...] = (
    (CONVERSION_CAPEX, CapexKind.CONVERSION),
    (BUILDING_CAPEX, CapexKind.CONVERSION),
    (FIT_OUT, CapexKind.FIT_OUT),
    (ASIC_ORDERS, CapexKind.ASICS),
    (GPU_ORDERS, CapexKind.GPUS),
)


def capex_by_kind(flows: tuple[Flow, ...], sets: Sets) -> Expression:
    """Capex in USD, positive, over (capex kind, month)."""
    out = zeros(KINDS, sets.months)
    for line, kind in _KIND_OF:
        chosen = table((KINDS,), [float(k is kind) for k in CapexKind])
        out = out - chosen * line_total(flows, sets.months, line)
    return out


def add_capex_limit(model: Model, problem: Problem, sets: Sets, capex: Expression) -> None:
    """Cap the capex of calendar years, where the fleet says so."""
    limits = problem.finance.capex_limit if problem.finance else ()
    years = Axis("year", tuple(str(year) for year, _ in limits))
    calendar = problem.horizon.years
    inside = [
        (y, int(t)) for y, (year, _) in enumerate(limits) for t in np.flatnonzero(calendar == year)
    ]
    months_of = Relation.of(
        "month of year", (years, sets.months), ([y for y, _ in inside], [t for _, t in inside])
    )
    spent = capex.sum_to(sets.months).on(months_of).sum_to(years)
    model.rows(
        "capex.limit",
        spent <= table((years,), [usd for _, usd in limits]),
        unit="USD",
        scale=scales.USD,
    )

r"""# Cures: what owners put in so that a bad future is survived

Only where there are several futures and the fleet file prices it. No plan survives every future
that can be imagined; a cure says what survival would take.

**Variables** `cures.paid` $K_t \ge 0$: money put in in month $t$, bounded by what the floor of cash
could ever lack.

**Money** `equity_raised` brings it, `cost_of_equity` takes the share of it that is lost on the
way, in cash and in the objective: a hole $H$ takes $H / (1 - c)$ and costs $c H / (1 - c)$.

It counts as EBITDA wherever covenants are tested, as equity cures do.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimizer.formulation import scales
from optimizer.formulation.lines import COST_OF_EQUITY, EQUITY_RAISED, Flow, MoneyGroup, total
from optimizer.formulation.sets import Sets
from optimizer.inputs.problem import Problem
from optimizer.lp import Expression, Model, Program, block_of

PAID = "cures.paid"
LAST_RESORT = 10.0
"""What a dollar of cure may count beside its price, so that everything else is tried first."""


@dataclass(frozen=True, eq=False)
class Cures:
    """Cures by month.

    Attributes:
        paid: USD over months.
        flows: money lines.
    """

    paid: Expression
    flows: tuple[Flow, ...]


def add_cures(model: Model, problem: Problem, sets: Sets, flows: tuple[Flow, ...]) -> Cures | None:
    """Add cures, where a future may be survived with them.

    Args:
        model, problem, sets: as everywhere.
        flows: all other money, by which the need is bounded.
    """
    cost = problem.risk.cure_cost
    if problem.future is None or problem.finance is None or cost is None:
        return None
    lowest, _ = model.interval(total(flows, sets.months, *MoneyGroup))
    ever = float(np.maximum(-lowest, 0.0).sum() + problem.finance.min_cash.max(initial=0.0))
    paid = model.variables(
        PAID,
        sets.months,
        upper=(max(ever - problem.finance.cash, 0.0) + scales.USD) / (1.0 - cost),
        unit="USD",
        scale=scales.USD,
    )
    return Cures(paid, (Flow(EQUITY_RAISED, paid), Flow(COST_OF_EQUITY, -(paid * cost))))


def as_last_resort(program: Program, weight: float = LAST_RESORT) -> Program:
    """A program in which a dollar of cure counts so much more: the objective is no NPV any longer.

    Args:
        program: with or without cures.
        weight: what a dollar counts beside its price.
    """
    objective = program.objective.copy()
    paid = block_of(program.columns, PAID)
    if paid is not None:
        objective[paid.numbers] -= weight
    return replace(program, objective=objective)


def without_cures(program: Program, month: int = 0) -> Program:
    """A program without cures from a month on."""
    upper = program.col_upper.copy()
    paid = block_of(program.columns, PAID)
    if paid is not None:
        upper[paid.numbers[month:]] = 0.0
    return program.with_bounds(program.col_lower, upper)

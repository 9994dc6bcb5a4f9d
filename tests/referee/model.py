"""The referee's model of a fleet, put together and solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.referee.cash import (
    add_capex_limits,
    add_cash,
    add_equity,
    add_hpc_residual,
    add_overhead,
    add_treasury,
)
from tests.referee.context import Context
from tests.referee.covenants import add_covenants, choices
from tests.referee.debts import add_debts
from tests.referee.gpus import add_gpus
from tests.referee.hosting import add_hosting
from tests.referee.ledger import USD
from tests.referee.lp import Expr, Solution, total
from tests.referee.miners import add_miners
from tests.referee.power import add_power
from tests.referee.reading import Reader, month_number
from tests.referee.space import add_halls, add_hpc_space_rows


@dataclass(frozen=True)
class RefereeResult:
    """The referee's verdict.

    Attributes:
        status: ``optimal``, ``infeasible``, ``unbounded`` or the solver's own word.
        npv_usd: The optimum, in USD; ``None`` without one.
        terms: Discounted money by line, in USD; they add up to ``npv_usd``.
        variables: Values of all variables by name: MW, thousands of USD, numbers of things.
    """

    status: str
    npv_usd: float | None
    terms: dict[str, float]
    variables: dict[str, float] = field(default_factory=dict, repr=False)


def solve(document: dict[str, Any], folder: Path, *, relax: bool = False) -> RefereeResult:
    """Solve a fleet; with ``relax`` the integers may be fractions.

    Args:
        document: The fleet file as a plain dict.
        folder: Where its CSV files lie.
        relax: Drop integrality. Covenants tested only if a facility is drawn stay exact.
    """
    horizon = document["horizon"]
    reader = Reader(folder, month_number(horizon["start"]), horizon["months"])
    best: RefereeResult | None = None
    for undrawn in choices(document.get("finance"), reader):
        result = _solve_case(Context(document, reader, undrawn=undrawn), relax)
        if best is None or _rank(result) > _rank(best):
            best = result
    assert best is not None
    return best


def _rank(result: RefereeResult) -> tuple[int, float]:
    """Order of verdicts: trouble is never hidden behind an optimum of another case."""
    order = {"infeasible": 0, "optimal": 1}
    return order.get(result.status, 2), result.npv_usd or 0.0


def build(model: Context) -> dict[str, Expr]:
    """Add every part of the model; returns the discounted money lines, thousands of USD."""
    parts: tuple[Callable[[Context], None], ...] = (
        add_halls,
        add_miners,
        add_gpus,
        add_hosting,
        add_hpc_space_rows,
        add_hpc_residual,
        add_power,
        add_treasury,
        add_overhead,
    )
    for add in parts:
        add(model)
    debts = add_debts(model)
    equity = add_equity(model)
    add_cash(model, debts, equity)
    add_capex_limits(model)
    add_covenants(model, debts)
    return model.ledger.discounted(model.objective)


def _solve_case(model: Context, relax: bool) -> RefereeResult:
    lines = build(model)
    objective = total(lines.values())
    solution = model.lp.maximize(objective, relax=relax)
    if solution.status != "optimal":
        return RefereeResult(solution.status, None, {})
    terms = {line: solution.value(expr) / USD for line, expr in lines.items()}
    return RefereeResult(
        "optimal", solution.value(objective) / USD, terms, _by_name(model, solution)
    )


def _by_name(model: Context, solution: Solution) -> dict[str, float]:
    return {name: float(value) for name, value in zip(model.lp.names, solution.values, strict=True)}

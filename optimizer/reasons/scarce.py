"""What a fleet may be short of: grid, halls, cash, covenants, limits of orders and of debt.

Each is something of the problem of which there could be one unit more. Reference prices, which
follow from the grid, stay what they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from optimizer.formulation import Formulation
from optimizer.inputs.problem import Construction, CovenantKind, Finance, Problem, Revolver

RATIO_STEP = 0.01
"""One unit of a covenant is a hundredth of its ratio, looser."""

DUST = {"MW": 1.0, "BTC": 1.0, "0.01x": 1.0, "machines": 0.01, "USD": 1e-6}
"""USD per unit that are rounding and no worth, by unit."""


@dataclass(frozen=True, eq=False)
class Scarce:
    """Something of which there could be more.

    Attributes:
        kind: ``grid``, ``hall_asic``, ``hall_hpc``, ``cash``, ``min_cash``, ``covenant``,
            ``capex``, ``debt``, ``equity``, ``coins``, ``asic_order`` or ``lease``.
        name: of the site, hall, covenant, ...
        unit: of which one more is meant.
        by_month: its worth is told month by month.
        size: typical number of units.
        more: the problem with so many more units, in every month where it has months.
    """

    kind: str
    name: str
    unit: str
    by_month: bool
    size: float
    more: Callable[[Problem, float], Problem]


def scarce_things(formulation: Formulation) -> Iterator[Scarce]:
    """Everything that a plan of the fleet may be short of."""
    problem = formulation.problem
    yield from _space(problem)
    if problem.finance is not None:
        yield from _money(problem.finance)
        yield from _lenders(problem.finance)
    yield from _offers(problem)


def _space(problem: Problem) -> Iterator[Scarce]:
    for s, site in enumerate(problem.sites):
        most = float(site.grid_mw.max(initial=0.0))
        yield Scarce("grid", site.name, "MW", True, most, partial(_add, "sites", s, "grid_mw"))
    for h, hall in enumerate(problem.halls):
        more_asic = partial(_add, "halls", h, "asic_mw")
        yield Scarce("hall_asic", hall.name, "MW", True, hall.asic_mw, more_asic)
        more_hpc = partial(_add, "halls", h, "hpc_mw")
        yield Scarce("hall_hpc", hall.name, "MW", True, hall.hpc_mw, more_hpc)


def _money(finance: Finance) -> Iterator[Scarce]:
    yield Scarce("cash", "at the start", "USD", False, abs(finance.cash), _more_cash)
    floor = float(np.abs(finance.min_cash).max(initial=0.0))
    yield Scarce("min_cash", "floor", "USD", True, floor, _lower_floor)
    for y, (year, limit) in enumerate(finance.capex_limit):
        yield Scarce("capex", str(year), "USD", False, limit, partial(_more_capex, y))
    if finance.equity is not None:
        yield Scarce("equity", "limit", "USD", False, finance.equity.limit, _more_equity)
    treasury = finance.treasury
    if treasury is not None and treasury.max_sell is not None:
        yield Scarce("coins", "sold in a month", "BTC", True, treasury.max_sell, _more_sales)


def _lenders(finance: Finance) -> Iterator[Scarce]:
    for c, covenant in enumerate(finance.covenants):
        size = covenant.ratio / RATIO_STEP
        yield Scarce("covenant", covenant.name, "0.01x", True, size, partial(_looser, c))
    for d, debt in enumerate(finance.debts):
        if isinstance(debt, Construction | Revolver):
            yield Scarce("debt", debt.name, "USD", False, debt.limit, partial(_more_debt, d))


def _offers(problem: Problem) -> Iterator[Scarce]:
    """Orders, and leases whose size is free between two limits: steps are whole numbers."""
    for o, order in enumerate(problem.asic_orders):
        more = partial(_add, "asic_orders", o, "max_units")
        yield Scarce("asic_order", order.name, "machines", False, order.max_units, more)
    for c, contract in enumerate(problem.contracts):
        if contract.mw_step is None and contract.mw_min < contract.mw_max:
            more = partial(_add, "contracts", c, "mw_max")
            yield Scarce("lease", contract.name, "MW", False, contract.mw_max, more)


def _add(field: str, index: int, key: str, problem: Problem, amount: float) -> Problem:
    """More of a number of one item of a list of the problem."""
    items = _added(getattr(problem, field), index, key, amount)
    changed: Problem = _with(problem, field, items)
    return changed


def _more_cash(problem: Problem, usd: float) -> Problem:
    finance = _finance(problem)
    return replace(problem, finance=replace(finance, cash=finance.cash + usd))


def _lower_floor(problem: Problem, usd: float) -> Problem:
    finance = _finance(problem)
    return replace(problem, finance=replace(finance, min_cash=finance.min_cash - usd))


def _more_capex(year: int, problem: Problem, usd: float) -> Problem:
    finance = _finance(problem)
    limits = tuple(
        (y, most + usd if i == year else most) for i, (y, most) in enumerate(finance.capex_limit)
    )
    return replace(problem, finance=replace(finance, capex_limit=limits))


def _more_equity(problem: Problem, usd: float) -> Problem:
    finance = _finance(problem)
    assert finance.equity is not None
    equity = replace(finance.equity, limit=finance.equity.limit + usd)
    return replace(problem, finance=replace(finance, equity=equity))


def _more_sales(problem: Problem, btc: float) -> Problem:
    finance = _finance(problem)
    assert finance.treasury is not None
    assert finance.treasury.max_sell is not None
    treasury = replace(finance.treasury, max_sell=finance.treasury.max_sell + btc)
    return replace(problem, finance=replace(finance, treasury=treasury))


def _looser(covenant: int, problem: Problem, units: float) -> Problem:
    finance = _finance(problem)
    falls = finance.covenants[covenant].kind is CovenantKind.MIN_DSCR
    change = -RATIO_STEP * units if falls else RATIO_STEP * units
    covenants = _added(finance.covenants, covenant, "ratio", change)
    return replace(problem, finance=replace(finance, covenants=covenants))


def _more_debt(debt: int, problem: Problem, usd: float) -> Problem:
    finance = _finance(problem)
    debts = _added(finance.debts, debt, "limit", usd)
    return replace(problem, finance=replace(finance, debts=debts))


def _finance(problem: Problem) -> Finance:
    assert problem.finance is not None
    return problem.finance


def _added(items: tuple[Any, ...], index: int, key: str, amount: float) -> tuple[Any, ...]:
    """A list with a number of one item raised."""
    changed = _with(items[index], key, getattr(items[index], key) + amount)
    return (*items[:index], changed, *items[index + 1 :])


def _with(record: Any, field: str, value: Any) -> Any:
    """A record with one field changed whose name is a value."""
    return replace(record, **{field: value})

r"""The business rows that a repair may bend, each with its price in USD.

| what gives | row | price |
|---|---|---|
| cash put in, by month | `cash.held` | 1 a USD |
| a covenant's test | `covenants.dscr` and its kin | 1 a USD of EBITDA missing at worst |
| a year's cap on capex | `capex.limit` | 1 a USD |
| a lease that must be signed | `hosting.must_sign` | a year's rent of its smallest size |

All else is physics, or a promise already given: it holds.

A covenant has one column, the cut of its ratio. In each month it gives in proportion to what the
month's test multiplies with the ratio (debt service or debt), so that what is paid for one month is
not squandered in another.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.diagnosis.elastic import Give, reach
from optimizer.formulation import Formulation, scales
from optimizer.formulation.covenants import CovenantTest
from optimizer.inputs.problem import CovenantKind
from optimizer.lp import Axis, Program, Relation, block_of
from optimizer.units import KW_PER_MW, MONTHS_PER_YEAR

FloatArray = NDArray[np.float64]

CASH, COVENANTS = "repair.cash", "repair.covenants"
CAPEX, LEASES = "repair.capex", "repair.leases"

LATER = 1e-6
"""Cash put in a month earlier costs this much more, so that a repair says when it is missing."""

_TESTS = (
    ("covenants.dscr", CovenantKind.MIN_DSCR),
    ("covenants.leverage", CovenantKind.MAX_LEVERAGE),
)


def business_gives(formulation: Formulation) -> tuple[Give, ...]:
    """All rows of a program that may give; none of a kind that it does not have."""
    made = (_cash(formulation), _covenants(formulation), _capex(formulation), _leases(formulation))
    return tuple(give for give in made if give is not None)


def roomy(formulation: Formulation) -> Program:
    """The program with room in its bounds for cash put in."""
    program = formulation.program
    held = block_of(program.columns, "cash.held")
    if held is None:
        return program
    upper = program.col_upper.copy()
    upper[held.numbers] += _most_cash(formulation)
    return program.with_bounds(program.col_lower, upper)


def _most_cash(formulation: Formulation) -> float:
    """Cash with which the floor holds whatever the plan, USD."""
    finance = formulation.problem.finance
    held = block_of(formulation.program.columns, "cash.held")
    assert finance is not None
    assert held is not None
    worst = formulation.program.col_lower[held.index]
    return float(max(0.0, (finance.min_cash - worst).max())) + scales.USD


def _cash(formulation: Formulation) -> Give | None:
    """Cash put in, by month."""
    block = block_of(formulation.program.rows, "cash.held")
    if block is None:
        return None
    horizon = len(block.index)
    return Give(
        name=CASH,
        axis=Axis("month", formulation.problem.horizon.labels),
        row=block.index,
        column=np.arange(horizon),
        weight=np.full(horizon, -1.0),
        price=1.0 + LATER * np.arange(horizon - 1, -1, -1, dtype=np.float64),
        upper=np.full(horizon, _most_cash(formulation)),
        scale=scales.USD,
    )


def _covenants(formulation: Formulation) -> Give | None:
    """One column per covenant: EBITDA let off where its test asks most."""
    program, tests = formulation.program, formulation.covenants.tests
    if not tests:
        return None
    lowest, _ = reach(program)
    rows, columns, weights = [], [], []
    upper = np.zeros(len(tests))
    for name, kind in _TESTS:
        own = [k for k, test in enumerate(tests) if test.covenant.kind is kind]
        for row, position, month in _test_rows(program, name):
            k = own[position]
            share = _shares(formulation, tests[k])[month]
            rows.append(row)
            columns.append(k)
            weights.append(share)
            upper[k] = max(upper[k], (program.row_lower[row] - lowest[row]) / share)
    if not rows:
        return None
    return Give(
        name=COVENANTS,
        axis=Axis("covenant", tuple(test.covenant.name for test in tests)),
        row=np.array(rows),
        column=np.array(columns),
        weight=np.array(weights),
        price=np.ones(len(tests)),
        upper=np.maximum(upper, 0.0),
        scale=scales.USD,
    )


def _test_rows(program: Program, name: str) -> list[tuple[int, int, int]]:
    """Row, position of the covenant among its kind, and month, of all tests of a kind."""
    out = []
    block = block_of(program.rows, name)
    if block is not None:
        for position, month in np.argwhere(block.index >= 0):
            out.append((int(block.index[position, month]), int(position), int(month)))
    block = block_of(program.rows, f"{name}_if_used")
    if block is not None:
        relation = block.axes[0]
        assert isinstance(relation, Relation)
        covenant, _, month = relation.codes
        for entry in np.flatnonzero(block.index >= 0):
            out.append((int(block.index[entry]), int(covenant[entry]), int(month[entry])))
    return out


def _shares(formulation: Formulation, test: CovenantTest) -> FloatArray:
    """How much a test gives in each month, against the month in which it asks most, shape (T,).

    In proportion to the largest debt service (or debt) that it can meet there; never quite nil,
    since EBITDA can be missing where nothing is owed.
    """
    program, covenant = formulation.program, test.covenant
    horizon = formulation.sets.horizon
    size = np.zeros(horizon)
    for d in covenant.debts:
        book = formulation.debts.books[d]
        if covenant.kind is CovenantKind.MIN_DSCR:
            _, most = book.tested_service.interval(program.col_lower, program.col_upper)
            padded = np.concatenate((np.zeros(covenant.window_months), np.cumsum(most)))
            size += np.cumsum(most) - padded[:horizon]
        else:
            _, most = book.balance.interval(program.col_lower, program.col_upper)
            size += most
    return np.maximum(size / max(float(size.max(initial=0.0)), 1.0), 1e-3)


def _capex(formulation: Formulation) -> Give | None:
    """Capex beyond a year's cap."""
    block = block_of(formulation.program.rows, "capex.limit")
    if block is None or not len(block.numbers):
        return None
    _, highest = reach(formulation.program)
    position = np.flatnonzero(block.index >= 0)
    rows = block.index[position]
    upper = np.zeros(len(block.index))
    upper[position] = np.maximum(0.0, highest[rows] - formulation.program.row_upper[rows])
    return Give(
        name=CAPEX,
        axis=Axis("year", tuple(block.axes[0].label(i) for i in range(len(block.index)))),
        row=rows,
        column=position,
        weight=np.full(len(rows), -1.0),
        price=np.ones(len(block.index)),
        upper=upper,
        scale=scales.USD,
    )


def _leases(formulation: Formulation) -> Give | None:
    """A lease that must be signed and is not."""
    block = block_of(formulation.program.rows, "hosting.must_sign")
    contracts = formulation.problem.contracts
    forced = [c for c, contract in enumerate(contracts) if contract.must_sign]
    forced = [c for c in forced if not contracts[c].running]
    if block is None or not forced:
        return None
    return Give(
        name=LEASES,
        axis=Axis("lease", tuple(contracts[c].name for c in forced)),
        row=block.index[forced],
        column=np.arange(len(forced)),
        weight=np.ones(len(forced)),
        price=np.array([max(1.0, years_rent(formulation, c)) for c in forced]),
        upper=np.ones(len(forced)),
        integer=True,
    )


def years_rent(formulation: Formulation, contract: int) -> float:
    """A year's rent of a contract at its smallest size, USD."""
    lease = formulation.problem.contracts[contract]
    return MONTHS_PER_YEAR * KW_PER_MW * lease.usd_per_kw_month * lease.mw_min


def only(gives: tuple[Give, ...], *names: str) -> tuple[Give, ...]:
    """The gives of some names."""
    return tuple(give for give in gives if give.name in names)

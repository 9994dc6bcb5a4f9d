"""Seeded random programs, each of a family that has cost some solver its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program
from tests.solvers.programs import INF, named, program

Draw = np.random.Generator
Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Drawn:
    """A program, the seed that it comes from and the family it belongs to."""

    seed: int
    family: str
    program: Program


def draw(seed: int) -> Drawn:
    """The program of a seed: the same on every machine."""
    rng = np.random.default_rng([20240517, seed])
    family = tuple(FAMILIES)[seed % len(FAMILIES)]
    made = FAMILIES[family](rng)
    if rng.random() < 0.15:
        made = _shifted(made, rng)
    return Drawn(seed, family, made)


def _shifted(made: Program, rng: Draw) -> Program:
    """Row bounds moved together: often infeasible, and seldom plainly so."""
    width = np.where(np.isfinite(made.row_upper), np.abs(made.row_upper), 1.0)
    width = np.where(np.isfinite(made.row_lower), np.abs(made.row_lower), width)
    shift = np.round(rng.normal(0, 0.5, len(width)) * np.maximum(width, 2.0))
    return replace(made, row_lower=made.row_lower + shift, row_upper=made.row_upper + shift)


def mixed(rng: Draw) -> Program:
    """Rows of every kind over bounds that are no whole numbers ("machines <= 12.7")."""
    wholes, reals = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    n, m = wholes + reals, int(rng.integers(2, 7))
    integer = np.zeros(n, dtype=bool)
    integer[rng.permutation(n)[:wholes]] = True
    lower = np.round(rng.uniform(-3, 1, n), 1)
    upper = np.round(lower + rng.uniform(0.6, 5.5, n), 1)
    A = np.where(rng.random((m, n)) < 0.6, rng.integers(-9, 10, (m, n)), 0).astype(float)
    return _around(rng, A, lower, upper, integer)


def pure(rng: Draw) -> Program:
    """Whole numbers only, with whole coefficients: every kind of engine can take it."""
    n, m = int(rng.integers(3, 11)), int(rng.integers(1, 6))
    lower = np.round(rng.uniform(-3, 1, n), int(rng.integers(0, 2)))
    upper = np.round(lower + rng.uniform(1.0, 12.0 / n + 1.5, n), int(rng.integers(0, 2)))
    A = np.where(rng.random((m, n)) < 0.7, rng.integers(-20, 21, (m, n)), 0).astype(float)
    return _around(rng, A, lower, upper, np.ones(n, dtype=bool))


def _around(rng: Draw, A: Array, lower: Array, upper: Array, integer: Array) -> Program:
    """Rows of all kinds around a point within the bounds."""
    m, n = A.shape
    inside = np.clip(np.round(rng.uniform(lower, upper), 1), lower, upper)
    whole = np.clip(np.rint(inside), np.ceil(lower), np.floor(upper))
    activity = np.round(A @ np.where(integer, whole, inside), 6)
    kind = rng.integers(0, 5, m)
    room = rng.integers(0, 6, (2, m))
    row_lower = np.where((kind == 0) | (kind >= 3), activity - room[0], -INF)
    row_upper = np.where((kind == 1) | (kind == 3), activity + room[1], INF)
    equal = kind == 2
    row_lower, row_upper = (np.where(equal, activity, side) for side in (row_lower, row_upper))
    c = rng.integers(-9, 10, n) * rng.choice([1.0, 0.1, 100.0])
    offset = float(rng.integers(-5, 6))
    return program(np.round(c, 1), A, row_lower, row_upper, lower, upper, integer, offset=offset)


def switches(rng: Draw) -> Program:
    """Fixed costs, a smallest lot and a big M: amount <= M on, amount >= lot on."""
    k = int(rng.integers(2, 4))
    big = float(rng.choice([1e2, 1e4, 1e6]))
    most = np.round(rng.uniform(5, 40, k), 1)
    lot = np.round(most * rng.uniform(0.1, 0.6, k), 1)
    margin, fixed = np.round(rng.uniform(0.5, 9, k), 2), np.round(rng.uniform(1, 60, k), 1)
    eye = np.eye(k)
    total = np.r_[np.round(rng.uniform(0.5, 2, k), 1), np.zeros(k)]
    A = np.vstack(
        [
            np.hstack([eye, -big * eye]),
            np.hstack([eye, -np.diag(lot)]),
            total,
            np.r_[np.zeros(k), np.ones(k)],
        ]
    )
    room = round(float(rng.uniform(0.3, 0.9) * (total[:k] @ most)), 1)
    ranged = room * 0.5 if rng.random() < 0.3 else -INF
    row_lower = np.r_[np.full(k, -INF), np.zeros(k), ranged, float(rng.integers(0, 2))]
    row_upper = np.r_[np.zeros(k), np.full(k, INF), room, float(rng.integers(1, k + 1))]
    upper = np.r_[most, np.full(k, 1.7 if rng.random() < 0.3 else 1.0)]
    return program(
        np.r_[margin, -fixed], A, row_lower, row_upper, 0, upper, np.r_[np.zeros(k), np.ones(k)]
    )


def implied(rng: Draw) -> Program:
    """Continuous columns that equality rows force to be whole numbers: a stock and its changes."""
    months = int(rng.integers(2, 5))
    opening = float(rng.integers(0, 6))
    need = rng.integers(0, 5, months).astype(float)
    # bought[t] whole, stock[t] = stock[t-1] + batch bought[t] - need[t]
    batch = float(rng.integers(2, 5))
    eye = np.eye(months)
    balance = eye - np.eye(months, k=-1)
    A = np.hstack([-batch * eye, balance])
    side = -need + np.r_[opening, np.zeros(months - 1)]
    budget = np.r_[np.round(rng.uniform(1, 3, months), 1), np.zeros(months)]
    A = np.vstack([A, budget])
    most = np.round(rng.uniform(1, 4.5, months), 1)
    room = np.round(rng.uniform(3, 12), 1)
    price = np.round(rng.uniform(1, 9, months), 1)
    keep = np.round(rng.uniform(-0.5, 2.5, months), 1)
    return program(
        np.r_[-price, keep],
        A,
        np.r_[side, -INF],
        np.r_[side, room],
        0,
        np.r_[most, np.round(rng.uniform(2, 9, months), 1)],
        np.r_[np.ones(months), np.zeros(months)],
    )


def lumps(rng: Draw) -> Program:
    """Odd lots that must add up to a narrow range: subset sums, feasible or not."""
    n = int(rng.integers(4, 9))
    lots = rng.integers(7, 60, (int(rng.integers(1, 3)), n)).astype(float)
    upper = np.round(rng.uniform(1, 3.9, n), 1)
    goal = np.round((lots @ upper) * rng.uniform(0.3, 0.7))
    width = rng.integers(0, 4, len(lots))
    c = rng.integers(-5, 20, n).astype(float)
    slack = np.eye(len(lots))
    return program(
        np.r_[c, np.full(len(lots), -30.0)],
        np.hstack([lots, slack]),
        goal,
        goal + width,
        0,
        np.r_[upper, np.full(len(lots), float(rng.choice([0.0, 0.5, 3.0])))],
        np.r_[np.ones(n), np.zeros(len(lots))],
    )


def money(rng: Draw) -> Program:
    """Months of a small site in dollars: build lumps, sign leases, draw debt, keep cash.

    cash[t] = cash[t-1] + rent signed + margin built[t] - cost build[t] + draw[t], in dollars,
    signed needs room that was built, and cash has a floor.
    """
    months, leases = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    unit = float(rng.choice([1e3, 1e6]))
    n = months * 3 + leases
    build, cash, debt = (np.arange(k * months, (k + 1) * months) for k in range(3))
    signed = np.arange(3 * months, n)
    cost = np.round(rng.uniform(0.5, 4, months), 2) * unit
    margin = round(float(rng.uniform(0.1, 1.2)), 3) * unit
    rent = np.round(rng.uniform(0.5, 3, leases), 3) * unit
    size = rng.integers(1, 4, leases).astype(float)
    rows, lower, upper = [], [], []
    opening = round(float(rng.uniform(1, 6)), 2) * unit
    for t in range(months):
        row = np.zeros(n)
        row[cash[t]] = 1.0
        row[build[t]] = cost[t]
        row[build[:t]] = -margin
        row[debt[t]] = -1.0
        if t:
            row[cash[t - 1]] = -1.0
            row[debt[t - 1]] = 1.01
        row[signed] = -rent * (t > 0)
        rows.append(row)
        lower.append(opening if t == 0 else 0.0)
        upper.append(opening if t == 0 else 0.0)
    room = np.zeros(n)
    room[build], room[signed] = 1.0, -size
    rows.append(room)
    lower.append(0.0)
    upper.append(INF)
    c = np.zeros(n)
    c[cash[-1]], c[debt[-1]] = 1.0, -1.01
    c[build] = np.round(rng.uniform(0, 1, months), 2) * unit
    most_built = np.round(rng.uniform(1, 3.9, months), 1)
    limits = np.r_[
        most_built, np.full(months, 60 * unit), np.full(months, 2.5 * unit), np.ones(leases)
    ]
    floor = np.zeros(n)
    floor[cash] = round(float(rng.uniform(0, 1)), 1) * unit
    integer = np.zeros(n, dtype=bool)
    integer[build] = integer[signed] = True
    made = program(c, np.array(rows), lower, upper, floor, limits, integer)
    return _in_dollars(made, np.r_[cash, debt], months, unit)


def _in_dollars(made: Program, columns: Array, rows: int, unit: float) -> Program:
    """Blocks with the scales that a fleet's dollars and counts have."""
    scale = float(2.0 ** np.rint(np.log2(unit)))
    m, n = made.shape
    whole = np.setdiff1d(np.arange(n), columns)

    def block(name: str, numbers: Array, size: float, measure: str) -> Block:
        axis = Axis("item", tuple(str(i) for i in numbers))
        return Block(name, (axis,), numbers.astype(np.int64), size, measure)

    return replace(
        made,
        columns=(block("money", columns, scale, "USD"), block("units", whole, 1.0, "units")),
        rows=(
            block("balance", np.arange(rows), scale, "USD"),
            block("room", np.arange(rows, m), 1.0, "units"),
        ),
    )


def scaled(rng: Draw) -> Program:
    """A mixed program whose rows and columns come in units from thousandths to millions."""
    made = mixed(rng)
    row = 10.0 ** rng.integers(-3, 7, made.shape[0])
    column = np.where(made.integer, 1.0, 10.0 ** rng.integers(-3, 4, made.shape[1]))
    dense = made.matrix.toarray() * row[:, None] / column
    made = program(
        made.objective / column,
        dense,
        made.row_lower * row,
        made.row_upper * row,
        made.col_lower * column,
        made.col_upper * column,
        made.integer,
    )
    return named(made)


FAMILIES: dict[str, Callable[[Draw], Program]] = {
    "mixed": mixed,
    "pure": pure,
    "switches": switches,
    "implied": implied,
    "lumps": lumps,
    "money": money,
    "scaled": scaled,
}

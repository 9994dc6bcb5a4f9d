"""Programs whose numbers mislead: fractional bounds, big M, units far apart. Optima by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program
from optimizer.solvers.base import SolveOptions
from tests.solvers.battery.case import Case, Right
from tests.solvers.programs import INF, knapsack, program

WHOLE = "whole numbers"
SCALE = "units far apart"
BOX = "a very wide box"


def block(name: str, start: int, size: int, scale: float, unit: str) -> Block:
    axis = Axis("item", tuple(str(i) for i in range(size)))
    return Block(name, (axis,), np.arange(start, start + size), scale, unit)


def site(integer: bool) -> Program:
    """Megawatts, dollars and satoshis in one program: coefficients from 1e-6 to 1e9.

    Build b MW at 1e6 USD each out of 25e6 USD, less a millionth of a share sold: each MW earns
    1.5e6, power is 1e-6 of the grid's, and grid capacity binds at 20.5 MW.
    """
    c = [1.5e6, 1.0, 0.0]
    rows = [[1e6, 1.0, 0.0], [1e-6, 0.0, 0.0], [0.0, 1.0, -1e9]]
    made = program(c, rows, -INF, [25e6, 20.5e-6, 0.0], 0, [100, 1e8, 1.0], [integer, False, False])
    return replace(
        made,
        columns=(
            block("build", 0, 1, 1.0, "MW"),
            block("cash", 1, 1, 2.0**20, "USD"),
            block("share", 2, 1, 1.0, "1"),
        ),
        rows=(
            block("budget", 0, 1, 2.0**20, "USD"),
            block("grid", 1, 1, 2.0**-20, "share"),
            block("sold", 2, 1, 2.0**20, "USD"),
        ),
    )


def diagonal(n: int = 9) -> Program:
    """A chain whose columns are worth 1e-6 to 1e9 dollars each: x[i] <= 2 x[i-1], in own units."""
    unit = 10.0 ** np.linspace(-6, 9, n)
    rows = np.zeros((n, n))
    rows[0, 0] = 1 / unit[0]
    for i in range(1, n):
        rows[i, i], rows[i, i - 1] = 1 / unit[i], -2 / unit[i - 1]
    upper = np.r_[1.0, np.zeros(n - 1)]
    made = program(1 / unit, rows, -INF, upper, 0, unit * 2.0**n)
    columns = tuple(
        block(f"x{i}", i, 1, float(2.0 ** np.rint(np.log2(u))), "USD") for i, u in enumerate(unit)
    )
    return replace(made, columns=columns, rows=(block("chain", 0, n, 1.0, "1"),))


def whole(c, A, low, high, upper, **more) -> Program:
    return program(c, A, low, high, 0, upper, True, **more)


PARITY = program([1, 1, 1], [[2, 4, 6]], 7, 7, 0, 9, True)
TRICKLE = program([10, -1000], [[1, -1e6]], -INF, 0, 0, [5, 1], [False, True])
COVER = program(
    [3, 5, 4, 6, 1],
    [[1, 1, 0, 0, 0], [0, 1, 1, 0, 1], [1, 0, 1, 1, 0], [0, 0, 0, 1, 1]],
    1,
    1,
    0,
    1,
    True,
)
CLOSE = knapsack([1_000_003, 1_000_001, 1_000_002, 1_000_000], [5, 4, 3, 6], 9)
TENTH = program([1, 1], [[1, 1]], -INF, 5.85, [0.4, 0.2], [3.7, 2.6], [True, False])

CASES: tuple[Case, ...] = (
    Case(
        "fractional bounds of whole numbers",
        WHOLE,
        lambda: program([1, -1], [[1, 1]], 0, 99, [0.5, 2.3], [12.7, 9.9], True),
        optimum=12.0 - 3.0,
    ),
    Case("fractional bounds beside a continuous column", WHOLE, lambda: TENTH, optimum=5.6),
    Case(
        "no whole number between the bounds",
        WHOLE,
        lambda: program([1, 1], [[1, 1]], 0, 99, [0.2, 0], [0.8, 5], True),
        Right.INFEASIBLE,
    ),
    Case(
        "bounds that are whole but for noise",
        WHOLE,
        lambda: whole([1], [[1]], -INF, 9, 0.1 * 3 * 10),
        optimum=3.0,
    ),
    Case("no whole plan, by parity", WHOLE, lambda: PARITY, Right.INFEASIBLE),
    Case("a trickle through a big M", WHOLE, lambda: TRICKLE, optimum=0.0),
    Case("exact cover", WHOLE, lambda: COVER, optimum=11.0),
    Case(
        "values that differ by a millionth",
        WHOLE,
        lambda: CLOSE,
        optimum=2_000_005.0,
        options=SolveOptions(threads=1, gap=1e-9),
        relative=1e-9,
    ),
    Case(
        "large whole numbers", WHOLE, lambda: whole([1], [[3]], -INF, 1e6, 1e6), optimum=333_333.0
    ),
    Case(
        "whole numbers forced by equalities",
        WHOLE,
        lambda: program(
            [-1, 0, 2], [[-3, 1, 0], [0, -1, 1]], [-2, -1], [-2, -1], 0, [4, 9, 7.5], [1, 0, 0]
        ),
        optimum=2 * 6 - 3,
    ),
    Case("1e-6 to 1e9, continuous", SCALE, lambda: site(False), optimum=20.5 * 1.5e6 + 4.5e6),
    Case("1e-6 to 1e9, whole", SCALE, lambda: site(True), optimum=20 * 1.5e6 + 5e6),
    Case("a chain of units, 1e-6 to 1e9", SCALE, diagonal, optimum=2.0**9 - 1),
    Case("tiny costs", SCALE, lambda: program([1e-6, 2e-6], [[1, 1]], -INF, 4, 0, 3), optimum=7e-6),
    Case(
        "costs in billions",
        SCALE,
        lambda: whole([1e9, 2e9], [[1, 1]], -INF, 4, 3),
        optimum=7e9,
    ),
    # Columns have finite bounds, so nothing is unbounded; a box that never binds must not hurt,
    # one that does bind is the optimum.
    Case(
        "a box of 1e9 that does not bind",
        BOX,
        lambda: program([1, 1], [[1, 2], [3, 1]], -INF, [14, 18], -1e9, 1e9),
        optimum=9.2,
    ),
    Case(
        "a box of 1e9 that binds",
        BOX,
        lambda: program([1, -1], [[1, -1]], -INF, 5, -1e9, 1e9),
        optimum=5.0,
    ),
    Case(
        "nothing but the box of 1e9",
        BOX,
        lambda: program([1, 1], [[1, -1]], 0, 0, 0, 1e9),
        optimum=2e9,
    ),
    # What solvers take for infinite: the optimum or an honest error, never another claim.
    Case(
        "a box of 1e20, continuous",
        BOX,
        lambda: program([1, 1], [[1, -1]], 0, 0, 0, 1e20),
        Right.HONEST,
        2e20,
    ),
    Case(
        "a box of 1e20, whole",
        BOX,
        lambda: program([1, 1], [[1, -1]], 0, 0, 0, 1e20, True),
        Right.HONEST,
        2e20,
    ),
)

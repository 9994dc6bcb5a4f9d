"""Programs of unusual shape: nothing in them, or nothing to choose. Optima by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from optimizer.lp.program import Program
from tests.solvers.battery.case import Case, Right
from tests.solvers.programs import INF, program

SHAPES = "shapes"
NONE = Right.INFEASIBLE


def empty(rows: int, columns: int) -> sp.csr_array:
    """A matrix without entries."""
    return sp.csr_array((rows, columns))


def kinds(
    name: str,
    optimum: float | None,
    c: Any,
    A: Any,
    row_lower: Any,
    row_upper: Any,
    lower: Any,
    upper: Any,
    offset: float = 0.0,
) -> list[Case]:
    """The same numbers as a linear program and with whole numbers, where both have one optimum."""
    right = NONE if optimum is None else Right.OPTIMAL

    def make(integer: bool) -> Program:
        return program(c, A, row_lower, row_upper, lower, upper, integer, offset=offset)

    return [
        Case(f"{name}, continuous", SHAPES, lambda: make(False), right, optimum),
        Case(f"{name}, whole", SHAPES, lambda: make(True), right, optimum),
    ]


def assignment() -> Program:
    """Five jobs for five people: every vertex is degenerate."""
    worth = np.array(
        [[7, 5, 9, 8, 11], [9, 12, 7, 11, 10], [8, 5, 4, 6, 9], [7, 3, 6, 9, 6], [4, 6, 7, 5, 11]]
    )
    rows = [np.kron(np.eye(5)[i], np.ones(5)) for i in range(5)]
    rows += [np.kron(np.ones(5), np.eye(5)[j]) for j in range(5)]
    return program(worth.ravel(), rows, 1, 1, 0, 1)


def beale() -> Program:
    """Beale's linear program, on which the simplex method of the textbook cycles."""
    rows = [[0.25, -60, -1 / 25, 9], [0.5, -90, -1 / 50, 3], [0, 0, 1, 0]]
    return program([0.75, -150, 0.02, -6], rows, -INF, [0, 0, 1], 0, 1e4)


def klee_minty(n: int = 8) -> Program:
    """Klee and Minty's cube, which visits all its corners under the textbook's rule."""
    rows = np.tril(2.0 ** (np.subtract.outer(np.arange(n), np.arange(n)) + 1), -1) + np.eye(n)
    return program(2.0 ** np.arange(n - 1, -1, -1), rows, -INF, 5.0 ** np.arange(1, n + 1), 0, 1e6)


CASES: tuple[Case, ...] = (
    *kinds(
        "no rows", 2 * 3 - 1 * -2 + 7, [2, -1, 0], empty(0, 3), 0, 0, [0, -2, -1], 3, offset=7.0
    ),
    *kinds("no columns", 5.0, [], empty(2, 0), [-1, 0], [1, 0], [], [], offset=5.0),
    *kinds("no columns, a row that cannot hold", None, [], empty(1, 0), 1, 2, [], []),
    *kinds("neither rows nor columns", -3.0, [], empty(0, 0), [], [], [], [], offset=-3.0),
    *kinds("empty row", 4.0, [1, 0], [[0, 0], [1, 1]], [0, 0], [5, 4], 0, 10),
    *kinds("empty row that cannot hold", None, [1, 0], [[0, 0], [1, 1]], [1, 0], [5, 4], 0, 10),
    *kinds("empty columns", 4 + 18 + 6, [1, 2, -3, 0], [[1, 0, 0, 0]], 0, 4, [0, 1, -2, 0], 9),
    *kinds("row without bounds", 13.0, [1, 1], [[1, 1], [1, -1]], [-INF, -5], [INF, 3], 0, [8, 5]),
    *kinds("rows without bounds alone", 13.0, [1, 1], [[1, 1], [1, -1]], -INF, INF, 0, [8, 5]),
    *kinds("fixed columns", 2 + 5 + 4, [1, 1, 1], [[1, 1, 1]], 0, 11, [2, 5, 0], [2, 5, 9]),
    *kinds("all columns fixed", 3 - 4, [1, -1], [[1, 1]], 7, 7, [3, 4], [3, 4]),
    *kinds("all columns fixed where no plan is", None, [1, -1], [[1, 1]], 8, 9, [3, 4], [3, 4]),
    *kinds("equalities alone", 4.0, [2, -1], [[1, 1], [1, -1]], [5, 1], [5, 1], 0, 9),
    *kinds("equalities that contradict", None, [1, 1], [[1, 2], [2, 4.0]], [5, 11], [5, 11], 0, 9),
    *kinds("duplicate rows", 8.0, [2, 1], [[1, 1]] * 3 + [[2, 2]], -INF, [4, 4, 4, 8], 0, 9),
    *kinds("duplicate rows that contradict", None, 1, [[1, 1], [3, 3]], [-INF, 15], [4, INF], 0, 9),
    *kinds("zero objective", 0.0, 0, [[1, 2, 3]], 4, 6, 0, 3),
    *kinds("zero objective with an offset", 2.5, 0, [[1, 1]], 1, 1, 0, 3, offset=2.5),
    *kinds("ranged row", 9.0, [1, 1], [[1, -1], [1, 1]], [-4, 2], [-2, 9], 0, 9),
    *kinds("negative bounds", -7 - 2 * 3, [1, 2], [[1, 1]], -10, -10, [-8, -9], [-3, -3]),
    *kinds("one column", 4.0, [2], [[3]], 1, 6, 0, 9),
    *kinds("singleton rows that contradict", None, [1], [[1], [2]], [5, -INF], [INF, 8], 0, 9),
    *kinds("crossing bounds of a column", None, [1, 1], [[1, 1]], 0, 9, [0, 4], [9, 3]),
    *kinds("crossing bounds of a row", None, [1, 1], [[1, 1]], 5, 4, 0, 9),
    *kinds("a large offset", 1e9 + 4, [1, 1], [[1, 1]], -INF, 4, 0, 9, offset=1e9),
    Case("assignment, all vertices degenerate", SHAPES, assignment, optimum=49.0),
    Case("Beale's cycle", SHAPES, beale, optimum=0.05),
    Case("Klee and Minty's cube", SHAPES, klee_minty, optimum=5.0**8),
)

WARM_UP = Case("warm-up", SHAPES, lambda: program([1, 1], [[1, 1]], -INF, 3, 0, 2, True))
"""Solved by whoever can, for nothing but to have everything loaded."""

"""Columns that let rows of a program give, at a price."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp import Axis, Block, Program

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Give:
    """A block of columns that relax rows.

    Attributes:
        name: of the block.
        axis: what the columns are, one each.
        row, column, weight: entries of the matrix: what one unit of a column adds to a row.
        price: USD per unit, shape (len(axis),).
        upper: most units, shape (len(axis),).
        integer: whole units only.
        scale: typical size of a unit, a power of two.
    """

    name: str
    axis: Axis
    row: IntArray
    column: IntArray
    weight: FloatArray
    price: FloatArray
    upper: FloatArray
    integer: bool = False
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Elastic:
    """A program whose rows give at a price, which it minimises.

    Attributes:
        program: maximises the price's negative; its first columns are those of the original.
        columns: numbers of each give's columns, in the order of the gives.
    """

    program: Program
    columns: tuple[IntArray, ...]


def elastic(program: Program, gives: tuple[Give, ...]) -> Elastic:
    """Add the columns of all gives to a program and make their price the objective."""
    n = program.shape[1]
    blocks, parts, numbers = [], [program.matrix], []
    for give in gives:
        size = len(give.axis)
        own = np.arange(n, n + size)
        entries = (give.weight, (give.row, give.column))
        parts.append(sp.csr_array(sp.coo_array(entries, shape=(program.shape[0], size))))
        blocks.append(
            Block(give.name, (give.axis,), own, 1.0 if give.integer else give.scale, "USD")
        )
        numbers.append(own)
        n += size
    price = np.concatenate([np.zeros(program.shape[1]), *(g.price for g in gives)])
    matrix = sp.csr_array(sp.hstack(parts, format="csr"))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return Elastic(
        replace(
            program,
            objective=-price,
            offset=0.0,
            matrix=matrix,
            col_lower=np.concatenate([program.col_lower, *(np.zeros(len(g.axis)) for g in gives)]),
            col_upper=np.concatenate([program.col_upper, *(g.upper for g in gives)]),
            integer=np.concatenate(
                [program.integer, *(np.full(len(g.axis), g.integer) for g in gives)]
            ),
            columns=(*program.columns, *blocks),
        ),
        tuple(numbers),
    )


def reach(program: Program) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest activity of every row within the column bounds, shapes (m,)."""
    positive, negative = program.matrix.maximum(0.0), program.matrix.minimum(0.0)
    low, high = program.col_lower, program.col_upper
    return positive @ low + negative @ high, positive @ high + negative @ low


def without_objective(program: Program) -> Program:
    """The same program where every plan is as good as any other."""
    return replace(program, objective=np.zeros(program.shape[1]), offset=0.0)


def with_peak(program: Program, columns: IntArray, limit: float, most: float) -> Program:
    """Minimise how far the largest of some columns exceeds a limit.

    Args:
        program: in which they may exceed it.
        columns: their numbers.
        limit: up to which they cost nothing, USD.
        most: the furthest that they may exceed it, USD.

    Returns:
        A program with one column more, the last: the excess.
    """
    m, n = program.shape
    k = len(columns)
    picked = sp.coo_array((np.ones(k), (np.arange(k), columns)), shape=(k, n))
    peak = sp.coo_array((-np.ones(k), (np.arange(k), np.zeros(k, dtype=np.int64))), shape=(k, 1))
    matrix = sp.block_array([[program.matrix, None], [picked, peak]], format="csr")
    axis = Axis("entry", tuple(str(i) for i in range(k)))
    scale = float(program.column_scales()[columns[0]])
    excess = Block("repair.excess", (), np.array(n), scale, "USD")
    row = Block("repair.peak", (axis,), np.arange(m, m + k), scale, "USD")
    return replace(
        program,
        objective=np.concatenate([np.zeros(n), [-1.0]]),
        offset=0.0,
        matrix=sp.csr_array(matrix),
        row_lower=np.concatenate([program.row_lower, np.full(k, -np.inf)]),
        row_upper=np.concatenate([program.row_upper, np.full(k, limit)]),
        col_lower=np.concatenate([program.col_lower, [0.0]]),
        col_upper=np.concatenate([program.col_upper, [most]]),
        integer=np.concatenate([program.integer, [False]]),
        columns=(*program.columns, excess),
        rows=(*program.rows, row),
    )

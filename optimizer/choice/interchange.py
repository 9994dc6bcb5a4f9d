"""Things that a program cannot tell apart.

Two labels of an axis are alike if exchanging them, everywhere at once, gives the same program:
the same objective, bounds and rows, up to the order of the rows. Any plan may then have them
exchanged and is worth the same. This is read off the program, whatever the labels stand for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.axes import AnyAxis, Axis
from optimizer.lp.program import Block, Program

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
UintArray = NDArray[np.uint64]

DIGITS = 2.0**40
"""Numbers that agree to this many parts are the same: twelve digits."""


@dataclass(frozen=True)
class Swap:
    """Labels to exchange at once.

    Attributes:
        pairs: (axis, position, position) for each two labels that change places.
    """

    pairs: tuple[tuple[Axis, int, int], ...]

    def of(self, axis: Axis) -> IntArray:
        """New position of every position of an axis, shape (len,)."""
        out = np.arange(len(axis))
        for own, i, j in self.pairs:
            if own == axis:
                out[i], out[j] = out[j], out[i]
        return out


def column_exchange(program: Program, swap: Swap) -> IntArray | None:
    """The column that each column changes places with, shape (n,); None if it changes the program.

    Args:
        program: the program, its columns in named blocks.
        swap: the labels to exchange.
    """
    partner = np.arange(program.shape[1])
    for block in program.columns:
        found = _partners(block, swap)
        if found is None:
            return None
        numbers, others = found
        partner[numbers] = others
    same_columns = all(
        np.array_equal(_rounded(values), _rounded(values[partner]))
        for values in (program.objective, program.col_lower, program.col_upper)
    )
    if not same_columns or not np.array_equal(program.integer, program.integer[partner]):
        return None
    if (partner == np.arange(len(partner))).all():
        return None
    before = np.sort(_row_marks(program, np.arange(len(partner))))
    after = np.sort(_row_marks(program, partner))
    return partner if np.array_equal(before, after) else None


def _partners(block: Block, swap: Swap) -> tuple[IntArray, IntArray] | None:
    """Columns of a block and where each goes; None where the block has no such column."""
    where = np.argwhere(block.index >= 0)
    numbers = block.index[block.index >= 0]
    if not len(numbers):
        return numbers, numbers
    own, moved = [], []
    for dimension, axis in enumerate(block.axes):
        for base, codes in _parts(axis):
            at = codes[where[:, dimension]]
            own.append(at)
            moved.append(swap.of(base)[at])
    if not own or all(np.array_equal(a, b) for a, b in zip(own, moved, strict=True)):
        return numbers, numbers
    place = dict(zip(zip(*own, strict=True), numbers, strict=True))
    if len(place) < len(numbers):
        return None
    others = [place.get(key, -1) for key in zip(*moved, strict=True)]
    return (numbers, np.array(others)) if min(others) >= 0 else None


def _parts(axis: AnyAxis) -> Iterator[tuple[Axis, IntArray]]:
    """The plain axes that an axis is made of, and the position on each of all its entries."""
    if isinstance(axis, Axis):
        yield axis, np.arange(len(axis))
        return
    for parent, code in zip(axis.parents, axis.codes, strict=True):
        for base, deeper in _parts(parent):
            yield base, deeper[code]


def _row_marks(program: Program, partner: IntArray) -> UintArray:
    """A number for every row that tells it from any other, with columns exchanged, shape (m,)."""
    matrix = program.matrix
    drawn = np.random.Generator(np.random.PCG64(0)).integers(
        1, 2**63, size=len(partner) + 2, dtype=np.uint64
    )
    marks = drawn[:-2]
    terms = marks[partner[matrix.indices]] * _bits(matrix.data)
    running = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(terms, dtype=np.uint64)))
    sums = running[matrix.indptr[1:]] - running[matrix.indptr[:-1]]
    bounds = _bits(program.row_lower) * drawn[-2] + _bits(program.row_upper) * drawn[-1]
    return np.asarray(sums + bounds, dtype=np.uint64)


def _rounded(values: FloatArray) -> FloatArray:
    """Numbers without their last digits, which depend on the order of sums."""
    finite = np.where(np.isfinite(values), values, 0.0)
    mantissa, exponent = np.frexp(finite)
    short = np.ldexp(np.rint(mantissa * DIGITS) / DIGITS, exponent)
    return np.where(np.isfinite(values), short, values) + 0.0


def _bits(values: FloatArray) -> UintArray:
    return _rounded(values).view(np.uint64) | np.uint64(1)

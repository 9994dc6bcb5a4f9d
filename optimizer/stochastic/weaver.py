"""Laying the programs of several futures side by side, what is decided once in common columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp import AnyAxis, Block, Program
from optimizer.stochastic.futures import Future

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Weaver:
    """Collects columns and rows of several futures, and what ties them together.

    The columns decided once come first, within the narrowest bounds that any future gives them.

    Args:
        members: the futures whose programs will be added; their first stage is the same.
    """

    def __init__(self, members: Sequence[Future]) -> None:
        first, once = members[0].program, members[0].stages.once
        self.once = np.arange(len(once), dtype=np.int64)
        place = np.full(first.shape[1], -1, dtype=np.int64)
        place[once] = self.once
        self._blocks = [
            _moved(block, place, "")
            for block in first.columns
            if len(block.numbers) and (place[block.numbers] >= 0).all()
        ]
        bounds = [
            (one.program.col_lower[one.stages.once], one.program.col_upper[one.stages.once])
            for one in members
        ]
        self._lower = [np.max([low for low, _ in bounds], axis=0)]
        self._upper = [np.min([high for _, high in bounds], axis=0)]
        self._integer, self._priority = [first.integer[once]], [first.priority[once]]
        self._objective: list[tuple[IntArray, FloatArray]] = []
        self._offset = 0.0
        self._terms: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._row_bounds: list[tuple[FloatArray, FloatArray]] = []
        self._row_blocks: list[Block] = []
        self._n, self._m = len(once), 0
        self._seen: set[bytes] = set()

    def add(self, future: Future) -> IntArray:
        """Add a future's own columns and rows.

        Returns:
            The place of every column of its program, shape (n,).
        """
        program, stages = future.program, future.stages
        suffix = f" | {future.scenario.name}"
        place = np.full(program.shape[1], -1, dtype=np.int64)
        place[stages.once] = self.once
        place[stages.answer] = self._n + np.arange(len(stages.answer))
        self._n += len(stages.answer)
        once = np.zeros(program.shape[1], dtype=bool)
        once[stages.once] = True
        for block in program.columns:
            if len(block.numbers) and not once[block.numbers].all():
                self._blocks.append(_moved(block, place, suffix))
        self._lower.append(program.col_lower[stages.answer])
        self._upper.append(program.col_upper[stages.answer])
        self._integer.append(program.integer[stages.answer])
        self._priority.append(program.priority[stages.answer])
        self._add_rows(future, place, suffix)
        return place

    def _add_rows(self, future: Future, place: IntArray, suffix: str) -> None:
        """Rows of a future; those of what is decided once only where they are new."""
        program, stages = future.program, future.stages
        keep = np.zeros(program.shape[0], dtype=bool)
        keep[stages.answering] = True
        for i in stages.binding:
            if (key := _row_key(program, int(i), place)) not in self._seen:
                self._seen.add(key)
                keep[i] = True
        rows = np.flatnonzero(keep)
        number = np.full(program.shape[0], -1, dtype=np.int64)
        number[rows] = self._m + np.arange(len(rows))
        part = program.matrix[rows].tocoo()
        self._terms.append((self._m + part.row.astype(np.int64), place[part.col], part.data))
        self._row_bounds.append((program.row_lower[rows], program.row_upper[rows]))
        self._row_blocks += [
            _moved(block, number, suffix)
            for block in program.rows
            if (number[block.numbers] >= 0).any()
        ]
        self._m += len(rows)

    def columns(
        self,
        name: str,
        axes: tuple[AnyAxis, ...],
        lower: FloatArray,
        upper: FloatArray,
        *,
        unit: str,
        scale: float = 1.0,
        integer: bool = False,
        priority: int = 0,
    ) -> IntArray:
        """Add a block of columns; returns their places, of the axes' shape."""
        shape = tuple(len(axis) for axis in axes)
        size = int(np.prod(shape, dtype=np.int64))
        index = (self._n + np.arange(size, dtype=np.int64)).reshape(shape)
        self._blocks.append(Block(name, axes, index, scale, unit))
        self._lower.append(np.broadcast_to(lower, shape).ravel())
        self._upper.append(np.broadcast_to(upper, shape).ravel())
        self._integer.append(np.full(size, integer))
        self._priority.append(np.full(size, priority))
        self._n += size
        return index

    def rows(
        self,
        name: str,
        axis: AnyAxis,
        terms: Sequence[tuple[IntArray, FloatArray]],
        lower: FloatArray,
        upper: FloatArray,
        *,
        unit: str,
        scale: float = 1.0,
    ) -> None:
        """Add a block of rows along an axis.

        Args:
            name, axis, unit, scale: of the block.
            terms: columns and coefficients of each row.
            lower, upper: bounds, shape (rows,).
        """
        for k, (cols, vals) in enumerate(terms):
            self._terms.append((np.full(len(cols), self._m + k, dtype=np.int64), cols, vals))
        number = self._m + np.arange(len(terms), dtype=np.int64)
        self._row_blocks.append(Block(name, (axis,), number, scale, unit))
        self._row_bounds.append((lower, upper))
        self._m += len(terms)

    def worth(self, columns: IntArray, usd: FloatArray, constant: float = 0.0) -> None:
        """Add to the objective."""
        self._objective.append((columns, usd))
        self._offset += constant

    def program(self) -> Program:
        """The program."""
        objective = np.zeros(self._n)
        for columns, usd in self._objective:
            np.add.at(objective, columns, usd)
        rows, cols, vals = (np.concatenate([part[k] for part in self._terms]) for k in range(3))
        matrix = sp.csr_array(sp.coo_array((vals, (rows, cols)), shape=(self._m, self._n)))
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return Program(
            objective=objective,
            offset=self._offset,
            matrix=matrix,
            row_lower=np.concatenate([low for low, _ in self._row_bounds]),
            row_upper=np.concatenate([high for _, high in self._row_bounds]),
            col_lower=np.concatenate(self._lower),
            col_upper=np.concatenate(self._upper),
            integer=np.concatenate(self._integer),
            priority=np.concatenate(self._priority),
            columns=tuple(self._blocks),
            rows=tuple(self._row_blocks),
        )


def worth_interval(program: Program) -> tuple[float, float]:
    """Smallest and largest NPV that the columns' bounds allow."""
    cost, low, high = program.objective, program.col_lower, program.col_upper
    least = np.where(cost > 0, cost * low, cost * high).sum() + program.offset
    most = np.where(cost > 0, cost * high, cost * low).sum() + program.offset
    return float(least), float(most)


def _moved(block: Block, place: IntArray, suffix: str) -> Block:
    """A block with its columns or rows at other places."""
    index = np.where(block.index >= 0, place[block.index], -1)
    return replace(block, name=block.name + suffix, index=index)


def _row_key(program: Program, i: int, place: IntArray) -> bytes:
    """A row's contents, to tell whether another future has the same."""
    matrix = program.matrix
    span = slice(matrix.indptr[i], matrix.indptr[i + 1])
    columns = place[matrix.indices[span]]
    order = np.argsort(columns)
    ends = np.array([program.row_lower[i], program.row_upper[i]])
    return columns[order].tobytes() + matrix.data[span][order].tobytes() + ends.tobytes()

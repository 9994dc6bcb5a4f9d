"""Scaling: the program as a solver should see it, and the way back.

Every column is divided by its block's scale and every row by its own, so that a dollar
and a megawatt weigh alike; integer columns stay as they are, since a solver must see their
whole numbers. The objective is divided by one number. All scales are powers of two:
no digit is lost on the way there or back.

With C = diag(column scales), R = diag(row scales) and objective scale s, the scaled
program in x' = C^-1 x has

    A' = R^-1 A C,   c' = C c / s,   bounds' = R^-1 (row bounds), C^-1 (column bounds)

and its duals y' and reduced costs d' come back as y = s R^-1 y' and d = s C^-1 d'.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp.axes import Axis
from optimizer.lp.program import Block, Program

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

OBJECTIVE_EXPONENT = 10
"""The largest scaled objective coefficient lies in (2**9, 2**10]."""


@dataclass(frozen=True, eq=False)
class ScaledProgram:
    """Arrays for a solver, still a maximisation.

    Attributes:
        objective: c', shape (n,).
        offset: constant of the objective over the objective scale.
        matrix: A' as CSR, shape (m, n).
        row_lower, row_upper: scaled row bounds, shape (m,).
        col_lower, col_upper: scaled column bounds, shape (n,).
        integer: True where the column must be a whole number, shape (n,).
        priority: as in the program, shape (n,).
        column_scale, row_scale: powers of two, shapes (n,) and (m,).
        objective_scale: a power of two.
    """

    objective: FloatArray
    offset: float
    matrix: sp.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    integer: BoolArray
    priority: IntArray
    column_scale: FloatArray
    row_scale: FloatArray
    objective_scale: float

    def fixed(self, x: FloatArray) -> "ScaledProgram":
        """The continuous program left when integer columns are fixed at x (unscaled)."""
        values = x / self.column_scale
        return replace(
            self,
            col_lower=np.where(self.integer, values, self.col_lower),
            col_upper=np.where(self.integer, values, self.col_upper),
            integer=np.zeros_like(self.integer),
        )

    def unscaled(self) -> Program:
        """The program in its own units, to the last bit; of its names only the scales are left."""
        per_row = np.diff(self.matrix.indptr)
        matrix = sp.csr_array(self.matrix, copy=True)
        matrix.data = (
            matrix.data * np.repeat(self.row_scale, per_row) / self.column_scale[matrix.indices]
        )
        return Program(
            objective=self.objective * self.objective_scale / self.column_scale,
            offset=self.offset * self.objective_scale,
            matrix=matrix,
            row_lower=self.row_lower * self.row_scale,
            row_upper=self.row_upper * self.row_scale,
            col_lower=self.col_lower * self.column_scale,
            col_upper=self.col_upper * self.column_scale,
            integer=self.integer,
            priority=self.priority,
            columns=_blocks("column", self.column_scale),
            rows=_blocks("row", self.row_scale),
        )

    def unscale_x(self, x: FloatArray) -> FloatArray:
        """A scaled plan in the program's units, shape (n,)."""
        return x * self.column_scale

    def unscale_row_duals(self, duals: FloatArray) -> FloatArray:
        """Scaled row duals as objective units per unit of the row, shape (m,)."""
        return duals * (self.objective_scale / self.row_scale)

    def unscale_reduced_costs(self, costs: FloatArray) -> FloatArray:
        """Scaled reduced costs as objective units per unit of the column, shape (n,)."""
        return costs * (self.objective_scale / self.column_scale)

    def unscale_objective(self, value: float) -> float:
        """A scaled objective value or bound in the program's units."""
        return value * self.objective_scale + 0.0


def scale(program: Program) -> ScaledProgram:
    """Scale a program by the scales of its blocks."""
    column = np.where(program.integer, 1.0, _powers_of_two(program.column_scales()))
    row = _powers_of_two(program.row_scales())
    objective = program.objective * column
    divisor = _objective_scale(objective)
    matrix = sp.csr_array(program.matrix, copy=True)
    per_row = np.diff(matrix.indptr)
    matrix.data = matrix.data * column[matrix.indices] / np.repeat(row, per_row)
    return ScaledProgram(
        objective=objective / divisor,
        offset=program.offset / divisor,
        matrix=matrix,
        row_lower=program.row_lower / row,
        row_upper=program.row_upper / row,
        col_lower=program.col_lower / column,
        col_upper=program.col_upper / column,
        integer=program.integer,
        priority=program.priority,
        column_scale=column,
        row_scale=row,
        objective_scale=divisor,
    )


def _blocks(name: str, scales: FloatArray) -> tuple[Block, ...]:
    """Blocks that carry scales, and numbers for names."""
    blocks = []
    for value in np.unique(scales):
        numbers = np.flatnonzero(scales == value)
        axis = Axis("number", tuple(map(str, numbers.tolist())))
        blocks.append(Block(name, (axis,), numbers, float(value), ""))
    return tuple(blocks)


def _objective_scale(objective: FloatArray) -> float:
    largest = float(np.abs(objective).max(initial=0.0))
    if largest == 0.0:
        return 1.0
    return float(np.exp2(np.ceil(np.log2(largest)) - OBJECTIVE_EXPONENT))


def _powers_of_two(scales: FloatArray) -> FloatArray:
    """The nearest powers of two, should a block's scale not be one."""
    return np.exp2(np.rint(np.log2(scales)))

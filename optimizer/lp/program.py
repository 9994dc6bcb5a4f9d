"""The frozen program that the algebra ends in and solvers start from.

    maximise    c @ x + offset
    subject to  row_lower <= A @ x <= row_upper
                col_lower <=   x   <= col_upper
                x[j] integer where integer[j]

Columns and rows are numbered; blocks give the numbers their names and labels.
Nothing in here knows what the columns mean.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp.axes import AnyAxis

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Block:
    """A named, labelled run of columns or rows.

    Attributes:
        name: stable dotted name, for example ``miners.installed``.
        axes: the block's axes; ``index`` has one dimension per axis.
        index: column (or row) number of each element, -1 where the element is absent.
        scale: typical size of the block's quantity in its own unit (a power of two);
            solvers divide by it, so that a dollar and a megawatt weigh alike.
        unit: unit of the quantity, for people.
    """

    name: str
    axes: tuple[AnyAxis, ...]
    index: IntArray
    scale: float
    unit: str

    @property
    def numbers(self) -> IntArray:
        """Column (or row) numbers present, in order, shape (n,)."""
        flat = self.index.ravel()
        return flat[flat >= 0]

    def label(self, position: tuple[int, ...]) -> str:
        """``name[label, label]`` of the element at a position of ``index``."""
        parts = ", ".join(axis.label(i) for axis, i in zip(self.axes, position, strict=True))
        return f"{self.name}[{parts}]" if parts else self.name


def block_of(blocks: tuple[Block, ...], name: str) -> Block | None:
    """The block of a name, None where the program has none."""
    return next((block for block in blocks if block.name == name), None)


@dataclass(frozen=True, eq=False)
class Program:
    """A mixed-integer linear program to be maximised, with names.

    Attributes:
        objective: c, shape (n,).
        offset: constant of the objective.
        matrix: A as CSR, shape (m, n), no explicit zeros, no duplicates.
        row_lower, row_upper: row bounds, shape (m,), infinite where one-sided.
        col_lower, col_upper: column bounds, shape (n,), all finite.
        integer: True where the column must be a whole number, shape (n,).
        priority: of the columns that must be whole, the higher ones are to be decided first; it
            changes how long a search takes and nothing else, shape (n,); columns beyond the end
            of what is given have none.
        columns, rows: the named blocks; together they cover every number once.
    """

    objective: FloatArray
    offset: float
    matrix: sp.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    integer: BoolArray
    priority: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    columns: tuple[Block, ...] = field(default=())
    rows: tuple[Block, ...] = field(default=())

    def __post_init__(self) -> None:
        m, n = self.matrix.shape
        missing = n - len(self.priority)
        if missing > 0:
            padded = np.concatenate((self.priority, np.zeros(missing, dtype=np.int64)))
            object.__setattr__(self, "priority", padded)
        for name in ("objective", "col_lower", "col_upper", "integer", "priority"):
            if getattr(self, name).shape != (n,):
                raise ValueError(f"Program.{name} must have shape ({n},)")
        for name in ("row_lower", "row_upper"):
            if getattr(self, name).shape != (m,):
                raise ValueError(f"Program.{name} must have shape ({m},)")
        if not (np.isfinite(self.col_lower).all() and np.isfinite(self.col_upper).all()):
            bad = int(np.flatnonzero(~np.isfinite(self.col_lower + self.col_upper))[0])
            raise ValueError(f"column {self.column_name(bad)} has no finite bounds")
        if np.isnan(self.row_lower).any() or np.isnan(self.row_upper).any():
            raise ValueError("Program row bounds must be numbers or infinite")
        if np.isposinf(self.row_lower).any() or np.isneginf(self.row_upper).any():
            raise ValueError("Program row bounds are infinite on the wrong side")
        if not (np.isfinite(self.objective).all() and np.isfinite(self.matrix.data).all()):
            raise ValueError("Program coefficients must be finite")
        if not np.isfinite(self.offset):
            raise ValueError("Program offset must be finite")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        m, n = self.matrix.shape
        return int(m), int(n)

    @property
    def nonzeros(self) -> int:
        """Stored coefficients of A."""
        return int(self.matrix.nnz)

    @property
    def is_mip(self) -> bool:
        """True when some column must be a whole number."""
        return bool(self.integer.any())

    def relaxed(self) -> "Program":
        """The same program with every integer column continuous."""
        return replace(self, integer=np.zeros_like(self.integer))

    def with_bounds(self, lower: FloatArray, upper: FloatArray) -> "Program":
        """The same program with other column bounds, shapes (n,)."""
        return replace(self, col_lower=lower, col_upper=upper)

    def with_row(
        self, name: str, coefficients: FloatArray, lower: float, upper: float, unit: str = ""
    ) -> "Program":
        """The same program with one more row, ``lower <= coefficients @ x <= upper``, last.

        Args:
            name: of the row, as for a block.
            coefficients: shape (n,).
            lower, upper: the row's bounds.
            unit: of the row's terms.
        """
        row = sp.csr_array(coefficients[None, :])
        row.eliminate_zeros()
        number = np.array(self.matrix.shape[0], dtype=np.int64)
        return replace(
            self,
            matrix=sp.csr_array(sp.vstack((self.matrix, row), format="csr")),
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
            rows=(*self.rows, Block(name, (), number, 1.0, unit)),
        )

    def value(self, x: FloatArray) -> float:
        """Objective at x, offset included."""
        return float(self.objective @ x) + self.offset

    def column_scales(self) -> FloatArray:
        """Scale of every column from its block, shape (n,)."""
        return _scales(self.columns, self.matrix.shape[1])

    def row_scales(self) -> FloatArray:
        """Scale of every row from its block, shape (m,)."""
        return _scales(self.rows, self.matrix.shape[0])

    def column_name(self, j: int) -> str:
        """Block and labels of column j, like ``treasury.held[2026-03]``."""
        return _name(self.columns, j, "c")

    def row_name(self, i: int) -> str:
        """Block and labels of row i, like ``cash.balance[2026-03]``."""
        return _name(self.rows, i, "r")


def _scales(blocks: tuple[Block, ...], size: int) -> FloatArray:
    out = np.ones(size)
    for block in blocks:
        out[block.numbers] = block.scale
    return out


def _name(blocks: tuple[Block, ...], number: int, letter: str) -> str:
    for block in blocks:
        hits = np.argwhere(block.index == number)
        if len(hits):
            return block.label(tuple(int(i) for i in hits[0]))
    return f"{letter}{number}"

"""All rows that a proof may use, the box, and the multipliers that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.arithmetic import subtracted_down
from optimizer.certificate.proof import Lemma

if TYPE_CHECKING:
    from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class System:
    """The program's rows, the target row and the lemmas, one below the other, and the box.

    Attributes:
        start, column, value: the rows compressed, shapes (rows + 1,), (entries,), (entries,).
        lower, upper: bounds of the rows, shape (rows,), infinite where one-sided. The target
            row's lower bound is rounded down; ``target`` and ``offset`` give it exactly.
        box_lower, box_upper: column bounds, those of whole-numbered columns rounded inward,
            shape (n,).
        integer: True where the column must be a whole number, shape (n,).
        objective: c, shape (n,).
        offset: constant of the objective.
        target: objective that the target row asks for; None where there is no such row.
        target_row: number of the target row, as many as the program has rows.
    """

    start: IntArray
    column: IntArray
    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    box_lower: FloatArray
    box_upper: FloatArray
    integer: BoolArray
    objective: FloatArray
    offset: float
    target: float | None
    target_row: int

    @property
    def columns(self) -> int:
        """Number of columns, n."""
        return len(self.box_lower)

    @property
    def is_empty(self) -> bool:
        """True where some column has no value left between its bounds."""
        return bool((self.box_lower > self.box_upper).any())


def assemble(program: Program, target: float | None, lemmas: Sequence[Lemma]) -> System:
    """Every row that a proof numbers, and the box.

    Args:
        program: the program, to be maximised.
        target: objective (offset included) that the target row asks for; None for no such row.
        lemmas: rows that follow; their shapes and column numbers must be sound.
    """
    matrix = program.matrix
    used = np.flatnonzero(program.objective) if target is not None else np.zeros(0, np.int64)
    rows = [*np.diff(matrix.indptr), len(used), *(len(each.column) for each in lemmas)]
    lowest = -np.inf if target is None else subtracted_down(target, program.offset)
    nothing = np.full(len(lemmas), -np.inf)
    whole = program.integer
    return System(
        start=np.cumsum([0, *rows], dtype=np.int64),
        column=np.concatenate([matrix.indices, used, *(each.column for each in lemmas)]).astype(
            np.int64
        ),
        value=np.concatenate(
            [matrix.data, program.objective[used], *(each.value for each in lemmas)]
        ).astype(np.float64),
        lower=np.concatenate([program.row_lower, [lowest], nothing]),
        upper=np.concatenate([program.row_upper, [np.inf], [each.upper for each in lemmas]]),
        box_lower=np.where(whole, np.ceil(program.col_lower), program.col_lower),
        box_upper=np.where(whole, np.floor(program.col_upper), program.col_upper),
        integer=whole,
        objective=program.objective,
        offset=float(program.offset),
        target=target,
        target_row=len(program.row_lower),
    )


@dataclass(frozen=True, eq=False)
class Multipliers:
    """Multipliers on rows, shapes (k,): ``value[i]`` on row ``row[i]``."""

    row: IntArray
    value: FloatArray


def counting(system: System, given: Multipliers) -> tuple[Multipliers, BoolArray]:
    """The multipliers that count, and where theirs is the row's upper bound.

    A positive multiplier asks for the upper bound of its row, a negative one for the lower;
    where that is infinite, or the multiplier is no finite number, it counts as 0. The same
    row may occur more than once: each entry is sound by itself.
    """
    above = given.value > 0
    bound = np.where(above, system.upper[given.row], system.lower[given.row])
    good = np.isfinite(given.value) & (given.value != 0) & np.isfinite(bound)
    return Multipliers(given.row[good], given.value[good]), above[good]


def entries(system: System, row: IntArray) -> tuple[IntArray, IntArray]:
    """Where the entries of some rows are stored, row after row.

    Args:
        system: the rows.
        row: numbers of the rows wanted, shape (k,).

    Returns:
        Positions in ``system.value``, shape (e,), and how many belong to each row, shape (k,).
    """
    first = system.start[row]
    count = system.start[row + 1] - first
    before = np.cumsum(count) - count
    return np.repeat(first - before, count) + np.arange(int(count.sum())), count

r"""What one more unit of something scarce is worth, whole numbers and reference prices fixed.

With the whole numbers of a plan fixed, the worth of a fleet is a linear program's optimum $V$.
If something $\theta$ of the fleet moves a little, the envelope theorem says how $V$ follows:

$$ \frac{dV}{d\theta} = \frac{d c}{d\theta} x + \frac{d o}{d\theta} - y \frac{d A}{d\theta} x
   + \sum_i y_i \frac{d b_i}{d\theta} + \sum_j d_j \frac{d u_j}{d\theta}, $$

with the plan $x$, the objective $c x + o$, row duals $y$, reduced costs $d$, and $b_i$, $u_j$ the
bounds at which rows and columns stand. So nothing here knows which rows a limit enters: the
program is built again from the fleet with the limit moved, and what is another number in it is
multiplied by the duals. Every row and column of a month counts for that month.

Where the plan stands in a corner the duals are not the only ones, and may tell what one unit less
costs instead of what one unit more brings. So what they say is held against the program with one
step more, solved; where the two differ, each month is solved for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimizer.choice.canonical import polish
from optimizer.formulation import Formulation, formulate
from optimizer.lp import AnyAxis, Block, Program, Relation
from optimizer.reasons.scarce import DUST, Scarce, scarce_things

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

STEP = 1e-3
"""By how many units a limit is moved, relative to its size: programs are linear in limits, so the
step only has to be larger than rounding and smaller than what separates two corners."""

SAME = 1e-3
"""Relative difference up to which duals and a step tell the same worth."""

COLUMNS = ["kind", "name", "month", "unit", "usd_per_unit"]


@dataclass(frozen=True, eq=False)
class Prices:
    """A plan of the program with its whole numbers fixed, and what bounds are worth to it.

    Attributes:
        x: shape (n,).
        row_duals: derivative of the worth by each row's bound, shape (m,).
        reduced_costs: by each column's, shape (n,); nil for whole numbers, which are fixed.
    """

    x: FloatArray
    row_duals: FloatArray
    reduced_costs: FloatArray

    @classmethod
    def of(cls, program: Program, x: FloatArray, row_duals: FloatArray) -> "Prices":
        """The prices that go with a plan and its row duals."""
        reduced = program.objective - program.matrix.T @ row_duals
        return cls(x, row_duals, np.where(program.integer, 0.0, reduced))


def marginal_values(formulation: Formulation, x: FloatArray, row_duals: FloatArray) -> pd.DataFrame:
    """What one more unit of every scarce thing is worth; see ``Reasons.marginal``."""
    prices = Prices.of(formulation.program, x, row_duals)
    rows = [
        row for thing in scarce_things(formulation) for row in _rows(formulation, thing, prices)
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    worth = frame["usd_per_unit"].abs() > frame["unit"].map(DUST)
    return frame[worth].reset_index(drop=True)


def _rows(
    formulation: Formulation, thing: Scarce, prices: Prices
) -> Iterator[tuple[str, str, str | None, str, float]]:
    """Rows of the table for one thing."""
    move = move_of(formulation, thing)
    if move is None:
        return
    worth = move.worth(prices)
    yield thing.kind, thing.name, None, thing.unit, worth.throughout
    if thing.by_month:
        for month, usd in zip(formulation.sets.months.labels, worth.by_month, strict=True):
            yield thing.kind, thing.name, month, thing.unit, float(usd)


@dataclass(frozen=True, eq=False)
class Worth:
    """What one more unit is worth.

    Attributes:
        throughout: USD that one unit more in every month brings, also after the horizon.
        by_month: USD that one unit more in one month alone brings, shape (T,).
    """

    throughout: float
    by_month: FloatArray


@dataclass(frozen=True, eq=False)
class Move:
    """A program and the same with a little more of something.

    Attributes:
        program, other: of the same rows and columns.
        step: units more in ``other``.
        row_month, column_month: number of the month of each row and column, shapes (m,) and
            (n,); T, the number of months, for those that have none.
        months: T.
    """

    program: Program
    other: Program
    step: float
    row_month: IntArray
    column_month: IntArray
    months: int

    def worth(self, prices: Prices) -> Worth:
        """What one more unit is worth."""
        told = self.by_duals(prices)
        by_month, throughout = told[: self.months], float(told.sum())
        if not told.any():
            return Worth(0.0, by_month)
        solved = self.by_step(prices.x, np.arange(self.months + 1))
        if solved is None or abs(solved - throughout) <= SAME * np.abs(told).sum():
            return Worth(throughout, by_month)
        size = 1e-9 * np.abs(told).max()
        for t in np.flatnonzero(np.abs(by_month) > size):
            alone = self.by_step(prices.x, np.array([t]))
            by_month[t] = by_month[t] if alone is None else alone
        return Worth(solved, by_month)

    def by_duals(self, prices: Prices) -> FloatArray:
        """The same by the envelope theorem alone, shape (T + 1,)."""
        one, two, x = self.program, self.other, prices.x
        y, d = prices.row_duals, prices.reduced_costs
        bound = np.where(y > 0, _moved(one.row_upper, two.row_upper), 0.0)
        bound += np.where(y < 0, _moved(one.row_lower, two.row_lower), 0.0)
        by_row = y * (bound - (two.matrix @ x - one.matrix @ x))
        edge = np.where(d > 0, two.col_upper - one.col_upper, 0.0)
        edge += np.where(d < 0, two.col_lower - one.col_lower, 0.0)
        by_column = d * edge + (two.objective - one.objective) * x
        out = np.bincount(self.row_month, by_row, self.months + 1)
        out += np.bincount(self.column_month, by_column, self.months + 1)
        out[-1] += two.offset - one.offset
        worth: FloatArray = out / self.step
        return worth

    def by_step(self, x: FloatArray, months: IntArray) -> float | None:
        """USD per unit that a step up in some months brings, solved; None without a plan there.

        Args:
            x: a plan, shape (n,); its whole numbers are fixed.
            months: numbers of months; T stands for what has none.
        """
        if self.step < 0:
            return None
        program = self._moved_in(months)
        plan = polish(program, x)
        if plan is None:
            return None
        return (program.value(plan.x) - self.program.value(x)) / self.step

    def _moved_in(self, months: IntArray) -> Program:
        """The program with more in some months only."""
        if len(months) > self.months:
            return self.other
        one, two = self.program, self.other
        row, column = np.isin(self.row_month, months), np.isin(self.column_month, months)
        step = two.matrix - one.matrix
        step.data[~np.repeat(row, np.diff(step.indptr))] = 0.0
        return replace(
            one,
            matrix=(one.matrix + step).tocsr(),
            objective=np.where(column, two.objective, one.objective),
            offset=two.offset if self.months in months else one.offset,
            row_lower=np.where(row, two.row_lower, one.row_lower),
            row_upper=np.where(row, two.row_upper, one.row_upper),
            col_lower=np.where(column, two.col_lower, one.col_lower),
            col_upper=np.where(column, two.col_upper, one.col_upper),
        )


def move_of(formulation: Formulation, thing: Scarce) -> Move | None:
    """The program with a little more of something; with less, where more has other rows.

    Returns:
        None where both have other rows or columns than the fleet's own program.
    """
    program, months, step = (
        formulation.program,
        formulation.sets.months,
        STEP * max(1.0, thing.size),
    )
    for signed in (step, -step):
        other = formulate(thing.more(formulation.problem, signed)).program
        if _alike(program, other):
            by_row = _months_of(program.rows, program.shape[0], months)
            by_column = _months_of(program.columns, program.shape[1], months)
            return Move(program, other, signed, by_row, by_column, len(months))
    return None


def first_order(program: Program, other: Program, prices: Prices) -> float | None:
    """USD by which the worth changes from one program to another, to first order.

    Args:
        program: of the plan that the prices belong to.
        other: the program of the fleet with something moved a little.
        prices: of the plan.

    Returns:
        None where the programs have other rows or columns.
    """
    if not _alike(program, other):
        return None
    m, n = program.shape
    nowhere = np.zeros(m, dtype=np.int64), np.zeros(n, dtype=np.int64)
    return float(Move(program, other, 1.0, *nowhere, months=0).by_duals(prices).sum())


def _moved(before: FloatArray, after: FloatArray) -> FloatArray:
    """How far bounds moved; those that are not there did not."""
    out = np.zeros_like(before)
    finite = np.isfinite(before) & np.isfinite(after)
    out[finite] = after[finite] - before[finite]
    return out


def _months_of(blocks: tuple[Block, ...], size: int, months: AnyAxis) -> IntArray:
    """Number of the month of each row or column, T where it has none, shape (size,)."""
    out: IntArray = np.full(size, len(months), dtype=np.int64)
    for block in blocks:
        for dimension, axis in enumerate(block.axes):
            codes = _month_codes(axis, months)
            if codes is not None:
                shape = [1] * len(block.axes)
                shape[dimension] = len(codes)
                spread = np.broadcast_to(codes.reshape(shape), block.index.shape)
                there = block.index >= 0
                out[block.index[there]] = spread[there]
                break
    return out


def _month_codes(axis: AnyAxis, months: AnyAxis) -> IntArray | None:
    """The month of every entry of an axis, None where it has none."""
    if axis == months:
        return np.arange(len(months), dtype=np.int64)
    if not isinstance(axis, Relation):
        return None
    for parent, codes in zip(axis.parents, axis.codes, strict=True):
        found = _month_codes(parent, months)
        if found is not None:
            out: IntArray = found[codes]
            return out
    return None


def _alike(one: Program, other: Program) -> bool:
    """Whether two programs have the same rows and columns, whatever numbers stand in them."""
    return one.shape == other.shape and all(
        a.name == b.name and np.array_equal(a.index, b.index)
        for mine, its in ((one.rows, other.rows), (one.columns, other.columns))
        for a, b in zip(mine, its, strict=True)
    )

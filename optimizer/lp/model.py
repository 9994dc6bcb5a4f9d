"""A model under construction: named blocks of variables and rows, then a program.

Every variable gets finite bounds. Quantities that others define (a cash balance, a
month's EBITDA) get theirs by interval arithmetic from the columns they depend on, so that
nobody has to invent a "big" number, and a proof from the bounds is rigorous.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp.axes import AnyAxis, Relation
from optimizer.lp.expression import (
    Constraint,
    Expression,
    FloatArray,
    IntArray,
    table,
    totals,
    zeros,
)
from optimizer.lp.program import Block, Program

Bound = float | FloatArray

# Bounds found by interval arithmetic are sums of rounded terms. Widening them by far more
# than the rounding and far less than anything that matters keeps them true. Whole numbers stay
# whole: solvers find out which columns must be integers, and one with the bound 3.000001 has
# led HiGHS (1.11 to 1.15) to cut off the optimum in presolve.
_SLACK = 1e-9


class Model:
    """Collects blocks and ends in a frozen :class:`Program`."""

    def __init__(self) -> None:
        self._lower: list[FloatArray] = []
        self._upper: list[FloatArray] = []
        self._integer: list[NDArray[np.bool_]] = []
        self._priority: list[IntArray] = []
        self._columns: list[Block] = []
        self._rows: list[Block] = []
        self._terms: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._row_bounds: list[tuple[FloatArray, FloatArray]] = []
        self._n = 0
        self._m = 0
        self._names: set[str] = set()

    def variables(
        self,
        name: str,
        *axes: AnyAxis,
        lower: Bound = 0.0,
        upper: Bound,
        unit: str,
        scale: float = 1.0,
        integer: bool = False,
        priority: int | IntArray = 0,
        where: NDArray[np.bool_] | None = None,
    ) -> Expression:
        """A block of columns.

        Args:
            name: stable dotted name of the block.
            axes: labels of the block.
            lower, upper: finite bounds, a number or an array of the axes' shape.
            unit: unit of the quantity.
            scale: its typical size, a power of two (integer columns are never scaled).
            integer: the columns are whole numbers.
            priority: which whole numbers a search should settle first, the higher the sooner; a
                number or an array of the axes' shape.
            where: entries that have a column (all), of the axes' shape; the others are nil.

        Returns:
            The columns as an expression over ``axes``.
        """
        self._claim(f"column {name}")
        shape = tuple(len(axis) for axis in axes)
        here = np.ones(shape, dtype=bool) if where is None else np.broadcast_to(where, shape)
        size = int(here.sum())
        numbers = np.arange(self._n, self._n + size)
        index = np.full(shape, -1, dtype=np.int64)
        index[here] = numbers
        self._columns.append(Block(name, axes, index, 1.0 if integer else scale, unit))
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=float), shape)[here])
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=float), shape)[here])
        self._integer.append(np.full(size, integer))
        self._priority.append(np.broadcast_to(np.asarray(priority), shape)[here])
        self._n += size
        present = np.flatnonzero(here.ravel())
        return Expression(axes, present, numbers, np.ones(size), np.zeros(shape))

    def rows(
        self,
        name: str,
        constraint: Constraint,
        *,
        unit: str,
        scale: float = 1.0,
        where: NDArray[np.bool_] | None = None,
    ) -> None:
        """A block of rows, one for every entry of the constraint.

        Entries without any column are left out where they hold anyway and kept where they
        do not, so that an impossible demand shows as an infeasible row with its name.

        Args:
            name: stable dotted name of the block.
            constraint: what must hold.
            unit: unit of the row's terms.
            scale: typical size of a term, a power of two.
            where: entries for which it must hold (all), of the constraint's shape.
        """
        self._claim(f"row {name}")
        expr = constraint.expression
        constant = expr.constant.ravel()
        counts = np.bincount(expr.rows, minlength=expr.size)[: expr.size]
        tolerance = 1e-9 * np.maximum(scale, np.abs(constant))
        holds = (constant >= constraint.lower - tolerance) & (
            constant <= constraint.upper + tolerance
        )
        keep = (counts > 0) | ~holds
        if where is not None:
            keep &= np.broadcast_to(where, expr.shape).ravel()
        number = np.full(expr.size, -1, dtype=np.int64)
        number[keep] = self._m + np.arange(int(keep.sum()))
        used = keep[expr.rows]
        self._terms.append((number[expr.rows[used]], expr.cols[used], expr.vals[used]))
        self._row_bounds.append(
            (constraint.lower - constant[keep], constraint.upper - constant[keep])
        )
        self._rows.append(Block(name, expr.axes, number.reshape(expr.shape), scale, unit))
        self._m += int(keep.sum())

    def define(
        self, name: str, expression: Expression, *, unit: str, scale: float = 1.0
    ) -> Expression:
        """Columns that equal an expression, bounded by what the expression can be.

        Worth its rows where a long expression is used more than once.
        """
        low, high = self.interval(expression)
        column = self.variables(
            name, *expression.axes, lower=low, upper=high, unit=unit, scale=scale
        )
        self.rows(name, column.equals(expression), unit=unit, scale=scale)
        return column

    def balance(
        self,
        name: str,
        axis: AnyAxis,
        change: Expression,
        *,
        opening: float | FloatArray = 0.0,
        lower: float | None = None,
        upper: Bound | None = None,
        unit: str,
        scale: float = 1.0,
        integer: bool = False,
    ) -> Expression:
        """A stock along an axis: ``s[t] = s[t-1] + change[t]``, ``s[-1] = opening``.

        The state replaces a sum over all earlier entries, so that each change stands in
        one row only. Entries in which nothing can change have neither column nor row.

        Args:
            name: name of the columns and of the rows.
            axis: the axis of time, one of ``change``'s axes, its last.
            change: what is added in each entry.
            opening: stock before the first entry, a number or an array over the other axes.
            lower, upper: limits on the stock beside what the changes can make of it.
            unit, scale: of the stock.
            integer: the stock is a whole number, which solvers may branch on.
        """
        if change.axes[-1] != axis:
            raise ValueError("the axis of time must be the last")
        low, high = self.interval(change)
        start = np.asarray(opening, dtype=float)[..., None]
        low, high = start + np.cumsum(low, axis=-1), start + np.cumsum(high, axis=-1)
        if lower is not None:
            low = np.maximum(low, lower)
        if upper is not None:
            high = np.minimum(high, upper)
        # Where nothing can change, the stock is the column of the entry before.
        moves = np.bincount(change.rows, minlength=change.size).reshape(change.shape) > 0
        moves[..., :1] = True
        first = np.flatnonzero(moves.ravel())
        of_entry = np.cumsum(moves.ravel()) - 1
        fixed = np.cumsum(np.where(moves, 0.0, change.constant).ravel())
        drift = (fixed - fixed[first[of_entry]]) if change.size else fixed
        low, high = low.ravel() - drift, np.maximum(low, high).ravel() - drift
        if change.size:
            low, high = np.maximum.reduceat(low, first), np.minimum.reduceat(high, first)
        lowest, highest = np.zeros(change.shape), np.zeros(change.shape)
        lowest[moves], highest[moves] = low, np.maximum(low, high)
        column = self.variables(
            name,
            *change.axes,
            lower=lowest,
            upper=highest,
            unit=unit,
            scale=scale,
            integer=integer,
            where=moves,
        )
        held = column.gather(change.axes, first[of_entry])
        stock = held + table(change.axes, drift.reshape(change.shape))
        begin = zeros(*change.axes)
        begin.constant[..., :1] = start
        rule = stock.equals(stock.shift(axis, 1) + begin + change)
        self.rows(name, rule, unit=unit, scale=scale, where=moves)
        return stock

    def running(
        self,
        name: str,
        entries: Relation,
        run: IntArray,
        change: Expression,
        *,
        upper: Bound,
        unit: str,
        scale: float = 1.0,
        integer: bool = False,
        priority: tuple[int, int] = (0, 0),
    ) -> Expression:
        """Running totals along entries that stand in runs: ``s[i] = s[i-1] + change[i]``.

        Args:
            name: name of the columns and of the rows.
            entries: in the order of time within each run.
            run: which run each entry belongs to, rising, shape (entries,); each starts from nil.
            change: what is added, over ``entries``.
            upper: of the totals, which are not negative.
            unit, scale, integer: of the totals.
            priority: of the totals, and of the last total of each run.
        """
        own, of_last = priority
        last = np.diff(run, append=-1) != 0
        total = self.variables(
            name,
            entries,
            upper=upper,
            unit=unit,
            scale=scale,
            integer=integer,
            priority=np.where(last, of_last, own),
        )
        same = np.zeros(len(entries))
        same[1:] = np.diff(run) == 0
        before = total.shift(entries, 1) * table((entries,), same)
        self.rows(name, total.equals(before + change), unit=unit, scale=scale)
        return total

    def interval(self, expression: Expression) -> tuple[FloatArray, FloatArray]:
        """Bounds of every entry from the bounds of its columns, widened by rounding."""
        lower = np.concatenate([*self._lower, np.zeros(0)])
        upper = np.concatenate([*self._upper, np.zeros(0)])
        low, high = expression.interval(lower, upper)
        return _widened(low, -1.0), _widened(high, 1.0)

    def maximize(self, objective: Expression) -> Program:
        """The program that maximises a single expression subject to all rows.

        Raises:
            ValueError: the objective has axes.
        """
        if objective.axes:
            raise ValueError("an objective is one expression, without axes")
        shape = (self._m, self._n)
        rows, cols, vals = (
            np.concatenate([*(term[k] for term in self._terms), np.zeros(0, dtype=kind)])
            for k, kind in ((0, np.int64), (1, np.int64), (2, np.float64))
        )
        matrix = sp.csr_array(sp.coo_array((vals, (rows, cols)), shape=shape))
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        empty = np.zeros(0)
        return Program(
            objective=totals(objective.cols, objective.vals, self._n),
            offset=float(objective.constant),
            matrix=matrix,
            row_lower=np.concatenate([*(low for low, _ in self._row_bounds), empty]),
            row_upper=np.concatenate([*(high for _, high in self._row_bounds), empty]),
            col_lower=np.concatenate([*self._lower, empty]),
            col_upper=np.concatenate([*self._upper, empty]),
            integer=np.concatenate([*self._integer, np.zeros(0, dtype=bool)]),
            priority=np.concatenate([*self._priority, np.zeros(0, dtype=np.int64)]),
            columns=tuple(self._columns),
            rows=tuple(self._rows),
        )

    def _claim(self, name: str) -> None:
        if name in self._names:
            raise ValueError(f"there is a block {name!r} already")
        self._names.add(name)


def _widened(bound: FloatArray, direction: float) -> FloatArray:
    """A bound moved outward by more than rounding, or to the whole number that it is."""
    slack = _SLACK * np.maximum(1.0, np.abs(bound))
    whole = np.round(bound)
    near = np.abs(bound - whole) <= np.minimum(slack, 1e-6)
    return np.where(near, whole, bound + direction * slack)

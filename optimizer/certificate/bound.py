r"""How much a linear function can be worth in a box, proved by multipliers.

For a direction $\alpha$ and any multipliers $y$ (Neumaier and Shcherbina, Safe bounds in linear and
mixed-integer linear programming, Mathematical Programming 99, 2004)

$$ w\,\alpha x = y A x + d x
   \le \sum_{y_i > 0} y_i \overline{b}_i + \sum_{y_i < 0} y_i \underline{b}_i
   + \sum_j \max(d_j \underline{x}_j, d_j \overline{x}_j), \qquad d = w\,\alpha - y A . $$

That $y$ comes from a solver, and how wrong it may be, does not matter: bad multipliers make
a weak bound, never a false one. Two variants compute the right side:

- ``FloatBounds``: in float64, with a bound on the sum of all rounding errors added (rules and
  sources in ``arithmetic``). An error $e_j$ of $d_j$ costs at most
  $e_j \max(|\underline{x}_j|, |\overline{x}_j|)$.
- ``ExactBounds``: in whole numbers. Only the final number is rounded, up to the next float, which
  changes no comparison with a float.

The exact bound is never above the float bound. Leaves of a tree differ in a few columns only,
those that the tree splits: the rest of the sum is computed once for all leaves that share
multipliers.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.arithmetic import (
    Scaled,
    WholeArray,
    added,
    rounded_up,
    scaled,
    slack_of,
    smallest_above,
)
from optimizer.certificate.system import Multipliers, System, counting, entries

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes that differ from the system's box in some whole-numbered columns.

    Attributes:
        column: the columns, all different, shape (s,).
        lower, upper: their bounds in each box, shape (boxes, s).
    """

    column: IntArray
    lower: FloatArray
    upper: FloatArray

    def __getitem__(self, which: slice | IntArray) -> "Boxes":
        """Some of the boxes."""
        return Boxes(self.column, self.lower[which], self.upper[which])

    def are_empty(self) -> BoolArray:
        """True where no whole number is left in some column, shape (boxes,)."""
        return np.asarray((self.lower > self.upper).any(axis=1), dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Direction:
    """A linear function ``value @ x + constant``; value has shape (n,)."""

    value: FloatArray
    constant: float = 0.0


class Bounds(Protocol):
    """Rigorous upper bounds of directions over boxes of one system."""

    system: System

    def over(
        self, direction: Direction, weight: float, by: Multipliers, boxes: Boxes
    ) -> FloatArray:
        """Upper bound of ``weight * direction`` over each box, shape (boxes,).

        Args:
            direction: what is bounded.
            weight: 1.0, or 0.0 to prove by a negative result that a box holds no plan.
            by: any multipliers on the system's rows.
            boxes: where.
        """


class FloatBounds:
    """Bounds in float64, rounding errors included; plus infinity where a float overflows."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._reach = np.maximum(np.abs(system.box_lower), np.abs(system.box_upper))

    def over(
        self, direction: Direction, weight: float, by: Multipliers, boxes: Boxes
    ) -> FloatArray:
        """Upper bound of ``weight * direction`` over each box, shape (boxes,)."""
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            return self._over(direction, weight, by, boxes)

    def _over(
        self, direction: Direction, weight: float, by: Multipliers, boxes: Boxes
    ) -> FloatArray:
        system, split = self.system, boxes.column
        by, above = counting(system, by)
        reduced, error = self._reduced(direction, weight, by)
        best = np.where(reduced > 0, system.box_upper, system.box_lower)
        common = reduced * best
        wobble = error * self._reach
        common[split] = 0.0
        wobble[split] = 0.0
        rows = by.value * np.where(above, system.upper[by.row], system.lower[by.row])
        constant = weight * direction.constant
        own = reduced[split] * np.where(reduced[split] > 0, boxes.upper, boxes.lower)
        reach = np.maximum(np.abs(boxes.lower), np.abs(boxes.upper))
        value = own.sum(axis=1) + (common.sum() + rows.sum() + constant)
        size = np.abs(own).sum(axis=1) + (np.abs(common).sum() + np.abs(rows).sum() + abs(constant))
        wobbles = (error[split] * reach).sum(axis=1) + wobble.sum()
        terms = len(common) + len(split) + len(rows) + 4
        # The wobbles are a sum of as many terms: its own rounding is bounded with the rest.
        return rounded_up(value, wobbles + slack_of(terms, size + wobbles))

    def _reduced(
        self, direction: Direction, weight: float, by: Multipliers
    ) -> tuple[FloatArray, FloatArray]:
        """``d = weight * direction - y A`` and a bound on the error of each, shapes (n,)."""
        system = self.system
        position, count = entries(system, by.row)
        column = system.column[position]
        product = np.repeat(by.value, count) * system.value[position]
        n = system.columns
        # One more term for the direction itself. The weight is 0 or 1: its product is exact.
        terms = np.bincount(column, minlength=n).astype(np.int64) + 1
        reduced = weight * direction.value - _by_column(column, product, n)
        size = np.abs(weight * direction.value) + _by_column(column, np.abs(product), n)
        return reduced, slack_of(terms, size)


class ExactBounds:
    """Bounds in whole numbers, without rounding errors; about ten times slower."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._matrix = scaled(system.value)
        n = system.columns
        box = scaled(np.concatenate([system.box_lower, system.box_upper]))
        self._box = Scaled(box.whole[:n], box.exponent), Scaled(box.whole[n:], box.exponent)
        self._lower, self._upper = _row_bounds(system)

    def over(
        self, direction: Direction, weight: float, by: Multipliers, boxes: Boxes
    ) -> FloatArray:
        """Upper bound of ``weight * direction`` over each box, shape (boxes,)."""
        by, above = counting(self.system, by)
        y = scaled(by.value)
        bound = np.where(above, self._upper.whole[by.row], self._lower.whole[by.row])
        constant = scaled(np.array([weight * direction.constant]))
        reduced = self._reduced(direction, weight, by, y)
        lower, upper = self._box
        common = np.ones(self.system.columns, dtype=bool)
        common[boxes.column] = False
        parts = [
            (_sum(y.whole * bound), y.exponent + self._upper.exponent),
            (int(constant.whole[0]), constant.exponent),
            (
                _best(reduced.whole[common], lower.whole[common], upper.whole[common]),
                reduced.exponent + lower.exponent,
            ),
        ]
        shared = added(parts)
        own = Scaled(reduced.whole[boxes.column], reduced.exponent)
        return np.array([_with_own(shared, own, *pair) for pair in _pairs(boxes)], dtype=np.float64)

    def _reduced(self, direction: Direction, weight: float, by: Multipliers, y: Scaled) -> Scaled:
        """``d = weight * direction - y A`` as whole numbers, shape (n,)."""
        system = self.system
        position, count = entries(system, by.row)
        product = np.repeat(y.whole, count) * self._matrix.whole[position]
        ahead = scaled(weight * direction.value)
        exponent = min(ahead.exponent, y.exponent + self._matrix.exponent)
        total = ahead.at(exponent).copy()
        if len(product):
            column = system.column[position]
            order = np.argsort(column, kind="stable")
            first = np.flatnonzero(np.diff(column[order], prepend=-1))
            sums = np.add.reduceat(product[order], first)
            there = Scaled(sums, y.exponent + self._matrix.exponent)
            total[column[order][first]] -= there.at(exponent)
        return Scaled(total, exponent)


def _by_column(column: IntArray, values: FloatArray, columns: int) -> FloatArray:
    """Sums of the values of each column, shape (columns,)."""
    return np.asarray(np.bincount(column, values, minlength=columns), dtype=np.float64)


def _row_bounds(system: System) -> tuple[Scaled, Scaled]:
    """Lower and upper bounds of all rows with one exponent, 0 where infinite."""
    lower = np.where(np.isfinite(system.lower), system.lower, 0.0)
    upper = np.where(np.isfinite(system.upper), system.upper, 0.0)
    target = 0.0 if system.target is None else system.target
    m = len(lower)
    both = scaled(np.concatenate([lower, upper, [target, system.offset]]))
    # The target row asks for c x >= target - offset, a difference that need not be a float.
    both.whole[system.target_row] = both.whole[-2] - both.whole[-1]
    return Scaled(both.whole[:m], both.exponent), Scaled(both.whole[m : 2 * m], both.exponent)


def _pairs(boxes: Boxes) -> list[tuple[Scaled, Scaled]]:
    """Lower and upper bounds of each box, each pair with one exponent."""
    shape = boxes.lower.shape
    both = scaled(np.concatenate([boxes.lower.ravel(), boxes.upper.ravel()]))
    lower, upper = both.whole.reshape(2, *shape)
    return [
        (Scaled(low, both.exponent), Scaled(high, both.exponent))
        for low, high in zip(lower, upper, strict=True)
    ]


def _with_own(shared: tuple[int, int], own: Scaled, lower: Scaled, upper: Scaled) -> float:
    """The shared part of a bound and what the split columns add to it, rounded up."""
    best = _best(own.whole, lower.whole, upper.whole)
    return smallest_above(*added([shared, (best, own.exponent + lower.exponent)]))


def _best(reduced: WholeArray, lower: WholeArray, upper: WholeArray) -> int:
    """Sum of the larger of reduced * lower and reduced * upper."""
    return _sum(reduced * np.where(reduced > 0, upper, lower))


def _sum(values: WholeArray) -> int:
    return int(values.sum()) if len(values) else 0

"""Labelled affine expressions: blocks of ``sum(coefficient * column) + constant``.

An :class:`Expression` has axes like a labelled array; each entry is an affine form over
the columns of a model. Three moves cover everything a linear program needs:

* arithmetic (``+ - *``) matches axes by identity of their labels and repeats an operand
  along axes it does not have; two axes of one name with other labels raise;
* :meth:`Expression.sum_to` keeps the named axes and adds up all else;
* :meth:`Expression.on` reads an expression at every entry of other axes.

A labelled table of numbers is an expression without columns (:func:`table`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.lp.axes import AnyAxis, Relation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_NO_INTS = np.zeros(0, dtype=np.int64)
_NO_FLOATS = np.zeros(0)


class AlignmentError(ValueError):
    """Raised when labels do not match, instead of guessing how they should."""


Operand = Union["Expression", float, int]


@dataclass(frozen=True, eq=False)
class Expression:
    """A labelled block of affine forms.

    Attributes:
        axes: labels of the entries, one axis per dimension.
        rows, cols, vals: the terms as triplets, each of shape (terms,); ``rows`` counts
            entries in C order over ``axes``, ``cols`` are column numbers of the model.
        constant: constant of every entry, shape of the axes.
    """

    axes: tuple[AnyAxis, ...]
    rows: IntArray
    cols: IntArray
    vals: FloatArray
    constant: FloatArray

    # Numpy must not take over ``array * expression``: labels would be lost.
    __array_ufunc__ = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of every axis."""
        return tuple(len(axis) for axis in self.axes)

    @property
    def size(self) -> int:
        """Number of entries."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def is_constant(self) -> bool:
        """True when no entry has a term."""
        return not self.rows.size

    # -- arithmetic -------------------------------------------------------------

    def __add__(self, other: Operand) -> "Expression":
        left, right = _aligned(self, other)
        return Expression(
            left.axes,
            np.concatenate((left.rows, right.rows)),
            np.concatenate((left.cols, right.cols)),
            np.concatenate((left.vals, right.vals)),
            left.constant + right.constant,
        )

    __radd__ = __add__

    def __neg__(self) -> "Expression":
        return Expression(self.axes, self.rows, self.cols, -self.vals, -self.constant)

    def __sub__(self, other: Operand) -> "Expression":
        return self + (-other)

    def __rsub__(self, other: Operand) -> "Expression":
        return (-self) + other

    def __mul__(self, other: Operand) -> "Expression":
        left, right = _aligned(self, other)
        if not right.is_constant:
            left, right = right, left
        if not right.is_constant:
            raise AlignmentError("the product of two expressions with columns is not linear")
        factor = right.constant.ravel()
        return Expression(
            left.axes,
            left.rows,
            left.cols,
            left.vals * factor[left.rows],
            left.constant * right.constant,
        )

    __rmul__ = __mul__

    # -- relations between expressions ------------------------------------------

    def __le__(self, other: Operand) -> "Constraint":
        return Constraint(self - other, -np.inf, 0.0)

    def __ge__(self, other: Operand) -> "Constraint":
        return Constraint(self - other, 0.0, np.inf)

    def equals(self, other: Operand) -> "Constraint":
        """The constraint ``self == other`` (a method, so that ``==`` stays identity)."""
        return Constraint(self - other, 0.0, 0.0)

    # -- moving between axes ----------------------------------------------------

    def sum_to(self, *axes: AnyAxis) -> "Expression":
        """Sum over everything but the named axes.

        A named axis may be one of this expression's axes or an ancestor of one (a parent
        of a relation, or a parent's parent).

        Raises:
            AlignmentError: no axis of this expression carries a named one, or two do.
        """
        target = _flat_index(axes, self.axes, "sum_to").ravel()
        shape = tuple(len(axis) for axis in axes)
        size = int(np.prod(shape, dtype=np.int64))
        constant = totals(target, self.constant.ravel(), size)
        return Expression(axes, target[self.rows], self.cols, self.vals, constant.reshape(shape))

    def sum(self) -> "Expression":
        """Sum of all entries, a block without axes."""
        return self.sum_to()

    def on(self, *axes: AnyAxis) -> "Expression":
        """This expression read at every entry of other axes.

        Each of this expression's axes must be one of the new axes or an ancestor of one;
        along new axes that carry none of them the values are repeated.

        Raises:
            AlignmentError: an axis of this expression is carried by none or by two.
        """
        return self.gather(axes, _flat_index(self.axes, axes, "on").ravel())

    def shift(self, axis: AnyAxis, steps: int | IntArray) -> "Expression":
        """The value some entries earlier along the last axis; nothing before the first.

        Args:
            axis: the last axis.
            steps: how far back, one number or one for each entry of the other axes.
        """
        if not self.axes or self.axes[-1] != axis:
            raise AlignmentError(f"only the last axis can be shifted, {axis.name!r} is not")
        back = np.broadcast_to(np.asarray(steps)[..., None], (*self.shape[:-1], 1))
        position = np.arange(len(axis)) - back
        start = np.arange(self.size).reshape(self.shape)[..., :1]
        inside = (position >= 0) & (position < len(axis))
        return self.gather(self.axes, np.where(inside, start + position, -1).ravel())

    def changes(self, axis: AnyAxis) -> NDArray[np.bool_]:
        """Where an entry differs from the one before along the last axis, shape of the axes.

        The first along that axis counts as different.
        """
        step = self - self.shift(axis, 1)
        key = step.rows * (int(step.cols.max(initial=0)) + 1) + step.cols
        keys, where = np.unique(key, return_inverse=True)
        left = totals(where, step.vals, len(keys)) != 0.0
        row = keys[left] // (int(step.cols.max(initial=0)) + 1)
        out = step.constant.ravel() != 0.0
        out[row] = True
        shaped = out.reshape(self.shape)
        shaped[..., :1] = True
        found: NDArray[np.bool_] = shaped
        return found

    def at(self, axis: AnyAxis, position: int) -> "Expression":
        """The entries at one position of an axis, without that axis."""
        dimension = _dimension(self.axes, axis)
        index = np.arange(self.size).reshape(self.shape)
        rest = self.axes[:dimension] + self.axes[dimension + 1 :]
        return self.gather(rest, index.take(position, axis=dimension).ravel())

    def gather(self, axes: tuple[AnyAxis, ...], source: IntArray) -> "Expression":
        """Entries of this expression by number, over other axes.

        Args:
            axes: of the result.
            source: which entry stands at each of the result's, -1 for nothing, flat.
        """
        shape = tuple(len(axis) for axis in axes)
        present = source >= 0
        constant = (
            np.where(present, self.constant.ravel()[source], 0.0)
            if self.size
            else (np.zeros(len(source)))
        )
        if self.is_constant:
            return Expression(axes, _NO_INTS, _NO_INTS, _NO_FLOATS, constant.reshape(shape))
        order = np.argsort(self.rows, kind="stable")
        first = np.searchsorted(self.rows[order], np.arange(self.size + 1))
        counts = np.where(present, first[source + 1] - first[source], 0)
        rows = np.repeat(np.arange(len(source)), counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        pick = order[np.repeat(first[source], counts) + np.arange(rows.size) - before]
        return Expression(axes, rows, self.cols[pick], self.vals[pick], constant.reshape(shape))

    # -- numbers ----------------------------------------------------------------

    def value(self, x: FloatArray) -> FloatArray:
        """Value of every entry where the columns are ``x``, shape of the axes."""
        terms = totals(self.rows, self.vals * x[self.cols], self.size)
        return self.constant + terms.reshape(self.shape)

    def interval(self, lower: FloatArray, upper: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Smallest and largest value of every entry where columns range over their bounds."""
        rising = self.vals > 0
        low = self.vals * np.where(rising, lower[self.cols], upper[self.cols])
        high = self.vals * np.where(rising, upper[self.cols], lower[self.cols])
        return (
            self.constant + totals(self.rows, low, self.size).reshape(self.shape),
            self.constant + totals(self.rows, high, self.size).reshape(self.shape),
        )


@dataclass(frozen=True, eq=False)
class Constraint:
    """``lower <= expression <= upper`` for every entry."""

    expression: Expression
    lower: float
    upper: float


def totals(index: IntArray, weights: FloatArray, size: int) -> FloatArray:
    """Sum of the weights of every index, shape (size,)."""
    out: FloatArray = np.bincount(index, weights=weights, minlength=size).astype(float)
    return out


def table(axes: Sequence[AnyAxis], values: ArrayLike) -> Expression:
    """A labelled table of numbers.

    Args:
        axes: labels, one axis per dimension.
        values: numbers of the axes' shape, or one number for all entries.

    Raises:
        AlignmentError: the shape is not that of the axes.
    """
    shape = tuple(len(axis) for axis in axes)
    array = np.asarray(values, dtype=float)
    if array.ndim and array.shape != shape:
        names = ", ".join(axis.name for axis in axes)
        raise AlignmentError(f"a table over ({names}) has shape {shape}, got {array.shape}")
    constant = np.broadcast_to(array, shape).copy()
    return Expression(tuple(axes), _NO_INTS, _NO_INTS, _NO_FLOATS, constant)


def zeros(*axes: AnyAxis) -> Expression:
    """An expression that is zero everywhere."""
    return table(axes, 0.0)


def _aligned(left: Expression, right: Operand) -> tuple[Expression, Expression]:
    """Both operands over the union of their axes."""
    if not isinstance(right, Expression):
        if np.ndim(right):
            raise AlignmentError("an array has no labels; make a table(axes, array) of it")
        return left, table(left.axes, float(right))
    if left.axes == right.axes:
        return left, right
    axes = list(left.axes)
    for axis in right.axes:
        if axis in axes:
            continue
        if any(axis.name == other.name for other in axes):
            raise AlignmentError(f"two axes named {axis.name!r} have different labels")
        axes.append(axis)
    union = tuple(axes)
    return (
        left if left.axes == union else left.on(*union),
        right if right.axes == union else right.on(*union),
    )


def _codes(axis: AnyAxis, wanted: AnyAxis) -> IntArray | None:
    """Position on ``wanted`` of every entry of ``axis``, or None."""
    if axis == wanted:
        return np.arange(len(axis))
    return axis.code(wanted) if isinstance(axis, Relation) else None


def _flat_index(wanted: Sequence[AnyAxis], given: Sequence[AnyAxis], verb: str) -> IntArray:
    """Entry number over ``wanted`` of every entry over ``given``, shape of ``given``."""
    index = np.zeros(tuple(len(axis) for axis in given), dtype=np.int64)
    for axis in wanted:
        found = [(d, c) for d, g in enumerate(given) if (c := _codes(g, axis)) is not None]
        if len(found) != 1:
            names = ", ".join(g.name for g in given)
            how = "no axis carries" if not found else "two axes carry"
            raise AlignmentError(f"{verb}: {how} {axis.name!r} among ({names})")
        dimension, code = found[0]
        shape = [1] * len(given)
        shape[dimension] = len(code)
        index = index * len(axis) + code.reshape(shape)
    return index


def _dimension(axes: Sequence[AnyAxis], axis: AnyAxis) -> int:
    for dimension, own in enumerate(axes):
        if own == axis:
            return dimension
    raise AlignmentError(f"there is no axis {axis.name!r} among {[a.name for a in axes]}")

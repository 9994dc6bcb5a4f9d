"""The optimum of a small program by enumeration: numpy alone, no solver.

Whole numbers are enumerated. What is left is a linear program over a box, whose optimum lies
at a vertex: a point where as many independent rows and bounds hold with equality as there are
continuous columns. The vertices of all assignments have the same left sides, so one inverse
serves them all. Assignments come best hope first, and the rest is left out once nothing in it
can be better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import comb

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]

MOST_ASSIGNMENTS = 60_000
MOST_VERTICES = 5_000
MOST_WORK = 3_000_000
"""Vertices times assignments, beyond which a program is too large for this."""

TOLERANCE = 1e-9
"""Slack for rounding, relative to what is added up."""

CHUNK = 1024


class TooLargeError(ValueError):
    """The program has too many assignments or vertices to enumerate."""


@dataclass(frozen=True, eq=False)
class _Rest:
    """The continuous columns' polytope, whose right sides depend on the whole numbers.

    Attributes:
        left: left sides of rows and bounds that touch continuous columns, shape (k, n).
        always: numbers of independent equality rows, which hold at every vertex.
        others: numbers of the rest that may be chosen.
    """

    left: FloatArray
    always: tuple[int, ...]
    others: tuple[int, ...]

    @property
    def free(self) -> int:
        return int(self.left.shape[1]) - len(self.always)

    @property
    def vertices(self) -> int:
        return comb(len(self.others), self.free) << self.free


def best(program: Program) -> float | None:
    """The optimum, offset included; None where there is no plan.

    Raises:
        TooLargeError: there is too much to enumerate.
    """
    whole = program.integer
    dense = program.matrix.toarray()
    values = _assignments(program)
    inner, outer = dense[:, ~whole], dense[:, whole]
    fixed = values @ outer.T
    size = 1.0 + np.abs(values) @ np.abs(outer).T
    values, fixed, size = _reachable(program, inner, values, fixed, size)
    if not len(values):
        return None
    worth = values @ program.objective[whole] + program.offset
    if not inner.shape[1]:
        return float(worth.max())
    return _best_vertex(program, inner, fixed, size, worth)


def _assignments(program: Program) -> FloatArray:
    """Every assignment of whole numbers within the bounds, shape (assignments, integers)."""
    low = np.ceil(program.col_lower[program.integer])
    high = np.floor(program.col_upper[program.integer])
    counts = np.maximum(high - low + 1, 0)
    if float(np.prod(counts)) > MOST_ASSIGNMENTS:
        raise TooLargeError(f"{np.prod(counts):.0f} assignments")
    ranges = [np.arange(a, b + 1) for a, b in zip(low, high, strict=True)]
    if not ranges:
        return np.zeros((1, 0))
    grids = np.meshgrid(*ranges, indexing="ij")
    return np.stack([grid.ravel() for grid in grids], axis=1)


def _reachable(
    program: Program, inner: FloatArray, values: FloatArray, fixed: FloatArray, size: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The assignments whose every row some continuous values within bounds can satisfy."""
    low, high = program.col_lower[~program.integer], program.col_upper[~program.integer]
    if (low > high).any():
        return values[:0], fixed[:0], size[:0]
    least = np.minimum(inner * low, inner * high).sum(1)
    most = np.maximum(inner * low, inner * high).sum(1)
    size = size + np.maximum(np.abs(least), np.abs(most))
    slack = TOLERANCE * size
    fits = (fixed + most >= program.row_lower - slack) & (
        fixed + least <= program.row_upper + slack
    )
    keep = fits.all(1)
    return values[keep], fixed[keep], size[keep]


def _best_vertex(
    program: Program, inner: FloatArray, fixed: FloatArray, size: FloatArray, worth: FloatArray
) -> float | None:
    free = ~program.integer
    costs, low, high = program.objective[free], program.col_lower[free], program.col_upper[free]
    hope = worth + float(np.maximum(costs * low, costs * high).sum())
    order = np.argsort(-hope, kind="stable")
    rest = _rest(program, inner)
    if rest.vertices > MOST_VERTICES or rest.vertices * len(order) > MOST_WORK:
        raise TooLargeError(f"{rest.vertices} vertices of {len(order)} assignments")
    touched = np.flatnonzero(inner.any(1))
    found = -np.inf
    for start in range(0, len(order), CHUNK):
        chunk = order[start : start + CHUNK]
        if hope[chunk[0]] <= found:
            break
        lower = np.hstack(
            [program.row_lower[touched] - fixed[chunk][:, touched], _rows(low, chunk)]
        )
        upper = np.hstack(
            [program.row_upper[touched] - fixed[chunk][:, touched], _rows(high, chunk)]
        )
        slack = np.hstack([size[chunk][:, touched], _rows(1 + np.abs(low) + np.abs(high), chunk)])
        for points in _vertices(rest, lower, upper):
            activity = points @ rest.left.T
            inside = (activity >= lower - TOLERANCE * slack) & (
                activity <= upper + TOLERANCE * slack
            )
            value = np.where(inside.all(1), worth[chunk] + points @ costs, -np.inf)
            found = max(found, float(value.max()))
    return None if found == -np.inf else found


def _rows(values: FloatArray, chunk: NDArray[np.int64]) -> FloatArray:
    return np.broadcast_to(values, (len(chunk), len(values)))


def _rest(program: Program, inner: FloatArray) -> _Rest:
    touched = np.flatnonzero(inner.any(1))
    left = np.vstack([inner[touched], np.eye(inner.shape[1])])
    equal = (program.row_lower == program.row_upper)[touched]
    always: list[int] = []
    for i in np.flatnonzero(equal).tolist():
        if np.linalg.matrix_rank(_unit(left[[*always, i]])) > len(always):
            always.append(i)
    one_sided = ~equal & (np.isfinite(program.row_lower) | np.isfinite(program.row_upper))[touched]
    others = [*np.flatnonzero(one_sided).tolist(), *range(len(touched), len(left))]
    return _Rest(left, tuple(always), tuple(others))


def _unit(rows: FloatArray) -> FloatArray:
    """Rows of length one: a row in dollars is as independent as one in megawatts."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


def _vertices(rest: _Rest, lower: FloatArray, upper: FloatArray) -> Iterator[FloatArray]:
    """Where chosen rows and bounds hold with equality, for every assignment of a chunk."""
    always = list(rest.always)
    for chosen in combinations(rest.others, rest.free):
        numbers = [*always, *chosen]
        square = rest.left[numbers]
        if np.linalg.cond(_unit(square)) > 1e9:
            continue
        inverse = np.linalg.inv(square)
        for sides in product((lower, upper), repeat=rest.free):
            columns = [lower[:, i] for i in always]
            columns += [side[:, i] for side, i in zip(sides, chosen, strict=True)]
            right = np.stack(columns, axis=1)
            if np.isfinite(right).all():
                yield right @ inverse.T

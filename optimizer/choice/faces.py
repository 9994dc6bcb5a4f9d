"""The face of all optimal plans of a linear program, and walks on it.

Let y be optimal row duals of a linear program that is maximised, and d = c - yA. By complementary
slackness a feasible x is optimal exactly if

    x_j stands at its upper bound where d_j > 0, at its lower one where d_j < 0, and
    row i stands at its upper bound where y_i > 0, at its lower one where y_i < 0.

So the set of all optimal plans is the program with some columns fixed and some rows made
equations: a :class:`Face`, which takes no dense row for the objective and loses no digit of it.
Any optimal y gives the same set. A second direction may then be maximised over the face, and so on:
that is lexicographic optimisation, each step on a smaller program.

Everything here is in the scaled units of :mod:`optimizer.numerics.scaling`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings
from optimizer.solvers.waiting import wait_for

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ZERO_DUAL = 1e-8
"""A dual or reduced cost at most this large is zero, where the largest cost is about 1.
Simplex leaves 1e-12 where it means zero; its own tolerance is 1e-9."""

AT_BOUND = 1e-6
"""A plan this close to a bound, relative to it, stands at it."""

TINY_DUAL = 1e-11
"""The same where that loses worth: costs of very different sizes, the smallest of which count."""

TIME_LIMIT_S = 60.0
"""For one linear program on a face. Far beyond what they take, so that no clock decides a plan."""


class FaceError(RuntimeError):
    """Raised when a linear program on a face could not be solved, or its duals are no duals."""


WAYS = (
    Attempt(presolve=True),
    Attempt(presolve=False),
    Attempt(presolve=False, extra=(("primal_feasibility_tolerance", 1e-7),)),
)
"""How linear programs are solved, in order until one ends well. All ways end in the same plan where
it is unique."""


@dataclass(frozen=True, eq=False)
class Corner:
    """An optimal plan of a direction over a face.

    Attributes:
        x: shape (n,).
        duals: of the rows, shape (m,), for the direction over free columns, its largest entry 1.
    """

    x: FloatArray
    duals: FloatArray


@dataclass(frozen=True, eq=False)
class Face:
    """A set of plans: ``row_lower <= A x <= row_upper``, ``col_lower <= x <= col_upper``.

    Attributes:
        matrix: shape (m, n).
        row_lower, row_upper: shape (m,).
        col_lower, col_upper: shape (n,), equal where the face leaves no choice.
        zero: a dual at most this large is taken as zero when the face is narrowed.
    """

    matrix: sp.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    col_lower: FloatArray
    col_upper: FloatArray
    zero: float = ZERO_DUAL

    @classmethod
    def of(cls, scaled: ScaledProgram) -> "Face":
        """All feasible plans of a scaled program, whole numbers not required."""
        return cls(
            scaled.matrix, scaled.row_lower, scaled.row_upper, scaled.col_lower, scaled.col_upper
        )

    @property
    def free(self) -> BoolArray:
        """Columns that the face does not fix, shape (n,)."""
        return self.col_lower < self.col_upper

    def maximise(self, direction: FloatArray, ways: tuple[Attempt, ...] = WAYS) -> Corner:
        """A corner that is best in a direction.

        Args:
            direction: shape (n,).
            ways: how to solve, tried in order.

        Raises:
            FaceError: no way ended in an optimal plan.
        """
        for end in self._ends(direction, ways):
            if end.end is End.OPTIMAL and end.x is not None and end.row_duals is not None:
                return Corner(end.x, end.row_duals)
        raise FaceError("no way of solving a linear program on the face ended well")

    def best(self, direction: FloatArray, corner: Corner) -> "Face":
        """The part of the face that is as good in a direction as a corner that is best in it.

        Raises:
            FaceError: the corner is not at a bound where its duals say that it is.
        """
        return self.optimal(corner.x, self.unit(direction), corner.duals)

    def optimal(self, x: FloatArray, costs: FloatArray, duals: FloatArray) -> "Face":
        """The optimal part of the face by the duals of an optimal plan.

        Args:
            x: an optimal plan, shape (n,).
            costs: what it is best in, shape (n,), the largest about 1.
            duals: optimal row duals, shape (m,).

        Raises:
            FaceError: plan and duals are not complementary.
        """
        reduced = costs - self.matrix.T @ duals
        low, high = _pinned(x, reduced, self.col_lower, self.col_upper, self.zero)
        row_low, row_high = _pinned(
            self.matrix @ x, duals, self.row_lower, self.row_upper, self.zero
        )
        return replace(self, col_lower=low, col_upper=high, row_lower=row_low, row_upper=row_high)

    def with_moves(self, matrix: sp.csr_array, constant: FloatArray) -> "Face":
        """The face with two more columns u, v >= 0 for each row of ``M x + m = u - v``.

        Args:
            matrix: M, shape (k, n).
            constant: m, shape (k,).
        """
        k = len(constant)
        eye = sp.eye_array(k, format="csr")
        below = sp.hstack((matrix, -eye, eye))
        above = sp.hstack((self.matrix, sp.csr_array((len(self.row_lower), 2 * k))))
        return Face(
            sp.csr_array(sp.vstack((above, below))),
            np.concatenate((self.row_lower, -constant)),
            np.concatenate((self.row_upper, -constant)),
            np.concatenate((self.col_lower, np.zeros(2 * k))),
            np.concatenate((self.col_upper, np.full(2 * k, np.inf))),
            self.zero,
        )

    def unit(self, direction: FloatArray) -> FloatArray:
        """The direction on free columns, its largest entry 1."""
        free = np.where(self.free, direction, 0.0)
        return free / (float(np.abs(free).max(initial=0.0)) or 1.0)

    def _ends(self, direction: FloatArray, ways: tuple[Attempt, ...]) -> Iterator[RawEnd]:
        """What is left of the program once fixed columns are put in, solved in several ways."""
        free = self.free
        fixed = np.where(free, 0.0, self.col_lower)
        columns = np.flatnonzero(free)
        inner = sp.csr_array(sp.csc_array(self.matrix)[:, columns])
        rows = np.flatnonzero(np.diff(inner.indptr))
        shift = (self.matrix @ fixed)[rows]
        program = ScaledProgram(
            objective=self.unit(direction)[columns],
            offset=0.0,
            matrix=sp.csr_array(inner[rows]),
            row_lower=self.row_lower[rows] - shift,
            row_upper=self.row_upper[rows] - shift,
            col_lower=self.col_lower[columns],
            col_upper=self.col_upper[columns],
            integer=np.zeros(len(columns), dtype=bool),
            priority=np.zeros(len(columns), dtype=np.int64),
            column_scale=np.ones(len(columns)),
            row_scale=np.ones(len(rows)),
            objective_scale=1.0,
        )
        for way in ways:
            end = _run(program, way)
            x, duals = fixed.copy(), np.zeros(len(self.row_lower))
            if end.x is not None and end.row_duals is not None:
                x[columns] = np.clip(end.x, program.col_lower, program.col_upper)
                duals[rows] = end.row_duals
                yield replace(end, x=x, row_duals=duals)


def _run(program: ScaledProgram, way: Attempt) -> RawEnd:
    if 0 in program.matrix.shape:
        x = np.where(program.objective > 0, program.col_upper, program.col_lower)
        return RawEnd(End.OPTIMAL, "", x, np.zeros(program.matrix.shape[0]))
    monitor = Monitor()
    settings = Settings(TIME_LIMIT_S, 0.0, 1, 0, way.presolve, way.extra)
    return wait_for(partial(Highs().run, program, settings, monitor), stop=monitor.stop)


def _pinned(
    values: FloatArray, duals: FloatArray, lower: FloatArray, upper: FloatArray, zero: float
) -> tuple[FloatArray, FloatArray]:
    """Bounds with both sides at the one that a dual holds."""
    at_upper, at_lower = duals > zero, duals < -zero
    bound = np.where(at_upper, upper, lower)
    held = at_upper | at_lower
    with np.errstate(invalid="ignore"):
        near = np.abs(values - bound) <= AT_BOUND * np.maximum(1.0, np.abs(bound))
        away = held & ~(near & np.isfinite(bound))
    if away.any():
        raise FaceError("the plan is not at a bound where its duals say that it is")
    return np.where(held, bound, lower), np.where(held, bound, upper)

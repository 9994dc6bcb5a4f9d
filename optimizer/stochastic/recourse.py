r"""What a future answers to decisions, and a line that no decisions can be worth more than.

With the columns decided once, $x$, fixed, a future's program is a linear program in its answers
$y$. Its optimum $v(x)$ is concave in $x$, and any row multipliers $\pi$ give a cut that holds for
every $x$ (Benders; bounded columns make it hold whatever $\pi$ is, as in
:mod:`optimizer.certificate.bound`): with $d = c - \pi A$

$$ v(x) \le \sum_{\pi_i > 0} \pi_i \overline{b}_i + \sum_{\pi_i < 0} \pi_i \underline{b}_i
   + \sum_{j \in y} \max(d_j \underline{y}_j, d_j \overline{y}_j) + \sum_{j \in x} d_j x_j . $$

A multiplier on a side that has no bound is left out, and the constant is raised by more than all
rounding errors. Where nothing answers, multipliers from a Farkas ray and $c = 0$ give in the same
way a line that every feasible $x$ keeps above nil.

The switches that say what is broken are whole numbers, so they are fixed too and count as $x$.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.errors import FleetoptError
from optimizer.lp import Program
from optimizer.numerics.highs_lp import HighsLp, LpEnd
from optimizer.numerics.scaling import ScaledProgram, scale
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.names import HIGHS
from optimizer.solvers.solve import solve

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_EPS = float(np.finfo(np.float64).eps)
_LEAST_RAY = 1e-9
"""A ray that leaves less than this of infeasibility, relative to its terms, proves nothing."""


class RecourseError(FleetoptError):
    """Raised when a linear program of answers could neither be solved nor refuted."""

    code = "E701"


@dataclass(frozen=True, eq=False)
class Cut:
    """``constant + slope @ fixed`` is never below the worth, or never below nil where feasible.

    Attributes:
        constant: USD for a cut of worth.
        slope: by the columns that were fixed, shape (k,).
        of_worth: whether it bounds the worth; else it cuts off decisions without an answer.
    """

    constant: float
    slope: FloatArray
    of_worth: bool

    def at(self, fixed: FloatArray) -> float:
        """The line's value."""
        return self.constant + float(self.slope @ fixed)


@dataclass(frozen=True, eq=False)
class Answer:
    """The best answer to decisions.

    Attributes:
        worth: NPV, None where nothing answers.
        cut: the line that touches there, or cuts the decisions off.
        basis: to start from next time.
        x: the columns of the future's program, shape (n,), None where nothing answers.
    """

    worth: float | None
    cut: Cut
    basis: bytes
    x: FloatArray | None


@dataclass(frozen=True, eq=False)
class RecourseProgram:
    """A future's program with the columns that others decide.

    Attributes:
        program: the whole program.
        fixed: columns that are decided elsewhere, shape (k,).
    """

    program: Program
    fixed: IntArray

    @cached_property
    def _scaled(self) -> ScaledProgram:
        return scale(self.program.relaxed())

    def answer(self, values: FloatArray, basis: bytes | None = None) -> Answer:
        """The best answer.

        Args:
            values: of the columns decided elsewhere, shape (k,).
            basis: to start from; the answer's worth does not depend on it.

        Raises:
            RecourseError: the solver gave neither an answer nor a proof that there is none.
        """
        for start in (basis, None) if basis else (None,):
            lp = HighsLp(self._scaled)
            lp.set_bounds(self.fixed, values, values)
            if start is not None:
                lp.unpack_basis(start)
            said = lp.solve()
            if said.end is LpEnd.OPTIMAL and said.x is not None and said.multipliers is not None:
                x = said.x.copy()
                x[self.fixed] = values
                cut = self.cut(said.multipliers, of_worth=True)
                return Answer(self.program.value(x), cut, lp.packed_basis(), x)
            if said.end is LpEnd.INFEASIBLE and said.multipliers is not None:
                for sign in (1.0, -1.0):
                    cut = self.cut(sign * said.multipliers, of_worth=False)
                    if cut.at(values) < -_LEAST_RAY * self._size(cut, values):
                        return Answer(None, cut, lp.packed_basis(), None)
        return self._by_other_ways(values)

    def _by_other_ways(self, values: FloatArray) -> Answer:
        """The same by a solver that tries several ways, each from cold."""
        lower, upper = self.program.col_lower.copy(), self.program.col_upper.copy()
        lower[self.fixed] = upper[self.fixed] = values
        found = solve(self.program.with_bounds(lower, upper).relaxed(), SolveOptions(solver=HIGHS))
        if found.reason is not Reason.OPTIMAL or found.row_duals is None:
            raise RecourseError("the answers to decisions could neither be found nor ruled out")
        cut = self.cut(found.row_duals, of_worth=True)
        return Answer(self.program.value(found.x), cut, b"", found.x)

    def cut(self, multipliers: FloatArray, *, of_worth: bool) -> Cut:
        """The line that multipliers give.

        Args:
            multipliers: of the rows, positive on upper sides, shape (m,); any at all.
            of_worth: bound the worth; else prove that nothing answers.
        """
        program = self.program
        bound = np.where(multipliers > 0, program.row_upper, program.row_lower)
        pi = np.where(np.isfinite(bound), multipliers, 0.0)
        rows = pi * np.where(np.isfinite(bound), bound, 0.0)
        cost = program.objective if of_worth else np.zeros(program.shape[1])
        reduced = cost - pi @ program.matrix
        best = np.where(reduced > 0, program.col_upper, program.col_lower)
        answers = reduced * best
        answers[self.fixed] = 0.0
        # Every float operation errs by at most a relative eps: terms times their number.
        reach = np.maximum(np.abs(program.col_lower), np.abs(program.col_upper))
        terms = np.abs(cost) + np.abs(pi) @ self._absolute
        number = self._longest + 4
        wobble = number * _EPS * float(terms @ reach)
        total = float(np.abs(rows).sum() + np.abs(answers).sum())
        wobble += (len(rows) + len(answers)) * _EPS * total
        offset = program.offset if of_worth else 0.0
        constant = float(rows.sum() + answers.sum()) + offset + wobble
        return Cut(constant, reduced[self.fixed], of_worth)

    @cached_property
    def _absolute(self) -> sp.csr_array:
        return sp.csr_array(abs(self.program.matrix))

    @cached_property
    def _longest(self) -> int:
        """Most entries of a column."""
        return int(np.bincount(self.program.matrix.indices).max(initial=0))

    @staticmethod
    def _size(cut: Cut, values: FloatArray) -> float:
        return max(1.0, abs(cut.constant), float(np.abs(cut.slope * values).max(initial=0.0)))

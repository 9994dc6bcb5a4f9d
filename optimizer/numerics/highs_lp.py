"""One linear program kept inside HiGHS and solved again and again while its bounds move.

A branch-and-bound search of our own needs this: each node differs from the last by a few bounds,
so the dual simplex starts from the last basis. The program is scaled once; what comes back is
in the program's own units. Nothing here is believed: the multipliers are material for a proof
that is checked without HiGHS. One thread, no clock: the same calls give the same answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TOLERANCE = 1e-9
"""Primal and dual feasibility tolerance on the scaled program."""


class LpEnd(Enum):
    """How a linear program ended."""

    OPTIMAL = auto()
    INFEASIBLE = auto()
    CUT_OFF = auto()
    """The bound fell below the value asked for: there is no optimum, the multipliers prove it."""

    UNFINISHED = auto()
    """Out of iterations, or HiGHS failed: the multipliers, if any, are still worth a try."""


@dataclass(frozen=True, eq=False)
class LpAnswer:
    """What HiGHS said, in the program's units.

    Attributes:
        end: how the solve ended.
        objective: the optimum without the constant, nan unless optimal.
        x: the columns, shape (n,), None unless optimal.
        multipliers: row duals (optimal) or a Farkas ray (infeasible), positive on upper sides,
            shape (m,), None where HiGHS has none. Signs of a ray are not to be relied on.
        iterations: simplex iterations spent.
    """

    end: LpEnd
    objective: float
    x: FloatArray | None
    multipliers: FloatArray | None
    iterations: int


class HighsLp:
    """A linear program to be maximised, held by HiGHS between solves."""

    def __init__(
        self, scaled: ScaledProgram, seed: int = 0, ended: Callable[[], bool] | None = None
    ) -> None:
        """Hand the program over.

        Args:
            scaled: the program; whole numbers are ignored.
            seed: random seed of the simplex.
            ended: asked now and then during a solve; True ends it unfinished.
        """
        import highspy

        self._highspy: Any = highspy
        self._scaled = scaled
        self._row_scale = scaled.row_scale
        self._objective_scale = scaled.objective_scale
        self._highs: Any = highspy._core._Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.resetGlobalScheduler(True)
        for name, value in (
            ("threads", 1),
            ("random_seed", seed),
            ("presolve", "off"),
            # Devex: exact steepest-edge weights for a new basis cost more than most of our solves.
            ("simplex_dual_edge_weight_strategy", 1),
            ("solver", "simplex"),
            ("primal_feasibility_tolerance", TOLERANCE),
            ("dual_feasibility_tolerance", TOLERANCE),
        ):
            self._option(name, value)
        self._pass()
        if ended is not None:
            self._listen(ended)

    def _listen(self, ended: Callable[[], bool]) -> None:
        def asked(_kind: Any, _message: str, _said: Any, reply: Any, _data: Any) -> None:
            if ended():
                reply.user_interrupt = True

        self._highs.setCallback(asked, None)
        self._highs.startCallback(self._highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt)

    def _option(self, name: str, value: str | int | float) -> None:
        if self._highs.setOptionValue(name, value) != self._highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS {self._highs.version()} refuses {name} = {value!r}")

    def _pass(self) -> None:
        highspy, scaled = self._highspy, self._scaled
        m, n = scaled.matrix.shape
        infinity = float(highspy.kHighsInf)
        status = self._highs.passModel(
            n,
            m,
            scaled.matrix.nnz,
            int(highspy.MatrixFormat.kRowwise),
            # The simplex ends at a cut-off only where it minimises.
            int(highspy.ObjSense.kMinimize),
            0.0,
            -scaled.objective,
            scaled.col_lower,
            scaled.col_upper,
            np.clip(scaled.row_lower, -infinity, infinity),
            np.clip(scaled.row_upper, -infinity, infinity),
            scaled.matrix.indptr.astype(np.int32),
            scaled.matrix.indices.astype(np.int32),
            scaled.matrix.data.astype(np.float64),
            np.zeros(n, dtype=np.int32),
        )
        if status == highspy.HighsStatus.kError:
            raise ValueError("HiGHS refused the program")

    def set_bounds(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        """Move the bounds of some columns, in the program's units, shapes (k,)."""
        if len(columns):
            scale = self._scaled.column_scale[columns]
            self._highs.changeColsBounds(
                len(columns), columns.astype(np.int32), lower / scale, upper / scale
            )

    def solve(self, iterations: int | None = None, cut_off: float = -np.inf) -> LpAnswer:
        """Solve from the basis at hand.

        Args:
            iterations: most simplex iterations, None for no limit.
            cut_off: stop as soon as it is clear that no x is worth more than this.
        """
        highspy = self._highspy
        self._option("objective_bound", -cut_off / self._objective_scale)
        limit = int(highspy.kHighsIInf) if iterations is None else max(iterations, 0)
        self._option("simplex_iteration_limit", limit)
        self._highs.run()
        status = self._highs.getModelStatus().name
        info = self._highs.getInfo()
        spent = max(int(info.simplex_iteration_count), 0)
        if status == "kInfeasible":
            return LpAnswer(LpEnd.INFEASIBLE, np.nan, None, self._ray(), spent)
        solution = self._highs.getSolution()
        duals = None
        if solution.dual_valid:
            duals = np.array(solution.row_dual) * (-self._objective_scale / self._row_scale)
        if status != "kOptimal":
            end = LpEnd.CUT_OFF if status == "kObjectiveBound" else LpEnd.UNFINISHED
            return LpAnswer(end, np.nan, None, duals, spent)
        x = np.array(solution.col_value) * self._scaled.column_scale
        objective = -float(info.objective_function_value) * self._objective_scale
        return LpAnswer(LpEnd.OPTIMAL, objective, x, duals, spent)

    def _ray(self) -> FloatArray | None:
        _, exists, ray = self._highs.getDualRay()
        if not exists:
            return None
        values = np.array(ray, dtype=np.float64)
        return values / self._row_scale if len(values) == len(self._row_scale) else None

    def basis(self) -> Any:
        """The basis at hand, to come back to; opaque."""
        return self._highs.getBasis()

    def set_basis(self, basis: Any) -> None:
        """Start the next solve from a basis that :meth:`basis` gave."""
        self._highs.setBasis(basis)

    def packed_basis(self) -> bytes:
        """The basis at hand as bytes, which may go to another process."""
        basis = self._highs.getBasis()
        status = (*basis.col_status, *basis.row_status)
        return bytes(int(one) for one in status)

    def unpack_basis(self, packed: bytes) -> None:
        """Start the next solve from a basis that :meth:`packed_basis` gave."""
        kinds, n = self._highspy.HighsBasisStatus, self._scaled.matrix.shape[1]
        known = {int(kind): kind for kind in kinds.__members__.values()}
        basis = self._highspy.HighsBasis()
        basis.col_status = [known[one] for one in packed[:n]]
        basis.row_status = [known[one] for one in packed[n:]]
        basis.valid = True
        self._highs.setBasis(basis)

    def forget_basis(self) -> None:
        """Start the next solve from cold."""
        self._highs.clearSolver()

"""HiGHS, the default: linear and mixed-integer programs, duals, bounds, progress, Ctrl-C.

HiGHS has no type stubs that describe this interface, so its objects are ``Any`` here and
nowhere else. Nothing is printed: output is off before anything else happens.
"""

import os
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend, Capabilities, Lineage
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings

FloatArray = NDArray[np.float64]

LP_TOLERANCE = 1e-9
"""Primal and dual feasibility tolerance of linear programs, on the scaled program."""

MIP_LP_TOLERANCE = 1e-7
"""The same inside branch and bound: HiGHS' default."""

MIP_TOLERANCE = 1e-6
"""How far an integer may be from a whole number inside branch and bound: HiGHS' default.

Branch and bound keeps to the defaults, for they are what HiGHS is tested with: with 1e-7 and with
1e-9 it cut off the optimum of a random fleet (seed 93 of the referee's) also without presolve. The
plan does not suffer: its integers are fixed and the linear program solved again.
"""

ABSOLUTE_GAP = 1e-9
"""On the scaled objective; closes programs whose optimum is zero and nothing else."""


_ENDS = {
    "kOptimal": End.OPTIMAL,
    "kModelEmpty": End.OPTIMAL,
    "kInfeasible": End.INFEASIBLE,
    "kUnbounded": End.UNBOUNDED,
    "kUnboundedOrInfeasible": End.INFEASIBLE_OR_UNBOUNDED,
    "kTimeLimit": End.TIME,
    "kIterationLimit": End.ITERATION,
    "kSolutionLimit": End.NODE,
    "kMemoryLimit": End.MEMORY,
    "kInterrupt": End.INTERRUPT,
    "kHighsInterrupt": End.INTERRUPT,
}
"""HiGHS' model statuses; whatever is not named here is a failure."""


class Highs(Backend):
    """HiGHS through highspy, in the caller's process unless asked otherwise."""

    name: ClassVar[str] = "highs"
    title: ClassVar[str] = "HiGHS"
    lineage: ClassVar[Lineage] = Lineage.HIGHS
    capabilities: ClassVar[Capabilities] = Capabilities(
        lp=True,
        mip=True,
        duals=True,
        bound=True,
        gap=True,
        threads=True,
        seed=True,
        progress=True,
        interrupt=True,
        nodes=True,
    )
    package: ClassVar[str] = "highspy"
    distribution: ClassVar[str] = "highspy"
    in_process: ClassVar[bool] = True
    lp_attempts: ClassVar[tuple[Attempt, ...]] = (
        Attempt(presolve=True),
        Attempt(presolve=False),
        Attempt(presolve=False, extra=(("simplex_scale_strategy", 4), ("simplex_strategy", 4))),
        Attempt(presolve=True, extra=(("solver", "ipm"), ("run_crossover", "on"))),
    )
    # HiGHS' presolve of mixed-integer programs is not to be trusted: of 1,117 random fleets 1.13.1
    # cut off the optimum of one and 1.11.0 of two; 1.12, 1.13 and 1.15 called another one
    # infeasible. Without it 1.13.1 was wrong on none of the 1,117, for about a third more time.
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (
        Attempt(presolve=False),
        Attempt(presolve=True),
        Attempt(presolve=False, extra=(("mip_feasibility_tolerance", 1e-9),)),
    )

    @classmethod
    def how_to_install(cls) -> str:
        """It comes with fleetopt itself."""
        return "pip install --force-reinstall fleetopt"

    def threads(self, asked: int) -> int:
        """HiGHS' own default is half the processors, rounded up."""
        return asked or ((os.cpu_count() or 1) + 1) // 2

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Solve from cold, in the calling thread, until HiGHS ends or ``monitor.stop`` is set."""
        import highspy

        highs: Any = highspy._core._Highs()
        highs.setOptionValue("output_flag", False)
        # HiGHS refuses a number of threads other than the one its scheduler was started with.
        highs.resetGlobalScheduler(True)
        for name, value in self._options(settings, bool(scaled.integer.any())).items():
            if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
                raise ValueError(f"HiGHS {highs.version()} refuses {name} = {value!r}")
        if _pass(highs, scaled) == highspy.HighsStatus.kError:
            return RawEnd(End.FAILED, "HiGHS refused the program")
        _listen(highs, monitor)
        highs.run()
        return _answer(highs, bool(scaled.integer.any()), monitor)

    def _options(self, settings: Settings, mixed: bool) -> dict[str, str | int | float | bool]:
        limit = settings.time_limit_s
        tolerance = MIP_LP_TOLERANCE if mixed else LP_TOLERANCE
        return {
            "time_limit": float("inf") if limit is None else max(limit, 0.0),
            "mip_rel_gap": settings.gap,
            "mip_abs_gap": ABSOLUTE_GAP,
            "mip_max_nodes": 2**31 - 1 if settings.nodes is None else settings.nodes,
            "mip_feasibility_tolerance": MIP_TOLERANCE,
            "primal_feasibility_tolerance": tolerance,
            "dual_feasibility_tolerance": tolerance,
            "threads": self.threads(settings.threads),
            "random_seed": settings.seed,
            "presolve": "choose" if settings.presolve else "off",
            **dict(settings.extra),
        }


def _pass(highs: Any, scaled: ScaledProgram) -> Any:
    """Hand the arrays over in one call."""
    import highspy

    m, n = scaled.matrix.shape
    infinity = float(highspy.kHighsInf)
    return highs.passModel(
        n,
        m,
        scaled.matrix.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize),
        scaled.offset,
        scaled.objective,
        scaled.col_lower,
        scaled.col_upper,
        np.clip(scaled.row_lower, -infinity, infinity),
        np.clip(scaled.row_upper, -infinity, infinity),
        scaled.matrix.indptr.astype(np.int32),
        scaled.matrix.indices.astype(np.int32),
        scaled.matrix.data.astype(np.float64),
        scaled.integer.astype(np.int32),
    )


def _listen(highs: Any, monitor: Monitor) -> None:
    """Let HiGHS report to the monitor and ask it whether to go on."""
    import highspy

    kinds = highspy.cb.HighsCallbackType

    def heard(kind: Any, _message: str, said: Any, reply: Any, _data: Any) -> None:
        if kind == kinds.kCallbackMipImprovingSolution:
            monitor.incumbent = np.array(said.mip_solution, dtype=np.float64)
        elif kind == kinds.kCallbackMipInterrupt:
            monitor.objective = _finite(said.mip_primal_bound)
            monitor.bound = _finite(said.mip_dual_bound)
            monitor.nodes = max(int(said.mip_node_count), 0)
        if monitor.stop.is_set() and kind != kinds.kCallbackMipImprovingSolution:
            reply.user_interrupt = True

    highs.setCallback(heard, None)
    for kind in (
        kinds.kCallbackSimplexInterrupt,
        kinds.kCallbackIpmInterrupt,
        kinds.kCallbackMipInterrupt,
        kinds.kCallbackMipImprovingSolution,
    ):
        highs.startCallback(kind)


def _answer(highs: Any, is_mip: bool, monitor: Monitor) -> RawEnd:
    status = highs.getModelStatus()
    end = _ENDS.get(status.name, End.FAILED)
    words = str(highs.modelStatusToString(status))
    info, solution = highs.getInfo(), highs.getSolution()
    x = np.array(solution.col_value, dtype=np.float64)
    plan = x if solution.value_valid and x.size else None
    if is_mip:
        bound = _finite(info.mip_dual_bound)
        return RawEnd(
            end=end,
            words=words,
            x=monitor.incumbent if plan is None else plan,
            bound=monitor.bound if bound is None else bound,
            nodes=max(int(info.mip_node_count), 0),
        )
    if end is not End.OPTIMAL or not solution.dual_valid:
        return RawEnd(end, words, plan)
    return RawEnd(
        end=end,
        words=words,
        x=plan,
        row_duals=np.array(solution.row_dual, dtype=np.float64),
        reduced_costs=np.array(solution.col_dual, dtype=np.float64),
        bound=_finite(info.objective_function_value),
    )


def _finite(value: float) -> float | None:
    """The value, or None where HiGHS says "infinite" for "none yet"."""
    return float(value) if np.isfinite(value) and abs(value) < 1e30 else None

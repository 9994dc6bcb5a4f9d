"""The only file that touches highspy: scaled arrays in, raw answer out.

HiGHS has no type stubs that describe this interface, so its objects are ``Any`` here and
nowhere else. Nothing is printed: output is off before anything else happens.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.solvers.monitor import Monitor
from optimizer.solvers.scaling import ScaledProgram

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


class End(Enum):
    """How a run of HiGHS ended, by its own account."""

    OPTIMAL = auto()
    INFEASIBLE = auto()
    UNBOUNDED = auto()
    INFEASIBLE_OR_UNBOUNDED = auto()
    TIME = auto()
    ITERATION = auto()
    NODE = auto()
    MEMORY = auto()
    INTERRUPT = auto()
    FAILED = auto()


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


@dataclass(frozen=True)
class Settings:
    """How to run HiGHS once.

    Attributes:
        time_limit_s: wall-clock limit in seconds, None for none.
        gap: relative gap at which branch and bound stops.
        threads, seed: as in the options of a solve.
        presolve: False to solve the program as it is.
        extra: further HiGHS options by name.
    """

    time_limit_s: float | None
    gap: float
    threads: int
    seed: int
    presolve: bool = True
    extra: tuple[tuple[str, str | int | float | bool], ...] = ()


@dataclass(frozen=True, eq=False)
class RawEnd:
    """What HiGHS said at the end of a run, in scaled units; None where it said nothing.

    Attributes:
        end: how it ended.
        words: HiGHS' own name for that end.
        x: a plan, not to be trusted before it is checked, shape (n,).
        row_duals, reduced_costs: of an optimal LP only, shapes (m,) and (n,).
        bound: proved upper bound on the objective.
        nodes: branch-and-bound nodes.
    """

    end: End
    words: str
    x: FloatArray | None = None
    row_duals: FloatArray | None = None
    reduced_costs: FloatArray | None = None
    bound: float | None = None
    nodes: int = 0


def version() -> str:
    """Version of the installed HiGHS."""
    import highspy

    return str(highspy._core._Highs().version())


def run(scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
    """Solve from cold, in the calling thread, until HiGHS ends or ``monitor.stop`` is set."""
    import highspy

    highs: Any = highspy._core._Highs()
    highs.setOptionValue("output_flag", False)
    # HiGHS refuses a number of threads other than the one its scheduler was started with.
    highs.resetGlobalScheduler(True)
    for name, value in _options(settings, bool(scaled.integer.any())).items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(f"HiGHS {highs.version()} refuses {name} = {value!r}")
    if _pass(highs, scaled) == highspy.HighsStatus.kError:
        return RawEnd(End.FAILED, "HiGHS refused the program")
    _listen(highs, monitor)
    highs.run()
    return _answer(highs, bool(scaled.integer.any()), monitor)


def _options(settings: Settings, mixed: bool) -> dict[str, str | int | float | bool]:
    limit = settings.time_limit_s
    tolerance = MIP_LP_TOLERANCE if mixed else LP_TOLERANCE
    return {
        "time_limit": float("inf") if limit is None else max(limit, 0.0),
        "mip_rel_gap": settings.gap,
        "mip_abs_gap": ABSOLUTE_GAP,
        "mip_feasibility_tolerance": MIP_TOLERANCE,
        "primal_feasibility_tolerance": tolerance,
        "dual_feasibility_tolerance": tolerance,
        "threads": settings.threads,
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

"""What SCIP, GLOP, PDLP and CP-SAT share: the solvers in OR-Tools, reached through MathOpt.

The program goes over as one protocol buffer filled from the arrays, which takes 0.2 s for a
million non-zeros where MathOpt's own Python model takes a minute; what comes back tells the
reason, the limit and the bound apart, with duals for linear programs. The low-level module
is used because ``ortools.linear_solver`` gives neither the limit that ended a solve nor the
bound of one without a plan.

SCIP writes two lines of error about its event handler to standard error whenever a solve
can be interrupted (OR-Tools asks for an event that SCIP 10 no longer takes at that place).
Interrupting works nevertheless. The worker's standard error is not ours, so nobody sees it.
"""

import threading
from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backend import Backend
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, RawEnd, Settings

FloatArray = NDArray[np.float64]

POLL_S = 0.05
"""How often a wish to stop is passed on."""

ABSOLUTE_GAP = 1e-9
"""On the scaled objective; closes programs whose optimum is zero and nothing else."""

INFINITY = 1e20
"""What these solvers take for infinite, and say where they know no bound."""

_LIMITS = {
    "LIMIT_TIME": End.TIME,
    "LIMIT_ITERATION": End.ITERATION,
    "LIMIT_NODE": End.NODE,
    "LIMIT_MEMORY": End.MEMORY,
    "LIMIT_INTERRUPTED": End.INTERRUPT,
}

_REASONS = {
    "TERMINATION_REASON_OPTIMAL": End.OPTIMAL,
    "TERMINATION_REASON_INFEASIBLE": End.INFEASIBLE,
    "TERMINATION_REASON_UNBOUNDED": End.UNBOUNDED,
    "TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED": End.INFEASIBLE_OR_UNBOUNDED,
}
"""Ends that are no limits; whatever is not named here is a failure."""


class MathOptBackend(Backend):
    """A solver of OR-Tools."""

    package: ClassVar[str] = "ortools"
    distribution: ClassVar[str] = "ortools"
    solver_type: ClassVar[str]

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Solve from cold, in the calling thread, until the solver ends or is told to stop."""
        from ortools.math_opt import (
            callback_pb2,
            model_parameters_pb2,
            parameters_pb2,
        )
        from ortools.math_opt.core.python import solver as compiled
        from ortools.util.python import pybind_solve_interrupter

        interrupter: Any = pybind_solve_interrupter.PySolveInterrupter()
        over = threading.Event()
        passing = threading.Thread(
            target=_pass_on, args=(monitor.stop, over, interrupter), daemon=True
        )
        passing.start()
        try:
            solver: Any = compiled
            answer: Any = solver.solve(
                model_of(scaled),
                parameters_pb2.SolverTypeProto.Value(self.solver_type),
                parameters_pb2.SolverInitializerProto(),
                self.parameters(settings),
                model_parameters_pb2.ModelSolveParametersProto(),
                self.listener(monitor),
                callback_pb2.CallbackRegistrationProto(),
                None,
                interrupter,
            )
        finally:
            over.set()
            passing.join()
        end = raw_end(answer, scaled, is_mip=bool(scaled.integer.any()))
        if end.end is not End.FAILED or not _unfinished(answer):
            return end
        # CP-SAT and GLOP do not say that it was the clock, or the caller, that stopped them.
        if monitor.stop.is_set():
            return replace(end, end=End.INTERRUPT)
        return end if settings.time_limit_s is None else replace(end, end=End.TIME)

    @abstractmethod
    def parameters(self, settings: Settings) -> Any:
        """A ``SolveParametersProto``."""

    def listener(self, monitor: Monitor) -> Any:
        """What is called with lists of lines of the solver's log, or None."""
        del monitor


def common_parameters(settings: Settings) -> Any:
    """The parameters that mean the same to all of these solvers: time and presolve."""
    from ortools.math_opt import parameters_pb2

    parameters: Any = parameters_pb2.SolveParametersProto()
    if settings.time_limit_s is not None:
        parameters.time_limit.FromNanoseconds(int(max(settings.time_limit_s, 0.0) * 1e9))
    if not settings.presolve:
        parameters.presolve = parameters_pb2.EmphasisProto.EMPHASIS_OFF
    return parameters


def set_mip_limits(parameters: Any, settings: Settings) -> None:
    """Gaps and nodes."""
    parameters.relative_gap_tolerance = settings.gap
    parameters.absolute_gap_tolerance = ABSOLUTE_GAP
    if settings.nodes is not None:
        parameters.node_limit = settings.nodes


def model_of(scaled: ScaledProgram) -> Any:
    """The program as a ``ModelProto``."""
    from ortools.math_opt import model_pb2

    m, n = scaled.matrix.shape
    model: Any = model_pb2.ModelProto()
    columns = model.variables
    columns.ids.extend(range(n))
    columns.lower_bounds.extend(scaled.col_lower.tolist())
    columns.upper_bounds.extend(scaled.col_upper.tolist())
    columns.integers.extend(scaled.integer.tolist())
    used = np.flatnonzero(scaled.objective)
    model.objective.maximize = True
    model.objective.offset = scaled.offset
    model.objective.linear_coefficients.ids.extend(used.tolist())
    model.objective.linear_coefficients.values.extend(scaled.objective[used].tolist())
    rows = model.linear_constraints
    rows.ids.extend(range(m))
    rows.lower_bounds.extend(scaled.row_lower.tolist())
    # Bounds that cross by noise would be refused.
    rows.upper_bounds.extend(np.maximum(scaled.row_lower, scaled.row_upper).tolist())
    matrix = scaled.matrix.sorted_indices()
    entries = model.linear_constraint_matrix
    entries.row_ids.extend(np.repeat(np.arange(m), np.diff(matrix.indptr)).tolist())
    entries.column_ids.extend(matrix.indices.tolist())
    entries.coefficients.extend(matrix.data.tolist())
    return model


def raw_end(answer: Any, scaled: ScaledProgram, *, is_mip: bool) -> RawEnd:
    """What a ``SolveResultProto`` says."""
    from ortools.math_opt import result_pb2, solution_pb2

    termination = answer.termination
    reason = result_pb2.TerminationReasonProto.Name(termination.reason)
    limit = result_pb2.LimitProto.Name(termination.limit)
    end = _REASONS.get(reason) or _LIMITS.get(limit, End.FAILED)
    words = reason.removeprefix("TERMINATION_REASON_").lower().replace("_", " ")
    if termination.detail:
        words = f"{words} ({termination.detail})"
    m, n = scaled.matrix.shape
    good = solution_pb2.SolutionStatusProto.SOLUTION_STATUS_FEASIBLE
    x = row_duals = reduced_costs = None
    if answer.solutions:
        first = answer.solutions[0]
        if first.primal_solution.feasibility_status == good:
            x = _dense(first.primal_solution.variable_values, n)
        if end is End.OPTIMAL and not is_mip and first.HasField("dual_solution"):
            row_duals = _dense(first.dual_solution.dual_values, m)
            reduced_costs = _dense(first.dual_solution.reduced_costs, n)
    bound = float(termination.objective_bounds.dual_bound)
    # An optimal LP without a bound is not told apart from one with the bound 0 here; its duals
    # or the claim are what counts.
    known = abs(bound) < INFINITY and (is_mip or end is End.OPTIMAL)
    return RawEnd(
        end=end,
        words=words,
        x=x,
        row_duals=row_duals,
        reduced_costs=reduced_costs,
        bound=bound if known else None,
        nodes=max(int(answer.solve_stats.node_count), 0),
    )


def _unfinished(answer: Any) -> bool:
    """Stopped before the end, with a plan or without one, for a reason that is not given."""
    from ortools.math_opt import result_pb2

    name = result_pb2.TerminationReasonProto.Name(answer.termination.reason)
    return name in ("TERMINATION_REASON_FEASIBLE", "TERMINATION_REASON_NO_SOLUTION_FOUND")


def _dense(vector: Any, size: int) -> FloatArray:
    dense = np.zeros(size)
    dense[np.fromiter(vector.ids, np.int64, len(vector.ids))] = np.fromiter(
        vector.values, np.float64, len(vector.values)
    )
    return dense


def _pass_on(stop: threading.Event, over: threading.Event, interrupter: Any) -> None:
    """Interrupt the solver once the caller wants it to stop."""
    while not over.wait(POLL_S):
        if stop.is_set():
            interrupter.interrupt()
            return

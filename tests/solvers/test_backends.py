"""What is particular to a back-end; what all have in common is the battery's."""

import threading
import time

import pytest

from optimizer.solvers.backends import cbc
from optimizer.solvers.backends.math_opt import _LIMITS, _REASONS
from optimizer.solvers.backends.scip import Scip
from optimizer.solvers.base import Limit, Reason, SolveOptions
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with
from optimizer.solvers.solve import solve
from tests.solvers.doubles import CbcByPulp
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, knapsack, market_split, named, program, random_program

MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))


def by_pulp(model, **options):
    clock = Clock(time.monotonic(), threading.Event())
    return solve_with(CbcByPulp(), model, SolveOptions(**options), clock)


# ---------------------------------------------------------------------------------------- SCIP
def test_a_linear_program_without_duals_is_held_to_the_bound_of_others():
    result = solve(LP, SolveOptions(solver="scip"))
    assert_optimal(LP, result)
    assert result.row_duals is not None


def test_scips_table_of_progress_is_read():
    monitor = Monitor()
    heard = Scip().listener(monitor)
    heard([" time | node  | left  |  dualbound   | primalbound  |  gap   "])
    heard(["presolving:", "  0.0s|     1 |     0 | 3.5000e+00 |      --      |    Inf "])
    assert (monitor.nodes, monitor.bound, monitor.objective) == (1, 3.5, None)
    heard(["d 1.0s|    12 |     3 | 2.5000e+00 | 2.000000e+00 |  25.00%"])
    assert (monitor.nodes, monitor.bound, monitor.objective) == (12, 2.5, 2.0)
    heard(["  2.0s|    13 |     3 | 1.0000e+20 |-1.000000e+20 |  25.00%", "Gap : 3 | 4"])
    assert (monitor.nodes, monitor.bound, monitor.objective) == (13, None, None)


def test_scips_bound_and_plan_hold_the_constant_of_the_objective():
    model = named(program([2, 3], [[3, 5]], -INF, 11, 0, 3, True, offset=1000.0))
    result = solve(model, SolveOptions(solver="scip"))
    assert (result.objective, result.bound) == (1007.0, 1007.0)


def test_every_way_in_which_or_tools_ends_is_known():
    from ortools.math_opt import result_pb2

    failures = {"UNSPECIFIED", "IMPRECISE", "FEASIBLE", "NO_SOLUTION_FOUND"}
    failures |= {"NUMERICAL_ERROR", "OTHER_ERROR"}
    reasons = {f"TERMINATION_REASON_{name}" for name in failures}
    assert set(result_pb2.TerminationReasonProto.keys()) == reasons | set(_REASONS)
    others = {"UNSPECIFIED", "UNDETERMINED", "CUTOFF", "OBJECTIVE", "NORM", "SOLUTION"}
    others |= {"SLOW_PROGRESS", "OTHER"}
    limits = {f"LIMIT_{name}" for name in others}
    assert set(result_pb2.LimitProto.keys()) == limits | set(_LIMITS)


# ----------------------------------------------------------------------------------------- CBC
LOG = """\
Cbc0010I After 1000 nodes, 6 on tree, -5033.1623 best solution, best possible -5164.0867 (0.71 s)
Cbc0010I After 2000 nodes, 7 on tree, 1e+50 best solution, best possible -5064.0867 (0.91 seconds)
Result - Stopped on time limit
{end}
Enumerated nodes:               2345
"""


@pytest.mark.parametrize(
    ("end", "bound"),
    [
        # Minimised and negated: 5064.0867 has eight digits, 5063.9 three decimals.
        ("Lower bound:                    -5063.900", 5063.900 + 5.1e-4),
        ("Lower bound:                    -5070.000", 5064.0867 + 5064.0867e-7),
        ("Objective value:                -5033.1623", None),
    ],
)
def test_cbcs_log_gives_a_bound_that_rounding_cannot_have_moved_inward(tmp_path, end, bound):
    path = tmp_path / "log.txt"
    path.write_text(LOG.format(end=end), encoding="utf-8")
    log = cbc._read(path)
    assert log.bound == (None if bound is None else pytest.approx(bound, abs=1e-9))
    assert log.nodes == 2345


def test_cbc_gives_all_digits_and_duals():
    model = named(random_program(1, integers=False))
    result = solve(model, SolveOptions(solver="cbc"))
    assert_optimal(model, result)
    assert result.verification is not None
    assert result.verification.row_relative < 1e-11


def test_cbc_keeps_its_plan_when_it_is_interrupted():
    asked = threading.Event()
    threading.Timer(3.0, asked.set).start()
    clock = Clock(time.monotonic(), asked)
    result = solve_with(cbc.Cbc(), market_split(), SolveOptions(time_limit_s=60), clock)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.INTERRUPT)


@pytest.mark.parametrize("solver", ["highs", "scip", "cbc"])
def test_a_limit_on_nodes(solver):
    # 0-1 columns and no slack: no plan is found within a few nodes.
    split = market_split(6, 50)
    hard = program(0, split.matrix[:, :50], split.row_lower, split.row_upper, 0, 1, True)
    result = solve(hard, SolveOptions(solver=solver, node_limit=20, time_limit_s=60))
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, Limit.NODE)


# ---------------------------------------------------------------------------------------- PuLP
@pytest.mark.parametrize("model", [MIP, LP], ids=["MIP", "LP"])
def test_any_solver_that_pulp_drives(model):
    assert_optimal(model, by_pulp(model))


@pytest.mark.parametrize("seed", range(6))
def test_pulps_model_is_the_program(seed):
    model = named(random_program(seed, integers=seed % 2 == 0))
    mine, theirs = solve(model), by_pulp(model)
    assert theirs.reason is mine.reason
    assert theirs.objective == pytest.approx(mine.objective, rel=1e-7)


def test_no_plan_by_pulp():
    none = named(program([1, 1], [[1, 1], [1, 2]], [3, -INF], [INF, 2], 0, 3))
    assert by_pulp(none).reason is Reason.INFEASIBLE


def test_what_pulp_calls_optimal_at_a_time_limit_is_not():
    result = by_pulp(market_split(), time_limit_s=3.0)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.TIME)
    assert result.bound is None

"""What HiGHS may say wrongly, and what is made of it.

The engine is replaced by one that tampers with true answers: the same code that would
meet a faulty release or a numerically hard program.
"""

from dataclasses import replace

import numpy as np
import pytest

from optimizer.solvers.backends import highs as highs_backend
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.base import Limit, Reason, SolveOptions
from optimizer.solvers.raw import End, RawEnd, Settings
from optimizer.solvers.solve import solve
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, knapsack, named, program

HIGHS = SolveOptions(solver="highs")

MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))
TRUE_RUN = Highs.run


@pytest.fixture
def tampered(monkeypatch):
    """Tamper with HiGHS' answers; gives the list of settings it was run with."""

    def install(tamper):
        calls: list[tuple[bool, Settings]] = []

        def run(backend, scaled, settings, monitor) -> RawEnd:
            whole = bool(scaled.integer.any())
            calls.append((whole, settings))
            answer: RawEnd = tamper(TRUE_RUN(backend, scaled, settings, monitor), whole, settings)
            return answer

        monkeypatch.setattr(Highs, "run", run)
        return calls

    return install


def test_solve_error_with_an_incumbent_is_polished_and_kept(tampered):
    def tamper(end, whole, _settings):
        return replace(end, end=End.FAILED, words="Solve error") if whole else end

    calls = tampered(tamper)
    result = solve(MIP, HIGHS)
    assert_optimal(MIP, result)
    assert [whole for whole, _ in calls] == [True, False]


def test_solve_error_without_an_incumbent_is_tried_again_with_presolve(tampered):
    def tamper(end, whole, settings):
        return RawEnd(End.FAILED, "Solve error") if whole and not settings.presolve else end

    calls = tampered(tamper)
    assert_optimal(MIP, solve(MIP, HIGHS))
    assert [settings.presolve for whole, settings in calls if whole] == [False, True]


def test_an_infeasible_claim_is_believed_only_when_two_runs_agree(tampered):
    def tamper(end, whole, settings):
        return RawEnd(End.INFEASIBLE, "Infeasible") if whole and not settings.presolve else end

    calls = tampered(tamper)
    assert_optimal(MIP, solve(MIP, HIGHS))
    assert [settings.presolve for whole, settings in calls if whole] == [False, True]


def test_an_infeasible_claim_that_no_other_run_confirms_says_so(tampered):
    def tamper(end, whole, settings):
        if whole and not settings.presolve:
            return RawEnd(End.INFEASIBLE, "Infeasible")
        return RawEnd(End.FAILED, "Solve error") if whole else end

    tampered(tamper)
    # The third attempt is without presolve again: it repeats the claim, and that counts.
    assert solve(MIP, HIGHS).message == "no plan satisfies all rows and bounds"

    def once(end, whole, settings):
        first = whole and not settings.presolve and not settings.extra
        end = RawEnd(End.FAILED, "Solve error") if whole else end
        return RawEnd(End.INFEASIBLE, "Infeasible") if first else end

    tampered(once)
    result = solve(MIP, HIGHS)
    assert result.reason is Reason.INFEASIBLE
    assert "says one run, and no other one confirmed it" in result.message


def test_errors_all_the_way_end_in_an_error(tampered):
    tampered(lambda _end, _whole, _settings: RawEnd(End.FAILED, "Solve error"))
    for model in (MIP, LP):
        result = solve(model, HIGHS)
        assert result.reason is Reason.ERROR
        assert result.limit is None
        assert not result.has_plan
        assert result.message == f"HiGHS {result.version}: it ended with 'Solve error'"


def test_plan_that_fails_the_check_is_tried_again_with_other_settings(tampered):
    def tamper(end, _whole, settings):
        return replace(end, x=end.x + 0.01) if settings.presolve else end

    calls = tampered(tamper)
    assert_optimal(LP, solve(LP, HIGHS))
    assert [settings.presolve for _, settings in calls] == [True, False]


def test_plan_that_never_passes_the_check_is_not_given_out(tampered):
    tampered(lambda end, _whole, _settings: replace(end, x=np.array([3.0, 1.5])))
    result = solve(LP, HIGHS)
    assert result.reason is Reason.ERROR
    assert not result.has_plan
    assert result.message.endswith("its plan fails the check: limit.total[r1] is violated by 1.5")


def test_fractional_integers_called_optimal_are_repaired_or_tried_again(tampered):
    def tamper(end, whole, settings):
        return replace(end, x=end.x * 0.7) if whole and settings.presolve else end

    tampered(tamper)
    assert_optimal(MIP, solve(MIP, HIGHS))


def test_worse_than_optimal_lp_called_optimal_is_refuted_by_its_duals(tampered):
    def tamper(end, _whole, settings):
        if settings.presolve:
            zeros = np.zeros_like(end.row_duals)
            return replace(end, x=np.zeros_like(end.x), row_duals=zeros, bound=0.0)
        return end

    calls = tampered(tamper)
    assert_optimal(LP, solve(LP, HIGHS))
    assert len(calls) == 2


def test_bound_below_the_plan_is_refuted_and_never_reported(tampered):
    tampered(lambda end, whole, _settings: replace(end, bound=end.bound / 2) if whole else end)
    result = solve(MIP, HIGHS)
    assert result.reason is Reason.FEASIBLE
    assert result.limit is None
    assert result.objective == 23
    assert result.bound is None
    assert result.gap is None
    assert result.message == "HiGHS ended with 'Optimal'; no bound is known"


def test_claimed_optimum_whose_gap_is_open_is_not_called_optimal(tampered):
    tampered(lambda end, whole, _settings: replace(end, bound=end.bound * 2) if whole else end)
    result = solve(MIP, HIGHS)
    assert result.reason is Reason.FEASIBLE
    assert result.gap == pytest.approx(1.0)


@pytest.mark.parametrize("end", [End.UNBOUNDED, End.INFEASIBLE_OR_UNBOUNDED])
def test_unbounded_cannot_be_and_is_settled_without_presolve(tampered, end):
    def tamper(true, _whole, settings):
        return RawEnd(end, end.name) if settings.presolve else true

    calls = tampered(tamper)
    assert_optimal(LP, solve(LP, HIGHS))
    assert len(calls) == 2


def test_polishing_that_fails_leaves_the_rounded_incumbent_without_duals(tampered):
    def tamper(end, whole, _settings):
        return end if whole else RawEnd(End.FAILED, "Solve error")

    tampered(tamper)
    result = solve(MIP, HIGHS)
    assert result.reason is Reason.OPTIMAL
    assert result.x.tolist() == [1, 1, 0, 0]
    assert result.row_duals is None


@pytest.mark.parametrize(
    ("end", "limit"),
    [
        (End.ITERATION, Limit.ITERATION),
        (End.NODE, Limit.NODE),
        (End.MEMORY, Limit.MEMORY),
        (End.TIME, Limit.TIME),
        (End.INTERRUPT, Limit.INTERRUPT),
    ],
)
def test_every_limit_has_its_name_with_and_without_a_plan(tampered, end, limit):
    def without(true, whole, _settings):
        return RawEnd(end, end.name, bound=99.0) if whole else true

    def with_plan(true, whole, _settings):
        return replace(true, end=end, bound=true.bound + 1) if whole else true

    tampered(without)
    result = solve(MIP, HIGHS)
    assert (result.reason, result.limit) == (Reason.NO_SOLUTION_FOUND, limit)
    assert result.bound is not None
    tampered(with_plan)
    result = solve(MIP, HIGHS)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, limit)
    assert result.objective == 23


def test_every_status_of_highs_is_mapped():
    import highspy

    failures = {
        "kNotset",
        "kLoadError",
        "kModelError",
        "kPresolveError",
        "kSolveError",
        "kPostsolveError",
        "kUnknown",
        "kObjectiveBound",
        "kObjectiveTarget",
    }
    assert set(highspy.HighsModelStatus.__members__) == failures | set(highs_backend._ENDS)

"""Two back-ends race: the first proof wins, and neither is believed more than it proves."""

import signal
import threading
import time
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest

from optimizer.solvers import isolation
from optimizer.solvers import race as racing
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.base import Limit, Progress, Reason, SolveOptions, SolveResult
from optimizer.solvers.raw import Attempt
from optimizer.solvers.session import Clock
from optimizer.solvers.solve import solve
from tests.solvers import doubles
from tests.solvers.kkt import assert_optimal
from tests.solvers.programs import INF, knapsack, market_split, named, program

MIP = named(knapsack([10, 13, 7, 8], [3, 4, 2, 3], 7))
LP = named(program([2, 3], [[1, 1], [1, 3]], -INF, [4, 6], 0, 3))
AUTO = SolveOptions(solver="auto")


class Other(Highs):
    """HiGHS by another name, in the place of a rival."""

    name: ClassVar[str] = "other"
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(),)


def race_of(monkeypatch, one, other, model=MIP, **options):
    monkeypatch.setattr(racing, "contenders", lambda _program, _options: [one, other])
    clock = Clock(time.monotonic(), threading.Event())
    return racing.race(model, SolveOptions(**options), clock)


@pytest.mark.parametrize("model", [MIP, LP], ids=["MIP", "LP"])
def test_auto_solves(model):
    assert_optimal(model, solve(model, AUTO))


def test_the_one_that_proves_ends_the_other(monkeypatch):
    monkeypatch.setattr(isolation, "STOP_S", 1e9)  # the loser is not asked, it is ended
    result = race_of(monkeypatch, Other(), doubles.Hangs())
    assert (result.solver, result.reason, result.objective) == ("other", Reason.OPTIMAL, 23)
    assert result.corroborated_by == ""


def test_a_crash_of_one_leaves_it_to_the_other(monkeypatch):
    result = race_of(monkeypatch, doubles.Segfault(), Other())
    assert (result.solver, result.reason, result.objective) == ("other", Reason.OPTIMAL, 23)


def test_when_both_fail_the_first_one_says_why(monkeypatch):
    result = race_of(monkeypatch, doubles.Exits(), doubles.Raises())
    assert result.reason is Reason.ERROR
    assert result.message.endswith("licence server is down")


def test_a_claim_that_there_is_no_plan_falls_with_a_plan_that_was_seen(monkeypatch):
    result = race_of(monkeypatch, doubles.GivesUp(), doubles.Listens())
    assert (result.solver, result.reason) == ("double", Reason.FEASIBLE)
    assert result.has_plan


def test_an_interrupt_leaves_the_best_plan_and_the_best_bound_of_both():
    seen: list[Progress] = []
    told: list[Progress] = []

    def tell(moment):
        seen.append(moment)
        if None not in (moment.incumbent, moment.bound) and not told:
            told.append(moment)
            signal.raise_signal(signal.SIGINT)

    result = solve(market_split(), replace(AUTO, time_limit_s=60), tell)
    assert (result.reason, result.limit) == (Reason.FEASIBLE, Limit.INTERRUPT)
    assert result.bound == pytest.approx(0.0, abs=1e-6)
    assert result.objective is not None
    assert result.objective < 0
    assert seen[-1].incumbent == result.objective
    assert [m.seconds for m in seen] == sorted(m.seconds for m in seen)


def test_a_fault_of_both_is_raised(monkeypatch):
    def refuse(*_arguments, **_options):
        raise RuntimeError("out of order")

    monkeypatch.setattr(racing, "solve_with", refuse)
    with pytest.raises(RuntimeError, match="out of order"):
        solve(MIP, AUTO)


@pytest.mark.parametrize(
    ("cores", "threads", "names"),
    [(2, 0, ["tree", "scip"]), (1, 0, ["tree"]), (8, 1, ["tree"]), (8, 4, ["tree", "scip"])],
)
def test_who_races(monkeypatch, cores, threads, names):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    found = racing.contenders(MIP, replace(AUTO, threads=threads))
    assert [backend.name for backend in found] == names


def test_who_races_where_nothing_is_whole_or_a_rival_is_missing(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert [backend.name for backend in racing.contenders(LP, AUTO)] == ["tree", "glop"]
    monkeypatch.setattr(racing, "RIVAL_OF_MIP", "mosek")
    assert [backend.name for backend in racing.contenders(MIP, AUTO)] == ["tree"]


# ------------------------------------------------------------------------------------ verdicts
def ended(solver, objective, bound, reason=Reason.OPTIMAL):
    plan = solve(MIP)
    return SolveResult(
        reason=reason,
        limit=None,
        message="",
        solver=solver,
        version="1",
        seconds=0.1,
        threads=1,
        objective=objective,
        bound=bound,
        x_or_none=None if objective is None else np.zeros(4),
        verification=None if objective is None else plan.verification,
    )


def test_both_proved_the_same():
    found = racing._verdict([ended("a", 23.0, 23.0), ended("b", 23.0, 23.0)], AUTO)
    assert (found.solver, found.corroborated_by) == ("a", "b")


def test_both_proved_that_there_is_no_plan():
    none = [ended(name, None, None, Reason.INFEASIBLE) for name in "ab"]
    assert racing._verdict(none, AUTO).corroborated_by == "b"


def test_a_better_plan_refutes_a_proof():
    found = racing._verdict([ended("a", 20.0, 20.0), ended("b", 23.0, 23.0)], AUTO)
    assert (found.solver, found.objective, found.corroborated_by) == ("b", 23.0, "")


def test_a_better_plan_without_a_proof_refutes_one_too():
    late = ended("b", 23.0, 30.0, Reason.FEASIBLE)
    found = racing._verdict([ended("a", 20.0, 20.0), late], AUTO)
    assert (found.solver, found.objective, found.reason) == ("b", 23.0, Reason.FEASIBLE)


def test_the_plan_of_one_and_the_bound_of_the_other_make_a_proof():
    one = ended("a", 23.0, 40.0, Reason.FEASIBLE)
    other = ended("b", 20.0, 23.0, Reason.FEASIBLE)
    found = racing._verdict([other, one], AUTO)
    assert (found.solver, found.objective, found.bound) == ("a", 23.0, 23.0)
    assert found.reason is Reason.OPTIMAL
    assert found.gap == 0


def test_a_bound_below_the_best_plan_is_not_used():
    one = ended("a", 23.0, 40.0, Reason.FEASIBLE)
    other = ended("b", 20.0, 21.0, Reason.FEASIBLE)
    found = racing._verdict([other, one], AUTO)
    assert (found.solver, found.bound, found.reason) == ("a", 40.0, Reason.FEASIBLE)


def test_a_plan_beats_a_claim_that_there_is_none():
    found = racing._verdict(
        [ended("a", None, None, Reason.INFEASIBLE), ended("b", 23.0, None, Reason.FEASIBLE)], AUTO
    )
    assert found.solver == "b"

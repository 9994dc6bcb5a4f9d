"""The search that finds plans: right, the same on any number of threads, in the order asked for."""

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizer
from optimizer.certificate.checker import check_proof
from optimizer.certificate.proof import Proof
from optimizer.formulation import formulate
from optimizer.formulation.order import Order
from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.numerics.verify import verify
from optimizer.search.branching import Brancher
from optimizer.search.optimise import Optimised, optimise
from optimizer.search.relaxation import Relaxation
from optimizer.search.search import Budget, State
from tests.search.test_prove import enumerated, whole_program
from tests.solvers.programs import INF, market_split, program

SOLVABLE = 1
"""A seed whose program has a plan."""


def searched(of: Program, threads: int = 1, **more: object) -> Optimised:
    return optimise(
        check(of).program,
        gap=1e-6,
        budget=Budget(threads=threads),
        **more,  # type: ignore[arg-type]
    )


@given(st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_what_it_finds_is_the_optimum_and_its_tree_proves_it(seed: int) -> None:
    of, out = whole_program(seed), searched(whole_program(seed))
    best = enumerated(of)
    assert out.closed
    proof = check_proof(check(of).program, Proof(None, (), out.tree), exact=True)
    if best is None:
        assert out.found is None
        assert proof.bound == -np.inf
        return
    assert out.found is not None
    assert verify(of, out.found.x).ok
    assert out.found.objective == pytest.approx(best, abs=1e-6)
    assert best - 1e-9 <= proof.bound <= best + 1e-6 * max(abs(best), 1.0)
    assert out.bound >= best - 1e-9


def test_the_same_on_any_number_of_threads(fleets: Path) -> None:
    of = formulate(optimizer.load(fleets / "gpu-cloud" / "site.yaml")).program
    one, many = searched(of, threads=1), searched(of, threads=4)
    assert one.nodes == many.nodes
    assert one.found is not None
    assert many.found is not None
    np.testing.assert_array_equal(one.found.x, many.found.x)
    for name in ("column", "at", "witness", "value"):
        np.testing.assert_array_equal(getattr(one.tree, name), getattr(many.tree, name))


def test_priorities_decide_what_is_split_first() -> None:
    base = program([3, 2, 2], [[2, 2, 2]], -INF, 3, 0, 1, True)
    for first in range(3):
        of = replace(base, priority=np.eye(3, dtype=np.int64)[first])
        relaxation = Relaxation(of)
        places = Brancher(relaxation).fractional(np.array([0.5, 0.5, 0.5]))
        assert places.tolist() == [first]
    assert Brancher(Relaxation(base)).fractional(np.array([0.5, 1.0, 0.5])).tolist() == [0, 2]


def test_priorities_do_not_change_the_optimum() -> None:
    for seed in range(40):
        of = whole_program(seed)
        ordered = replace(of, priority=np.arange(of.shape[1]))
        one, other = searched(of), searched(ordered)
        assert (one.found is None) == (other.found is None)
        if one.found is not None and other.found is not None:
            assert one.found.objective == pytest.approx(other.found.objective, abs=1e-6)


def test_a_fleet_says_what_to_settle_first(fleets: Path) -> None:
    of = formulate(optimizer.load(fleets / "west-texas-hybrid" / "site.yaml")).program
    names = {
        order: {
            of.column_name(j).split("[")[0] for j in np.flatnonzero(of.priority == order).tolist()
        }
        for order in Order
    }
    assert names[Order.FINANCED] == {"covenants.used"}
    assert names[Order.WHETHER] == {"hosting.begun"}
    assert names[Order.HOW_MUCH] == {"halls.started", "hosting.steps"}
    assert names[Order.BY_WHEN] == {"halls.started", "hosting.begun"}
    assert names[Order.EXACTLY_WHEN] == {"halls.phases", "hosting.signed"}
    last = [of.column_name(j) for j in np.flatnonzero(of.priority == Order.WHETHER).tolist()]
    assert "hosting.begun[triple-net-15y, pecos, 2029-06]" in last
    assert not of.priority[~of.integer].any()


def test_a_start_is_a_hint() -> None:
    of = whole_program(SOLVABLE)
    best = enumerated(of)
    assert best is not None
    exact = searched(of).found
    assert exact is not None
    whole = tuple(exact.x.tolist())
    for start in (whole, (0.0,), tuple(100.0 for _ in whole)):
        found = searched(of, start=start).found
        assert found is not None
        assert found.objective == pytest.approx(best, abs=1e-6)


def test_a_start_is_reported_where_nothing_else_is_found() -> None:
    hard = market_split()
    plan = np.zeros(int(hard.integer.sum()))
    out = optimise(
        check(hard).program, gap=1e-6, budget=Budget(nodes=1), start=tuple(plan.tolist())
    )
    assert out.found is not None
    assert not out.closed
    assert out.found.x[hard.integer].tolist() == plan.tolist()


@pytest.mark.parametrize("nodes", [1, 2, 3, 10, 51])
def test_a_budget_of_nodes_is_kept(nodes: int) -> None:
    out = optimise(check(market_split()).program, gap=1e-6, budget=Budget(nodes=nodes))
    assert out.nodes <= nodes
    assert not out.closed


def test_it_tells_how_far_it_is_and_stops_when_asked() -> None:
    stop, states = Event(), list[State]()

    def heard(state: State) -> None:
        states.append(state)
        if len(states) == 5:
            stop.set()

    out = optimise(
        check(market_split()).program, gap=1e-6, budget=Budget(threads=2), stop=stop, heard=heard
    )
    assert not out.closed
    assert 5 <= len(states) <= 7
    bounds = [state.bound for state in states]
    assert bounds == sorted(bounds, reverse=True)
    assert [state.nodes for state in states] == sorted(state.nodes for state in states)
    assert out.bound <= bounds[-1]


def test_what_is_left_open_is_bounded() -> None:
    of = check(market_split()).program
    out = optimise(of, gap=1e-6, budget=Budget(nodes=40))
    proved = check_proof(of, Proof(None, (), out.tree)).bound
    assert out.found is None or out.found.objective <= proved
    assert proved == pytest.approx(out.bound, rel=1e-6, abs=1e-6)

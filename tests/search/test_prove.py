"""Proofs of small programs against enumeration, claims that are wrong, and the edges."""

import itertools
from dataclasses import fields
from threading import Event

import numpy as np
import pytest

from optimizer.certificate.checker import Checked, check_proof
from optimizer.certificate.proof import Proof
from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.numerics.verify import verify
from optimizer.search import lane
from optimizer.search.plans import Found, plan_near
from optimizer.search.prove import Budget, Proved, Refuted, prove
from tests.solvers.programs import INF, market_split, program, random_program

GAP = 1e-6


def whole_program(seed: int) -> Program:
    """A few whole-numbered columns and rows, often without any plan."""
    rng = np.random.default_rng(seed)
    m, n = int(rng.integers(1, 5)), int(rng.integers(2, 6))
    A = rng.integers(-6, 7, (m, n)).astype(float)
    upper = rng.integers(1, 4, n).astype(float)
    middle = A @ (upper / 2) + rng.integers(-6, 7, m)
    row_lower = np.where(rng.random(m) < 0.5, middle - rng.integers(0, 4, m), -INF)
    return program(
        rng.integers(-9, 10, n), A, row_lower, middle, 0, upper, True, offset=float(seed % 7)
    )


def enumerated(of: Program) -> float | None:
    """The optimum of a program whose columns are all whole-numbered."""
    ranges = [
        np.arange(low, high + 1) for low, high in zip(of.col_lower, of.col_upper, strict=True)
    ]
    points = np.array(list(itertools.product(*ranges)), dtype=float)
    activity = points @ of.matrix.toarray().T
    good = ((activity >= of.row_lower - 1e-9) & (activity <= of.row_upper + 1e-9)).all(axis=1)
    return float((points[good] @ of.objective).max() + of.offset) if good.any() else None


def proved(of: Program, worth: float | None, **more) -> Checked:
    """What the proof of a right claim proves, in floats and exactly."""
    result = prove(of, worth, gap=GAP, **more)
    assert isinstance(result, Proved)
    assert result.closed
    exact = check_proof(of, result.proof, exact=True)
    checked = check_proof(of, result.proof)
    assert exact.bound <= checked.bound
    return checked


@pytest.mark.parametrize("seed", range(40))
def test_right_claims_are_proved(seed):
    small = whole_program(seed)
    best = enumerated(small)
    checked = proved(small, best)
    if best is None:
        assert checked.bound == -INF
    else:
        assert best <= checked.bound <= best + GAP * max(abs(best), 1.0)


def test_both_kinds_of_claims_occur():
    ends = [enumerated(whole_program(seed)) is None for seed in range(40)]
    assert 5 < sum(ends) < 35


@pytest.mark.parametrize("seed", range(40))
def test_wrong_claims_are_refuted(seed):
    small = whole_program(seed)
    best = enumerated(small)
    for claim in () if best is None else (None, best - 1.0):
        result = prove(small, claim)
        assert isinstance(result, Refuted)
        assert verify(small, result.x).ok
        assert result.objective == pytest.approx(small.value(result.x))
        assert result.objective > (claim if claim is not None else -INF)


@pytest.mark.parametrize("seed", range(30))
def test_mixed_programs(seed):
    mixed = check(random_program(seed, integers=True)).program
    result = prove(mixed, None)
    # No claim is right: follow the better plans up to the optimum.
    while isinstance(result, Refuted):
        best = result.objective
        result = prove(mixed, best, gap=GAP)
    assert result.closed
    bound = check_proof(mixed, result.proof, exact=True).bound
    assert best - 1e-6 * max(abs(best), 1.0) <= bound <= best + 1.001 * GAP * max(abs(best), 1.0)


def test_no_gap_at_all_is_proved_up_to_rounding():
    mixed = check(random_program(5, integers=True)).program
    best = -INF
    result = prove(mixed, None)
    while isinstance(result, Refuted):
        best = result.objective
        result = prove(mixed, best, gap=0.0)
    assert result.closed
    assert check_proof(mixed, result.proof).bound == pytest.approx(best, rel=2e-9)


def test_linear_program_needs_one_leaf():
    linear = program([1, 1], [[1, 2], [3, 1]], -INF, [4, 6], 0, 10)
    checked = proved(linear, 2.8)
    assert checked.nodes == 1
    assert checked.bound == pytest.approx(2.8)


def test_duals_at_hand_spare_the_solver():
    linear = program([1, 1], [[1, 2], [3, 1]], -INF, [4, 6], 0, 10)
    result = prove(linear, 2.8, row_duals=np.array([0.4, 0.2]))
    assert isinstance(result, Proved)
    assert (result.closed, result.iterations) == (True, 0)
    assert check_proof(linear, result.proof, exact=True).bound == pytest.approx(2.8)


def test_bad_duals_do_no_harm():
    linear = program([1, 1], [[1, 2], [3, 1]], -INF, [4, 6], 0, 10)
    checked = proved(linear, 2.8, row_duals=np.array([np.nan, -3.0]))
    assert checked.bound == pytest.approx(2.8)


def test_infeasible_linear_program_needs_one_leaf():
    checked = proved(program([1, 1], [[1, 1], [1, 1]], [3, -INF], [INF, 2], 0, 10), None)
    assert (checked.nodes, checked.bound) == (1, -INF)


def test_infeasible_for_whole_numbers_only():
    checked = proved(program([1, 1], [[2, -2]], 1, 1, 0, 5, True), None)
    assert checked.bound == -INF
    assert checked.nodes > 1


def test_no_rows():
    checked = proved(program([2.0, -3.0], np.zeros((0, 2)), [], [], -1, 4, [True, False]), 11.0)
    assert checked.bound == pytest.approx(11.0)


def test_no_columns():
    checked = proved(program([], np.zeros((1, 0)), -1, 1, 0, 1, offset=5.0), 5.0)
    assert checked.bound == pytest.approx(5.0)


def test_no_columns_and_a_row_that_cannot_hold():
    assert proved(program([], np.zeros((1, 0)), 1, 2, 0, 1), None).bound == -INF


def test_crossing_bounds():
    crossed = program([1.0], np.ones((1, 1)), -INF, 9, 0.2, 0.8, True)
    assert proved(crossed, None).bound == -INF


def same(one: Proof, other: Proof) -> bool:
    return all(
        getattr(one.tree, f.name).tobytes() == getattr(other.tree, f.name).tobytes()
        for f in fields(one.tree)
    )


def test_the_same_bytes_twice():
    split = market_split(items=12)
    first, second = (prove(split, -1.0, budget=Budget(nodes=40)) for _ in range(2))
    assert isinstance(first, Proved)
    assert isinstance(second, Proved)
    assert first.proof.tree.value.size
    assert same(first.proof, second.proof)


@pytest.mark.parametrize("nodes", [1, 2, 7, 50])
def test_budget_of_nodes(nodes):
    result = prove(market_split(), -1.0, budget=Budget(nodes=nodes))
    assert isinstance(result, Proved)
    # A box is opened as long as there is room for two children.
    assert nodes - 1 <= result.nodes <= nodes


def test_budget_ends_with_a_bound():
    hard = market_split()
    result = prove(hard, -1.0, budget=Budget(nodes=7))
    assert isinstance(result, Proved)
    assert not result.closed
    checked = check_proof(hard, result.proof)
    # The relaxation's bound, 0, not what the box alone would give.
    assert -1.0 < checked.bound <= 1e-6
    assert checked.open_leaves == 0


def test_budget_of_iterations():
    result = prove(market_split(), -1.0, budget=Budget(iterations=200))
    assert isinstance(result, Proved)
    assert not result.closed
    assert result.iterations < 800


def test_stop():
    stop = Event()
    stop.set()
    result = prove(market_split(), -1.0, stop=stop)
    assert isinstance(result, Proved)
    assert not result.closed
    assert result.nodes == 1


def test_no_seconds_left():
    result = prove(market_split(), -1.0, budget=Budget(seconds=0.0))
    assert isinstance(result, Proved)
    assert result.nodes == 1


def test_plan_near_rounds_and_solves_what_is_left():
    mixed = program([1.0, 1.0], [[1.0, 1.0]], -INF, 4.5, 0, 9, [True, False])
    for value in (2.9999999, 3.0000001):
        found = plan_near(mixed, np.array([value]))
        assert found is not None
        assert found.x == pytest.approx([3.0, 1.5], abs=0)
        assert found.objective == 4.5
    assert plan_near(mixed, np.array([6.0])) is None


def test_a_plan_that_is_no_better_refutes_nothing(monkeypatch):
    linear = program([1, 1], [[1, 2], [3, 1]], -INF, [4, 6], 0, 10)
    monkeypatch.setattr(lane, "plan_near", lambda _program, _values: Found(np.zeros(2), 2.0))
    result = prove(linear, 2.0)
    assert isinstance(result, Proved)
    assert not result.closed
    assert check_proof(linear, result.proof).bound == pytest.approx(2.8)


def test_boxes_that_nothing_closes_are_said_to_be_open(monkeypatch):
    monkeypatch.setattr(lane, "plan_near", lambda _program, _values: None)
    result = prove(program([1.0], [[1.0]], -INF, 2.5, 0, 9, True), 1.0)
    assert isinstance(result, Proved)
    assert not result.closed

"""Faces of optimal plans, and the plan that preferences pick, on programs of a few columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from optimizer.choice.canonical import Moves, Stage, StageEnd, optimal_face, polish, select
from optimizer.choice.faces import WAYS, Face, FaceError
from optimizer.choice.spread import spread
from optimizer.choice.ties import put_in_order, search
from optimizer.lp.program import Program
from optimizer.numerics.scaling import scale
from optimizer.solvers.raw import Attempt
from optimizer.solvers.solve import solve


def _program(
    objective: list[float],
    rows: list[list[float]],
    lower: list[float],
    upper: list[float],
    most: float = 10.0,
    integer: bool = False,
) -> Program:
    n = len(objective)
    return Program(
        objective=np.array(objective, dtype=float),
        offset=0.0,
        matrix=sp.csr_array(np.array(rows, dtype=float)),
        row_lower=np.array(lower, dtype=float),
        row_upper=np.array(upper, dtype=float),
        col_lower=np.zeros(n),
        col_upper=np.full(n, most),
        integer=np.full(n, integer),
    )


# Three stores share a load of 12; the third costs more.
SPLIT = _program([-1, -1, -2], [[1, 1, 1]], [12], [12])


def _stage(cost: list[float], name: str = "stage") -> Stage:
    return Stage(name, name, np.array(cost, dtype=float))


def _face(program: Program) -> Face:
    found = solve(program)
    return optimal_face(program, found.x, found.row_duals)


def test_the_face_of_a_split_load() -> None:
    face = _face(SPLIT)
    assert face.free.tolist() == [True, True, False]
    for cost, best in (([1, 0, 0], [10, 2, 0]), ([-1, 0, 0], [2, 10, 0])):
        corner = face.maximise(np.array(cost, dtype=float))
        assert corner.x == pytest.approx(best)


def test_a_row_with_a_dual_becomes_an_equation() -> None:
    program = _program([1, 1], [[1, 1]], [-np.inf], [4])
    face = _face(program)
    assert face.row_lower.tolist() == face.row_upper.tolist() == [4.0]
    assert face.maximise(np.array([-1.0, -1.0])).x.sum() == pytest.approx(4.0)


def test_duals_of_another_plan_are_refused() -> None:
    scaled = scale(SPLIT)
    face = Face.of(scaled)
    with pytest.raises(FaceError):
        face.optimal(np.array([0.0, 2.0, 10.0]), SPLIT.objective / 2, np.array([-0.5]))


def test_duals_that_ask_for_a_bound_that_is_not_there_are_refused() -> None:
    # A dual of this sign holds the row at its upper bound, and there is none.
    face = Face.of(scale(_program([1, 1], [[1, 1]], [2], [np.inf])))
    with pytest.raises(FaceError):
        face.optimal(np.array([10.0, 10.0]), np.array([1.0, 1.0]), np.array([0.5]))


def test_wrong_duals_are_worked_out_again() -> None:
    # -2 is no dual of the split: the first two columns would have to stand at their upper bounds.
    face = optimal_face(SPLIT, np.array([10.0, 2.0, 0.0]), np.array([-2.0]))
    assert face.free.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("stages", "picked"),
    [
        ([[1, 0, 0]], [2, 10, 0]),
        ([[0, 1, 0]], [10, 2, 0]),
        ([[0, 0, 1], [0, 1, 0]], [10, 2, 0]),
        ([[1, 1, 0], [1, 0, 0]], [2, 10, 0]),
        ([[1, 0, 0], [0, 1, 0]], [2, 10, 0]),
    ],
)
def test_the_first_preference_counts_most(stages: list[list[float]], picked: list[float]) -> None:
    found = solve(SPLIT)
    chosen = select(SPLIT, found.x, found.row_duals, tuple(map(_stage, stages)))
    assert chosen.x == pytest.approx(picked)
    assert chosen.unique
    assert SPLIT.value(chosen.x) == pytest.approx(SPLIT.value(found.x), rel=1e-12)


def test_what_no_preference_names_is_single_all_the_same() -> None:
    found = solve(SPLIT)
    picked = [select(SPLIT, found.x, None, (), ways) for ways in (WAYS, WAYS[1:])]
    assert all(chosen.unique for chosen in picked)
    assert picked[0].x == pytest.approx(picked[1].x)


def test_preferences_without_a_choice_say_so() -> None:
    found = solve(SPLIT)
    chosen = select(SPLIT, found.x, found.row_duals, (_stage([0, 0, 1]), _stage([1, 0, 0])))
    assert [s.end for s in chosen.stages] == [StageEnd.NO_CHOICE, StageEnd.APPLIED]


def test_sizes_of_moves_count_both_ways() -> None:
    # Two months of a stock that may be anything from 2 to 10; it was 4 before.
    program = _program([0, 0], [[1, 0], [0, 1]], [2, 2], [10, 10])
    steps = sp.csr_array(np.array([[1.0, 0.0], [-1.0, 1.0]]))
    moves = Moves(steps, np.array([-4.0, 0.0]), np.ones(2))
    still = Stage("still", "still", np.zeros(2), moves)
    for start in ([2.0, 9.0], [10.0, 2.0]):
        chosen = select(program, np.array(start), None, (still,))
        assert chosen.x == pytest.approx([4, 4])
        assert chosen.unique


def test_a_step_that_fails_leaves_the_plan_and_says_so() -> None:
    found = solve(SPLIT)
    broken = (Attempt(presolve=False, extra=(("simplex_iteration_limit", 0),)),)
    chosen = select(SPLIT, found.x, found.row_duals, (_stage([1, 1, 0]), _stage([1, 0, 0])), broken)
    assert SPLIT.value(chosen.x) == pytest.approx(SPLIT.value(found.x))
    if any(stage.end is StageEnd.FAILED for stage in chosen.stages):
        assert not chosen.unique


def test_without_any_dual_the_plan_given_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise FaceError("no")

    found = solve(SPLIT)
    monkeypatch.setattr("optimizer.choice.canonical.optimal_face", fail)
    chosen = select(SPLIT, found.x, None, (_stage([1, 0, 0]),))
    assert chosen.x is found.x
    assert [s.end for s in chosen.stages] == [StageEnd.FAILED]
    assert not chosen.unique
    assert not chosen.changed


def test_a_plan_worth_less_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the face were wrong: here it is all feasible plans."""
    monkeypatch.setattr(
        "optimizer.choice.canonical.optimal_face", lambda program, *_: Face.of(scale(program))
    )
    found = solve(SPLIT)
    chosen = select(SPLIT, found.x, None, (_stage([1, 1, 0]),))
    assert [s.end for s in chosen.stages] == [StageEnd.FAILED]
    assert SPLIT.value(chosen.x) == pytest.approx(SPLIT.value(found.x), rel=1e-9)


def test_polish_gives_plan_and_duals_of_given_whole_numbers() -> None:
    program = replace(SPLIT, integer=np.array([True, False, False]))
    plan = polish(program, np.array([3.0, 0.0, 0.0]))
    assert plan is not None
    assert plan.x == pytest.approx([3, 9, 0])
    assert plan.row_duals == pytest.approx([-1])
    assert plan.reduced_costs == pytest.approx([0, 0, -1])
    assert polish(replace(program, row_lower=np.array([99.0])), np.zeros(3)) is None


def test_spread_moves_all_that_can_move_and_nothing_else() -> None:
    found = solve(SPLIT)
    others = spread(SPLIT, _face(SPLIT), found.x)
    assert others
    moved = np.any([np.abs(x - found.x) > 1e-6 for x in others], axis=0)
    assert moved.tolist() == [True, True, False]
    for x in others:
        assert SPLIT.value(x) == pytest.approx(SPLIT.value(found.x), rel=1e-12)
    single = _program([-1, -2], [[1, 1]], [8], [8])
    assert spread(single, _face(single), solve(single).x) == ()


# Two of three projects, any two of which are worth the same; the fourth is worth less.
PROJECTS = _program([5, 5, 5, 4], [[1, 1, 1, 1]], [-np.inf], [2], most=1, integer=True)


@pytest.mark.parametrize("start", [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]])
def test_whole_numbers_in_order(start: list[float]) -> None:
    costs = (np.ones(4), np.array([0.0, 1.0, 2.0, 3.0]))
    found = search(PROJECTS, np.array(start, dtype=float), costs)
    assert found.complete
    assert found.x.tolist() == [1, 1, 0, 0]
    partners = (np.array([1, 0, 2, 3]), np.array([2, 1, 0, 3]), np.array([0, 2, 1, 3]))
    ordered = put_in_order(np.array(start, dtype=float), partners, costs)
    assert ordered.tolist() == [1, 1, 0, 0]


def test_the_best_is_found_first_where_a_gap_was_left() -> None:
    costs = (np.ones(4), np.array([0.0, 1.0, 2.0, 3.0]))
    start = np.array([0.0, 1.0, 0.0, 1.0])
    found = search(PROJECTS, start, costs, proved=False)
    assert found.complete
    assert found.x.tolist() == [1, 1, 0, 0]


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.choice.ties.TIME_LIMIT_S", 0.0)
    start = np.array([0.0, 1.0, 0.0, 1.0])
    found = search(PROJECTS, start, (np.ones(4),), proved=False)
    assert not found.complete
    assert found.x is start


def test_costs_of_very_different_sizes_are_told_apart() -> None:
    """A cent a unit beside a billion is no tie, though its dual is next to nothing."""
    program = _program([1e9, 0.01, 0.0], [[1, 0, 0], [0, 1, 1]], [-np.inf, -np.inf], [3, 2])
    found = solve(program)
    chosen = select(program, found.x, found.row_duals, (_stage([0, 1, 0]),))
    assert chosen.x[0] == pytest.approx(3)
    assert program.value(chosen.x) >= program.value(found.x) * (1 - 1e-9)

"""The linear program kept inside HiGHS, and the bounds made of what it says."""

import itertools

import numpy as np
import pytest

from optimizer.numerics.highs_lp import HighsLp, LpEnd
from optimizer.numerics.scaling import scale
from optimizer.search.recording import Witness
from optimizer.search.relaxation import Box, Relaxation
from optimizer.search.witnesses import leading_bits, shortened
from tests.solvers.programs import INF, named, program


def lp() -> HighsLp:
    """Maximise 3 x + 2 y, x + y <= 4, x + 3 y >= 3, 0 <= x, y <= 3: (3, 1) is worth 11."""
    base = program([3, 2], [[1, 1], [1, 3]], [-INF, 3], [4, INF], 0, 3)
    return HighsLp(scale(named(base, column_scale=4.0, row_scale=0.5)))


def test_optimum_and_duals_in_own_units():
    answer = lp().solve()
    assert answer.end is LpEnd.OPTIMAL
    assert answer.objective == pytest.approx(11.0)
    assert answer.x == pytest.approx([3.0, 1.0])
    assert answer.multipliers == pytest.approx([2.0, 0.0])


def test_bounds_move_and_come_back():
    held = lp()
    both = np.arange(2)
    held.set_bounds(both, np.zeros(2), np.array([1.0, 3.0]))
    assert held.solve().objective == pytest.approx(9.0)
    held.set_bounds(both, np.zeros(2), np.full(2, 3.0))
    assert held.solve().objective == pytest.approx(11.0)


def test_infeasible_gives_a_ray():
    held = lp()
    held.set_bounds(np.arange(2), np.array([2.5, 2.0]), np.full(2, 3.0))
    answer = held.solve()
    assert answer.end is LpEnd.INFEASIBLE
    assert answer.multipliers is not None
    assert abs(answer.multipliers[0]) > 0
    assert answer.multipliers[1] == 0


def test_iterations_are_limited():
    answer = lp().solve(iterations=0)
    assert answer.end is LpEnd.UNFINISHED
    assert answer.x is None


def test_a_solve_can_be_ended():
    rng = np.random.default_rng(0)
    base = program(rng.uniform(1, 2, 300), rng.uniform(0, 1, (200, 300)), -INF, 9.0, 0, 3)
    asked = itertools.count()
    held = HighsLp(scale(base), ended=lambda: next(asked) > 2)
    assert held.solve().end is LpEnd.UNFINISHED


def test_cut_off():
    rng = np.random.default_rng(0)
    wide = program(rng.uniform(1, 2, 60), rng.uniform(0, 1, (40, 60)), -INF, 9.0, 0, 3)
    held = HighsLp(scale(wide))
    best = held.solve().objective
    held.forget_basis()
    answer = held.solve(cut_off=best + 5.0)
    assert answer.end in (LpEnd.CUT_OFF, LpEnd.OPTIMAL)
    held.forget_basis()
    assert held.solve(cut_off=best - 5.0).end is LpEnd.OPTIMAL


def test_basis_is_a_place_to_come_back_to():
    held = lp()
    held.solve()
    basis = held.basis()
    held.set_bounds(np.arange(2), np.zeros(2), np.array([1.0, 3.0]))
    held.solve()
    held.set_bounds(np.arange(2), np.zeros(2), np.full(2, 3.0))
    held.set_basis(basis)
    assert held.solve().iterations == 0


def relaxation(target: float = -INF) -> Relaxation:
    return Relaxation(program([5, 4], [[6, 4], [1, 2]], -INF, [24, 6], 0, 9, True), target)


def test_bound_is_rigorous_and_close():
    relaxed = relaxation().solve(Box(np.zeros(2), np.full(2, 9.0)))
    assert 21.0 <= relaxed.bound <= 21.0 + 1e-9
    assert relaxed.values == pytest.approx([3.0, 1.5])


def test_empty_box_is_proved_empty():
    here = relaxation()
    relaxed = here.solve(Box(np.array([4.0, 1.0]), np.full(2, 9.0)))
    assert relaxed.bound == -INF
    assert relaxed.witness is not None
    assert relaxed.witness.weight == 0.0


def test_witness_bounds_another_box_too():
    here = relaxation()
    box = here.whole_box()
    relaxed = here.solve(box)
    assert relaxed.witness is not None
    assert here.over(relaxed.witness, box.left(0, 2.0)) <= relaxed.bound
    # A ray of another box proves nothing here.
    assert here.over(Witness(0.0, np.array([0], np.int32), np.array([1.0])), box) == INF


def test_multipliers_are_shortened_where_there_is_room():
    here = relaxation()
    box = here.whole_box()
    long = Witness(1.0, np.array([0, 1], np.int32), np.array([0.751234567891, 0.501234567891]))
    bound = here.over(long, box)
    assert shortened(here, long, box, bound - 1.0) is long
    short = shortened(here, long, box, bound + 0.1)
    assert (short.value == leading_bits(long.value.astype(float), 8)).all()
    assert short.value.dtype == np.float32
    assert here.over(short, box) <= bound + 0.1


def test_leading_bits():
    values = np.array([1.0, -1.0 / 3.0, 1e-40, 3e200, 0.0])
    rounded = leading_bits(values, 8)
    assert rounded.tolist() == [1.0, -171 / 512, 0.0, 3e200, 0.0]
    assert (leading_bits(values[:2], 24) == values[:2].astype(np.float32)).all()

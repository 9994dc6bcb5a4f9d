"""Proofs by hand, proofs at random against a second checker, and proofs tampered with."""

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.certificate import checker
from optimizer.certificate.bound import Direction, ExactBounds, FloatBounds
from optimizer.certificate.checker import check_proof, leaf_bounds
from optimizer.certificate.proof import ProofError
from optimizer.certificate.system import assemble
from tests.certificate.mini import check as mini_check
from tests.certificate.small import (
    INF,
    best,
    by_trying_all,
    leaf,
    lemma,
    program,
    proof,
    tree,
)

BOTH = pytest.mark.parametrize("exact", [False, True])


def two_products():
    """3x + 2y with x + y <= 4, x + 3y <= 6, x <= 3: optimum 11 at (3, 1), multipliers 2 and 0."""
    return program([3, 2], [[1, 1], [1, 3]], -INF, [4, 6], 0, [3, 10])


def knapsack():
    """5a + 4b + 3c, 2a + 3b + c <= 5, b + c <= 1: optimum 9 at (1, 1, 0)."""
    return program([5, 4, 3], [[2, 3, 1], [0, 1, 1]], -INF, [5, 1], 0, 1, True)


@BOTH
def test_multipliers_of_an_lp(exact):
    checked = check_proof(two_products(), proof(leaf(1, {0: 2})), exact)
    assert checked.bound == pytest.approx(11, abs=1e-12)
    assert checked.bound >= 11
    assert (checked.nodes, checked.leaves, checked.open_leaves, checked.lemmas) == (1, 1, 0, 0)
    assert checked.ok


def test_exact_is_exact():
    assert check_proof(two_products(), proof(leaf(1, {0: 2})), exact=True).bound == 11


@BOTH
def test_a_wrong_sign_counts_as_nothing(exact):
    checked = check_proof(two_products(), proof(leaf(1, {0: 2, 1: -5})), exact)
    assert checked.bound == pytest.approx(11, abs=1e-12)


@BOTH
def test_bad_multipliers_make_a_weak_bound(exact):
    checked = check_proof(two_products(), proof(leaf(1, {1: 1})), exact)
    assert checked.bound == pytest.approx(12, abs=1e-12)


@BOTH
def test_the_offset_is_part_of_the_bound(exact):
    base = dataclasses.replace(two_products(), offset=0.5)
    checked = check_proof(base, proof(leaf(1, {0: 2})), exact)
    assert checked.bound == pytest.approx(11.5, abs=1e-12)


@BOTH
def test_lower_bounds_of_rows(exact):
    base = program([-1], [[1]], 2, INF, 0, 10)
    assert check_proof(base, proof(leaf(1, {0: -1})), exact).bound == pytest.approx(-2)


@BOTH
def test_a_tree_by_hand(exact):
    # Root LP: 2a + 3b + c <= 5. Where b = 0, the box gives 8; where b = 1, row 1 forbids c: 9.
    last = tree([(1, 0, 1, 2), -1, 0], [(1, {1: 3})])
    checked = check_proof(knapsack(), proof(last), exact)
    assert checked.bound == pytest.approx(9, abs=1e-12)
    assert (checked.nodes, checked.leaves, checked.open_leaves) == (3, 2, 1)


@BOTH
def test_no_plan(exact):
    base = program([1, 1], [[1, 1], [1, -1]], [3, 0], [INF, 0], 0, 1, True)
    checked = check_proof(base, proof(leaf(0, {0: -1})), exact)
    assert checked.bound == -INF
    assert checked.ok


@BOTH
def test_touching_is_not_empty(exact):
    base = program([1, 1], [[1, 1]], 2, INF, 0, 1)
    checked = check_proof(base, proof(leaf(0, {0: -1})), exact)
    assert checked.bound == pytest.approx(2)
    assert checked.open_leaves == 1


@BOTH
def test_no_plan_only_after_a_split(exact):
    # 2x + 2y = 1 has a fractional plan, no whole one.
    base = program([1, 1], [[2, 2]], 1, 1, 0, 1, True)
    last = tree([(0, 0, 1, 2), (1, 0, 3, 4), 1, 0, 1], [(0, {0: -1}), (0, {0: 1})])
    assert check_proof(base, proof(last), exact).bound == -INF


@BOTH
def test_fractional_bounds_of_whole_numbers_are_rounded_inward(exact):
    base = program([1], [[1]], -INF, 10, 0.2, 3.9, True)
    assert check_proof(base, proof(tree([-1])), exact).bound == pytest.approx(3)
    nothing = program([1], [[1]], -INF, 10, 0.2, 0.9, True)
    assert check_proof(nothing, proof(tree([-1])), exact).bound == -INF


@BOTH
def test_a_split_outside_the_box_leaves_one_side_empty(exact):
    checked = check_proof(knapsack(), proof(tree([(0, 7, 1, 2), -1, -1])), exact)
    assert checked.bound == pytest.approx(12)
    assert checked.open_leaves == 1


@BOTH
def test_a_lemma_may_be_used_by_what_follows(exact):
    # x + y <= 1.5 for whole numbers is x + y <= 1: split x, and round.
    base = program([1, 1], [[2, 2]], -INF, 3, 0, 1, True)
    cut = lemma({0: 1, 1: 1}, 1, tree([(0, 0, 1, 2), -1, (1, 0, 3, 4), -1, 0], [(0, {0: 1})]))
    checked = check_proof(base, proof(leaf(1, {2: 1}), [cut]), exact)
    assert checked.bound == pytest.approx(1, abs=1e-12)
    assert checked.lemmas == 1


@BOTH
def test_a_lemma_of_whole_numbers_is_rounded_down(exact):
    # Half of 2x + 2y <= 3 proves x + y <= 1.5, so 1; for fractions of machines it does not.
    base = program([1, 1], [[2, 2]], -INF, 3, 0, 1, True)
    cut = lemma({0: 1, 1: 1}, 1, leaf(1, {0: 0.5}))
    checked = check_proof(base, proof(leaf(1, {2: 1}), [cut]), exact)
    assert checked.bound == pytest.approx(1, abs=1e-12)
    mixed = dataclasses.replace(base, integer=np.array([True, False]))
    for wrong, about in ((cut, mixed), (lemma({0: 1, 1: 0.5}, 1, leaf(1, {0: 0.5})), base)):
        with pytest.raises(ProofError, match=r"lemma 0 says at most 1\.0"):
            check_proof(about, proof(tree([-1]), [wrong]), exact)


@BOTH
def test_a_lemma_from_the_target(exact):
    # Who wants 9 of the knapsack takes a: the rest is worth 7.
    must = lemma({0: -1}, -1, tree([(0, 0, 1, 2), 0, -1], [(0, {3 - 1: -1})]))
    base = knapsack()
    assert best(base) == 9
    checked = check_proof(base, proof(tree([-1]), [must], target=9.0), exact)
    assert checked.bound == pytest.approx(12)
    # Then rows 0 and 1 leave no room for more.
    last = tree([(1, 0, 1, 2), 1, 0], [(1, {1: 3}), (0, {2: -1})])
    assert check_proof(base, proof(last, [must], target=8.5), exact).bound == pytest.approx(9)
    assert check_proof(base, proof(last, [must], target=9.5), exact).bound == 9.5


@BOTH
def test_a_target_that_nothing_uses_does_not_weaken_the_bound(exact):
    base = two_products()
    checked = check_proof(base, proof(leaf(1, {0: 2}), target=1e6), exact)
    assert checked.bound == pytest.approx(11)


@BOTH
def test_the_target_row_is_never_more_than_the_target(exact):
    # target - offset is no float: rounded up, the row would cut off plans of the very target.
    base = program([1.0], [[1.0]], -INF, INF, 0, 1, offset=2.0**-60)
    checked = check_proof(base, proof(leaf(0, {1: -1}), target=1.0), exact)
    assert checked.bound >= 1.0


@BOTH
def test_a_bound_beyond_all_floats_claims_nothing(exact):
    base = program([1e308, 1e308], [[1, 1]], -INF, 1e308, 0, 1e308)
    checked = check_proof(base, proof(tree([-1])), exact)
    assert checked.bound == INF
    assert not checked.ok


@BOTH
def test_leaves_are_bounded_in_portions(exact, monkeypatch):
    last = by_trying_all(knapsack())
    whole = check_proof(knapsack(), proof(last), exact)
    assert whole.bound == pytest.approx(9, abs=1e-12)
    assert whole.leaves == 8
    monkeypatch.setattr(checker, "MOST_AT_ONCE", 9)  # two leaves at a time
    assert check_proof(knapsack(), proof(last), exact) == whole


# ------------------------------------------------------------------------------ cancellation


def test_cancellation_that_fools_a_naive_bound():
    """1e16 + 1 is no float: added up naively the second row is lost, and the bound is false."""
    base = program([1, 1], [[1, 0], [0, 1]], -INF, [1e16, 1], [0, -1e16], [1e16, 1])
    by = leaf(1, {0: 1, 1: 1})
    assert 1e16 + 1.0 == 1e16
    exact = check_proof(base, proof(by), exact=True).bound
    assert exact == 1e16 + 2
    assert check_proof(base, proof(by)).bound >= exact


def test_reduced_costs_lost_in_rounding():
    """3 * 0.1 in floats is 0.30000000000000004: nothing is left naively, 2.8e-17 in truth."""
    base = program([0.30000000000000004], [[0.1]], -INF, 0, 0, 1e17)
    by = leaf(1, {0: 3})
    assert 0.30000000000000004 - 3.0 * 0.1 == 0.0
    exact = check_proof(base, proof(by), exact=True).bound
    assert exact == pytest.approx(2.7755575615628914)
    assert check_proof(base, proof(by)).bound >= exact


def test_reduced_costs_lost_in_rounding_at_a_split():
    """The same where the column is split: its own box counts, not the root's."""
    base = program([0.30000000000000004], [[0.1]], -INF, 0, 0, 1e17, True)
    system = assemble(base, None, ())
    by = tree([(0, 2**53 - 1, 1, 2), (0, 2**52, 3, 4), 0, 0, 0], [(1, {0: 3})])
    exact, rough = (
        leaf_bounds(bounds(system), by, Direction(base.objective)).bound
        for bounds in (ExactBounds, FloatBounds)
    )
    ends = np.array([1e17, 2.0**52, 2.0**53])  # of the leaves, in the order of their nodes
    assert exact == pytest.approx(2.7755575615628914e-17 * ends)
    assert (exact <= rough).all()
    assert (rough < 100 * exact).all()


def test_rounding_that_piles_up_in_one_column():
    """Ten thousand tenths in floats are 1000.0000000001588: naively nothing is left of the cost."""
    rows = 10_000
    naive = float(np.bincount(np.zeros(rows, dtype=int), np.full(rows, 0.1))[0])
    base = program([naive], np.full((rows, 1), 0.1), -INF, 0, 0, 1e17)
    by = leaf(1, dict.fromkeys(range(rows), 1.0))
    exact = check_proof(base, proof(by), exact=True).bound
    assert exact == pytest.approx(float((Fraction(naive) - rows * Fraction(0.1)) * 10**17))
    assert exact > 1e7
    assert check_proof(base, proof(by)).bound >= exact


def test_rounding_between_the_rows():
    """1e16 + 1 + 1 + 1 - 1e16 is 0 in floats and 3 in truth, without any column."""
    base = program([0], np.zeros((5, 1)), -INF, [1e16, 1, 1, 1, -1e16], 0, 1)
    by = leaf(1, dict.fromkeys(range(5), 1.0))
    assert 1e16 + 1.0 + 1.0 + 1.0 - 1e16 == 0
    assert check_proof(base, proof(by), exact=True).bound == 3
    assert check_proof(base, proof(by)).bound >= 3


@BOTH
def test_a_sum_over_many_columns(exact):
    """Ten thousand tenths are not a thousand: whatever the order of adding, it is bounded."""
    base = program(np.full(10_000, 0.1), np.zeros((1, 10_000)), -INF, 1, 0, 1)
    truth = 10_000 * Fraction(0.1)
    bound = check_proof(base, proof(tree([-1])), exact).bound
    assert bound >= truth
    assert float(bound - truth) <= (1e-12 if exact else 1e-8)


ORDINARY = st.floats(-1e18, 1e18).filter(lambda v: v == 0 or abs(v) > 1e-18)
EXTREME = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("numbers", [ORDINARY, EXTREME], ids=["ordinary", "extreme"])
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_floats_bound_the_exact_bound_whatever_cancels(numbers, data):
    n = data.draw(st.integers(1, 4))
    vector = st.lists(numbers, min_size=n, max_size=n)
    low, high = np.sort([data.draw(vector), data.draw(vector)], axis=0)
    base = program(
        data.draw(vector),
        [data.draw(vector), data.draw(vector)],
        -INF,
        [data.draw(numbers), data.draw(numbers)],
        low,
        high,
        offset=data.draw(numbers),
    )
    what = proof(leaf(1, {0: data.draw(numbers), 1: data.draw(numbers)}))
    exact = check_proof(base, what, exact=True).bound
    assert exact <= check_proof(base, what).bound
    truth = mini_check(base, what)
    assert exact == INF or exact >= truth
    assert math.nextafter(exact, -INF) < truth

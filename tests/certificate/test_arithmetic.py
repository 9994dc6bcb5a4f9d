"""Whole numbers of floats, and rounding that only ever goes up."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.certificate.arithmetic import (
    added,
    nearest,
    rounded_up,
    scaled,
    slack_of,
    smallest_above,
    subtracted_down,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


def fraction(whole, exponent):
    return int(whole) * Fraction(2) ** exponent


@given(st.lists(finite, max_size=6))
@settings(deadline=None)
def test_floats_as_whole_numbers(values):
    out = scaled(np.array(values))
    assert [fraction(m, out.exponent) for m in out.whole] == [Fraction(v) for v in values]
    lower = out.at(out.exponent - 3)
    assert [fraction(m, out.exponent - 3) for m in lower] == [Fraction(v) for v in values]
    assert all(type(m) is int for m in out.whole)


def test_everyday_numbers_stay_short():
    out = scaled(np.array([0.25, 3.0, -1024.0, 0.0]))
    assert (out.whole.tolist(), out.exponent) == ([1, 12, -4096, 0], -2)


def test_whole_numbers_are_never_cut():
    with pytest.raises(ValueError, match="only a lower exponent"):
        scaled(np.array([1.0])).at(1)


@given(st.integers(-(2**70), 2**70), st.integers(-1200, 1200))
@settings(deadline=None)
def test_the_smallest_float_above(whole, exponent):
    up, truth = smallest_above(whole, exponent), fraction(whole, exponent)
    below = math.nextafter(up, -np.inf)
    assert np.isinf(up) or Fraction(up) >= truth
    assert np.isinf(below) or Fraction(below) < truth
    assert up > -np.inf


@given(finite)
def test_a_float_is_its_own_nearest(value):
    out = scaled(np.array([value]))
    assert nearest(out.whole[0], out.exponent) == value
    assert smallest_above(out.whole[0], out.exponent) == value


@given(st.lists(st.tuples(st.integers(), st.integers(-80, 80)), max_size=5))
def test_sums_of_pairs(parts):
    assert fraction(*added(parts)) == sum(fraction(*part) for part in parts)


@given(st.lists(st.tuples(finite, finite), min_size=1, max_size=30))
@settings(max_examples=300, deadline=None)
def test_the_slack_covers_every_rounding(pairs):
    a, b = np.array(pairs).T
    truth = sum(Fraction(x) * Fraction(y) for x, y in pairs)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        value, size = (a * b).sum(), np.abs(a * b).sum()
        up = float(rounded_up(value, slack_of(len(pairs), size)))
        down = -float(rounded_up(-value, slack_of(len(pairs), size)))
    assert np.isinf(up) or Fraction(up) >= truth
    assert np.isinf(down) or Fraction(down) <= truth


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_what_is_no_number_claims_nothing(value):
    assert rounded_up(np.array([value]), np.array([0.0])) == [np.inf]
    assert rounded_up(np.array([0.0]), np.array([value])) == [np.inf]


@given(finite, finite)
def test_differences_go_down(a, b):
    down = subtracted_down(a, b)
    assert down == -np.inf or Fraction(down) <= Fraction(a) - Fraction(b)

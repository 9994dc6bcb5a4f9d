"""CVaR by sorting against its definition as a linear program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from optimizer.stochastic.tail import tail_of, tail_weights

WORTHS = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)
LEVELS = st.floats(0, 0.99)


def by_program(worth: np.ndarray, probability: np.ndarray, level: float) -> float:
    """max eta - sum p xi / (1 - level), xi >= eta - worth, xi >= 0."""
    n = len(worth)
    cost = np.concatenate(([-1.0], probability / (1 - level)))
    rows = np.hstack((np.ones((n, 1)), -np.eye(n)))
    bounds = [(None, None), *[(0, None)] * n]
    found = linprog(cost, rows, worth, bounds=bounds)
    assert found.fun is not None
    return -float(found.fun)


@given(WORTHS, LEVELS, st.randoms())
def test_sorting_agrees_with_the_linear_program(worths, level, random) -> None:
    worth = np.array(worths)
    probability = np.array([random.uniform(0.1, 1.0) for _ in worths])
    probability /= probability.sum()
    found = tail_of(worth, probability, level)
    assert found.cvar == pytest.approx(by_program(worth, probability, level), rel=1e-6, abs=1e-5)


@given(WORTHS, LEVELS)
def test_the_bad_end_is_no_better_than_the_mean(worths, level) -> None:
    worth = np.array(worths)
    probability = np.full(len(worth), 1 / len(worth))
    found = tail_of(worth, probability, level)
    assert found.cvar <= found.mean + 1e-9
    assert worth.min() - 1e-9 <= found.cvar <= found.value_at_risk + 1e-9
    assert tail_weights(worth, probability, level).sum() == pytest.approx(1.0)


def test_by_hand() -> None:
    worth, probability = np.array([10.0, 0.0, -20.0, 40.0]), np.array([0.4, 0.3, 0.05, 0.25])
    found = tail_of(worth, probability, 0.9)
    # The worst tenth: -20 with 5 %, 0 with the other 5 %.
    assert found.cvar == pytest.approx(-10.0)
    assert found.value_at_risk == 0.0
    assert found.mean == pytest.approx(4.0 - 1.0 + 10.0)
    assert found.blend(0.25) == pytest.approx(0.75 * 13.0 - 2.5)


def test_at_level_nil_the_tail_is_everything() -> None:
    found = tail_of(np.array([1.0, 2.0]), np.array([0.5, 0.5]), 0.0)
    assert found.cvar == pytest.approx(found.mean)

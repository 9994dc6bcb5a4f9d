"""The boundary of power modes, by another way than the model's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.formulation.strips.segments import upper_hull
from optimizer.ledger.machines import boundary

Modes = list[tuple[int, int]]


def edges(modes: Modes) -> list[tuple[float, float]]:
    exact = [(Decimal(w), Decimal(th)) for w, th in modes]
    return [(float(edge.watts), float(edge.terahash)) for edge in boundary(exact)]


def test_a_real_ladder() -> None:
    ladder = [(1740, 65), (1850, 76), (2000, 80), (2300, 87), (2700, 96), (2970, 100)]
    # 1740 W lies under the line from off to 1850 W.
    assert edges(ladder) == [(1850, 76), (150, 4), (300, 7), (400, 9), (270, 4)]


def test_a_mode_on_the_line_is_no_step() -> None:
    assert edges([(1000, 10), (2000, 20)]) == [(2000, 20)]


def test_more_power_for_less_hash_is_never_worth_it() -> None:
    assert edges([(1000, 10), (2000, 9)]) == [(1000, 10)]


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=8))
def test_it_is_the_models(modes: Modes) -> None:
    theirs = upper_hull(np.array(modes, dtype=float))
    assert np.array(edges(modes)) == pytest.approx(theirs)

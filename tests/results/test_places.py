"""Machines of a space get their places: all of them, none twice, and they seldom move."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.results.places import _divide


@given(st.integers(0, 100_000))
@settings(max_examples=200, deadline=None)
def test_everybody_has_a_place_and_every_hall_room(seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups, halls, months = (int(n) for n in rng.integers(1, 5, 3))
    mw = rng.uniform(1e-3, 5e-3, groups)
    room = rng.uniform(0, 10, (halls, months)) * (rng.random((halls, months)) < 0.8)
    share = rng.dirichlet(np.ones(groups + 1), months).T[:groups]
    installed = share * room.sum(axis=0) / mw[:, None]
    placed = _divide(installed, mw, room)
    assert placed.shape == (groups, halls, months)
    assert (placed >= 0).all()
    np.testing.assert_allclose(placed.sum(axis=1), installed, rtol=1e-9, atol=1e-9)
    taken = (placed * mw[:, None, None]).sum(axis=0)
    assert (taken <= room + 1e-9).all()


def test_machines_stay_where_they_are_and_avoid_halls_that_shrink() -> None:
    room = np.array([[4.0, 4.0, 0.0], [4.0, 4.0, 4.0], [4.0, 4.0, 4.0]])
    placed = _divide(np.array([[1000.0, 1500.0, 1500.0]]), np.array([4e-3]), room)
    first, second, third = placed[0]
    assert first.tolist() == [0, 0, 0]
    assert second.tolist() == [1000, 1000, 1000]
    assert third.tolist() == [0, 500, 500]


def test_a_hall_alone_takes_all() -> None:
    placed = _divide(np.array([[3.0, 5.0], [1.0, 0.0]]), np.array([1.0, 1.0]), np.array([[9.0, 9]]))
    assert placed[:, 0].tolist() == [[3, 5], [1, 0]]

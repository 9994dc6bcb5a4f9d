"""Segments: the upper concave boundary of a machine's operating points."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from optimizer.formulation.strips.segments import upper_hull

# Watts and TH/s of a real S19j Pro ladder; its low end is not concave.
S19J_PRO = np.array(
    [[2970, 100], [1740, 65], [1850, 76], [2000, 80], [2300, 87], [2700, 96]], dtype=float
)

points = st.lists(
    st.tuples(st.integers(1, 50), st.integers(1, 50)), min_size=1, max_size=8, unique=True
)


def reach(edges: np.ndarray, watts: float) -> float:
    """Hashrate at some watts, taking the segments in order."""
    total = 0.0
    for d_watts, d_hash in edges:
        used = min(watts, d_watts)
        total += used / d_watts * d_hash
        watts -= used
    return total


def test_the_real_ladder_loses_its_lowest_mode() -> None:
    corners = np.cumsum(upper_hull(S19J_PRO), axis=0)
    np.testing.assert_array_equal(
        corners, [[1850, 76], [2000, 80], [2300, 87], [2700, 96], [2970, 100]]
    )


def test_one_mode_is_one_segment() -> None:
    np.testing.assert_array_equal(upper_hull(np.array([[3500.0, 200.0]])), [[3500, 200]])


def test_of_two_modes_at_one_power_the_better_counts() -> None:
    edges = upper_hull(np.array([[3000.0, 90.0], [3000.0, 100.0], [3000.0, 95.0]]))
    np.testing.assert_array_equal(edges, [[3000, 100]])


def test_a_mode_that_hashes_less_for_more_power_is_dropped() -> None:
    np.testing.assert_array_equal(
        upper_hull(np.array([[3000.0, 100.0], [4000.0, 90.0]])), [[3000, 100]]
    )


@given(points)
def test_no_mode_lies_above_the_boundary(modes: list[tuple[int, int]]) -> None:
    array = np.array(modes, dtype=float)
    edges = upper_hull(array)
    for watts, hashes in array:
        assert reach(edges, watts) >= hashes - 1e-9


@given(points)
def test_segments_become_less_efficient_in_order(modes: list[tuple[int, int]]) -> None:
    edges = upper_hull(np.array(modes, dtype=float))
    slopes = edges[:, 1] / edges[:, 0]
    assert (edges > 0).all()
    assert (np.diff(slopes) < 1e-12).all()


@given(points)
def test_the_boundarys_corners_are_modes(modes: list[tuple[int, int]]) -> None:
    corners = np.cumsum(upper_hull(np.array(modes, dtype=float)), axis=0)
    assert {tuple(corner) for corner in corners} <= {(float(w), float(h)) for w, h in modes}

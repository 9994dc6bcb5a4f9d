r"""What splitting a column has cost so far, per unit of distance.

Where the relaxation has $x_j = s + f$ with $0 < f < 1$ and its bound falls by $g$ in the left
child, that is $g / f$ per unit; in the right child $g / (1 - f)$. The mean over past splits
estimates the next gain. Columns never split take the mean of the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEFT, RIGHT = 0, 1

LEAST_GAIN = 1e-9
"""Relative to the objective's size: keeps a product of gains from being zero."""


@dataclass(frozen=True)
class Lesson:
    """A split that was tried: the bound fell by ``gain`` when a column moved by ``distance``."""

    place: int
    side: int
    gain: float
    distance: float


class PseudoCosts:
    """Mean gain per unit of every column, downward and upward."""

    def __init__(self, columns: int, size: float) -> None:
        """Start with no experience.

        Args:
            columns: how many columns may be split.
            size: size of the objective, to which gains are compared.
        """
        self._mean = np.zeros((2, columns))
        self._count = np.zeros((2, columns), dtype=np.int64)
        self._least = LEAST_GAIN * max(size, 1.0)

    def learn(self, lesson: Lesson) -> None:
        """Take one more split into account."""
        side, place = lesson.side, lesson.place
        self._count[side, place] += 1
        step = lesson.gain / lesson.distance - self._mean[side, place]
        self._mean[side, place] += step / self._count[side, place]

    def experience(self, places: IntArray) -> IntArray:
        """How often each column was tried on the side where it was tried less, shape (k,)."""
        out: IntArray = self._count[:, places].min(axis=0)
        return out

    def scores(self, places: IntArray, fraction: FloatArray) -> FloatArray:
        """Product of both expected gains, shape (k,); ``fraction`` is f above."""
        down = self._rates(LEFT, places) * fraction
        up = self._rates(RIGHT, places) * (1.0 - fraction)
        out: FloatArray = np.maximum(down, self._least) * np.maximum(up, self._least)
        return out

    def score(self, down: float, up: float) -> float:
        """Product of two known gains, comparable with :meth:`scores`."""
        return max(down, self._least) * max(up, self._least)

    def _rates(self, side: int, places: IntArray) -> FloatArray:
        tried = self._count[side] > 0
        usual = float(self._mean[side, tried].mean()) if tried.any() else 1.0
        return np.where(tried[places], self._mean[side, places], usual)

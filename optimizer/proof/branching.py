"""Which column to split: ask the pseudo-costs, and where they know little, try.

A trial solves both children with a limit on simplex iterations. It may find that one child is
closed: then there is nothing to choose, the box shrinks to the other child.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.proof.pseudo_costs import LEFT, RIGHT, PseudoCosts
from optimizer.proof.relaxation import Box, Relaxation, Relaxed

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FRACTIONAL = 1e-6
"""A column further than this from a whole number is split first."""

RELIABLE = 3
"""Trials of a column on each side before its pseudo-costs are trusted."""

MOST_TRIALS = 4
"""Columns tried in one box."""

TRIAL_ITERATIONS = 500
"""Simplex iterations in one child of a trial."""


@dataclass(frozen=True, eq=False)
class Child:
    """One side of a split: its box, what is known of it and the basis that told."""

    box: Box
    relaxed: Relaxed
    basis: Any


@dataclass(frozen=True, eq=False)
class Split:
    """A split: the place of the column among the whole-numbered ones, where, and the children."""

    place: int
    at: float
    children: tuple[Child, Child]


class Brancher:
    """Chooses splits and learns from them."""

    def __init__(self, relaxation: Relaxation) -> None:
        """Start without experience of splits of a relaxation's boxes."""
        self._relaxation = relaxation
        self._closed_at = relaxation.target
        size = abs(self._closed_at) if np.isfinite(self._closed_at) else 1.0
        self._costs = PseudoCosts(len(relaxation.whole), size)

    def fractional(self, x: FloatArray) -> IntArray:
        """Places of the columns that are not whole, shape (k,)."""
        values = x[self._relaxation.whole]
        return np.flatnonzero(np.abs(values - np.rint(values)) > FRACTIONAL).astype(np.int64)

    def choose(self, box: Box, relaxed: Relaxed, basis: Any) -> Split:
        """The best split found; at once one that closes a child, if a trial finds any.

        Args:
            box: what to split; its relaxation has an optimum with fractional columns.
            relaxed: that relaxation.
            basis: its basis.
        """
        assert relaxed.x is not None
        values = relaxed.x[self._relaxation.whole]
        places = self.fractional(relaxed.x)
        fraction = values[places] - np.floor(values[places])
        expected = self._costs.scores(places, fraction)
        known = self._costs.experience(places) >= RELIABLE
        trials, best, best_score = 0, None, -np.inf
        best_place = -1
        for i in np.argsort(-expected, kind="stable").tolist():
            if known[i]:
                if expected[i] > best_score:
                    best, best_place, best_score = None, int(places[i]), float(expected[i])
                continue
            if trials == MOST_TRIALS:
                break
            trials += 1
            place = int(places[i])
            split = self.split(box, relaxed, basis, place, TRIAL_ITERATIONS)
            if self.closes(split):
                return split
            down, up = (relaxed.bound - child.relaxed.bound for child in split.children)
            score = self._costs.score(down, up)
            if score > best_score:
                best, best_score = split, score
        return best or self.split(box, relaxed, basis, best_place, None)

    def closes(self, split: Split) -> bool:
        """True where a split closes one of its children, or both."""
        return any(child.relaxed.bound <= self._closed_at for child in split.children)

    def split(
        self, box: Box, relaxed: Relaxed, basis: Any, place: int, iterations: int | None
    ) -> Split:
        """Split at the relaxation's value, solve both children and learn."""
        assert relaxed.x is not None
        value = float(relaxed.x[self._relaxation.whole[place]])
        at = float(np.floor(value))
        split = self.split_at(box, relaxed, basis, place, at, iterations)
        for side, distance in ((LEFT, value - at), (RIGHT, at + 1.0 - value)):
            gain = relaxed.bound - max(split.children[side].relaxed.bound, self._closed_at)
            if np.isfinite(gain):
                self._costs.learn(place, side, max(gain, 0.0), distance)
        return split

    def split_at(
        self,
        box: Box,
        relaxed: Relaxed,
        basis: Any,
        place: int,
        at: float,
        iterations: int | None = None,
    ) -> Split:
        """Split anywhere and solve both children, with at most so many simplex iterations each."""
        left = self._child(box.left(place, at), relaxed, basis, iterations)
        right = self._child(box.right(place, at), relaxed, basis, iterations)
        return Split(place, at, (left, right))

    def _child(self, box: Box, parent: Relaxed, basis: Any, iterations: int | None) -> Child:
        relaxed = self._relaxation.solve(box, basis, iterations)
        if relaxed.bound > parent.bound:
            # What bounds the parent bounds the child.
            relaxed = Relaxed(parent.bound, parent.witness, relaxed.x)
        closed = relaxed.bound <= self._closed_at
        return Child(box, relaxed, None if closed else self._relaxation.basis())

"""Which column to split: ask the pseudo-costs, and where they know little, try.

A trial solves both children with a limit on simplex iterations. It may find that one child is
closed: then there is nothing to choose, the box shrinks to the other child.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.search.pseudo_costs import LEFT, RIGHT, Lesson, PseudoCosts
from optimizer.search.relaxation import Box, Relaxation, Relaxed

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
    """Chooses splits and learns from them.

    Attributes:
        costs: what splits have cost.
        lessons: what was learned since somebody last emptied the list.
    """

    def __init__(self, relaxation: Relaxation) -> None:
        """Start without experience of splits of a relaxation's boxes."""
        self._relaxation = relaxation
        self._priority = relaxation.program.priority[relaxation.whole]
        size = abs(relaxation.target) if np.isfinite(relaxation.target) else 1.0
        self.costs = PseudoCosts(len(relaxation.whole), size)
        self.lessons: list[Lesson] = []

    def fractional(self, values: FloatArray) -> IntArray:
        """Places of the columns to be settled next, shape (k,).

        Those that are not whole, and of them those of the highest priority.
        """
        places = np.flatnonzero(np.abs(values - np.rint(values)) > FRACTIONAL).astype(np.int64)
        if not len(places):
            return places
        priority = self._priority[places]
        first: IntArray = places[priority == priority.max()]
        return first

    def choose(self, box: Box, relaxed: Relaxed, basis: Any) -> Split:
        """The best split found; at once one that closes a child, if a trial finds any.

        Args:
            box: what to split; its relaxation has an optimum with fractional columns.
            relaxed: that relaxation.
            basis: its basis.
        """
        assert relaxed.values is not None
        values = relaxed.values
        places = self.fractional(values)
        fraction = values[places] - np.floor(values[places])
        expected = self.costs.scores(places, fraction)
        known = self.costs.experience(places) >= RELIABLE
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
            score = self.costs.score(down, up)
            if score > best_score:
                best, best_score = split, score
        return best or self.split(box, relaxed, basis, best_place, None)

    def closes(self, split: Split) -> bool:
        """True where a split closes one of its children, or both."""
        return any(child.relaxed.bound <= self._relaxation.target for child in split.children)

    def split(
        self, box: Box, relaxed: Relaxed, basis: Any, place: int, iterations: int | None
    ) -> Split:
        """Split at the relaxation's value, solve both children and learn."""
        assert relaxed.values is not None
        value = float(relaxed.values[place])
        at = float(np.floor(value))
        split = self.split_at(box, relaxed, basis, place, at, iterations)
        for side, distance in ((LEFT, value - at), (RIGHT, at + 1.0 - value)):
            gain = relaxed.bound - max(split.children[side].relaxed.bound, self._relaxation.target)
            if np.isfinite(gain):
                lesson = Lesson(place, side, max(gain, 0.0), distance)
                self.costs.learn(lesson)
                self.lessons.append(lesson)
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
            relaxed = Relaxed(parent.bound, parent.witness, relaxed.values)
        closed = relaxed.bound <= self._relaxation.target
        return Child(box, relaxed, None if closed else self._relaxation.basis())

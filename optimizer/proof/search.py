"""Branch and bound, worst box first, recorded as it goes.

The worth of the best plan is known beforehand, so the order in which boxes are opened does not
decide which of them must be; taking the one with the highest bound first makes what is proved when
the budget ends as good as it can be.
"""

import heapq
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Tree
from optimizer.lp.program import Program
from optimizer.proof.branching import Brancher, Child, Split
from optimizer.proof.recording import Recorder
from optimizer.proof.refutation import Found, plan_near
from optimizer.proof.relaxation import Box, Relaxation, Relaxed
from optimizer.proof.witnesses import shortened

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Budget:
    """How much work a proof may take.

    Attributes:
        nodes: nodes of the tree, which is what a proof is long by.
        iterations: simplex iterations. Both are counted, not timed, so that the same program
            gives the same proof everywhere.
        seconds: an emergency brake on top, None for none.
    """

    nodes: int = 20_000
    iterations: int = 2_000_000
    seconds: float | None = None


@dataclass(order=True)
class _Open:
    """A box that is not closed; sorts by falling bound, then by number."""

    priority: float
    number: int
    box: Box = field(compare=False)
    relaxed: Relaxed = field(compare=False)
    basis: Any = field(compare=False)


class Search:
    """One search.

    Attributes:
        found: a plan that is worth more than the target, None while there is none.
    """

    def __init__(
        self,
        program: Program,
        worth: float,
        target: float,
        budget: Budget,
        stop: Event | None = None,
    ) -> None:
        """Prepare a search.

        Args:
            program: integer bounds rounded inward.
            worth: of the best plan known; minus infinity where there is none.
            target: a box is closed when it holds no plan worth more than this.
            budget: how much work it may take.
            stop: ends the search early when set.
        """
        self._program = program
        self._worth = worth
        self._target = target
        self._budget = budget
        self._stop = stop
        self._deadline = None if budget.seconds is None else time.monotonic() + budget.seconds
        self._relaxation = Relaxation(program, target, self._ended)
        self._brancher = Brancher(self._relaxation)
        self._recorder = Recorder()
        self._heap: list[_Open] = []
        self._stuck = False
        self.found: Found | None = None

    @property
    def nodes(self) -> int:
        """Nodes of the tree so far."""
        return self._recorder.nodes

    @property
    def iterations(self) -> int:
        """Simplex iterations spent."""
        return self._relaxation.iterations

    @property
    def closed(self) -> bool:
        """True when no box is left open."""
        return not self._heap and not self._stuck and self.found is None

    def run(self, row_duals: FloatArray | None = None) -> None:
        """Search until every box is closed, a better plan is found or the budget ends.

        Args:
            row_duals: multipliers to try before anything is solved, shape (m,).
        """
        box = self._relaxation.whole_box()
        if (self._program.col_lower > self._program.col_upper).any():
            # There is nothing to prove: no box, no plan.
            return
        if row_duals is not None:
            relaxed = self._relaxation.bounded(box, row_duals)
            self._bound(0, box, relaxed)
            if relaxed.bound <= self._target:
                return
        relaxed = self._relaxation.solve(box, None, self._budget.iterations)
        self._bound(0, box, relaxed)
        self._push(0, Child(box, relaxed, self._relaxation.basis()))
        while self._heap and self.found is None and not self._spent():
            self._open(heapq.heappop(self._heap))

    def tree(self) -> Tree:
        """The tree as it stands; boxes still open keep the best witness known for them."""
        return self._recorder.tree()

    def _spent(self) -> bool:
        return (
            self.nodes + 1 >= self._budget.nodes
            or self.iterations >= self._budget.iterations
            or self._ended()
        )

    def _ended(self) -> bool:
        """True where somebody asked for the end or time is up."""
        return (self._stop is not None and self._stop.is_set()) or (
            self._deadline is not None and time.monotonic() > self._deadline
        )

    def _push(self, number: int, child: Child) -> None:
        if child.relaxed.bound > self._target:
            entry = _Open(-child.relaxed.bound, number, child.box, child.relaxed, child.basis)
            heapq.heappush(self._heap, entry)

    def _open(self, node: _Open) -> None:
        """Split a box, or shrink it as long as trials close one side."""
        number, box, relaxed, basis = node.number, node.box, node.relaxed, node.basis
        while relaxed.bound > self._target:
            if relaxed.x is None:
                again = self._relaxation.solve(box, basis)
                basis = self._relaxation.basis()
                relaxed = again if again.bound <= relaxed.bound else _with_x(relaxed, again)
                self._bound(number, box, relaxed)
                if relaxed.bound <= self._target:
                    return
            split = self._split(box, relaxed, basis)
            if split is None:
                self._stuck = self._stuck or self.found is None
                return
            children = self._record(number, split)
            following = None if self._spent() else self._following(children)
            for each in children:
                if each is not following:
                    self._push(*each)
            if following is None:
                return
            number, child = following
            box, relaxed, basis = child.box, child.relaxed, child.basis

    def _following(self, children: list[tuple[int, Child]]) -> tuple[int, Child] | None:
        """The child to go on with at once, None to go on with the worst box of all.

        An only child is cheap to go on with. Where no plan is known, diving finds one soonest
        if the claim that there is none is wrong; if it is right, no order is better than another.
        """
        still = [each for each in children if each[1].relaxed.bound > self._target]
        if len(still) == 1 or (still and self._worth == -np.inf):
            return max(still, key=lambda each: each[1].relaxed.bound)
        return None

    def _record(self, number: int, split: Split) -> list[tuple[int, Child]]:
        column = int(self._relaxation.whole[split.place])
        numbers = self._recorder.split(number, column, int(split.at))
        for child_number, child in zip(numbers, split.children, strict=True):
            self._bound(child_number, child.box, child.relaxed)
        return list(zip(numbers, split.children, strict=True))

    def _bound(self, number: int, box: Box, relaxed: Relaxed) -> None:
        """Record what bounds a box, in short where it is closed for good."""
        witness = relaxed.witness
        if witness is not None and relaxed.bound <= self._target:
            witness = shortened(self._relaxation, witness, box, self._worth)
        self._recorder.bound_by(number, witness)

    def _split(self, box: Box, relaxed: Relaxed, basis: Any) -> Split | None:
        """The next split; None where a better plan was found or nothing is left to split."""
        if relaxed.x is not None:
            if len(self._brancher.fractional(relaxed.x)):
                return self._brancher.choose(box, relaxed, basis)
            self._look(relaxed)
            if self.found is not None:
                return None
        return self._split_anywhere(box, relaxed, basis)

    def _look(self, relaxed: Relaxed) -> None:
        assert relaxed.x is not None
        found = plan_near(self._program, relaxed.x)
        if found is not None and found.objective > self._target:
            self.found = found

    def _split_anywhere(self, box: Box, relaxed: Relaxed, basis: Any) -> Split | None:
        """Split the widest column that is not yet fixed, next to the relaxation's value."""
        width = box.upper - box.lower
        if not width.any():
            return None
        place = int(np.argmax(width))
        at = float(np.floor((box.lower[place] + box.upper[place]) / 2))
        if relaxed.x is not None:
            value = float(np.rint(relaxed.x[self._relaxation.whole[place]]))
            at = min(max(value, box.lower[place]), box.upper[place] - 1.0)
        return self._brancher.split_at(box, relaxed, basis, place, at)


def _with_x(relaxed: Relaxed, again: Relaxed) -> Relaxed:
    """A better bound known before, with the optimum found since."""
    return Relaxed(relaxed.bound, relaxed.witness, again.x)

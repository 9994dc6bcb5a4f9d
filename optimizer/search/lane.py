"""One of several places at which boxes are opened at the same time.

A lane has its own copy of the linear program inside HiGHS and its own experience of splits.
What it does depends only on what it is given, one box after the other, never on what other lanes
do meanwhile: they learn of each other between rounds. So a search finds the same on one
processor as on many.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.search.branching import Brancher, Child, Split
from optimizer.search.goal import Goal
from optimizer.search.plans import Found, plan_near
from optimizer.search.pseudo_costs import Lesson
from optimizer.search.recording import Recorder
from optimizer.search.relaxation import Box, Relaxation, Relaxed
from optimizer.search.witnesses import shortened

FloatArray = NDArray[np.float64]


@dataclass(order=True)
class Open:
    """A box that is not closed; sorts by falling bound, then by number.

    Attributes:
        priority: minus its bound.
        number: of the node in the tree.
        box, relaxed, basis: where, what is known of it, and where HiGHS ended there.
    """

    priority: float
    number: int
    box: Box = field(compare=False)
    relaxed: Relaxed = field(compare=False)
    basis: Any = field(compare=False)


@dataclass(frozen=True, eq=False)
class Opened:
    """What became of a box.

    Attributes:
        part: the tree below it, its own node being number 0.
        open: what is left to do there, numbered as in ``part``.
        found: the best plan found that beats the goal, or None.
        stuck: True where a box can neither be closed nor split.
        lessons: what was learned of splits.
    """

    part: Recorder
    open: tuple[Open, ...]
    found: Found | None
    stuck: bool
    lessons: tuple[Lesson, ...]


class Lane:
    """Opens boxes.

    Attributes:
        relaxation: the lane's own.
    """

    def __init__(
        self, program: Program, goal: Goal, relaxation: Relaxation, *, refutes: bool
    ) -> None:
        """Prepare.

        Args:
            program: integer bounds rounded inward.
            goal: what is known.
            relaxation: of the program, for this lane alone.
            refutes: True to end a box at the first plan that is worth more than the target.
        """
        self.relaxation = relaxation
        self._program = program
        self._goal = goal
        self._refutes = refutes
        self._brancher = Brancher(relaxation)
        self._part = Recorder()
        self._left: list[Open] = []
        self._found: Found | None = None
        self._stuck = False

    def hear(self, goal: Goal, lessons: tuple[Lesson, ...]) -> None:
        """Take over what is known elsewhere."""
        self._aim(goal)
        for lesson in lessons:
            self._brancher.costs.learn(lesson)

    def open(self, node: Open, plunge: bool, most_nodes: int) -> Opened:
        """Split a box, or shrink it as long as trials close one side.

        Args:
            node: the box.
            plunge: go on with the better child until none is left, to find a plan; otherwise only
                while there is one child.
            most_nodes: that may come of it.
        """
        self._part, self._left, self._found, self._stuck = Recorder(), [], None, False
        self._part.bound_by(0, node.relaxed.witness, node.relaxed.bound)
        self._descend(node, plunge, most_nodes)
        lessons = tuple(self._brancher.lessons)
        self._brancher.lessons.clear()
        return Opened(self._part, tuple(self._left), self._found, self._stuck, lessons)

    @property
    def _refuted(self) -> bool:
        return self._refutes and self._found is not None

    def _descend(self, node: Open, plunge: bool, most_nodes: int) -> None:
        number, box, relaxed, basis = 0, node.box, node.relaxed, node.basis
        while relaxed.bound > self.relaxation.target:
            if relaxed.values is None:
                again = self.relaxation.solve(box, basis)
                basis = self.relaxation.basis()
                relaxed = again if again.bound <= relaxed.bound else _with_values(relaxed, again)
                self._bound(number, box, relaxed)
                if relaxed.bound <= self.relaxation.target:
                    return
            split = self._split(box, relaxed, basis)
            if split is None:
                # Closed by a plan found in it, or else nothing in it is left to split.
                still = relaxed.bound > self.relaxation.target
                self._stuck = self._stuck or (still and not self._refuted)
                return
            children = self._record(number, split)
            following = self._following(children, plunge)
            for each in children:
                if each is not following:
                    self._leave(*each)
            if following is None:
                return
            number, child = following
            box, relaxed, basis = child.box, child.relaxed, child.basis
            if self.relaxation.ended() or self._part.nodes + 1 >= most_nodes:
                self._leave(number, child)
                return

    def _following(
        self, children: list[tuple[int, Child]], plunge: bool
    ) -> tuple[int, Child] | None:
        """The child to go on with at once: an only one is cheap to go on with."""
        still = [each for each in children if each[1].relaxed.bound > self.relaxation.target]
        if len(still) == 1 or (still and plunge):
            return max(still, key=lambda each: each[1].relaxed.bound)
        return None

    def _leave(self, number: int, child: Child) -> None:
        """Leave a box for later, if it is still of interest."""
        if child.relaxed.bound > self.relaxation.target:
            later = Open(-child.relaxed.bound, number, child.box, child.relaxed, child.basis)
            self._left.append(later)

    def _record(self, number: int, split: Split) -> list[tuple[int, Child]]:
        column = int(self.relaxation.whole[split.place])
        numbers = self._part.split(number, column, int(split.at))
        for child_number, child in zip(numbers, split.children, strict=True):
            self._bound(child_number, child.box, child.relaxed)
        return list(zip(numbers, split.children, strict=True))

    def _bound(self, number: int, box: Box, relaxed: Relaxed) -> None:
        """Record what bounds a box, in short where it is closed for good."""
        self._part.bound_by(number, self.kept(box, relaxed), relaxed.bound)

    def kept(self, box: Box, relaxed: Relaxed) -> Any:
        """The witness of a box as it is kept: in short where the box is closed for good."""
        witness = relaxed.witness
        if witness is not None and relaxed.bound <= self.relaxation.target:
            return shortened(self.relaxation, witness, box, self._goal.worth)
        return witness

    def _split(self, box: Box, relaxed: Relaxed, basis: Any) -> Split | None:
        """The next split; None where a plan closed the box or nothing is left to split."""
        if relaxed.values is not None:
            if len(self._brancher.fractional(relaxed.values)):
                return self._brancher.choose(box, relaxed, basis)
            self._look(relaxed.values)
            if self._refuted or relaxed.bound <= self.relaxation.target:
                return None
        return self._split_anywhere(box, relaxed, basis)

    def _look(self, values: FloatArray) -> None:
        """See whether whole numbers make a better plan than the one known."""
        found = plan_near(self._program, values)
        better = self._goal.target if self._refutes else self._goal.worth
        if found is None or found.objective <= better:
            return
        self._found = found
        if not self._refutes:
            self._aim(replace(self._goal, worth=found.objective))

    def _aim(self, goal: Goal) -> None:
        self._goal = goal
        self.relaxation.target = goal.target

    def _split_anywhere(self, box: Box, relaxed: Relaxed, basis: Any) -> Split | None:
        """Split the widest column that is not yet fixed, next to the relaxation's value."""
        width = box.upper - box.lower
        if not width.any():
            return None
        place = int(np.argmax(width))
        at = float(np.floor((box.lower[place] + box.upper[place]) / 2))
        if relaxed.values is not None:
            value = float(np.rint(relaxed.values[place]))
            at = min(max(value, box.lower[place]), box.upper[place] - 1.0)
        return self._brancher.split_at(box, relaxed, basis, place, at)


def _with_values(relaxed: Relaxed, again: Relaxed) -> Relaxed:
    """A better bound known before, with the optimum found since."""
    return Relaxed(relaxed.bound, relaxed.witness, again.values)

"""Branch and bound, worst boxes first, recorded as it goes.

The boxes with the highest bounds are opened first: no search with the same splits can do
without them, and what is proved when the budget ends is as good as it can be. Some are opened at
once, each in a lane of its own. Now and then all lanes plunge, each from its box to the bottom,
for plans: the better the best plan, the more boxes are closed at once. Where a plan is known
beforehand and only a proof is wanted, nothing is spent on that.
"""

import heapq
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Tree
from optimizer.lp.program import Program
from optimizer.search.goal import Goal
from optimizer.search.lane import Lane, Open, Opened
from optimizer.search.plans import Found, plan_near
from optimizer.search.recording import Recorder
from optimizer.search.relaxation import Relaxation

FloatArray = NDArray[np.float64]

LANES = 4
"""Boxes opened at once, whatever the number of processors: what is found must not depend on it."""

FIRST_PAUSE = 4.0
"""Nodes of the tree from one plunge to the next, at first."""

GROWTH = 1.1
"""Each pause is so much longer than the last."""


@dataclass(frozen=True)
class Budget:
    """How much work a search may take.

    Attributes:
        nodes: nodes of the tree, which is what a proof is long by.
        iterations: simplex iterations. Both are counted, not timed, so that the same program
            gives the same proof everywhere.
        seconds: an emergency brake on top, None for none.
        threads: that may work at the same time, 0 for as many as there are processors. What is
            found does not depend on it.
    """

    nodes: int = 20_000
    iterations: int = 2_000_000
    seconds: float | None = None
    threads: int = 0


@dataclass(frozen=True)
class State:
    """A moment of a search.

    Attributes:
        found: the best plan so far, None where there is none.
        bound: no plan is worth more, plus infinity where nothing is proved yet.
        nodes: of the tree so far.
    """

    found: Found | None
    bound: float
    nodes: int


class Search:
    """One search.

    Attributes:
        goal: what a box must hold to be of interest; it rises with every plan found.
        found: the best plan found here, None while there is none.
    """

    def __init__(
        self,
        program: Program,
        goal: Goal,
        budget: Budget,
        *,
        refutes: bool,
        seed: int = 0,
        stop: Event | None = None,
        heard: Callable[[State], None] | None = None,
    ) -> None:
        """Prepare a search.

        Args:
            program: integer bounds rounded inward.
            goal: what is known.
            budget: how much work it may take.
            refutes: True to end at the first plan that refutes that there is no better one;
                False to go on from each plan to better ones, and to plunge for them.
            seed: of the simplex.
            stop: ends the search early when set.
            heard: told after every round how far the search is.
        """
        self.goal = goal
        self.found: Found | None = None
        self._program = program
        self._budget = budget
        self._refutes = refutes
        self._seed = seed
        self._stop = stop
        self._heard = heard
        self._deadline = None if budget.seconds is None else time.monotonic() + budget.seconds
        self._recorder = Recorder()
        self._heap: list[Open] = []
        self._stuck = False
        self._next_plunge, self._pause = 0.0, FIRST_PAUSE

    @cached_property
    def _lanes(self) -> list[Lane]:
        return [self._lane() for _ in range(LANES)]

    def _lane(self) -> Lane:
        relaxation = Relaxation(self._program, self.goal.target, self._ended, self._seed)
        return Lane(self._program, self.goal, relaxation, refutes=self._refutes)

    @property
    def nodes(self) -> int:
        """Nodes of the tree so far."""
        return self._recorder.nodes

    @property
    def iterations(self) -> int:
        """Simplex iterations spent."""
        return sum(lane.relaxation.iterations for lane in self._lanes)

    @property
    def refuted(self) -> bool:
        """True where a plan was found although only a proof was wanted."""
        return self._refutes and self.found is not None

    @property
    def closed(self) -> bool:
        """True when no box is left open."""
        return not self._heap and not self._stuck and not self.refuted

    @property
    def bound(self) -> float:
        """No plan is worth more than this; plus infinity where nothing is proved."""
        return max(self._recorder.worst(), self.goal.worth)

    def try_first(self, values: FloatArray) -> None:
        """Begin with the plan that goes with some whole numbers, if there is one."""
        if len(values) == int(self._program.integer.sum()):
            self.found = plan_near(self._program, values)
            if self.found is not None:
                self.goal = replace(self.goal, worth=self.found.objective)

    def run(self, row_duals: FloatArray | None = None) -> None:
        """Search until every box is closed, the claim is refuted or the budget ends.

        Args:
            row_duals: multipliers to try before anything is solved, shape (m,).
        """
        if (self._program.col_lower > self._program.col_upper).any():
            # There is nothing to prove: no box, no plan.
            return
        first = self._lanes[0]
        box = first.relaxation.whole_box()
        if row_duals is not None:
            relaxed = first.relaxation.bounded(box, row_duals)
            self._recorder.bound_by(0, first.kept(box, relaxed), relaxed.bound)
            if relaxed.bound <= self.goal.target:
                return
        relaxed = first.relaxation.solve(box, None, self._budget.iterations)
        self._recorder.bound_by(0, first.kept(box, relaxed), relaxed.bound)
        if relaxed.bound > self.goal.target:
            self._heap = [Open(-relaxed.bound, 0, box, relaxed, first.relaxation.basis())]
        self._tell()
        with ExitStack() as stack:
            threads = min(self._budget.threads or os.cpu_count() or 1, LANES)
            pool = stack.enter_context(ThreadPoolExecutor(threads)) if threads > 1 else None
            while self._heap and not self.refuted and not self._spent():
                self._round(pool)
                self._tell()

    def tree(self) -> Tree:
        """The tree as it stands; boxes still open keep the best witness known for them."""
        return self._recorder.tree()

    def _round(self, pool: ThreadPoolExecutor | None) -> None:
        """Open the worst boxes, each in a lane, and put together what comes of it."""
        plunge = self._is_time_to_plunge()
        room = self._budget.nodes - self.nodes
        count = max(min(LANES, len(self._heap), room // 2), 1)
        nodes = [heapq.heappop(self._heap) for _ in range(count)]
        lanes = self._lanes[: len(nodes)]

        def work(lane: Lane, node: Open) -> Opened:
            return lane.open(node, plunge, room // count)

        if pool is None or len(nodes) == 1:
            opened = [work(*each) for each in zip(lanes, nodes, strict=True)]
        else:
            opened = list(pool.map(work, lanes, nodes))
        for node, each in zip(nodes, opened, strict=True):
            self._take(node, each)
        self._share(opened)

    def _is_time_to_plunge(self) -> bool:
        """Always while there is no plan; later ever more rarely."""
        if self.goal.worth == -np.inf:
            # Diving finds a plan soonest if the claim that there is none is wrong; if it is right,
            # no order is better than another.
            return True
        if self._refutes or self.nodes < self._next_plunge:
            return False
        self._next_plunge = self.nodes + self._pause
        self._pause *= GROWTH
        return True

    def _take(self, node: Open, opened: Opened) -> None:
        """Put what became of a box into the tree and the heap."""
        numbers = self._recorder.graft(node.number, opened.part)
        for each in opened.open:
            heapq.heappush(self._heap, replace(each, number=numbers[each.number]))
        self._stuck = self._stuck or opened.stuck
        found = opened.found
        if found is not None and (self.found is None or found.objective > self.found.objective):
            self.found = found

    def _share(self, opened: Sequence[Opened]) -> None:
        """Let every lane know what the others found and learned, and forget what is closed."""
        if self.found is not None and not self._refutes:
            self.goal = replace(self.goal, worth=max(self.goal.worth, self.found.objective))
            self._heap = [each for each in self._heap if -each.priority > self.goal.target]
            heapq.heapify(self._heap)
        for i, lane in enumerate(self._lanes):
            others = (each.lessons for k, each in enumerate(opened) if k != i)
            lane.hear(self.goal, tuple(lesson for lessons in others for lesson in lessons))

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

    def _tell(self) -> None:
        if self._heard is None:
            return
        # Without a look at all leaves, of which there are many: closed ones are at the target.
        worst = -self._heap[0].priority if self._heap else -np.inf
        bound = np.inf if self._stuck else max(worst, self.goal.target)
        self._heard(State(self.found, bound, self.nodes))

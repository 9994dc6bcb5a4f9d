"""The linear relaxation of a box: solved by HiGHS, then bounded without believing it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.bound import Boxes, Direction, FloatBounds
from optimizer.certificate.system import Multipliers, assemble
from optimizer.lp.program import Program
from optimizer.numerics.highs_lp import HighsLp, LpAnswer, LpEnd
from optimizer.numerics.scaling import scale
from optimizer.search.recording import Witness

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Box:
    """Bounds of the whole-numbered columns, in the order of ``Relaxation.whole``, shapes (k,)."""

    lower: FloatArray
    upper: FloatArray

    def left(self, place: int, at: float) -> "Box":
        """The part where the column at a place is at most ``at``."""
        upper = self.upper.copy()
        upper[place] = min(upper[place], at)
        return Box(self.lower, upper)

    def right(self, place: int, at: float) -> "Box":
        """The part where the column at a place is at least ``at + 1``."""
        lower = self.lower.copy()
        lower[place] = max(lower[place], at + 1.0)
        return Box(lower, self.upper)


@dataclass(frozen=True, eq=False)
class Relaxed:
    """What is known of a box.

    Attributes:
        bound: rigorous upper bound on the objective, offset included; minus infinity where the
            box is proved to hold no plan, plus infinity where nothing is proved.
        witness: the multipliers that prove it, None where nothing is proved.
        values: the whole-numbered columns at the relaxation's optimum, in the order of
            ``Relaxation.whole``, shape (k,); None where HiGHS did not get there.
    """

    bound: float
    witness: Witness | None
    values: FloatArray | None


NOTHING = Relaxed(np.inf, None, None)
"""What is known of a box before it is solved."""


class Relaxation:
    """The relaxation, warm from one box to the next.

    Attributes:
        program: what is relaxed, integer bounds rounded inward.
        whole: numbers of the columns that must be whole, shape (k,).
        target: a box whose bound is at most this is of no further interest.
        solves, iterations: work done so far.
    """

    def __init__(
        self,
        program: Program,
        target: float = -np.inf,
        ended: Callable[[], bool] | None = None,
        seed: int = 0,
    ) -> None:
        """Prepare; HiGHS is not asked before the first solve.

        Args:
            program: integer bounds rounded inward.
            target: as above; it may be raised later.
            ended: asked now and then during a solve; True ends it.
            seed: of the simplex.
        """
        self.program = program
        self.whole: IntArray = np.flatnonzero(program.integer).astype(np.int64)
        self.target = target
        self.solves = 0
        self.iterations = 0
        system = assemble(program, None, ())
        self._bounds = FloatBounds(system)
        self._direction = Direction(program.objective, program.offset)
        self._ended = ended
        self._seed = seed
        self._box = Box(system.box_lower[self.whole], system.box_upper[self.whole])

    def ended(self) -> bool:
        """Whether somebody asked for the end."""
        return self._ended is not None and self._ended()

    @cached_property
    def _lp(self) -> HighsLp:
        return HighsLp(scale(self.program), self._seed, self._ended)

    def whole_box(self) -> Box:
        """The box of the program itself."""
        return Box(
            np.ceil(self.program.col_lower[self.whole]),
            np.floor(self.program.col_upper[self.whole]),
        )

    def solve(self, box: Box, basis: Any = None, iterations: int | None = None) -> Relaxed:
        """Bound a box.

        Args:
            box: where, not empty.
            basis: where to start; from where the last solve ended if None.
            iterations: most simplex iterations; what they reach is a bound as well.
        """
        if not self.program.shape[1]:
            return self._without_columns(box)
        if basis is not None:
            self._lp.set_basis(basis)
        self._move_to(box)
        answer = self._run(iterations, self.target - self.program.offset)
        relaxed = self._judge(box, answer)
        if answer.end is LpEnd.CUT_OFF and relaxed.bound > self.target:
            # Not quite: rounding, or a simplex that stopped on perturbed costs.
            answer = self._run(iterations, -np.inf)
            relaxed = self._judge(box, answer)
        if answer.end is LpEnd.INFEASIBLE and relaxed.witness is None:
            # A ray that proves nothing: another basis often gives one that does.
            self._lp.forget_basis()
            relaxed = self._judge(box, self._run(iterations, -np.inf))
        return relaxed

    def _without_columns(self, box: Box) -> Relaxed:
        """A program without columns, which HiGHS does not take: each row holds or does not."""
        above, below = self.program.row_upper < 0.0, self.program.row_lower > 0.0
        for weight, multipliers in ((0.0, 1.0 * above - 1.0 * below), (1.0, np.zeros(len(above)))):
            witness = _witness(weight, multipliers)
            bound = self.over(witness, box)
            if bound < np.inf:
                break
        return Relaxed(bound, witness, np.zeros(0))

    def _run(self, iterations: int | None, cut_off: float) -> LpAnswer:
        answer = self._lp.solve(iterations, cut_off)
        self.solves += 1
        self.iterations += answer.iterations
        return answer

    def basis(self) -> Any:
        """Where the last solve ended."""
        return self._lp.basis()

    def over(self, witness: Witness, box: Box) -> float:
        """What a witness proves of a box: a bound, or minus infinity for "holds no plan"."""
        boxes = Boxes(self.whole, box.lower[None, :], box.upper[None, :])
        by = Multipliers(witness.row.astype(np.int64), witness.value.astype(np.float64))
        proved = float(self._bounds.over(self._direction, witness.weight, by, boxes)[0])
        if witness.weight:
            return proved
        return -np.inf if proved < 0 else np.inf

    def _move_to(self, box: Box) -> None:
        moved = (box.lower != self._box.lower) | (box.upper != self._box.upper)
        which = np.flatnonzero(moved)
        self._lp.set_bounds(self.whole[which], box.lower[which], box.upper[which])
        self._box = box

    def _judge(self, box: Box, answer: LpAnswer) -> Relaxed:
        if answer.multipliers is None:
            return Relaxed(np.inf, None, self._whole_of(answer))
        if answer.end is LpEnd.INFEASIBLE:
            for ray in (answer.multipliers, -answer.multipliers):
                witness = _witness(0.0, ray)
                if self.over(witness, box) == -np.inf:
                    return Relaxed(-np.inf, witness, None)
            return NOTHING
        return self.bounded(box, answer.multipliers, self._whole_of(answer))

    def _whole_of(self, answer: LpAnswer) -> FloatArray | None:
        return None if answer.x is None else answer.x[self.whole]

    def bounded(
        self, box: Box, multipliers: FloatArray, values: FloatArray | None = None
    ) -> Relaxed:
        """What multipliers, wherever they come from, prove of a box."""
        witness = _witness(1.0, multipliers)
        return Relaxed(self.over(witness, box), witness, values)


def _witness(weight: float, multipliers: FloatArray) -> Witness:
    row = np.flatnonzero(multipliers).astype(np.int32)
    return Witness(weight, row, multipliers[row])

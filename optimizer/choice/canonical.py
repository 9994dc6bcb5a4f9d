"""The one plan among all optimal ones that a list of preferences picks.

The whole numbers of the plan stay. The plans that are as good form a face
(:mod:`optimizer.choice.faces`); each preference in turn keeps the part of the face that it likes
best, and a last direction without any meaning leaves a single plan. A step that fails is left out
and said so; a plan that fails its check or is worth less than the optimum is never taken.

Nothing here knows what columns mean.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.choice.faces import TINY_DUAL, WAYS, ZERO_DUAL, Face, FaceError
from optimizer.choice.generic import generic
from optimizer.lp.program import Program
from optimizer.numerics.scaling import ScaledProgram, scale
from optimizer.numerics.verify import verify
from optimizer.solvers.raw import Attempt

FloatArray = NDArray[np.float64]

WORTH = 1e-9
"""A plan may be worth this much less than the optimum, relative to it: rounding."""

SAME = 1e-7
"""Plans are the same where their scaled columns differ by less, relative to their size."""

AT_BOUND = 1e-10
"""A scaled column this close to a bound stands at it: rounding."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Changes whose sizes count, whichever way they go: ``weights @ |matrix @ x + constant|``.

    Attributes:
        matrix: shape (k, n).
        constant, weights: shape (k,); weights are not negative.
    """

    matrix: sp.csr_array
    constant: FloatArray
    weights: FloatArray


@dataclass(frozen=True, eq=False)
class Stage:
    """A preference: the smaller ``cost @ x`` (plus the moves), the better.

    Attributes:
        name: stable key.
        title: what people read.
        cost: in the program's units, shape (n,).
        moves: sizes of changes that count too, or None.
    """

    name: str
    title: str
    cost: FloatArray
    moves: Moves | None = None


class StageEnd(StrEnum):
    """What became of a preference."""

    APPLIED = "applied"
    NO_CHOICE = "no choice"
    FAILED = "failed"


@dataclass(frozen=True)
class StageOutcome:
    """A preference and what became of it.

    Attributes:
        name, title: of the stage.
        end: ``no choice`` where all plans left were alike in it.
    """

    name: str
    title: str
    end: StageEnd


@dataclass(frozen=True, eq=False)
class Selection:
    """The plan that the preferences pick.

    Attributes:
        x: shape (n,), in the program's units; the plan given where nothing better was found.
        stages: what became of each preference, in order.
        unique: proved that no other plan with the same whole numbers is liked as well.
        changed: x is not the plan that was given, rounding aside.
    """

    x: FloatArray
    stages: tuple[StageOutcome, ...]
    unique: bool
    changed: bool


def optimal_face(
    program: Program, x: FloatArray, row_duals: FloatArray | None, ways: tuple[Attempt, ...] = WAYS
) -> Face:
    """All plans with the whole numbers of x that are worth as much, in scaled units.

    Args:
        program: the program.
        x: an optimal plan for its whole numbers, shape (n,).
        row_duals: optimal duals with the whole numbers fixed, shape (m,); worked out if None
            or not complementary to x.
        ways: how to solve linear programs.

    Raises:
        FaceError: there are no such duals and none could be worked out, or the face holds plans
            that are worth less.
    """
    scaled = scale(program)
    start = Face.of(scaled.fixed(np.where(program.integer, np.rint(x), x)))
    scaled_x = x / scaled.column_scale
    duals = _duals_of(start, scaled, scaled_x, row_duals)
    if duals is None:
        corner = start.maximise(scaled.objective, ways)
        scaled_x, duals = corner.x, corner.duals
    room = WORTH * max(1.0, abs(program.value(x))) / scaled.objective_scale
    best, costs = float(scaled.objective @ scaled_x), start.unit(scaled.objective)
    for zero in (ZERO_DUAL, TINY_DUAL):
        face = replace(start, zero=zero).optimal(scaled_x, costs, duals)
        worst = float(scaled.objective @ face.maximise(-scaled.objective, ways).x)
        if worst >= best - room:
            return face
    raise FaceError("plans of the face are not worth the same")


def _duals_of(
    start: Face, scaled: ScaledProgram, x: FloatArray, row_duals: FloatArray | None
) -> FloatArray | None:
    """Given duals for the unit direction of worth, None where they do not belong to the plan."""
    if row_duals is None:
        return None
    size = float(np.abs(scaled.objective[start.free]).max(initial=0.0)) or 1.0
    duals: FloatArray = row_duals * scaled.row_scale / (scaled.objective_scale * size)
    try:
        start.optimal(x, start.unit(scaled.objective), duals)
    except FaceError:
        return None
    return duals


@dataclass(frozen=True, eq=False)
class Polished:
    """An optimal plan for given whole numbers.

    Attributes:
        x: shape (n,).
        row_duals, reduced_costs: with the whole numbers fixed, shapes (m,) and (n,).
    """

    x: FloatArray
    row_duals: FloatArray
    reduced_costs: FloatArray


def polish(program: Program, x: FloatArray, ways: tuple[Attempt, ...] = WAYS) -> Polished | None:
    """Solve the linear program that is left when the whole numbers of x are fixed.

    Args:
        program: the program.
        x: shape (n,); only its whole numbers are used.
        ways: how to solve linear programs.

    Returns:
        The plan, in exact whole numbers and checked row by row; None where there is none.
    """
    scaled = scale(program)
    whole = np.where(program.integer, np.rint(x), x)
    face = Face.of(scaled.fixed(whole))
    size = float(np.abs(scaled.objective[face.free]).max(initial=0.0)) or 1.0
    for way in ways:
        try:
            corner = face.maximise(scaled.objective, (way,))
        except FaceError:
            continue
        plan = np.where(program.integer, whole, scaled.unscale_x(corner.x))
        plan = np.clip(plan, program.col_lower, program.col_upper) + 0.0
        if verify(program, plan).ok:
            duals = scaled.unscale_row_duals(corner.duals * size) + 0.0
            return Polished(plan, duals, program.objective - program.matrix.T @ duals + 0.0)
    return None


def select(
    program: Program,
    x: FloatArray,
    row_duals: FloatArray | None,
    stages: tuple[Stage, ...],
    ways: tuple[Attempt, ...] = WAYS,
) -> Selection:
    """Pick one of the plans that are worth as much as x and have its whole numbers.

    Args:
        program: the program.
        x: an optimal plan for its whole numbers, shape (n,).
        row_duals: as in :func:`optimal_face`.
        stages: preferences, the first counts most.
        ways: how to solve linear programs.
    """
    try:
        walk = _Walk(program, x, optimal_face(program, x, row_duals, ways), ways)
    except FaceError:
        failed = tuple(StageOutcome(s.name, s.title, StageEnd.FAILED) for s in stages)
        return Selection(x, failed, unique=False, changed=False)
    outcomes = tuple(StageOutcome(s.name, s.title, walk.go(s)) for s in stages)
    unique = walk.settle()
    apart = np.abs(walk.plan - x) / np.maximum(scale(program).column_scale, np.abs(x))
    changed = bool(apart.max(initial=0.0) > SAME)
    return Selection(walk.plan, outcomes, unique, changed)


class _Walk:
    """The face that is left and the best plan so far."""

    def __init__(
        self, program: Program, x: FloatArray, face: Face, ways: tuple[Attempt, ...]
    ) -> None:
        self.program, self.plan = program, x
        self._face, self._ways = face, ways
        self._scaled: ScaledProgram = scale(program)
        size = max(1.0, abs(program.value(x)))
        self._least = program.value(x) - WORTH * size

    def go(self, stage: Stage) -> StageEnd:
        """Keep the part of the face that a preference likes best."""
        n = self.program.shape[1]
        face, direction = self._face, -stage.cost * self._scaled.column_scale
        direction = np.concatenate((direction, np.zeros(len(face.col_lower) - n)))
        if stage.moves is not None:
            face, direction = self._with_moves(face, direction, stage.moves)
        if not direction[face.free].any():
            return StageEnd.NO_CHOICE
        return self._step(face, direction)

    def settle(self) -> bool:
        """Leave a single plan by a direction without meaning; True if it is proved single."""
        size = len(self._face.col_lower)
        if self._face.free.any() and self._step(self._face, -generic(size)) is StageEnd.FAILED:
            return False
        if not self._face.free.any():
            return True
        # Where both ends of a direction without pattern are one plan, there is no other.
        pull = generic(size, 1) - 1.5
        return all(self._is_plan(direction) for direction in (pull, -pull))

    def _is_plan(self, direction: FloatArray) -> bool:
        """Whether the plan of the face that is best in a direction is the plan at hand."""
        try:
            corner = self._face.maximise(direction, self._ways)
        except FaceError:
            return False
        ours = self.plan / self._scaled.column_scale
        apart = np.abs(corner.x[: len(ours)] - ours) / np.maximum(1.0, np.abs(ours))
        return bool(apart.max(initial=0.0) <= SAME)

    def _step(self, face: Face, direction: FloatArray) -> StageEnd:
        for way in self._ways:
            try:
                corner = face.maximise(direction, (way,))
                smaller = face.best(direction, corner)
            except FaceError:
                continue
            if self._accept(corner.x):
                self._face = smaller
                return StageEnd.APPLIED
        return StageEnd.FAILED

    def _accept(self, scaled_x: FloatArray) -> bool:
        """Take a plan if it passes the check and is worth as much."""
        program = self.program
        x = self._scaled.unscale_x(scaled_x[: program.shape[1]])
        for bound in (program.col_lower, program.col_upper):
            x = np.where(np.abs(x - bound) <= AT_BOUND * self._scaled.column_scale, bound, x)
        x = np.where(program.integer, np.rint(x), x)
        x = np.clip(x, program.col_lower, program.col_upper) + 0.0
        if not verify(program, x).ok or program.value(x) < self._least:
            return False
        self.plan = x
        return True

    def _with_moves(
        self, face: Face, direction: FloatArray, moves: Moves
    ) -> tuple[Face, FloatArray]:
        """The face with columns for the sizes of changes that are still open."""
        n, scaled = self.program.shape[1], self._scaled
        matrix = sp.csr_array(moves.matrix.multiply(scaled.column_scale[None, :]))
        open_ = (abs(matrix) @ face.free[:n].astype(float) > 0.0) & (moves.weights > 0.0)
        if not open_.any():
            return face, direction
        matrix = sp.csr_array(matrix[open_])
        size = abs(matrix).max(axis=1).toarray().ravel()
        matrix = sp.csr_array(matrix.multiply((1.0 / size)[:, None]))
        extra = len(face.col_lower) - n
        wide = sp.csr_array(sp.hstack((matrix, sp.csr_array((matrix.shape[0], extra)))))
        weights = moves.weights[open_] * size
        return (
            face.with_moves(wide, moves.constant[open_] / size),
            np.concatenate((direction, -weights, -weights)),
        )

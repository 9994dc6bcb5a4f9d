"""A few plans of a face that show which columns can move.

One direction after another pulls, up and down, at all columns that no plan has moved so far. When
both ends leave them all in place, a generic sum of them is the same over the whole face, and so is
each of them. What the corners found have in common they share with a generic mixture of them all,
and so every linear measure that is not the same on all corners differs there: a few plans will do.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.choice.faces import Face
from optimizer.choice.generic import generic
from optimizer.lp.program import Program
from optimizer.numerics.scaling import scale
from optimizer.numerics.verify import verify

FloatArray = NDArray[np.float64]

MOVED = 1e-6
"""A scaled column that is further from where it was, relative to its size, has moved."""

CORNERS = 2
"""Corners handed out beside the mixture, for measures that are not linear."""

ROUNDS = 12
"""Pairs of directions at most. Few are ever needed: each moves whatever it can."""


def spread(program: Program, face: Face, x: FloatArray) -> tuple[FloatArray, ...]:
    """Other plans of a face, in the program's units, each shape (n,); empty if there is one only.

    Args:
        program: the program.
        face: of plans of the program, in scaled units.
        x: a plan on the face, in the program's units, shape (n,).

    Raises:
        FaceError: a linear program on the face could not be solved.
    """
    scaled = scale(program)
    home = x / scaled.column_scale
    still = face.free
    found: list[FloatArray] = []
    for number in range(ROUNDS):
        weights = np.where(still, generic(len(home), number), 0.0)
        before = int(still.sum())
        for direction in (weights, -weights):
            if not still.any():
                break
            corner = face.maximise(np.where(still, direction, 0.0))
            gone = np.abs(corner.x - home) > MOVED * np.maximum(1.0, np.abs(home))
            if (gone & still).any():
                found.append(np.where(gone, corner.x, home))
            still = still & ~gone
        if int(still.sum()) == before:
            break
    if not found:
        return ()
    shares = generic(len(found), ROUNDS)
    moved = np.any(np.array(found) != home, axis=0)
    mixture = np.where(moved, shares @ np.array(found) / shares.sum(), home)
    plans = (_plan(program, scaled.unscale_x(y)) for y in (mixture, *found[:CORNERS]))
    return tuple(plan for plan in plans if verify(program, plan).ok)


def _plan(program: Program, x: FloatArray) -> FloatArray:
    whole = np.where(program.integer, np.rint(x), x)
    return np.clip(whole, program.col_lower, program.col_upper) + 0.0

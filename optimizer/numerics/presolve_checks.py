"""What can be settled before any solver sees the program.

Integer bounds are rounded inward here, because several solvers have returned wrong optima
for programs with fractional ones ("machines <= 12.7"). Bounds that cross, and rows that no
plan within the column bounds can satisfy, end the solve at once with the name of the
column or row: a better answer than a solver's bare "infeasible".
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program

FloatArray = NDArray[np.float64]

SNAP = 1e-9
"""A bound this close to a whole number (relative to its size) is that number: 0.1 * 30 is 3."""

SNAP_MOST = 1e-6
"""However large the bound, nothing further than this from a whole number is one."""

UNREACHABLE = 1e-6
"""A row bound out of reach by more than this, relative to the row's reach, is infeasible."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A program whose bounds are sane, or why it has no plan.

    Attributes:
        program: the same program, integer bounds whole numbers.
        conflict: why no plan can exist, in words with the column's or row's name; None if
            nothing was found.
    """

    program: Program
    conflict: str | None


def check(program: Program) -> Checked:
    """Round integer bounds inward and look for bounds that nothing can satisfy."""
    lower, upper = _round_inward(program)
    rounded = replace(program, col_lower=lower, col_upper=upper)
    conflict = _crossed_column(program, rounded) or _crossed_row(program)
    return Checked(rounded, conflict or _unreachable_row(rounded))


def _round_inward(program: Program) -> tuple[FloatArray, FloatArray]:
    lower, upper = program.col_lower.copy(), program.col_upper.copy()
    which = program.integer
    lower[which] = _snapped(lower[which], np.ceil(lower[which]))
    upper[which] = _snapped(upper[which], np.floor(upper[which]))
    # A continuous column whose bounds cross by rounding noise only is fixed.
    noise = SNAP * np.maximum(program.column_scales(), np.abs(lower))
    touching = ~which & (lower > upper) & (lower - upper <= noise)
    upper[touching] = lower[touching]
    return lower + 0.0, upper + 0.0  # + 0.0 turns -0.0 into 0.0


def _snapped(bounds: FloatArray, inward: FloatArray) -> FloatArray:
    """The nearest whole number where a bound is one but for noise, else the one inward."""
    nearest = np.rint(bounds)
    noise = np.minimum(SNAP * np.maximum(1.0, np.abs(bounds)), SNAP_MOST)
    return np.where(np.abs(bounds - nearest) <= noise, nearest, inward)


def _crossed_column(given: Program, rounded: Program) -> str | None:
    crossed = np.flatnonzero(rounded.col_lower > rounded.col_upper)
    if not crossed.size:
        return None
    j = int(crossed[0])
    low, high = given.col_lower[j], given.col_upper[j]
    name = given.column_name(j)
    if low > high:
        return f"{name} must be at least {low:.12g} and at most {high:.12g}"
    return f"{name} must be a whole number between {low:.12g} and {high:.12g}, and there is none"


def _crossed_row(program: Program) -> str | None:
    # Bounds that cross by noise are left to the solver's tolerance.
    size = np.maximum(program.row_scales(), np.abs(_finite(program.row_lower)))
    with np.errstate(invalid="ignore"):
        crossed = np.flatnonzero(program.row_lower - program.row_upper > UNREACHABLE * size)
    if not crossed.size:
        return None
    i = int(crossed[0])
    low, high = program.row_lower[i], program.row_upper[i]
    return f"{program.row_name(i)} must be at least {low:.12g} and at most {high:.12g}"


def _unreachable_row(program: Program) -> str | None:
    """The row furthest out of reach of every x within the column bounds."""
    if not program.shape[0]:
        return None
    positive, negative = program.matrix.maximum(0.0), program.matrix.minimum(0.0)
    low, high = program.col_lower, program.col_upper
    most = positive @ high + negative @ low
    least = positive @ low + negative @ high
    size = np.maximum.reduce([program.row_scales(), np.abs(most), np.abs(least)])
    short = (program.row_lower - most) / size
    over = (least - program.row_upper) / size
    i = int(np.argmax(np.maximum(short, over)))
    if max(short[i], over[i]) <= UNREACHABLE:
        return None
    name = program.row_name(i)
    if short[i] >= over[i]:
        return f"{name} must be at least {program.row_lower[i]:.12g} but can reach {most[i]:.12g}"
    return f"{name} must be at most {program.row_upper[i]:.12g} but is at least {least[i]:.12g}"


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, 0.0)

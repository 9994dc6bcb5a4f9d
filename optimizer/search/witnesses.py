"""Shorter multipliers where a box is closed with room to spare.

Any multipliers bound a box, so those of a closed box may be rounded as long as it stays closed.
Few leading bits are enough for most: such numbers fit a float32 and compress well. What is
kept is rechecked first, so rounding can cost room but never a proof.
"""

import numpy as np
from numpy.typing import NDArray

from optimizer.search.recording import Witness
from optimizer.search.relaxation import Box, Relaxation

FloatArray = NDArray[np.float64]

BITS = (8, 16, 24)
"""Leading bits tried, fewest first; 24 is what a float32 holds."""

LARGEST = 2.0**100
"""Beyond it, and below its inverse, a number is not rounded for float32's sake."""


def shortened(relaxation: Relaxation, witness: Witness, box: Box, at_most: float) -> Witness:
    """The witness with as few bits as bound the box by ``at_most``, or as it is."""
    for bits in BITS:
        value = leading_bits(witness.value.astype(np.float64), bits)
        kept = value != 0.0
        short = Witness(witness.weight, witness.row[kept], value[kept])
        if relaxation.over(short, box) <= at_most:
            return _compact(short)
    return witness


def _compact(witness: Witness) -> Witness:
    with np.errstate(over="ignore", under="ignore"):
        small = witness.value.astype(np.float32)
    return (
        Witness(witness.weight, witness.row, small) if (small == witness.value).all() else witness
    )


def leading_bits(values: FloatArray, bits: int) -> FloatArray:
    """Values rounded to so many leading bits; tiny and huge ones go to 0 or stay."""
    mantissa, exponent = np.frexp(values)
    rounded = np.ldexp(np.rint(np.ldexp(mantissa, bits)), exponent - bits)
    rounded = np.where(np.abs(values) > LARGEST, values, rounded)
    return np.where(np.abs(values) < 1.0 / LARGEST, 0.0, rounded)

r"""Arithmetic to rely on: floats with every rounding error bounded, and floats as whole numbers.

**Floats, bounded.** Rounding to nearest makes of every sum or product $z$ a float
$z(1 + \delta) + \eta$ with $|\delta| \le u = 2^{-53}$ and, where a product underflows,
$|\eta| \le 2^{-1022}$ (also on a processor that flushes subnormals to zero). Hence, for a sum of
$n$ products added in *any* order (Higham, Accuracy and Stability of Numerical Algorithms,
2nd ed., 2002, section 3.1),

$$ \bigl|\widehat{\textstyle\sum a_k b_k} - \sum a_k b_k\bigr|
   \le \gamma_n \sum |a_k b_k| + n \eta, \qquad \gamma_n = \frac{n u}{1 - n u} . $$

The right side is itself computed in floats, as $\widehat T$ with
$\sum |a_k b_k| \le \widehat T / (1 - \gamma_n) + n\eta$. Since
$\gamma_n / (1 - \gamma_n) \le \gamma_{2n}$, the error is at most
$\gamma_{2n + 8}\,\widehat T + n\,2^{-1000}$ *as computed*: the eight cover the handful of
roundings in that very expression, and $2^{-1000}$ each underflow in it. ``slack_of`` is this rule.
A last addition is pushed up by ``np.nextafter``. An overflow or a NaN anywhere ends as plus
infinity, which claims nothing. So no rounding mode of the processor has to be set.

**Floats, exactly.** A finite float is $m\,2^e$ with whole $m, e$. With one exponent for a whole
vector, its floats are whole numbers; their sums and products are Python's, of any length, and
nothing is ever rounded. Mantissas are stripped of trailing zeros first, so that everyday numbers
stay short.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
WholeArray = NDArray[Any]
"""An array of Python's whole numbers (dtype object)."""

UNIT = 2.0**-53
"""Unit roundoff u of float64."""

TINY = 2.0**-1000
"""More than what one underflow can lose, and still a normal float."""

_MANTISSA_BITS = 53


def slack_of(terms: IntArray | int, size: FloatArray | float) -> FloatArray:
    """Bound on the error of a computed sum of products.

    Args:
        terms: how many products are summed, n; at most 2**40.
        size: the computed sum of the products' absolute values.

    Returns:
        At least the error of the computed sum, in the shape of the arguments.
    """
    n = np.asarray(terms, dtype=np.float64)
    nu = (2.0 * n + 8.0) * UNIT
    return np.asarray(nu / (1.0 - nu) * size + n * TINY, dtype=np.float64)


def rounded_up(value: FloatArray, slack: FloatArray) -> FloatArray:
    """``value + slack`` rounded up; plus infinity where either is not a number."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        total = value + slack
        return np.where(np.isfinite(total), np.nextafter(total, np.inf), np.inf)


def subtracted_down(a: float, b: float) -> float:
    """A float that is at most a - b."""
    return math.nextafter(float(a) - float(b), -math.inf)


@dataclass(frozen=True, eq=False)
class Scaled:
    """A vector of floats as whole numbers: value = whole * 2**exponent.

    Attributes:
        whole: Python's whole numbers, shape of the floats.
        exponent: the one exponent, as high as the floats allow; 0 where all are 0.
    """

    whole: WholeArray
    exponent: int

    def at(self, exponent: int) -> WholeArray:
        """The whole numbers for a lower (or the same) exponent."""
        if exponent > self.exponent:
            raise ValueError("only a lower exponent keeps all whole numbers whole")
        if exponent == self.exponent:
            return self.whole
        return self.whole * (1 << (self.exponent - exponent))


def scaled(values: FloatArray) -> Scaled:
    """Finite floats as whole numbers with one exponent, without any rounding."""
    mantissa, binary = np.frexp(values)
    whole = np.ldexp(mantissa, _MANTISSA_BITS).astype(np.int64)
    present = whole != 0
    if not present.any():
        return Scaled(whole.astype(object), 0)
    lowest_bit = (whole & -whole).astype(np.float64)
    zeros = np.where(present, np.frexp(lowest_bit)[1] - 1, 0).astype(np.int64)
    exponents = binary.astype(np.int64) - _MANTISSA_BITS + zeros
    exponent = int(exponents[present].min())
    shifts = np.where(present, exponents - exponent, 0)
    return Scaled((whole >> zeros).astype(object) << shifts.astype(object), exponent)


def added(parts: list[tuple[int, int]]) -> tuple[int, int]:
    """Sum of numbers given as (whole, exponent), again as such a pair."""
    exponent = min((e for whole, e in parts if whole), default=0)
    return sum(whole << (e - exponent) for whole, e in parts if whole), exponent


def nearest(whole: int, exponent: int) -> float:
    """The float nearest to whole * 2**exponent; infinite where that is too large."""
    try:
        # Python rounds both the conversion and the quotient of whole numbers correctly.
        if exponent >= 0:
            return float(whole << exponent)
        return whole / (1 << -exponent)
    except OverflowError:
        return np.inf if whole > 0 else -np.inf


def smallest_above(whole: int, exponent: int) -> float:
    """The smallest float that is at least whole * 2**exponent."""
    value = nearest(whole, exponent)
    if value == np.inf:
        return value
    if value == -np.inf:
        return math.nextafter(-math.inf, 0.0)
    top, bottom = value.as_integer_ratio()
    # Compare top / bottom with whole * 2**exponent in whole numbers.
    mine, theirs = top, whole * bottom
    if exponent >= 0:
        theirs <<= exponent
    else:
        mine <<= -exponent
    return value if mine >= theirs else math.nextafter(value, math.inf)

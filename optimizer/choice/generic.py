"""Numbers without pattern, the same on every machine: directions in no special position."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def generic(size: int, number: int = 0) -> FloatArray:
    """Weights between 1 and 2, shape (size,); another ``number`` gives other weights."""
    bits = np.random.Generator(np.random.PCG64(number)).integers(0, 2**53, size=size)
    return 1.0 + bits / 2.0**53

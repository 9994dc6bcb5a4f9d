"""Values out of a result's frames as plain Python values: absent is None, never NaN.

Pandas turns an absent text, number or month into whatever its column can hold. Here each
becomes None again, so that nothing downstream has to know about frames.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def number(value: Any) -> float | None:
    """A number as a float; None where it is absent or not finite. There is no negative zero."""
    if value is None or value is pd.NA:
        return None
    as_float = float(value)
    return as_float + 0.0 if math.isfinite(as_float) else None


def numbers(values: Iterable[Any]) -> list[float | None]:
    """Numbers as floats, None where absent."""
    return [number(value) for value in values]


def whole(value: Any) -> int | None:
    """A whole number; None where it is absent."""
    as_float = number(value)
    return None if as_float is None else round(as_float)


def text(value: Any) -> str | None:
    """A text; None where it is absent."""
    return value if isinstance(value, str) else None


def shares(value: Any) -> dict[str, float]:
    """A mapping of hall to MW or servers, in its own order; empty where it is absent."""
    if not isinstance(value, dict):
        return {}
    return {str(hall): float(amount) + 0.0 for hall, amount in value.items()}


def by_name(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a frame indexed by (name, month) into one frame per name, in order of appearance.

    Args:
        frame: index of two levels, the name first.

    Returns:
        Frames indexed by month.
    """
    names = frame.index.get_level_values(0)
    return {str(name): frame[names == name].droplevel(0) for name in names.unique()}


def column(frame: pd.DataFrame, name: str) -> FloatArray:
    """A column as floats, NaN where absent, shape (rows,)."""
    return frame[name].to_numpy(dtype=float, na_value=math.nan)

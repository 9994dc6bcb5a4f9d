"""Curves of the fleet file as one value per month of the horizon."""

from collections.abc import Sequence

import numpy as np

from optimizer.inputs.problem import FloatArray
from optimizer.inputs.tables import Fault, TableError, Tables
from optimizer.months import Horizon
from optimizer.schema import CsvCurve, Curve, GrowthCurve, Range, StepCurve
from optimizer.units import MONTHS_PER_YEAR

ANY_NUMBER = Range(ge=-1e15, le=1e15)
_LIMITS = {
    "greater_than_equal": "at least",
    "greater_than": "more than",
    "less_than_equal": "at most",
}


class CurveError(Exception):
    """A curve has no proper value in some month of the horizon.

    Attributes:
        code: stable code of the problem.
        keys: keys below the curve that are meant, () for the curve itself.
        message: what is wrong.
        hint: what to do next.
    """

    def __init__(self, code: str, keys: tuple[str, ...], message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.keys = keys
        self.message = message
        self.hint = hint


def resolve(
    curve: Curve, horizon: Horizon, tables: Tables, ranges: Sequence[Range] = ()
) -> FloatArray:
    """A value per month, shape (T,).

    Args:
        curve: any of the four forms.
        horizon: the months.
        tables: the CSV files beside the fleet file.
        ranges: what the values must keep to, beyond being finite numbers.

    Raises:
        CurveError: no value in some month, or a value out of range.
        TableError: a CSV file cannot be used, or a value in it is out of range.
    """
    allowed = (ANY_NUMBER, *ranges)
    if isinstance(curve, CsvCurve):
        return _from_csv(curve, horizon, tables, allowed)
    if isinstance(curve, StepCurve):
        return _steps(curve, horizon)
    if isinstance(curve, GrowthCurve):
        return _growth(curve, horizon, allowed)
    return np.full(horizon.months, float(curve))


def _steps(curve: StepCurve, horizon: Horizon) -> FloatArray:
    """Each value holds until the next key."""
    months = list(curve.steps)
    if months[0] > horizon.start:
        raise CurveError(
            "E317",
            (),
            f"the first step is {months[0]}, after the horizon's start {horizon.start}",
            f"give a value from {horizon.start} or earlier",
        )
    offsets = [horizon.offset(month) for month in months]
    values = np.array(list(curve.steps.values()), dtype=float)
    return values[np.searchsorted(offsets, np.arange(horizon.months), side="right") - 1]


def _growth(curve: GrowthCurve, horizon: Horizon, allowed: Sequence[Range]) -> FloatArray:
    """``start * (1 + g/100) ** (t/12)``."""
    years = np.arange(horizon.months) / MONTHS_PER_YEAR
    values: FloatArray = curve.start * (1 + curve.growth_pct_per_year / 100) ** years
    for t, value in enumerate(values.tolist()):
        if broken := _broken(value, allowed):
            message = f"the curve grows to {value:g} in {horizon.labels[t]}; allowed is {broken}"
            raise CurveError("E391", ("growth_pct_per_year",), message, "let it grow by less")
    return values


def _from_csv(
    curve: CsvCurve, horizon: Horizon, tables: Tables, allowed: Sequence[Range]
) -> FloatArray:
    """A column of a monthly file."""
    values, lines = tables.monthly(curve.csv, curve.column, horizon)
    if faults := out_of_range(values, lines, curve.column, allowed):
        raise TableError(curve.csv, faults)
    return values


def out_of_range(
    values: FloatArray, lines: Sequence[int], title: str, allowed: Sequence[Range]
) -> list[Fault]:
    """What is wrong with numbers of a CSV file that do not keep to their range.

    Args:
        values: the numbers, shape (n,).
        lines: line of each, length n.
        title: title of their column.
        allowed: the ranges.
    """
    ends = (float(values.min()), float(values.max()))
    if not any(_broken(value, allowed) for value in ends):
        return []
    message = f"{title} is out of range"
    return [
        Fault("E391", line, message, got=f"{value:g}", allowed=broken, column=title)
        for value, line in zip(values.tolist(), lines, strict=True)
        if (broken := _broken(value, allowed))
    ]


def _broken(value: float, allowed: Sequence[Range]) -> str:
    """The rule that a value breaks, in words; "" if none."""
    for one in allowed:
        if (rule := one.broken(value)) is not None:
            name, limit = rule
            return f"{_LIMITS[name]} {limit:g}"
    return ""

"""Cells as numbers: fast where all are, and exact about the ones that are not."""

import math
import re
from collections.abc import Sequence

import numpy as np

from optimizer.inputs.problem import FloatArray
from optimizer.inputs.tables.faults import Fault, TableError, shown

_PLAIN_NUMBERS = re.compile(r"[-+0-9.eE\n]*")
_LONGEST_NUMBER = 1000
_ALLOWED = "a plain number, like 1234.5"


def numbers(
    cells: Sequence[str], lines: Sequence[int], title: str, name: str
) -> FloatArray | TableError:
    """Cells as finite numbers.

    Args:
        cells: cells of a column, length n.
        lines: line of each cell, length n.
        title: title of the column, for errors.
        name: how errors call the file.

    Returns:
        The numbers, shape (n,); or what is wrong, where any cell is not one.
    """
    if _PLAIN_NUMBERS.fullmatch("\n".join(cells)):
        try:
            values = np.array([float(cell) for cell in cells])
        except ValueError:
            pass
        else:
            if np.isfinite(values).all():
                return values
    pairs = zip(cells, lines, strict=True)
    return TableError(
        name,
        (
            Fault("E404", line, f"{title} {problem}", shown(cell), _ALLOWED, hint, title)
            for cell, line in pairs
            for problem, hint in _not_a_number(cell)
        ),
    )


def _not_a_number(cell: str) -> list[tuple[str, str]]:
    """What is wrong with a cell that should be a number, and what to do; [] if nothing."""
    if not cell:
        return [("is blank", "give the number, or leave the row out")]
    if cell.startswith("="):
        return [("is a formula", "save the file with values")]
    if len(cell) > _LONGEST_NUMBER:
        return [("is not a number", "")]
    if re.fullmatch(r"[-+]?\d+,\d+", cell):
        return [("is not a number", "the decimal sign is a point")]
    try:
        value = float(cell) if _PLAIN_NUMBERS.fullmatch(cell) else math.nan
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return []
    if math.isinf(value) or re.fullmatch(r"[-+]?(nan|inf|infinity)", cell, re.IGNORECASE):
        return [("is not a finite number", "leave the row out")]
    return [("is not a number", "")]

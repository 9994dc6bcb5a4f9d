"""Write a program as a file for any other solver.

MPS (free format): the objective is negated and minimised. An ``OBJSENSE MAX`` section
would be truer to the program, but CBC 2.10 skips it without a word and minimises, and a
file that means different things to different readers is worse than a sign. The objective's
constant stands, as usual, in the objective's right-hand side.

LP (CPLEX dialect): maximised, since every reader knows ``Maximize``. The constant is the
cost of a column fixed at one, rows with two bounds are two rows (``_lo`` and ``_hi``), and
rows without bounds are left out: not every reader has these.

Numbers are written so that they read back as the same floats; bounds of integer columns
are rounded inward first. The file appears whole or not at all.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.solvers.export_names import CONSTANT, OBJECTIVE, column_names, row_names
from optimizer.writing import write_whole

NEGATED = "negated_objective"
"""Name of the objective row in MPS files."""

SUFFIXES = (".mps", ".lp")
"""Endings that :func:`export` knows."""

_TERMS_PER_LINE = 3


def export(program: Program, path: Path, name: str = "fleet") -> None:
    """Write a program as ``.mps`` or ``.lp``, by the file's ending.

    Args:
        program: what to write, in its own units.
        path: the file to write; an existing one is replaced.
        name: title of the problem, for people; one word.

    Raises:
        ValueError: the ending is neither ``.mps`` nor ``.lp``.
        OSError: the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"a model file must end in {' or '.join(SUFFIXES)}, got {path.name!r}")
    checked = check(program)
    # Crossing bounds are the user's to see as they are.
    program = program if checked.conflict else checked.program
    write = _mps if suffix == ".mps" else _lp
    lines = write(program, "_".join(name.split()) or "fleet")
    write_whole(path, (f"{line}\n" for line in lines), encoding="ascii")


# ------------------------------------------------------------------------------------- MPS
def _mps(program: Program, title: str) -> Iterator[str]:
    columns, rows = column_names(program), row_names(program)
    bounded = np.isfinite(program.row_lower) | np.isfinite(program.row_upper)
    yield "* Minimise the negated objective: what is reported is minus the net present value."
    yield f"NAME {title}"
    yield "ROWS"
    yield f" N {NEGATED}"
    for i in np.flatnonzero(bounded).tolist():
        yield f" {_mps_kind(program, i)} {rows[i]}"
    yield "COLUMNS"
    yield from _mps_columns(program, columns, rows, bounded.tolist())
    yield "RHS"
    if program.offset:
        yield f" RHS {NEGATED} {program.offset!r}"
    yield from _mps_sides(program, rows, bounded)
    yield "BOUNDS"
    bounds = zip(columns, program.col_lower.tolist(), program.col_upper.tolist(), strict=True)
    for name, low, high in bounds:
        if low == high:
            yield f" FX BND {name} {low!r}"
        else:
            yield f" LO BND {name} {low!r}"
            yield f" UP BND {name} {high!r}"
    yield "ENDATA"


def _mps_kind(program: Program, i: int) -> str:
    if program.row_lower[i] == program.row_upper[i]:
        return "E"
    return "L" if np.isfinite(program.row_upper[i]) else "G"


def _mps_columns(
    program: Program, columns: list[str], rows: list[str], bounded: list[bool]
) -> Iterator[str]:
    by_column = sp.csc_array(program.matrix)
    starts, where = by_column.indptr.tolist(), by_column.indices.tolist()
    values, costs = by_column.data.tolist(), program.objective.tolist()
    inside = False
    for j, (name, whole) in enumerate(zip(columns, program.integer.tolist(), strict=True)):
        if whole != inside:
            yield f" MARKER 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
            inside = whole
        # Also where it is zero: a column has to be named once.
        yield f" {name} {NEGATED} {-costs[j] + 0.0!r}"
        for k in range(starts[j], starts[j + 1]):
            if bounded[where[k]]:
                yield f" {name} {rows[where[k]]} {values[k]!r}"
    if inside:
        yield " MARKER 'MARKER' 'INTEND'"


def _mps_sides(program: Program, rows: list[str], bounded: NDArray[np.bool_]) -> Iterator[str]:
    ranges = []
    for i in np.flatnonzero(bounded).tolist():
        low, high = float(program.row_lower[i]), float(program.row_upper[i])
        side = high if np.isfinite(high) else low
        if side:
            yield f" RHS {rows[i]} {side!r}"
        if np.isfinite(low) and np.isfinite(high) and low != high:
            ranges.append(f" RNG {rows[i]} {high - low!r}")
    if ranges:
        yield "RANGES"
        yield from ranges


# -------------------------------------------------------------------------------------- LP
def _lp(program: Program, title: str) -> Iterator[str]:
    columns, rows = column_names(program), row_names(program)
    yield f"\\ {title}"
    yield "Maximize"
    used = np.flatnonzero(program.objective)
    terms = [(float(program.objective[j]), columns[j]) for j in used.tolist()]
    yield from _lp_sum(OBJECTIVE, [*terms, (program.offset, CONSTANT)], "")
    yield "Subject To"
    yield from _lp_rows(program, columns, rows)
    yield "Bounds"
    bounds = zip(columns, program.col_lower.tolist(), program.col_upper.tolist(), strict=True)
    for name, low, high in bounds:
        yield f" {name} = {low!r}" if low == high else f" {low!r} <= {name} <= {high!r}"
    yield f" {CONSTANT} = 1"
    if program.is_mip:
        yield "Generals"
        for j in np.flatnonzero(program.integer).tolist():
            yield f" {columns[j]}"
    yield "End"


def _lp_rows(program: Program, columns: list[str], rows: list[str]) -> Iterator[str]:
    matrix = program.matrix
    starts, where, values = (a.tolist() for a in (matrix.indptr, matrix.indices, matrix.data))
    written = 0
    sides = zip(rows, program.row_lower.tolist(), program.row_upper.tolist(), strict=True)
    for i, (name, low, high) in enumerate(sides):
        span = range(starts[i], starts[i + 1])
        terms = [(values[k], columns[where[k]]) for k in span] or [(0.0, CONSTANT)]
        ranged = np.isfinite(low) and np.isfinite(high) and low != high
        if low == high:
            yield from _lp_sum(name, terms, f"= {low!r}")
        else:
            if np.isfinite(low):
                yield from _lp_sum(f"{name}_lo" if ranged else name, terms, f">= {low!r}")
            if np.isfinite(high):
                yield from _lp_sum(f"{name}_hi" if ranged else name, terms, f"<= {high!r}")
        written += int(np.isfinite(low) or np.isfinite(high))
    if not written:
        # A section without rows is refused by some readers.
        yield from _lp_sum("no_rows", [(1.0, CONSTANT)], "= 1")


def _lp_sum(name: str, terms: list[tuple[float, str]], side: str) -> Iterator[str]:
    line = f" {name}:"
    for start in range(0, len(terms), _TERMS_PER_LINE):
        for value, column in terms[start : start + _TERMS_PER_LINE]:
            line += f" {'-' if value < 0 else '+'} {abs(value)!r} {column}"
        if start + _TERMS_PER_LINE < len(terms):
            yield line
            line = "  "
    yield f"{line} {side}".rstrip()

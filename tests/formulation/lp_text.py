"""A program, or some families of it, as text that a person can check against the mathematics."""

import numpy as np

from optimizer.lp import Program


def number(value: float) -> str:
    """Ten digits: enough to see any change, few enough to hide rounding."""
    return f"{value:.10g}"


def family(block_name: str) -> str:
    """The part of a block's name that says to which family it belongs."""
    return block_name.split(".")[0]


def families(program: Program) -> set[str]:
    """Families that have columns or rows."""
    blocks = [*program.columns, *program.rows]
    return {family(block.name) for block in blocks if block.numbers.size}


def render(program: Program, name: str) -> str:
    """Rows and columns of one family, a line each, in the program's order."""
    names = _names(program, "columns")
    out = ["rows"]
    for i, label in _names(program, "rows").items():
        if family(label) == name:
            out.append(f"  {label}: {_row(program, names, i)}")
    out.append("columns")
    for j, label in names.items():
        if family(label) == name:
            kind = "integer" if program.integer[j] else "real"
            low, high = number(program.col_lower[j]), number(program.col_upper[j])
            out.append(f"  {label}: {kind} in [{low}, {high}]")
    return "\n".join(out) + "\n"


def render_objective(program: Program) -> str:
    """The objective, a line per column that has a worth, to seven digits."""
    out = [f"constant: {program.offset:.7g}"]
    for j, label in _names(program, "columns").items():
        if program.objective[j]:
            out.append(f"{label}: {program.objective[j]:.7g}")
    return "\n".join(out) + "\n"


def _row(program: Program, names: dict[int, str], i: int) -> str:
    start, stop = program.matrix.indptr[i : i + 2]
    order = np.argsort(program.matrix.indices[start:stop])
    terms = [
        f"{number(program.matrix.data[start + k])} {names[int(program.matrix.indices[start + k])]}"
        for k in order
    ]
    low, high = program.row_lower[i], program.row_upper[i]
    text = " + ".join(terms) or "0"
    if low == high:
        return f"{text} = {number(low)}"
    if np.isneginf(low):
        return f"{text} <= {number(high)}"
    if np.isposinf(high):
        return f"{text} >= {number(low)}"
    return f"{number(low)} <= {text} <= {number(high)}"


def _names(program: Program, kind: str) -> dict[int, str]:
    out = {}
    for block in getattr(program, kind):
        for position in np.ndindex(block.index.shape):
            at = int(block.index[position])
            if at >= 0:
                out[at] = block.label(position)
    return out

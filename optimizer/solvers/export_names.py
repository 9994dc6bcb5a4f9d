"""Names of columns and rows that every reader of MPS and LP files accepts.

``cash.balance[2026-03, north]`` becomes ``cash.balance_2026_03_north`` in both: names in MPS
files end at white space, and in LP files a minus or a bracket is an operator.
"""

import re

import numpy as np

from optimizer.lp.program import Block, Program

OBJECTIVE = "objective"
"""Name of the objective in LP files; in MPS files it is negated and has another name."""

CONSTANT = "objective_constant"
"""A column fixed at 1 that carries the objective's constant in LP files."""

LONGEST = 100
"""Longest name in characters; several readers cut or refuse longer ones."""

# Words with a meaning of their own at the start of a line or term of an LP file.
_RESERVED = frozenset(
    (
        *("st", "s.t.", "st.", "such", "subject", "bound", "bounds", "end", "free", "inf"),
        *("bin", "binary", "binaries", "gen", "general", "generals", "int", "integer", "integers"),
        *("max", "maximize", "maximise", "min", "minimize", "minimise", "semi", "semis"),
        *("sos", "sos1", "sos2", "rhs", "rng", "ranges", "bnd", "marker", "nan", "infinity"),
    )
)


def column_names(program: Program) -> list[str]:
    """One distinct name per column, in order."""
    return _distinct(_labels(program.columns, program.shape[1], "c"), ("",))


def row_names(program: Program) -> list[str]:
    """One distinct name per row, in order, never that of the objective."""
    return _distinct(_labels(program.rows, program.shape[0], "r"), ("", "_lo", "_hi"))


def _labels(blocks: tuple[Block, ...], size: int, letter: str) -> list[str]:
    names = [f"{letter}{number}" for number in range(size)]
    for block in blocks:
        for position in np.argwhere(block.index >= 0):
            where = tuple(int(i) for i in position)
            names[int(block.index[where])] = block.label(where)
    return names


def _distinct(labels: list[str], endings: tuple[str, ...]) -> list[str]:
    """Safe names; what collides, also with one of the endings put to it, gets a number."""
    taken: set[str] = {OBJECTIVE, CONSTANT}
    names = []
    for label in labels:
        stem = _safe(label)
        name, count = stem, 1
        while not taken.isdisjoint(forms := [(name + end).casefold() for end in endings]):
            count += 1
            name = f"{stem[: LONGEST - 12]}_{count}"
        taken.update(forms)
        names.append(name)
    return names


def _safe(label: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_.]+", "_", label).strip("_")[: LONGEST - 4] or "unnamed"
    # Not a number (1e5, .5) nor the tail of one (e5), and no word of the LP format.
    if not name[0].isalpha() or re.match(r"[eE][0-9.]", name) or name.casefold() in _RESERVED:
        name = f"n_{name}"
    return name

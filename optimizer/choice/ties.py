"""Whole numbers among plans that are worth the same: which ones are preferred.

Two ways, both deterministic:

* **alike** things are put in order: exchanging two of them never changes what a plan is worth, so
  it is done whenever the preferences like the outcome better. This costs nothing.
* **all** plans are searched, in programs of at most :data:`LARGEST_SEARCH`: branch and bound
  minimises one preference after another over all plans that are worth as much. Should the
  plan be the best only within a gap, the best is found first.

A preference is a cost by column; of several the first counts most.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from optimizer.choice.canonical import WORTH, polish
from optimizer.lp.program import Program
from optimizer.numerics.scaling import ScaledProgram, scale
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import End, Settings
from optimizer.solvers.waiting import wait_for

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LARGEST_SEARCH = 200_000
"""Integer columns times columns up to which all plans are searched. A measure of the program,
not of the solve, so that the same file has the same answer everywhere."""

NODES = 500
"""Branch-and-bound nodes for each preference."""

SAME_COST = 1e-9
"""Costs closer than this, relative to 1 or their size, are the same."""

TIME_LIMIT_S = 60.0
"""For each preference. Far beyond what is needed, so that no clock decides a plan."""


@dataclass(frozen=True, eq=False)
class Search:
    """The end of a search of all plans.

    Attributes:
        x: a plan with the preferred whole numbers, to be polished and checked, shape (n,).
        complete: every plan was searched.
    """

    x: FloatArray
    complete: bool


def put_in_order(
    x: FloatArray, exchanges: tuple[IntArray, ...], costs: tuple[FloatArray, ...]
) -> FloatArray:
    """Exchange alike things as long as that is liked better.

    Args:
        x: a plan, shape (n,).
        exchanges: for each two alike things the column that each column changes places with.
        costs: preferences, each of shape (n,).

    Returns:
        The plan with things exchanged, worth the same; x itself where nothing was.
    """
    improved = True
    while improved:
        improved = False
        for partner in exchanges:
            other = x[partner]
            if cheaper(other, x, costs):
                x, improved = other, True
    return x


def cheaper(x: FloatArray, than: FloatArray, costs: tuple[FloatArray, ...]) -> bool:
    """Whether the first cost in which two plans differ is lower for x."""
    for cost in costs:
        own, other = float(cost @ x), float(cost @ than)
        if abs(own - other) > SAME_COST * max(1.0, abs(own), abs(other)):
            return own < other
    return False


def searchable(program: Program) -> bool:
    """Whether a program is small enough for all its plans to be searched."""
    return int(program.integer.sum()) * program.shape[1] <= LARGEST_SEARCH


def search(
    program: Program, x: FloatArray, costs: tuple[FloatArray, ...], proved: bool = True
) -> Search:
    """Look for preferred whole numbers among all plans that are worth as much as x.

    Args:
        program: the program.
        x: a plan, shape (n,).
        costs: preferences, each of shape (n,).
        proved: nothing is worth more than x, but for rounding. If not, the best is found first: a
            solve may end with any plan within its gap.
    """
    scaled = scale(program)
    rows = _Rows(scaled)
    if not proved:
        best = rows.maximise(scaled.objective)
        plan = None if best is None else polish(program, scaled.unscale_x(best))
        if plan is None:
            return Search(x, complete=False)
        x = plan.x if worth_more(program, plan.x, x) else x
    worth = program.value(x)
    least = worth - WORTH * max(1.0, abs(worth)) - program.offset
    rows.add(scaled.objective, least / scaled.objective_scale)
    for cost in costs:
        direction = -cost * scaled.column_scale
        if not direction.any():
            continue
        found = rows.maximise(direction)
        if found is None:
            return Search(x, complete=False)
        x = scaled.unscale_x(found)
        x = np.where(program.integer, np.rint(x), x)
        rows.add(direction, float(direction @ found) - SAME_COST)
    return Search(x, complete=True)


def worth_more(program: Program, x: FloatArray, than: FloatArray) -> bool:
    """Whether a plan is worth more than another, beyond rounding."""
    other = program.value(than)
    return program.value(x) > other + WORTH * max(1.0, abs(other))


class _Rows:
    """A scaled program with rows added that keep what was reached."""

    def __init__(self, scaled: ScaledProgram) -> None:
        self._scaled = scaled
        self._rows: list[FloatArray] = []
        self._least: list[float] = []

    def add(self, row: FloatArray, least: float) -> None:
        """From now on ``row @ x >= least``."""
        self._rows.append(row)
        self._least.append(least)

    def maximise(self, direction: FloatArray) -> FloatArray | None:
        """The scaled plan that is best in a direction; None where the search was not finished."""
        scaled, more = self._scaled, len(self._rows)
        added = sp.csr_array(np.array(self._rows).reshape(more, len(direction)))
        narrowed = replace(
            scaled,
            objective=direction,
            offset=0.0,
            matrix=sp.csr_array(sp.vstack((scaled.matrix, added))),
            row_lower=np.concatenate((scaled.row_lower, self._least)),
            row_upper=np.concatenate((scaled.row_upper, np.full(more, np.inf))),
            row_scale=np.concatenate((scaled.row_scale, np.ones(more))),
            objective_scale=1.0,
        )
        settings = Settings(TIME_LIMIT_S, 0.0, 1, 0, presolve=False, nodes=NODES)
        monitor = Monitor()
        end = wait_for(partial(Highs().run, narrowed, settings, monitor), stop=monitor.stop)
        return end.x if end.end is End.OPTIMAL else None

"""Find the best plan and the proof that there is no better one, in one search."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import numpy as np

from optimizer.certificate.proof import Tree
from optimizer.lp.program import Program
from optimizer.search.goal import Goal
from optimizer.search.plans import Found
from optimizer.search.search import Budget, Search, State


@dataclass(frozen=True, eq=False)
class Optimised:
    """How a search ended.

    Attributes:
        found: the best plan, None where none was found.
        bound: no plan is worth more, plus infinity where nothing is proved.
        closed: True where nothing is left open: the plan is optimal within the gap, or there is
            none.
        tree: the proof as far as it goes, to be checked before it is believed.
        nodes: of the tree.
    """

    found: Found | None
    bound: float
    closed: bool
    tree: Tree
    nodes: int


def optimise(
    program: Program,
    *,
    gap: float,
    budget: Budget,
    seed: int = 0,
    start: tuple[float, ...] | None = None,
    stop: Event | None = None,
    heard: Callable[[State], None] | None = None,
) -> Optimised:
    """Maximise a program with whole-numbered columns.

    Args:
        program: integer bounds rounded inward.
        gap: relative gap at which a plan counts as the best.
        budget: how much work it may take.
        seed: of the simplex.
        start: whole numbers to try first for a plan; ignored where they are not as many as the
            program's.
        stop: ends the search early when set.
        heard: told after every round how far the search is.
    """
    search = Search(
        program, Goal(-np.inf, gap), budget, refutes=False, seed=seed, stop=stop, heard=heard
    )
    if start is not None:
        search.try_first(np.array(start))
    search.run()
    return Optimised(search.found, search.bound, search.closed, search.tree(), search.nodes)

"""Find a proof that no plan is worth more than the one at hand, or that there is none."""

from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Proof
from optimizer.lp.program import Program
from optimizer.numerics.presolve_checks import check
from optimizer.search.goal import Goal
from optimizer.search.search import Budget, Search

FloatArray = NDArray[np.float64]

__all__ = ["Budget", "Proved", "Refuted", "prove"]


@dataclass(frozen=True, eq=False)
class Proved:
    """A proof, complete or as far as the budget went.

    Attributes:
        proof: to be checked before it is believed.
        closed: True where the search left nothing open.
        nodes, iterations: nodes of the tree and simplex iterations spent.
    """

    proof: Proof
    closed: bool
    nodes: int
    iterations: int


@dataclass(frozen=True, eq=False)
class Refuted:
    """The claim is wrong: here is a plan that is worth more.

    Attributes:
        x: the plan, every row, bound and whole number checked, shape (n,).
        objective: its worth, offset included.
        nodes, iterations: nodes of the tree and simplex iterations spent.
    """

    x: FloatArray
    objective: float
    nodes: int
    iterations: int


def prove(
    program: Program,
    worth: float | None,
    *,
    gap: float = 1e-6,
    budget: Budget | None = None,
    row_duals: FloatArray | None = None,
    stop: Event | None = None,
) -> Proved | Refuted:
    """Prove that no plan is worth more than ``worth`` by more than the gap.

    The same program, worth, gap and budget (without seconds) give the same proof.

    Args:
        program: to be maximised.
        worth: objective of the best plan known, offset included; None to prove that there
            is no plan.
        gap: relative to the worth, but at least to 1; ``LEAST_GAP`` if smaller.
        budget: how much work it may take; the default of :class:`Budget` if None.
        row_duals: of a linear program's solution, shape (m,), if there are any: tried first,
            which spares solving it again.
        stop: ends the search early when set; what is proved by then is returned.
    """
    goal = Goal(-np.inf if worth is None else worth, gap)
    search = Search(check(program).program, goal, budget or Budget(), refutes=True, stop=stop)
    search.run(row_duals)
    if search.found is not None:
        found = search.found
        return Refuted(found.x, found.objective, search.nodes, search.iterations)
    proof = Proof(None, (), search.tree())
    return Proved(proof, search.closed, search.nodes, search.iterations)

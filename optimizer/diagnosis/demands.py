"""Demands of the fleet file that can be left out one at a time, to see what conflicts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optimizer.inputs.problem import Contract, Finance, Hall, Problem, Site
from optimizer.inputs.source import Loc


@dataclass(frozen=True, eq=False)
class Demand:
    """A key of the fleet file, and the problem without what it demands.

    Attributes:
        path: as ``--set`` takes it.
        loc: keys and indices from the document's root.
        words: what it demands, without a full stop.
        relax: the problem without it.
    """

    path: str
    loc: Loc
    words: str
    relax: Callable[[Problem], Problem]


def relaxed(problem: Problem, demands: Sequence[Demand], kept: frozenset[int]) -> Problem:
    """The problem with all demands relaxed but some."""
    for i, demand in enumerate(demands):
        if i not in kept:
            problem = demand.relax(problem)
    return problem


def of_finance(change: Callable[[Finance], Finance]) -> Callable[[Problem], Problem]:
    """A change of the finance section as a change of the problem."""

    def relax(problem: Problem) -> Problem:
        assert problem.finance is not None
        return replace(problem, finance=change(problem.finance))

    return relax


def of_site(index: int, change: Callable[[Site], Site]) -> Callable[[Problem], Problem]:
    """A change of one site as a change of the problem."""

    def relax(problem: Problem) -> Problem:
        sites = list(problem.sites)
        sites[index] = change(sites[index])
        return replace(problem, sites=tuple(sites))

    return relax


def of_hall(index: int, change: Callable[[Hall], Hall]) -> Callable[[Problem], Problem]:
    """A change of one hall as a change of the problem."""

    def relax(problem: Problem) -> Problem:
        halls = list(problem.halls)
        halls[index] = change(halls[index])
        return replace(problem, halls=tuple(halls))

    return relax


def of_contract(index: int, change: Callable[[Contract], Contract]) -> Callable[[Problem], Problem]:
    """A change of one contract as a change of the problem."""

    def relax(problem: Problem) -> Problem:
        contracts = list(problem.contracts)
        contracts[index] = change(contracts[index])
        return replace(problem, contracts=tuple(contracts))

    return relax


def hall_loc(problem: Problem, index: int) -> Loc:
    """The place of a hall in the document."""
    own = problem.halls[index].site
    there = [h for h, hall in enumerate(problem.halls) if hall.site == own]
    return ("sites", own, "halls", there.index(index))

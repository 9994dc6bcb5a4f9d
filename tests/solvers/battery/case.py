"""A case of the battery: a program, what is asked, and which end is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from optimizer.lp.program import Program
from optimizer.solvers.base import Limit, SolveOptions


class Right(StrEnum):
    """Which end of a solve is right."""

    OPTIMAL = "optimal"
    """A plan, proved within the gap."""

    INFEASIBLE = "infeasible"
    """No plan, and no limit to blame."""

    STOPPED_WITH_PLAN = "stopped with a plan"
    """A limit, and the plan found by then."""

    STOPPED_WITHOUT_PLAN = "stopped without a plan"
    """A limit, and nothing else."""

    STOPPED_OR_DONE = "stopped or done"
    """A limit and no plan; or the optimum, where the solver looks at its clock too late."""

    HONEST = "honest"
    """Beyond what a back-end must master: the optimum, or any end that claims nothing wrong."""


@dataclass(frozen=True, eq=False)
class Case:
    """One program for every back-end that takes its kind.

    Attributes:
        name: unique, for people.
        group: heading in the table of the battery.
        make: builds the program.
        right: which end is right.
        optimum: agreed optimum of the maximisation; None where there is none to compare.
        options: what is asked of the solve; the back-end is filled in.
        limit: which limit must have stopped it, where one should.
        relative: how closely the optimum must be met, relative to it or to 1.
        quick: runs in the test suite too, not in ``python -m tests.solvers.battery`` alone.
    """

    name: str
    group: str
    make: Callable[[], Program]
    right: Right = Right.OPTIMAL
    optimum: float | None = None
    options: SolveOptions = field(default_factory=lambda: SolveOptions(threads=1))
    limit: Limit = Limit.TIME
    relative: float = 2e-6
    quick: bool = True

"""What a solve is asked and what it answers: the third waist of the package.

A solve's end is three separate facts, never one word: why it stopped
(:class:`Reason`), which limit stopped it (:class:`Limit`, or none), and whether there
is a plan (:attr:`SolveResult.has_plan`). Values raise when they are absent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Tree
from optimizer.numerics.verify import Verification
from optimizer.solvers.limits import MOST_THREADS
from optimizer.solvers.names import TREE

FloatArray = NDArray[np.float64]


class Reason(StrEnum):
    """Why a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NO_SOLUTION_FOUND = "no_solution_found"
    ERROR = "error"


class Limit(StrEnum):
    """Which limit ended a solve that was not finished."""

    TIME = "time"
    ITERATION = "iteration"
    NODE = "node"
    MEMORY = "memory"
    INTERRUPT = "interrupt"


@dataclass(frozen=True)
class SolveOptions:
    """What the user asks of a solver.

    Attributes:
        time_limit_s: wall-clock limit in seconds, None for none.
        gap: relative gap at which a plan counts as optimal.
        threads: threads the solver may use, 0 for its default.
        seed: random seed.
        solver: name of the back-end, or ``auto``.
        isolated: run the back-end in a process of its own also where it could run in this one.
        memory_limit_mb: what that process may allocate, in MB, None for no limit; asks for
            a process of its own.
        node_limit: branch-and-bound nodes after which to stop, None for no limit.
        start: values of the columns that must be whole, in their order, with which to try first
            for a plan, as those of a fleet that differs a little; only a hint.
    """

    time_limit_s: float | None = None
    gap: float = 1e-6
    threads: int = 0
    seed: int = 0
    solver: str = TREE
    isolated: bool = False
    memory_limit_mb: int | None = None
    node_limit: int | None = None
    start: tuple[float, ...] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.time_limit_s is not None and not self.time_limit_s >= 0:
            raise ValueError(f"time_limit_s must be a number of seconds, got {self.time_limit_s!r}")
        if not 0 <= self.gap < 1:
            raise ValueError(f"gap must be at least 0 and below 1, got {self.gap!r}")
        if not 0 <= self.threads <= MOST_THREADS:
            raise ValueError(f"threads must be 0..{MOST_THREADS}, got {self.threads!r}")
        if not 0 <= self.seed < 2**31:
            raise ValueError(f"seed must be 0..{2**31 - 1}, got {self.seed!r}")
        if self.memory_limit_mb is not None and self.memory_limit_mb < 1:
            raise ValueError(f"memory_limit_mb must be at least 1, got {self.memory_limit_mb!r}")
        if self.node_limit is not None and self.node_limit < 1:
            raise ValueError(f"node_limit must be at least 1, got {self.node_limit!r}")


@dataclass(frozen=True)
class Progress:
    """A moment in a solve, in the program's own units (USD).

    Attributes:
        seconds: wall-clock seconds since the solve began.
        incumbent: best objective found, None when there is none yet.
        bound: proved upper bound on the objective, None when there is none yet.
        gap: relative gap between the two, None while one is missing.
        nodes: branch-and-bound nodes explored.
    """

    seconds: float
    incumbent: float | None
    bound: float | None
    gap: float | None
    nodes: int


ProgressCallback = Callable[[Progress], None]


class NoPlanError(LookupError):
    """Raised when a value of a plan is asked for and the solve has none."""


@dataclass(frozen=True, eq=False)
class SolveResult:
    """The end of a solve.

    Attributes:
        reason, limit, message: why it ended, which limit if any, and words for people.
        solver, version: back-end and its version.
        seconds: wall-clock seconds in the solver.
        threads: threads used.
        objective, bound, gap: best objective, proved upper bound, relative gap; None if absent.
        nodes: branch-and-bound nodes.
        x_or_none: the plan in the program's units, shape (n,), or None.
        row_duals: derivative of the objective by each row's bound with the integers fixed,
            shape (m,), or None.
        reduced_costs: the same for the columns, shape (n,), or None.
        verification: the row-by-row check of the plan, or None when there is no plan.
        corroborated_by: name of a back-end of other lineage that came to the same end in the
            same solve, "" for none.
        tree: the search that found this end, from which it can be proved; None where the
            back-end keeps none.
    """

    reason: Reason
    limit: Limit | None
    message: str
    solver: str
    version: str
    seconds: float
    threads: int
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    nodes: int = 0
    x_or_none: FloatArray | None = field(default=None, repr=False)
    row_duals: FloatArray | None = field(default=None, repr=False)
    reduced_costs: FloatArray | None = field(default=None, repr=False)
    verification: Verification | None = None
    corroborated_by: str = ""
    tree: Tree | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        plan = self.x_or_none is not None
        if plan != (self.reason in (Reason.OPTIMAL, Reason.FEASIBLE)):
            raise ValueError(f"a solve that ended {self.reason} cannot have plan={plan}")
        if plan and (self.objective is None or self.verification is None):
            raise ValueError("a plan comes with its objective and its verification")

    @property
    def has_plan(self) -> bool:
        """True when there is a plan that passed verification."""
        return self.x_or_none is not None

    @property
    def x(self) -> FloatArray:
        """The plan, shape (n,).

        Raises:
            NoPlanError: the solve ended without one.
        """
        if self.x_or_none is None:
            raise NoPlanError(f"the solve ended {self.reason} and has no plan: {self.message}")
        return self.x_or_none

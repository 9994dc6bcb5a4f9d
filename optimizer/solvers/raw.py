"""How a back-end is run once and what it says at the end, before anything is believed.

Everything is in the units of the scaled program. All of it can be pickled: a back-end may
run in another process.
"""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.proof import Tree

FloatArray = NDArray[np.float64]

Extra = tuple[tuple[str, str | int | float | bool], ...]
"""Options of a solver by its own names."""


class End(Enum):
    """How a run ended, by the solver's own account, or how its process did."""

    OPTIMAL = auto()
    INFEASIBLE = auto()
    UNBOUNDED = auto()
    INFEASIBLE_OR_UNBOUNDED = auto()
    TIME = auto()
    ITERATION = auto()
    NODE = auto()
    MEMORY = auto()
    INTERRUPT = auto()
    FAILED = auto()
    CRASHED = auto()


@dataclass(frozen=True)
class Attempt:
    """One way of running a solver; a back-end lists them in the order of trust.

    Attributes:
        presolve: False to solve the program as it is.
        extra: further options by the solver's own names.
    """

    presolve: bool = True
    extra: Extra = ()


@dataclass(frozen=True)
class Settings:
    """How to run a solver once.

    Attributes:
        time_limit_s: wall-clock limit in seconds, None for none.
        gap: relative gap at which branch and bound stops.
        threads: threads to use, 0 for the solver's own choice.
        seed: as in the options of a solve.
        presolve, extra: as in :class:`Attempt`.
        memory_limit_mb: what the solver's process may allocate, in MB, None for no limit;
            heeded only where a solver has a process of its own.
        nodes: branch-and-bound nodes after which to stop, None for no limit.
        start: as in the options of a solve.
    """

    time_limit_s: float | None
    gap: float
    threads: int
    seed: int
    presolve: bool = True
    extra: Extra = ()
    memory_limit_mb: int | None = None
    nodes: int | None = None
    start: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class RawEnd:
    """What a solver said at the end of a run; None where it said nothing.

    Attributes:
        end: how it ended.
        words: the solver's own name for that end.
        x: a plan, not to be trusted before it is checked, shape (n,).
        row_duals, reduced_costs: of an optimal LP only, shapes (m,) and (n,).
        bound: proved upper bound on the objective, offset included.
        nodes: branch-and-bound nodes.
        tree: the search, from which its bound can be proved; in the units of the program itself.
    """

    end: End
    words: str
    x: FloatArray | None = None
    row_duals: FloatArray | None = None
    reduced_costs: FloatArray | None = None
    bound: float | None = None
    nodes: int = 0
    tree: Tree | None = None

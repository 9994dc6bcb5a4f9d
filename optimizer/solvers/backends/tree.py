"""Our own branch and bound on HiGHS' simplex, the default: it settles what decides most first.

Solvers do not know that it is of no use to ask in which month a lease starts before it is settled
whether it can be signed at all. The program does (``Program.priority``), and the tree follows it.
The tree is kept: it is the proof that no plan is worth more. Programs that say nothing of what
decides most (a linear program, whole machines by the thousand, somebody else's program) go to HiGHS
as they are, and so does one on which the tree fails.
"""

import os
from dataclasses import replace
from typing import ClassVar

import numpy as np

from optimizer.numerics.scaling import ScaledProgram
from optimizer.solvers.backends.highs import Highs
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings

_OWN = (("tree_search", True),)

NODES = 2**31 - 1
"""As good as no limit."""

LARGEST = 2.0**53
"""Whole numbers beyond it are not all floats: such columns are not for us."""

LEAST_ORDERED = 0.5
"""Share of the columns that must be whole that need a priority: on others HiGHS does better."""


class TreeSearch(Highs):
    """Branch and bound by priorities, in the caller's process unless asked otherwise."""

    name: ClassVar[str] = "tree"
    title: ClassVar[str] = "Tree search on HiGHS"
    gap_share: ClassVar[float] = 0.99  # its plans are polished already
    mip_attempts: ClassVar[tuple[Attempt, ...]] = (Attempt(extra=_OWN), *Highs.mip_attempts)

    def threads(self, asked: int) -> int:
        """As many as there are processors."""
        return asked or os.cpu_count() or 1

    def run(self, scaled: ScaledProgram, settings: Settings, monitor: Monitor) -> RawEnd:
        """Search from cold until nothing is open, a limit ends it or ``monitor.stop`` is set."""
        if settings.extra != _OWN or not _is_ours(scaled):
            plain = () if settings.extra == _OWN else settings.extra
            return super().run(scaled, replace(settings, extra=plain), monitor)
        from optimizer.search.optimise import optimise
        from optimizer.search.search import Budget, State

        scale = scaled.objective_scale

        def heard(state: State) -> None:
            found = state.found
            if found is not None:
                monitor.objective = found.objective / scale
                monitor.incumbent = found.x / scaled.column_scale
            monitor.bound = state.bound / scale if state.bound < float("inf") else None
            monitor.nodes = state.nodes

        limit = settings.time_limit_s
        budget = Budget(
            nodes=NODES if settings.nodes is None else settings.nodes,
            iterations=NODES,
            seconds=None if limit is None else max(limit, 0.0),
            threads=self.threads(settings.threads),
        )
        out = optimise(
            scaled.unscaled(),
            gap=settings.gap,
            budget=budget,
            seed=settings.seed,
            start=settings.start,
            stop=monitor.stop,
            heard=heard,
        )
        end = End.FAILED
        if out.closed:
            end = End.INFEASIBLE if out.found is None else End.OPTIMAL
        elif monitor.stop.is_set():
            end = End.INTERRUPT
        elif settings.nodes is not None and out.nodes + 1 >= settings.nodes:
            end = End.NODE
        elif limit is not None:
            end = End.TIME
        return RawEnd(
            end=end,
            words=end.name.lower().replace("_", " "),
            x=None if out.found is None else out.found.x / scaled.column_scale,
            bound=out.bound / scale if out.bound < float("inf") else None,
            nodes=out.nodes,
            tree=out.tree,
        )


def _is_ours(scaled: ScaledProgram) -> bool:
    """Whether most columns that must be whole come with an order, and all can be split."""
    whole = scaled.integer
    reach = np.maximum(np.abs(scaled.col_lower), np.abs(scaled.col_upper))[whole]
    if not whole.any() or reach.max() > LARGEST:
        return False
    return bool((scaled.priority[whole] > 0).mean() >= LEAST_ORDERED)

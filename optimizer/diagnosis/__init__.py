"""Why there is no plan: what would make one, and what cannot hold together.

:func:`diagnose` is the way in; :mod:`optimizer.diagnosis.findings` is what comes out. What builds
and solves is imported on first use, so that the findings can be had without it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.diagnosis.findings import Diagnosis
    from optimizer.inputs.problem import Problem
    from optimizer.solvers.base import SolveOptions

__all__ = ["diagnose"]


def diagnose(
    problem: "Problem",
    options: "SolveOptions | None" = None,
    progress: Callable[[str], None] | None = None,
    *,
    seconds: float = 60.0,
) -> "Diagnosis":
    """Say why a problem without a plan has none, and what would give it one.

    Args:
        problem: what :func:`optimizer.load` gave; its solve ended infeasible.
        options: back-end, threads and seed of the solves that this takes; a time limit holds for
            all of them together.
        progress: called with a few words before each step.
        seconds: wall-clock seconds that it may take in all; what is not finished by then is named.

    Returns:
        The findings. Every cure in them was tested: the fleet file was read again with it, and
        then there was a plan.
    """
    from optimizer.diagnosis.examination import examine

    return examine(problem, options, progress, seconds)

"""Solve a program with the back-end that the options name."""

from optimizer.lp.program import Program
from optimizer.solvers.base import ProgressCallback, SolveOptions, SolveResult


def solve(
    program: Program,
    options: SolveOptions | None = None,
    progress: ProgressCallback | None = None,
) -> SolveResult:
    """Maximise a program.

    Args:
        program: what to solve.
        options: back-end, limits, gap, threads and seed; the defaults if None.
        progress: called now and then in the calling thread, and once at the end.
    """
    from optimizer.solvers import highs

    return highs.solve(program, options, progress)

"""Load a fleet, build its program, solve it, and label the result."""

import time
from collections.abc import Sequence
from os import PathLike

from optimizer.formulation import Formulation, formulate
from optimizer.inputs import load as load_problem
from optimizer.inputs.problem import Problem
from optimizer.results import Result, make_result
from optimizer.solvers.solve import solve as solve_program
from optimizer.solvers.base import ProgressCallback, SolveOptions


def load(path: str | PathLike[str], overrides: Sequence[str] = ()) -> Problem:
    """Read and check a fleet file.

    Args:
        path: the fleet file.
        overrides: ``path.to.key=value`` texts that replace keys of the file.

    Raises:
        InputError: the file, or a file that it names, has problems; all are listed.
    """
    return load_problem(path, overrides)


def build(problem: Problem) -> Formulation:
    """The program of a problem, with what its columns mean."""
    return formulate(problem)


def solve(
    problem: Problem | str | PathLike[str],
    *,
    options: SolveOptions | None = None,
    progress: ProgressCallback | None = None,
) -> Result:
    """Solve a fleet.

    Args:
        problem: what :func:`load` gives, or the path of a fleet file.
        options: limits and tolerances.
        progress: called now and then during a long solve.

    Returns:
        The result; it has a plan only if one was found and verified.
    """
    if not isinstance(problem, Problem):
        problem = load(problem)
    options = options or SolveOptions()
    started = time.perf_counter()
    formulation = build(problem)
    build_seconds = time.perf_counter() - started
    solved = solve_program(formulation.program, options, progress)
    return make_result(formulation, solved, options, build_seconds)

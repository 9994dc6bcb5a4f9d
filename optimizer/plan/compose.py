"""Load a fleet, build its program, solve it, make sure of the answer, and label the result."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from os import PathLike

from optimizer.diagnosis import diagnose
from optimizer.formulation import Formulation, formulate
from optimizer.inputs import load as load_problem
from optimizer.inputs.problem import Problem
from optimizer.ledger import describe
from optimizer.plan.assurance import Assurance
from optimizer.plan.audit import audit, refuses
from optimizer.plan.climb import certificate_of, seek, settled
from optimizer.reasons import explain as reasons_of
from optimizer.results import Result, make_result
from optimizer.results.canonical_plan import Canonical, make_canonical
from optimizer.results.reasoning import Explain
from optimizer.results.result import Termination
from optimizer.results.variation import variation
from optimizer.solvers.base import ProgressCallback, Reason, SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.solve import solve as solve_program


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
    assurance: Assurance | None = None,
    explain: Explain = Explain.NONE,
    progress: ProgressCallback | None = None,
    stage: Callable[[str], None] | None = None,
    workplace: Workplace | None = None,
) -> Result:
    """Solve a fleet.

    Args:
        problem: what :func:`load` gives, or the path of a fleet file.
        options: limits and tolerances.
        assurance: what is done to make sure of the plan; by default all that is cheap.
        explain: how far the plan is explained.
        progress: called now and then during a long solve.
        stage: called with a few words before each step that comes after it.
        workplace: process in which an isolated solver runs, if one was started already.

    Returns:
        The result; it has a plan only if one was found and verified, and if the ledger, which
        replays it from the fleet file, does not refuse it.
    """
    if not isinstance(problem, Problem):
        problem = load(problem)
    options, assurance = options or SolveOptions(), assurance or Assurance()
    started = time.perf_counter()
    formulation = build(problem)
    build_seconds = time.perf_counter() - started
    program, level = formulation.program, assurance.certify
    solved = solve_program(program, options, progress, workplace)
    tell = stage or (lambda _words: None)
    tell("proving that no plan is worth more")
    solved, grounds = seek(program, solved, options, level)
    canonical = None
    tell("choosing among plans of the same worth")
    if assurance.canonical and solved.has_plan:
        solved, canonical = make_canonical(formulation, solved)
    tell("checking the proof")
    certificate = certificate_of(program, solved, options, level, grounds)
    solved = settled(solved, certificate, options.gap)
    result = make_result(formulation, solved, options, build_seconds)
    result = replace(result, certificate=certificate, proof=grounds.proof)
    if result.has_plan:
        tell("replaying the plan from the fleet file")
        result = _with_second_opinion(formulation, solved, result, canonical, assurance)
        if result.has_plan:  # the ledger may have thrown it away
            with suppress(KeyboardInterrupt):  # the plan stands without its reasons
                told = reasons_of(formulation, solved, result, options, explain, stage)
                result = replace(result, reasons=told)
        return result
    if assurance.diagnose and solved.reason is Reason.INFEASIBLE:
        with suppress(KeyboardInterrupt):  # that there is no plan is known without it
            return replace(result, diagnosis=diagnose(problem, _in_process(options), stage))
    return result


def _in_process(options: SolveOptions) -> SolveOptions:
    """The same limits for the many small solves of a diagnosis, which need no process each."""
    return SolveOptions(options.time_limit_s, options.gap, options.threads, options.seed)


def _with_second_opinion(
    formulation: Formulation,
    solved: SolveResult,
    result: Result,
    canonical: Canonical | None,
    assurance: Assurance,
) -> Result:
    """The result with what may vary in its plan, and with the ledger's opinion of it."""
    plan = replace(result.plan, canonical=canonical)
    if canonical is not None:
        plan = replace(plan, varies=variation(formulation, solved))
    if assurance.ledger:
        plan = replace(plan, audit=audit(formulation.problem, plan))
    if plan.audit is not None and refuses(plan.audit):
        # A wrong plan is worse than none.
        words = f"the plan was thrown away: {describe(plan.audit)}"
        return replace(
            result,
            plan_or_none=None,
            termination=Termination(Reason.ERROR, None, words),
            certificate=None,
            proof=None,
        )
    return replace(result, plan_or_none=plan)

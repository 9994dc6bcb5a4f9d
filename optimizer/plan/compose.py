"""Load a fleet, build its program, solve it, make sure of the answer, and label the result."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from os import PathLike

from optimizer.diagnosis import diagnose
from optimizer.formulation import Formulation, formulate
from optimizer.inputs import load as load_problem
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Problem
from optimizer.ledger import describe
from optimizer.plan.assurance import Assurance
from optimizer.plan.audit import audit, refuses
from optimizer.plan.climb import certificate_of, seek, settled
from optimizer.plan.labour import Labour
from optimizer.plan.uncertain import (
    Decided,
    decide,
    future_shown,
    outcomes_of,
    shown_of,
    uncertainty_of,
)
from optimizer.reasons import explain as reasons_of
from optimizer.results import Result, make_result
from optimizer.results.canonical_plan import Canonical, make_canonical
from optimizer.results.reasoning import Explain
from optimizer.results.result import Termination
from optimizer.results.variation import variation
from optimizer.solvers.base import ProgressCallback, Reason, SolveOptions, SolveResult
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.solve import solve as solve_program
from optimizer.stochastic.crew import crew_of

MOST_TRIED = 100
"""Futures tried alone to find out why no decisions survive all."""

HOW_TO_SURVIVE = (
    "`risk.cure_cost_pct` lets owners put money in, `finance.equity` raises it, "
    "`breach_probability_pct` lets covenants break"
)


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
    labour: Labour | None = None,
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
        labour: who works on several futures, where the fleet has them; by default the processors
            of this machine.

    Returns:
        The result; it has a plan only if one was found and verified, and if the ledger, which
        replays it from the fleet file, does not refuse it.
    """
    if not isinstance(problem, Problem):
        problem = load(problem)
    options, assurance = options or SolveOptions(), assurance or Assurance()
    if problem.scenarios:
        return _over_futures(
            problem, options, assurance, progress, stage, workplace, labour or Labour()
        )
    started = time.perf_counter()
    formulation = build(problem)
    build_seconds = time.perf_counter() - started
    result = solve_formulation(
        formulation, options, assurance, explain, progress, stage, workplace, build_seconds
    )
    if assurance.diagnose and result.termination.reason is Reason.INFEASIBLE:
        with suppress(KeyboardInterrupt):  # that there is no plan is known without it
            return replace(result, diagnosis=diagnose(problem, _in_process(options), stage))
    return result


def solve_formulation(
    formulation: Formulation,
    options: SolveOptions,
    assurance: Assurance,
    explain: Explain = Explain.NONE,
    progress: ProgressCallback | None = None,
    stage: Callable[[str], None] | None = None,
    workplace: Workplace | None = None,
    build_seconds: float = 0.0,
    waived: frozenset[str] = frozenset(),
) -> Result:
    """Solve a program that was built, and make sure of the answer.

    Args:
        formulation: what to solve.
        options, assurance, explain, progress, stage, workplace: as in :func:`solve`.
        build_seconds: taken to build it.
        waived: what may be broken in the problem's future.
    """
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
        result = _with_second_opinion(formulation, solved, result, canonical, assurance, waived)
        if result.has_plan:  # the ledger may have thrown it away
            with suppress(KeyboardInterrupt):  # the plan stands without its reasons
                told = reasons_of(formulation, solved, result, options, explain, stage)
                result = replace(result, reasons=told)
    return result


def _over_futures(
    problem: Problem,
    options: SolveOptions,
    assurance: Assurance,
    progress: ProgressCallback | None,
    stage: Callable[[str], None] | None,
    workplace: Workplace | None,
    labour: Labour,
) -> Result:
    """Solve a fleet that has several futures."""
    tell = stage or (lambda _words: None)
    with closing(crew_of(problem, labour.processes, labour.scheduler)) as crew:
        decided = decide(problem, options, assurance, crew, labour, progress, stage, workplace)
        if decided.once is None:
            return _without_decisions(problem, decided, options, assurance, stage)
        tell("answering in every future")
        outcomes = outcomes_of(problem.scenarios, decided.once, decided.switches, crew)
    shown = shown_of(problem.scenarios, outcomes)
    scenario, switches = problem.scenarios[shown], decided.switches[shown]
    future = future_shown(problem, scenario, decided.once, switches)
    waived = frozenset(name for (name, _), on in zip(future.switches, switches, strict=True) if on)
    result = solve_formulation(
        future.formulation, options, assurance, stage=stage, workplace=workplace, waived=waived
    )
    ended = Termination(decided.reason, decided.limit, decided.message)
    if not result.has_plan:
        return result
    uncertainty = uncertainty_of(problem, decided, outcomes, shown)
    return replace(result, termination=ended, uncertainty=uncertainty)


def _without_decisions(
    problem: Problem,
    decided: Decided,
    options: SolveOptions,
    assurance: Assurance,
    stage: Callable[[str], None] | None,
) -> Result:
    """What is known where nothing survives every future: which future alone leaves no plan."""
    formulation = build(under(problem, problem.scenarios[0]))
    solved = SolveResult(
        decided.reason, decided.limit, decided.message, options.solver, "", decided.seconds, 1
    )
    result = make_result(formulation, solved, options, build_seconds=0.0)
    if decided.reason is not Reason.INFEASIBLE or not assurance.diagnose:
        return result
    tell = stage or (lambda _words: None)
    with suppress(KeyboardInterrupt):
        for scenario in problem.scenarios[:MOST_TRIED]:
            tell(f"trying {scenario.name} alone")
            alone = under(problem, scenario)
            if solve_program(build(alone).program, options).reason is Reason.INFEASIBLE:
                words = f"nothing survives {scenario.name}, even alone; {HOW_TO_SURVIVE}"
                ended = Termination(Reason.INFEASIBLE, None, words)
                found = diagnose(alone, _in_process(options), stage)
                return replace(result, termination=ended, diagnosis=found)
    words = f"each future has a plan of its own and no decisions suit all; {HOW_TO_SURVIVE}"
    return replace(result, termination=Termination(Reason.INFEASIBLE, None, words))


def _in_process(options: SolveOptions) -> SolveOptions:
    """The same limits for the many small solves of a diagnosis, which need no process each."""
    return SolveOptions(options.time_limit_s, options.gap, options.threads, options.seed)


def _with_second_opinion(
    formulation: Formulation,
    solved: SolveResult,
    result: Result,
    canonical: Canonical | None,
    assurance: Assurance,
    waived: frozenset[str],
) -> Result:
    """The result with what may vary in its plan, and with the ledger's opinion of it."""
    plan = replace(result.plan, canonical=canonical)
    if canonical is not None:
        plan = replace(plan, varies=variation(formulation, solved))
    if assurance.ledger:
        plan = replace(plan, audit=audit(formulation.problem, plan, waived=waived))
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

"""``auto``: two back-ends of different lineage race, and the first proved end wins.

HiGHS runs against SCIP, or against GLOP where nothing has to be whole; each has a process
of its own, and the loser is ended as soon as the winner is done. Where both had come to an
end and agree, the result says so. When neither proves anything before the limits, the best
plan and the best bound of the two are put together. With one processor, one thread or one
back-end, HiGHS runs alone.

Which of them wins depends on the machine and its load, so among plans of equal worth not
always the same one comes back; the objective is the same within the gap.
"""

import os
import threading
import time
from dataclasses import dataclass, field, replace

from optimizer.lp.program import Program
from optimizer.solvers.agreement import agree, tolerance
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import (
    Progress,
    ProgressCallback,
    Reason,
    SolveOptions,
    SolveResult,
)
from optimizer.solvers.ending import relative_gap, within_gap
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.names import TREE
from optimizer.solvers.registry import backend_class, get
from optimizer.solvers.session import Clock
from optimizer.solvers.single import solve_with
from optimizer.solvers.waiting import POLL_S, TICK_S

RIVAL_OF_MIP = "scip"
RIVAL_OF_LP = "glop"

PROVED = (Reason.OPTIMAL, Reason.INFEASIBLE, Reason.UNBOUNDED)


@dataclass(eq=False)
class _Runner:
    """One back-end in the race, in a thread of its own."""

    backend: Backend
    options: SolveOptions
    started: float
    stop: threading.Event = field(default_factory=threading.Event)
    workplace: Workplace = field(default_factory=Workplace)
    moment: Progress | None = None
    result: SolveResult | None = None
    error: BaseException | None = None
    thread: threading.Thread | None = None

    def start(self, program: Program) -> None:
        self.thread = threading.Thread(target=self._run, args=(program,), daemon=True)
        self.thread.start()

    def _run(self, program: Program) -> None:
        try:
            clock = Clock(self.started, self.stop)
            self.result = solve_with(
                self.backend, program, self.options, clock, self._note, self.workplace
            )
        except BaseException as error:  # raised again in the calling thread
            self.error = error

    def _note(self, moment: Progress) -> None:
        self.moment = moment

    @property
    def done(self) -> bool:
        return self.result is not None or self.error is not None

    @property
    def proved(self) -> bool:
        return self.result is not None and self.result.reason in PROVED

    def end(self) -> None:
        """End it without waiting for what it has."""
        self.stop.set()
        self.workplace.abandon()
        if self.thread is not None:
            self.thread.join()
        self.workplace.close()


def race(
    program: Program,
    options: SolveOptions,
    clock: Clock,
    progress: ProgressCallback | None = None,
) -> SolveResult:
    """Solve with two back-ends at once.

    Args:
        program, options: as in :func:`optimizer.solvers.solve.solve`.
        clock: when the solve began, and who asks for its end.
        progress: called in the calling thread with the best of both.
    """
    runners = [
        _Runner(backend, _options_for(backend, options), clock.started)
        for backend in contenders(program, options)
    ]
    if len(runners) == 1:
        return solve_with(runners[0].backend, program, options, clock, progress)
    try:
        for runner in runners:
            runner.start(program)
        _wait(runners, clock, progress)
        results = [runner.result for runner in runners if runner.result is not None]
        if not results:
            raise next(runner.error for runner in runners if runner.error is not None)
        return replace(_verdict(results, options), seconds=time.monotonic() - clock.started)
    finally:
        for runner in runners:
            runner.end()


def contenders(program: Program, options: SolveOptions) -> list[Backend]:
    """The default, and its rival where there is a processor and a thread for it."""
    rival = backend_class(RIVAL_OF_MIP if program.is_mip else RIVAL_OF_LP)
    alone = (
        rival.missing() is not None
        or (os.cpu_count() or 1) < 2
        or options.threads == 1
        or 0 in program.shape
    )
    return [get(TREE)] if alone else [get(TREE), rival()]


def _options_for(backend: Backend, options: SolveOptions) -> SolveOptions:
    """The share of the options that is for one of the two."""
    threads = options.threads or os.cpu_count() or 1
    return replace(
        options,
        solver=backend.name,
        isolated=True,
        threads=max(threads - 1, 1) if backend.name == TREE else 0,
        seed=options.seed if backend.capabilities.seed else 0,
        node_limit=options.node_limit if backend.capabilities.nodes else None,
    )


def _wait(runners: list[_Runner], clock: Clock, progress: ProgressCallback | None) -> None:
    """Until one has a proof or both have ended."""
    ticked = time.monotonic()
    while not all(runner.done for runner in runners):
        winner = next((runner for runner in runners if runner.proved), None)
        if winner is not None and not _contradicted(winner, runners):
            return
        if clock.asked.is_set() or winner is not None:
            for runner in runners:
                runner.stop.set()
        clock.asked.wait(POLL_S) if not clock.asked.is_set() else time.sleep(POLL_S)
        if progress is not None and time.monotonic() - ticked >= TICK_S:
            ticked = time.monotonic()
            progress(_together(runners, ticked - clock.started))


def _contradicted(winner: _Runner, runners: list[_Runner]) -> bool:
    """Whether the winner says that there is no plan and another one has seen one."""
    if winner.result is None or winner.result.has_plan:
        return False
    return any(runner.moment and runner.moment.incumbent is not None for runner in runners)


def _together(runners: list[_Runner], seconds: float) -> Progress:
    moments = [runner.moment for runner in runners if runner.moment is not None]
    best = max((m.incumbent for m in moments if m.incumbent is not None), default=None)
    bound = min((m.bound for m in moments if m.bound is not None), default=None)
    return Progress(seconds, best, bound, relative_gap(best, bound), sum(m.nodes for m in moments))


def _verdict(results: list[SolveResult], options: SolveOptions) -> SolveResult:
    """The best plan, or else what was proved, or else the first word."""
    plans = [result for result in results if result.has_plan]
    if not plans:
        proved = [result for result in results if result.reason in PROVED]
        return _seconded((proved or results)[0], results, options)
    best = max(plans, key=_objective)
    # One that is proved is preferred, unless the best plan refutes the proof.
    room = tolerance(_objective(best), options.gap)
    for plan in plans:
        if plan.reason is Reason.OPTIMAL and _objective(plan) >= _objective(best) - room:
            return _seconded(plan, results, options)
    return _with_best_bound(best, results, options)


def _objective(plan: SolveResult) -> float:
    assert plan.objective is not None
    return plan.objective


def _with_best_bound(
    best: SolveResult, results: list[SolveResult], options: SolveOptions
) -> SolveResult:
    """A plan that is not proved yet, with the lowest bound that does not contradict it."""
    objective = _objective(best)
    bounds = [r.bound for r in results if r.bound is not None and r.bound >= objective]
    if not bounds:
        return best
    bound = min(bounds)
    if within_gap(objective, bound, options.gap):
        words = f"optimal within a gap of {options.gap:g}"
        best = replace(best, reason=Reason.OPTIMAL, limit=None, message=words)
    return replace(best, bound=bound, gap=relative_gap(objective, bound))


def _seconded(
    result: SolveResult, results: list[SolveResult], options: SolveOptions
) -> SolveResult:
    """The result with the name of another back-end that came to the same end."""
    for other in results:
        if other.solver != result.solver and agree(result, other, options.gap):
            return replace(result, corroborated_by=other.solver)
    return result

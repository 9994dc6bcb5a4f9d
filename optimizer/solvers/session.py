"""One solve by one back-end: run, polish, verify, and believe nothing unchecked.

A plan of a mixed-integer program is polished before it counts: integers are rounded and
fixed, and the linear program that is left is solved again from cold, which gives exact
whole numbers, a basic solution and the duals. Every row is then recomputed from the
unscaled program. An error, a plan that fails the check and a claim that the check
contradicts lead to another run with other settings; only when all of them fail does the
solve end in an error.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.numerics.scaling import ScaledProgram, scale
from optimizer.numerics.verify import describe
from optimizer.solvers.backend import Backend
from optimizer.solvers.base import (
    Limit,
    Progress,
    ProgressCallback,
    Reason,
    SolveOptions,
    SolveResult,
)
from optimizer.solvers.bounds import dual_bound
from optimizer.solvers.ending import (
    Plan,
    Run,
    plan_of,
    relative_gap,
    with_plan,
    within_gap,
    without_plan,
)
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.raw import Attempt, End, RawEnd, Settings
from optimizer.solvers.waiting import wait_for

FloatArray = NDArray[np.float64]

DOUBT = 1e-4
"""A linear program's claimed optimum further than this below the bound that its duals prove
is not believed. In between, the distance is rounding in reduced costs times wide bounds."""

POLISH_S = 30.0
"""Polishing may take this long after the time limit: a plan is worth it."""

LIMITS = {
    End.TIME: Limit.TIME,
    End.ITERATION: Limit.ITERATION,
    End.NODE: Limit.NODE,
    End.MEMORY: Limit.MEMORY,
    End.INTERRUPT: Limit.INTERRUPT,
}

WORDS = {
    Limit.TIME: "the time limit ran out",
    Limit.ITERATION: "the iteration limit was reached",
    Limit.NODE: "the node limit was reached",
    Limit.MEMORY: "memory ran out",
    Limit.INTERRUPT: "interrupted",
}


Runner = Callable[[Backend, ScaledProgram, Settings, Monitor], RawEnd]
"""Runs a back-end once, here or in another process."""


@dataclass(frozen=True, eq=False)
class Clock:
    """When a solve began and whether somebody wants it to end.

    Attributes:
        started: by ``time.monotonic``.
        asked: set elsewhere when the solve should end and keep its best plan.
    """

    started: float
    asked: Event


@dataclass(eq=False)
class Session:
    """One solve: the program, the clock, and the best that the attempts have found so far.

    Attributes:
        program: what to solve, its integer bounds whole and no bounds crossed.
        options: limits, gap, threads and seed, all of which the back-end can honour.
        backend: what searches.
        polisher: what solves the linear program left when the integers are fixed.
        runner: how back-ends are run.
        progress: called with the state of the search, in the thread of ``solve``.
        clock: when the solve began, and who asks for its end.
        best, infeasible, complaint: what was found so far, and the first trouble.
    """

    program: Program
    options: SolveOptions
    backend: Backend
    polisher: Backend
    runner: Runner
    progress: ProgressCallback | None
    clock: Clock
    best: SolveResult | None = None
    infeasible: SolveResult | None = None
    complaint: str = ""
    version: str = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.backend.version()

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the solve began."""
        return time.monotonic() - self.clock.started

    @property
    def remaining(self) -> float | None:
        """Seconds until the time limit, None where there is none."""
        limit = self.options.time_limit_s
        return None if limit is None else limit - self.seconds

    @property
    def threads(self) -> int:
        """Threads that the back-end uses."""
        return self.backend.threads(self.options.threads)

    def run(self) -> Run:
        """What every result of this solve says of it."""
        return Run(self.backend.name, self.version, self.seconds, self.threads, self.options.gap)

    def closed_form(self) -> SolveResult:
        """A program without rows or without columns: every column at its better bound."""
        costs = self.program.objective
        nearest = np.clip(0.0, self.program.col_lower, self.program.col_upper)
        x = np.where(costs > 0, self.program.col_upper, self.program.col_lower)
        x = np.where(costs == 0, nearest, x)
        plan = plan_of(self.program, x, np.zeros(self.program.shape[0]), costs.copy())
        return with_plan(self.run(), plan, plan.objective, None, 0, "")

    def solve(self) -> SolveResult:
        """Try one way of running the back-end after another until an answer stands."""
        scaled = scale(self.program)
        backend = self.backend
        for attempt in backend.mip_attempts if self.program.is_mip else backend.lp_attempts:
            remaining = self.remaining
            if remaining is not None and remaining <= 0 and (self.best or self.complaint):
                break
            end = self._run(scaled, attempt)
            result = self._judge(scaled, end)
            if result is not None:
                return result
            if self.clock.asked.is_set():
                break
        last = self._last()
        if last is not None:
            return last
        words = f"{backend.title} {self.version}: {self.complaint}"
        return without_plan(self.run(), Reason.ERROR, words)

    def _last(self) -> SolveResult | None:
        """The best plan, or else a claim that there is none, which no second run confirmed."""
        if self.best is not None or self.infeasible is None:
            return self.best
        words = f"{self.infeasible.message}, says one run, and no other one confirmed it"
        return replace(self.infeasible, message=words)

    def _run(self, scaled: ScaledProgram, attempt: Attempt) -> RawEnd:
        monitor = Monitor()
        settings = Settings(
            time_limit_s=self.remaining,
            gap=self.options.gap * self.backend.gap_share,
            threads=self.options.threads,
            seed=self.options.seed,
            presolve=attempt.presolve,
            extra=attempt.extra,
            memory_limit_mb=self.options.memory_limit_mb,
            nodes=self.options.node_limit,
            start=self.options.start,
        )
        return wait_for(
            partial(self.runner, self.backend, scaled, settings, monitor),
            stop=monitor.stop,
            asked=self.clock.asked,
            tick=None if self.progress is None else lambda: self._tick(scaled, monitor),
        )

    def _tick(self, scaled: ScaledProgram, monitor: Monitor) -> None:
        if self.progress is None:
            return
        found, bound = monitor.objective, monitor.bound
        objective = None if found is None else scaled.unscale_objective(found)
        bound = None if bound is None else scaled.unscale_objective(bound)
        gap = relative_gap(objective, bound)
        self.progress(Progress(self.seconds, objective, bound, gap, monitor.nodes))

    def _judge(self, scaled: ScaledProgram, end: RawEnd) -> SolveResult | None:
        """The result, if the answer stands; None to try again."""
        if end.end is End.INFEASIBLE and self.best is None:
            # Believed when a second run, with the other choice of presolve, says so too.
            words = "no plan satisfies all rows and bounds"
            claim = without_plan(self.run(), Reason.INFEASIBLE, words, nodes=end.nodes)
            claim = replace(claim, tree=end.tree)
            first, self.infeasible = self.infeasible, self.infeasible or claim
            return None if first is None else replace(claim, tree=claim.tree or first.tree)
        bound = None if end.bound is None else scaled.unscale_objective(end.bound)
        limit = LIMITS.get(end.end)
        plan = self._checked_plan(scaled, end)
        if plan is None:
            if limit is None:
                # Also "unbounded": impossible, since every column has finite bounds.
                self.complaint = self.complaint or f"it {_trouble(end)}"
                return None
            last = self._last()
            if last is not None:
                return last
            words = f"{WORDS[limit]} before a plan was found"
            run = self.run()
            return without_plan(run, Reason.NO_SOLUTION_FOUND, words, limit, bound, end.nodes)
        if not self.program.is_mip:
            bound = self._lp_bound(plan, bound)
        words = WORDS[limit] if limit else f"{self.backend.title} {_trouble(end)}"
        result = with_plan(self.run(), plan, bound, limit, end.nodes, words)
        result = replace(result, tree=end.tree)
        if self.best is None or _better(result, self.best):
            self.best = result
        return self.best if result.reason is Reason.OPTIMAL or limit is not None else None

    def _lp_bound(self, plan: Plan, claimed: float | None) -> float | None:
        """What a linear program's duals prove, or the claim where that is close to it."""
        if plan.row_duals is None:
            return claimed
        proved = dual_bound(self.program, plan.row_duals)
        close = within_gap(plan.objective, proved, DOUBT)
        return (
            claimed
            if close and not within_gap(plan.objective, proved, self.options.gap)
            else proved
        )

    def _checked_plan(self, scaled: ScaledProgram, end: RawEnd) -> Plan | None:
        """The best plan of a run that passes the check, polished if it has integers."""
        if end.x is None:
            return None
        x = scaled.unscale_x(end.x)
        if not self.program.is_mip:
            plan = self._accept(plan_of(self.program, x, *_duals(scaled, end)))
            if plan is None or plan.row_duals is not None or end.end is not End.OPTIMAL:
                return plan
            return self._with_duals(scaled, plan)
        rounded = np.where(self.program.integer, np.rint(x), x)
        rounded = np.clip(rounded, self.program.col_lower, self.program.col_upper)
        return (
            self._polish(scaled, rounded)
            or self._accept(plan_of(self.program, rounded))
            or self._accept(plan_of(self.program, x))
        )

    def _with_duals(self, scaled: ScaledProgram, plan: Plan) -> Plan:
        """A linear program's plan with duals from another back-end, which hold it to a bound."""
        if type(self.polisher) is type(self.backend):
            return plan
        end = self._run_polisher(scaled, self.polisher.lp_attempts[0])
        if end.end is not End.OPTIMAL:
            return plan
        row_duals, reduced_costs = _duals(scaled, end)
        return replace(plan, row_duals=row_duals, reduced_costs=reduced_costs)

    def _polish(self, scaled: ScaledProgram, rounded: FloatArray) -> Plan | None:
        """Solve the linear program left when the integers are fixed."""
        fixed = scaled.fixed(rounded)
        for attempt in self.polisher.lp_attempts[:2]:
            end = self._run_polisher(fixed, attempt)
            if end.end is End.OPTIMAL and end.x is not None:
                x = np.where(self.program.integer, rounded, fixed.unscale_x(end.x))
                plan = self._accept(plan_of(self.program, x, *_duals(fixed, end)))
                if plan is not None:
                    return plan
        return None

    def _run_polisher(self, scaled: ScaledProgram, attempt: Attempt) -> RawEnd:
        """Solve a linear program with the polisher, which a wish to stop does not reach."""
        limit = self.remaining
        monitor = Monitor()
        settings = Settings(
            time_limit_s=None if limit is None else max(limit, 0.0) + POLISH_S,
            gap=self.options.gap,
            threads=self.options.threads,
            seed=self.options.seed,
            presolve=attempt.presolve,
            extra=attempt.extra,
            memory_limit_mb=self.options.memory_limit_mb,
        )
        work = partial(self.runner, self.polisher, scaled, settings, monitor)
        return wait_for(work, stop=monitor.stop)

    def _accept(self, plan: Plan) -> Plan | None:
        if plan.verification.ok:
            return plan
        self.complaint = f"its plan fails the check: {describe(plan.verification)}"
        return None


def _duals(scaled: ScaledProgram, end: RawEnd) -> tuple[FloatArray | None, FloatArray | None]:
    if end.row_duals is None or end.reduced_costs is None:
        return None, None
    row_duals = scaled.unscale_row_duals(end.row_duals)
    return row_duals + 0.0, scaled.unscale_reduced_costs(end.reduced_costs) + 0.0


def _trouble(end: RawEnd) -> str:
    """How a run ended that reached no limit, to follow the name of the solver."""
    return end.words if end.end is End.CRASHED else f"ended with {end.words!r}"


def _better(result: SolveResult, than: SolveResult) -> bool:
    if result.reason is not than.reason:
        return result.reason is Reason.OPTIMAL
    return (result.objective or 0.0) > (than.objective or 0.0)

"""HiGHS as a back-end: scale, solve, polish, verify, and believe nothing unchecked.

A plan of a mixed-integer program is polished before it counts: integers are rounded and
fixed, and the linear program that is left is solved again from cold, which gives exact
whole numbers, a basic solution and the duals. Every row is then recomputed from the
unscaled program. An error, a plan that fails the check and a claim that the check
contradicts lead to another run with other settings; only when all of them fail does the
solve end in an error.
"""

import os
import time
from dataclasses import dataclass, field
from functools import partial
from threading import Event

import numpy as np
from numpy.typing import NDArray

from optimizer.lp.program import Program
from optimizer.solvers import highs_engine as engine
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
from optimizer.solvers.highs_engine import End, RawEnd, Settings
from optimizer.solvers.monitor import Monitor
from optimizer.solvers.presolve_checks import check
from optimizer.solvers.scaling import ScaledProgram, scale
from optimizer.solvers.verify import describe
from optimizer.solvers.waiting import interruptible, wait_for

FloatArray = NDArray[np.float64]

NAME = "highs"

POLISH_ROOM = 0.5
"""Share of the gap given to branch and bound; the rest is for what polishing may cost."""

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
    Limit.MEMORY: "the memory limit was reached",
    Limit.INTERRUPT: "interrupted",
}


@dataclass(frozen=True)
class _Attempt:
    """One way of running HiGHS, tried in order until the answer stands."""

    presolve: bool
    extra: tuple[tuple[str, str | int | float | bool], ...] = ()


LP_ATTEMPTS = (
    _Attempt(presolve=True),
    _Attempt(presolve=False),
    _Attempt(presolve=False, extra=(("simplex_scale_strategy", 4), ("simplex_strategy", 4))),
    _Attempt(presolve=True, extra=(("solver", "ipm"), ("run_crossover", "on"))),
)
# HiGHS' presolve of mixed-integer programs is not to be trusted: of 1,117 random fleets 1.13.1 cut
# off the optimum of one and 1.11.0 of two; 1.12, 1.13 and 1.15 called another one infeasible.
# Without it 1.13.1 was wrong on none of the 1,117, for about a third more time.
MIP_ATTEMPTS = (
    _Attempt(presolve=False),
    _Attempt(presolve=True),
    _Attempt(presolve=False, extra=(("mip_feasibility_tolerance", 1e-9),)),
)


def solve(
    program: Program,
    options: SolveOptions | None = None,
    progress: ProgressCallback | None = None,
) -> SolveResult:
    """Maximise a program with HiGHS.

    Args:
        program: what to solve.
        options: limits, gap, threads and seed; the defaults of :class:`SolveOptions` if None.
        progress: called about four times a second in the calling thread, and once at the end.

    Raises:
        KeyboardInterrupt: on a second Ctrl-C. The first one ends the solve with the best plan.
    """
    options = options or SolveOptions()
    started = time.monotonic()
    checked = check(program)
    with interruptible() as asked:
        session = _Session(checked.program, options, progress, asked, started)
        if checked.conflict is not None:
            result = without_plan(session.run(), Reason.INFEASIBLE, checked.conflict)
        elif 0 in program.shape:
            result = session.closed_form()
        else:
            result = session.solve()
    if progress is not None:
        progress(Progress(result.seconds, result.objective, result.bound, result.gap, result.nodes))
    return result


@dataclass(eq=False)
class _Session:
    """One solve: the program, the clock, and the best that the attempts have found so far."""

    program: Program
    options: SolveOptions
    progress: ProgressCallback | None
    asked: Event
    started: float
    best: SolveResult | None = None
    infeasible: SolveResult | None = None
    complaint: str = ""
    version: str = field(default_factory=engine.version)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float | None:
        limit = self.options.time_limit_s
        return None if limit is None else limit - self.seconds

    @property
    def threads(self) -> int:
        """HiGHS' own default is half the processors, rounded up."""
        return self.options.threads or ((os.cpu_count() or 1) + 1) // 2

    def run(self) -> Run:
        return Run(NAME, self.version, self.seconds, self.threads, self.options.gap)

    def closed_form(self) -> SolveResult:
        """A program without rows or without columns: every column at its better bound."""
        costs = self.program.objective
        nearest = np.clip(0.0, self.program.col_lower, self.program.col_upper)
        x = np.where(costs > 0, self.program.col_upper, self.program.col_lower)
        x = np.where(costs == 0, nearest, x)
        plan = plan_of(self.program, x, np.zeros(self.program.shape[0]), costs.copy())
        return with_plan(self.run(), plan, plan.objective, None, 0, "")

    def solve(self) -> SolveResult:
        scaled = scale(self.program)
        for attempt in MIP_ATTEMPTS if self.program.is_mip else LP_ATTEMPTS:
            remaining = self.remaining
            if remaining is not None and remaining <= 0 and (self.best or self.complaint):
                break
            end = self._run(scaled, attempt)
            result = self._judge(scaled, end)
            if result is not None:
                return result
            if self.asked.is_set():
                break
        last = self.best or self.infeasible
        if last is not None:
            return last
        return without_plan(self.run(), Reason.ERROR, f"HiGHS {self.version}: {self.complaint}")

    def _run(self, scaled: ScaledProgram, attempt: _Attempt) -> RawEnd:
        monitor = Monitor()
        settings = Settings(
            time_limit_s=self.remaining,
            gap=self.options.gap * POLISH_ROOM,
            threads=self.threads,
            seed=self.options.seed,
            presolve=attempt.presolve,
            extra=attempt.extra,
        )
        return wait_for(
            partial(engine.run, scaled, settings, monitor),
            stop=monitor.stop,
            asked=self.asked,
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
            confirmed, self.infeasible = self.infeasible is not None, claim
            return claim if confirmed else None
        bound = None if end.bound is None else scaled.unscale_objective(end.bound)
        limit = LIMITS.get(end.end)
        plan = self._checked_plan(scaled, end)
        if plan is None:
            if limit is None:
                # Also "unbounded": impossible, since every column has finite bounds.
                self.complaint = self.complaint or f"it ended with {end.words!r}"
                return None
            if self.best is not None or self.infeasible is not None:
                return self.best or self.infeasible
            words = f"{WORDS[limit]} before a plan was found"
            run = self.run()
            return without_plan(run, Reason.NO_SOLUTION_FOUND, words, limit, bound, end.nodes)
        if not self.program.is_mip:
            bound = self._lp_bound(plan, bound)
        words = WORDS[limit] if limit else f"HiGHS ended with {end.words!r}"
        result = with_plan(self.run(), plan, bound, limit, end.nodes, words)
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
            return self._accept(plan_of(self.program, x, *_duals(scaled, end)))
        rounded = np.where(self.program.integer, np.rint(x), x)
        rounded = np.clip(rounded, self.program.col_lower, self.program.col_upper)
        return (
            self._polish(scaled, rounded)
            or self._accept(plan_of(self.program, rounded))
            or self._accept(plan_of(self.program, x))
        )

    def _polish(self, scaled: ScaledProgram, rounded: FloatArray) -> Plan | None:
        """Solve the linear program left when the integers are fixed."""
        fixed = scaled.fixed(rounded)
        limit = self.remaining
        for attempt in LP_ATTEMPTS[:2]:
            monitor = Monitor()
            settings = Settings(
                time_limit_s=None if limit is None else max(limit, 0.0) + POLISH_S,
                gap=self.options.gap,
                threads=self.threads,
                seed=self.options.seed,
                presolve=attempt.presolve,
            )
            end = wait_for(partial(engine.run, fixed, settings, monitor), stop=monitor.stop)
            if end.end is End.OPTIMAL and end.x is not None:
                x = np.where(self.program.integer, rounded, fixed.unscale_x(end.x))
                plan = self._accept(plan_of(self.program, x, *_duals(fixed, end)))
                if plan is not None:
                    return plan
        return None

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


def _better(result: SolveResult, than: SolveResult) -> bool:
    if result.reason is not than.reason:
        return result.reason is Reason.OPTIMAL
    return (result.objective or 0.0) > (than.objective or 0.0)

"""The time that a diagnosis may take, shared out among its solves."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from optimizer.diagnosis.assignments import Assignments
from optimizer.diagnosis.elastic import without_objective
from optimizer.lp import Program
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.solve import solve

GAP = 1e-5
"""Relative gap of the cheapest repair: a dollar in a hundred thousand."""

LONG, SHORT = 0.25, 0.05
"""No solve for the cheapest repair, and no look for any plan, may take a larger share of all the
time."""


@dataclass(eq=False)
class Clock:
    """Solves within a budget, and keeps what did not finish.

    Attributes:
        options: back-end, threads and seed.
        seconds: the budget; nil after an interrupt.
        progress: told each step.
        unfinished: steps that ran out of time, as sentences.
        assignments: whole numbers of the plans seen so far.
        until: the share of the budget at which the phase ends that is on.
    """

    options: SolveOptions
    seconds: float
    progress: Callable[[str], None] | None = None
    unfinished: list[str] = field(default_factory=list)
    assignments: Assignments = field(default_factory=Assignments)
    until: float = 1.0
    started: float = field(default_factory=time.monotonic)

    @property
    def spent(self) -> float:
        """Wall-clock seconds so far."""
        return time.monotonic() - self.started

    @property
    def over(self) -> bool:
        """No time is left for this phase."""
        return self.spent >= self.until * self.seconds

    def step(self, words: str) -> None:
        """Say what is done next."""
        if self.progress is not None:
            self.progress(words)

    def missed(self, words: str) -> None:
        """Remember a step that was not finished."""
        if words not in self.unfinished:
            self.unfinished.append(words)

    def solve(self, program: Program, columns: int) -> SolveResult | None:
        """The best plan of a program, or why there is none; None where no time is left for it.

        Args:
            program: what to maximise.
            columns: so many of its columns, from the first, are those of the fleet.
        """
        if program.is_mip:
            # Where even shares of leases and builds do not help, that is seen at once.
            relaxed = self._run(without_objective(program.relaxed()), until=1.0)
            if relaxed is None or relaxed.reason is Reason.INFEASIBLE:
                return relaxed
        result = self._run(program, LONG)
        if result is not None and not result.has_plan and result.reason is not Reason.INFEASIBLE:
            result = self.by_hand(program) or result
        if result is not None and result.has_plan:
            self.assignments.remember(program.integer[:columns], result.x[:columns])
        return result

    def feasible(self, program: Program, until: float | None = None) -> bool | None:
        """Whether a program has a plan; None where time ran out before that was known.

        Args:
            program: its objective does not matter.
            until: the share of the budget that it may use up, in place of the phase's.
        """
        free = without_objective(program)
        if program.is_mip:
            relaxed = self._run(free.relaxed(), until=until)
            if relaxed is None or relaxed.reason is Reason.INFEASIBLE:
                return None if relaxed is None else False
            if self.by_hand(free, until) is not None:
                return True
        result = self._run(free, until=until)
        if result is None or result.reason in (Reason.NO_SOLUTION_FOUND, Reason.ERROR):
            return None
        if result.has_plan:
            self.assignments.remember(program.integer, result.x)
        return result.has_plan

    def by_hand(self, program: Program, until: float | None = None) -> SolveResult | None:
        """The best plan with whole numbers seen before; not proved to be the best of all."""
        fitting = self.assignments.tried_in(program) if program.is_mip else [program]
        ends = [self._run(fixed, until=until) for fixed in fitting]
        plans = [end for end in ends if end is not None and end.has_plan]
        if not plans:
            return None
        best = max(plans, key=lambda end: end.objective or 0.0)
        return replace(best, reason=Reason.FEASIBLE)

    def _run(
        self, program: Program, share: float = SHORT, until: float | None = None
    ) -> SolveResult | None:
        end = self.until if until is None else until
        left = min(end * self.seconds - self.spent, share * self.seconds)
        if left <= 0:
            return None
        result = solve(program, replace(self.options, time_limit_s=left, gap=GAP))
        if result.limit is Limit.INTERRUPT:
            self.seconds = 0.0
            self.missed("what comes after the interrupt")
        return result

"""Plans for very many futures: decisions proposed by one program, answered by all futures.

The program of the decisions (:mod:`optimizer.stochastic.master`) proposes; its optimum is a bound
on any plan for all futures. Every future answers, in parallel; what the answers are worth together
is a plan, and each leaves a cut. A few futures stand in the program in full: without them it would
not know that most sets of leases cannot be financed, and would try them one after the other
(partial decomposition: Crainic, Hewitt, Maggioni and Rei, Partial Benders decomposition, 2021). The
future whose worth the cuts overstate most is taken in next.

It starts from the plan for the file's own curves, whose answers and cuts are there before anything
is proposed. It is stabilised by cuts half way between each proposal and the best plan so far
(in-out separation: Ben-Ameur and Neto, Acceleration of cutting-plane and column generation
algorithms, Networks 49, 2007): on a hundred futures of west-texas-hybrid 8 rounds instead of 11.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.inputs.problem import Problem
from optimizer.lp import Program
from optimizer.scenario import Scenario
from optimizer.solvers.base import Limit, Reason, SolveOptions, SolveResult
from optimizer.solvers.ending import relative_gap
from optimizer.solvers.solve import solve
from optimizer.stochastic.answers import Answering, Said
from optimizer.stochastic.crew import Crew
from optimizer.stochastic.futures import Future, Futures
from optimizer.stochastic.master import Knowledge, Proposal, Tried, propose
from optimizer.stochastic.tail import Tail, tail_of

FloatArray = NDArray[np.float64]

MOST_INSIDE = 12
"""Futures that stand in the program of the decisions in full."""

MOST_ROUNDS = 200

_ROUGH_GAP = 1e-4
"""Gap of the program of the decisions until the plan is as near to its bound."""


@dataclass(frozen=True)
class Round:
    """A proposal and what became of it.

    Attributes:
        seconds: since the start.
        bound: no plan is worth more, USD.
        best: worth of the best plan so far, None without one, USD.
        inside: futures held in full.
        refused: futures without an answer to the proposal.
    """

    seconds: float
    bound: float
    best: float | None
    inside: int
    refused: int


@dataclass(frozen=True, eq=False)
class Decomposed:
    """The end of a decomposition.

    Attributes:
        reason, limit, message: as of a solve.
        once: the columns decided once, None without a plan.
        switches: what is broken in each future.
        worths: NPV in each future, shape (S,), None without a plan.
        tail: their mean and their bad end.
        worth: the objective, USD.
        bound: no plan is worth more, USD; None if unknown.
        rounds: what was tried.
        seconds: all of it.
    """

    reason: Reason
    limit: Limit | None
    message: str
    once: FloatArray | None
    switches: tuple[tuple[float, ...], ...]
    worths: FloatArray | None
    tail: Tail | None
    worth: float | None
    bound: float | None
    rounds: tuple[Round, ...]
    seconds: float

    @property
    def gap(self) -> float | None:
        """Relative gap, None where there is none."""
        return relative_gap(self.worth, self.bound)


@dataclass(frozen=True, eq=False)
class _Best:
    """The best plan so far."""

    once: FloatArray
    switches: tuple[tuple[float, ...], ...]
    worths: FloatArray
    tail: Tail
    worth: float


def decompose(
    problem: Problem,
    crew: Crew,
    options: SolveOptions,
    stage: Callable[[str], None] | None = None,
) -> Decomposed:
    """Plan for all scenarios of a problem.

    Args:
        problem: with scenarios.
        crew: who answers.
        options: gap, time limit, threads and solver.
        stage: told how far it has come.
    """
    return _Decomposition(problem, crew, options, stage or (lambda _words: None)).run()


class _Decomposition:
    def __init__(
        self,
        problem: Problem,
        crew: Crew,
        options: SolveOptions,
        stage: Callable[[str], None],
    ) -> None:
        self._problem, self._options, self._stage = problem, options, stage
        self._started = time.monotonic()
        self._scenarios = problem.scenarios
        self._answering = Answering(self._scenarios, crew)
        self._first = Future.of(problem, self._scenarios[0])
        names = tuple(name for name, _ in self._first.switches)
        futures = Futures(problem, self._scenarios, ())
        self._known = Knowledge(futures, (names,) * len(self._scenarios))
        self._best: _Best | None = None
        self._bound = np.inf
        self._rounds: list[Round] = []
        self._master_gap = max(_ROUGH_GAP, options.gap / 4)

    # ------------------------------------------------------------------------------- rounds
    def run(self) -> Decomposed:
        """Propose and ask until the plan meets its bound; Ctrl-C keeps the best plan so far."""
        try:
            return self._rounds_of_proposals()
        except KeyboardInterrupt:
            reason = Reason.FEASIBLE if self._best else Reason.NO_SOLUTION_FOUND
            return self._end(reason, Limit.INTERRUPT, "interrupted")

    def _rounds_of_proposals(self) -> Decomposed:
        self._begin()
        for _ in range(MOST_ROUNDS):
            proposal = propose(self._known)
            solved = self._solve(proposal.program, self._hint(proposal))
            if solved.reason is Reason.INFEASIBLE:
                return self._end(Reason.INFEASIBLE, None, "no decisions survive every future")
            if not solved.has_plan:
                return self._end(*self._unfinished(solved))
            if solved.bound is not None:
                self._bound = min(self._bound, solved.bound)
            once = solved.x[proposal.once]
            switches = tuple(tuple(solved.x[own].round()) for own in proposal.switches)
            threshold = solved.x[proposal.threshold] if proposal.threshold is not None else 0.0
            said = self._ask(once, switches, float(threshold))
            self._note(said)
            if self._settled():
                return self._end(Reason.OPTIMAL, None, self._words())
            if solved.limit is not None or self._left() == 0.0:
                return self._end(*self._unfinished(solved))
            self._learn(once, switches, said)
            self._ask_between(once, switches, float(threshold))
        return self._end(Reason.FEASIBLE, Limit.ITERATION, "out of rounds")

    def _begin(self) -> None:
        """Try the plan for the file's own curves, and take in futures from bad to good."""
        self._stage("planning for the file's own curves")
        own = Future.of(self._problem, Scenario.as_planned("", self._problem.horizon.months))
        solved = solve(
            own.program, replace(self._options, gap=_ROUGH_GAP, time_limit_s=self._left())
        )
        once = np.clip(np.zeros(len(own.stages.once)), own.program.col_lower[own.stages.once], None)
        if solved.has_plan:
            once = solved.x[own.stages.once]
        self._stage(f"asking {len(self._scenarios):,} futures")
        switches = tuple((0.0,) * len(names) for names in self._known.names)
        said = self._ask(once, switches, np.inf)
        worth = np.array([-np.inf if one.worth is None else one.worth for one in said])
        order = np.argsort(worth, kind="stable")
        last = len(order) - 1
        for q in (0.0, 0.04, 0.3, 0.7):
            self._known.take_in(int(order[round(q * last)]))

    def _ask(
        self, once: FloatArray, switches: tuple[tuple[float, ...], ...], threshold: float
    ) -> tuple[Said, ...]:
        """All futures' answers; a plan where all have one."""
        said = tuple(self._answering.ask(once, switches))
        self._known.tried.append(Tried(said, threshold))
        worths = [one.worth for one in said]
        if all(worth is not None for worth in worths) and self._allowed(switches):
            values = np.array(worths, dtype=float)
            risk = self._problem.risk
            tail = tail_of(values, self._known.futures.probability, risk.level)
            worth = tail.blend(risk.weight)
            if self._best is None or worth > self._best.worth:
                self._best = _Best(once, switches, values, tail, worth)
        return said

    def _ask_between(
        self, once: FloatArray, switches: tuple[tuple[float, ...], ...], threshold: float
    ) -> None:
        """Cuts half way between the proposal and the best plan: they hold the next one back.

        Proposals jump from one far corner to another as long as little is known in between. The
        point is no plan, leases being half signed; what is learnt there is as true as anywhere.
        """
        if self._best is None or np.array_equal(self._best.once, once):
            return
        between = 0.5 * (once + self._best.once)
        said = tuple(self._answering.ask(between, switches))
        self._known.tried.append(Tried(said, threshold))

    def _allowed(self, switches: Sequence[tuple[float, ...]]) -> bool:
        """Whether no more is broken than may be; the program of the decisions sees to it."""
        return not any(any(own) for own in switches) or len(self._known.tried) > 1

    def _learn(
        self,
        once: FloatArray,
        switches: tuple[tuple[float, ...], ...],
        said: tuple[Said, ...],
    ) -> None:
        """Take in the future that the program of the decisions misjudges most."""
        gap = relative_gap(self._best.worth if self._best else None, self._bound)
        if gap is not None and gap < 4 * self._master_gap:
            self._master_gap = max(self._options.gap / 4, self._master_gap / 10)
        if len(self._known.inside) >= MOST_INSIDE:
            return
        past, self._known.tried = self._known.tried, self._known.tried[:-1]
        miss: list[tuple[float, int]] = []
        for s in self._known.outside:
            worth = said[s].worth
            if worth is None:
                miss.append((np.inf, s))
                continue
            fixed = np.concatenate((once, np.array(switches[s])))
            share = self._scenarios[s].probability
            miss.append((share * self._known.overestimate(s, fixed, worth), s))
        self._known.tried = past
        if miss:
            self._known.take_in(max(miss)[1])

    # ------------------------------------------------------------------------------ solving
    def _solve(self, program: Program, start: tuple[float, ...] | None) -> SolveResult:
        options = replace(
            self._options, gap=self._master_gap, time_limit_s=self._left(), start=start
        )
        return solve(program, options)

    def _hint(self, proposal: Proposal) -> tuple[float, ...] | None:
        """The whole numbers of the best plan, to try first."""
        if self._best is None:
            return None
        values = np.zeros(proposal.program.shape[1])
        values[proposal.once] = self._best.once
        for columns, own in zip(proposal.switches, self._best.switches, strict=True):
            values[columns] = own
        return tuple(values[proposal.program.integer].tolist())

    def _left(self) -> float | None:
        limit = self._options.time_limit_s
        return None if limit is None else max(limit - (time.monotonic() - self._started), 0.0)

    # -------------------------------------------------------------------------------- ending
    def _note(self, said: tuple[Said, ...]) -> None:
        best = None if self._best is None else self._best.worth
        refused = sum(one.worth is None for one in said)
        seconds = time.monotonic() - self._started
        self._rounds.append(Round(seconds, self._bound, best, len(self._known.inside), refused))
        gap = relative_gap(best, self._bound)
        words = "no plan yet" if gap is None else f"gap {gap:.2g}"
        self._stage(f"asking {len(said):,} futures, round {len(self._rounds) + 1}: {words}")

    def _settled(self) -> bool:
        if self._best is None:
            return False
        gap = relative_gap(self._best.worth, self._bound)
        return gap is not None and gap <= self._options.gap

    def _words(self) -> str:
        return f"optimal within a gap of {self._options.gap:g} over {len(self._scenarios)} futures"

    def _unfinished(self, solved: SolveResult) -> tuple[Reason, Limit | None, str]:
        reason = Reason.FEASIBLE if self._best else Reason.NO_SOLUTION_FOUND
        if solved.limit is None and self._left() != 0.0:
            return reason, None, f"the program of the decisions ended: {solved.message}"
        return reason, solved.limit or Limit.TIME, solved.message

    def _end(self, reason: Reason, limit: Limit | None, message: str) -> Decomposed:
        best = self._best if reason in (Reason.OPTIMAL, Reason.FEASIBLE) else None
        return Decomposed(
            reason=reason,
            limit=limit,
            message=message,
            once=None if best is None else best.once,
            switches=() if best is None else best.switches,
            worths=None if best is None else best.worths,
            tail=None if best is None else best.tail,
            worth=None if best is None else best.worth,
            bound=None if not np.isfinite(self._bound) else float(self._bound),
            rounds=tuple(self._rounds),
            seconds=time.monotonic() - self._started,
        )

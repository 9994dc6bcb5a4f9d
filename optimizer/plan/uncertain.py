"""Plan for several futures: decide once, answer in each, make sure, and show one of them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.certificate.ladder import Certificate
from optimizer.inputs.problem import Problem
from optimizer.plan.assurance import Assurance, Certify
from optimizer.plan.climb import certificate_of, seek, settled
from optimizer.plan.labour import Labour, Way
from optimizer.results.outcomes import outcome_chunk
from optimizer.results.uncertainty import Breach, Method, RoundTold, Uncertainty
from optimizer.scenario import Outcome, Scenario
from optimizer.solvers.base import Limit, ProgressCallback, Reason, SolveOptions
from optimizer.solvers.isolation import Workplace
from optimizer.solvers.solve import solve as solve_program
from optimizer.stochastic.answers import CHUNK, Chunk
from optimizer.stochastic.crew import Crew
from optimizer.stochastic.decomposition import decompose
from optimizer.stochastic.extensive import extensive
from optimizer.stochastic.futures import Future, Futures, allowances
from optimizer.stochastic.tail import tail_of

FloatArray = NDArray[np.float64]

MOST_EXTENSIVE = 12
"""Futures up to which one program for all of them is solved."""


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions for all futures, and how they were found.

    Attributes:
        reason, limit, message: why the search ended.
        method: how it went.
        once: the columns decided once, None without a plan.
        switches: what is broken in each future.
        bound: no decisions are worth more, USD; None if unknown.
        rounds: of the decomposition.
        seconds: taken.
        certificate: how far the objective is proved.
    """

    reason: Reason
    limit: Limit | None
    message: str
    method: Method
    once: FloatArray | None
    switches: tuple[tuple[float, ...], ...]
    bound: float | None
    rounds: tuple[RoundTold, ...] = ()
    seconds: float = 0.0
    certificate: Certificate | None = None


def decide(
    problem: Problem,
    options: SolveOptions,
    assurance: Assurance,
    crew: Crew,
    labour: Labour,
    progress: ProgressCallback | None = None,
    stage: Callable[[str], None] | None = None,
    workplace: Workplace | None = None,
) -> Decided:
    """Decide once for all scenarios of a problem.

    Args:
        problem: with scenarios.
        options: gap, limits and solver.
        assurance: how far the objective of one program for all futures is proved.
        crew: who answers in many futures.
        labour: which way.
        progress, stage, workplace: as in :func:`optimizer.plan.solve`.
    """
    few = len(problem.scenarios) <= MOST_EXTENSIVE or problem.objective.integer_units
    if labour.way is Way.EXTENSIVE or (labour.way is Way.AUTO and few):
        return _at_once(problem, options, assurance, progress, stage, workplace)
    found = decompose(problem, crew, options, stage)
    rounds = tuple(
        RoundTold(one.seconds, one.bound if np.isfinite(one.bound) else None, one.best)
        for one in found.rounds
    )
    return Decided(
        reason=found.reason,
        limit=found.limit,
        message=found.message,
        method=Method.DECOMPOSITION,
        once=found.once,
        switches=found.switches,
        bound=found.bound,
        rounds=rounds,
        seconds=found.seconds,
    )


def _at_once(
    problem: Problem,
    options: SolveOptions,
    assurance: Assurance,
    progress: ProgressCallback | None,
    stage: Callable[[str], None] | None,
    workplace: Workplace | None,
) -> Decided:
    """By one program for all futures."""
    tell = stage or (lambda _words: None)
    started = time.perf_counter()
    tell("building the futures")
    futures = Futures.of(problem)
    form = extensive(futures)
    solved = solve_program(form.program, options, progress, workplace)
    tell("proving that no decisions are worth more")
    solved, grounds = seek(form.program, solved, options, assurance.certify)
    certificate = certificate_of(form.program, solved, options, assurance.certify, grounds)
    solved = settled(solved, certificate, options.gap)
    once: FloatArray | None = None
    switches: tuple[tuple[float, ...], ...] = ()
    if solved.has_plan:
        answers = form.answers(solved.x)
        once = answers[0][futures.members[0].stages.once]
        switches = tuple(
            tuple(float(round(x[j])) for _, j in future.switches)
            for future, x in zip(futures.members, answers, strict=True)
        )
    return Decided(
        reason=solved.reason,
        limit=solved.limit,
        message=solved.message,
        method=Method.EXTENSIVE,
        once=once,
        switches=switches,
        bound=solved.bound,
        seconds=time.perf_counter() - started,
        certificate=None if assurance.certify is Certify.NONE else certificate,
    )


def outcomes_of(
    scenarios: tuple[Scenario, ...],
    once: FloatArray,
    switches: tuple[tuple[float, ...], ...],
    crew: Crew,
) -> tuple[Outcome, ...]:
    """What decisions come to in every future."""
    chunks = [
        Chunk(
            scenarios[i : i + CHUNK],
            once,
            switches[i : i + CHUNK],
            (None,) * len(scenarios[i : i + CHUNK]),
        )
        for i in range(0, len(scenarios), CHUNK)
    ]
    return tuple(one for part in crew.do(outcome_chunk, chunks) for one in part)


def shown_of(scenarios: tuple[Scenario, ...], outcomes: tuple[Outcome, ...]) -> int:
    """Which future a report shows: the file's own curves, or else the middle one by worth."""
    for s, one in enumerate(scenarios):
        plain = Scenario.as_planned(one.name, one.months, one.probability)
        if replace(one, defaults_drawn=False) == plain:
            return s
    worth = np.array([one.npv_usd for one in outcomes], dtype=float)
    order = np.argsort(worth, kind="stable")
    before = np.cumsum(np.array([outcomes[s].probability for s in order]))
    return int(order[int(np.searchsorted(before, 0.5 * before[-1]))])


def future_shown(
    problem: Problem, scenario: Scenario, once: FloatArray, switches: tuple[float, ...]
) -> Future:
    """A future in which what is decided once, and what is broken, is fixed."""
    future = Future.of(problem, scenario)
    program = future.program
    fixed = future.fixed
    values = np.concatenate((once, np.array(switches)))
    values = np.where(program.integer[fixed], np.round(values), values)
    lower, upper = program.col_lower.copy(), program.col_upper.copy()
    lower[fixed] = upper[fixed] = values
    bounded = replace(future.formulation, program=program.with_bounds(lower, upper))
    return replace(future, formulation=bounded)


def uncertainty_of(
    problem: Problem, decided: Decided, outcomes: tuple[Outcome, ...], shown: int
) -> Uncertainty:
    """The plan over all futures."""
    risk = problem.risk
    worth = np.array([one.npv_usd for one in outcomes], dtype=float)
    probability = np.array([one.probability for one in outcomes])
    tail = tail_of(worth, probability, risk.level)
    value = tail.blend(risk.weight)
    bound = None if decided.bound is None else max(decided.bound, value)
    gap = None if bound is None else (bound - value) / max(abs(value), 1.0)
    breaches = tuple(
        Breach(name, allowed, float(sum(o.probability for o in outcomes if name in o.broken)))
        for name, allowed in allowances(problem).items()
    )
    return Uncertainty(
        method=decided.method,
        weight=risk.weight,
        level=risk.level,
        value_usd=value,
        bound_usd=bound,
        gap=gap,
        expected_npv_usd=tail.mean,
        value_at_risk_usd=tail.value_at_risk,
        cvar_usd=tail.cvar,
        shown=outcomes[shown].scenario,
        outcomes=outcomes,
        breaches=breaches,
        rounds=decided.rounds,
        seconds=decided.seconds,
        certificate=decided.certificate,
    )

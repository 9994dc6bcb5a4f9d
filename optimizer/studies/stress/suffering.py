"""What decisions suffer in a world that has changed: when cash runs out, what breaks, the cure.

A fleet answers with the fewest cures, and among those as well as it can: cures are what owners
would have to put in so that the floor of cash and every covenant hold. Without the cures one reads
off when cash would have run out and which covenant would have been broken first.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation, formulate
from optimizer.formulation.covenants import CovenantTest
from optimizer.formulation.cures import as_last_resort
from optimizer.inputs.problem import Problem
from optimizer.results.outcomes import liquidity
from optimizer.stochastic.recourse import RecourseError, RecourseProgram
from optimizer.stochastic.stages import stages_of
from optimizer.studies.stress.shocks import Shock, shocked

FloatArray = NDArray[np.float64]

CURE_COST = 0.5
"""Share of a cure that is lost on the way."""

_DOLLAR = 1.0


@dataclass(frozen=True)
class Suffering:
    """What decisions come to after a shock.

    Attributes:
        name: of the shock.
        probability: of the scenario, nil for a named shock.
        npv_usd: worth with the cures and their cost; None where not even cures help.
        cash_out: month in which cash would fall below its floor without cures, None for never.
        broken: covenant that would be broken first without cures, "" for none.
        broken_in: in which month.
        cure_usd: what owners have to put in.
        cash_usd: cash by month without cures; () without finance.
        dscr: by month, without cures; None where it has no meaning.
    """

    name: str
    probability: float
    npv_usd: float | None
    cash_out: int | None = None
    broken: str = ""
    broken_in: int | None = None
    cure_usd: float = 0.0
    cash_usd: tuple[float, ...] = ()
    dscr: tuple[float | None, ...] = ()

    @property
    def survives(self) -> bool:
        """Whether it needs no cure."""
        return self.npv_usd is not None and self.cash_out is None and not self.broken


@dataclass(frozen=True, eq=False)
class Trial:
    """Decisions, and what they are to suffer.

    Attributes:
        shocks: one after the other.
        once: the columns decided once.
    """

    shocks: tuple[Shock, ...]
    once: FloatArray


def suffer(problem: Problem, trial: Trial) -> list[Suffering]:
    """What decisions suffer under some shocks."""
    return [_suffer(problem, shock, trial.once) for shock in trial.shocks]


def _suffer(problem: Problem, shock: Shock, once: FloatArray) -> Suffering:
    world = shocked(problem, shock)
    risk = replace(problem.risk, cure_cost=CURE_COST, min_cash_breach=0.0)
    formulation = formulate(_strict(replace(world.problem, risk=risk)))
    program = RecourseProgram(
        as_last_resort(formulation.program), stages_of(formulation.program).once
    )
    name, probability = shock.name, shock.scenario.probability
    try:
        x = program.answer(once).x
    except RecourseError:
        x = None
    if x is None:
        return Suffering(name, probability, None)
    npv = formulation.program.value(x) + world.proceeds
    if formulation.cash is None or formulation.cures is None:
        return Suffering(name, probability, npv)
    cures = np.where(
        formulation.cures.paid.value(x) > _DOLLAR, formulation.cures.paid.value(x), 0.0
    )
    floor = problem.finance.min_cash if problem.finance else np.zeros(len(cures))
    cash = formulation.cash.held.value(x) - np.cumsum(cures) * (1.0 - CURE_COST)
    out = np.flatnonzero(cash < floor - _DOLLAR)
    broken, month = _first_broken(formulation, x, cures)
    _, dscr = liquidity(formulation, x, cures)
    return Suffering(
        name=name,
        probability=probability,
        npv_usd=npv,
        cash_out=int(out[0]) if len(out) else None,
        broken=broken,
        broken_in=month,
        cure_usd=float(cures.sum()),
        cash_usd=tuple(cash.tolist()),
        dscr=dscr,
    )


def _strict(problem: Problem) -> Problem:
    """Every covenant holds, by cures if need be: breaches are what is looked for."""
    if problem.finance is None:
        return problem
    covenants = tuple(replace(one, breach_probability=0.0) for one in problem.finance.covenants)
    return replace(problem, finance=replace(problem.finance, covenants=covenants))


def _first_broken(
    formulation: Formulation, x: FloatArray, cures: FloatArray
) -> tuple[str, int | None]:
    """The covenant that would be broken first without cures, and when."""
    first: tuple[int, str] | None = None
    for test in formulation.covenants.tests:
        window = test.covenant.window_months
        helped = np.convolve(cures, np.ones(window))[: len(cures)]
        headroom = test.headroom.value(x) - helped
        wrong = np.flatnonzero(_tested(formulation, test, x) & (headroom < -_DOLLAR))
        if len(wrong) and (first is None or wrong[0] < first[0]):
            first = (int(wrong[0]), test.covenant.name)
    return ("", None) if first is None else (first[1], first[0])


def _tested(formulation: Formulation, test: CovenantTest, x: FloatArray) -> NDArray[np.bool_]:
    drawn = any(
        book.use is not None and bool((book.use.value(x) > _DOLLAR).any())
        for book in (formulation.debts.books[d] for d in test.covenant.debts)
    )
    tested: NDArray[np.bool_] = test.always | (test.if_used & drawn)
    return tested


def chance(told: list[Suffering], happens: "NDArray[np.bool_]") -> float:
    """Probability of what happens in some of the scenarios."""
    weight = np.array([one.probability for one in told])
    total = float(weight.sum())
    return float(weight[happens].sum()) / total if total > 0 else math.nan

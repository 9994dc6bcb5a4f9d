"""What decisions come to in each future: the best answers, in plain numbers."""

import math

import numpy as np
from numpy.typing import NDArray

from optimizer.formulation import Formulation
from optimizer.formulation.lines import MoneyGroup, total
from optimizer.inputs.problem import CovenantKind, Problem
from optimizer.results.finance import ratio, ratios
from optimizer.scenario import Outcome, Scenario
from optimizer.stochastic.answers import Chunk
from optimizer.stochastic.futures import Future
from optimizer.stochastic.recourse import RecourseProgram

FloatArray = NDArray[np.float64]


def outcome_chunk(problem: Problem, chunk: Chunk) -> list[Outcome]:
    """What decisions come to in every future of a chunk."""
    out = []
    for scenario, switches, basis in zip(chunk.scenarios, chunk.switches, chunk.bases, strict=True):
        future = Future.of(problem, scenario)
        program = RecourseProgram(future.program, future.fixed)
        answer = program.answer(np.concatenate((chunk.once, np.array(switches))), basis)
        out.append(outcome_of(future.formulation, scenario, answer.x, future))
    return out


def outcome_of(
    formulation: Formulation, scenario: Scenario, x: FloatArray | None, future: Future
) -> Outcome:
    """A plan's columns in a future as plain numbers."""
    name, probability = scenario.name, scenario.probability
    if x is None:
        return Outcome(name, probability, None)
    cash, dscr = liquidity(formulation, x)
    equity = formulation.equity.raised.value(x).sum() if formulation.equity else 0.0
    cured = formulation.cures.paid.value(x).sum() if formulation.cures else 0.0
    return Outcome(
        scenario=name,
        probability=probability,
        npv_usd=formulation.program.value(x),
        cash_usd=cash,
        dscr=dscr,
        equity_usd=float(equity),
        cured_usd=float(cured),
        broken=tuple(sorted(future.broken(x))),
    )


def liquidity(
    formulation: Formulation, x: FloatArray, cures: FloatArray | None = None
) -> tuple[tuple[float, ...], tuple[float | None, ...]]:
    """Cash and DSCR by month: as lenders test it, else of all debts over twelve months.

    Args:
        formulation: what the columns mean.
        x: a plan, shape (n,).
        cures: USD by month that are not to count as EBITDA, None to count all.
    """
    if formulation.cash is None:
        return (), ()
    months = formulation.sets.months
    tests = [t for t in formulation.covenants.tests if t.covenant.kind is CovenantKind.MIN_DSCR]
    if tests:
        dscr = np.full(len(months), np.nan)
        for test in tests:
            earned = test.ebitda.value(x)
            if cures is not None:
                window = test.covenant.window_months
                earned = earned - np.convolve(cures, np.ones(window))[: len(cures)]
            own = ratio(earned, test.service.value(x))
            own[~(test.always | test.if_used)] = np.nan
            dscr = np.fmin(dscr, own)
    else:
        ebitda = total(formulation.flows, months, MoneyGroup.EBITDA).value(x)
        books = formulation.debts.books
        debt = sum((book.balance.value(x) for book in books), np.zeros(len(ebitda)))
        dscr, _ = ratios(formulation, x, ebitda, debt)
    cash = formulation.cash.held.value(x)
    return (
        tuple(float(one) for one in cash),
        tuple(None if math.isnan(one) else float(one) for one in dscr),
    )

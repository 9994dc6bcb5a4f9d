"""Decisions for several futures: extensive form, decomposition and one future agree."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import optimizer
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Problem, Risk
from optimizer.plan import Assurance, Certify, Labour, Way, build
from optimizer.scenario import Scenario
from optimizer.solvers.base import Reason, SolveOptions
from optimizer.solvers.solve import solve
from optimizer.stochastic.crew import Alone
from optimizer.stochastic.decomposition import decompose
from optimizer.stochastic.extensive import extensive
from optimizer.stochastic.futures import Futures
from optimizer.stochastic.tail import tail_of
from tests.stochastic.futures_tools import fleet, futures

TIGHT = SolveOptions(gap=1e-8)
PLAIN = Assurance(certify=Certify.NONE, canonical=False)


def optimum(problem: Problem, solver: str = "tree") -> float:
    """Worth of the extensive form."""
    options = replace(TIGHT, solver=solver)
    found = solve(extensive(Futures.of(problem)).program, options)
    assert found.reason is Reason.OPTIMAL
    assert found.objective is not None
    return found.objective


@pytest.mark.parametrize("name", ["btc-treasury", "two-sites", "margin-squeeze"])
def test_one_future_is_the_deterministic_problem(name: str) -> None:
    problem = fleet(name)
    alone = solve(build(problem).program, TIGHT)
    own = Scenario.as_planned("as planned", problem.horizon.months)
    for weight in (0.0, 0.5, 1.0):
        one = replace(problem, scenarios=(own,), risk=Risk(weight, 0.9))
        assert optimum(one) == pytest.approx(alone.objective, rel=1e-7)


@pytest.mark.parametrize("weight", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("name", ["btc-treasury", "two-sites"])
def test_decomposition_equals_the_extensive_form_of_another_solver(
    name: str, weight: float
) -> None:
    problem = replace(futures(fleet(name), 4, seed=2, spread=0.5), risk=Risk(weight, 0.7))
    found = decompose(problem, Alone(problem), TIGHT)
    assert found.reason is Reason.OPTIMAL
    assert found.worth == pytest.approx(optimum(problem, "highs"), rel=1e-6)
    assert found.bound is not None
    assert found.worth is not None
    assert found.bound >= found.worth - 1e-6 * abs(found.worth)


def test_cuts_of_futures_that_are_never_held_in_full_are_enough() -> None:
    problem = replace(
        futures(fleet("btc-treasury"), 9, seed=5, spread=0.8), risk=Risk(0.5, 0.8, cure_cost=0.8)
    )
    found = decompose(problem, Alone(problem), TIGHT)
    assert found.rounds[-1].inside < len(problem.scenarios)
    assert found.worth == pytest.approx(optimum(problem, "highs"), rel=1e-6)


def test_more_weight_on_the_bad_end_buys_it_with_the_mean() -> None:
    problem = optimizer.load("fleets/bear-market/site.yaml")
    means, tails = [], []
    for weight in (0.0, 0.4, 1.0):
        weighted = replace(problem, risk=replace(problem.risk, weight=weight))
        members = Futures.of(weighted)
        form = extensive(members)
        x = solve(form.program, TIGHT).x
        worth = np.array(
            [
                one.program.value(own)
                for one, own in zip(members.members, form.answers(x), strict=True)
            ]
        )
        # With all the weight on the tail the other futures' answers are loose.
        tail = tail_of(worth, members.probability, problem.risk.level)
        means.append(tail.mean)
        tails.append(tail.cvar)
    size = max(abs(one) for one in means)
    assert all(b <= a + 1e-6 * size for a, b in pairwise(means))
    assert all(b >= a - 1e-6 * size for a, b in pairwise(tails))
    assert tails[-1] > tails[0] + 1e5


def test_a_covenant_is_broken_no_more_often_than_allowed() -> None:
    problem = optimizer.load("fleets/bear-market/site.yaml")
    result = optimizer.solve(problem, assurance=PLAIN)
    told = result.uncertainty
    assert told is not None
    (breach,) = told.breaches
    assert breach.allowed == pytest.approx(0.1)
    assert 0 < breach.probability <= 0.1
    strict = optimizer.load(
        "fleets/bear-market/site.yaml", ["finance.covenants.0.breach_probability_pct=0"]
    )
    none = optimizer.solve(strict, assurance=PLAIN).uncertainty
    assert none is not None
    assert not none.breaches
    assert none.value_usd < told.value_usd


def test_the_two_ways_make_the_same_report() -> None:
    problem = replace(optimizer.load("fleets/bear-market/site.yaml"))
    told = [
        optimizer.solve(
            problem, options=TIGHT, assurance=PLAIN, labour=Labour(way, processes=1)
        ).uncertainty
        for way in (Way.EXTENSIVE, Way.DECOMPOSITION)
    ]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0].value_usd == pytest.approx(told[1].value_usd, rel=1e-6)
    assert told[0].expected_npv_usd == pytest.approx(told[1].expected_npv_usd, rel=1e-5)
    assert [one.scenario for one in told[0].outcomes] == [one.name for one in problem.scenarios]


def test_a_future_alone_is_what_the_factors_say() -> None:
    problem = fleet("btc-treasury")
    half = Scenario.as_planned("half", problem.horizon.months)
    half = replace(half, hashprice=(0.5,) * half.months, btc_price=(0.8,) * half.months)
    changed = under(problem, half)
    assert problem.market.btc_price is not None
    assert changed.market.hashprice == pytest.approx(0.5 * problem.market.hashprice)
    assert changed.market.btc_price == pytest.approx(0.8 * problem.market.btc_price)
    assert changed.future is half
    assert not changed.scenarios


def test_a_cure_saves_a_future_that_nothing_else_survives() -> None:
    path = "fleets/margin-squeeze/site.yaml"
    problem = optimizer.load(path, ["risk.cure_cost_pct=50"])
    months = problem.horizon.months
    ruin = replace(Scenario.as_planned("ruin", months), hashprice=(0.05,) * months)
    alone = replace(problem, scenarios=(ruin,), risk=Risk())
    assert optimizer.solve(alone, assurance=replace(PLAIN, diagnose=False)).termination.reason is (
        Reason.INFEASIBLE
    )
    cured = replace(alone, risk=problem.risk)
    told = optimizer.solve(cured, assurance=PLAIN).uncertainty
    assert told is not None
    assert told.outcomes[0].cured_usd > 0

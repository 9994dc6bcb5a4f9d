"""The ledger, which shares nothing with the model, agrees in a future where everything happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

import optimizer
from optimizer.inputs.futures import under
from optimizer.inputs.problem import Risk
from optimizer.scenario import Scenario, Slip
from optimizer.solvers.base import Reason
from tests.stochastic.futures_tools import eventful, fleet

FLEETS = ("west-texas-hybrid", "gpu-cloud", "two-sites", "btc-treasury", "margin-squeeze")


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", FLEETS)
def test_the_ledger_agrees_in_a_future(name: str, seed: int) -> None:
    # The cure lets every fleet survive, and is booked as well.
    problem = replace(fleet(name), risk=Risk(cure_cost=0.9))
    said = problem.said
    assert said is not None
    priced = said.model_copy(update={"risk": said.risk.model_copy(update={"cure_cost_pct": 90.0})})
    problem = replace(problem, said=priced)
    result = optimizer.solve(under(problem, eventful(problem, seed)))
    assert result.termination.reason is Reason.OPTIMAL
    assert result.plan.audit is not None
    assert result.plan.audit.ok, result.plan.audit


def test_a_late_build_costs_rent() -> None:
    problem = fleet("west-texas-hybrid")
    planned = Scenario.as_planned("planned", problem.horizon.months)
    late = replace(planned, slips=tuple(Slip(hall.name, 3) for hall in problem.halls))
    on_time = optimizer.solve(under(problem, planned))
    delayed = optimizer.solve(under(problem, late))
    assert delayed.plan.npv.npv_usd < on_time.plan.npv.npv_usd - 1e6
    assert delayed.plan.schedule.undelivered

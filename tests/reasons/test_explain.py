"""The reasons of a plan as a whole: alternatives, machines, levels, interrupts."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

import optimizer
from optimizer.lp import Program
from optimizer.plan import build, load
from optimizer.plan import solve as solve_fleet
from optimizer.reasons import explain
from optimizer.reasons.bench import Bench, Job
from optimizer.reasons.choices import choices, otherwise
from optimizer.reasons.machines import in_the_money_pct
from optimizer.results import make_result
from optimizer.results.reasoning import Explain, Kind, Standing
from optimizer.solvers.base import SolveOptions, SolveResult
from tests.fleet_tools import TIGHT
from tests.reasons.cases import case, near, solve

SEEDS = range(60)


def test_every_choice_decided_otherwise_is_another_plan_and_no_better_one() -> None:
    kinds: set[tuple[Kind, bool]] = set()
    for seed in SEEDS:
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        for choice in choices(formulation, end.x):
            other = solve(otherwise(formulation.program, choice))
            assert other is not None
            if not other.has_plan:
                continue
            assert other.objective is not None
            assert end.objective is not None
            assert other.objective <= end.objective + near(end.objective)
            done = bool((other.x[choice.columns] > 1e-6).any())
            assert done is not choice.taken
            kinds.add((choice.kind, choice.taken))
    assert {kind for kind, _ in kinds} == set(Kind)
    assert (Kind.LEASE, True) in kinds
    assert (Kind.LEASE, False) in kinds


def test_leases_that_run_or_must_be_signed_are_no_choice(fleets: object) -> None:
    # Three of its five years: the same choices, in a third of the time.
    problem = load(f"{fleets}/gpu-cloud/site.yaml", ["horizon.months=36"])
    result = solve_fleet(problem, explain=Explain.FULL)
    assert result.reasons is not None
    standing = {lease.name: lease.standing for lease in result.reasons.leases}
    assert standing == {"core-tenant": Standing.FORCED, "neocloud-10y": Standing.SIGNED}
    assert "core-tenant" not in {one.name for one in result.reasons.alternatives}


def test_nothing_is_explained_unless_asked(quickstart: str) -> None:
    assert optimizer.solve(quickstart).reasons is None


def test_quick_leaves_the_other_way_round_out(quickstart: str) -> None:
    told = optimizer.solve(quickstart, explain=Explain.QUICK).reasons
    assert told is not None
    assert told.level is Explain.QUICK
    assert told.alternatives == ()
    assert [lease.standing for lease in told.leases] == [Standing.UNKNOWN]
    assert told.baseline is not None


def test_auto_is_full_where_that_is_cheap(quickstart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = optimizer.solve(quickstart, explain=Explain.AUTO).reasons
    assert told is not None
    assert told.level is Explain.FULL
    monkeypatch.setattr("optimizer.reasons.account.CHEAP", 10)
    told = optimizer.solve(quickstart, explain=Explain.AUTO).reasons
    assert told is not None
    assert told.level is Explain.QUICK


def test_side_by_side_is_as_one_after_the_other(
    quickstart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = optimizer.solve(quickstart, explain=Explain.FULL).reasons
    monkeypatch.setattr("optimizer.reasons.account.QUICK_S", 0.0)
    together = optimizer.solve(quickstart, explain=Explain.FULL).reasons
    assert alone is not None
    assert together is not None
    assert alone.leases == together.leases
    assert [(a.name, a.npv_usd, a.bound_usd) for a in alone.alternatives] == [
        (a.name, a.npv_usd, a.bound_usd) for a in together.alternatives
    ]


def test_an_interrupt_leaves_what_is_done(quickstart: str) -> None:
    formulation = build(load(quickstart))
    bench = Bench(SolveOptions(), quick=True)

    def work(run: Callable[[Program], SolveResult | None]) -> float | None:
        found = run(formulation.program)
        bench.interrupted = True
        return None if found is None else found.objective

    first, second = bench.do([Job("one", work), Job("two", work)])
    assert first is not None
    assert second is None


def test_a_time_limit_holds_for_all_solves_together(quickstart: str) -> None:
    formulation = build(load(quickstart))
    bench = Bench(SolveOptions(time_limit_s=0.0), quick=True)
    assert bench.do([Job("one", lambda run: run(formulation.program))]) == [None]


def test_the_machines_of_the_fleet_worked_out_by_hand(fleets: object) -> None:
    """30 J/TH at PUE 1 and $47.30 of fixed price per MWh; see the fleet's README."""
    result = optimizer.solve(f"{fleets}/by-hand/site.yaml", options=TIGHT, explain=Explain.QUICK)
    assert result.reasons is not None
    row = result.reasons.machines.loc["home/fleet"]
    assert row["j_per_th"] == pytest.approx(30.0)
    assert row["in_the_money_pct"] == pytest.approx(100.0)
    ph_days = result.plan.asics["hashrate_ph"].to_numpy() @ _days(result)
    sites = result.plan.sites.loc["home"]
    mined = (sites["mining_mw"] / (sites["mining_mw"] + sites["auxiliary_mw"])).to_numpy()
    power = float(-result.plan.money["energy"].to_numpy() @ mined)
    assert row["hashcost_power"] == pytest.approx(power / ph_days)
    opex = -result.plan.money["mining_opex"].sum()
    assert row["hashcost_with_opex"] == pytest.approx((power + opex) / ph_days)
    kpi = result.plan.kpis.hashcost_usd_per_ph_day
    assert row["hashcost_all_in"] == pytest.approx(kpi)


def _days(result: object) -> np.ndarray:
    horizon = result.fleet.horizon  # type: ignore[attr-defined]
    return np.asarray(horizon.hours) / 24.0


def test_hours_in_the_money_count_by_their_weight(fleets: object) -> None:
    problem = load(f"{fleets}/west-texas-hybrid/site.yaml")
    site = problem.sites[0]
    months = problem.horizon.months
    assert in_the_money_pct(site, np.full(months, 1e6)) == pytest.approx(100.0)
    assert in_the_money_pct(site, np.full(months, -1e6)) == pytest.approx(0.0)
    shares = [in_the_money_pct(site, np.full(months, p)) for p in (20.0, 40.0, 80.0)]
    assert shares == sorted(shares)
    assert not math.isnan(shares[0])


def test_an_interrupted_explanation_keeps_the_plan(
    quickstart: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("optimizer.reasons.account.marginal_values", interrupted)
    result = optimizer.solve(quickstart, explain=Explain.QUICK)
    assert result.has_plan
    assert result.reasons is None


def test_without_time_nothing_is_claimed(quickstart: str) -> None:
    options = SolveOptions(time_limit_s=1e-9)
    formulation = build(load(quickstart))
    solved = solve(formulation.program)
    assert solved is not None
    result = make_result(formulation, solved, options, 0.0)
    told = explain(formulation, solved, result, options, Explain.FULL)
    assert told is not None
    assert told.baseline is None
    assert told.obstacle is None
    assert told.alternatives == ()
    assert [lease.standing for lease in told.leases] == [Standing.UNKNOWN]

"""Business as usual: a plan that changes nothing which need not change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.formulation import Formulation
from optimizer.inputs.problem import TreasuryPolicy
from optimizer.numerics.verify import verify
from optimizer.plan import build, load
from optimizer.reasons.baseline import solve_baseline, what_is_missing
from optimizer.results import make_result
from optimizer.results.reasoning import Obstacle
from tests.fleet_tools import TIGHT
from tests.reasons.cases import case, near, solve

SEEDS = range(60)


def has_baseline(formulation: Formulation) -> bool:
    base = solve_baseline(formulation, solve)
    assert base is not None
    return base.has_plan


def test_it_is_a_plan_of_the_fleet_that_signs_buys_and_sells_nothing_unforced() -> None:
    seen = built = 0
    for seed in SEEDS:
        found = case(seed)
        if found is None:
            continue
        formulation, end, _ = found
        base = solve_baseline(formulation, solve)
        assert base is not None
        if not base.has_plan:
            missing = what_is_missing(formulation, solve)
            assert missing is not None
            assert missing.obstacle in tuple(Obstacle)
            continue
        seen += 1
        assert verify(formulation.program, base.x).ok
        assert base.objective is not None
        assert end.objective is not None
        assert base.objective <= end.objective + near(end.objective)
        plan = make_result(formulation, base, TIGHT, 0.0).plan
        decisions = plan.decisions
        for row, contract in zip(
            decisions.contracts.itertuples(index=False),
            formulation.problem.contracts,
            strict=True,
        ):
            assert row.signed == (contract.running or contract.must_sign)
        assert decisions.asic_orders.empty
        assert decisions.asic_sales.empty
        assert decisions.gpu_orders.empty
        assert plan.money["equity_raised"].abs().max() < 0.01
        forced = any(c.must_sign or c.running for c in formulation.problem.contracts)
        if not forced:
            assert decisions.conversions.empty
        built += not decisions.conversions.empty
        treasury = formulation.problem.finance and formulation.problem.finance.treasury
        if treasury:
            assert plan.monthly["btc"].min() >= treasury.btc - 1e-6
    assert seen >= 20


def test_a_lease_that_must_be_signed_brings_the_builds_that_it_needs(
    quickstart: str,
) -> None:
    sets = ["contracts.ai-tenant.must_sign=true", "contracts.ai-tenant.mw=3"]
    formulation = build(load(quickstart, sets))
    base = solve_baseline(formulation, solve)
    assert base is not None
    plan = make_result(formulation, base, TIGHT, 0.0).plan
    assert plan.decisions.conversions["phases"].sum() == 1
    two = build(load(quickstart, [sets[0], "contracts.ai-tenant.mw=6"]))
    base = solve_baseline(two, solve)
    assert base is not None
    plan = make_result(two, base, TIGHT, 0.0).plan
    assert plan.decisions.conversions["phases"].sum() == 2


@pytest.mark.parametrize(
    ("sets", "obstacle"),
    [
        (["finance.cash_usd=0", "finance.overhead_usd_per_month=900000"], Obstacle.CASH),
        (
            [
                "finance.cash_usd=60000000",
                "finance.debts=[{name: loan, kind: term_loan, balance_usd: 9000000, "
                "rate_pct: 9, repayment: bullet, matures: 2028-12}]",
                "finance.covenants=[{kind: max_leverage, ratio: 0.01}]",
            ],
            Obstacle.COVENANTS,
        ),
    ],
)
def test_why_it_cannot_be(quickstart: str, sets: list[str], obstacle: Obstacle) -> None:
    formulation = build(load(quickstart, sets))
    assert not has_baseline(formulation)
    missing = what_is_missing(formulation, solve)
    assert missing is not None
    assert missing.obstacle is obstacle
    if obstacle is Obstacle.CASH:
        assert missing.short_usd is not None
        more = build(load(quickstart, [f"finance.cash_usd={missing.short_usd + 1e4}", *sets[1:]]))
        assert has_baseline(more)
        less = build(load(quickstart, [f"finance.cash_usd={missing.short_usd - 1e4}", *sets[1:]]))
        assert not has_baseline(less)


@pytest.mark.parametrize("policy", list(TreasuryPolicy))
def test_coins_held_at_the_start_are_kept_under_every_policy(
    fleets: Path, policy: TreasuryPolicy
) -> None:
    sets = [f"finance.treasury.policy={policy.value}", "finance.cash_usd=90000000"]
    formulation = build(load(fleets / "btc-treasury" / "site.yaml", sets))
    base = solve_baseline(formulation, solve)
    assert base is not None
    treasury, finance = formulation.treasury, formulation.problem.finance
    assert treasury is not None
    assert finance is not None
    assert finance.treasury is not None
    opening = finance.treasury.btc
    held = treasury.held.value(base.x)
    assert opening > 0
    assert held.min() >= opening - 1e-6
    kept = policy is not TreasuryPolicy.SELL_MINED
    assert bool(held.max() > opening + 1.0) is kept


def test_the_order_of_solves_does_not_matter(quickstart: str) -> None:
    formulation = build(load(quickstart))
    first = solve_baseline(formulation, solve)
    again = solve_baseline(replace(formulation), solve)
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first.x, again.x)


def test_what_was_not_finished_is_not_known(quickstart: str) -> None:
    formulation = build(load(quickstart, ["finance.cash_usd=1"]))
    assert solve_baseline(formulation, lambda _program: None) is None
    assert what_is_missing(formulation, lambda _program: None) is None

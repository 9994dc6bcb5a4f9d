"""Contracts and finance as arrays and indices."""

import pytest

from optimizer.inputs.problem import (
    CapexKind,
    Construction,
    CovenantKind,
    PassThrough,
    Revolver,
    TermLoan,
    TreasuryPolicy,
)

LEASE = {"name": "lease", "mw": 2, "start": "2026-03", "term_months": 60, "usd_per_kw_month": 120}


def contracts(fleet, *said):
    fleet.document["contracts"] = [{**LEASE, **one} for one in said]
    return fleet.load().contracts


def test_a_contract_has_the_defaults_of_the_format(fleet):
    (lease,) = contracts(fleet, {})
    assert (lease.mw_min, lease.mw_max, lease.mw_step) == (2, 2, None)
    assert (lease.starts, lease.running, lease.must_sign) == ((2,), False, False)
    assert (lease.passes_energy, lease.passes_demand, lease.passes_peak) == (True, False, False)
    assert (lease.pass_through, lease.pass_through_curve) == (PassThrough.REFERENCE, None)
    assert (lease.load_factor, lease.rent_credit, lease.escalator) == (1, 0.5, 0)


def test_sizes_windows_and_prices(fleet):
    first, second, third = contracts(
        fleet,
        {"name": "a", "mw": {"min": 1, "max": 4, "step": 0.5}},
        {"name": "b", "start": {"earliest": "2026-02", "latest": "2026-05"}},
        {"name": "c", "pass_through_price": {"2026-01": 30, "2026-06": 35}, "passes": []},
    )
    assert (first.mw_min, first.mw_max, first.mw_step) == (1, 4, 0.5)
    assert second.starts == (1, 2, 3, 4)
    assert third.pass_through is PassThrough.CURVE
    assert third.pass_through_curve.tolist() == [30] * 5 + [35]
    passes = (third.passes_energy, third.passes_demand, third.passes_peak)
    assert passes == (False, False, False)


def test_a_lease_from_before_the_horizon_runs(fleet):
    (lease,) = contracts(fleet, {"start": "2024-11"})
    assert lease.running
    assert lease.starts == (-14,)


def test_halls_default_to_those_with_space_for_tenants_now_or_later(fleet):
    conversion = {"hpc_mw": 8, "months": 1, "usd_per_mw": 9e6}
    building = {"hpc_mw": 4, "ready": "2026-02", "remaining_usd": 0}
    fleet.site["halls"] += [
        {"name": "c", "asic_mw": 2, "conversion": conversion},
        {"name": "d", "building": building},
        {"name": "e", "asic_mw": 2},
    ]
    anywhere, named = contracts(fleet, {"name": "x"}, {"name": "y", "halls": ["north/d"]})
    assert anywhere.halls == (1, 2, 3)
    assert named.halls == (3,)


def test_exclusion_holds_either_way_round(fleet):
    found = contracts(
        fleet,
        {"name": "a", "excludes": ["c", "b"]},
        {"name": "b"},
        {"name": "c", "excludes": ["a"]},
    )
    assert [contract.excludes for contract in found] == [(1, 2), (0,), (0,)]


# ------------------------------------------------------------------------------------ finance

LOAN = {
    "name": "loan",
    "kind": "term_loan",
    "balance_usd": 1e6,
    "rate_pct": {"2026-01": 9, "2026-04": 8},
    "repayment": "level",
    "matures": "2028-01",
}
BUILD = {
    "name": "build",
    "kind": "construction",
    "limit_usd": 5e7,
    "rate_pct": 11,
    "advance_pct": 80,
    "funds": ["conversion", "fit_out", "interest"],
    "draw_until": "2026-03",
    "repay_from": "2026-05",
    "repay_months": 24,
    "upfront_fee_pct": 2,
}
REVOLVER = {"name": "line", "kind": "revolver", "limit_usd": 1e6, "rate_pct": 10, "drawn_usd": 5e5}
BITCOIN = {**REVOLVER, "name": "btc", "kind": "btc_backed", "max_ltv_pct": 50, "matures": "2026-06"}


def finance(fleet, **said):
    fleet.document["market"]["btc_price_usd"] = 90_000
    fleet.document["finance"] = {"cash_usd": 1e6, "treasury": {"btc": 100}, **said}
    return fleet.load().finance


def test_debts(fleet):
    loan, build, line, btc = finance(fleet, debts=[LOAN, BUILD, REVOLVER, BITCOIN]).debts
    assert isinstance(loan, TermLoan)
    assert loan.rate.tolist() == pytest.approx([0.09] * 3 + [0.08] * 3)
    assert (loan.matures, loan.balance) == (24, 1e6)
    assert isinstance(build, Construction)
    assert build.funds == {CapexKind.CONVERSION, CapexKind.FIT_OUT}
    assert build.funds_interest
    assert (build.draw_until, build.repay_from, build.repay_months) == (2, 4, 24)
    assert (build.advance, build.upfront_fee, build.commitment_fee) == (0.8, 0.02, 0)
    assert isinstance(line, Revolver)
    assert (line.matures, line.max_ltv, line.drawn) == (None, None, 5e5)
    assert isinstance(btc, Revolver)
    assert (btc.matures, btc.max_ltv) == (5, 0.5)


def test_a_revolver_that_matures_after_the_horizon_never_does(fleet):
    (line,) = finance(fleet, debts=[{**REVOLVER, "matures": "2026-07"}]).debts
    assert line.matures is None


def test_covenants_are_tested_once_their_window_fits(fleet):
    dscr = {"kind": "min_dscr", "ratio": 1.25, "window_months": 3}
    found = finance(
        fleet,
        debts=[LOAN, BUILD],
        covenants=[
            dscr,
            {**dscr, "debts": ["loan"]},
            {**dscr, "debts": ["loan"], "from": "2026-05", "until": "2030-01"},
            {"kind": "max_leverage", "ratio": 4, "window_months": 1, "until": "2026-02"},
        ],
    ).covenants
    assert [(one.first, one.last) for one in found] == [(2, 5), (2, 5), (4, 5), (0, 1)]
    assert [one.debts for one in found] == [(0, 1), (0,), (0,), (0, 1)]
    assert [one.kind for one in found] == [CovenantKind.MIN_DSCR] * 3 + [CovenantKind.MAX_LEVERAGE]
    assert [one.name for one in found] == [
        "min_dscr 1.25x",
        "min_dscr 1.25x (loan)",
        "min_dscr 1.25x (loan) #2",
        "max_leverage 4x",
    ]


def test_cash_treasury_equity_and_limits(fleet):
    found = finance(
        fleet,
        min_cash_usd={"2026-01": 0, "2026-03": 2e5},
        treasury={"btc": 10, "policy": "hold_mined", "sell_fee_pct": 0.5},
        equity={"limit_usd": 1e7, "issue_cost_pct": 5, "cost_pct_per_year": 12},
        capex_limit_usd={2027: 2e6, 2026: 1e6},
    )
    assert found.min_cash.tolist() == [0, 0] + [2e5] * 4
    assert (found.treasury.btc, found.treasury.max_sell) == (10, None)
    assert found.treasury.policy is TreasuryPolicy.HOLD_MINED
    assert found.treasury.sell_fee == 0.005
    assert (found.equity.limit, found.equity.issue_cost, found.equity.cost) == (1e7, 0.05, 0.12)
    assert found.capex_limit == ((2026, 1e6), (2027, 2e6))

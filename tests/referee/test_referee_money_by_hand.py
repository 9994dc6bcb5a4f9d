"""Leases, building and debts of the referee against arithmetic that fits on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.referee.leases import lease_months
from tests.referee.model import RefereeResult, solve

DELTA = 1.12 ** (-1 / 12)
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def fleet(months: int, **changes: Any) -> dict[str, Any]:
    """One hall with 2 MW ready for tenants, PUE 1.5, power at 40 USD/MWh, from January 2026."""
    document: dict[str, Any] = {
        "fleetopt": 1,
        "name": "by hand",
        "horizon": {"start": "2026-01", "months": months},
        "market": {"hashprice_usd_per_ph_day": 48, "btc_price_usd": 100_000},
        "sites": [
            {
                "name": "s",
                "grid_mw": 10,
                "power": {"supply": [{"name": "m", "kind": "market", "price": 40}]},
                "halls": [{"name": "h", "hpc_mw": 2, "pue": {"asic": 1.0, "hpc": 1.5}}],
            }
        ],
    }
    document.update(changes)
    return document


def lease(**changes: Any) -> dict[str, Any]:
    """2 MW at 100 USD per kW and month, its energy reimbursed."""
    contract = {"name": "c", "mw": 2, "start": "2026-01", "term_months": 2}
    return {**contract, "usd_per_kw_month": 100, **changes}


def worth(document: dict[str, Any], folder: Path) -> float:
    """The optimum of a fleet that has one."""
    result = solve(document, folder)
    assert result.status == "optimal"
    assert result.npv_usd is not None
    assert sum(result.terms.values()) == pytest.approx(result.npv_usd, abs=1e-6)
    return result.npv_usd


def infeasible(result: RefereeResult) -> bool:
    return result.status == "infeasible" and result.npv_usd is None


def test_rent_with_everything_by_arithmetic() -> None:
    contract = lease(term_months=14, ramp_months=1, escalator_pct_per_year=10, sla_credit_pct=5)
    contract |= {"tenant_funding_usd_per_mw": 100_000, "rent_credit_pct": 40}
    contract |= {"default_pct_per_year": 6, "opex_usd_per_kw_month": 7}
    months = lease_months(contract, 3)
    assert [m.t for m in months] == list(range(3, 17))
    assert [m.delivered for m in months[:3]] == [0.5, 1, 1]
    # Net of SLA 47,500, then 95,000; 40 % of it is credited until 100,000 are given back.
    paid = [m.rent / 0.94 ** (j / 12) for j, m in enumerate(months)]
    assert paid[:4] == pytest.approx([28_500, 57_000, 57_000, 90_000])
    assert paid[4:12] == pytest.approx([95_000] * 8)
    assert paid[12:] == pytest.approx([104_500] * 2)
    assert [m.uncredited for m in months[:4]] == pytest.approx([81_000, 43_000, 5_000, 0])
    assert months[13].opex == pytest.approx(7_000 * 0.94 ** (13 / 12))


def test_what_is_left_of_the_funding_is_credited_in_the_last_month() -> None:
    contract = lease(tenant_funding_usd_per_mw=300_000)
    assert [m.rent for m in lease_months(contract, 0)] == pytest.approx([50_000, -150_000])


def test_survival_of_a_running_lease_counts_from_the_horizon() -> None:
    months = lease_months(lease(term_months=20, default_pct_per_year=6), -8)
    assert months[8].rent == pytest.approx(100_000)
    assert months[19].rent == pytest.approx(100_000 * 0.94 ** (11 / 12))


def test_a_lease_and_its_run_off(tmp_path: Path) -> None:
    contract = lease(term_months=3, passes=["demand"], load_factor_pct=80, fit_out_usd_per_mw=9_000)
    document = fleet(2, contracts=[contract])
    document["sites"][0]["power"]["demand_usd_per_kw_month"] = 4
    document["sites"][0]["power"]["coincident_peak"] = {
        "usd_per_kw_year": 30,
        "months": [2],
        "hours_of_day": [17],
    }
    energy = [0.8 * 1.5 * 2 * 24 * days * 40 for days in DAYS]
    peak = 0.8 * 1.5 * 2 * 30_000
    expected = (200_000 - energy[0] - 18_000) * DELTA + (200_000 - energy[1] - peak) * DELTA**2
    expected += (200_000 - energy[2] - peak / 2) * DELTA**3
    assert worth(document, tmp_path) == pytest.approx(expected)


def test_the_tenant_pays_the_demand_charge_of_its_full_load(tmp_path: Path) -> None:
    contract = lease(term_months=1, passes=["demand"], load_factor_pct=50)
    document = fleet(1, contracts=[contract])
    document["sites"][0]["power"]["demand_usd_per_kw_month"] = 4
    result = solve(document, tmp_path)
    assert result.terms["demand_charge"] == pytest.approx(-3 * 4_000 * DELTA)
    assert result.terms["reimbursement"] == pytest.approx(3 * 4_000 * DELTA)


def test_two_discount_rates(tmp_path: Path) -> None:
    contract = lease(term_months=1, passes=[])
    rates = {"discount_rate_pct": {"default": 20, "hosting": 5}}
    document = fleet(1, contracts=[contract], objective=rates)
    document["sites"][0]["fixed_cost_usd_per_month"] = 1_000
    energy = 3 * 24 * 31 * 40
    expected = (200_000 - energy) * 1.05 ** (-1 / 12) - 1_000 * 1.2 ** (-1 / 12)
    assert worth(document, tmp_path) == pytest.approx(expected)


def test_reference_price_mixes_blocks_and_market(tmp_path: Path) -> None:
    document = fleet(1, contracts=[lease(term_months=1)])
    block = {"name": "b", "kind": "block", "mw": 4, "usd_per_mwh": 10, "take_or_pay": True}
    document["sites"][0]["power"]["supply"].append(block)
    result = solve(document, tmp_path)
    reference = (4 * 10 + 6 * 40) / 10
    assert result.terms["reimbursement"] == pytest.approx(3 * 744 * reference * DELTA)
    assert result.terms["energy"] == pytest.approx(-4 * 744 * 10 * DELTA)


def test_a_step_leaves_room_unused(tmp_path: Path) -> None:
    contract = lease(mw={"min": 0.5, "max": 2, "step": 0.6}, term_months=1)
    document = fleet(1, contracts=[contract], objective={"discount_rate_pct": 0})
    document["objective"]["terminal"] = {"hpc_residual_usd_per_mw": 1_000}
    assert worth(document, tmp_path) == pytest.approx(180_000 + 200)


def test_funding_is_owed_back_without_run_off(tmp_path: Path) -> None:
    contract = lease(term_months=4, tenant_funding_usd_per_mw=120_000)
    terminal = {"contract_runoff": False}
    document = fleet(1, contracts=[contract], objective={"terminal": terminal})
    # Per MW: rent 100, credit 50, funding 120, owed 70.
    assert worth(document, tmp_path) == pytest.approx(2 * (50_000 + 50_000) * DELTA)


def test_a_conversion_is_paid_over_its_months_then_leased(tmp_path: Path) -> None:
    document = fleet(4, contracts=[lease(start={"earliest": "2026-01", "latest": "2026-04"})])
    conversion = {"hpc_mw": 2, "phases": 2, "months": 2, "usd_per_mw": 120_000}
    document["sites"][0]["halls"] = [{"name": "h", "asic_mw": 3, "conversion": conversion}]
    result = solve(document, tmp_path)
    assert result.terms["conversion"] == pytest.approx(-120_000 * (DELTA + DELTA**2))
    assert result.terms["rent"] == pytest.approx(200_000 * (DELTA**3 + DELTA**4))
    document["finance"] = {"cash_usd": 239_999.0}
    assert worth(document, tmp_path) == pytest.approx(0)
    document["finance"] = {"cash_usd": 240_001.0}
    assert worth(document, tmp_path) == pytest.approx(result.npv_usd)


def test_a_building_is_paid_before_it_is_ready(tmp_path: Path) -> None:
    document = fleet(3)
    building = {"hpc_mw": 1, "ready": "2026-03", "remaining_usd": 50_000}
    document["sites"][0]["halls"][0]["building"] = building
    document["objective"] = {"terminal": {"hpc_residual_usd_per_mw": 10_000}}
    expected = -25_000 * (DELTA + DELTA**2) + 30_000 * DELTA**3
    assert worth(document, tmp_path) == pytest.approx(expected)


def loan(**changes: Any) -> dict[str, Any]:
    base = {"name": "l", "kind": "term_loan", "balance_usd": 120_000, "rate_pct": 12}
    return {**base, "repayment": "level", "matures": "2026-12", **changes}


def test_a_level_loan_over_and_after_the_horizon(tmp_path: Path) -> None:
    payment = 120_000 * 0.01 / (1 - 1.01**-12)
    balance, interest = 120_000.0, []
    for _ in range(12):
        interest.append(balance * 0.01)
        balance -= payment - interest[-1]
    assert balance == pytest.approx(0, abs=1e-6)
    expected = -sum(usd * DELTA ** (t + 1) for t, usd in enumerate(interest))
    for months in (4, 12):
        finance = {"cash_usd": payment * months + 0.01, "debts": [loan()]}
        assert worth(fleet(months, finance=finance), tmp_path) == pytest.approx(expected)
        finance["cash_usd"] = payment * months - 0.01
        assert infeasible(solve(fleet(months, finance=finance), tmp_path))


def test_linear_and_bullet_loans(tmp_path: Path) -> None:
    finance: dict[str, Any] = {"cash_usd": 1e6}
    finance["debts"] = [loan(repayment="linear", matures="2026-03")]
    expected = -(1_200 * DELTA + 800 * DELTA**2 + 400 * DELTA**3)
    assert worth(fleet(5, finance=finance), tmp_path) == pytest.approx(expected)
    finance["debts"] = [loan(repayment="bullet", matures="2026-03", rate_pct={"2026-01": 6})]
    expected = -600 * (DELTA + DELTA**2 + DELTA**3)
    assert worth(fleet(2, finance=finance), tmp_path) == pytest.approx(expected)


def test_a_revolver_bridges_and_costs(tmp_path: Path) -> None:
    revolver = {"name": "r", "kind": "revolver", "limit_usd": 50_000, "rate_pct": 12}
    revolver["commitment_fee_pct"] = 6
    contract = lease(start="2026-02", term_months=1, must_sign=True, fit_out_usd_per_mw=10_000)
    document = fleet(3, contracts=[contract], finance={"cash_usd": 300, "debts": [revolver]})
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 10_000, "2026-02": 0}
    # Fees 250 a month on 50,000; 9,950 are drawn in January and repaid from February's rent.
    fees = 250 * DELTA + 0.005 * (50_000 - 9_950) * DELTA**2 + 250 * DELTA**3
    expected = -10_000 * DELTA + (200_000 - 20_000 - 99.5) * DELTA**2 - fees
    assert worth(document, tmp_path) == pytest.approx(expected)


def facility(**changes: Any) -> dict[str, Any]:
    base = {"name": "f", "kind": "construction", "limit_usd": 900_000, "rate_pct": 12}
    base |= {"advance_pct": 50, "funds": ["fit_out"], "draw_until": "2026-01"}
    return {**base, "repay_from": "2026-03", "repay_months": 2, **changes}


def fit_out(**changes: Any) -> dict[str, Any]:
    return lease(fit_out_usd_per_mw=100_000, term_months=4, **changes)


def test_a_facility_advances_half_of_the_fit_out(tmp_path: Path) -> None:
    # January: rent 200,000 less fit-out 200,000 less 50,000 of fixed cost.
    document = fleet(4, contracts=[fit_out()])
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 50_000, "2026-02": 0}
    document["finance"] = {"debts": [facility(upfront_fee_pct=2, commitment_fee_pct=1.2)]}
    # 50,000 + 0.02 d + 900 (fee on the limit) = d
    drawn = 50_900 / 0.98
    assert drawn < 100_000
    expected = -(50_000 + 900 + 0.02 * drawn) * DELTA
    expected += 200_000 * (DELTA**2 + DELTA**3 + DELTA**4)
    expected -= 0.01 * drawn * (DELTA**2 + DELTA**3 + DELTA**4 / 2)
    assert worth(document, tmp_path) == pytest.approx(expected)
    document["finance"]["debts"] = [facility(advance_pct=20)]
    document["contracts"][0]["must_sign"] = True
    assert infeasible(solve(document, tmp_path))


def test_two_facilities_share_the_capex(tmp_path: Path) -> None:
    document = fleet(4, contracts=[fit_out(must_sign=True)])
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 110_000, "2026-02": 0}
    both = [facility(), facility(name="e", advance_pct=60)]
    document["finance"] = {"debts": both}
    # 100,000 / 0.5 uses up the capex; 60 % of it is 120,000, so 110,000 can be had.
    assert worth(document, tmp_path) > 0
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 121_000, "2026-02": 0}
    assert infeasible(solve(document, tmp_path))


def test_a_facility_is_tested_only_if_drawn(tmp_path: Path) -> None:
    # Without a draw the first month's loss breaks no covenant.
    covenant = {"kind": "min_dscr", "ratio": 1.0, "window_months": 1}
    document = fleet(4, contracts=[fit_out()])
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 210_000, "2026-02": 0}
    free = {"cash_usd": 300_000, "debts": [facility()], "covenants": [covenant]}
    expected = -210_000 * DELTA + 200_000 * (DELTA**2 + DELTA**3 + DELTA**4)
    assert worth({**document, "finance": free}, tmp_path) == pytest.approx(expected)
    # With 209,000 the fit-out needs a draw, and EBITDA of -10,000 in January forbids it.
    poor = {**free, "cash_usd": 209_000}
    assert infeasible(solve({**document, "contracts": [], "finance": poor}, tmp_path))
    drawn = {**document, "finance": poor}
    assert infeasible(solve(drawn, tmp_path))
    later = {**poor, "covenants": [{**covenant, "from": "2026-02"}]}
    assert worth({**document, "finance": later}, tmp_path) > 0


def test_leverage_at_the_months_end(tmp_path: Path) -> None:
    document = fleet(2, contracts=[lease()])
    # Debt of 120,000 until February; EBITDA of 200,000 a month is 2.4 million a year.
    debts = [loan(repayment="bullet", matures="2026-09")]
    for ratio, holds in ((0.0501, True), (0.0499, False)):
        covenant = {"kind": "max_leverage", "ratio": ratio, "window_months": 2}
        document["finance"] = {"cash_usd": 0, "debts": debts, "covenants": [covenant]}
        assert infeasible(solve(document, tmp_path)) is not holds


def test_equity_and_coins_pay_what_cash_cannot(tmp_path: Path) -> None:
    document = fleet(2)
    document["sites"][0]["fixed_cost_usd_per_month"] = {"2026-01": 98_000, "2026-02": 0}
    equity = {"limit_usd": 1e6, "issue_cost_pct": 2, "cost_pct_per_year": 12}
    document["finance"] = {"cash_usd": 3_000, "equity": equity}
    # January: 0.98 e = 95,000; February: its cost of 1 % needs 0.98 e2 = 0.01 e. Raising that
    # in January too would bear 1 % more in February.
    first = 95_000 / 0.98
    second = 0.01 * first / 0.98
    expected = -(98_000 + 0.02 * first) * DELTA - (0.01 * first + 0.02 * second) * DELTA**2
    assert worth(document, tmp_path) == pytest.approx(expected)
    treasury = {"btc": 1, "policy": "sell_mined", "sell_fee_pct": 1}
    document["finance"] = {"cash_usd": 3_000, "treasury": treasury}
    expected = (99_000 - 98_000) * DELTA
    assert worth(document, tmp_path) == pytest.approx(expected)
    document["finance"]["treasury"] |= {"max_sell_btc_per_month": 0.9}
    assert infeasible(solve(document, tmp_path))


def test_a_capex_limit_binds_by_calendar_year(tmp_path: Path) -> None:
    contract = fit_out(start={"earliest": "2026-01", "latest": "2026-02"})
    document = fleet(2, contracts=[contract], finance={"cash_usd": 1e6})
    assert worth(document, tmp_path) > 0
    document["finance"]["capex_limit_usd"] = {2026: 199_000}
    assert worth(document, tmp_path) == pytest.approx(0)

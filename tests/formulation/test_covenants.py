"""Covenants: when they are tested, what counts, and what the report says, by hand.

The fleet earns the same EBITDA in every month: machines of 1 PH/s per 20 kW at a hashprice that
makes 100,000 USD a month, on a free block of power.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optimizer.formulation import Formulation
from optimizer.results import Plan, make_result
from optimizer.solvers.base import Reason, SolveResult
from tests.fleet_tools import TIGHT, build, solved

MONTHLY = 100_000.0


def fleet(finance: dict[str, Any], months: int = 6, **changes: Any) -> dict[str, Any]:
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    hashprice = {f"2026-{t + 1:02d}": MONTHLY / 100 / days[t] for t in range(months)}
    group = {"name": "a", "hashrate_th": 200, "power_w": 4000, "cooling": "air", "units": 500}
    block = {"name": "b", "kind": "block", "mw": 10, "usd_per_mwh": 0}
    document: dict[str, Any] = {
        "fleetopt": 1,
        "name": "covenants",
        "horizon": {"start": "2026-01", "months": months},
        "market": {"hashprice_usd_per_ph_day": hashprice},
        "sites": [
            {
                "name": "s",
                "grid_mw": 10,
                "power": {"supply": [block]},
                "halls": [{"name": "h", "asic_mw": 4, "pue": {"asic": 1.0, "hpc": 1.3}}],
                "asics": [group],
            }
        ],
        "finance": {"cash_usd": 10_000_000, **finance},
        "objective": {"maximize": "npv", "discount_rate_pct": 0},
    }
    return document | changes


def loan(**changes: Any) -> dict[str, Any]:
    """A loan of 1,200,000 USD without interest."""
    debt: dict[str, Any] = {"name": "l", "kind": "term_loan", "balance_usd": 1_200_000}
    return {**debt, "rate_pct": 0, "repayment": "linear", "matures": "2026-12", **changes}


def ends(document: dict[str, Any]) -> tuple[Formulation, SolveResult]:
    formulation = build(document, {})
    return formulation, solved(formulation)


def plan(document: dict[str, Any]) -> Plan:
    """The optimal plan."""
    formulation, end = ends(document)
    assert end.reason is Reason.OPTIMAL
    return make_result(formulation, end, TIGHT, 0.0).plan


def feasible(document: dict[str, Any]) -> bool:
    _, end = ends(document)
    assert end.reason in (Reason.OPTIMAL, Reason.INFEASIBLE)
    return end.reason is Reason.OPTIMAL


def covenant(kind: str, ratio: float, window: int = 3, **months: Any) -> dict[str, Any]:
    """A covenant; ``first`` and ``until`` are the months between which it is tested."""
    asked = {"kind": kind, "ratio": ratio, "window_months": window, **months}
    return {{"first": "from"}.get(key, key): value for key, value in asked.items()}


def test_dscr_is_tested_once_its_window_fits() -> None:
    found = plan(fleet({"debts": [loan()], "covenants": [covenant("min_dscr", 0.8)]})).covenants
    assert list(found["month"]) == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert found["actual"].to_numpy() == pytest.approx(1.0)
    # 300,000 of EBITDA against 0.8 * 300,000.
    assert found["headroom_usd"].to_numpy() == pytest.approx(60_000)
    assert found["tested"].all()


@pytest.mark.parametrize(("ratio", "holds"), [(1.0, True), (1.001, False)])
def test_dscr_counts_scheduled_principal(ratio: float, holds: bool) -> None:
    assert feasible(fleet({"debts": [loan()], "covenants": [covenant("min_dscr", ratio)]})) is holds


def test_dscr_leaves_out_the_bullet_and_counts_its_interest() -> None:
    debt = loan(repayment="bullet", matures="2026-04", rate_pct=12)
    found = plan(fleet({"debts": [debt], "covenants": [covenant("min_dscr", 2)]}))
    # Interest of 12,000 a month through April; windows to June still hold an April or later
    # month in which it was served.
    assert list(found.covenants["month"]) == ["2026-03", "2026-04", "2026-05", "2026-06"]
    services = [36_000, 36_000, 24_000, 12_000]
    actual = 300_000 / np.array(services)
    assert found.covenants["actual"].to_numpy() == pytest.approx(actual)
    assert found.money["principal"].to_numpy() == pytest.approx([0, 0, 0, -1_200_000, 0, 0])
    assert found.kpis.min_dscr == pytest.approx(300 / 36)


def test_tests_end_when_the_loan_left_the_window() -> None:
    debt = loan(matures="2026-02", balance_usd=100_000)
    found = plan(fleet({"debts": [debt], "covenants": [covenant("min_dscr", 1, 2)]})).covenants
    # Served in January and February: February and March look back on it.
    assert list(found["month"]) == ["2026-02", "2026-03"]


def test_tests_keep_to_their_months() -> None:
    asked = covenant("min_dscr", 1, first="2026-04", until="2026-05")
    found = plan(fleet({"debts": [loan()], "covenants": [asked]})).covenants
    assert list(found["month"]) == ["2026-04", "2026-05"]


def test_leverage_is_the_debt_over_a_year_at_the_windows_pace() -> None:
    found = plan(fleet({"debts": [loan()], "covenants": [covenant("max_leverage", 1)]})).covenants
    # 1,200,000 less 100,000 a month, over 1,200,000 a year.
    assert found["actual"].to_numpy() == pytest.approx([0.75, 8 / 12, 7 / 12, 0.5])
    # In EBITDA of the window: 300,000 less 900,000 * 3 / 12 in March.
    assert found["headroom_usd"].iloc[0] == pytest.approx(75_000)


@pytest.mark.parametrize(("ratio", "holds"), [(0.75, True), (0.749, False)])
def test_leverage_binds_where_it_is_highest(ratio: float, holds: bool) -> None:
    asked = covenant("max_leverage", ratio)
    assert feasible(fleet({"debts": [loan()], "covenants": [asked]})) is holds


def test_a_construction_facility_serves_nothing_while_it_is_drawn() -> None:
    works = {"name": "w", "kind": "construction", "limit_usd": 720_000, "drawn_usd": 600_000}
    works |= {"rate_pct": 12, "advance_pct": 50, "funds": ["conversion"], "repay_months": 6}
    works |= {"draw_until": "2026-03", "repay_from": "2026-05", "commitment_fee_pct": 1}
    found = plan(fleet({"debts": [works], "covenants": [covenant("min_dscr", 0.9, 1)]}))
    # It pays 6,000 of interest and 100 of fees from the start. Interest counts from April, 100,000
    # of principal from May. It opens drawn, so it is always tested.
    assert found.money["fees"].to_numpy() == pytest.approx([-100] * 3 + [0] * 3)
    assert found.covenants["tested"].all()
    headroom = MONTHLY - 0.9 * np.array([0, 0, 0, 6_000, 106_000, 105_000])
    assert found.covenants["headroom_usd"].to_numpy() == pytest.approx(headroom)
    assert found.covenants["actual"].isna().tolist() == [True] * 3 + [False] * 3
    assert found.kpis.min_dscr == pytest.approx(100 / 106)


RCF = {"name": "r", "kind": "revolver", "limit_usd": 1_000_000, "rate_pct": 12}


def short_of_cash(covenants: list[dict[str, Any]], **line: Any) -> dict[str, Any]:
    """January loses 150,000 and there are 120,000 USD of cash: 30,000 have to be drawn."""
    overhead = {"2026-01": 250_000, "2026-02": 0}
    finance = {"cash_usd": 120_000, "overhead_usd_per_month": overhead, "covenants": covenants}
    return fleet(finance | {"debts": [{**RCF, **line}]})


def test_a_facility_that_is_not_drawn_is_not_tested() -> None:
    # Fees alone break this covenant, were it tested.
    asked = [covenant("min_dscr", 1000)]
    document = fleet({"debts": [{**RCF, "commitment_fee_pct": 3}], "covenants": asked})
    found = plan(document)
    assert not found.covenants["tested"].any()
    assert found.kpis.min_dscr is None
    assert found.money["fees"].to_numpy() == pytest.approx(-2_500)


def test_drawing_once_brings_the_test_for_the_whole_plan() -> None:
    found = plan(short_of_cash([covenant("max_leverage", 3, 1, first="2026-02")]))
    assert found.covenants["tested"].all()
    assert found.covenants["month"].iloc[0] == "2026-02"
    # January ends 30,000 short; February repays it with interest of 300.
    assert found.monthly["debt_usd"].to_numpy()[:2] == pytest.approx([30_000, 0], abs=1)
    assert found.money["interest"].to_numpy()[1] == pytest.approx(-300)


def test_a_breach_in_the_month_of_the_draw_forbids_it() -> None:
    # January's EBITDA is -150,000: no debt is carried by that.
    assert not feasible(short_of_cash([covenant("max_leverage", 3, 1)]))
    assert feasible(short_of_cash([]))


def test_a_facility_that_opens_drawn_is_always_tested() -> None:
    asked = [covenant("min_dscr", 1000)]
    document = fleet({"debts": [{**RCF, "drawn_usd": 100_000}], "covenants": asked})
    # Repaid at once, yet January's interest of 1,000 stands against 300,000 of EBITDA.
    assert not feasible(document)
    asked = [covenant("min_dscr", 300)]
    found = plan(fleet({"debts": [{**RCF, "drawn_usd": 100_000}], "covenants": asked}))
    assert found.covenants["tested"].all()
    assert found.covenants["actual"].iloc[0] == pytest.approx(300)
